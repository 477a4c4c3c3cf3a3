#ifndef CHASSIS_SQL_SQL_FIXTURE_H_
#define CHASSIS_SQL_SQL_FIXTURE_H_

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "chassis/sql/database.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "gtest/gtest.h"

// What the tests of this folder share: a schema with two tables, on one server per process.
namespace duaal::sql {

inline absl::Time In(absl::Duration d) { return absl::Now() + d; }
inline absl::Time Soon() { return In(absl::Seconds(20)); }

// Looks again and again until it holds; false after ten seconds.
inline bool Eventually(const std::function<bool()>& holds) {
  const absl::Time deadline = In(absl::Seconds(10));
  while (!holds()) {
    if (absl::Now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

class SqlTest : public ::testing::Test {
 protected:
  SqlTest() : SqlTest(testing::MariaDb::Shared()) {}
  explicit SqlTest(testing::MariaDb& server) : server_(server), schema_(server.CreateSchema({})) {
    server_.Root(
        schema_,
        "CREATE TABLE item (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(200) NULL, amount INT NOT NULL "
        "DEFAULT 0, parent BIGINT NULL, data LONGBLOB NULL, UNIQUE KEY uq_item_name (name), "
        "CONSTRAINT item_amount CHECK (amount >= 0), "
        "CONSTRAINT item_parent FOREIGN KEY (parent) REFERENCES item (id))");
    server_.Root(schema_,
                 "CREATE TABLE timed (id BIGINT NOT NULL PRIMARY KEY, at DATETIME(6) NULL, day DATE NULL, "
                 "share DOUBLE NULL)");
    server_.Root(schema_, "GRANT ALL ON " + schema_ + ".* TO '" + schema_ + "'@'localhost'");
  }

  // As another client sees it: what is committed.
  std::int64_t Count(const std::string& table = "item") {
    return server_.Root(schema_, "SELECT COUNT(*) FROM " + table)[0].Int(0);
  }

  static Status Insert(Session& session, std::int64_t id, const char* name = nullptr) {
    const std::optional<std::string> given =
        name == nullptr ? std::nullopt : std::optional<std::string>(name);
    return session.Execute("INSERT INTO item (id, name) VALUES (?, ?)", id, given).status();
  }

  testing::MariaDb& server_;
  const std::string schema_;
};

}  // namespace duaal::sql

#endif  // CHASSIS_SQL_SQL_FIXTURE_H_
