#include "chassis/auth/roles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <utility>
#include <vector>

#include "chassis/auth/testing/keys.h"
#include "chassis/testing/status_matchers.h"

namespace duaal::auth {
namespace {

using duaal::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
constexpr char kOrganisation[] = "0192f0c1-7a3b-7c4d-8e5f-001122334455";

constexpr char kRoles[] = R"(
purposes { code: "help" }
purposes { code: "report" }
roles { code: "reader" kind: "staff" permissions: "things.read" purposes: "help" }
roles { code: "writer" kind: "staff" permissions: "things.write" purposes: "report" purposes: "help" }
roles { code: "partner" kind: "partner" permissions: "things.read" purposes: "help" }
roles { code: "region" kind: "region" permissions: "figures.read" purposes: "report" }
roles { code: "machine" kind: "system" permissions: "things.read" purposes: "help" }
)";

StatusOr<RoleBook> Book(const std::string& text) {
  const testing::Folder folder;
  return RoleBook::FromFile(folder.Write("roles.textproto", text));
}

JwtClaims Claims(std::vector<std::string> roles) {
  JwtClaims claims;
  claims.subject = "u1";
  claims.roles = std::move(roles);
  claims.municipalities.push_back({"GM0164", std::nullopt, std::nullopt});
  return claims;
}

class RoleBookTest : public ::testing::Test {
 protected:
  RoleBookTest() : book_(*Book(kRoles)) {}
  RoleBook book_;
};

TEST_F(RoleBookTest, JoinsThePermissionsOfAllRoles) {
  ASSERT_OK_AND_ASSIGN(const Principal principal, book_.ToPrincipal(Claims({"reader", "writer"})));
  EXPECT_EQ(principal.id, "u1");
  EXPECT_EQ(principal.kind, PrincipalKind::kStaff);
  EXPECT_THAT(principal.permissions, UnorderedElementsAre("things.read", "things.write"));
  EXPECT_TRUE(principal.HasMandate("GM0164", absl::CivilDay(2026, 1, 1)));
}

TEST_F(RoleBookTest, TakesThePurposeOfTheCallThenOfTheTokenThenOfTheFirstRole) {
  JwtClaims claims = Claims({"writer"});
  EXPECT_EQ(book_.ToPrincipal(claims)->purpose, "report");
  claims.purpose = "help";
  EXPECT_EQ(book_.ToPrincipal(claims)->purpose, "help");
  EXPECT_EQ(book_.ToPrincipal(claims, "report")->purpose, "report");
}

TEST_F(RoleBookTest, RefusesAPurposeThatNoRoleMayState) {
  EXPECT_THAT(book_.ToPrincipal(Claims({"reader"}), "report"), StatusIs(kDenied, "PURPOSE_NOT_ALLOWED"));
  EXPECT_THAT(book_.ToPrincipal(Claims({"reader"}), "curiosity"), StatusIs(kDenied, "PURPOSE_NOT_ALLOWED"));
  JwtClaims claims = Claims({"reader"});
  claims.purpose = "report";
  EXPECT_THAT(book_.ToPrincipal(claims), StatusIs(kDenied, "PURPOSE_NOT_ALLOWED"));
}

TEST_F(RoleBookTest, IgnoresRolesOfOthersButNeedsOneOfItsOwn) {
  EXPECT_OK(book_.ToPrincipal(Claims({"offline_access", "reader"})));
  EXPECT_THAT(book_.ToPrincipal(Claims({"offline_access"})), StatusIs(kDenied, "NO_ROLE"));
  EXPECT_THAT(book_.ToPrincipal(Claims({})), StatusIs(kDenied, "NO_ROLE"));
}

TEST_F(RoleBookTest, RefusesToMixKinds) {
  EXPECT_THAT(book_.ToPrincipal(Claims({"reader", "partner"})), StatusIs(kDenied, "MIXED_ROLES"));
  EXPECT_THAT(book_.ToPrincipal(Claims({"reader", "region"}), "help"), StatusIs(kDenied, "MIXED_ROLES"));
}

TEST_F(RoleBookTest, APartnerActsAsItsOrganisationAndHoldsNoMandate) {
  JwtClaims claims = Claims({"partner"});
  EXPECT_THAT(book_.ToPrincipal(claims), StatusIs(kDenied, "ORGANISATION_REQUIRED"));
  claims.organisation = "everything";
  EXPECT_THAT(book_.ToPrincipal(claims), StatusIs(kDenied, "ORGANISATION_REQUIRED"));
  claims.organisation = kOrganisation;
  ASSERT_OK_AND_ASSIGN(const Principal principal, book_.ToPrincipal(claims));
  EXPECT_EQ(principal.kind, PrincipalKind::kPartner);
  EXPECT_EQ(principal.organisation_id, kOrganisation);
  EXPECT_TRUE(principal.mandates.empty());
}

TEST_F(RoleBookTest, GivesEachKindWhatIsItsOwn) {
  JwtClaims claims = Claims({"region"});
  claims.organisation = kOrganisation;
  ASSERT_OK_AND_ASSIGN(const Principal region, book_.ToPrincipal(claims));
  EXPECT_EQ(region.kind, PrincipalKind::kRegion);
  EXPECT_TRUE(region.mandates.empty());
  EXPECT_EQ(region.organisation_id, "");
  ASSERT_OK_AND_ASSIGN(const Principal machine, book_.ToPrincipal(Claims({"machine"})));
  EXPECT_EQ(machine.kind, PrincipalKind::kSystem);
  EXPECT_FALSE(machine.mandates.empty());
}

TEST(RoleFileTest, NamesWhatIsWrong) {
  const std::string purposes = "purposes { code: \"help\" }\n";
  for (const auto& [text, word] : std::vector<std::pair<std::string, std::string>>{
           {"roles { cod: \"x\" }", "cod"},
           {"", "no role"},
           {purposes + "roles { code: \"x\" kind: \"service\" purposes: \"help\" }", "kind"},
           {purposes + "roles { code: \"x\" kind: \"staff\" }", "no purposes"},
           {purposes + "roles { code: \"x\" kind: \"staff\" purposes: \"other\" }", "other"},
           {purposes + "roles { kind: \"staff\" purposes: \"help\" }", "proper code"},
           {purposes + "roles { code: \"x\" kind: \"staff\" purposes: \"help\" permissions: \"things\" }",
            "things"},
           {purposes + purposes, "twice"},
           {std::string(kRoles) + "roles { code: \"reader\" kind: \"staff\" purposes: \"help\" }",
            "reader"}}) {
    const auto book = Book(text);
    EXPECT_THAT(book, StatusIs(absl::StatusCode::kInvalidArgument, "ROLES")) << text;
    EXPECT_THAT(std::string(book.status().message()), HasSubstr(word));
  }
  EXPECT_THAT(RoleBook::FromFile("/nonexistent/roles"), StatusIs(absl::StatusCode::kNotFound));
}

// The roles that ship.
class ShippedRolesTest : public ::testing::Test {
 protected:
  ShippedRolesTest()
      : book_(*RoleBook::FromFile(std::string(std::getenv("DUAAL_SOURCE")) + "/gateway/roles.textproto")) {}

