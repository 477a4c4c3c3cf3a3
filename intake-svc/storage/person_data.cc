#include "intake-svc/storage/person_data.h"

#include "intake-svc/storage/person_data_parts.h"

#include "duaal/intake/v1/assessment_service.pb.h"
#include "duaal/intake/v1/barrier_service.pb.h"
#include "duaal/intake/v1/correction_service.pb.h"
#include "duaal/intake/v1/destruction_service.pb.h"
#include "duaal/intake/v1/duty_service.pb.h"
#include "duaal/intake/v1/family_link_service.pb.h"
#include "duaal/intake/v1/held_intake.pb.h"
#include "duaal/intake/v1/household_service.pb.h"
#include "duaal/intake/v1/literacy.pb.h"
#include "duaal/intake/v1/participant_service.pb.h"
#include "duaal/intake/v1/referral_service.pb.h"
#include "duaal/intake/v1/residence.pb.h"
#include "duaal/intake/v1/retention_service.pb.h"
#include "duaal/intake/v1/sharing_service.pb.h"

namespace duaal::intake::storage {
namespace {

using person_data::Catalogue;
using person_data::Enum;
using person_data::Id;
using person_data::Sealed;
using person_data::Text;
using person_data::Withheld;

constexpr char kOfAssessment[] =
    "assessment_id IN (SELECT a.id FROM assessment a WHERE a.participant_id = ?)";
constexpr char kOfCorrection[] =
    "correction_id IN (SELECT c.id FROM correction c WHERE c.participant_id = ?)";
constexpr char kBothSides[] = "one side is the person asked about, the other one has rights of its own";
constexpr char kNumber[] = "held encrypted; the last two digits stand in the tail";

const google::protobuf::Message& SpecialValues() { return v1::SpecialValues::default_instance(); }
const google::protobuf::Message& Household() { return v1::Household::default_instance(); }
const google::protobuf::Message& Barrier() { return v1::Barrier::default_instance(); }
const google::protobuf::Message& Correction() { return v1::Correction::default_instance(); }

// What is left of a person once the record of the integration has gone. Counted as matched: the key set is
// kept as evidence and not to find duplicates with, so the job that keeps the keys passes it by.
constexpr char kKeySet[] =
    "gender = 0, origin_country = '', arrival_date = NULL, settlement_date = NULL, target_group = 0,"
    " benefit_category = 0, legal_regime = 0, language_level = '', v_number_sealed = NULL,"
    " v_number_lookup = NULL, v_number_tail = '', nationalities = '', stateless = FALSE, languages = '',"
    " literacy = 0, expected_route = 0, literacy_date = NULL, contact_channel = 0, contact_language = '',"
    " matched = TRUE, row_version = row_version + 1";

Catalogue People() {
  return {
      {.code = "participant",
       .table = "participant",
       .person = "id = ?",
       .columns = {Id("id"),
                   Text("given_name"),
                   Text("family_name_prefix"),
                   Text("family_name"),
                   Text("single_name"),
                   Text("birth_date"),
                   Text("birth_known"),
                   Text("bsn_tail"),
                   Text("v_number_tail"),
                   Enum("gender", v1::Gender_descriptor),
                   Text("origin_country"),
                   Text("nationalities"),
                   Text("stateless"),
                   Text("municipality_code"),
                   Text("arrival_date"),
                   Text("settlement_date"),
                   Enum("target_group", v1::TargetGroup_descriptor),
                   Enum("benefit_category", v1::BenefitCategory_descriptor),
                   Enum("legal_regime", v1::LegalRegime_descriptor),
                   Text("language_level"),
                   Text("languages"),
                   Enum("literacy", v1::Literacy_descriptor),
                   Enum("expected_route", v1::LearningRoute_descriptor),
                   Text("literacy_date"),
                   Enum("contact_channel", v1::ContactChannel_descriptor),
                   Text("contact_language"),
                   Text("create_time"),
                   Text("update_time"),
                   Withheld("bsn_sealed", kNumber),
                   Withheld("v_number_sealed", kNumber),
                   Withheld("bsn_lookup", kIndex),
                   Withheld("v_number_lookup", kIndex),
                   Id("merged_into_id"),
                   Withheld("family_name_key", kIndex),
                   Withheld("birth_day", kIndex),
                   Withheld("birth_month", kIndex),
                   Withheld("birth_year", kIndex),
                   Withheld("matched", kTechnical),
                   Withheld("number_claim", kTechnical),
                   Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, kKeySet}, {kKeyData, ""}}},
      {.code = "source",
       .table = "participant_source",
       .person = kOfPerson,
       .columns = {Text("source"), Text("source_reference"), Text("municipality_code"),
                   Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "residence",
       .table = "residence",
       .person = kOfPerson,
       .columns = {Text("start_date"), Text("municipality_code"),
                   Enum("cause", v1::ResidenceCause_descriptor), Text("applied"),
                   Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "family-link",
       .table = "family_link",
       .person = "? IN (participant_id, relative_id)",
       .columns = {Id("id"), Enum("kind", v1::FamilyLinkKind_descriptor), Text("start_date"),
                   Text("end_date"), Text("create_time"), Withheld("participant_id", kBothSides),
                   Withheld("relative_id", kBothSides), Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, ""}}},
  };
}

Catalogue Duties() {
  return {
      {.code = "duty-plan-date",
       .table = "duty_plan_date",
       .person = kOfPerson,
       .columns = {Text("ordinal"), Text("plan_date"), Text("record_time"),
                   Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "duty-extension",
       .table = "duty_extension",
       .person = kOfPerson,
       .columns = {Text("ordinal"), Enum("ground", v1::ExtensionGround_descriptor), Text("months"),
                   Text("days"), Text("decided_date"), Text("record_time"),
                   Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "duty-term",
       .table = "duty_term",
       .person = kOfPerson,
       .columns = {Text("ordinal"), Text("start_date"), Text("end_date"), Text("changed_date"),
                   Text("ground_code"), Text("record_time"), Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
  };
}

Catalogue Decisions() {
  return {
      {.code = "retention-event",
       .table = "retention_event",
       .person = kOfPerson,
       .columns = {Enum("event", v1::RetentionEventKind_descriptor), Text("event_date"), Text("record_time"),
                   Withheld("participant_id", kTheirs)},
       .destructions = {{kKeyData, ""}}},
      {.code = "sharing",
       .table = "sharing",
       .person = kOfPerson,
       .columns = {Id("id"), Id("organisation_id"), Text("purpose"),
                   Enum("decision", v1::SharingDecision_descriptor), Text("decision_date"),
                   Text("record_time"), Text("is_applied"), Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "correction",
       .table = "correction",
       .person = kOfPerson,
       .columns = {Id("id"), Text("service"), Text("section_code"),
                   Enum("channel", v1::CorrectionChannel_descriptor), Text("received_date"),
                   Text("requested_by"), Text("due_date"), Text("extension_told_date"),
                   Enum("outcome", v1::CorrectionOutcome_descriptor), Text("complaint_right_told"),
                   Text("decided_by"), Text("decided_date"), Sealed("sealed", Correction),
                   Text("create_time"), Withheld("participant_id", kTheirs),
                   Withheld("open_due_date", kIndex), Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "correction-recipient",
       .table = "correction_recipient",
       .person = kOfCorrection,
       .columns = {Id("correction_id"), Text("number"), Id("organisation_id"), Text("service"),
                   Text("told_date"), Text("told_by")},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "household",
       .table = "household",
       .person = kOfPerson,
       .columns = {Id("id"), Text("from_date"), Sealed("sealed", Household), Text("create_time"),
                   Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "childcare-need",
       .table = "childcare_need",
       .person = kOfPerson,
       .columns = {Text("since_date"), Text("open_half_days"), Text("on_waiting_list"),
                   Text("youngest_birth_month"), Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "destruction",
       .table = "destruction_item",
       .person = kOfPerson,
       .columns = {Id("destruction_id"), Text("ordinal"), Enum("outcome", v1::DestructionOutcome_descriptor),
                   Text("open_class"), Withheld("participant_id", kTheirs)},
       .kept_because = "proof of destruction: an id that leads to nothing any more"},
  };
}

Catalogue Referrals() {
  return {
      {.code = "referral",
       .table = "referral",
       .person = kOfPerson,
       .columns = {Id("id"), Text("programme_code"), Text("municipality_code"),
                   Enum("channel", v1::InflowChannel_descriptor), Id("referring_organisation_id"),
                   Id("class_offering_id"), Text("from_region"), Text("arrival_cohort"),
                   Text("benefit_entitled"), Enum("state", v1::ReferralState_descriptor),
                   Enum("close_reason", v1::CloseReason_descriptor), Text("exit_reason_code"),
                   Text("signed_date"), Text("voluntary"), Text("free_of_charge"), Text("create_time"),
                   Withheld("participant_id", kTheirs), Withheld("open_programme_code", kIndex),
                   Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "intake-step",
       .table = "referral_intake",
       .person = kOfReferral,
       .columns = {Id("referral_id"), Text("ordinal"), Text("step_code"), Text("held_date"),
                   Text("staff_ids"), Enum("setting", v1::AssessmentSetting_descriptor),
                   Enum("company", v1::IntakeCompany_descriptor), Text("workplace_code"), Text("in_absence")},
       .destructions = {{kIntegrationRecord, ""}}},
  };
}

Catalogue Findings() {
  return {
      {.code = "assessment",
       .table = "assessment",
       .person = kOfPerson,
       .columns = {Id("id"), Text("programme_code"), Text("instrument_code"), Text("instrument_version"),
                   Text("taken_date"), Text("taken_by_role"), Text("staff_ids"), Id("organisation_id"),
                   Enum("setting", v1::AssessmentSetting_descriptor), Text("relevance_ground"),
                   Text("source"), Text("source_reference"), Id("supersedes_id"), Id("superseded_by_id"),
                   Enum("correction_reason", v1::CorrectionReason_descriptor), Text("create_time"),
                   Withheld("participant_id", kTheirs), Withheld("first_reference", kIndex),
                   Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "assessment-value",
       .table = "assessment_value",
       .person = kOfAssessment,
       .columns = {Id("assessment_id"), Text("ordinal"), Text("aspect_code"), Text("value")},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "assessment-special-values",
       .table = "assessment_special",
       .person = kOfAssessment,
       .columns = {Id("assessment_id"), Sealed("sealed", SpecialValues)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "barrier",
       .table = "barrier",
       .person = kOfPerson,
       .columns = {Id("id"), Text("programme_code"), Text("noted_date"), Text("end_date"),
                   Sealed("sealed", Barrier), Text("create_time"), Withheld("participant_id", kTheirs),
                   Withheld("open_kind", kIndex), Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, ""}}},
  };
}

}  // namespace

std::vector<std::string> ClassesGoingWith(const std::string& class_code) {
  if (class_code == kKeyData) return {kIntegrationRecord, kKeyData};
  return {class_code};
}

const Catalogue& PersonCatalogue() {
  static const Catalogue catalogue = [] {
    Catalogue all;
    for (const Catalogue& part :
         {People(), Duties(), Decisions(), Referrals(), Findings(), IntakeSections(), PlanSections(),
          InflowSections(), person_data::ChassisSections(kIntegrationRecord)}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return catalogue;
}

}  // namespace duaal::intake::storage
