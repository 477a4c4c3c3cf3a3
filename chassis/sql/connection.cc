#include "chassis/sql/connection.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <mutex>
#include <utility>
#include <variant>

#include "chassis/sql/fault_hook.h"
#include "cppconn/connection.h"
#include "cppconn/datatype.h"
#include "cppconn/driver.h"
#include "cppconn/exception.h"
#include "cppconn/parameter_metadata.h"
#include "cppconn/prepared_statement.h"
#include "cppconn/resultset.h"
#include "cppconn/resultset_metadata.h"
#include "cppconn/statement.h"
#include "mysql_driver.h"

namespace duaal::sql {
namespace {

// Statements that stay prepared per connection. A service has about a hundred texts.
constexpr std::size_t kPreparedStatements = 256;
// Values longer than this are not left behind in a statement's buffers.
constexpr std::size_t kLongValueBytes = 64 * 1024;
// The server has no room for another prepared statement.
constexpr int kTooManyPrepared = 1461;
constexpr int kConnectionLost = 2013;

std::atomic<::sql::Driver*> g_driver{nullptr};
std::atomic<FaultHook> g_fault_hook{nullptr};

// libmariadb needs no set-up per thread; libmysqlclient would, and the call costs nothing.
struct ThreadGuard {
  explicit ThreadGuard(::sql::Driver* d) : driver(d) { driver->threadInit(); }
  ~ThreadGuard() { driver->threadEnd(); }
  ThreadGuard(const ThreadGuard&) = delete;
  ThreadGuard& operator=(const ThreadGuard&) = delete;
  ::sql::Driver* driver;
};

Fault AskHook(std::string_view text) {
  const FaultHook hook = g_fault_hook.load(std::memory_order_relaxed);
  return hook == nullptr ? Fault{} : hook(text);
}

ServerError Describe(const ::sql::SQLException& e) {
  return {e.getErrorCode(), e.getSQLStateCStr(), e.what()};
}

int WholeSeconds(absl::Duration d) {
  return static_cast<int>(
      std::clamp<std::int64_t>(absl::ToInt64Seconds(absl::Ceil(d, absl::Seconds(1))), 1, 3600));
}

// The connector ignores options that it does not know, so each name is spelled once, here, and
// bans_test holds this list against the list of those that were seen to work.
::sql::ConnectOptionsMap ConnectOptions(const DatabaseOptions& options, const ConnectionPolicy& policy,
                                        absl::Duration timeout) {
  ::sql::ConnectOptionsMap map;
  map["userName"] = ::sql::SQLString(options.user);
  map["password"] = ::sql::SQLString(options.password);
  if (!options.schema.empty()) map["schema"] = ::sql::SQLString(options.schema);
  if (!options.socket.empty()) {
    map["hostName"] = ::sql::SQLString("unix://" + options.socket);
  } else {
    map["hostName"] = ::sql::SQLString("tcp://" + options.host + ":" + std::to_string(options.port));
    // All three, or the chain or the host name goes unchecked.
    map["sslCA"] = ::sql::SQLString(options.tls_ca);
    map["sslVerify"] = true;
    map["sslEnforce"] = true;
  }
  map["OPT_CHARSET_NAME"] = ::sql::SQLString("utf8mb4");
  map["OPT_CONNECT_TIMEOUT"] = WholeSeconds(timeout);
  map["OPT_READ_TIMEOUT"] = policy.read_timeout_s;
  map["OPT_WRITE_TIMEOUT"] = policy.read_timeout_s;
  // LOAD DATA LOCAL is on by default: a hostile server could ask for any file of ours.
  map["OPT_LOCAL_INFILE"] = 0;
  map["CLIENT_FOUND_ROWS"] = true;
  return map;
}

// The connector prints a double with `%f`, so 1e-9 would read as 0, and whole numbers far more slowly.
template <typename Number>
std::string Format(Number value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), value).ptr;
  return {buffer, end};
}

}  // namespace

