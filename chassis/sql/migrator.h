#ifndef CHASSIS_SQL_MIGRATOR_H_
#define CHASSIS_SQL_MIGRATOR_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"

// Brings a schema to the version that the code expects. One step of its own (duaal-migrate), never part of
// a server's start; a server only checks.
//
// A migration is a file `NAME.sql`; its statements end with `;` at the end of a line. What is applied is kept
// in `schema_version (name, checksum, applied_at)` and never applied again. MariaDB commits each DDL
// statement by itself, so a file that fails half-way stays applied half-way: one change per file.
namespace duaal::sql {

struct MigratorOptions {
  DatabaseOptions admin;                // socket or host; a user who may create schemas; `schema` is ignored
  std::string schema;                   // also the name of the service's user
  std::string user_host = "localhost";  // where the user logs in from; another than localhost must use TLS
  std::string password;                 // of the service's user
  std::vector<std::string> folders;  // applied in this order, files by name; `grants.sql` of each at the end
  absl::Duration lock_timeout = absl::Minutes(2);  // how long to wait for another migrator
};

// Creates schema and user where they are missing, applies what is missing, then all grants. Returns the
// names newly applied. Two at once wait for each other.
//
// FAILED_PRECONDITION: a migration failed (its name, the statement's number and the server's words are in
// the message; nothing after it ran), an applied file was changed since, or the schema has migrations that
// no folder holds. INVALID_ARGUMENT: an unfit schema name, password or file. UNAVAILABLE: no database, or
// another migrator did not end in time.
[[nodiscard]] StatusOr<std::vector<std::string>> Migrate(const MigratorOptions& options);

// Names of the migrations in the folders, in the order of their application.
[[nodiscard]] StatusOr<std::vector<std::string>> MigrationNames(const std::vector<std::string>& folders);

// OK when exactly the expected migrations are applied. FAILED_PRECONDITION names those missing and those
// surplus; UNAVAILABLE, DEADLINE_EXCEEDED as Database::Read.
[[nodiscard]] Status CheckVersions(Database& database, const std::vector<std::string>& expected);

// `intake-svc` -> `duaal_intake`.
[[nodiscard]] std::string SchemaOf(std::string_view service);

// The statements of a migration or grants file; comments are left out. INVALID_ARGUMENT: the last one does
// not end.
[[nodiscard]] StatusOr<std::vector<std::string>> SplitStatements(std::string_view text);

}  // namespace duaal::sql

#endif  // CHASSIS_SQL_MIGRATOR_H_
