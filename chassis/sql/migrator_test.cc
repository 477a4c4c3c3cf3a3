#include "chassis/sql/migrator.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include "chassis/sql/sql_fixture.h"

namespace duaal::sql {
namespace {

using ::duaal::testing::IsOkAnd;
using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string MessageOf(const Status& status) { return std::string(status.message()); }
template <typename T>
std::string MessageOf(const StatusOr<T>& result) {
  return MessageOf(result.status());
}

class MigratorTest : public ::testing::Test {
 protected:
  MigratorTest() {
    static int number = 0;
    const std::string name = "migrator_" + std::to_string(++number);
    folder_ = server_.TempFolder() + "/" + name;
    options_.admin = server_.RootOptions();
    options_.schema = name;
    options_.password = "secret-" + name;
    options_.folders = {folder_ + "/chassis", folder_ + "/service"};
    for (const std::string& folder : options_.folders) std::filesystem::create_directories(folder);
    Put("chassis/C001__base.sql", "-- What all have.\nCREATE TABLE base (\n  id INT PRIMARY KEY\n);\n");
    Put("chassis/grants.sql", "GRANT SELECT ON {schema}.base TO {user};\n");
    Put("service/V001__item.sql",
        "CREATE TABLE item (id INT PRIMARY KEY, note VARCHAR(40)); -- one; two;\nINSERT INTO item VALUES (1, "
        "'a;\nb');\n");
    Put("service/grants.sql", "GRANT SELECT, INSERT ON {schema}.item TO {user};\n");
  }

  void Put(const std::string& path, const std::string& text) { std::ofstream(folder_ + "/" + path) << text; }

  std::string Applied() {
    return server_
        .Root(options_.schema, "SELECT GROUP_CONCAT(name ORDER BY applied_at, name) FROM schema_version")[0]
        .Str(0);
  }

  testing::MariaDb& server_ = testing::MariaDb::Shared();
  MigratorOptions options_;
  std::string folder_;
};

TEST_F(MigratorTest, MakesEverythingFromNothing) {
  EXPECT_THAT(Migrate(options_), IsOkAnd(ElementsAre("C001__base", "V001__item")));
  Database db = server_.Open(options_.schema);
  EXPECT_OK(db.Run(Soon(), [](Tx& tx) { return tx.Execute("INSERT INTO item (id) VALUES (2)"); }));
  EXPECT_THAT(db.Read(Soon(), [](Session& s) { return s.Query("SELECT id FROM base"); }), IsOkAnd(IsEmpty()));
  EXPECT_FALSE(db.Run(Soon(), [](Tx& tx) { return tx.Execute("INSERT INTO base (id) VALUES (2)"); }).ok())
      << "the user may do only what the grants say";
  EXPECT_OK(CheckVersions(db, {"C001__base", "V001__item"}));
}

TEST_F(MigratorTest, TheSecondTimeAppliesOnlyWhatIsNew) {
  ASSERT_OK(Migrate(options_));
  EXPECT_THAT(Migrate(options_), IsOkAnd(IsEmpty()));
  Put("chassis/C002__more.sql", "CREATE TABLE more (id INT PRIMARY KEY);\n");
  EXPECT_THAT(Migrate(options_), IsOkAnd(ElementsAre("C002__more")));
}

TEST_F(MigratorTest, ANewPasswordTakesEffect) {
  ASSERT_OK(Migrate(options_));
  options_.password = "another";
  ASSERT_OK(Migrate(options_));
  DatabaseOptions user = server_.OptionsFor(options_.schema);
  EXPECT_FALSE(Database(user).Ping(absl::Seconds(2)).ok());
  user.password = "another";
  EXPECT_OK(Database(user).Ping(absl::Seconds(2)));
}

TEST_F(MigratorTest, AFailingMigrationStopsAndNamesItself) {
  Put("service/V002__broken.sql", "CREATE TABLE good (id INT PRIMARY KEY);\nCREATE TABEL bad (id INT);\n");
  Put("service/V003__later.sql", "CREATE TABLE later (id INT PRIMARY KEY);\n");
  const auto result = Migrate(options_);
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(MessageOf(result), HasSubstr("V002__broken: statement 2 of 2 failed: error 1064"));
  EXPECT_EQ(Applied(), "C001__base,V001__item");
}

TEST_F(MigratorTest, AnAppliedFileThatWasChangedIsRefused) {
  ASSERT_OK(Migrate(options_));
  Put("service/V001__item.sql", "CREATE TABLE item (id BIGINT PRIMARY KEY);\n");
  Put("service/V002__new.sql", "CREATE TABLE fresh (id INT PRIMARY KEY);\n");
  const auto result = Migrate(options_);
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(MessageOf(result), HasSubstr("V001__item: changed since"));
  EXPECT_EQ(Applied(), "C001__base,V001__item");
}

TEST_F(MigratorTest, ASchemaThatIsNewerThanTheFilesIsRefused) {
  Put("service/V002__new.sql", "CREATE TABLE fresh (id INT PRIMARY KEY);\n");
  ASSERT_OK(Migrate(options_));
  std::filesystem::remove(folder_ + "/service/V002__new.sql");
  const auto result = Migrate(options_);
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(MessageOf(result), HasSubstr("V002__new"));
}

TEST_F(MigratorTest, TwoAtOnceApplyEachMigrationOnce) {
  for (int i = 2; i < 12; ++i) {
    const std::string number = std::to_string(i);
    Put("service/V0" + std::string(i < 10 ? "0" : "") + number + "__t.sql",
        "CREATE TABLE t" + number + " (id INT PRIMARY KEY);\n");
  }
  StatusOr<std::vector<std::string>> other = std::vector<std::string>();
  std::thread thread([&] { other = Migrate(options_); });
  const auto mine = Migrate(options_);
  thread.join();
  ASSERT_OK(mine);
  ASSERT_OK(other);
  EXPECT_EQ(mine->size() + other->size(), 12);
  EXPECT_TRUE(mine->empty() || other->empty()) << "the second must wait for the whole of the first";
}

TEST_F(MigratorTest, WaitsForAnotherMigratorNotForEver) {
  ASSERT_OK(Migrate(options_));
  DatabaseOptions root = server_.RootOptions(options_.schema);
  Database holder(root);
  EXPECT_OK(holder.Run(Soon(), [&](Tx& tx) -> Status {
    RETURN_IF_ERROR(tx.Query("SELECT id FROM schema_lock WHERE id = 1 FOR UPDATE").status());
    options_.lock_timeout = absl::Seconds(1);
    EXPECT_THAT(Migrate(options_), StatusIs(absl::StatusCode::kUnavailable));
    return absl::OkStatus();
  }));
  EXPECT_OK(Migrate(options_));
}

TEST_F(MigratorTest, AServerIsToldWhichMigrationsDiffer) {
  ASSERT_OK(Migrate(options_));
  Database db = server_.Open(options_.schema);
  const Status status = CheckVersions(db, {"C001__base", "V002__next"});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition, "SCHEMA_VERSION"));
  EXPECT_THAT(MessageOf(status), HasSubstr("Missing: V002__next"));
  EXPECT_THAT(MessageOf(status), HasSubstr("Surplus: V001__item"));
}

