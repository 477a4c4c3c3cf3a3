#include "intake-svc/storage/barrier_repository.h"

#include <utility>

#include "chassis/sql/bulk.h"

#include "chassis/access/rights.h"
#include "chassis/core/civil.h"
#include "duaal/intake/v1/barrier_service.pb.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them. The person is
// joined for the rights.
#define BARRIER_SELECT                                                                                   \
  "SELECT b.id, b.participant_id, b.programme_code, b.noted_date, b.end_date, b.sealed, b.create_time, " \
  "b.row_version FROM barrier b JOIN participant p ON p.id = b.participant_id WHERE "

namespace duaal::intake::storage {
namespace {

using domain::Barrier;

constexpr access::Columns kRights{"p.municipality_code", "p.id"};

constexpr std::string_view kGet = BARRIER_SELECT "b.id = ? AND {rights}";
constexpr std::string_view kGetForUpdate = BARRIER_SELECT "b.id = ? AND {rights} FOR UPDATE";
constexpr std::string_view kList =
    BARRIER_SELECT "b.participant_id = ? AND {rights} AND b.id < ? ORDER BY b.id DESC LIMIT ?";
constexpr std::string_view kOpen =
    BARRIER_SELECT "b.participant_id = ? AND b.programme_code = ? AND b.open_kind IS NOT NULL";
constexpr std::string_view kIds = "SELECT b.id FROM barrier b WHERE b.participant_id = ? ORDER BY b.id";
constexpr std::string_view kOne = BARRIER_SELECT "b.id = ?";
constexpr std::string_view kHandOver =
    "UPDATE barrier SET participant_id = ?, open_kind = ?, row_version = row_version + 1 WHERE id = ?";
constexpr std::string_view kOpenOfHead =
    BARRIER_SELECT "b.programme_code = ? AND b.open_kind IS NOT NULL AND b.participant_id IN ";
constexpr std::string_view kInsert =
    "INSERT INTO barrier (id, participant_id, programme_code, noted_date, end_date, sealed, open_kind,"
    " create_time, row_version) VALUES (?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kUpdate =
    "UPDATE barrier SET end_date = ?, sealed = ?, open_kind = ?, row_version = ?"
    " WHERE id = ? AND row_version = ?";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

// The context binds what is sealed to its row, so that it cannot be moved to another.
std::string SealContext(const Uuid& id) { return "barrier.sealed:" + id.ToString(); }

domain::CoachingEstimate ToEstimate(const v1::CoachingEstimate& proto) {
  domain::CoachingEstimate estimate;
  estimate.estimated_date = ParseDate(proto.estimated_date()).value_or(absl::CivilDay());
  for (const v1::ExtraCoaching& one : proto.coaching()) {
    estimate.coaching.push_back(
        {one.minutes_per_week(), one.weeks(), Uuid::Parse(one.organisation_id()), one.deliverer_name()});
  }
  return estimate;
}

}  // namespace

std::string BarrierRepository::Seal(const Barrier& b) const {
  v1::Barrier packed;
  packed.set_kind_code(b.kind_code);
  for (const domain::CoachingEstimate& estimate : b.estimates) {
    v1::CoachingEstimate& proto = *packed.add_estimates();
    proto.set_estimated_date(FormatDate(estimate.estimated_date));
    for (const domain::ExtraCoaching& coaching : estimate.coaching) {
      v1::ExtraCoaching& one = *proto.add_coaching();
      one.set_minutes_per_week(coaching.minutes_per_week);
      one.set_weeks(coaching.weeks);
      if (coaching.organisation_id) one.set_organisation_id(coaching.organisation_id->ToString());
      one.set_deliverer_name(coaching.deliverer_name);
    }
  }
  return keys_.Encrypt(packed.SerializeAsString(), SealContext(b.id));
}

// The person stands in the hash, so that equal hashes do not tell that two people have the same barrier.
std::optional<std::string> BarrierRepository::OpenKind(const Barrier& b) const {
  if (b.end_date) return std::nullopt;
  return keys_.LookupHash("barrier:" + b.participant_id.ToString() + ":" + b.kind_code);
}

StatusOr<Barrier> BarrierRepository::FromRow(const sql::Row& row) const {
  Barrier b;
  b.id = row.Id(0);
  b.participant_id = row.Id(1);
  b.programme_code = row.Str(2);
  b.noted_date = row.Date(3);
  b.end_date = row.OptDate(4);
  b.create_time = row.Time(6);
  b.row_version = row.Int(7);
  ASSIGN_OR_RETURN(const std::string plain, keys_.Decrypt(row.Str(5), SealContext(b.id)));
  v1::Barrier packed;
  if (!packed.ParseFromString(plain)) {
    return Error(absl::StatusCode::kDataLoss, "BARRIER_UNREADABLE",
                 "This barrier cannot be read; restore it from a backup.");
  }
  b.kind_code = packed.kind_code();
  for (const v1::CoachingEstimate& estimate : packed.estimates()) b.estimates.push_back(ToEstimate(estimate));
  return b;
}

StatusOr<Barrier> BarrierRepository::GetOne(sql::Session& session, std::string_view text, const Uuid& id,
                                            const Viewer& viewer) const {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This barrier");
  return FromRow(rows.front());
}

StatusOr<Barrier> BarrierRepository::Get(sql::Session& session, const Uuid& id, const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<Barrier> BarrierRepository::GetForUpdate(sql::Tx& tx, const Uuid& id, const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<Barrier>> BarrierRepository::List(sql::Session& session, const Viewer& viewer,
                                                       const Uuid& participant_id, const Uuid& before_id,
                                                       int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  const access::Scoped scoped =
      access::Scope(kList, kRights, viewer.principal, viewer.today, {participant_id}, {before, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<Barrier> barriers;
  for (const sql::Row& row : rows) {
    ASSIGN_OR_RETURN(Barrier barrier, FromRow(row));
    barriers.push_back(std::move(barrier));
  }
  return barriers;
}

StatusOr<std::set<std::string>> BarrierRepository::OpenKinds(sql::Session& session,
                                                             const Uuid& participant_id,
                                                             const std::string& programme_code) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kOpen, participant_id, programme_code));
  std::set<std::string> kinds;
  for (const sql::Row& row : rows) {
    ASSIGN_OR_RETURN(const Barrier barrier, FromRow(row));
    kinds.insert(barrier.kind_code);
  }
  return kinds;
}

StatusOr<std::map<Uuid, std::set<std::string>>> BarrierRepository::OpenKindsOf(
    sql::Session& session, const std::vector<Uuid>& participant_ids,
    const std::string& programme_code) const {
  const std::vector<sql::Value> keys(participant_ids.begin(), participant_ids.end());
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, kOpenOfHead, keys, "", {programme_code}));
  std::map<Uuid, std::set<std::string>> kinds;
  for (const sql::Row& row : rows) {
    ASSIGN_OR_RETURN(const Barrier barrier, FromRow(row));
    kinds[barrier.participant_id].insert(barrier.kind_code);
  }
  return kinds;
}

