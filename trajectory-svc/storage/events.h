#ifndef TRAJECTORY_SVC_STORAGE_EVENTS_H_
#define TRAJECTORY_SVC_STORAGE_EVENTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/outbox/outbox.h"
#include "chassis/person_data/person_data.h"
#include "trajectory-svc/domain/attendance.h"
#include "trajectory-svc/domain/enrolment.h"
#include "trajectory-svc/domain/offering.h"
#include "trajectory-svc/domain/trajectory.h"
#include "trajectory-svc/domain/week_plan.h"
#include "trajectory-svc/storage/attendance_repository.h"
#include "trajectory-svc/storage/programme_repository.h"
#include "trajectory-svc/storage/relink_repository.h"

// Facts of the domain as events for the outbox; protos/duaal/trajectory/v1/trajectory_events.proto says what
// each carries.
namespace duaal::trajectory::storage {

// A record of attendance with what was known before it.
struct AttendanceChange {
  AttendanceRow row;
  Uuid offering_id;
  std::string programme_code;
  std::optional<domain::Attendance> before;
};

[[nodiscard]] outbox::Event ProgrammePublished(const PublishedProgramme& programme, absl::Time now);
[[nodiscard]] outbox::Event TrajectoryStarted(const domain::Trajectory& trajectory, absl::Time now);
[[nodiscard]] outbox::Event CaseManagerAssigned(const domain::Trajectory& trajectory, absl::Time now);
[[nodiscard]] outbox::Event EnrolmentCreated(const domain::Enrolment& enrolment,
                                             const std::string& programme_code, absl::Time now);
[[nodiscard]] outbox::Event EnrolmentEnded(const domain::Enrolment& enrolment, absl::Time now);
[[nodiscard]] outbox::Event WeekSaved(const domain::Trajectory& trajectory, const domain::SavedPlan& plan,
                                      absl::Time now);
// `enrolled` are the seats that the turns bear on.
[[nodiscard]] outbox::Event ComponentsAlternated(const domain::Trajectory& trajectory,
                                                 const domain::Alternation& alternation,
                                                 const std::vector<domain::EnrolledOffering>& enrolled,
                                                 absl::Time now);
// One event for all records of a call.
[[nodiscard]] outbox::Event AttendanceRecorded(const std::vector<AttendanceChange>& changes, absl::Time now);
[[nodiscard]] outbox::Event SessionCancelled(const domain::Session& session, absl::Time now);
[[nodiscard]] outbox::Event SignalRaised(const domain::Signal& signal, absl::Time now);
// Trajectories are another record's of the same person.
[[nodiscard]] outbox::Event TrajectoriesRelinked(const Relink& relink, const Relinked& relinked,
                                                 absl::Time now);
[[nodiscard]] outbox::Event SignalAcknowledged(const domain::Signal& signal, absl::Time now);
// A decision of a person on sharing holds here from now on.
[[nodiscard]] outbox::Event SharingApplied(const Uuid& sharing_id, absl::Time now);
// What was held of the person is gone, as the list for destruction asked.
[[nodiscard]] outbox::Event PersonDataDestroyed(const Uuid& destruction_id, const Uuid& participant_id,
                                                const std::string& class_code,
                                                const std::vector<person_data::Destroyed>& rows,
                                                const std::string& municipality_code, absl::Time now);

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_EVENTS_H_
