// The catalogue of people's data against the schema as the migrations leave it: a table or a column that a
// later migration adds, and nobody tells of or destroys, fails here.

#include "intake-svc/storage/person_data.h"

#include <fstream>
#include <string>

#include "absl/time/clock.h"
#include "chassis/person_data/completeness.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::intake::storage {
namespace {

using duaal::testing::MariaDb;
using ::testing::IsEmpty;

const std::set<std::string> kPersonColumns = {"participant_id", "person_id", "subject_id", "referral_id",
                                              "trajectory_id"};

TEST(PersonCatalogueTest, ForgetsNoTableAndNoColumn) {
  const std::string schema = MariaDb::Shared().CreateSchema({"chassis/migrations", "intake-svc/migrations"});
  sql::Database root(MariaDb::Shared().RootOptions(schema));
  ASSERT_OK_AND_ASSIGN(const auto forgotten,
                       root.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) {
                         return person_data::Forgotten(session, schema, kPersonColumns, PersonCatalogue());
                       }));
  EXPECT_THAT(forgotten, IsEmpty());
}

// A column or a condition that the server does not understand would fail the whole answer.
TEST(PersonCatalogueTest, EverySectionCanBeAskedFor) {
  const std::string schema = MariaDb::Shared().CreateSchema({"chassis/migrations", "intake-svc/migrations"});
  sql::Database db = MariaDb::Shared().Open(schema);
  const std::string path = MariaDb::Shared().TempFolder() + "/person-data-ring";
  {
    std::ofstream ring(path);
    for (const char* use : {"field", "lookup", "page"})
      ring << "k1 " << use << " " << std::string(64, 'a') << "\n";
  }
  ASSERT_OK_AND_ASSIGN(const auto keys, crypto::KeyRing::FromFile(path));
  ASSERT_OK_AND_ASSIGN(const auto sections,
                       db.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) {
                         return person_data::Export(session, *keys, PersonCatalogue(), Uuid::NewV7());
                       }));
  EXPECT_EQ(sections.size(), PersonCatalogue().size());
}

// The grants let the service's own user destroy what the catalogue says.
TEST(PersonCatalogueTest, MayBeDestroyedByTheService) {
  const std::string schema = MariaDb::Shared().CreateSchema({"chassis/migrations", "intake-svc/migrations"});
  sql::Database db = MariaDb::Shared().Open(schema);
  std::set<std::string_view> classes;
  for (const person_data::Section& section : PersonCatalogue()) {
    for (const person_data::Destruction& one : section.destructions) classes.insert(one.retention_class);
  }
  for (const std::string_view retention_class : classes) {
    EXPECT_OK(db.Run(absl::Now() + absl::Seconds(20), [&](sql::Tx& tx) {
      return person_data::Destroy(tx, PersonCatalogue(), Uuid::NewV7(), retention_class).status();
    })) << retention_class;
  }
}

}  // namespace
}  // namespace duaal::intake::storage