void InitDriver() {
  // The one call of this function in the house; it is not safe from several threads.
  static std::once_flag once;
  std::call_once(once, [] { g_driver.store(::sql::mysql::get_driver_instance()); });
}

void SetFaultHook(FaultHook hook) { g_fault_hook.store(hook); }

Connection::Connection() = default;

Connection::~Connection() {
  // The connector's objects need their connection alive, and closing may complain about a dead one.
  try {
    ForgetAll();
    text_.reset();
    connection_.reset();
  } catch (const std::exception&) {
    LogProblem("connection closed with an error", {}, "");
  }
}

StatusOr<std::unique_ptr<Connection>> Connection::Open(const DatabaseOptions& options,
                                                       const ConnectionPolicy& policy,
                                                       absl::Duration timeout) {
  ::sql::Driver* const driver = g_driver.load();
  if (driver == nullptr) return absl::InternalError("InitDriver() must run in main() before any connection");
  if (options.socket.empty() && options.tls_ca.empty()) {
    return absl::InternalError("a database reached by host needs tls_ca");
  }
  thread_local const ThreadGuard guard(driver);
  std::unique_ptr<Connection> made(new Connection());
  try {
    ::sql::ConnectOptionsMap map = ConnectOptions(options, policy, timeout);
    made->connection_.reset(driver->connect(map));
    made->text_.reset(made->connection_->createStatement());
  } catch (const ::sql::SQLException& e) {
    return ToStatus(Describe(e), "CONNECT");
  }
  RETURN_IF_ERROR(made->SetUp(options, policy));
  made->last_use_ = absl::Now();
  return made;
}

Status Connection::SetUp(const DatabaseOptions& options, const ConnectionPolicy& policy) {
  autocommit_ = policy.autocommit;
  if (options.socket.empty()) RETURN_IF_ERROR(CheckTls());
  // The driver has just set autocommit and REPEATABLE READ, whatever the server's defaults are.
  const std::string isolation = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";
  std::string settings =
      "SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
      "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = ";
  settings += std::to_string(policy.lock_wait_s);
  settings += ", max_statement_time = " + std::to_string(policy.statement_limit_s);
  if (!policy.autocommit) settings += ", autocommit = 0";
  for (const std::string& text : {isolation, settings}) {
    try {
      text_->execute(text);
    } catch (const ::sql::SQLException& e) {
      return ToStatus(Describe(e), text);
    }
  }
  return absl::OkStatus();
}

Status Connection::CheckTls() {
  // The client falls back to plain text without a word, so what was agreed on is looked at.
  try {
    const std::unique_ptr<::sql::ResultSet> result(text_->executeQuery("SHOW STATUS LIKE 'Ssl_cipher'"));
    if (result->next() && !result->isNull(2) && result->getString(2).length() > 0) return absl::OkStatus();
  } catch (const ::sql::SQLException& e) {
    return ToStatus(Describe(e), "SHOW STATUS");
  }
  LogProblem("connection is not encrypted", {}, "CONNECT");
  return absl::InternalError("the connection to the database is not encrypted");
}

void Connection::Begin() {
  used_ = false;
  wrote_ = false;
  doom_ = absl::OkStatus();
}

Status Connection::Ready(std::string_view text, absl::Time deadline) {
  if (!doom_.ok()) return doom_;
  if (broken_) return LostStatus();
  if (absl::Now() >= deadline) return DeadlineStatus();
  if (text.empty()) return absl::InternalError("empty statement");
  return absl::OkStatus();
}

Status Connection::Fail(const ServerError& error, std::string_view text) {
  if (BreaksConnection(error.number)) broken_ = true;
  Status status = ToStatus(error, text);
  if (IsTransient(status)) doom_ = status;
  return status;
}

Connection::Prepared& Connection::Prepare(std::string_view text) {
  if (const auto found = by_text_.find(text); found != by_text_.end()) {
    prepared_.splice(prepared_.begin(), prepared_, found->second);
    return prepared_.front();
  }
  if (prepared_.size() >= kPreparedStatements) {
    by_text_.erase(prepared_.back().text);
    prepared_.pop_back();
  }
  Prepared made;
  made.text = std::string(text);
  made.statement.reset(connection_->prepareStatement(made.text));
  made.parameters = made.statement->getParameterMetaData()->getParameterCount();
  prepared_.push_front(std::move(made));
  by_text_.emplace(prepared_.front().text, prepared_.begin());
  return prepared_.front();
}