TEST_F(MigratorTest, UnfitNamesPasswordsAndFilesAreRefusedBeforeAnythingIsMade) {
  options_.schema = "x`; DROP";
  EXPECT_THAT(Migrate(options_), StatusIs(absl::StatusCode::kInvalidArgument));
  options_.schema = "unfit";
  options_.password = "it's";
  EXPECT_THAT(Migrate(options_), StatusIs(absl::StatusCode::kInvalidArgument));
  options_.password = "fit";
  options_.folders.push_back(folder_ + "/absent");
  EXPECT_THAT(Migrate(options_), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(server_.Root("", "SHOW DATABASES LIKE 'unfit'"), IsEmpty());
}

TEST_F(MigratorTest, TheHousesOwnMigrationsApply) {
  const std::string schema = server_.CreateSchema({"chassis/migrations"});
  Database db = server_.Open(schema);
  const char* source = std::getenv("DUAAL_SOURCE");
  ASSERT_NE(source, nullptr);
  ASSERT_OK_AND_ASSIGN(const auto names, MigrationNames({std::string(source) + "/chassis/migrations"}));
  EXPECT_THAT(names, ::testing::Not(IsEmpty()));
  EXPECT_OK(CheckVersions(db, names));
}

TEST(SplitStatementsTest, CutsAtSemicolonsAtLineEndOutsideOfTexts) {
  EXPECT_THAT(SplitStatements("-- head;\nA 'x;\ny' b;  \n\n  B -- no; end;\n  c;\n"),
              IsOkAnd(ElementsAre("A 'x;\ny' b", "  B\n  c")));
  EXPECT_THAT(SplitStatements("A 'it\\'s -- no comment';\n"), IsOkAnd(SizeIs(1)));
  EXPECT_THAT(SplitStatements("\n-- nothing\n"), IsOkAnd(IsEmpty()));
  EXPECT_THAT(SplitStatements("A;\nB\n"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(SchemaOfTest, FollowsTheServicesName) {
  EXPECT_EQ(SchemaOf("intake-svc"), "duaal_intake");
  EXPECT_EQ(SchemaOf("some-thing-svc"), "duaal_some_thing");
}

}  // namespace
}  // namespace duaal::sql
