#ifndef CHASSIS_SQL_SQL_ERROR_H_
#define CHASSIS_SQL_SQL_ERROR_H_

#include <string>
#include <string_view>

#include "chassis/core/status.h"

// What the numbers of MariaDB and of its client mean to us. Internal to chassis/sql.
namespace duaal::sql {

// What to do about an error.
enum class ErrorKind {
  kConflict,    // deadlock, lock wait, certification: roll back and run again
  kLost,        // the connection is of no use any more; run again on another
  kStale,       // the prepared statement is of no use any more; prepare again
  kDuplicate,   // a unique key is taken
  kConstraint,  // a foreign key or a CHECK refuses
  kTimeout,     // the statement ran longer than it may
  kFault,       // anything else: a fault of ours
};

// An error as the connector tells it.
struct ServerError {
  int number = 0;            // 0: the connector itself, because it was misused
  std::string_view state;    // SQLSTATE
  std::string_view message;  // may hold values: never logged or returned as it is
};

[[nodiscard]] ErrorKind KindOf(int error_number);

// Whether the connection may be used after such an error.
[[nodiscard]] bool BreaksConnection(int error_number);

// The status that callers see (database.h lists the codes). Faults are logged with the error number and
// the first words of the statement, without any value.
[[nodiscard]] Status ToStatus(const ServerError& error, std::string_view statement);

// UNAVAILABLE / DATABASE_UNAVAILABLE, transient.
[[nodiscard]] Status LostStatus();

// UNAVAILABLE / COMMIT_OUTCOME_UNKNOWN: the connection was lost at COMMIT. Not transient by itself,
// because only the caller knows whether the transaction may run twice.
[[nodiscard]] Status UnknownCommitStatus();

// DEADLINE_EXCEEDED / DATABASE_DEADLINE.
[[nodiscard]] Status DeadlineStatus();

// True for a status made from a lost connection.
[[nodiscard]] bool IsLost(const Status& status);

// Writes a line about the database to the log: what happened and the first words of the statement.
void LogProblem(std::string_view what, const ServerError& error, std::string_view statement);

}  // namespace duaal::sql

#endif  // CHASSIS_SQL_SQL_ERROR_H_
