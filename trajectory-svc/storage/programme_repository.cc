#include "trajectory-svc/storage/programme_repository.h"

#include <utility>

#include "trajectory-svc/storage/programme_codec.h"

namespace duaal::trajectory::storage {
namespace {

constexpr std::string_view kGet =
    "SELECT code, display_name, definition, create_time, update_time, row_version FROM programme WHERE code "
    "= ?";
constexpr std::string_view kGetForUpdate =
    "SELECT code, display_name, definition, create_time, update_time, row_version FROM programme WHERE code "
    "= ?"
    " FOR UPDATE";
constexpr std::string_view kList =
    "SELECT code, display_name, '', create_time, update_time, row_version FROM programme WHERE code > ?"
    " ORDER BY code LIMIT ?";
constexpr std::string_view kInsert =
    "INSERT INTO programme (code, display_name, definition, create_time, update_time, row_version)"
    " VALUES (?, ?, ?, ?, ?, ?)";
constexpr std::string_view kUpdate =
    "UPDATE programme SET display_name = ?, definition = ?, update_time = ?, row_version = ?"
    " WHERE code = ? AND row_version = ?";
constexpr std::string_view kVersion = "SELECT row_version FROM programme WHERE code = ?";

PublishedProgramme FromRow(const sql::Row& row) {
  return {row.Str(0), row.Str(1), row.Str(2), row.Time(3), row.Time(4), row.Int(5)};
}

}  // namespace

StatusOr<PublishedProgramme> ProgrammeRepository::Get(sql::Session& session, const std::string& code) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kGet, code));
  if (!row) return NotFound("This programme");
  return FromRow(*row);
}

StatusOr<std::optional<PublishedProgramme>> ProgrammeRepository::FindForUpdate(
    sql::Tx& tx, const std::string& code) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, tx.QueryOne(kGetForUpdate, code));
  return row ? std::optional<PublishedProgramme>(FromRow(*row)) : std::nullopt;
}

StatusOr<std::vector<PublishedProgramme>> ProgrammeRepository::List(sql::Session& session,
                                                                    const std::string& after_code,
                                                                    int limit) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kList, after_code, limit));
  std::vector<PublishedProgramme> list;
  for (const sql::Row& row : rows) list.push_back(FromRow(row));
  return list;
}

Status ProgrammeRepository::Insert(sql::Tx& tx, const PublishedProgramme& p) const {
  const Status status =
      tx.Execute(kInsert, p.code, p.display_name, p.definition, p.create_time, p.update_time, p.row_version)
          .status();
  if (sql::DuplicateKey(status).empty()) return status;
  return Error(absl::StatusCode::kAborted, "PUBLISHED_MEANWHILE",
               "Someone published this programme at the same moment; look at it and send yours again.");
}

Status ProgrammeRepository::Update(sql::Tx& tx, const PublishedProgramme& p) const {
  ASSIGN_OR_RETURN(const std::int64_t rows, tx.Execute(kUpdate, p.display_name, p.definition, p.update_time,
                                                       p.row_version, p.code, p.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

StatusOr<std::shared_ptr<const domain::Programme>> ProgrammeRepository::Facts(sql::Session& session,
                                                                              const std::string& code) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> version, session.QueryOne(kVersion, code));
  return FactsAt(session, code, version ? std::optional(version->Int(0)) : std::nullopt);
}

StatusOr<std::shared_ptr<const domain::Programme>> ProgrammeRepository::FactsAt(
    sql::Session& session, const std::string& code, std::optional<std::int64_t> row_version) const {
  if (!row_version) {
    return Error(absl::StatusCode::kFailedPrecondition, "UNKNOWN_PROGRAMME",
                 "The programme is not published; publish its definition first.");
  }
  {
    const MutexLock lock(mutex_);
    const auto it = known_.find(code);
    if (it != known_.end() && it->second.row_version == *row_version) return it->second.facts;
  }
  ASSIGN_OR_RETURN(const PublishedProgramme published, Get(session, code));
  programme::v1::ProgrammeDefinition definition;
  if (!definition.ParseFromString(published.definition)) {
    return Error(absl::StatusCode::kDataLoss, "PROGRAMME_UNREADABLE",
                 "The stored definition of this programme cannot be read; publish it again.");
  }
  auto facts = std::make_shared<const domain::Programme>(ToProgramme(definition));
  const MutexLock lock(mutex_);
  known_[code] = {published.row_version, facts};
  return facts;
}

}  // namespace duaal::trajectory::storage
