// What goes into a statement and what comes out.

#include <limits>
#include <string>
#include <vector>

#include "chassis/sql/sql_fixture.h"
#include "gmock/gmock.h"

namespace duaal::sql {
namespace {

using ::duaal::testing::IsOkAnd;
using ::duaal::testing::StatusIs;

class StatementTest : public SqlTest {
 protected:
  Database db_ = server_.Open(schema_);

  StatusOr<Rows> Read(std::string_view text) {
    return db_.Read(Soon(), [&](Session& session) { return session.Query(text); });
  }
  template <typename... Args>
  StatusOr<std::int64_t> Write(std::string_view text, const Args&... args) {
    return db_.Run(Soon(), [&](Tx& tx) { return tx.Execute(text, args...); });
  }
};

TEST_F(StatementTest, TextAndBytesComeBackAsTheyWent) {
  std::string bytes(300'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 % 256);
  const std::string name = "Zo\u00eb \U0001F600 O'Brien \\ \"";
  ASSERT_OK(Write("INSERT INTO item (id, name, data) VALUES (?, ?, ?)", 1, name, bytes));
  ASSERT_OK(Write("INSERT INTO item (id, name, data) VALUES (?, ?, ?)", 2, nullptr, std::string("\0a\0", 3)));
  ASSERT_OK_AND_ASSIGN(const Rows rows, Read("SELECT name, data FROM item ORDER BY id"));
  EXPECT_EQ(rows[0].Str(0), name);
  EXPECT_EQ(rows[0].Str(1), bytes);
  EXPECT_TRUE(rows[1].IsNull(0));
  EXPECT_EQ(rows[1].Str(1), std::string("\0a\0", 3));
}

TEST_F(StatementTest, InstantsAndDatesComeBackAsTheyWent) {
  const absl::Time with_fraction = absl::FromUnixMicros(1'763'800'000'000'123);
  const absl::Time before_1970 = absl::FromUnixMicros(-86'400'000'001);
  const absl::Time whole_second = absl::FromUnixSeconds(1'763'800'000);
  const absl::CivilDay leap_day(2024, 2, 29);
  ASSERT_OK(Write("INSERT INTO timed (id, at, day) VALUES (1, ?, ?), (2, ?, ?), (3, ?, ?)", with_fraction,
                  leap_day, before_1970, absl::CivilDay(1931, 12, 1), whole_second,
                  std::optional<absl::CivilDay>()));
  ASSERT_OK_AND_ASSIGN(const Rows rows, Read("SELECT at, day FROM timed ORDER BY id"));
  EXPECT_EQ(rows[0].Time(0), with_fraction);
  EXPECT_EQ(rows[0].Date(1), leap_day);
  EXPECT_EQ(rows[1].Time(0), before_1970);
  EXPECT_EQ(rows[2].Time(0), whole_second);
  EXPECT_EQ(rows[2].OptDate(1), std::nullopt);
}

TEST_F(StatementTest, DatesOfTheFirstYearsComeBack) {
  const absl::CivilDay first(1, 1, 1);
  const absl::CivilDay old(987, 6, 5);
  ASSERT_OK(Write("INSERT INTO timed (id, at, day) VALUES (1, ?, ?), (2, ?, ?)", absl::UnixEpoch(), first,
                  absl::UnixEpoch(), old));
  ASSERT_OK_AND_ASSIGN(const Rows rows, Read("SELECT day FROM timed ORDER BY id"));
  EXPECT_EQ(rows[0].Date(0), first);
  EXPECT_EQ(rows[1].Date(0), old);
}

TEST_F(StatementTest, AnEndlessTimeIsStoredAsTheLastOneThatFits) {
  ASSERT_OK(Write("INSERT INTO timed (id, at) VALUES (1, ?)", absl::InfiniteFuture()));
  ASSERT_OK_AND_ASSIGN(const Rows rows, Read("SELECT at FROM timed"));
  EXPECT_EQ(rows[0].Str(0), "9999-12-31 23:59:59.999999");
}

TEST_F(StatementTest, SmallDoublesKeepTheirDigits) {
  ASSERT_OK(Write("INSERT INTO timed (id, share) VALUES (1, ?)", 1.25e-9));
  ASSERT_OK_AND_ASSIGN(const Rows rows, Read("SELECT share FROM timed"));
  EXPECT_EQ(std::stod(rows[0].Str(0)), 1.25e-9);
}

TEST_F(StatementTest, WholeNumbersComeBackWithAllTheirDigits) {
  ASSERT_OK_AND_ASSIGN(
      const Rows rows,
      Read("SELECT CAST(18446744073709551615 AS UNSIGNED), CAST(4294967295 AS UNSIGNED), -7, 0,"
           " CAST(-9223372036854775808 AS SIGNED), 9223372036854775807, NULL, TRUE, 12.50"));
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 9; ++i) texts.push_back(rows[0].Str(i));
  EXPECT_THAT(texts, ::testing::ElementsAre("18446744073709551615", "4294967295", "-7", "0",
                                            "-9223372036854775808", "9223372036854775807", "", "1", "12.50"));
}

TEST_F(StatementTest, IdsAreSixteenBytes) {
  const Uuid id = Uuid::NewV7();
  ASSERT_OK(Write("INSERT INTO item (id, data) VALUES (1, ?)", id));
  ASSERT_OK_AND_ASSIGN(const Rows rows, Read("SELECT data, name FROM item"));
  EXPECT_EQ(rows[0].Id(0), id);
  EXPECT_EQ(rows[0].OptId(1), std::nullopt);
}

// The connector keeps the signedness of a parameter's first use, so -7 would become 4294967289.
TEST_F(StatementTest, NegativeAfterLargeUnsignedStaysNegative) {
  constexpr std::string_view kText = "INSERT INTO item (id, name) VALUES (?, ?)";
  ASSERT_OK(Write(kText, std::uint64_t{4'294'967'295}, "a"));
  ASSERT_OK(Write(kText, -7, "b"));
  ASSERT_OK(Write(kText, std::numeric_limits<std::int64_t>::min(), "c"));
  ASSERT_OK_AND_ASSIGN(const Rows rows, Read("SELECT id FROM item ORDER BY name"));
  EXPECT_EQ(rows[0].Int(0), 4'294'967'295);
  EXPECT_EQ(rows[1].Int(0), -7);
  EXPECT_EQ(rows[2].Int(0), std::numeric_limits<std::int64_t>::min());
}

TEST_F(StatementTest, AParameterMayChangeItsTypeFromCallToCall) {
  constexpr std::string_view kText = "INSERT INTO item (id, name) VALUES (?, ?)";
  ASSERT_OK(Write(kText, 1, nullptr));
  ASSERT_OK(Write(kText, 2, 42));
  ASSERT_OK(Write(kText, 3, std::string(100'000, 'x').substr(0, 150)));
  ASSERT_OK(Write(kText, 4, nullptr));
  ASSERT_OK(Write(kText, 5, "short"));
  ASSERT_OK_AND_ASSIGN(const Rows rows, Read("SELECT name FROM item ORDER BY id"));
  EXPECT_TRUE(rows[0].IsNull(0));
  EXPECT_EQ(rows[1].Str(0), "42");
  EXPECT_EQ(rows[2].Str(0), std::string(150, 'x'));
  EXPECT_TRUE(rows[3].IsNull(0));
  EXPECT_EQ(rows[4].Str(0), "short");
}

TEST_F(StatementTest, AMissingValueIsAnErrorAndNotTheOneOfTheCallBefore) {
  constexpr std::string_view kText = "INSERT INTO item (id, name) VALUES (?, ?)";
  ASSERT_OK(Write(kText, 1, "kept"));
  EXPECT_THAT(Write(kText, 2), StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(Count(), 1);
}

TEST_F(StatementTest, AnUpdateCountsTheRowsItFound) {
  ASSERT_OK(Write("INSERT INTO item (id, amount) VALUES (1, 5), (2, 5)"));
  EXPECT_THAT(Write("UPDATE item SET amount = ?", 5), IsOkAnd(2));
  EXPECT_THAT(Write("UPDATE item SET amount = ? WHERE id = ?", 6, 99), IsOkAnd(0));
}

TEST_F(StatementTest, InsertReturningGivesRows) {
  const auto rows = db_.Run(Soon(), [](Tx& tx) {
    return tx.Query("INSERT INTO item (id, amount) VALUES (?, ?) RETURNING amount + 1", 1, 5);
  });
  ASSERT_OK(rows);
  EXPECT_EQ((*rows)[0].Int(0), 6);
  EXPECT_EQ(Count(), 1);
}

TEST_F(StatementTest, ATakenKeyIsNamed) {
  ASSERT_OK(Write("INSERT INTO item (id, name) VALUES (1, ?)", "x' for key 'other"));
  const auto by_name = Write("INSERT INTO item (id, name) VALUES (2, ?)", "x' for key 'other");
  EXPECT_THAT(by_name, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(DuplicateKey(by_name.status()), "uq_item_name");
  EXPECT_EQ(DuplicateKey(Write("INSERT INTO item (id) VALUES (1)").status()), "PRIMARY");
  EXPECT_EQ(DuplicateKey(absl::OkStatus()), "");
}

TEST_F(StatementTest, ForeignKeysAndChecksRefuse) {
  EXPECT_THAT(Write("INSERT INTO item (id, parent) VALUES (1, 99)"),
              StatusIs(absl::StatusCode::kFailedPrecondition, "CONSTRAINT_VIOLATED"));
  EXPECT_THAT(Write("INSERT INTO item (id, amount) VALUES (1, -1)"),
              StatusIs(absl::StatusCode::kFailedPrecondition, "CONSTRAINT_VIOLATED"));
}

// A value that does not fit was let through by our validation: a fault of ours, and a value is never
// logged or returned.
TEST_F(StatementTest, AValueThatDoesNotFitIsOurFaultAndStaysSecret) {
  ::testing::internal::CaptureStderr();
  const auto too_long = Write("INSERT INTO item (id, name) VALUES (1, ?)", std::string(201, 'q'));
  const auto no_number = Write("INSERT INTO item (id, amount) VALUES (1, ?)", "qqqqqq");
  const std::string log = ::testing::internal::GetCapturedStderr();
  for (const auto& result : {too_long, no_number}) {
    EXPECT_THAT(result, StatusIs(absl::StatusCode::kInternal, "DATABASE_ERROR"));
    EXPECT_EQ(result.status().ToString().find("qqqq"), std::string::npos);
  }
  EXPECT_NE(log.find("1406"), std::string::npos);
  EXPECT_NE(log.find("1366"), std::string::npos);
  EXPECT_NE(log.find("INSERT INTO item (id, amount)"), std::string::npos);
  EXPECT_EQ(log.find("qqqq"), std::string::npos);
}

TEST_F(StatementTest, WrongSqlIsAnErrorThatTellsTheCallerNothing) {
  const auto result = Write("INSERT INTO no_such_table (id) VALUES (1)");
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(result.status().ToString().find("no_such_table"), std::string::npos);
}

TEST_F(StatementTest, MoreTextsThanTheCacheHoldsStillWork) {
  const auto status = db_.Read(Soon(), [](Session& session) -> Status {
    for (int round = 0; round < 2; ++round) {
      for (int i = 0; i < 300; ++i) {
        ASSIGN_OR_RETURN(const Rows rows, session.Query("SELECT ? + " + std::to_string(i), 1));
        if (rows[0].Int(0) != i + 1) return absl::DataLossError("wrong statement");
      }
    }
    return absl::OkStatus();
  });
  EXPECT_OK(status);
  const Rows prepared = server_.Root("", "SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'");
  EXPECT_LE(prepared[0].Int(1), 300) << "statements pushed out of the cache must be closed on the server";
}

TEST_F(StatementTest, ACachedStatementSurvivesAChangeOfItsTable) {
  constexpr std::string_view kText = "SELECT * FROM timed";
  ASSERT_OK(Write("INSERT INTO timed (id, share) VALUES (1, 0.5)"));
  ASSERT_OK(Read(kText));
  server_.Root(schema_, "ALTER TABLE timed ADD COLUMN extra VARCHAR(10) NOT NULL DEFAULT 'new' FIRST");
  ASSERT_OK_AND_ASSIGN(const Rows rows, Read(kText));
  EXPECT_EQ(rows[0].Str(0), "new");
  EXPECT_EQ(rows[0].Int(1), 1);
  EXPECT_EQ(rows[0].Str(4), "0.5");
}

TEST_F(StatementTest, PlaceholdersMatchRowsAndColumns) {
  EXPECT_EQ(Placeholders(2, 3), "(?,?,?),(?,?,?)");
  std::vector<Value> values;
  for (int i = 0; i < 250; ++i) {
    values.emplace_back(i);
    values.emplace_back("name " + std::to_string(i));
  }
  const std::string text = "INSERT INTO item (id, name) VALUES " + Placeholders(250, 2);
  EXPECT_THAT(db_.Run(Soon(), [&](Tx& tx) { return tx.Execute(text, std::span<const Value>(values)); }),
              IsOkAnd(250));
}

}  // namespace
}  // namespace duaal::sql
