#include "intake-svc/storage/feeds.h"

#include "chassis/access/rights.h"
#include "chassis/core/civil.h"
#include "chassis/outbox/payload.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"

namespace duaal::intake::storage {
namespace {

using trajectory::v1::EnrolmentCreated;
using trajectory::v1::EnrolmentEnded;
using trajectory::v1::ProgrammePublished;
using trajectory::v1::TrajectoryStarted;

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

// The programme was published in the same feed before anybody could start in it.
Status PutDeadlines(const ReferenceRepository& reference, const IntakeStepRepository& steps, sql::Tx& tx,
                    const TrajectoryStarted& started) {
  const auto start_date = ParseDate(started.start_date());
  const auto referral_id = Uuid::Parse(started.referral_id());
  if (!start_date || !referral_id) {
    return Error(absl::StatusCode::kDataLoss, "EVENT_UNREADABLE",
                 "An event of a start has no first day or no referral.");
  }
  ASSIGN_OR_RETURN(const auto rules, reference.FindProgramme(tx, started.programme_code()));
  if (!rules) return absl::OkStatus();
  return steps.PutDeadlines(tx, *referral_id, rules->code, *start_date, rules->intake_steps);
}

}  // namespace

Status ApplyTrajectoryFeed(const ReferenceRepository& reference, const IntakeStepRepository& steps,
                           sql::Tx& tx, const std::vector<feed::v1::Event>& events) {
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
    ASSIGN_OR_RETURN(const auto started, outbox::As<TrajectoryStarted>(event));
    if (started) RETURN_IF_ERROR(PutDeadlines(reference, steps, tx, *started));
  }
  return absl::OkStatus();
}

}  // namespace duaal::intake::storage
