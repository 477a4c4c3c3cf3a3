#ifndef TESTS_INTAKE_USE_CASE_FIXTURE_H_
#define TESTS_INTAKE_USE_CASE_FIXTURE_H_

#include <fstream>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "chassis/testing/mariadb.h"
#include "gtest/gtest.h"
#include "intake-svc/app/deps.h"
#include "intake-svc/app/find_duplicates.h"

namespace duaal::intake::app {

// A schema as the migrations leave it, keys, and the use cases on both.
class UseCaseTest : public ::testing::Test {
 protected:
  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  // The whole of what the job of the match keys does in one run.
  void PutAllMatchKeys(absl::CivilDay today) {
    Uuid after;
    do {
      const auto step = db_.Run(Soon(), [&](sql::Tx& tx) { return PutMatchKeys(deps_, tx, after, today); });
      ASSERT_TRUE(step.ok()) << step.status();
      after = *step;
    } while (!after.IsNil());
  }

  std::int64_t Count(const std::string& table) {
    return server_.Root(schema_, "SELECT COUNT(1) FROM " + table).at(0).Int(0);
  }

  duaal::testing::MariaDb& server_ = duaal::testing::MariaDb::Shared();
  std::string schema_ = server_.CreateSchema({"chassis/migrations", "intake-svc/migrations"});
  sql::Database db_ = server_.Open(schema_);
  std::shared_ptr<crypto::KeyRing> keys_ = MakeKeys(server_.TempFolder() + "/use-case-ring");
  Deps deps_{db_, *keys_};

 private:
  static std::shared_ptr<crypto::KeyRing> MakeKeys(const std::string& path) {
    std::ofstream file(path);
    for (const char* purpose : {"field", "lookup", "page"}) {
      file << "k1 " << purpose << " " << std::string(64, 'a') << "\n";
    }
    file.close();
    return *crypto::KeyRing::FromFile(path);
  }
};

}  // namespace duaal::intake::app

#endif  // TESTS_INTAKE_USE_CASE_FIXTURE_H_
