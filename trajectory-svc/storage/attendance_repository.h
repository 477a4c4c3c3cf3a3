#ifndef TRAJECTORY_SVC_STORAGE_ATTENDANCE_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_ATTENDANCE_REPOSITORY_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/domain/attendance.h"
#include "trajectory-svc/domain/offering.h"
#include "trajectory-svc/storage/viewer.h"

namespace duaal::trajectory::storage {

// A record with the facts that stand beside it.
struct AttendanceRow {
  domain::Attendance attendance;
  Uuid trajectory_id;
  std::string municipality_code;
  std::string component_code;
  absl::CivilDay session_date;
  int start_minute = 0;
};

// A person's status at one session, for counting absences in a row.
struct PastStatus {
  Uuid session_id;
  absl::CivilDay date;
  domain::AttendanceStatus status = domain::AttendanceStatus::kPresent;
};

using SessionPerson = std::pair<Uuid, Uuid>;

// Attendance in the database: the latest value per session and person, and the values before it.
class AttendanceRepository {
 public:
  // NOT_FOUND: nobody recorded it, or outside the viewer's rights.
  [[nodiscard]] StatusOr<domain::Attendance> Get(sql::Session& session, const Viewer& viewer,
                                                 const Uuid& session_id, const Uuid& participant_id) const;
  // At most `limit` records of a session, by person, within the viewer's rights.
  [[nodiscard]] StatusOr<std::vector<domain::Attendance>> ListOfSession(sql::Session& session,
                                                                        const Viewer& viewer,
                                                                        const Uuid& session_id,
                                                                        int limit) const;
  // Whether anyone was recorded at the session.
  [[nodiscard]] StatusOr<bool> AnyOfSession(sql::Session& session, const Uuid& session_id) const;
  // What is known of people at sessions: every pair of the two lists that has a record. Holds the records
  // until the transaction ends.
  [[nodiscard]] StatusOr<std::map<SessionPerson, domain::Attendance>> FindForUpdate(
      sql::Tx& tx, const std::vector<Uuid>& session_ids, const std::vector<Uuid>& participant_ids) const;
  // A person's statuses at one component since `from`, by time; at most 400.
  [[nodiscard]] StatusOr<std::vector<PastStatus>> History(sql::Session& session, const Uuid& participant_id,
                                                          const std::string& component_code,
                                                          absl::CivilDay from) const;

  // First records. False, with nothing written, when one of them is known already.
  [[nodiscard]] StatusOr<bool> InsertIfAllNew(sql::Tx& tx, const std::vector<AttendanceRow>& rows) const;
  // Corrections: keeps `before` in the history and puts `rows` in its place.
  [[nodiscard]] Status Supersede(sql::Tx& tx, const std::vector<domain::Attendance>& before,
                                 const std::vector<AttendanceRow>& rows) const;
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_ATTENDANCE_REPOSITORY_H_
