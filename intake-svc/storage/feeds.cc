#include "intake-svc/storage/feeds.h"

#include "chassis/access/rights.h"
#include "chassis/core/civil.h"
#include "chassis/outbox/payload.h"
#include "duaal/trajectory/v1/destruction_events.pb.h"
#include "duaal/trajectory/v1/sharing_events.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"

namespace duaal::intake::storage {
namespace {

using trajectory::v1::EnrolmentCreated;
using trajectory::v1::EnrolmentEnded;
using trajectory::v1::PersonDataDestroyed;
using trajectory::v1::ProgrammePublished;
using trajectory::v1::SharingApplied;

// Both events carry the whole fact, so that the last one decides.
template <typename Event>
Status PutService(sql::Tx& tx, const Event& event) {
  const auto from = ParseDate(event.served_from_date());
  if (!from)
    return Error(absl::StatusCode::kDataLoss, "EVENT_UNREADABLE", "An enrolment event has no first day.");
  return access::PutService(tx, Uuid::Parse(event.enrolment_id()).value_or(Uuid()),
                            Uuid::Parse(event.participant_id()).value_or(Uuid()),
                            Uuid::Parse(event.organisation_id()).value_or(Uuid()), *from,
                            ParseDate(event.end_date()));
}

Status NoteDestroyed(const DestructionRepository& destructions, sql::Tx& tx,
                     const PersonDataDestroyed& event) {
  const Uuid id = Uuid::Parse(event.destruction_id()).value_or(Uuid());
  std::vector<person_data::Destroyed> rows;
  for (const auto& one : event.destroyed_rows()) rows.push_back({one.table_name(), one.row_count()});
  RETURN_IF_ERROR(destructions.AddRows(tx, id, "trajectory-svc", rows));
  return destructions.Confirm(tx, id, Uuid::Parse(event.participant_id()).value_or(Uuid()));
}

}  // namespace

Status ApplyTrajectoryFeed(const FeedTargets& targets, sql::Tx& tx,
                           const std::vector<feed::v1::Event>& events) {
  for (const feed::v1::Event& event : events) {
    ASSIGN_OR_RETURN(const auto published, outbox::As<ProgrammePublished>(event));
    if (published) {
      RETURN_IF_ERROR(targets.reference.PutProgramme(tx, published->definition().code(),
                                                     published->definition().SerializeAsString()));
    }
    ASSIGN_OR_RETURN(const auto created, outbox::As<EnrolmentCreated>(event));
    if (created) RETURN_IF_ERROR(PutService(tx, *created));
    ASSIGN_OR_RETURN(const auto ended, outbox::As<EnrolmentEnded>(event));
    if (ended) RETURN_IF_ERROR(PutService(tx, *ended));
    ASSIGN_OR_RETURN(const auto destroyed, outbox::As<PersonDataDestroyed>(event));
    if (destroyed) RETURN_IF_ERROR(NoteDestroyed(targets.destructions, tx, *destroyed));
    ASSIGN_OR_RETURN(const auto applied, outbox::As<SharingApplied>(event));
    if (applied) {
      RETURN_IF_ERROR(targets.sharings.SetApplied(tx, Uuid::Parse(applied->sharing_id()).value_or(Uuid())));
    }
  }
  return absl::OkStatus();
}

}  // namespace duaal::intake::storage