StatusOr<std::vector<Uuid>> BarrierRepository::IdsOf(sql::Session& session,
                                                     const Uuid& participant_id) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kIds, participant_id));
  std::vector<Uuid> ids;
  for (const sql::Row& row : rows) ids.push_back(row.Id(0));
  return ids;
}

StatusOr<std::vector<Uuid>> BarrierRepository::HandOver(sql::Tx& tx, const std::vector<Uuid>& ids,
                                                        const Uuid& to) const {
  std::vector<Uuid> taken;
  for (const Uuid& id : ids) {
    ASSIGN_OR_RETURN(const std::optional<sql::Row> row, tx.QueryOne(kOne, id));
    if (!row) return NotFound("This barrier");
    ASSIGN_OR_RETURN(Barrier barrier, FromRow(*row));
    barrier.participant_id = to;
    if (!barrier.end_date) {
      ASSIGN_OR_RETURN(const std::set<std::string> open, OpenKinds(tx, to, barrier.programme_code));
      if (open.contains(barrier.kind_code)) continue;
    }
    RETURN_IF_ERROR(tx.Execute(kHandOver, to, OpenKind(barrier), id).status());
    taken.push_back(id);
  }
  return taken;
}

Status BarrierRepository::Insert(sql::Tx& tx, const Barrier& b) const {
  const Status status = tx.Execute(kInsert, b.id, b.participant_id, b.programme_code, b.noted_date,
                                   b.end_date, Seal(b), OpenKind(b), b.create_time, b.row_version)
                            .status();
  if (sql::DuplicateKey(status) == "barrier_open") {
    return Error(absl::StatusCode::kAlreadyExists, "BARRIER_KNOWN",
                 "The person has an open barrier of this kind in the programme; go on with that one.");
  }
  return status;
}

Status BarrierRepository::Update(sql::Tx& tx, const Barrier& b) const {
  ASSIGN_OR_RETURN(const std::int64_t rows, tx.Execute(kUpdate, b.end_date, Seal(b), OpenKind(b),
                                                       b.row_version, b.id, b.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

}  // namespace duaal::intake::storage
