#include "chassis/sql/migrator.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "chassis/sql/connection.h"
#include "openssl/evp.h"

namespace duaal::sql {
namespace {

constexpr char kGrantsFile[] = "grants.sql";
constexpr std::size_t kLongestSchemaName = 48;

// A migration as found in its folder.
struct Migration {
  std::string name;  // without `.sql`
  std::string text;
  std::string checksum;
};

Status Unfit(const std::string& message) { return absl::InvalidArgumentError(message); }

std::string ChecksumOf(const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr);
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), size));
}

StatusOr<std::string> ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.good() && !in.eof()) return Unfit(path.string() + ": cannot be read");
  return text;
}

StatusOr<std::vector<Migration>> ReadFolder(const std::string& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> paths;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == ".sql" && it->path().filename() != kGrantsFile) paths.push_back(it->path());
  }
  if (error) return Unfit(folder + ": " + error.message());
  std::sort(paths.begin(), paths.end());
  std::vector<Migration> migrations;
  for (const std::filesystem::path& path : paths) {
    ASSIGN_OR_RETURN(std::string text, ReadFile(path));
    std::string checksum = ChecksumOf(text);
    migrations.push_back({path.stem().string(), std::move(text), std::move(checksum)});
  }
  return migrations;
}

StatusOr<std::vector<Migration>> ReadFolders(const std::vector<std::string>& folders) {
  std::vector<Migration> all;
  std::set<std::string> seen;
  for (const std::string& folder : folders) {
    ASSIGN_OR_RETURN(std::vector<Migration> migrations, ReadFolder(folder));
    for (Migration& migration : migrations) {
      if (!seen.insert(migration.name).second) return Unfit(migration.name + ": two folders hold this name");
      all.push_back(std::move(migration));
    }
  }
  return all;
}

// Takes the part of a line that is no comment, and keeps in `quote` whether a text is open at its end.
std::string WithoutComment(const std::string& line, char& quote) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == '\\') {
        ++i;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (c == '\'' || c == '"' || c == '`') {
      quote = c;
    } else if (c == '-' && line.compare(i, 2, "--") == 0 && (i + 2 == line.size() || line[i + 2] == ' ')) {
      return line.substr(0, i);
    }
  }
  return line;
}

// One run of the migrator on one schema.
class Run {
 public:
  explicit Run(const MigratorOptions& options) : options_(options) {}

  StatusOr<std::vector<std::string>> operator()() {
    RETURN_IF_ERROR(CheckOptions());
    ASSIGN_OR_RETURN(const std::vector<Migration> found, ReadFolders(options_.folders));
    RETURN_IF_ERROR(Prepare());
    RETURN_IF_ERROR(Lock());
    ASSIGN_OR_RETURN(const auto applied, Applied());
    RETURN_IF_ERROR(Compare(found, applied));
    std::vector<std::string> names;
    for (const Migration& migration : found) {
      if (applied.contains(migration.name)) continue;
      RETURN_IF_ERROR(Apply(migration));
      names.push_back(migration.name);
    }
    for (const std::string& folder : options_.folders) RETURN_IF_ERROR(Grant(folder));
    RETURN_IF_ERROR(lock_->Commit());
    return names;
  }

 private:
  Status CheckOptions() {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    const std::string& schema = options_.schema;
    if (schema.empty() || schema.size() > kLongestSchemaName ||
        !std::all_of(schema.begin(), schema.end(), fits)) {
      return Unfit("a schema is named with a-z, 0-9 and _, at most " + std::to_string(kLongestSchemaName));
    }
    if (options_.password.empty()) return Unfit("the password of the service's user is empty");
    for (const std::string* text : {&options_.password, &options_.user_host}) {
      const auto printable = [](unsigned char c) { return c > 0x20 && c < 0x7f && c != '\'' && c != '\\'; };
      if (!std::all_of(text->begin(), text->end(), printable)) {
        return Unfit("password and host consist of printable ASCII without quote and backslash");
      }
    }
    return absl::OkStatus();
  }

  [[nodiscard]] std::string Account() const {
    return "'" + options_.schema + "'@'" + options_.user_host + "'";
  }

