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

}  // namespace duaal::trajectory::domain
