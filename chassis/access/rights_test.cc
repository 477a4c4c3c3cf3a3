#include "chassis/access/rights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>

#include "absl/time/clock.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"

namespace duaal::access {
namespace {

using auth::PrincipalKind;
using duaal::testing::MariaDb;
using duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 22);
constexpr Columns kColumns{"p.municipality_code", "p.id"};

auth::Principal Staff(const std::vector<std::string>& municipalities) {
  auth::Principal principal;
  principal.kind = PrincipalKind::kStaff;
  principal.id = "staff";
  for (const std::string& code : municipalities)
    principal.mandates.push_back({code, std::nullopt, std::nullopt});
  return principal;
}

auth::Principal Partner(const Uuid& organisation) {
  auth::Principal principal;
  principal.kind = PrincipalKind::kPartner;
  principal.id = "partner";
  principal.organisation_id = organisation.ToString();
  return principal;
}

auth::Principal Of(PrincipalKind kind) {
  auth::Principal principal = Staff({"GM0001"});
  principal.kind = kind;
  return principal;
}

std::vector<std::string> Codes(int count) {
  std::vector<std::string> codes;
  for (int i = 0; i < count; ++i) codes.push_back("GM" + std::to_string(1000 + i));
  return codes;
}

TEST(ScopeTest, PutsTheValuesInTheOrderOfThePlaceholders) {
  const Scoped scoped = Scope("SELECT ? FROM t p WHERE {rights} AND p.x = ?", kColumns, Staff({"GM0001"}),
                              kToday, {"before"}, {"after"});
  EXPECT_EQ(scoped.text, "SELECT ? FROM t p WHERE p.municipality_code IN (?) AND p.x = ?");
  ASSERT_EQ(scoped.values.size(), 3u);
  EXPECT_EQ(std::get<std::string>(scoped.values[0].get()), "before");
  EXPECT_EQ(std::get<std::string>(scoped.values[1].get()), "GM0001");
  EXPECT_EQ(std::get<std::string>(scoped.values[2].get()), "after");
}

TEST(ScopeTest, PreparesFewStatementsHoweverManyMandates) {
  std::map<std::string, int> texts;
  for (int count = 1; count <= 512; ++count) {
    const Scoped scoped = Scope("{rights}", kColumns, Staff(Codes(count)), kToday);
    ++texts[scoped.text];
    EXPECT_EQ(static_cast<std::size_t>(std::count(scoped.text.begin(), scoped.text.end(), '?')),
              scoped.values.size());
  }
  EXPECT_EQ(texts.size(), 5u);
}

TEST(ScopeTest, DropsNoMunicipalityBeyondTheLargestSize) {
  EXPECT_EQ(Scope("{rights}", kColumns, Staff(Codes(513)), kToday).values.size(), 1024u);
  EXPECT_EQ(Scope("{rights}", kColumns, Staff(Codes(2000)), kToday).values.size(), 2048u);
}

TEST(ScopeTest, FailsClosed) {
  EXPECT_EQ(Scope("{rights}", kColumns, Staff({}), kToday).text, "FALSE");
  EXPECT_EQ(Scope("{rights}", kColumns, Of(PrincipalKind::kRegion), kToday).text, "FALSE");
  auth::Principal partner = Partner(Uuid::NewV7());
  EXPECT_EQ(Scope("{rights}", {"m", ""}, partner, kToday).text, "FALSE");
  partner.organisation_id = "";
  EXPECT_EQ(Scope("{rights}", kColumns, partner, kToday).text, "FALSE");
  EXPECT_EQ(Scope("{rights}", {"", "p"}, Staff({"GM0001"}), kToday).text, "FALSE");
}

TEST(ScopeTest, ServicesSeeAllRows) {
  const Scoped scoped = Scope("{rights}", kColumns, Of(PrincipalKind::kService), kToday);
  EXPECT_EQ(scoped.text, "TRUE");
  EXPECT_THAT(scoped.values, IsEmpty());
}

TEST(ScopeDeathTest, NeverRunsAStatementWithoutRights) {
  EXPECT_DEATH((void)Scope("SELECT 1", kColumns, Staff({"GM0001"}), kToday), "exactly once");
  EXPECT_DEATH((void)Scope("{rights} {rights}", kColumns, Staff({"GM0001"}), kToday), "exactly once");
}

TEST(CheckMandateTest, GoesByKindMunicipalityAndDay) {
  auth::Principal staff = Staff({"GM0001"});
  EXPECT_OK(CheckMandate(staff, "GM0001", kToday));
  EXPECT_THAT(CheckMandate(staff, "GM0002", kToday),
              StatusIs(absl::StatusCode::kPermissionDenied, "NO_MANDATE"));
  staff.mandates[0].until_date = kToday;
  EXPECT_THAT(CheckMandate(staff, "GM0001", kToday), StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_OK(CheckMandate(staff, "GM0001", kToday - 1));
  EXPECT_OK(CheckMandate(Of(PrincipalKind::kSystem), "GM0001", kToday));
  EXPECT_OK(CheckMandate(Of(PrincipalKind::kService), "GM0009", kToday));
  // Even with a mandate that a token should not have given.
  EXPECT_THAT(CheckMandate(Of(PrincipalKind::kPartner), "GM0001", kToday),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(CheckMandate(Of(PrincipalKind::kRegion), "GM0001", kToday),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

// Against a real server: who gets which rows of a small table.
class RightsTest : public ::testing::Test {
 protected:
  RightsTest()
      : schema_(MariaDb::Shared().CreateSchema({"chassis/migrations"})),
        db_(MariaDb::Shared().RootOptions(schema_)),
        as_service_(MariaDb::Shared().OptionsFor(schema_)) {
    MariaDb::Shared().Root(schema_,
                           "CREATE TABLE person (id BINARY(16) PRIMARY KEY, municipality_code VARCHAR(8), "
                           "name VARCHAR(20))");
    Insert(ann_, "GM0001", "ann");
    Insert(bob_, "GM0001", "bob");
    Insert(cem_, "GM0002", "cem");
  }

  void Insert(const Uuid& id, const std::string& municipality, const std::string& name) {
    EXPECT_OK(db_.Run(Deadline(), [&](sql::Tx& tx) -> Status {
      return tx
          .Execute("INSERT INTO person (id, municipality_code, name) VALUES (?, ?, ?)", id, municipality,
                   name)
          .status();
    }));
  }

  void Serve(const Uuid& fact, const Uuid& person, const Uuid& organisation, absl::CivilDay from,
             std::optional<absl::CivilDay> until) {
    EXPECT_OK(as_service_.Run(
        Deadline(), [&](sql::Tx& tx) { return PutService(tx, fact, person, organisation, from, until); }));
  }

  [[nodiscard]] std::vector<std::string> Seen(const auth::Principal& principal,
                                              absl::CivilDay today = kToday) {
    const Scoped scoped =
        Scope("SELECT p.name FROM person p WHERE p.name < ? AND {rights} AND p.name > ? ORDER BY p.name",
              kColumns, principal, today, {"z"}, {"a"});
    const auto rows = db_.Read(
        Deadline(), [&](sql::Session& session) { return session.Query(scoped.text, scoped.values); });
    EXPECT_OK(rows);
    std::vector<std::string> names;
    if (rows.ok()) {
      for (const sql::Row& row : *rows) names.push_back(row.Str(0));
    }
    return names;
  }

  static absl::Time Deadline() { return absl::Now() + absl::Seconds(30); }

  std::string schema_;
  sql::Database db_;          // sees the table of the test too
  sql::Database as_service_;  // with the rights that a service has
  const Uuid ann_ = Uuid::NewV7();
  const Uuid bob_ = Uuid::NewV7();
  const Uuid cem_ = Uuid::NewV7();
  const Uuid school_ = Uuid::NewV7();
  const Uuid employer_ = Uuid::NewV7();
};

TEST_F(RightsTest, StaffAndSystemsSeeTheirMunicipalities) {
  EXPECT_THAT(Seen(Staff({"GM0001"})), ElementsAre("ann", "bob"));
  EXPECT_THAT(Seen(Staff({"GM0001", "GM0002"})), ElementsAre("ann", "bob", "cem"));
  EXPECT_THAT(Seen(Staff({"GM0003"})), IsEmpty());
  EXPECT_THAT(Seen(Of(PrincipalKind::kSystem)), ElementsAre("ann", "bob"));
  std::vector<std::string> many = Codes(600);
  many.push_back("GM0002");
  EXPECT_THAT(Seen(Staff(many)), ElementsAre("cem"));
}

TEST_F(RightsTest, MandatesCountOnTheDayOnly) {
  auth::Principal staff = Staff({"GM0001"});
  staff.mandates[0].from_date = kToday;
  staff.mandates[0].until_date = kToday + 1;
  EXPECT_THAT(Seen(staff), ElementsAre("ann", "bob"));
  EXPECT_THAT(Seen(staff, kToday + 1), IsEmpty());
  EXPECT_THAT(Seen(staff, kToday - 1), IsEmpty());
}

TEST_F(RightsTest, APartnerSeesThePeopleItServesAsLongAsItServesThem) {
  Serve(Uuid::NewV7(), ann_, school_, kToday - 10, std::nullopt);
  Serve(Uuid::NewV7(), bob_, school_, kToday, kToday + 1);
  Serve(Uuid::NewV7(), cem_, employer_, kToday - 10, std::nullopt);
  EXPECT_THAT(Seen(Partner(school_)), ElementsAre("ann", "bob"));
  EXPECT_THAT(Seen(Partner(school_), kToday + 1), ElementsAre("ann"));
  EXPECT_THAT(Seen(Partner(school_), kToday - 1), ElementsAre("ann"));
  EXPECT_THAT(Seen(Partner(employer_)), ElementsAre("cem"));
  EXPECT_THAT(Seen(Partner(Uuid::NewV7())), IsEmpty());
}

TEST_F(RightsTest, APersonServedTwiceAppearsOnce) {
  Serve(Uuid::NewV7(), ann_, school_, kToday - 10, std::nullopt);
  Serve(Uuid::NewV7(), ann_, school_, kToday - 5, std::nullopt);
  EXPECT_THAT(Seen(Partner(school_)), ElementsAre("ann"));
}

TEST_F(RightsTest, AFactIsReplacedNotAdded) {
  const Uuid fact = Uuid::NewV7();
  Serve(fact, ann_, school_, kToday - 10, std::nullopt);
  Serve(fact, ann_, school_, kToday - 10, kToday);  // ended
  EXPECT_THAT(Seen(Partner(school_)), IsEmpty());
  EXPECT_THAT(Seen(Partner(school_), kToday - 1), ElementsAre("ann"));
  Serve(fact, bob_, employer_, kToday - 10, std::nullopt);  // corrected
  EXPECT_THAT(Seen(Partner(school_), kToday - 1), IsEmpty());
  EXPECT_THAT(Seen(Partner(employer_)), ElementsAre("bob"));
}

TEST_F(RightsTest, TheRegionSeesNoRowsAndServicesAll) {
  EXPECT_THAT(Seen(Of(PrincipalKind::kRegion)), IsEmpty());
  EXPECT_THAT(Seen(Of(PrincipalKind::kService)), ElementsAre("ann", "bob", "cem"));
}

TEST_F(RightsTest, ARefusalHidesThePersonForItsPurposeUntilItIsTakenBack) {
  const Uuid school = Uuid::NewV7();
  auth::Principal partner = Partner(school);
  partner.purpose = "help";
  Serve(Uuid::NewV7(), ann_, school, kToday, std::nullopt);
  Serve(Uuid::NewV7(), bob_, school, kToday, std::nullopt);
  const auto decide = [&](const Uuid& organisation, const std::string& purpose, bool refuse) {
    EXPECT_OK(as_service_.Run(Deadline(), [&](sql::Tx& tx) {
      return refuse ? PutRefusal(tx, ann_, organisation, purpose, kToday)
                    : DropRefusal(tx, ann_, organisation, purpose);
    }));
  };
  decide(Uuid::NewV7(), "", true);
  decide(school, "report", true);
  EXPECT_THAT(Seen(partner), ElementsAre("ann", "bob"));
  decide(school, "help", true);
  decide(school, "help", true);
  EXPECT_THAT(Seen(partner), ElementsAre("bob"));
  decide(school, "help", false);
  EXPECT_THAT(Seen(partner), ElementsAre("ann", "bob"));
  decide(school, "", true);
  EXPECT_THAT(Seen(partner), ElementsAre("bob"));
  EXPECT_THAT(Seen(Staff({"GM0001"})), ElementsAre("ann", "bob"));
}

TEST_F(RightsTest, ThePartnerPredicateUsesItsIndex) {
  const Scoped scoped =
      Scope("EXPLAIN SELECT p.name FROM person p WHERE {rights}", kColumns, Partner(school_), kToday);
  const auto rows =
      db_.Read(Deadline(), [&](sql::Session& session) { return session.Query(scoped.text, scoped.values); });
  ASSERT_OK(rows);
  bool by_index = false;
  for (const sql::Row& row : *rows) by_index = by_index || row.Str(5) == "access_service_served";
  EXPECT_TRUE(by_index);
}

}  // namespace
}  // namespace duaal::access
