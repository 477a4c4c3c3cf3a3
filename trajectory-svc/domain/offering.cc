#include "trajectory-svc/domain/offering.h"

namespace duaal::trajectory::domain {

std::vector<Session> SessionsOf(const Offering& offering) {
  std::vector<Session> sessions;
  for (Occurrence& occurrence : Occurrences(offering.timetable, offering.pattern, offering.period)) {
    Session session;
    session.id = Uuid::FromName(offering.id.ToString() + "|" + FormatDate(occurrence.date) + "|" +
                                occurrence.slot.time.start.ToString());
    session.offering_id = offering.id;
    session.programme_code = offering.programme_code;
    session.component_code = offering.component_code;
    session.date = occurrence.date;
    session.time = occurrence.slot.time;
    session.site = std::move(occurrence.slot.site);
    session.row_version = 1;
    sessions.push_back(std::move(session));
  }
  return sessions;
}

StatusOr<Session> Cancel(const Session& before, bool notice_given, bool attendance_recorded) {
  if (before.state == SessionState::kCancelled) {
    return Error(absl::StatusCode::kFailedPrecondition, "SESSION_CANCELLED",
                 "The session was cancelled before.");
  }
  if (attendance_recorded) {
    return Error(absl::StatusCode::kFailedPrecondition, "ATTENDANCE_RECORDED",
                 "Someone was recorded at this session, so it was held.");
  }
  Session after = before;
  after.state = SessionState::kCancelled;
  after.notice_given = notice_given;
  ++after.row_version;
  return after;
}

}  // namespace duaal::trajectory::domain
