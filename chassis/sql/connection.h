#ifndef CHASSIS_SQL_CONNECTION_H_
#define CHASSIS_SQL_CONNECTION_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "chassis/sql/sql_error.h"

namespace sql {
class Connection;
class PreparedStatement;
class ResultSet;
class Statement;
}  // namespace sql

// One connection to the database; internal to chassis/sql. This is the only place that touches the
// connector, and the place where its exceptions end.
namespace duaal::sql {

// How a connection behaves; the same for all of a pool.
//
// Deadlines: a caller's deadline is checked before each statement, and what runs is bounded per session,
// not per statement. `SET STATEMENT max_statement_time=... FOR` would make a new text, hence a new
// prepared statement, for every remaining time; a session limit costs nothing. So a caller can overshoot
// its deadline by `lock_wait_s` while it waits for a row, and by `statement_limit_s` in the worst case
// of a runaway query. `read_timeout_s` is longer than the latter, so that the server gives up first and
// says why; it only acts when the server hangs.
struct ConnectionPolicy {
  bool autocommit = true;
  int lock_wait_s = 2;
  int statement_limit_s = 20;  // 0: none
  int read_timeout_s = 25;
};

// One connection. Used by one thread at a time; may move between threads.
class Connection {
 public:
  // UNAVAILABLE: the server cannot be reached in time. INTERNAL: it refuses us, or TLS is not what was
  // asked for.
  [[nodiscard]] static StatusOr<std::unique_ptr<Connection>> Open(const DatabaseOptions& options,
                                                                  const ConnectionPolicy& policy,
                                                                  absl::Duration timeout);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // A new use begins: forgets what the last one left behind.
  void Begin();

  [[nodiscard]] StatusOr<Rows> Query(std::string_view text, std::span<const Value> values,
                                     absl::Time deadline);
  [[nodiscard]] StatusOr<std::int64_t> Execute(std::string_view text, std::span<const Value> values,
                                               absl::Time deadline);
  // Runs text that is neither prepared nor kept, and returns the server's own words when it fails: for
  // people who run migrations, never for a service.
  [[nodiscard]] Status ExecuteDdl(std::string_view text);

  // Ends the transaction. A transaction in which nothing ran costs no round trip.
  //
  // OK: committed. ABORTED, transient: the server refused and rolled back. UNAVAILABLE /
  // COMMIT_OUTCOME_UNKNOWN: nobody knows.
  [[nodiscard]] Status Commit();
  [[nodiscard]] Status Rollback();

  // Whether the server answers.
  [[nodiscard]] bool Answers();

  // The connection must not be used again.
  [[nodiscard]] bool broken() const { return broken_; }
  // Something ran since the last commit or rollback.
  [[nodiscard]] bool in_transaction() const { return used_ && !autocommit_; }
  // The first transient error since Begin, which ended the transaction; later statements fail with it
  // too, so that a body which ignores it cannot commit its second half alone.
  [[nodiscard]] const Status& doom() const { return doom_; }
  // Whether Execute was called since Begin.
  [[nodiscard]] bool wrote() const { return wrote_; }

  [[nodiscard]] absl::Time last_use() const { return last_use_; }
  void set_last_use(absl::Time now) { last_use_ = now; }

 private:
  // How the connector is asked for a column.
  enum class Reading { kText, kInteger, kDouble };
  // A prepared statement with what is known of it, so that no call needs metadata again.
  struct Prepared {
    std::string text;
    std::unique_ptr<::sql::PreparedStatement> statement;
    std::size_t parameters = 0;
    bool columns_known = false;
    std::vector<Reading> columns;  // of the result
  };
  using PreparedList = std::list<Prepared>;

  Connection();
  [[nodiscard]] Status SetUp(const DatabaseOptions& options, const ConnectionPolicy& policy);
  [[nodiscard]] Status CheckTls();
  [[nodiscard]] Status Ready(std::string_view text, absl::Time deadline);
  Prepared& Prepare(std::string_view text);
  void Forget(std::string_view text);
  void ForgetAll();
  static void Bind(Prepared& prepared, std::span<const Value> values);
  static Reading ReadingOf(int type, bool is_signed);
  static Rows Fetch(Prepared& prepared, ::sql::ResultSet& result);
  [[nodiscard]] Status Fail(const ServerError& error, std::string_view text);
  template <typename Run>
  [[nodiscard]] Status RunPrepared(std::string_view text, std::span<const Value> values, absl::Time deadline,
                                   const Run& run);
  // Both throw the connector's exceptions. Drop is a test's way to lose the connection.
  void RunText(std::string_view text);
  [[noreturn]] void Drop();

  std::unique_ptr<::sql::Connection> connection_;
  std::unique_ptr<::sql::Statement> text_;
  PreparedList prepared_;  // most recently used first
  std::unordered_map<std::string_view, PreparedList::iterator> by_text_;
  bool autocommit_ = true;
  bool broken_ = false;
  bool used_ = false;
  bool wrote_ = false;
  Status doom_;
  absl::Time last_use_;
};

}  // namespace duaal::sql

#endif  // CHASSIS_SQL_CONNECTION_H_
