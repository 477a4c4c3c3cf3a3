// A catalogue on a real database: what is told, what is destroyed, and what a test finds forgotten.

#include "chassis/person_data/person_data.h"

#include <cstdio>
#include <map>
#include <memory>

#include "absl/time/clock.h"
#include "chassis/person_data/completeness.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/api/v1/options.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::person_data {
namespace {

using duaal::testing::MariaDb;
using duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const std::set<std::string> kNames = {"person_id"};

std::shared_ptr<crypto::KeyRing> MakeKeys() {
  const std::string path = MariaDb::Shared().TempFolder() + "/person-data-ring";
  std::FILE* file = std::fopen(path.c_str(), "w");
  for (const char* purpose : {"field", "lookup", "page"}) {
    std::fprintf(file, "k1 %s %s\n", purpose, std::string(64, 'a').c_str());
  }
  std::fclose(file);
  return *crypto::KeyRing::FromFile(path);
}

const google::protobuf::Message& Access() { return api::v1::Access::default_instance(); }

// People with notes, of which one class destroys what was noted and another the person.
Catalogue Notes() {
  return {{.code = "person",
           .table = "person",
           .person = "id = ?",
           .columns = {Id("id"), Text("name"), Enum("format", api::v1::Format_descriptor)},
           .destructions = {{"notes", "format = 0"}, {"key", ""}}},
          {.code = "note",
           .table = "note",
           .person = "person_id = ?",
           .columns = {Id("id"), Sealed("sealed", Access), Withheld("person_id", "known")},
           .destructions = {{"notes", ""}}},
          {.code = "remark",
           .table = "remark",
           .person = "note_id IN (SELECT id FROM note WHERE person_id = ?)",
           .columns = {Id("note_id"), Text("ordinal")},
           .destructions = {{"notes", ""}}}};
}

class PersonDataTest : public ::testing::Test {
 protected:
  PersonDataTest()
      : schema_(MariaDb::Shared().CreateSchema({})), db_(MariaDb::Shared().RootOptions(schema_)) {
    Root("CREATE TABLE person (id BINARY(16) PRIMARY KEY, name VARCHAR(20), format TINYINT)");
    Root("CREATE TABLE note (id BINARY(16) PRIMARY KEY, person_id BINARY(16), sealed BLOB)");
    Root(
        "CREATE TABLE remark (note_id BINARY(16), ordinal INT, PRIMARY KEY (note_id, ordinal), FOREIGN KEY "
        "(note_id) REFERENCES note (id))");
    Root("CREATE TABLE other (id INT PRIMARY KEY)");
    for (const Uuid& person : {ann_, bob_}) Insert(person);
  }

  void Root(const std::string& statement) { (void)MariaDb::Shared().Root(schema_, statement); }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  void Insert(const Uuid& person) {
    api::v1::Access access;
    access.set_permission("secret");
    const Uuid note = Uuid::NewV7();
    const std::string sealed = keys_->Encrypt(access.SerializeAsString(), "note.sealed:" + note.ToString());
    ASSERT_OK(db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
      RETURN_IF_ERROR(tx.Execute("INSERT INTO person (id, name, format) VALUES (?, ?, ?)", person, "name",
                                 api::v1::FORMAT_DATE)
                          .status());
      RETURN_IF_ERROR(
          tx.Execute("INSERT INTO note (id, person_id, sealed) VALUES (?, ?, ?)", note, person, sealed)
              .status());
      return tx.Execute("INSERT INTO remark (note_id, ordinal) VALUES (?, 1), (?, 2)", note, note).status();
    }));
  }

  StatusOr<std::vector<type::v1::PersonSection>> ExportOf(const Uuid& person) {
    return db_.Read(Soon(), [&](sql::Session& session) { return Export(session, *keys_, Notes(), person); });
  }

  std::vector<std::string> ForgottenBy(const Catalogue& catalogue) {
    const auto found = db_.Read(
        Soon(), [&](sql::Session& session) { return Forgotten(session, schema_, kNames, catalogue); });
    EXPECT_OK(found);
    return *found;
  }

  std::map<std::string, std::int64_t> DestroyClass(const Uuid& person, std::string_view retention_class) {
    const auto destroyed =
        db_.Run(Soon(), [&](sql::Tx& tx) { return Destroy(tx, Notes(), person, retention_class); });
    EXPECT_OK(destroyed);
    std::map<std::string, std::int64_t> rows;
    for (const Destroyed& one : *destroyed) rows[one.table] = one.rows;
    return rows;
  }

  const Uuid ann_ = Uuid::NewV7();
  const Uuid bob_ = Uuid::NewV7();
  std::shared_ptr<crypto::KeyRing> keys_ = MakeKeys();
  std::string schema_;
  sql::Database db_;
};

TEST_F(PersonDataTest, TellsAllRowsOfThePersonAndNoOther) {
  ASSERT_OK_AND_ASSIGN(const auto sections, ExportOf(ann_));
  ASSERT_EQ(sections.size(), 3u);
  EXPECT_THAT(
      sections[0].records(0).values(),
      UnorderedElementsAre(Pair("id", ann_.ToString()), Pair("name", "name"), Pair("format", "FORMAT_DATE")));
  ASSERT_EQ(sections[1].records_size(), 1);
  EXPECT_EQ(sections[1].records(0).values().at("sealed"), R"({"permission":"secret"})");
  EXPECT_EQ(sections[1].withheld_values(0).reason(), "known");
  EXPECT_EQ(sections[2].records_size(), 2);
  EXPECT_FALSE(sections[2].truncated());
}

TEST_F(PersonDataTest, RefusesToTellHalfWhenASealedValueIsBroken) {
  Root("UPDATE note SET sealed = 'broken'");
  EXPECT_THAT(ExportOf(ann_), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(PersonDataTest, DestroysAClassOfOnePersonChildrenFirst) {
  EXPECT_THAT(DestroyClass(ann_, "notes"),
              UnorderedElementsAre(Pair("remark", 2), Pair("note", 1), Pair("person", 1)));
  EXPECT_THAT(ExportOf(ann_)->at(1).records(), IsEmpty());
  EXPECT_EQ(ExportOf(ann_)->at(0).records(0).values().at("format"), "FORMAT_UNSPECIFIED");
  EXPECT_EQ(ExportOf(bob_)->at(2).records_size(), 2);
  EXPECT_THAT(DestroyClass(ann_, "key"), ElementsAre(Pair("person", 1)));
  EXPECT_THAT(DestroyClass(ann_, "key"), IsEmpty());
}

TEST_F(PersonDataTest, FindsWhatACatalogueForgets) {
  EXPECT_THAT(ForgottenBy(Notes()), IsEmpty());
  Root("ALTER TABLE note ADD COLUMN mood VARCHAR(10)");
  Root("CREATE TABLE wish (id INT PRIMARY KEY, remark_id INT)");
  Catalogue catalogue = Notes();
  catalogue[0].destructions.clear();
  catalogue[2].columns.push_back(Text("gone"));
  EXPECT_THAT(ForgottenBy(catalogue),
              UnorderedElementsAre("note.mood is neither told nor withheld", "remark.gone is not there",
                                   "person needs a destruction, or a reason why there is none",
                                   "wish holds people and has no section"));
}

}  // namespace
}  // namespace duaal::person_data