void Connection::Forget(std::string_view text) {
  const auto found = by_text_.find(text);
  if (found == by_text_.end()) return;
  const PreparedList::iterator entry = found->second;
  by_text_.erase(found);
  prepared_.erase(entry);
}

void Connection::ForgetAll() {
  by_text_.clear();
  prepared_.clear();
}

void Connection::Bind(Prepared& prepared, std::span<const Value> values) {
  // Too few values would leave those of the previous execution in place.
  if (values.size() != prepared.parameters) {
    throw ::sql::InvalidArgumentException("number of values differs from number of placeholders");
  }
  unsigned int index = 0;
  for (const Value& value : values) {
    ++index;
    const Value::Variant& v = value.get();
    if (const auto* number = std::get_if<std::int64_t>(&v)) {
      prepared.statement->setInt64(index, *number);
    } else if (const auto* text = std::get_if<std::string>(&v)) {
      prepared.statement->setString(index, *text);
    } else if (const auto* real = std::get_if<double>(&v)) {
      prepared.statement->setDouble(index, *real);
    } else {
      prepared.statement->setNull(index, ::sql::DataType::SQLNULL);
    }
  }
}

// Numbers without a sign stay text: as an integer the largest of them would be negative.
Connection::Reading Connection::ReadingOf(int type, bool is_signed) {
  switch (type) {
    case ::sql::DataType::TINYINT:
    case ::sql::DataType::SMALLINT:
    case ::sql::DataType::MEDIUMINT:
    case ::sql::DataType::INTEGER:
    case ::sql::DataType::BIGINT:
      return is_signed ? Reading::kInteger : Reading::kText;
    case ::sql::DataType::DOUBLE:
    case ::sql::DataType::REAL:
      return Reading::kDouble;
    default:
      return Reading::kText;
  }
}

Rows Connection::Fetch(Prepared& prepared, ::sql::ResultSet& result) {
  if (!prepared.columns_known) {
    ::sql::ResultSetMetaData* const columns = result.getMetaData();
    for (unsigned int i = 1; i <= columns->getColumnCount(); ++i) {
      prepared.columns.push_back(ReadingOf(columns->getColumnType(i), columns->isSigned(i)));
    }
    prepared.columns_known = true;
  }
  Rows rows;
  rows.reserve(result.rowsCount());
  const std::size_t count = prepared.columns.size();
  while (result.next()) {
    std::vector<std::optional<std::string>> cells(count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto column = static_cast<std::uint32_t>(i + 1);
      if (result.isNull(column)) continue;
      if (prepared.columns[i] == Reading::kInteger) {
        cells[i] = Format(result.getInt64(column));
      } else if (prepared.columns[i] == Reading::kDouble) {
        cells[i] = Format(static_cast<double>(result.getDouble(column)));
      } else {
        ::sql::SQLString text = result.getString(column);
        cells[i] = std::move(*text.operator->());  // takes the bytes over, zeros included
      }
    }
    rows.emplace_back(std::move(cells));
  }
  return rows;
}

