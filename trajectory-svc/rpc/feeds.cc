#include "trajectory-svc/rpc/feeds.h"

#include <optional>
#include <string>

#include "chassis/core/civil.h"
#include "chassis/outbox/payload.h"
#include "chassis/rpc/timestamp.h"
#include "duaal/intake/v1/destruction_events.pb.h"
#include "duaal/intake/v1/intake_events.pb.h"
#include "duaal/intake/v1/merge_events.pb.h"
#include "duaal/intake/v1/sharing_events.pb.h"
#include "duaal/partner/v1/partner_events.pb.h"
#include "trajectory-svc/app/apply_sharing.h"
#include "trajectory-svc/app/destroy_person.h"
#include "trajectory-svc/app/project_candidate.h"
#include "trajectory-svc/app/project_offering.h"
#include "trajectory-svc/app/relink_person.h"
#include "trajectory-svc/rpc/convert.h"

namespace duaal::trajectory::rpc {
namespace {

using feed::v1::Event;

// An event that parses and still does not say what it must.
Status Unreadable(const Event& event) {
  return Error(absl::StatusCode::kDataLoss, "EVENT_UNREADABLE",
               "The event at position " + std::to_string(event.position()) + " lacks an id or a date.");
}

// `ParticipantReferred` and `DeclarationSigned` carry the same facts of the referral; nothing when they
// cannot be read.
template <typename Payload>
std::optional<domain::Candidate> ToCandidate(const Payload& payload, domain::CandidateState state) {
  const std::optional<Uuid> referral_id = Uuid::Parse(payload.referral_id());
  const std::optional<Uuid> participant_id = Uuid::Parse(payload.participant_id());
  if (!referral_id || !participant_id) return std::nullopt;
  return domain::Candidate{*referral_id,
                           *participant_id,
                           payload.programme_code(),
                           payload.municipality_code(),
                           ToOptionalId(payload.class_offering_id()),
                           state,
                           {},
                           {}};
}

Status Refer(const app::Deps& deps, sql::Tx& tx, const Event& event,
             const intake::v1::ParticipantReferred& payload) {
  std::optional<domain::Candidate> candidate = ToCandidate(payload, domain::CandidateState::kReferred);
  if (!candidate) return Unreadable(event);
  candidate->settlement_date = ToOptionalDate(payload.settlement_date());
  candidate->language_level = payload.language_level();
  return app::PutCandidate(deps, tx, *candidate);
}

Status Declare(const app::Deps& deps, sql::Tx& tx, const Event& event,
               const intake::v1::DeclarationSigned& payload) {
  const std::optional<domain::Candidate> candidate = ToCandidate(payload, domain::CandidateState::kDeclared);
  return candidate ? app::PutCandidate(deps, tx, *candidate) : Unreadable(event);
}

// `IntakeRecorded` and `ReferralClosed` carry the state that follows.
template <typename Payload>
Status SetState(const app::Deps& deps, sql::Tx& tx, const Event& event, const Payload& payload) {
  const std::optional<Uuid> referral_id = Uuid::Parse(payload.referral_id());
  if (!referral_id || payload.state() == intake::v1::REFERRAL_STATE_UNSPECIFIED) return Unreadable(event);
  return app::SetCandidateState(deps, tx, *referral_id, static_cast<domain::CandidateState>(payload.state()));
}

Status UpdatePerson(const app::Deps& deps, sql::Tx& tx, const Event& event,
                    const intake::v1::ParticipantUpdated& payload) {
  const std::optional<Uuid> participant_id = Uuid::Parse(payload.participant_id());
  if (!participant_id || payload.municipality_code().empty()) return Unreadable(event);
  RETURN_IF_ERROR(app::SetProgress(deps, tx, *participant_id, ToOptionalDate(payload.settlement_date()),
                                   payload.language_level()));
  return app::MovePerson(deps, tx, *participant_id, payload.municipality_code());
}

// A merge and its undoing name the referrals and where they go, alike.
Status RelinkPerson(sql::Tx& tx, const Event& event, const std::string& from, const std::string& to,
                    const std::string& municipality_code,
                    const google::protobuf::RepeatedPtrField<std::string>& referral_ids) {
  const std::optional<Uuid> from_id = Uuid::Parse(from);
  const std::optional<Uuid> to_id = Uuid::Parse(to);
  if (!from_id || !to_id || municipality_code.empty()) return Unreadable(event);
  storage::Relink relink{*from_id, *to_id, municipality_code, {}};
  for (const std::string& text : referral_ids) {
    const std::optional<Uuid> id = Uuid::Parse(text);
    if (!id) return Unreadable(event);
    relink.referral_ids.push_back(*id);
  }
  return app::RelinkPerson(tx, relink, duaal::rpc::FromTimestamp(event.occur_time()));
}

// Two records became one, or two again; other events change nothing here.
Status ApplyMerge(sql::Tx& tx, const Event& event) {
  ASSIGN_OR_RETURN(const auto merged, outbox::As<intake::v1::ParticipantsMerged>(event));
  if (merged) {
    return RelinkPerson(tx, event, merged->merged_participant_id(), merged->participant_id(),
                        merged->municipality_code(), merged->referral_ids());
  }
  ASSIGN_OR_RETURN(const auto undone, outbox::As<intake::v1::ParticipantMergeUndone>(event));
  if (!undone) return absl::OkStatus();
  return RelinkPerson(tx, event, undone->kept_participant_id(), undone->participant_id(),
                      undone->municipality_code(), undone->referral_ids());
}

Status DestroyPerson(const app::Deps& deps, sql::Tx& tx, const Event& event,
                     const intake::v1::PersonDestroyed& payload) {
  const std::optional<Uuid> destruction_id = Uuid::Parse(payload.destruction_id());
  const std::optional<Uuid> participant_id = Uuid::Parse(payload.participant_id());
  if (!destruction_id || !participant_id) return Unreadable(event);
  return app::DestroyPerson(deps, tx, {*destruction_id, *participant_id, payload.retention_class_code()},
                            event.municipality_code(), duaal::rpc::FromTimestamp(event.occur_time()));
}

Status ApplySharing(sql::Tx& tx, const Event& event, const intake::v1::SharingRecorded& payload) {
  const std::optional<Uuid> sharing_id = Uuid::Parse(payload.sharing_id());
  const std::optional<Uuid> participant_id = Uuid::Parse(payload.participant_id());
  const std::optional<Uuid> organisation_id = Uuid::Parse(payload.organisation_id());
  const std::optional<absl::CivilDay> date = ParseDate(payload.decision_date());
  if (!sharing_id || !participant_id || !organisation_id || !date) return Unreadable(event);
  return app::ApplySharing(tx,
                           {*sharing_id, *participant_id, *organisation_id, payload.purpose(),
                            payload.decision() == intake::v1::SHARING_DECISION_GIVEN, *date},
                           duaal::rpc::FromTimestamp(event.occur_time()));
}

Status ApplyIntakeEvent(const app::Deps& deps, sql::Tx& tx, const Event& event) {
  ASSIGN_OR_RETURN(const auto referred, outbox::As<intake::v1::ParticipantReferred>(event));
  if (referred) return Refer(deps, tx, event, *referred);
  ASSIGN_OR_RETURN(const auto recorded, outbox::As<intake::v1::IntakeRecorded>(event));
  if (recorded) return SetState(deps, tx, event, *recorded);
  ASSIGN_OR_RETURN(const auto declared, outbox::As<intake::v1::DeclarationSigned>(event));
  if (declared) return Declare(deps, tx, event, *declared);
  ASSIGN_OR_RETURN(const auto closed, outbox::As<intake::v1::ReferralClosed>(event));
  if (closed) return SetState(deps, tx, event, *closed);
  ASSIGN_OR_RETURN(const auto destroyed, outbox::As<intake::v1::PersonDestroyed>(event));
  if (destroyed) return DestroyPerson(deps, tx, event, *destroyed);
  ASSIGN_OR_RETURN(const auto shared, outbox::As<intake::v1::SharingRecorded>(event));
  if (shared) return ApplySharing(tx, event, *shared);
  ASSIGN_OR_RETURN(const auto updated, outbox::As<intake::v1::ParticipantUpdated>(event));
  return updated ? UpdatePerson(deps, tx, event, *updated) : ApplyMerge(tx, event);
}

Status CancelOffering(const app::Deps& deps, sql::Tx& tx, const Event& event,
                      const partner::v1::OfferingCancelled& payload) {
  const std::optional<Uuid> offering_id = Uuid::Parse(payload.offering().id());
  const std::optional<absl::CivilDay> from = ParseDate(payload.from_date());
  if (!offering_id || !from) return Unreadable(event);
  return app::CancelOffering(deps, tx, *offering_id, *from, duaal::rpc::FromTimestamp(event.occur_time()));
}

Status ApplyPartnerEvent(const app::Deps& deps, sql::Tx& tx, const Event& event) {
  ASSIGN_OR_RETURN(const auto published, outbox::As<partner::v1::OfferingPublished>(event));
  if (published) {
    ASSIGN_OR_RETURN(const domain::Offering offering, ToOffering(published->offering()));
    return app::PublishOffering(deps, tx, offering);
  }
  ASSIGN_OR_RETURN(const auto cancelled, outbox::As<partner::v1::OfferingCancelled>(event));
  return cancelled ? CancelOffering(deps, tx, event, *cancelled) : absl::OkStatus();
}

}  // namespace

Status ApplyIntakeEvents(const app::Deps& deps, sql::Tx& tx, const std::vector<Event>& events) {
  for (const Event& event : events) {
    RETURN_IF_ERROR(ApplyIntakeEvent(deps, tx, event));
  }
  return absl::OkStatus();
}

Status ApplyPartnerEvents(const app::Deps& deps, sql::Tx& tx, const std::vector<Event>& events) {
  for (const Event& event : events) {
    RETURN_IF_ERROR(ApplyPartnerEvent(deps, tx, event));
  }
  return absl::OkStatus();
}

}  // namespace duaal::trajectory::rpc
