#include "trajectory-svc/rpc/feeds.h"

#include <optional>
#include <string>

#include "chassis/core/civil.h"
#include "chassis/rpc/timestamp.h"
#include "duaal/intake/v1/intake_events.pb.h"
#include "duaal/partner/v1/partner_events.pb.h"
#include "trajectory-svc/app/project_candidate.h"
#include "trajectory-svc/app/project_offering.h"
#include "trajectory-svc/rpc/convert.h"

namespace duaal::trajectory::rpc {
namespace {

using feed::v1::Event;

Status Unreadable(const Event& event) {
  return absl::DataLossError("event " + event.event_id() + " of type " + event.type() + " cannot be read");
}

// Runs `apply` on the payload when the event is a `Payload`.
template <typename Payload, typename Apply>
Status On(const Event& event, Apply apply) {
  Payload payload;
  if (event.type() != payload.GetTypeName()) return absl::OkStatus();
  if (!payload.ParseFromString(event.payload())) return Unreadable(event);
  return apply(payload);
}

// `ParticipantReferred` and `DeclarationSigned` carry the same facts of the referral.
template <typename Payload>
Status PutCandidate(const app::Deps& deps, sql::Tx& tx, const Event& event, const Payload& payload,
                    domain::CandidateState state) {
  const std::optional<Uuid> referral_id = Uuid::Parse(payload.referral_id());
  const std::optional<Uuid> participant_id = Uuid::Parse(payload.participant_id());
  if (!referral_id || !participant_id) return Unreadable(event);
  return app::PutCandidate(deps, tx,
                           {*referral_id, *participant_id, payload.programme_code(), payload.municipality_code(),
                            ToOptionalId(payload.class_offering_id()), state});
}

// `IntakeRecorded` and `ReferralClosed` carry the state that follows.
template <typename Payload>
Status SetState(const app::Deps& deps, sql::Tx& tx, const Event& event, const Payload& payload) {
  const std::optional<Uuid> referral_id = Uuid::Parse(payload.referral_id());
  if (!referral_id || payload.state() == intake::v1::REFERRAL_STATE_UNSPECIFIED) return Unreadable(event);
  return app::SetCandidateState(deps, tx, *referral_id, static_cast<domain::CandidateState>(payload.state()));
}

Status ApplyIntakeEvent(const app::Deps& deps, sql::Tx& tx, const Event& event) {
  RETURN_IF_ERROR(On<intake::v1::ParticipantReferred>(event, [&](const auto& payload) {
    return PutCandidate(deps, tx, event, payload, domain::CandidateState::kReferred);
  }));
  RETURN_IF_ERROR(On<intake::v1::DeclarationSigned>(event, [&](const auto& payload) {
    return PutCandidate(deps, tx, event, payload, domain::CandidateState::kDeclared);
  }));
  RETURN_IF_ERROR(On<intake::v1::IntakeRecorded>(
      event, [&](const auto& payload) { return SetState(deps, tx, event, payload); }));
  RETURN_IF_ERROR(On<intake::v1::ReferralClosed>(
      event, [&](const auto& payload) { return SetState(deps, tx, event, payload); }));
  return On<intake::v1::ParticipantUpdated>(event, [&](const auto& payload) -> Status {
    const std::optional<Uuid> participant_id = Uuid::Parse(payload.participant_id());
    if (!participant_id || payload.municipality_code().empty()) return Unreadable(event);
    return app::MovePerson(deps, tx, *participant_id, payload.municipality_code());
  });
}

Status ApplyPartnerEvent(const app::Deps& deps, sql::Tx& tx, const Event& event) {
  RETURN_IF_ERROR(On<partner::v1::OfferingPublished>(event, [&](const auto& payload) -> Status {
    ASSIGN_OR_RETURN(const domain::Offering offering, ToOffering(payload.offering()));
    return app::PublishOffering(deps, tx, offering);
  }));
  return On<partner::v1::OfferingCancelled>(event, [&](const auto& payload) -> Status {
    const std::optional<Uuid> offering_id = Uuid::Parse(payload.offering().id());
    const std::optional<absl::CivilDay> from = ParseDate(payload.from_date());
    if (!offering_id || !from) return Unreadable(event);
    return app::CancelOffering(deps, tx, *offering_id, *from, duaal::rpc::FromTimestamp(event.occur_time()));
  });
}

}  // namespace

Status ApplyIntakeEvents(const app::Deps& deps, sql::Tx& tx, const std::vector<Event>& events) {
  for (const Event& event : events) {
    if (event.payload().empty()) continue;
    RETURN_IF_ERROR(ApplyIntakeEvent(deps, tx, event));
  }
  return absl::OkStatus();
}

Status ApplyPartnerEvents(const app::Deps& deps, sql::Tx& tx, const std::vector<Event>& events) {
  for (const Event& event : events) {
    if (event.payload().empty()) continue;
    RETURN_IF_ERROR(ApplyPartnerEvent(deps, tx, event));
  }
  return absl::OkStatus();
}

}  // namespace duaal::trajectory::rpc
