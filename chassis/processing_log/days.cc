#include "chassis/processing_log/days.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "chassis/sql/bulk.h"

namespace duaal::processing_log {
namespace {

constexpr std::int64_t kRecords = 64;       // of one step
constexpr std::size_t kMostPeople = 4'096;  // after which a step ends, so that it stays short
constexpr std::size_t kIdBytes = 16;

constexpr std::string_view kWaiting =
    "SELECT l.id, DATE(l.log_time), l.subjects, l.principal_kind, l.principal_id, l.organisation_id, "
    "l.method,"
    " l.processing_activity, l.purpose FROM processing_log l FORCE INDEX (processing_log_uncounted)"
    " WHERE l.waiting = 1 AND l.id > ? ORDER BY l.id LIMIT ?";
// A way that is known stays as it is.
constexpr std::string_view kInsertWays =
    "INSERT IGNORE INTO processing_log_way (id, principal_kind, principal_id, organisation_id, method,"
    " processing_activity, purpose) VALUES ";
constexpr std::size_t kWayColumns = 7;
constexpr std::string_view kInsertDays =
    "INSERT INTO processing_log_day (subject_id, log_date, way_id, calls) VALUES ";
constexpr std::size_t kDayColumns = 4;
constexpr std::string_view kAddCalls = " ON DUPLICATE KEY UPDATE calls = calls + VALUES(calls)";
constexpr std::string_view kNoteCounted = "UPDATE processing_log SET waiting = NULL WHERE id IN ";

// The calls of a step, in the order of the table's key, so that neighbours share pages.
class Count {
 public:
  void Add(const sql::Row& record) {
    const Uuid way = NoteWay(record);
    const std::string& subjects = record.Str(2);
    for (std::size_t at = 0; at + kIdBytes <= subjects.size(); at += kIdBytes) {
      ++calls_[{Uuid::FromBytes(std::string_view(subjects).substr(at, kIdBytes)), record.Date(1), way}];
    }
    people_ += subjects.size() / kIdBytes;
    records_.emplace_back(record.Id(0));
    last_ = record.Id(0);
  }

  Status Write(sql::Tx& tx) const {
    std::vector<sql::Value> days;
    for (const auto& [key, calls] : calls_) {
      const auto& [subject, date, way] = key;
      days.insert(days.end(), {subject, date, way, calls});
    }
    RETURN_IF_ERROR(sql::InsertRows(tx, kInsertWays, kWayColumns, ways_).status());
    RETURN_IF_ERROR(sql::InsertRows(tx, kInsertDays, kDayColumns, days, kAddCalls).status());
    return sql::ExecuteIn(tx, kNoteCounted, records_).status();
  }

  [[nodiscard]] std::size_t people() const { return people_; }
  [[nodiscard]] const Uuid& last() const { return last_; }

 private:
  // Who called what and why, under a name made of just that.
  Uuid NoteWay(const sql::Row& record) {
    std::string name;
    for (std::size_t column = 3; column < 3 + kWayColumns - 1; ++column) name += record.Str(column) + '\0';
    const Uuid id = Uuid::FromName(name);
    if (!known_.insert(id).second) return id;
    ways_.insert(ways_.end(), {id, record.Str(3), record.Str(4), record.OptId(5), record.Str(6),
                               record.Str(7), record.Str(8)});
    return id;
  }

  std::map<std::tuple<Uuid, absl::CivilDay, Uuid>, std::int64_t> calls_;
  std::set<Uuid> known_;
  std::vector<sql::Value> ways_;
  std::vector<sql::Value> records_;
  std::size_t people_ = 0;
  Uuid last_;
};

}  // namespace

StatusOr<Uuid> CountDays(sql::Tx& tx, const Uuid& after) {
  ASSIGN_OR_RETURN(const sql::Rows waiting, tx.Query(kWaiting, after, kRecords));
  if (waiting.empty()) return Uuid();
  Count count;
  std::size_t taken = 0;
  for (; taken < waiting.size() && count.people() < kMostPeople; ++taken) count.Add(waiting[taken]);
  RETURN_IF_ERROR(count.Write(tx));
  const bool more = taken < waiting.size() || waiting.size() == static_cast<std::size_t>(kRecords);
  return more ? count.last() : Uuid();
}

}  // namespace duaal::processing_log
