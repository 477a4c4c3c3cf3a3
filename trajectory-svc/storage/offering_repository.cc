#include "trajectory-svc/storage/offering_repository.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "chassis/sql/bulk.h"
#include "trajectory-svc/storage/viewer.h"

namespace duaal::trajectory::storage {
namespace {

using domain::Offering;
using domain::OfferingState;

#define OFFERING_COLUMNS                                                                              \
  "o.id, o.programme_code, o.component_code, o.organisation_id, o.display_name, o.capacity, o.taken," \
  " o.start_date, o.end_date, o.week_pattern, o.state"

constexpr std::string_view kFind = "SELECT " OFFERING_COLUMNS " FROM offering o WHERE o.id = ?";
constexpr std::string_view kFindManyHead = "SELECT " OFFERING_COLUMNS " FROM offering o WHERE o.id IN ";
// Answered from the indexes offering_open and enrolment_given_back alone. A seat that was given back from a
// later day on is held until then, as TakeSeats's callers count it. To count these costs more than all the
// rest, so it is done where there are some.
constexpr std::string_view kListOpen =
    "SELECT o.id, o.capacity - o.taken - IF(o.held_until > ?, (SELECT COUNT(*) FROM enrolment e WHERE"
    " e.offering_id = o.id AND e.active IS NULL AND e.end_date > ? AND e.start_date < e.end_date), 0)"
    " FROM offering o WHERE o.programme_code = ? AND o.state = ? AND o.end_date > ?";
constexpr std::string_view kSlotsOfManyHead =
    "SELECT s.offering_id, s.weekday, s.start_minute, s.end_minute, s.site FROM offering_slot s"
    " WHERE s.offering_id IN ";
constexpr std::string_view kSlotsOfManyTail = " ORDER BY s.offering_id, s.ordinal";
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
    "UPDATE offering SET taken = taken - ?, held_until = GREATEST(held_until, ?) WHERE id = ? AND taken >= ?";

Offering FromRow(const sql::Row& row) {
  Offering o;
  o.id = row.Id(0);
  o.programme_code = row.Str(1);
  o.component_code = row.Str(2);
  o.organisation_id = row.Id(3);
  o.display_name = row.Str(4);
  o.capacity = static_cast<int>(row.Int(5));
  o.taken = static_cast<int>(row.Int(6));
  o.period = {row.Date(7), row.Date(8)};
  o.pattern = static_cast<domain::WeekPattern>(row.Int(9));
  o.state = static_cast<OfferingState>(row.Int(10));
  return o;
}

domain::Slot SlotFrom(const sql::Row& row, std::size_t column) {
  return {static_cast<int>(row.Int(column)),
          {MinuteOf(row, column + 1), MinuteOf(row, column + 2)},
          row.Str(column + 3)};
}

StatusOr<std::vector<Offering>> FindMany(sql::Session& session, const std::vector<Uuid>& ids) {
  const std::vector<sql::Value> keys(ids.begin(), ids.end());
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, kFindManyHead, keys));
  ASSIGN_OR_RETURN(const sql::Rows slots, sql::QueryIn(session, kSlotsOfManyHead, keys, kSlotsOfManyTail));
  std::map<Uuid, std::vector<domain::Slot>> timetables;
  for (const sql::Row& slot : slots) timetables[slot.Id(0)].push_back(SlotFrom(slot, 1));
  std::vector<Offering> found;
  for (const sql::Row& row : rows) {
    found.push_back(FromRow(row));
    const auto timetable = timetables.find(found.back().id);
    if (timetable != timetables.end()) found.back().timetable = std::move(timetable->second);
  }
  return found;
}

}  // namespace

StatusOr<std::optional<Offering>> OfferingRepository::Find(sql::Session& session, const Uuid& id) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kFind, id));
  if (!row) return std::optional<Offering>();
  Offering o = FromRow(*row);
  ASSIGN_OR_RETURN(const sql::Rows slots, session.Query(kSlots, id));
  for (const sql::Row& slot : slots) o.timetable.push_back(SlotFrom(slot, 0));
  return std::optional<Offering>(std::move(o));
}

