#include "chassis/sql/sql_error.h"

#include <atomic>
#include <cstdint>

#include "absl/strings/cord.h"
#include "absl/time/clock.h"
#include "chassis/log/log.h"
#include "chassis/sql/database.h"

namespace duaal::sql {
namespace {

constexpr char kTransientPayload[] = "duaal/sql-transient";
constexpr char kDuplicatePayload[] = "duaal/sql-duplicate-key";
constexpr char kConflictMark[] = "conflict";
constexpr char kLostMark[] = "lost";

constexpr std::size_t kLoggedStatementChars = 80;

Status Transient(absl::StatusCode code, const char* reason, const char* message, const char* mark) {
  Status status = Error(code, reason, message);
  status.SetPayload(kTransientPayload, absl::Cord(mark));
  return status;
}

// "Duplicate entry 'x' for key 'uq_name'": the value comes first and may hold anything, so the name is
// looked for from the end. MySQL writes 'table.uq_name'.
std::string KeyName(std::string_view message) {
  constexpr std::string_view kBefore = "for key '";
  const std::size_t at = message.rfind(kBefore);
  if (at == std::string_view::npos) return {};
  std::string_view name = message.substr(at + kBefore.size());
  if (const std::size_t quote = name.find('\''); quote != std::string_view::npos)
    name = name.substr(0, quote);
  if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos) name = name.substr(dot + 1);
  return std::string(name);
}

// The server's sentence is logged only for errors whose sentence names tables and columns but never
// quotes a value.
bool SentenceIsSafe(int number) {
  switch (number) {
    case 1044:  // no right on the schema
    case 1045:  // login refused
    case 1048:  // column cannot be NULL
    case 1049:  // unknown schema
    case 1054:  // unknown column
    case 1064:  // syntax
    case 1136:  // column count
    case 1142:  // no right on the table
    case 1143:  // no right on the column
    case 1146:  // no such table
    case 1264:  // out of range, names the column
    case 1364:  // no default
    case 1406:  // too long, names the column
      return true;
    default:
      return false;
  }
}

// While the server is away every attempt of every caller fails: one line per second tells as much.
void LogLost(const ServerError& error, std::string_view statement) {
  static std::atomic<std::int64_t> last_second{0};
  static std::atomic<std::int64_t> left_out{0};
  const std::int64_t second = absl::ToUnixSeconds(absl::Now());
  if (last_second.exchange(second) == second) {
    ++left_out;
    return;
  }
  log::Warn("sql_connection_lost", {{"errno", error.number},
                                    {"statement", statement.substr(0, kLoggedStatementChars)},
                                    {"left_out", left_out.exchange(0)}});
}

}  // namespace

ErrorKind KindOf(int number) {
  switch (number) {
    case 1020:  // row changed since the snapshot
    case 1205:  // lock wait (also NOWAIT)
    case 1213:  // deadlock; under Galera also a failed certification
    case 1317:  // interrupted: KILL QUERY, or an older way for Galera to abort the loser
      return ErrorKind::kConflict;
    case 1040:  // too many connections
    case 1047:  // Galera: the node has no quorum
    case 1053:  // shutdown in progress
    case 1158:  // network
    case 1159:
    case 1160:
    case 1161:
    case 1203:  // too many connections of this user
    case 1290:  // read-only: this node is no writer any more
    case 1836:
    case 1927:  // killed
    case 2002:  // cannot connect
    case 2003:
    case 2006:  // gone
    case 2013:  // lost
    case 2026:  // TLS
    case 2055:  // lost
    case 4031:  // closed after inactivity
      return ErrorKind::kLost;
    case 1615:  // prepare again
    case 2030:  // not prepared
    case 2057:  // the columns changed
      return ErrorKind::kStale;
    case 1062:
      return ErrorKind::kDuplicate;
    case 1451:  // a child row exists
    case 1452:  // no parent row
    case 3819:  // CHECK in MySQL
    case 4025:  // CHECK in MariaDB
      return ErrorKind::kConstraint;
    case 1969:
    case 3024:
      return ErrorKind::kTimeout;
    default:
      return ErrorKind::kFault;
  }
}

bool BreaksConnection(int number) {
  if (KindOf(number) == ErrorKind::kLost) return true;
  if (KindOf(number) == ErrorKind::kStale) return false;
  // 0 is the connector's own complaint, 2000-2999 the client library's: what the connection holds
  // after that is anyone's guess. 1153 (packet too large) makes the server hang up.
  return number == 0 || number == 1153 || (number >= 2000 && number < 3000);
}

Status LostStatus() {
  return Transient(absl::StatusCode::kUnavailable, "DATABASE_UNAVAILABLE",
                   "The database does not answer at the moment. Try again shortly.", kLostMark);
}

Status UnknownCommitStatus() {
  return Error(
      absl::StatusCode::kUnavailable, "COMMIT_OUTCOME_UNKNOWN",
      "The connection broke while the change was being stored. Repeat the call with the same request id.");
}

Status DeadlineStatus() {
  return Error(absl::StatusCode::kDeadlineExceeded, "DATABASE_DEADLINE",
               "The time for this call is up. Try again, or allow more time.");
}

Status ToStatus(const ServerError& error, std::string_view statement) {
  switch (KindOf(error.number)) {
    case ErrorKind::kConflict:
      return Transient(absl::StatusCode::kAborted, "TRANSACTION_CONFLICT",
                       "Others are changing the same data. Try again.", kConflictMark);
    case ErrorKind::kLost:
      LogLost(error, statement);
      return LostStatus();
    case ErrorKind::kDuplicate: {
      Status status = Error(absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS",
                            "Something with the same key exists already. Use that, or choose another key.");
      status.SetPayload(kDuplicatePayload, absl::Cord(KeyName(error.message)));
      return status;
    }
    case ErrorKind::kConstraint:
      return Error(
          absl::StatusCode::kFailedPrecondition, "CONSTRAINT_VIOLATED",
          "The change contradicts other stored data. Read the resources that it names, and try again.");
    case ErrorKind::kTimeout:
      LogProblem("statement ran too long", error, statement);
      return DeadlineStatus();
    case ErrorKind::kStale:
    case ErrorKind::kFault:
      break;
  }
  // Data that does not fit its column (1406, 1264, 1366, 1292) ends here too: the validation before the
  // statement should have refused it, so the caller is not to blame.
  LogProblem("statement failed", error, statement);
  return Error(absl::StatusCode::kInternal, "DATABASE_ERROR",
               "The service could not store or read this. The operators have been told by the log.");
}

bool IsLost(const Status& status) {
  const auto payload = status.GetPayload(kTransientPayload);
  return payload.has_value() && *payload == kLostMark;
}

bool IsTransient(const Status& status) {
  return !status.ok() && status.GetPayload(kTransientPayload).has_value();
}

std::string DuplicateKey(const Status& status) {
  const auto payload = status.GetPayload(kDuplicatePayload);
  return payload.has_value() ? std::string(*payload) : std::string();
}

void LogProblem(std::string_view what, const ServerError& error, std::string_view statement) {
  log::Error("sql_problem", {{"problem", what},
                             {"errno", error.number},
                             {"sqlstate", error.state},
                             {"statement", statement.substr(0, kLoggedStatementChars)},
                             {"detail", SentenceIsSafe(error.number) ? error.message : std::string_view()}});
}

}  // namespace duaal::sql
