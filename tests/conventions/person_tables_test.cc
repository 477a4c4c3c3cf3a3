#include <set>
#include <string>

#include "absl/time/clock.h"
#include "chassis/person_data/completeness.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

// Services without a catalogue of people's data hold people in no table of their own. One that begins to
// needs a catalogue, a part in the export, and an answer to destruction.
namespace duaal::conventions {
namespace {

using duaal::testing::MariaDb;
using ::testing::UnorderedElementsAre;

const std::set<std::string> kPersonColumns = {"participant_id", "person_id", "subject_id", "referral_id",
                                              "trajectory_id"};

std::set<std::string> PersonTablesOf(const std::string& service) {
  const std::string schema = MariaDb::Shared().CreateSchema({"chassis/migrations", service + "/migrations"});
  sql::Database root(MariaDb::Shared().RootOptions(schema));
  const auto tables = root.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) {
    return person_data::PersonTables(session, schema, kPersonColumns);
  });
  EXPECT_OK(tables);
  return tables.ok() ? *tables : std::set<std::string>();
}

TEST(PersonTablesTest, PartnerSvcHoldsNobody) {
  EXPECT_THAT(PersonTablesOf("partner-svc"),
              UnorderedElementsAre("access_refusal", "access_service", "feed", "processing_log_day"));
}

// A referral's fact names the referral by an id that leads to nobody once the referral is destroyed.
TEST(PersonTablesTest, ReportingSvcHoldsNobody) {
  EXPECT_THAT(PersonTablesOf("reporting-svc"),
              UnorderedElementsAre("access_refusal", "access_service", "feed", "processing_log_day",
                                   "referral_fact"));
}

}  // namespace
}  // namespace duaal::conventions
