#ifndef CHASSIS_SQL_DATABASE_H_
#define CHASSIS_SQL_DATABASE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"

// Typed, bound, pooled, deadline-aware access to MariaDB over MySQL Connector/C++. The connector and
// its exceptions stay inside this folder. docs/adr and chassis/sql/README.md tell which of its traps
// the folder closes.
namespace duaal::sql {

// A value for a placeholder. Integers are always bound as signed 64-bit, because the connector keeps
// the signedness of a parameter's first use for ever.
class Value {
 public:
  Value(std::nullptr_t) {}  // NOLINT
  template <typename I, std::enable_if_t<std::is_integral_v<I>, int> = 0>
  Value(I v) : v_(static_cast<std::int64_t>(v)) {}  // NOLINT
  template <typename E, std::enable_if_t<std::is_enum_v<E>, int> = 0, typename = void>
  Value(E v) : v_(static_cast<std::int64_t>(v)) {}   // NOLINT
  Value(double v) : v_(v) {}                         // NOLINT
  Value(std::string v) : v_(std::move(v)) {}         // NOLINT
  Value(std::string_view v) : v_(std::string(v)) {}  // NOLINT
  Value(const char* v) : v_(std::string(v)) {}       // NOLINT
  Value(const Uuid& v) : v_(v.Bytes()) {}            // NOLINT
  Value(absl::Time v);                               // NOLINT DATETIME(6), UTC
  Value(absl::CivilDay v);                           // NOLINT DATE
  template <typename T>
  Value(const std::optional<T>& v) {  // NOLINT
    if (v.has_value()) *this = Value(*v);
  }

  using Variant = std::variant<std::monostate, std::int64_t, double, std::string>;
  [[nodiscard]] const Variant& get() const { return v_; }

 private:
  Variant v_;
};

// One row of a result. Column numbers count from 0. Reading a column as another type than it has, or
// past the end, is a programming error and ends the process in debug builds.
class Row {
 public:
  explicit Row(std::vector<std::optional<std::string>> cells) : cells_(std::move(cells)) {}
  [[nodiscard]] bool IsNull(std::size_t column) const { return !cells_.at(column).has_value(); }
  [[nodiscard]] std::int64_t Int(std::size_t column) const;  // 0 for NULL
  [[nodiscard]] bool Bool(std::size_t column) const { return Int(column) != 0; }
  [[nodiscard]] const std::string& Str(std::size_t column) const;  // "" for NULL; binary safe
  [[nodiscard]] Uuid Id(std::size_t column) const { return Uuid::FromBytes(Str(column)); }
  [[nodiscard]] absl::Time Time(std::size_t column) const;      // DATETIME(6) in UTC
  [[nodiscard]] absl::CivilDay Date(std::size_t column) const;  // DATE
  [[nodiscard]] std::optional<absl::CivilDay> OptDate(std::size_t column) const;
  [[nodiscard]] std::optional<absl::Time> OptTime(std::size_t column) const;
  [[nodiscard]] std::optional<Uuid> OptId(std::size_t column) const;

 private:
  std::vector<std::optional<std::string>> cells_;
};

using Rows = std::vector<Row>;

class Connection;  // connection.h; internal

// A session to run statements in: a transaction (inside `Database::Run`) or a read outside one.
// Statements are prepared once per connection and SQL text, so the text must be a fixed string or one
// of few (never built from data). Not thread-safe; lives only inside the lambda it is handed to.
class Session {
 public:
  Session(Connection& connection, absl::Time deadline) : connection_(&connection), deadline_(deadline) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Runs a query and buffers its rows.
  //
  // DEADLINE_EXCEEDED: the caller's time is up. UNAVAILABLE: the connection was lost. ABORTED with
  // payload transient: deadlock, lock wait, certification failure; `Database::Run` reruns on it.
  // INTERNAL: any other error of the server; its text is logged, never returned.
  [[nodiscard]] StatusOr<Rows> Query(std::string_view text, std::span<const Value> values);
  template <typename... Args>
  requires(std::is_constructible_v<Value, const Args&>&&...)
      [[nodiscard]] StatusOr<Rows> Query(std::string_view text, const Args&... args) {
    const Value values[] = {Value(args)..., Value(nullptr)};
    return Query(text, std::span<const Value>(values, sizeof...(args)));
  }

  // The first row, or nothing.
  template <typename... Args>
  [[nodiscard]] StatusOr<std::optional<Row>> QueryOne(std::string_view text, const Args&... args) {
    ASSIGN_OR_RETURN(Rows rows, Query(text, args...));
    if (rows.empty()) return std::optional<Row>();
    return std::optional<Row>(std::move(rows.front()));
  }

  // Runs a statement; returns the number of rows matched (not only changed).
  //
  // As `Query`, and ALREADY_EXISTS: a unique key is taken (`DuplicateKey` tells which).
  // FAILED_PRECONDITION: a foreign key or a CHECK refuses.
  [[nodiscard]] StatusOr<std::int64_t> Execute(std::string_view text, std::span<const Value> values);
  template <typename... Args>
  requires(std::is_constructible_v<Value, const Args&>&&...)
      [[nodiscard]] StatusOr<std::int64_t> Execute(std::string_view text, const Args&... args) {
    const Value values[] = {Value(args)..., Value(nullptr)};
    return Execute(text, std::span<const Value>(values, sizeof...(args)));
  }

