#ifndef TRAJECTORY_SVC_DOMAIN_OFFERING_H_
#define TRAJECTORY_SVC_DOMAIN_OFFERING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/civil.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "trajectory-svc/domain/timetable.h"

namespace duaal::trajectory::domain {

// The numbers are those of the protos and of the database.
enum class OfferingState { kOpen = 1, kCancelled = 2 };
enum class SessionState { kPlanned = 1, kCancelled = 2 };

// What can be planned, as partner-svc published it, with the seats counted here.
struct Offering {
  Uuid id;
  std::string programme_code;
  std::string component_code;
  Uuid organisation_id;
  std::string display_name;
  int capacity = 0;
  int taken = 0;
  Interval<absl::CivilDay> period;
  WeekPattern pattern = WeekPattern::kEvery;
  std::vector<Slot> timetable;
  OfferingState state = OfferingState::kOpen;
};

// One dated occurrence of an offering's timetable.
struct Session {
  Uuid id;
  Uuid offering_id;
  std::string programme_code;
  std::string component_code;
  absl::CivilDay date;
  Interval<TimeOfDay> time;
  std::string site;
  SessionState state = SessionState::kPlanned;
  bool notice_given = false;
  std::int64_t row_version = 0;

  [[nodiscard]] int minutes() const { return time.end.minutes() - time.start.minutes(); }
};

// The sessions of an offering. Their ids follow from offering, date and start, so making them again makes
// the same ones.
[[nodiscard]] std::vector<Session> SessionsOf(const Offering& offering);

// The session, cancelled.
//
// FAILED_PRECONDITION: SESSION_CANCELLED before; ATTENDANCE_RECORDED, so it was held.
[[nodiscard]] StatusOr<Session> Cancel(const Session& before, bool notice_given, bool attendance_recorded);

}  // namespace duaal::trajectory::domain

#endif  // TRAJECTORY_SVC_DOMAIN_OFFERING_H_
