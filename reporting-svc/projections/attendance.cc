#include "reporting-svc/projections/attendance.h"

#include <map>
#include <string>

#include "chassis/core/civil.h"
#include "chassis/outbox/payload.h"
#include "chassis/sql/bulk.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"

namespace duaal::reporting::projections {
namespace {

using trajectory::v1::AttendanceRecorded;
using trajectory::v1::AttendanceStatus;

struct Key {
  std::string programme_code;
  std::string week;
  std::string component_code;
  Uuid offering_id;
  std::string municipality_code;
  friend auto operator<=>(const Key&, const Key&) = default;
};

struct Sums {
  int present = 0;
  int absent_with_notice = 0;
  int absent_without_notice = 0;
  int minutes = 0;
};

constexpr std::string_view kAdd =
    "INSERT INTO attendance_week (programme_code, week, component_code, offering_id, municipality_code, "
    "present,"
    " absent_with_notice, absent_without_notice, minutes) VALUES ";
constexpr std::string_view kAddTail =
    " ON DUPLICATE KEY UPDATE present = present + VALUES(present),"
    " absent_with_notice = absent_with_notice + VALUES(absent_with_notice),"
    " absent_without_notice = absent_without_notice + VALUES(absent_without_notice),"
    " minutes = minutes + VALUES(minutes)";

void Add(AttendanceStatus status, int minutes, int sign, Sums& sums) {
  switch (status) {
    case trajectory::v1::ATTENDANCE_STATUS_PRESENT:
    case trajectory::v1::ATTENDANCE_STATUS_LATE:
      sums.present += sign;
      break;
    case trajectory::v1::ATTENDANCE_STATUS_ABSENT_WITH_NOTICE:
      sums.absent_with_notice += sign;
      break;
    case trajectory::v1::ATTENDANCE_STATUS_ABSENT_WITHOUT_NOTICE:
      sums.absent_without_notice += sign;
      break;
    default:
      return;
  }
  sums.minutes += sign * minutes;
}

Status Take(const AttendanceRecorded::Entry& entry, std::map<Key, Sums>& weeks) {
  const auto date = ParseDate(entry.date());
  if (!date)
    return Error(absl::StatusCode::kDataLoss, "EVENT_UNREADABLE", "An attendance event has no valid date.");
  Sums& sums = weeks[{entry.programme_code(), IsoWeek::Of(*date).ToString(), entry.component_code(),
                      Uuid::Parse(entry.offering_id()).value_or(Uuid()), entry.municipality_code()}];
  Add(entry.previous_status(), entry.previous_minutes(), -1, sums);
  Add(entry.status(), entry.minutes(), +1, sums);
  return absl::OkStatus();
}

}  // namespace

Status ProjectAttendance(sql::Tx& tx, const std::vector<feed::v1::Event>& events) {
  std::map<Key, Sums> weeks;
  for (const feed::v1::Event& event : events) {
    ASSIGN_OR_RETURN(const auto recorded, outbox::As<AttendanceRecorded>(event));
    if (!recorded) continue;
    for (const AttendanceRecorded::Entry& entry : recorded->entries()) RETURN_IF_ERROR(Take(entry, weeks));
  }
  std::vector<sql::Value> values;
  for (const auto& [key, sums] : weeks) {
    values.insert(values.end(),
                  {key.programme_code, key.week, key.component_code, key.offering_id, key.municipality_code,
                   sums.present, sums.absent_with_notice, sums.absent_without_notice, sums.minutes});
  }
  return sql::InsertRows(tx, kAdd, 9, values, kAddTail).status();
}

}  // namespace duaal::reporting::projections
