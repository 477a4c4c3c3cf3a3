#include "intake-svc/storage/person_data_parts.h"

#include "duaal/intake/v1/conversation_service.pb.h"
#include "duaal/intake/v1/duplicate_service.pb.h"
#include "duaal/intake/v1/intake_step_service.pb.h"
#include "duaal/intake/v1/legal_basis_service.pb.h"
#include "duaal/intake/v1/literacy.pb.h"
#include "duaal/intake/v1/plan.pb.h"
#include "duaal/intake/v1/plan_clock.pb.h"
#include "duaal/intake/v1/plan_service.pb.h"
#include "duaal/intake/v1/sanction_service.pb.h"
#include "duaal/intake/v1/screening_service.pb.h"
#include "duaal/intake/v1/summons_service.pb.h"
#include "intake-svc/storage/person_data.h"

namespace duaal::intake::storage {
namespace {

using person_data::Catalogue;
using person_data::Enum;
using person_data::Id;
using person_data::Sealed;
using person_data::SealedText;
using person_data::Text;
using person_data::Withheld;

constexpr char kOfPlan[] = "plan_id IN (SELECT p.id FROM plan p WHERE p.participant_id = ?)";

template <typename Message>
const google::protobuf::Message& Default() {
  return Message::default_instance();
}

}  // namespace

Catalogue IntakeSections() {
  return {
      {.code = "intake-professional",
       .table = "referral_intake_professional",
       .person = kOfReferral,
       .columns = {Id("referral_id"), Text("ordinal"), Text("place"), Text("staff_id"), Text("role_code"),
                   Id("organisation_id")},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "intake-notes",
       .table = "referral_intake_notes",
       .person = kOfReferral,
       .columns = {Id("referral_id"), Text("step_code"),
                   Sealed("sealed", Default<v1::IntakeNotes>, "referral_id,step_code")},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "alone-wish",
       .table = "alone_wish",
       .person = kOfReferral,
       .columns = {Id("referral_id"), Text("step_code"), Text("ordinal"), Text("alone"), Text("asked_date"),
                   Text("record_time")},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "intake-deadline",
       .table = "intake_deadline",
       .person = kOfReferral,
       .columns = {Id("referral_id"), Text("step_code"), Text("programme_code"), Text("start_date"),
                   Text("due_date"), Text("held_date")},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "summons",
       .table = "summons",
       .person = kOfReferral,
       .columns = {Id("id"), Id("referral_id"), Text("step_code"), Text("number"), Text("sent_date"),
                   Text("appointment_date"), Enum("channel", v1::SummonsChannel_descriptor), Text("staff_id"),
                   Enum("appearance", v1::Appearance_descriptor), Text("create_time"),
                   Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "participation-task",
       .table = "participation_task",
       .person = kOfReferral,
       .columns = {Id("id"), Id("referral_id"), Text("programme_code"), Text("role_code"),
                   Text("opened_date"), Text("closed_date"), Text("outcome_code"), Text("staff_id"),
                   Text("create_time"), Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "conversation",
       .table = "conversation",
       .person = kOfPerson,
       .columns = {Id("id"), Text("programme_code"), Text("step_code"), Text("version"),
                   Text("guide_version"), Text("held_date"), Text("staff_ids"),
                   Sealed("sealed", Default<v1::ConversationContent>), Text("create_time"),
                   Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "legal-basis",
       .table = "legal_basis",
       .person = kOfReferral,
       .columns = {Id("referral_id"), Text("number"), Enum("kind", v1::LegalBasisKind_descriptor),
                   Text("legal_ground"), Text("occasion"),
                   SealedText("motivation_sealed", "referral_id,number"), Text("decided_date"),
                   Text("decided_by"), Text("create_time")},
       .destructions = {{kIntegrationRecord, ""}}},
  };
}

Catalogue PlanSections() {
  return {
      {.code = "plan",
       .table = "plan",
       .person = kOfPerson,
       .columns = {Id("id"), Text("programme_code"), Text("form_code"), Text("version"),
                   Enum("state", v1::PlanState_descriptor), Enum("route", v1::LearningRoute_descriptor),
                   Text("plan_date"), Enum("change_reason", v1::PlanChangeReason_descriptor),
                   Id("supersedes_id"), Id("superseded_by_id"), Sealed("sealed", Default<v1::Plan>),
                   Text("create_time"), Withheld("participant_id", kTheirs), Withheld("open_state", kIndex),
                   Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "plan-special-inputs",
       .table = "plan_special",
       .person = kOfPlan,
       .columns = {Id("plan_id"), Sealed("sealed", Default<v1::PlanContent>)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "plan-closed-goal",
       .table = "plan_goal_closing",
       .person = kOfPlan,
       .columns = {Id("plan_id"), Text("ordinal"),
                   Sealed("sealed", Default<v1::PlanContent>, "plan_id,ordinal"), Text("create_time")},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "plan-clock",
       .table = "plan_clock",
       .person = kOfPerson,
       .columns = {Text("municipality_code"), Text("duty_start_date"), Text("notified_date"), Text("moved"),
                   Text("requested_date"), Text("received_date"), Text("plan_date"),
                   Enum("ground", v1::PlanClockGround_descriptor), Text("start_date"), Text("due_date"),
                   Text("running"), Text("waiting"), Text("told"), Text("update_time"),
                   Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "sanction-proposal",
       .table = "sanction_proposal",
       .person = kOfPerson,
       .columns = {Id("id"), Text("fact_date"), Text("proposed_by"), Text("decided_by"), Text("decided_date"),
                   Sealed("sealed", Default<v1::SanctionProposal>), Text("create_time"),
                   Withheld("participant_id", kTheirs), Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, ""}}},
  };
}

Catalogue InflowSections() {
  return {
      {.code = "characteristic",
       .table = "characteristic",
       .person = kOfPerson,
       .columns = {Id("participant_id"), Text("programme_code"), Text("characteristic_code"), Text("number"),
                   Text("value_codes"), Text("from_date"),
                   SealedText("note_sealed", "participant_id,programme_code,characteristic_code,number"),
                   Text("recorded_by"), Text("create_time")},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "characteristic-value",
       .table = "characteristic_value",
       .person = kOfPerson,
       .columns = {Text("programme_code"), Text("characteristic_code"), Text("value_code"),
                   Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "started-trajectory",
       .table = "started_trajectory",
       .person = kOfPerson,
       .columns = {Id("trajectory_id"), Text("programme_code"), Text("start_date"),
                   Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "match-key",
       .table = "participant_match",
       .person = kOfPerson,
       .columns = {Withheld("match_key", kIndex), Id("participant_id")},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "screening",
       .table = "screening",
       .person = "? IN (participant_id, known_participant_id)",
       .columns = {Id("id"), Text("municipality_code"), Text("list_code"), Text("week_date"),
                   Text("revision"), Enum("register_change", v1::RegisterChange_descriptor),
                   SealedText("sealed"), Id("known_participant_id"),
                   Enum("state", v1::ScreeningState_descriptor), Text("assigned_staff_id"),
                   Text("decided_date"), Text("decided_by_id"),
                   Enum("dismiss_reason", v1::DismissReason_descriptor), Text("create_time"),
                   Withheld("participant_id", kTheirs), Withheld("row_key", kIndex),
                   Withheld("content_hash", kIndex), Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "merge",
       .table = "participant_merge",
       .person = "? IN (kept_id, merged_id)",
       .columns = {Id("id"), Id("kept_id"), Id("merged_id"), Enum("state", v1::MergeState_descriptor),
                   Text("requested_by_municipality"), Text("requested_by_id"), Text("decided_by_id"),
                   Text("undone_by_id"), Text("request_time"), Text("decide_time"), Text("undo_time"),
                   Text("adopted_bsn"), Text("adopted_v_number"), Withheld("open_pair", kIndex),
                   Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "merge-row",
       .table = "participant_merge_row",
       .person = "merge_id IN (SELECT m.id FROM participant_merge m WHERE ? IN (m.kept_id, m.merged_id))",
       .columns = {Id("merge_id"), Text("kind"), Text("ordinal"), Withheld("row_id", kIndex)},
       .destructions = {{kIntegrationRecord, ""}}},
  };
}

}  // namespace duaal::intake::storage
