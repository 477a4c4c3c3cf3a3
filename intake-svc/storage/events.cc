#include "intake-svc/storage/events.h"

#include <string>

#include "chassis/core/civil.h"
#include "duaal/intake/v1/destruction_events.pb.h"
#include "duaal/intake/v1/intake_events.pb.h"
#include "duaal/intake/v1/merge_events.pb.h"
#include "duaal/intake/v1/sharing_events.pb.h"

namespace duaal::intake::storage {
namespace {

using domain::Participant;
using domain::Referral;

std::string IdText(const std::optional<Uuid>& id) { return id ? id->ToString() : std::string(); }

// What others decide by: whether a case manager may be assigned yet, and whether a component may be planned.
template <typename Event>
void AddProgress(const Participant& p, Event& event) {
  if (p.settlement_date) event.set_settlement_date(FormatDate(*p.settlement_date));
  event.set_language_level(p.language_level);
}

// Registered and Updated carry the same facts.
template <typename Event>
outbox::Event OfParticipant(const Participant& p, absl::Time now) {
  Event event;
  event.set_participant_id(p.id.ToString());
  event.set_municipality_code(p.municipality_code);
  event.set_target_group(static_cast<v1::TargetGroup>(p.target_group));
  event.set_benefit_category(static_cast<v1::BenefitCategory>(p.benefit_category));
  event.set_legal_regime(static_cast<v1::LegalRegime>(p.legal_regime));
  AddProgress(p, event);
  return outbox::MakeEvent(event, event.participant_id(), now, event.participant_id(), p.municipality_code);
}

template <typename Event>
Event Begin(const Referral& r) {
  Event event;
  event.set_referral_id(r.id.ToString());
  event.set_participant_id(r.participant_id.ToString());
  event.set_programme_code(r.programme_code);
  return event;
}

template <typename Event>
outbox::Event End(const Event& event, const Referral& r, absl::Time now) {
  return outbox::MakeEvent(event, event.referral_id(), now, event.participant_id(), r.municipality_code);
}

// Which assessment of whom, with what, when.
template <typename Event>
Event BeginAssessment(const domain::Assessment& a) {
  Event event;
  event.set_assessment_id(a.id.ToString());
  event.set_participant_id(a.participant_id.ToString());
  event.set_programme_code(a.programme_code);
  event.set_instrument_code(a.instrument_code);
  event.set_instrument_version(a.instrument_version);
  event.set_taken_date(FormatDate(a.taken_date));
  return event;
}

}  // namespace

outbox::Event ParticipantRegistered(const Participant& participant, absl::Time now) {
  return OfParticipant<v1::ParticipantRegistered>(participant, now);
}

outbox::Event ParticipantUpdated(const Participant& participant, absl::Time now) {
  return OfParticipant<v1::ParticipantUpdated>(participant, now);
}

outbox::Event ParticipantMoved(const Participant& before, const Participant& after,
                               const domain::Residence& how, const std::vector<Uuid>& referrals,
                               absl::Time now) {
  v1::ParticipantMoved event;
  event.set_participant_id(after.id.ToString());
  event.set_from_municipality_code(before.municipality_code);
  event.set_municipality_code(after.municipality_code);
  if (how.start_date != domain::kUnknownStart) event.set_move_date(FormatDate(how.start_date));
  event.set_cause(static_cast<v1::ResidenceCause>(how.cause));
  for (const Uuid& id : referrals) event.add_referral_ids(id.ToString());
  return outbox::MakeEvent(event, event.participant_id(), now, event.participant_id(),
                           after.municipality_code);
}

outbox::Event DutyRecorded(const domain::Duty& duty, const std::string& municipality_code, absl::Time now) {
  v1::DutyRecorded event;
  event.set_participant_id(duty.participant_id.ToString());
  if (const auto leading = domain::Leading(duty)) {
    event.set_start_date(FormatDate(leading->term.start));
    event.set_end_date(FormatDate(leading->term.end));
    event.set_source(leading->registered ? v1::TERM_SOURCE_REGISTERED : v1::TERM_SOURCE_FORECAST);
  }
  event.set_in_conflict(!domain::Conflicts(duty).empty());
  return outbox::MakeEvent(event, event.participant_id(), now, event.participant_id(), municipality_code);
}

outbox::Event ParticipantReferred(const Referral& r, const Participant& person, absl::Time now) {
  auto event = Begin<v1::ParticipantReferred>(r);
  event.set_municipality_code(r.municipality_code);
  event.set_class_offering_id(IdText(r.class_offering_id));
  event.set_channel(static_cast<v1::InflowChannel>(r.channel));
  event.set_arrival_cohort(r.admission.arrival_cohort);
  event.set_benefit_entitled(r.admission.benefit_entitled);
  event.set_referring_organisation_id(IdText(r.referring_organisation_id));
  AddProgress(person, event);
  return End(event, r, now);
}

outbox::Event IntakeRecorded(const Referral& r, absl::Time now) {
  auto event = Begin<v1::IntakeRecorded>(r);
  event.set_step_code(r.intakes.back().step_code);
  event.set_held_date(FormatDate(r.intakes.back().held_date));
  event.set_state(static_cast<v1::ReferralState>(r.state));
  return End(event, r, now);
}

outbox::Event DeclarationSigned(const Referral& r, absl::Time now) {
  auto event = Begin<v1::DeclarationSigned>(r);
  event.set_municipality_code(r.municipality_code);
  event.set_class_offering_id(IdText(r.class_offering_id));
  event.set_signed_date(FormatDate(*r.signed_date));
  return End(event, r, now);
}

outbox::Event ReferralClosed(const Referral& r, absl::Time now) {
  auto event = Begin<v1::ReferralClosed>(r);
  event.set_reason(static_cast<v1::CloseReason>(r.close_reason));
  event.set_exit_reason_code(r.exit_reason_code);
  event.set_state(static_cast<v1::ReferralState>(r.state));
  return End(event, r, now);
}

outbox::Event AssessmentRecorded(const domain::Assessment& a, const std::string& municipality_code,
                                 absl::Time now) {
  auto event = BeginAssessment<v1::AssessmentRecorded>(a);
  event.set_setting(static_cast<v1::AssessmentSetting>(a.setting));
  return outbox::MakeEvent(event, event.assessment_id(), now, event.participant_id(), municipality_code);
}

outbox::Event AssessmentCorrected(const domain::Assessment& a, const std::string& municipality_code,
                                  absl::Time now) {
  auto event = BeginAssessment<v1::AssessmentCorrected>(a);
  event.set_supersedes_id(IdText(a.supersedes_id));
  event.set_reason(static_cast<v1::CorrectionReason>(a.correction_reason));
  return outbox::MakeEvent(event, event.assessment_id(), now, event.participant_id(), municipality_code);
}

outbox::Event ParticipantsMerged(const domain::RecordMerge& merge, const std::vector<Uuid>& referrals,
                                 absl::Time now) {
  v1::ParticipantsMerged event;
  event.set_merge_id(merge.id.ToString());
  event.set_participant_id(merge.kept_id.ToString());
  event.set_merged_participant_id(merge.merged_id.ToString());
  event.set_municipality_code(merge.kept_municipality_code);
  event.set_from_municipality_code(merge.merged_municipality_code);
  for (const Uuid& id : referrals) event.add_referral_ids(id.ToString());
  return outbox::MakeEvent(event, event.merge_id(), now, event.participant_id(),
                           merge.kept_municipality_code);
}

outbox::Event ParticipantMergeUndone(const domain::RecordMerge& merge, const std::vector<Uuid>& referrals,
                                     absl::Time now) {
  v1::ParticipantMergeUndone event;
  event.set_merge_id(merge.id.ToString());
  event.set_participant_id(merge.merged_id.ToString());
  event.set_kept_participant_id(merge.kept_id.ToString());
  event.set_municipality_code(merge.merged_municipality_code);
  event.set_from_municipality_code(merge.kept_municipality_code);
  for (const Uuid& id : referrals) event.add_referral_ids(id.ToString());
  return outbox::MakeEvent(event, event.merge_id(), now, event.participant_id(),
                           merge.merged_municipality_code);
}

outbox::Event SharingRecorded(const domain::Sharing& sharing, const std::string& municipality_code,
                              absl::Time now) {
  v1::SharingRecorded event;
  event.set_sharing_id(sharing.id.ToString());
  event.set_participant_id(sharing.participant_id.ToString());
  event.set_organisation_id(sharing.organisation_id.ToString());
  event.set_purpose(sharing.purpose);
  event.set_decision(static_cast<v1::SharingDecision>(sharing.decision));
  event.set_decision_date(FormatDate(sharing.decision_date));
  return outbox::MakeEvent(event, event.sharing_id(), now, event.participant_id(), municipality_code);
}

outbox::Event PersonDestroyed(const DestructionItem& item, absl::Time now) {
  v1::PersonDestroyed event;
  event.set_destruction_id(item.destruction_id.ToString());
  event.set_participant_id(item.participant_id.ToString());
  event.set_retention_class_code(item.class_code);
  return outbox::MakeEvent(event, event.participant_id(), now, event.participant_id(),
                           item.municipality_code);
}

outbox::Event DestructionFinished(const domain::Destruction& done, absl::Time now) {
  v1::DestructionFinished event;
  event.set_destruction_id(done.id.ToString());
  event.set_retention_class_code(done.class_code);
  int people = 0;
  for (const domain::DestructionPerson& one : done.people) {
    if (one.outcome == domain::DestructionOutcome::kDestroyed) ++people;
  }
  event.set_people(people);
  event.set_proof_hash(done.proof_hash);
  return outbox::MakeEvent(event, event.destruction_id(), now, "", done.municipality_code);
}

}  // namespace duaal::intake::storage