  // Schema, user and the two tables of the migrator itself. All of it can run at once with another migrator.
  Status Prepare() {
    DatabaseOptions admin = options_.admin;
    admin.schema.clear();
    ConnectionPolicy policy;
    policy.statement_limit_s = 0;  // an ALTER takes as long as it takes
    policy.lock_wait_s = 60;
    policy.read_timeout_s = 24 * 3600;
    ASSIGN_OR_RETURN(ddl_, Connection::Open(admin, policy, admin.connect_timeout));
    const std::string require = options_.user_host == "localhost" ? "" : " REQUIRE SSL";
    RETURN_IF_ERROR(ddl_->ExecuteDdl("CREATE DATABASE IF NOT EXISTS " + options_.schema +
                                     " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"));
    RETURN_IF_ERROR(ddl_->ExecuteDdl("CREATE USER IF NOT EXISTS " + Account() + " IDENTIFIED BY '" +
                                     options_.password + "'" + require));
    RETURN_IF_ERROR(
        ddl_->ExecuteDdl("ALTER USER " + Account() + " IDENTIFIED BY '" + options_.password + "'" + require));
    RETURN_IF_ERROR(ddl_->ExecuteDdl("USE " + options_.schema));
    RETURN_IF_ERROR(
        ddl_->ExecuteDdl("CREATE TABLE IF NOT EXISTS schema_version (name VARCHAR(120) NOT NULL PRIMARY KEY, "
                         "checksum CHAR(64) NOT NULL, applied_at DATETIME(6) NOT NULL)"));
    RETURN_IF_ERROR(
        ddl_->ExecuteDdl("CREATE TABLE IF NOT EXISTS schema_lock (id TINYINT NOT NULL PRIMARY KEY, "
                         "CHECK (id = 1))"));
    // Only when it is missing: an INSERT would wait for the other migrator's lock without saying so.
    ASSIGN_OR_RETURN(const Rows lock_row, ddl_->Query("SELECT id FROM schema_lock", {}, Never()));
    if (lock_row.empty()) RETURN_IF_ERROR(ddl_->ExecuteDdl("INSERT IGNORE INTO schema_lock (id) VALUES (1)"));
    return ddl_->ExecuteDdl("GRANT SELECT ON " + options_.schema + ".schema_version TO " + Account());
  }

  // The one row stays locked in a transaction of another connection, because each DDL statement would end
  // the transaction in which it runs. A migrator that dies frees it.
  Status Lock() {
    DatabaseOptions admin = options_.admin;
    admin.schema = options_.schema;
    ConnectionPolicy policy;
    policy.autocommit = false;
    policy.statement_limit_s = 0;
    policy.lock_wait_s =
        static_cast<int>(std::clamp<std::int64_t>(absl::ToInt64Seconds(options_.lock_timeout), 1, 3600));
    policy.read_timeout_s = policy.lock_wait_s + 5;
    ASSIGN_OR_RETURN(lock_, Connection::Open(admin, policy, admin.connect_timeout));
    lock_->Begin();
    const StatusOr<Rows> row =
        lock_->Query("SELECT id FROM schema_lock WHERE id = 1 FOR UPDATE", {}, Never());
    if (row.ok()) return absl::OkStatus();
    return absl::UnavailableError("another migrator works on " + options_.schema +
                                  " and did not end in time");
  }

  // The lock's connection could have been lost during a long statement.
  Status StillLocked() { return lock_->Query("SELECT 1", {}, Never()).status(); }

  StatusOr<std::map<std::string, std::string>> Applied() {
    ASSIGN_OR_RETURN(const Rows rows, ddl_->Query("SELECT name, checksum FROM schema_version", {}, Never()));
    std::map<std::string, std::string> applied;
    for (const Row& row : rows) applied[row.Str(0)] = row.Str(1);
    return applied;
  }

  Status Compare(const std::vector<Migration>& found, std::map<std::string, std::string> applied) {
    for (const Migration& migration : found) {
      const auto it = applied.find(migration.name);
      if (it == applied.end()) continue;
      if (it->second != migration.checksum) {
        return absl::FailedPreconditionError(migration.name + ": changed since it was applied to " +
                                             options_.schema + "; restore the file and add a new one");
      }
      applied.erase(it);
    }
    if (applied.empty()) return absl::OkStatus();
    return absl::FailedPreconditionError(options_.schema + ": newer than these migrations, it also has " +
                                         applied.begin()->first);
  }

