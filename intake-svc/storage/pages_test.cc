// What a page of people costs, wherever in the list it stands, and a look at the numbers of a batch.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {
namespace {

using duaal::testing::MariaDb;

constexpr int kPeople = 2000;
constexpr int kPage = 51;
// Rows that asking for the number of rows reads itself, and the one behind the page.
constexpr int kMore = 3;
const absl::CivilDay kToday(2026, 11, 16);

std::shared_ptr<crypto::KeyRing> MakeKeys(const std::string& folder) {
  const std::string path = folder + "/pages-ring";
  std::FILE* file = std::fopen(path.c_str(), "w");
  for (const char* purpose : {"field", "lookup", "page"}) {
    std::fprintf(file, "k1 %s %s\n", purpose, std::string(64, 'a').c_str());
  }
  std::fclose(file);
  return *crypto::KeyRing::FromFile(path);
}

class PagesTest : public ::testing::Test {
 protected:
  PagesTest() {
    server_.Root(
        schema_,
        "INSERT INTO participant (id, given_name, family_name_prefix, family_name, family_name_key,"
        " birth_date, bsn_tail, gender, origin_country, municipality_code, target_group,"
        " benefit_category, legal_regime, language_level, create_time, update_time, row_version)"
        " SELECT UNHEX(LPAD(HEX(seq), 32, '0')), 'Rima', '', 'Darwish', 'darwish', '1991-04-17', '', 1,"
        " 'SY', IF(seq % 10 = 0, 'GM0599', 'GM0164'), 1, 1, 3, 'A1', '2026-11-16', '2026-11-16', 1"
        " FROM seq_1_to_" +
            std::to_string(kPeople));
    staff_.id = "staff";
    staff_.mandates = {{"GM0164", {}, {}}};
  }

  // The page after `passed` pages, and how many rows the server read for it.
  std::int64_t RowsReadFor(int passed, const std::string& municipality_code) {
    std::int64_t read = 0;
    EXPECT_OK(db_.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) -> Status {
      Uuid before;
      for (int page = 0; page <= passed; ++page) {
        ASSIGN_OR_RETURN(const std::int64_t at_first, RowsRead(session));
        ASSIGN_OR_RETURN(const auto people,
                         people_.List(session, {staff_, kToday}, municipality_code, before, kPage));
        ASSIGN_OR_RETURN(const std::int64_t at_last, RowsRead(session));
        EXPECT_EQ(people.size(), static_cast<std::size_t>(kPage));
        before = people.back().id;
        read = at_last - at_first;
      }
      return absl::OkStatus();
    }));
    return read;
  }

  static StatusOr<std::int64_t> RowsRead(sql::Session& session) {
    ASSIGN_OR_RETURN(
        const auto row,
        session.QueryOne("SELECT CAST(SUM(variable_value) AS SIGNED) FROM"
                         " information_schema.session_status WHERE variable_name IN"
                         " ('HANDLER_READ_NEXT', 'HANDLER_READ_PREV', 'HANDLER_READ_RND_NEXT')"));
    return row->Int(0);
  }

  MariaDb& server_ = MariaDb::Shared();
  std::string schema_ = server_.CreateSchema({"chassis/migrations", "intake-svc/migrations"});
  sql::Database db_ = server_.Open(schema_);
  std::shared_ptr<crypto::KeyRing> keys_ = MakeKeys(server_.TempFolder());
  ParticipantRepository people_{*keys_};
  auth::Principal staff_;
};

TEST_F(PagesTest, ADeepPageReadsNoMoreThanItShows) {
  EXPECT_LE(RowsReadFor(0, ""), kPage + kMore);
  EXPECT_LE(RowsReadFor(20, ""), kPage + kMore);
  EXPECT_LE(RowsReadFor(20, "GM0164"), kPage + kMore);
  staff_.mandates = {{"GM0164", {}, {}}, {"GM0599", {}, {}}};
  EXPECT_LE(RowsReadFor(20, "GM0164"), kPage + kMore);
}

TEST_F(PagesTest, NumbersThatFewHaveAreLookedUpByIndex) {
  server_.Root(schema_, "UPDATE participant SET bsn_lookup = RANDOM_BYTES(32)");
  server_.Root(schema_, "ANALYZE TABLE participant");
  ParticipantRepository::NumberLookups lookups;
  for (int i = 0; i < 250; ++i) {
    lookups.bsn.push_back(people_.LookupHash("b" + std::to_string(i)));
    lookups.v_number.push_back(people_.LookupHash("v" + std::to_string(i)));
  }
  EXPECT_OK(db_.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) -> Status {
    ASSIGN_OR_RETURN(const std::int64_t at_first, RowsRead(session));
    ASSIGN_OR_RETURN(const auto known, people_.FindKnownNumbers(session, lookups));
    ASSIGN_OR_RETURN(const std::int64_t at_last, RowsRead(session));
    EXPECT_TRUE(known.empty());
    EXPECT_LT(at_last - at_first, kPeople / 10);
    return absl::OkStatus();
  }));
}

}  // namespace
}  // namespace duaal::intake::storage
