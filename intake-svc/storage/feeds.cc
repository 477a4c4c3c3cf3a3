#include "intake-svc/storage/feeds.h"

#include "chassis/access/relink.h"
#include "chassis/access/rights.h"
#include "chassis/core/civil.h"
#include "chassis/outbox/payload.h"
#include "duaal/trajectory/v1/relink_events.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"

namespace duaal::intake::storage {
namespace {

using trajectory::v1::EnrolmentCreated;
using trajectory::v1::EnrolmentEnded;
using trajectory::v1::ProgrammePublished;
using trajectory::v1::TrajectoriesRelinked;

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

// The seats of a merged record, or of one that is there again; who gave them serves that record.
Status Relink(sql::Tx& tx, const TrajectoriesRelinked& event) {
  std::vector<Uuid> facts;
  for (const std::string& id : event.enrolment_ids()) facts.push_back(Uuid::Parse(id).value_or(Uuid()));
  return access::RelinkServices(tx, facts, Uuid::Parse(event.participant_id()).value_or(Uuid()));
}

}  // namespace

Status ApplyTrajectoryFeed(const ReferenceRepository& reference, sql::Tx& tx,
                           const std::vector<feed::v1::Event>& events) {
  for (const feed::v1::Event& event : events) {
    ASSIGN_OR_RETURN(const auto published, outbox::As<ProgrammePublished>(event));
    if (published) {
      RETURN_IF_ERROR(reference.PutProgramme(tx, published->definition().code(),
                                             published->definition().SerializeAsString()));
    }
    ASSIGN_OR_RETURN(const auto created, outbox::As<EnrolmentCreated>(event));
    if (created) RETURN_IF_ERROR(PutService(tx, *created));
    ASSIGN_OR_RETURN(const auto ended, outbox::As<EnrolmentEnded>(event));
    if (ended) RETURN_IF_ERROR(PutService(tx, *ended));
    ASSIGN_OR_RETURN(const auto relinked, outbox::As<TrajectoriesRelinked>(event));
    if (relinked) RETURN_IF_ERROR(Relink(tx, *relinked));
  }
  return absl::OkStatus();
}

}  // namespace duaal::intake::storage
