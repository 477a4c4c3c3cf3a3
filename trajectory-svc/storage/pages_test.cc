// What a page of trajectories or signals costs, wherever in the list it stands.

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/rows_read.h"
#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trajectory-svc/storage/signal_repository.h"
#include "trajectory-svc/storage/trajectory_repository.h"

namespace duaal::trajectory::storage {
namespace {

using testing::MariaDb;
using testing::RowsRead;

constexpr int kPage = 21;

// 2,000 people in two municipalities and four programmes, with ten case managers, and a signal on each.
constexpr std::string_view kFill[] = {
    R"(INSERT INTO trajectory SELECT UNHEX(LPAD(HEX(seq), 32, '0')), UNHEX(MD5(CONCAT('r', seq))),
        UNHEX(MD5(CONCAT('p', seq))), CONCAT('programme-', seq % 4), IF(seq % 10 = 0, 'GM0599', 'GM0164'),
        CONCAT('cm-', seq DIV 3 % 10), '2026-09-01', 1, '2026-09-01', 1 FROM seq_1_to_2000)",
    R"(INSERT INTO case_signal SELECT id, 1, id, participant_id, municipality_code, case_manager_id, id,
        'language', '2026-09-07', '2026-09-07', NULL, RIGHT(HEX(id), 1) IN ('3', '4', 'A'), 1 FROM trajectory)",
    "ANALYZE TABLE trajectory, case_signal",
};

class PagesTest : public ::testing::Test {
 protected:
  PagesTest() {
    for (const std::string_view statement : kFill) server_.Root(schema_, statement);
    staff_.mandates = {{"GM0164", {}, {}}};
  }

  // All pages of a list, newest first, held against a condition that says the same; each reads what it shows.
  template <typename List>
  void ExpectPages(const std::string& table, const std::string& condition, const List& list) {
    std::vector<std::string> found;
    EXPECT_OK(db_.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) -> Status {
      for (Uuid before;;) {
        ASSIGN_OR_RETURN(const std::int64_t at_first, RowsRead(session));
        ASSIGN_OR_RETURN(const auto page, list(session, before));
        ASSIGN_OR_RETURN(const std::int64_t at_last, RowsRead(session));
        EXPECT_LE(at_last - at_first, kPage + 1 + testing::kRowsOfAsking)
            << table << " " << condition << " after " << found.size();
        for (const auto& one : page) {
          found.push_back(absl::AsciiStrToUpper(absl::BytesToHexString(one.id.Bytes())));
        }
        if (static_cast<int>(page.size()) < kPage) return absl::OkStatus();
        before = page.back().id;
      }
    }));
    std::vector<std::string> expected;
    for (const sql::Row& row :
         server_.Root(schema_, "SELECT HEX(id) FROM " + table + " WHERE municipality_code = 'GM0164' AND " +
                                   condition + " ORDER BY id DESC")) {
      expected.push_back(row.Str(0));
    }
    EXPECT_GT(expected.size(), static_cast<std::size_t>(kPage)) << condition;
    EXPECT_EQ(found, expected) << table << " " << condition;
  }

  MariaDb& server_ = MariaDb::Shared();
  std::string schema_ = server_.CreateSchema({"chassis/migrations", "trajectory-svc/migrations"});
  sql::Database db_ = server_.Open(schema_);
  auth::Principal staff_;
  const Viewer viewer_{staff_, absl::CivilDay(2026, 11, 22)};
};

TEST_F(PagesTest, ADeepPageOfTrajectoriesReadsWhatItShows) {
  const TrajectoryRepository trajectories;
  const auto pages = [&](const TrajectoryFilter& filter) {
    return [&trajectories, this, filter](sql::Session& session, const Uuid& before) {
      return trajectories.List(session, viewer_, filter, before, kPage);
    };
  };
  ExpectPages("trajectory", "TRUE", pages({}));
  ExpectPages("trajectory", "programme_code = 'programme-1'", pages({"programme-1", "", {}}));
}

TEST_F(PagesTest, ADeepPageOfSignalsReadsWhatItShows) {
  const SignalRepository signals;
  const auto pages = [&](const SignalFilter& filter) {
    return [&signals, this, filter](sql::Session& session, const Uuid& before) {
      return signals.List(session, viewer_, filter, before, kPage);
    };
  };
  SignalFilter everything;
  everything.include_acknowledged = true;
  ExpectPages("case_signal", "TRUE", pages(everything));
  ExpectPages("case_signal", "is_open = 1", pages({}));
}

}  // namespace
}  // namespace duaal::trajectory::storage