  [[nodiscard]] Principal As(const std::string& role) const {
    JwtClaims claims = Claims({role});
    claims.organisation = kOrganisation;
    auto principal = book_.ToPrincipal(claims);
    EXPECT_OK(principal);
    return *principal;
  }
  RoleBook book_;
};

TEST_F(ShippedRolesTest, AreTheEightOfTheHouse) {
  EXPECT_THAT(book_.Codes(),
              UnorderedElementsAre("admin", "case-manager", "integrator", "planner", "privacy-officer",
                                   "provider", "region-analyst", "team-lead"));
}

TEST_F(ShippedRolesTest, TheRegionSeesFiguresOnly) {
  EXPECT_THAT(As("region-analyst").permissions,
              ElementsAre("figures.read", "municipalities.read", "offerings.read", "programmes.read"));
  EXPECT_EQ(As("region-analyst").kind, PrincipalKind::kRegion);
}

TEST_F(ShippedRolesTest, AProviderRecordsAttendanceButSeesNoReferralContractOrFigure) {
  const Principal provider = As("provider");
  EXPECT_EQ(provider.kind, PrincipalKind::kPartner);
  EXPECT_TRUE(provider.May("attendances.write"));
  for (const char* permission : {"referrals.read", "contracts.read", "figures.read", "participants.write"}) {
    EXPECT_FALSE(provider.May(permission)) << permission;
  }
}

// What tells of a person's health.
const std::set<std::string> kReadHealth = {"assessments.read-special", "barriers.read", "conversations.read",
                                           "plans.read", "plans.read-special"};
const std::set<std::string> kWriteHealth = {"assessments.write-special", "barriers.write",
                                            "conversations.write", "plans.write", "plans.write-special"};

std::set<std::string> Without(std::set<std::string> permissions, const std::set<std::string>& left_out) {
  for (const std::string& permission : left_out) permissions.erase(permission);
  return permissions;
}

TEST_F(ShippedRolesTest, OnlyTheCaseManagerReadsFactsOfHealth) {
  for (const std::string& role : book_.Codes()) {
    for (const std::string& permission : kReadHealth) {
      EXPECT_EQ(As(role).May(permission), role == "case-manager") << role << " " << permission;
    }
  }
}

// What opens a person's whole file, or destroys it.
const std::set<std::string> kWholeFile = {"person-data.read", "destructions.read", "destructions.write"};

TEST_F(ShippedRolesTest, OnlyThePrivacyOfficerOpensOrDestroysAWholeFile) {
  for (const std::string& role : book_.Codes()) {
    for (const std::string& permission : kWholeFile) {
      EXPECT_EQ(As(role).May(permission), role == "privacy-officer") << role << " " << permission;
    }
  }
  EXPECT_EQ(As("privacy-officer").purpose, "betrokkenenrechten");
}

// A request to correct something quotes the file, whatever stands in it.
const std::set<std::string> kQuoteFile = {"corrections.read", "corrections.write"};

TEST_F(ShippedRolesTest, RequestsToCorrectAreForTheCaseManagerAndDecidedByThePrivacyOfficer) {
  for (const std::string& role : book_.Codes()) {
    for (const std::string& permission : kQuoteFile) {
      EXPECT_EQ(As(role).May(permission), role == "case-manager" || role == "privacy-officer")
          << role << " " << permission;
    }
    EXPECT_EQ(As(role).May("corrections.decide"), role == "privacy-officer") << role;
  }
}

TEST_F(ShippedRolesTest, AdminAndIntegratorHoldEveryPermissionButThat) {
  std::set<std::string> all = Without(Without(book_.Permissions(), kReadHealth), kWholeFile);
  all = Without(std::move(all), kQuoteFile);
  all.erase("corrections.decide");
  EXPECT_THAT(As("admin").permissions, ::testing::ContainerEq(all));
  EXPECT_THAT(As("integrator").permissions, ::testing::ContainerEq(all));
  EXPECT_EQ(As("integrator").kind, PrincipalKind::kSystem);
}

// The permissions that the access options of the protos name.
std::set<std::string> PermissionsOfTheProtos() {
  std::set<std::string> found;
  const std::regex pattern("permission: \"([a-z-]+\\.[a-z-]+)\"");
  const std::string root = std::string(std::getenv("DUAAL_SOURCE")) + "/protos";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".proto") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      std::smatch match;
      if (std::regex_search(line, match, pattern)) found.insert(match[1]);
    }
  }
  return found;
}

TEST_F(ShippedRolesTest, NameThePermissionsOfTheProtosAndNoOthers) {
  // Asked of those alone who send special values or inputs, so no method's option names them.
  std::set<std::string> named = PermissionsOfTheProtos();
  named.insert("assessments.write-special");
  named.insert("plans.write-special");
  EXPECT_THAT(book_.Permissions(), ::testing::ContainerEq(named));
}

TEST_F(ShippedRolesTest, ATeamLeadIsACaseManagerWhoKeepsPartners) {
  std::set<std::string> shared = Without(As("case-manager").permissions, kReadHealth);
  shared = Without(Without(std::move(shared), kWriteHealth), kQuoteFile);
  EXPECT_THAT(As("team-lead").permissions, IsSupersetOf(shared));
  EXPECT_THAT(As("team-lead").permissions, Contains("contracts.write"));
  EXPECT_THAT(As("case-manager").permissions, Not(Contains("contracts.write")));
  EXPECT_EQ(As("case-manager").purpose, "inburgering");
}

}  // namespace
}  // namespace duaal::auth
