#ifndef TRAJECTORY_SVC_STORAGE_ENROLMENT_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_ENROLMENT_REPOSITORY_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/domain/enrolment.h"
#include "trajectory-svc/storage/viewer.h"

namespace duaal::trajectory::storage {

// A seat as attendance needs it.
struct Seat {
  Uuid trajectory_id;
  std::string municipality_code;
  Interval<absl::CivilDay> period;
};

// Seats by person and offering; several when a person came back.
using Seats = std::multimap<std::pair<Uuid, Uuid>, Seat>;

// Enrolments in the database.
class EnrolmentRepository {
 public:
  // NOT_FOUND: unknown, or outside the viewer's rights.
  [[nodiscard]] StatusOr<domain::Enrolment> Get(sql::Session& session, const Uuid& id,
                                                const Viewer& viewer) const;
  [[nodiscard]] StatusOr<domain::Enrolment> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                         const Viewer& viewer) const;
  // At most `limit` with an id below `before` (nil: from the newest on), newest first.
  [[nodiscard]] StatusOr<std::vector<domain::Enrolment>> ListOfTrajectory(sql::Session& session,
                                                                          const Viewer& viewer,
                                                                          const Uuid& trajectory_id,
                                                                          const Uuid& before,
                                                                          int limit) const;
  [[nodiscard]] StatusOr<std::vector<domain::Enrolment>> ListOfOffering(sql::Session& session,
                                                                        const Viewer& viewer,
                                                                        const Uuid& offering_id,
                                                                        const Uuid& before, int limit) const;
  // The trajectories of at most `limit` people with a seat during `dates`, by id.
  [[nodiscard]] StatusOr<std::vector<Uuid>> TrajectoriesOfOffering(sql::Session& session,
                                                                   const Viewer& viewer,
                                                                   const Uuid& offering_id,
                                                                   const Interval<absl::CivilDay>& dates,
                                                                   int limit) const;
  // What was created in an offering at that very instant; answers a repeated class enrolment.
  [[nodiscard]] StatusOr<std::vector<domain::Enrolment>> ListCreatedAt(sql::Session& session,
                                                                       const Viewer& viewer,
                                                                       const Uuid& offering_id,
                                                                       absl::Time create_time) const;

  // Which of the trajectories hold a seat in the offering.
  [[nodiscard]] StatusOr<std::set<Uuid>> FindHolders(sql::Session& session, const Uuid& offering_id,
                                                     const std::vector<Uuid>& trajectory_ids) const;
  // How many seats of an offering are held on some day of `period`.
  [[nodiscard]] StatusOr<int> CountDuring(sql::Session& session, const Uuid& offering_id,
                                          const Interval<absl::CivilDay>& period) const;
  // The seats of an offering that end after `from`; without rights, for what the service itself does.
  [[nodiscard]] StatusOr<std::vector<domain::Enrolment>> ListEndingAfter(sql::Session& session,
                                                                         const Uuid& offering_id,
                                                                         absl::CivilDay from) const;
  // The seats of people that overlap `dates`, within the viewer's rights. They stay as they are until the
  // transaction ends.
  [[nodiscard]] StatusOr<Seats> FindSeatsForShare(sql::Tx& tx, const Viewer& viewer,
                                                  const std::vector<Uuid>& participant_ids,
                                                  const Interval<absl::CivilDay>& dates) const;

  // ALREADY_EXISTS (ALREADY_ENROLLED): a trajectory holds a seat in the offering.
  [[nodiscard]] Status InsertMany(sql::Tx& tx, const std::vector<domain::Enrolment>& enrolments) const;
  // ABORTED (ETAG_MISMATCH): the state before is not there any more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::Enrolment& enrolment) const;
};

// What is told when a trajectory holds a seat already.
[[nodiscard]] Status AlreadyEnrolled();

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_ENROLMENT_REPOSITORY_H_