  Status Apply(const Migration& migration) {
    StatusOr<std::vector<std::string>> statements = SplitStatements(migration.text);
    if (!statements.ok()) return Unfit(migration.name + ": " + std::string(statements.status().message()));
    RETURN_IF_ERROR(StillLocked());
    RETURN_IF_ERROR(RunAll(migration.name, *statements));
    const Value values[] = {Value(migration.name), Value(migration.checksum)};
    return ddl_
        ->Execute("INSERT INTO schema_version (name, checksum, applied_at) VALUES (?, ?, UTC_TIMESTAMP(6))",
                  values, Never())
        .status();
  }

  Status Grant(const std::string& folder) {
    const std::filesystem::path path = std::filesystem::path(folder) / kGrantsFile;
    if (!std::filesystem::exists(path)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
    const std::string filled =
        absl::StrReplaceAll(text, {{"{schema}", options_.schema}, {"{user}", Account()}});
    StatusOr<std::vector<std::string>> statements = SplitStatements(filled);
    if (!statements.ok()) return Unfit(path.string() + ": " + std::string(statements.status().message()));
    return RunAll(path.string(), *statements);
  }

  Status RunAll(const std::string& name, const std::vector<std::string>& statements) {
    for (std::size_t i = 0; i < statements.size(); ++i) {
      const Status status = ddl_->ExecuteDdl(statements[i]);
      if (!status.ok()) {
        return absl::FailedPreconditionError(name + ": statement " + std::to_string(i + 1) + " of " +
                                             std::to_string(statements.size()) +
                                             " failed: " + std::string(status.message()));
      }
    }
    return absl::OkStatus();
  }

  static absl::Time Never() { return absl::InfiniteFuture(); }

  const MigratorOptions& options_;
  std::unique_ptr<Connection> ddl_;
  std::unique_ptr<Connection> lock_;
};

}  // namespace

StatusOr<std::vector<std::string>> SplitStatements(std::string_view text) {
  std::vector<std::string> statements;
  std::string statement;
  char quote = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = WithoutComment(std::string(text.substr(at, end - at)), quote);
    at = end + 1;
    if (quote == 0) absl::StripTrailingAsciiWhitespace(&line);
    if (statement.empty() && line.empty()) continue;
    const bool ends = quote == 0 && !line.empty() && line.back() == ';';
    if (ends) line.pop_back();
    if (!statement.empty()) statement += '\n';
    statement += line;
    if (ends) {
      statements.push_back(std::move(statement));
      statement.clear();
    }
  }
  if (!absl::StripAsciiWhitespace(statement).empty()) {
    return Unfit("the last statement does not end with ; at the end of a line");
  }
  return statements;
}

StatusOr<std::vector<std::string>> Migrate(const MigratorOptions& options) { return Run(options)(); }

StatusOr<std::vector<std::string>> MigrationNames(const std::vector<std::string>& folders) {
  ASSIGN_OR_RETURN(const std::vector<Migration> migrations, ReadFolders(folders));
  std::vector<std::string> names;
  names.reserve(migrations.size());
  for (const Migration& migration : migrations) names.push_back(migration.name);
  return names;
}

Status CheckVersions(Database& database, const std::vector<std::string>& expected) {
  ASSIGN_OR_RETURN(const Rows rows, database.Read(absl::Now() + absl::Seconds(10), [](Session& session) {
    return session.Query("SELECT name FROM schema_version");
  }));
  std::set<std::string> missing(expected.begin(), expected.end());
  std::vector<std::string> surplus;
  for (const Row& row : rows) {
    if (missing.erase(row.Str(0)) == 0) surplus.push_back(row.Str(0));
  }
  if (missing.empty() && surplus.empty()) return absl::OkStatus();
  std::string message = database.options().schema + " is not at the version of this program.";
  if (!missing.empty()) message += " Missing: " + absl::StrJoin(missing, ", ") + "; run duaal-migrate.";
  if (!surplus.empty()) message += " Surplus: " + absl::StrJoin(surplus, ", ") + "; run a newer program.";
  return Error(absl::StatusCode::kFailedPrecondition, "SCHEMA_VERSION", message);
}

std::string SchemaOf(std::string_view service) {
  constexpr std::string_view kSuffix = "-svc";
  if (service.ends_with(kSuffix)) service.remove_suffix(kSuffix.size());
  std::string schema = "duaal_" + std::string(service);
  std::replace(schema.begin(), schema.end(), '-', '_');
  return schema;
}

}  // namespace duaal::sql