template <typename Run>
Status Connection::RunPrepared(std::string_view text, std::span<const Value> values, absl::Time deadline,
                               const Run& run) {
  RETURN_IF_ERROR(Ready(text, deadline));
  for (bool again = false;; again = true) {
    try {
      const Fault fault = AskHook(text);
      if (fault.kind == Fault::Kind::kError)
        throw ::sql::SQLException("injected", "HY000", fault.error_number);
      if (fault.kind == Fault::Kind::kLoseBefore) Drop();
      used_ = true;
      Prepared& prepared = Prepare(text);
      Bind(prepared, values);
      run(prepared);
      const auto is_long = [](const Value& v) {
        const auto* s = std::get_if<std::string>(&v.get());
        return s != nullptr && s->size() > kLongValueBytes;
      };
      if (std::any_of(values.begin(), values.end(), is_long)) prepared.statement->clearParameters();
      if (fault.kind == Fault::Kind::kLoseAfter) Drop();
      return absl::OkStatus();
    } catch (const ::sql::SQLException& e) {
      const int number = e.getErrorCode();
      if (!again && KindOf(number) == ErrorKind::kStale) {
        Forget(text);
      } else if (!again && number == kTooManyPrepared) {
        ForgetAll();
      } else {
        return Fail(Describe(e), text);
      }
    } catch (const std::exception& e) {
      return Fail({0, "", e.what()}, text);
    }
  }
}

StatusOr<Rows> Connection::Query(std::string_view text, std::span<const Value> values, absl::Time deadline) {
  Rows rows;
  RETURN_IF_ERROR(RunPrepared(text, values, deadline, [&rows](Prepared& prepared) {
    const std::unique_ptr<::sql::ResultSet> result(prepared.statement->executeQuery());
    rows = Fetch(prepared, *result);
  }));
  return rows;
}

StatusOr<std::int64_t> Connection::Execute(std::string_view text, std::span<const Value> values,
                                           absl::Time deadline) {
  std::int64_t matched = 0;
  wrote_ = true;
  RETURN_IF_ERROR(RunPrepared(text, values, deadline, [&matched](Prepared& prepared) {
    matched = prepared.statement->executeUpdate();
  }));
  return matched;
}

void Connection::Drop() {
  broken_ = true;
  ForgetAll();
  text_.reset();
  connection_.reset();
  throw ::sql::SQLException("injected", "HY000", kConnectionLost);
}

void Connection::RunText(std::string_view text) {
  const Fault fault = AskHook(text);
  if (fault.kind == Fault::Kind::kError) throw ::sql::SQLException("injected", "HY000", fault.error_number);
  if (fault.kind == Fault::Kind::kLoseBefore) Drop();
  used_ = true;
  text_->execute(::sql::SQLString(text.data(), text.size()));
  if (fault.kind == Fault::Kind::kLoseAfter) Drop();
}

Status Connection::ExecuteDdl(std::string_view text) {
  RETURN_IF_ERROR(Ready(text, absl::InfiniteFuture()));
  try {
    RunText(text);
    return absl::OkStatus();
  } catch (const ::sql::SQLException& e) {
    if (BreaksConnection(e.getErrorCode())) broken_ = true;
    return absl::FailedPreconditionError("error " + std::to_string(e.getErrorCode()) + ": " + e.what());
  }
}

Status Connection::Commit() {
  if (!doom_.ok()) return doom_;
  if (broken_) return LostStatus();
  if (!in_transaction()) return absl::OkStatus();
  try {
    // As text, because the connector's own method reports success whatever happens.
    RunText("COMMIT");
    used_ = false;
    return absl::OkStatus();
  } catch (const ::sql::SQLException& e) {
    // A conflict is the server's clear no. After anything else nobody can tell what became of it.
    if (KindOf(e.getErrorCode()) == ErrorKind::kConflict) return Fail(Describe(e), "COMMIT");
    LogProblem("commit with unknown outcome", Describe(e), "COMMIT");
    broken_ = true;
    return UnknownCommitStatus();
  }
}

Status Connection::Rollback() {
  if (broken_) return LostStatus();
  if (!in_transaction()) return absl::OkStatus();
  try {
    RunText("ROLLBACK");
    used_ = false;
    return absl::OkStatus();
  } catch (const ::sql::SQLException& e) {
    broken_ = true;  // closing it makes the server roll back
    return Fail(Describe(e), "ROLLBACK");
  }
}

bool Connection::Answers() {
  if (broken_) return false;
  try {
    if (connection_->isValid()) return true;
  } catch (const ::sql::SQLException&) {
    // The answer is the same as false.
  }
  broken_ = true;
  return false;
}

}  // namespace duaal::sql
