// What an import of municipalities leaves of what is known.

#include "intake-svc/app/import_municipalities.h"

#include <string>

#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/intake/use_case_fixture.h"

namespace duaal::intake::app {
namespace {

const absl::CivilDay kToday(2026, 11, 16);
const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 16, 9, 0, 0), absl::UTCTimeZone());

class ImportMunicipalitiesTest : public UseCaseTest {
 protected:
  ImportMunicipalitiesTest() {
    staff_.id = "cm-1";
    staff_.mandates = {{"GM0164", {}, {}}};
    other_.id = "cm-2";
    other_.mandates = {{"GM0599", {}, {}}};
    EXPECT_OK(Import(staff_, {merged_, {"GM0599", "Rotterdam", {}, {}}}));
  }

  StatusOr<ImportMunicipalitiesResult> Import(const auth::Principal& who,
                                              const std::vector<storage::Municipality>& rows) {
    const Caller caller{who,
                        Soon(),
                        kNow,
                        kToday,
                        {who.id, "method", "r" + std::to_string(++requests_), std::string(32, 'b')}};
    return ImportMunicipalities(deps_, caller, {rows});
  }
  storage::Municipality Known() {
    return *db_.Read(
        Soon(), [&](sql::Session& session) { return deps_.reference.GetMunicipality(session, "GM0164"); });
  }

  const storage::Municipality merged_{"GM0164", "Hengelo", {}, kToday + 30, "GM0599"};
  auth::Principal staff_;
  auth::Principal other_;
  int requests_ = 0;
};

TEST_F(ImportMunicipalitiesTest, WithoutASuccessorTheOneThatIsKnownStays) {
  ASSERT_OK_AND_ASSIGN(const auto again, Import(staff_, {{"GM0164", "Hengelo", {}, {}}}));
  EXPECT_EQ(again.unchanged, 1);
  EXPECT_EQ(Known(), merged_);
}

TEST_F(ImportMunicipalitiesTest, ANewNameSaysNothingOfTheMerger) {
  ASSERT_OK_AND_ASSIGN(const auto renamed, Import(other_, {{"GM0164", "Hengelo (O)", {}, {}}}));
  EXPECT_EQ(renamed.updated, 1);
  EXPECT_EQ(Known().display_name, "Hengelo (O)");
  EXPECT_EQ(Known().successor_code, "GM0599");
  EXPECT_EQ(Known().end_date, kToday + 30);
}

TEST_F(ImportMunicipalitiesTest, AnotherDayOfTheMergerIsToldByTheMunicipalityItself) {
  const storage::Municipality earlier{"GM0164", "Hengelo", {}, kToday + 9};
  const auto refused = Import(other_, {earlier});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(DetailsOf(refused.status()).violations.at(0).reason, "NO_MANDATE");
  EXPECT_EQ(Known(), merged_);
  EXPECT_OK(Import(staff_, {earlier}));
  EXPECT_EQ(Known().end_date, kToday + 9);
  EXPECT_EQ(Known().successor_code, "GM0599");
}

}  // namespace
}  // namespace duaal::intake::app
