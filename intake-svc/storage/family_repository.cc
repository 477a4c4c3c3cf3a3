#include "intake-svc/storage/family_repository.h"

#include "chassis/access/rights.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define FAMILY_COLUMNS(f)                                                                            \
  f ".id, " f ".kind, " f ".participant_id, " f ".relative_id, " f ".start_date, " f ".end_date, " f \
    ".create_time, " f ".row_version"

namespace duaal::intake::storage {
namespace {

using domain::FamilyLink;

constexpr access::Columns kRights{"o.municipality_code", "o.id"};

constexpr std::string_view kGet = "SELECT " FAMILY_COLUMNS("f") " FROM family_link f WHERE f.id = ?";
// Each side by its own index; the person on the other side is joined for the rights.
#define OTHER_SIDE(f, person, other)                                                                     \
  "SELECT " FAMILY_COLUMNS(f) ", " f "." other " AS other_id FROM family_link " f " WHERE " f "." person \
                              " = ?"
constexpr std::string_view kList =
    "SELECT " FAMILY_COLUMNS("f")
    " FROM (" OTHER_SIDE("a", "participant_id", "relative_id")
    " UNION ALL " OTHER_SIDE("b", "relative_id", "participant_id")
    ") f JOIN participant o ON o.id = f.other_id WHERE o.merged_into_id IS NULL AND {rights}"
    " AND f.id < ? ORDER BY f.id DESC LIMIT ?";
constexpr std::string_view kAll = OTHER_SIDE("a", "participant_id", "relative_id") " UNION ALL " OTHER_SIDE(
    "b", "relative_id", "participant_id");
constexpr std::string_view kCount =
    "SELECT (SELECT COUNT(1) FROM family_link a WHERE a.participant_id = ?)"
    " + (SELECT COUNT(1) FROM family_link b WHERE b.relative_id = ?)";
// A generation at a time, upwards. One step more than is looked through tells whether there is more.
constexpr std::string_view kAncestry =
    "WITH RECURSIVE above (parent_id, child_id, generation) AS ("
    "SELECT f.participant_id, f.relative_id, 1 FROM family_link f WHERE f.relative_id = ? AND f.kind = 2"
    " UNION SELECT f.participant_id, f.relative_id, a.generation + 1 FROM above a JOIN family_link f"
    " ON f.relative_id = a.parent_id AND f.kind = 2 WHERE a.generation <= ?)"
    " SELECT a.parent_id, a.child_id, MAX(a.generation) FROM above a GROUP BY a.parent_id, a.child_id"
    " LIMIT ?";
constexpr std::string_view kGuard = "UPDATE family_guard SET changes = changes + 1 WHERE id = 1";
constexpr std::string_view kInsert =
    "INSERT INTO family_link (id, kind, participant_id, relative_id, start_date, end_date, create_time,"
    " row_version) VALUES (?,?,?,?,?,?,?,?)";
constexpr std::string_view kUpdate =
    "UPDATE family_link SET participant_id = ?, relative_id = ?, end_date = ?, row_version = ?"
    " WHERE id = ? AND row_version = ?";
constexpr std::string_view kGiveBack =
    "UPDATE family_link f JOIN participant_merge_row w ON w.row_id = f.id SET"
    " f.participant_id = IF(f.participant_id = ?, ?, f.participant_id),"
    " f.relative_id = IF(f.relative_id = ?, ?, f.relative_id), f.row_version = f.row_version + 1"
    " WHERE w.merge_id = ? AND w.kind = 10";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

FamilyLink FromRow(const sql::Row& row) {
  return {row.Id(0),      static_cast<domain::FamilyLinkKind>(row.Int(1)),
          row.Id(2),      row.Id(3),
          row.OptDate(4), row.OptDate(5),
          row.Time(6),    row.Int(7)};
}

std::vector<FamilyLink> FromRows(const sql::Rows& rows) {
  std::vector<FamilyLink> links;
  for (const sql::Row& row : rows) links.push_back(FromRow(row));
  return links;
}

}  // namespace

StatusOr<FamilyLink> FamilyRepository::Get(sql::Session& session, const Uuid& id) const {
  ASSIGN_OR_RETURN(const auto row, session.QueryOne(kGet, id));
  if (!row) return NotFound("This family link");
  return FromRow(*row);
}

StatusOr<std::vector<FamilyLink>> FamilyRepository::List(sql::Session& session, const Viewer& viewer,
                                                         const Uuid& person_id, const Uuid& before_id,
                                                         int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  const access::Scoped scoped =
      access::Scope(kList, kRights, viewer.principal, viewer.today, {person_id, person_id}, {before, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  return FromRows(rows);
}

StatusOr<int> FamilyRepository::Count(sql::Session& session, const Uuid& person_id) const {
  ASSIGN_OR_RETURN(const auto row, session.QueryOne(kCount, person_id, person_id));
  return row ? static_cast<int>(row->Int(0)) : 0;
}

StatusOr<domain::Ancestry> FamilyRepository::AncestryOf(sql::Session& session, const Uuid& person_id) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kAncestry, person_id, domain::kMostGenerations,
                                                       domain::kMostAncestorEdges + 1));
  domain::Ancestry ancestry;
  ancestry.complete = static_cast<int>(rows.size()) <= domain::kMostAncestorEdges;
  for (const sql::Row& row : rows) {
    ancestry.edges.push_back({row.Id(0), row.Id(1)});
    if (row.Int(2) > domain::kMostGenerations) ancestry.complete = false;
  }
  return ancestry;
}

Status FamilyRepository::Guard(sql::Tx& tx) const { return tx.Execute(kGuard).status(); }

Status FamilyRepository::Insert(sql::Tx& tx, const FamilyLink& f) const {
  return tx
      .Execute(kInsert, f.id, f.kind, f.participant_id, f.relative_id, f.start_date, f.end_date,
               f.create_time, f.row_version)
      .status();
}

Status FamilyRepository::Update(sql::Tx& tx, const FamilyLink& f) const {
  ASSIGN_OR_RETURN(const std::int64_t rows, tx.Execute(kUpdate, f.participant_id, f.relative_id, f.end_date,
                                                       f.row_version, f.id, f.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

StatusOr<std::vector<Uuid>> FamilyRepository::HandOver(sql::Tx& tx, const Uuid& from, const Uuid& to) const {
  ASSIGN_OR_RETURN(const sql::Rows own, tx.Query(kAll, from, from));
  ASSIGN_OR_RETURN(const sql::Rows theirs, tx.Query(kAll, to, to));
  std::vector<Uuid> taken;
  for (const FamilyLink& link : domain::HandOver(FromRows(own), from, to, FromRows(theirs))) {
    RETURN_IF_ERROR(Update(tx, link));
    taken.push_back(link.id);
  }
  return taken;
}

Status FamilyRepository::GiveBack(sql::Tx& tx, const Uuid& merge_id, const Uuid& from, const Uuid& to) const {
  return tx.Execute(kGiveBack, from, to, from, to, merge_id).status();
}

}  // namespace duaal::intake::storage
