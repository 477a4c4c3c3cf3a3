#include "trajectory-svc/storage/offering_repository.h"

#include "chassis/sql/bulk.h"
#include "trajectory-svc/storage/viewer.h"

namespace duaal::trajectory::storage {
namespace {

using domain::Offering;
using domain::OfferingState;

constexpr std::string_view kFind =
    "SELECT o.id, o.programme_code, o.component_code, o.organisation_id, o.display_name, o.capacity, o.taken,"
    " o.start_date, o.end_date, o.week_pattern, o.state FROM offering o WHERE o.id = ?";
constexpr std::string_view kSlots =
    "SELECT s.weekday, s.start_minute, s.end_minute, s.site FROM offering_slot s WHERE s.offering_id = ?"
    " ORDER BY s.ordinal";
constexpr std::string_view kInsert =
    "INSERT INTO offering (id, programme_code, component_code, organisation_id, display_name, capacity, "
    "taken,"
    " start_date, end_date, week_pattern, state, cancel_date) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, NULL)";
constexpr std::string_view kInsertSlots =
    "INSERT INTO offering_slot (offering_id, ordinal, weekday, start_minute, end_minute, site) VALUES ";
constexpr std::string_view kCancel = "UPDATE offering SET state = ?, cancel_date = ? WHERE id = ?";
// The guard stands in the statement itself: whoever waits for the row sees what the others took.
constexpr std::string_view kTakeSeats =
    "UPDATE offering SET taken = taken + ? WHERE id = ? AND taken + ? <= capacity AND state = ?";
constexpr std::string_view kGiveBackSeats =
    "UPDATE offering SET taken = taken - ? WHERE id = ? AND taken >= ?";

}  // namespace

StatusOr<std::optional<Offering>> OfferingRepository::Find(sql::Session& session, const Uuid& id) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kFind, id));
  if (!row) return std::optional<Offering>();
  Offering o;
  o.id = row->Id(0);
  o.programme_code = row->Str(1);
  o.component_code = row->Str(2);
  o.organisation_id = row->Id(3);
  o.display_name = row->Str(4);
  o.capacity = static_cast<int>(row->Int(5));
  o.taken = static_cast<int>(row->Int(6));
  o.period = {row->Date(7), row->Date(8)};
  o.pattern = static_cast<domain::WeekPattern>(row->Int(9));
  o.state = static_cast<OfferingState>(row->Int(10));
  ASSIGN_OR_RETURN(const sql::Rows slots, session.Query(kSlots, id));
  for (const sql::Row& slot : slots) {
    o.timetable.push_back(
        {static_cast<int>(slot.Int(0)), {MinuteOf(slot, 1), MinuteOf(slot, 2)}, slot.Str(3)});
  }
  return std::optional<Offering>(std::move(o));
}

StatusOr<bool> OfferingRepository::InsertIfNew(sql::Tx& tx, const Offering& o) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> known, tx.QueryOne(kFind, o.id));
  if (known) return false;
  RETURN_IF_ERROR(tx.Execute(kInsert, o.id, o.programme_code, o.component_code, o.organisation_id,
                             o.display_name, o.capacity, o.period.start, o.period.end, o.pattern, o.state)
                      .status());
  std::vector<sql::Value> slots;
  for (std::size_t i = 0; i < o.timetable.size(); ++i) {
    const domain::Slot& slot = o.timetable[i];
    slots.insert(slots.end(),
                 {o.id, i, slot.weekday, slot.time.start.minutes(), slot.time.end.minutes(), slot.site});
  }
  RETURN_IF_ERROR(sql::InsertRows(tx, kInsertSlots, 6, slots).status());
  return true;
}

Status OfferingRepository::Cancel(sql::Tx& tx, const Uuid& id, absl::CivilDay from) const {
  return tx.Execute(kCancel, OfferingState::kCancelled, from, id).status();
}

StatusOr<bool> OfferingRepository::TakeSeats(sql::Tx& tx, const Uuid& id, int seats) const {
  ASSIGN_OR_RETURN(const std::int64_t rows, tx.Execute(kTakeSeats, seats, id, seats, OfferingState::kOpen));
  return rows == 1;
}

Status OfferingRepository::GiveBackSeats(sql::Tx& tx, const Uuid& id, int seats) const {
  return tx.Execute(kGiveBackSeats, seats, id, seats).status();
}

}  // namespace duaal::trajectory::storage