  [[nodiscard]] absl::Time deadline() const { return deadline_; }

 private:
  Connection* connection_;
  absl::Time deadline_;
};

// A session inside a transaction. One type of its own, so that a function that writes asks for it.
class Tx : public Session {
 public:
  using Session::Session;

  // Runs `then` once what was written may be seen by others: after the commit, also when its outcome is
  // unknown, and never for an attempt that was rolled back. For who keeps in memory what tables say; it must
  // be quick, and what it refers to must outlive the transaction.
  void AfterCommit(std::function<void()> then) { after_commit_.push_back(std::move(then)); }

 private:
  friend class Database;
  std::vector<std::function<void()>> after_commit_;
};

// Name of the unique key that a status from `Execute` complains of, as `PRIMARY` or the index name;
// empty when the status is of another kind.
[[nodiscard]] std::string DuplicateKey(const Status& status);

// Whether the transaction may simply be run again.
[[nodiscard]] bool IsTransient(const Status& status);

// `(?,?,?),(?,?,?)`: placeholders for a multi-row INSERT. Round `rows` up to few sizes, or every size
// makes a prepared statement of its own.
[[nodiscard]] std::string Placeholders(std::size_t rows, std::size_t columns);

// How to reach the database and how many may use it at once.
struct DatabaseOptions {
  std::string socket;  // unix socket, or empty for TCP
  std::string host;    // for TCP; TLS is then required and verified
  int port = 3306;
  std::string tls_ca;  // for TCP
  std::string schema;
  std::string user;
  std::string password;
  int pool_size = 16;
  absl::Duration connect_timeout = absl::Seconds(5);
};

// A named point at which a test may fail the next statement; see chassis/testing/fault_points.h.

// A pool of connections. Thread-safe. Before the first connection, `InitDriver` must have run in
// main(), because the connector's driver is not safe to make from several threads.
class Database {
 public:
  explicit Database(DatabaseOptions options);
  ~Database();

  // Runs `body(Tx&)` in one READ COMMITTED transaction and commits when it returns OK; rolls back on
  // any error. Reruns the whole body on a transient error, with backoff, until the deadline, so the
  // body must be rerunnable: no moved-from captures, no effects outside the transaction.
  // When the connection is lost at COMMIT the outcome is unknown; a body that stores its request id
  // is safe to rerun (`rerun_unknown_commit`), any other gets UNAVAILABLE / COMMIT_OUTCOME_UNKNOWN.
  //
  // Status codes: those of the body, and DEADLINE_EXCEEDED, UNAVAILABLE, RESOURCE_EXHAUSTED (no
  // connection came free in time).
  template <typename F>
  auto Run(absl::Time deadline, F&& body, bool rerun_unknown_commit = true) -> std::invoke_result_t<F, Tx&> {
    using Result = std::invoke_result_t<F, Tx&>;
    std::optional<Result> result;
    Status status = RunErased(
        *writers_, deadline,
        [&](Tx& tx) -> Status {
          result.emplace(body(tx));
          return StatusOf(*result);
        },
        rerun_unknown_commit);
    if (!status.ok()) return Result(std::move(status));
    return *std::move(result);
  }

  // Runs one statement that is a transaction of its own, which spares a commit's round trip. Reruns it as
  // `Run` does its body, also when the connection was lost and nobody knows whether it had its effect: it
  // must bear being run twice. Returns the number of rows matched.
  //
  // Status codes: those of `Session::Execute` and `Run`. After UNAVAILABLE it may have had its effect.
  [[nodiscard]] StatusOr<std::int64_t> RunStatement(absl::Time deadline, std::string_view text,
                                                    std::span<const Value> values);

  // Runs `body(Session&)` for reads, outside a transaction: each statement sees what is committed.
  // Retries once on a lost connection.
  template <typename F>
  auto Read(absl::Time deadline, F&& body) -> std::invoke_result_t<F, Session&> {
    using Result = std::invoke_result_t<F, Session&>;
    std::optional<Result> result;
    Status status = ReadErased(deadline, [&](Session& session) -> Status {
      result.emplace(body(session));
      return StatusOf(*result);
    });
    if (!status.ok()) return Result(std::move(status));
    return *std::move(result);
  }

  // OK when a connection answers within the time-out.
  [[nodiscard]] Status Ping(absl::Duration timeout);

  [[nodiscard]] const DatabaseOptions& options() const;

  // How many hold a connection at this moment, so that background work can make room for them.
  [[nodiscard]] int in_use() const;

 private:
  static const Status& StatusOf(const Status& s) { return s; }
  template <typename T>
  static const Status& StatusOf(const StatusOr<T>& s) {
    return s.status();
  }
  class Pool;
  Status RunErased(Pool& pool, absl::Time deadline, const std::function<Status(Tx&)>& body,
                   bool rerun_unknown_commit);
  Status ReadErased(absl::Time deadline, const std::function<Status(Session&)>& body);

  struct Attempt;
  static Attempt RunOnce(Pool& pool, absl::Time deadline, const std::function<Status(Tx&)>& body);
  std::unique_ptr<Pool> writers_;  // autocommit off: a transaction begins with its first statement
  std::unique_ptr<Pool> readers_;  // autocommit on
  DatabaseOptions options_;
};

// Makes the connector's driver. Call once in main() before any thread.
void InitDriver();

}  // namespace duaal::sql

#endif  // CHASSIS_SQL_DATABASE_H_
