#include "partner-svc/storage/offering_repository.h"

#include <map>

#include "chassis/sql/bulk.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define OFFERING_COLUMNS                                                                            \
  "f.id, f.code, f.display_name, f.programme_code, f.component_code, f.organisation_id, "           \
  "f.municipality_code, f.catalogue_code, f.language_level, f.capacity, f.start_date, f.end_date, " \
  "f.week_pattern, f.delivery_mode, f.state, f.cancel_cause, f.create_time, f.row_version"

namespace duaal::partner::storage {
namespace {

using domain::Offering;

constexpr std::string_view kGet = "SELECT " OFFERING_COLUMNS " FROM offering f WHERE f.id = ?";
constexpr std::string_view kGetForUpdate =
    "SELECT " OFFERING_COLUMNS " FROM offering f WHERE f.id = ? FOR UPDATE";
constexpr std::string_view kList = "SELECT " OFFERING_COLUMNS
                                   " FROM offering f WHERE f.programme_code = ? AND (? = '' OR "
                                   "f.component_code = ?) AND (? = '' OR f.code = ?)"
                                   " AND f.id < ? ORDER BY f.id DESC LIMIT ?";
constexpr std::string_view kSlotsHead =
    "SELECT s.offering_id, s.weekday, s.start_minute, s.end_minute, s.site FROM offering_slot s"
    " WHERE s.offering_id IN ";
constexpr std::string_view kInsert =
    "INSERT INTO offering (id, code, display_name, programme_code, component_code, organisation_id,"
    " municipality_code, catalogue_code, language_level, capacity, start_date, end_date, week_pattern,"
    " delivery_mode, state, cancel_cause, create_time, row_version) VALUES "
    "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kInsertSlots =
    "INSERT INTO offering_slot (offering_id, ordinal, weekday, start_minute, end_minute, site) VALUES ";
constexpr std::string_view kUpdateState =
    "UPDATE offering SET state = ?, cancel_cause = ?, row_version = ? WHERE id = ? AND row_version = ?";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

Offering FromRow(const sql::Row& row) {
  Offering f;
  f.id = row.Id(0);
  f.code = row.Str(1);
  f.display_name = row.Str(2);
  f.programme_code = row.Str(3);
  f.component_code = row.Str(4);
  f.organisation_id = row.Id(5);
  f.municipality_code = row.Str(6);
  f.catalogue_code = row.Str(7);
  f.language_level = row.Str(8);
  f.capacity = static_cast<int>(row.Int(9));
  f.period = {row.Date(10), row.Date(11)};
  f.week_pattern = static_cast<domain::WeekPattern>(row.Int(12));
  f.delivery_mode = static_cast<domain::DeliveryMode>(row.Int(13));
  f.state = static_cast<domain::OfferingState>(row.Int(14));
  f.cancel_cause = static_cast<domain::CancelCause>(row.Int(15));
  f.create_time = row.Time(16);
  f.row_version = row.Int(17);
  return f;
}

// The timetables of all offerings in one query.
StatusOr<std::vector<Offering>> WithTimetables(sql::Session& session, const sql::Rows& rows) {
  std::vector<Offering> offerings;
  std::vector<sql::Value> ids;
  for (const sql::Row& row : rows) {
    offerings.push_back(FromRow(row));
    ids.emplace_back(offerings.back().id);
  }
  std::map<Uuid, Offering*> by_id;
  for (Offering& offering : offerings) by_id[offering.id] = &offering;
  ASSIGN_OR_RETURN(const sql::Rows slots,
                   sql::QueryIn(session, kSlotsHead, ids, " ORDER BY s.offering_id, s.ordinal"));
  for (const sql::Row& slot : slots) {
    const Interval<TimeOfDay> time{TimeOfDay(static_cast<int>(slot.Int(2))),
                                   TimeOfDay(static_cast<int>(slot.Int(3)))};
    by_id.at(slot.Id(0))->timetable.push_back({static_cast<int>(slot.Int(1)), time, slot.Str(4)});
  }
  return offerings;
}

StatusOr<Offering> GetOne(sql::Session& session, std::string_view text, const Uuid& id) {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(text, id));
  if (rows.empty()) return NotFound("This offering");
  ASSIGN_OR_RETURN(const std::vector<Offering> one, WithTimetables(session, rows));
  return one.front();
}

}  // namespace

StatusOr<Offering> OfferingRepository::Get(sql::Session& session, const Uuid& id) const {
  return GetOne(session, kGet, id);
}

StatusOr<Offering> OfferingRepository::GetForUpdate(sql::Tx& tx, const Uuid& id) const {
  return GetOne(tx, kGetForUpdate, id);
}

StatusOr<std::vector<Offering>> OfferingRepository::List(sql::Session& session, const OfferingFilter& filter,
                                                         const Uuid& before_id, int limit) const {
  ASSIGN_OR_RETURN(
      const sql::Rows rows,
      session.Query(kList, filter.programme_code, filter.component_code, filter.component_code, filter.code,
                    filter.code, before_id.IsNil() ? kHighestId : before_id.Bytes(), limit));
  return WithTimetables(session, rows);
}

Status OfferingRepository::Insert(sql::Tx& tx, const Offering& f) const {
  const Status status = tx.Execute(kInsert, f.id, f.code, f.display_name, f.programme_code, f.component_code,
                                   f.organisation_id, f.municipality_code, f.catalogue_code, f.language_level,
                                   f.capacity, f.period.start, f.period.end, f.week_pattern, f.delivery_mode,
                                   f.state, f.cancel_cause, f.create_time, f.row_version)
                            .status();
  if (sql::DuplicateKey(status) == "offering_code") {
    return Error(absl::StatusCode::kAlreadyExists, "CODE_IN_USE",
                 "Another offering of this programme has this code; look it up or take another code.");
  }
  RETURN_IF_ERROR(status);
  std::vector<sql::Value> values;
  for (std::size_t i = 0; i < f.timetable.size(); ++i) {
    const domain::Slot& slot = f.timetable[i];
    values.insert(values.end(),
                  {f.id, i, slot.weekday, slot.time.start.minutes(), slot.time.end.minutes(), slot.site});
  }
  return sql::InsertRows(tx, kInsertSlots, 6, values).status();
}

Status OfferingRepository::UpdateState(sql::Tx& tx, const Offering& f) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kUpdateState, f.state, f.cancel_cause, f.row_version, f.id, f.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

}  // namespace duaal::partner::storage
