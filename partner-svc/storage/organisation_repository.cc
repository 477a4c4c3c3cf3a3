#include "partner-svc/storage/organisation_repository.h"

#include <optional>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace duaal::partner::storage {
namespace {

using domain::Contract;
using domain::Organisation;

constexpr std::string_view kGet =
    "SELECT o.id, o.code, o.display_name, o.kind, o.sites, o.create_time, o.row_version FROM organisation o"
    " WHERE o.id = ?";
constexpr std::string_view kExists = "SELECT 1 FROM organisation o WHERE o.id = ?";
constexpr std::string_view kList =
    "SELECT o.id, o.code, o.display_name, o.kind, o.sites, o.create_time, o.row_version FROM organisation o"
    " WHERE o.code > ? ORDER BY o.code LIMIT ?";
constexpr std::string_view kListOfCode =
    "SELECT o.id, o.code, o.display_name, o.kind, o.sites, o.create_time, o.row_version FROM organisation o"
    " WHERE o.code = ? AND o.code > ? LIMIT ?";
constexpr std::string_view kInsert =
    "INSERT INTO organisation (id, code, display_name, kind, sites, create_time, row_version) VALUES "
    "(?,?,?,?,?,?,?)";
constexpr std::string_view kGetContract =
    "SELECT c.id, c.programme_code, c.client_municipalities, c.contractor_id, c.components, c.funding_source,"
    " c.start_date, c.end_date, c.create_time, c.row_version FROM contract c WHERE c.id = ?";
constexpr std::string_view kListContracts =
    "SELECT c.id, c.programme_code, c.client_municipalities, c.contractor_id, c.components, c.funding_source,"
    " c.start_date, c.end_date, c.create_time, c.row_version FROM contract c"
    " WHERE c.programme_code = ? AND c.id < ? ORDER BY c.id DESC LIMIT ?";
constexpr std::string_view kInsertContract =
    "INSERT INTO contract (id, programme_code, client_municipalities, contractor_id, components, "
    "funding_source,"
    " start_date, end_date, create_time, row_version) VALUES (?,?,?,?,?,?,?,?,?,?)";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

// Lists of codes and sites are never searched by entry, so they are kept in one column, a line each.
std::vector<std::string> Lines(const std::string& text) {
  if (text.empty()) return {};
  return absl::StrSplit(text, '\n');
}

Organisation OrganisationFrom(const sql::Row& row) {
  return {row.Id(0),         row.Str(1),  row.Str(2), static_cast<int>(row.Int(3)),
          Lines(row.Str(4)), row.Time(5), row.Int(6)};
}

Contract ContractFrom(const sql::Row& row) {
  return {row.Id(0),  row.Str(1),  Lines(row.Str(2)), row.Id(3),   Lines(row.Str(4)),
          row.Str(5), row.Date(6), row.OptDate(7),    row.Time(8), row.Int(9)};
}

}  // namespace

StatusOr<Organisation> OrganisationRepository::Get(sql::Session& session, const Uuid& id) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kGet, id));
  if (!row) return NotFound("This organisation");
  return OrganisationFrom(*row);
}

StatusOr<bool> OrganisationRepository::Exists(sql::Session& session, const Uuid& id) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kExists, id));
  return row.has_value();
}

StatusOr<std::vector<Organisation>> OrganisationRepository::List(sql::Session& session,
                                                                 const std::string& code,
                                                                 const std::string& after_code,
                                                                 int limit) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, code.empty() ? session.Query(kList, after_code, limit)
                                                      : session.Query(kListOfCode, code, after_code, limit));
  std::vector<Organisation> list;
  for (const sql::Row& row : rows) list.push_back(OrganisationFrom(row));
  return list;
}

Status OrganisationRepository::Insert(sql::Tx& tx, const Organisation& o) const {
  const Status status = tx.Execute(kInsert, o.id, o.code, o.display_name, o.kind,
                                   absl::StrJoin(o.sites, "\n"), o.create_time, o.row_version)
                            .status();
  if (sql::DuplicateKey(status) == "organisation_code") {
    return Error(absl::StatusCode::kAlreadyExists, "CODE_IN_USE",
                 "Another organisation has this code; look it up or take another code.");
  }
  return status;
}

StatusOr<Contract> OrganisationRepository::GetContract(sql::Session& session, const Uuid& id) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kGetContract, id));
  if (!row) return NotFound("This contract");
  return ContractFrom(*row);
}

StatusOr<std::vector<Contract>> OrganisationRepository::ListContracts(sql::Session& session,
                                                                      const std::string& programme_code,
                                                                      const Uuid& before_id,
                                                                      int limit) const {
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   session.Query(kListContracts, programme_code,
                                 before_id.IsNil() ? kHighestId : before_id.Bytes(), limit));
  std::vector<Contract> list;
  for (const sql::Row& row : rows) list.push_back(ContractFrom(row));
  return list;
}

Status OrganisationRepository::InsertContract(sql::Tx& tx, const Contract& c) const {
  return tx
      .Execute(kInsertContract, c.id, c.programme_code, absl::StrJoin(c.client_municipalities, "\n"),
               c.contractor_id, absl::StrJoin(c.components, "\n"), c.funding_source, c.start_date, c.end_date,
               c.create_time, c.row_version)
      .status();
}

}  // namespace duaal::partner::storage
