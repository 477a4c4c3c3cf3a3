#include "intake-svc/storage/feeds.h"

#include "chassis/access/relink.h"
#include "chassis/access/rights.h"
#include "chassis/core/civil.h"
#include "chassis/outbox/payload.h"
#include "duaal/trajectory/v1/destruction_events.pb.h"
#include "duaal/trajectory/v1/relink_events.pb.h"
#include "duaal/trajectory/v1/sharing_events.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"
#include "intake-svc/storage/person_data.h"

namespace duaal::intake::storage {
namespace {

using trajectory::v1::EnrolmentCreated;
using trajectory::v1::EnrolmentEnded;
using trajectory::v1::PersonDataDestroyed;
using trajectory::v1::ProgrammePublished;
using trajectory::v1::SharingApplied;
using trajectory::v1::TrajectoriesRelinked;
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
Status Start(const FeedTargets& targets, sql::Tx& tx, const TrajectoryStarted& started) {
  const auto start_date = ParseDate(started.start_date());
  const auto referral_id = Uuid::Parse(started.referral_id());
  const auto trajectory_id = Uuid::Parse(started.trajectory_id());
  const auto participant_id = Uuid::Parse(started.participant_id());
  if (!start_date || !referral_id || !trajectory_id || !participant_id) {
    return Error(absl::StatusCode::kDataLoss, "EVENT_UNREADABLE",
                 "An event of a start lacks its first day, its referral or whose it is.");
  }
  RETURN_IF_ERROR(
      targets.trajectories.Put(tx, {*trajectory_id, *participant_id, started.programme_code(), *start_date}));
  ASSIGN_OR_RETURN(const auto rules, targets.reference.FindProgramme(tx, started.programme_code()));
  if (!rules) return absl::OkStatus();
  return targets.steps.PutDeadlines(tx, *referral_id, rules->code, *start_date, rules->intake_steps);
}

// The seats of a merged record, or of one that is there again; who gave them serves that record.
Status Relink(const TrajectoryRepository& trajectories, sql::Tx& tx, const TrajectoriesRelinked& event) {
  const Uuid participant_id = Uuid::Parse(event.participant_id()).value_or(Uuid());
  for (const std::string& id : event.trajectory_ids()) {
    RETURN_IF_ERROR(trajectories.Relink(tx, Uuid::Parse(id).value_or(Uuid()), participant_id));
  }
  std::vector<Uuid> facts;
  for (const std::string& id : event.enrolment_ids()) facts.push_back(Uuid::Parse(id).value_or(Uuid()));
  return access::RelinkServices(tx, facts, participant_id);
}

// Facts of trajectory-svc may have come after this service destroyed its own part. This answer is the last
// fact that its feed tells of the person, so what came until here goes now, and nothing comes after it.
Status NoteDestroyed(const DestructionRepository& destructions, sql::Tx& tx,
                     const PersonDataDestroyed& event) {
  const Uuid id = Uuid::Parse(event.destruction_id()).value_or(Uuid());
  const Uuid person = Uuid::Parse(event.participant_id()).value_or(Uuid());
  ASSIGN_OR_RETURN(const auto item, destructions.FindUnderWay(tx, id, person));
  if (item) {
    for (const std::string& one : ClassesGoingWith(item->class_code)) {
      ASSIGN_OR_RETURN(const auto late, person_data::DestroyLate(tx, PersonCatalogue(), person, one));
      RETURN_IF_ERROR(destructions.AddRows(tx, id, "intake-svc", late));
    }
  }
  std::vector<person_data::Destroyed> rows;
  for (const auto& one : event.destroyed_rows()) rows.push_back({one.table_name(), one.row_count()});
  RETURN_IF_ERROR(destructions.AddRows(tx, id, "trajectory-svc", rows));
  return destructions.Confirm(tx, id, person);
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
    ASSIGN_OR_RETURN(const auto started, outbox::As<TrajectoryStarted>(event));
    if (started) RETURN_IF_ERROR(Start(targets, tx, *started));
    ASSIGN_OR_RETURN(const auto relinked, outbox::As<TrajectoriesRelinked>(event));
    if (relinked) RETURN_IF_ERROR(Relink(targets.trajectories, tx, *relinked));
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