StatusOr<std::shared_ptr<const OfferingRepository::Known>> OfferingRepository::Learn(
    sql::Session& session, const std::string& programme_code,
    const std::vector<std::pair<Uuid, int>>& seats) const {
  std::shared_ptr<const Known> known;
  {
    const MutexLock lock(mutex_);
    known = known_[programme_code];
  }
  if (known == nullptr) known = std::make_shared<const Known>();
  std::vector<Uuid> unknown;
  for (const auto& [id, left] : seats) {
    if (!known->contains(id)) unknown.push_back(id);
  }
  if (unknown.empty()) return known;
  ASSIGN_OR_RETURN(std::vector<Offering> found, FindMany(session, unknown));
  auto grown = std::make_shared<Known>(*known);
  for (Offering& offering : found) {
    const Uuid id = offering.id;
    grown->emplace(id, std::make_shared<const Offering>(std::move(offering)));
  }
  const MutexLock lock(mutex_);
  if (grown->size() > kMostKnown) {
    known_.erase(programme_code);
  } else {
    known_[programme_code] = grown;
  }
  return grown;
}

StatusOr<std::shared_ptr<const OpenOfferings>> OfferingRepository::ListOpen(sql::Session& session,
                                                                            const std::string& programme_code,
                                                                            absl::CivilDay day) const {
  const Question question{programme_code, day};
  if (auto open = Recall(question); open != nullptr) return open;
  const std::uint64_t changes = changes_;
  const SteadyTime until = SteadyAfter(fresh_);
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   session.Query(kListOpen, day, day, programme_code, OfferingState::kOpen, day));
  std::vector<std::pair<Uuid, int>> seats;
  seats.reserve(rows.size());
  for (const sql::Row& row : rows) seats.emplace_back(row.Id(0), static_cast<int>(row.Int(1)));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Known> known, Learn(session, programme_code, seats));
  std::vector<OpenOffering> open;
  open.reserve(seats.size());
  for (const auto& [id, left] : seats) {
    if (const auto it = known->find(id); it != known->end()) open.push_back({it->second, left});
  }
  auto listed = std::make_shared<const OpenOfferings>(std::move(open));
  Remember(question, {listed, changes, until});
  return listed;
}

bool OfferingRepository::IsFresh(const Seen& seen) const {
  return seen.changes == changes_ && std::chrono::steady_clock::now() < seen.until;
}

std::shared_ptr<const OpenOfferings> OfferingRepository::Recall(const Question& question) const {
  const MutexLock lock(mutex_);
  const auto seen = seen_.find(question);
  return seen != seen_.end() && IsFresh(seen->second) ? seen->second.open : nullptr;
}

// What is stale goes, so that no more is kept than was asked for within a moment.
void OfferingRepository::Remember(const Question& question, Seen seen) const {
  if (!IsFresh(seen) || seen.open->size() > kMostKnown) return;
  const MutexLock lock(mutex_);
  std::erase_if(seen_, [&](const auto& other) { return !IsFresh(other.second); });
  seen_[question] = std::move(seen);
}

void OfferingRepository::NoteChange(sql::Tx& tx) const {
  tx.AfterCommit([this] { ++changes_; });
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
  NoteChange(tx);
  return true;
}

Status OfferingRepository::Cancel(sql::Tx& tx, const Uuid& id, absl::CivilDay from) const {
  NoteChange(tx);
  return tx.Execute(kCancel, OfferingState::kCancelled, from, id).status();
}

StatusOr<bool> OfferingRepository::TakeSeats(sql::Tx& tx, const Uuid& id, int seats) const {
  NoteChange(tx);
  ASSIGN_OR_RETURN(const std::int64_t rows, tx.Execute(kTakeSeats, seats, id, seats, OfferingState::kOpen));
  return rows == 1;
}

Status OfferingRepository::GiveBackSeats(sql::Tx& tx, const Uuid& id, int seats, absl::CivilDay from) const {
  NoteChange(tx);
  return tx.Execute(kGiveBackSeats, seats, from, id, seats).status();
}

}  // namespace duaal::trajectory::storage
