#include "chassis/auth/internal_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "chassis/auth/testing/keys.h"
#include "chassis/auth/verified_cache.h"
#include "chassis/crypto/crypto.h"
#include "chassis/testing/status_matchers.h"

namespace duaal::auth {
namespace {

using duaal::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kUnauthenticated = absl::StatusCode::kUnauthenticated;

Principal CaseManager() {
  Principal principal;
  principal.kind = PrincipalKind::kStaff;
  principal.id = "staff-7";
  principal.permissions = {"participants.read", "participants.write"};
  principal.purpose = "inburgering";
  principal.mandates.push_back({"GM0164", std::nullopt, std::nullopt});
  principal.mandates.push_back({"GM0153", absl::CivilDay(2026, 1, 1), absl::CivilDay(2027, 1, 1)});
  principal.mandates.push_back({"GM0001", absl::CivilDay(1969, 12, 31), std::nullopt});
  return principal;
}

class InternalTokenTest : public ::testing::Test {
 protected:
  InternalTokenTest() {
    testing::WriteIssuer(folder_, "gateway");
    testing::WriteIssuer(folder_, "intake-svc");
    gateway_ = *TokenSigner::FromFile("gateway", folder_.Path("gateway.key"));
    intake_ = *TokenSigner::FromFile("intake-svc", folder_.Path("intake-svc.key"));
    verifier_ = *TokenVerifier::FromDirectory(folder_.Path("issuers"));
  }

  [[nodiscard]] auto Verify(const std::string& token) const { return verifier_->Verify(token, now_); }

  testing::Folder folder_;
  std::unique_ptr<TokenSigner> gateway_;
  std::unique_ptr<TokenSigner> intake_;
  std::unique_ptr<TokenVerifier> verifier_;
  const absl::Time now_ = absl::FromUnixSeconds(1794871800);
};

TEST_F(InternalTokenTest, CarriesThePrincipalWhole) {
  const Principal sent = CaseManager();
  const std::string token = gateway_->Sign(sent, now_, absl::Seconds(60));
  ASSERT_OK_AND_ASSIGN(const auto got, Verify(token));
  EXPECT_EQ(got->kind, sent.kind);
  EXPECT_EQ(got->id, sent.id);
  EXPECT_EQ(got->permissions, sent.permissions);
  EXPECT_EQ(got->purpose, sent.purpose);
  ASSERT_EQ(got->mandates.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(got->mandates[i].municipality_code, sent.mandates[i].municipality_code);
    EXPECT_EQ(got->mandates[i].from_date, sent.mandates[i].from_date);
    EXPECT_EQ(got->mandates[i].until_date, sent.mandates[i].until_date);
  }
}

TEST_F(InternalTokenTest, CarriesAPartnerWithItsOrganisation) {
  Principal partner;
  partner.kind = PrincipalKind::kPartner;
  partner.id = "p";
  partner.organisation_id = "0192f0c1-7a3b-7c4d-8e5f-001122334455";
  ASSERT_OK_AND_ASSIGN(const auto got, Verify(gateway_->Sign(partner, now_, absl::Seconds(60))));
  EXPECT_EQ(got->kind, PrincipalKind::kPartner);
  EXPECT_EQ(got->organisation_id, partner.organisation_id);
}

TEST_F(InternalTokenTest, StaysSmallWithEveryMunicipalityOfTheCountry) {
  Principal principal = CaseManager();
  principal.mandates.assign(342, {"GM0164", std::nullopt, std::nullopt});
  EXPECT_LT(gateway_->Sign(principal, now_, absl::Seconds(60)).size(), 4096u);
}

TEST_F(InternalTokenTest, ExpiresAlsoWhenItIsRemembered) {
  const std::string token = gateway_->Sign(CaseManager(), now_, absl::Seconds(60));
  EXPECT_OK(verifier_->Verify(token, now_));
  EXPECT_OK(verifier_->Verify(token, now_ + absl::Seconds(59)));
  EXPECT_THAT(verifier_->Verify(token, now_ + absl::Seconds(60)),
              StatusIs(kUnauthenticated, "TOKEN_EXPIRED"));
}

TEST_F(InternalTokenTest, AnswersARepeatedTokenFromMemory) {
  const std::string token = gateway_->Sign(CaseManager(), now_, absl::Seconds(60));
  ASSERT_OK_AND_ASSIGN(const auto first, Verify(token));
  ASSERT_OK_AND_ASSIGN(const auto second, Verify(token));
  EXPECT_EQ(first.get(), second.get());
}

TEST_F(InternalTokenTest, AllowsForClocksThatDifferALittle) {
  const std::string token = gateway_->Sign(CaseManager(), now_, absl::Seconds(60));
  EXPECT_OK(verifier_->Verify(token, now_ - absl::Seconds(30)));
  const std::string other = gateway_->Sign(CaseManager(), now_, absl::Seconds(61));
  EXPECT_THAT(verifier_->Verify(other, now_ - absl::Seconds(31)),
              StatusIs(kUnauthenticated, "TOKEN_NOT_YET_VALID"));
}

TEST_F(InternalTokenTest, RefusesEveryChangedCharacter) {
  const std::string token = gateway_->Sign(CaseManager(), now_, absl::Seconds(60));
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_THAT(Verify(changed), StatusIs(kUnauthenticated)) << "character " << i;
  }
}

TEST_F(InternalTokenTest, RefusesATokenSignedByAnotherKey) {
  testing::Folder elsewhere;
  testing::WriteIssuer(elsewhere, "gateway");
  ASSERT_OK_AND_ASSIGN(const auto forger, TokenSigner::FromFile("gateway", elsewhere.Path("gateway.key")));
  EXPECT_THAT(Verify(forger->Sign(CaseManager(), now_, absl::Seconds(60))),
              StatusIs(kUnauthenticated, "TOKEN_SIGNATURE"));
}

TEST_F(InternalTokenTest, RefusesAnIssuerItDoesNotKnow) {
  testing::WriteIssuer(folder_, "stranger");  // after the verifier has read its directory
  ASSERT_OK_AND_ASSIGN(const auto stranger, TokenSigner::FromFile("stranger", folder_.Path("stranger.key")));
  EXPECT_THAT(Verify(stranger->Sign(CaseManager(), now_, absl::Seconds(60))),
              StatusIs(kUnauthenticated, "TOKEN_ISSUER"));
}

TEST_F(InternalTokenTest, AServiceMayNameOnlyItself) {
  EXPECT_THAT(Verify(intake_->Sign(CaseManager(), now_, absl::Seconds(60))),
              StatusIs(kUnauthenticated, "TOKEN_PRINCIPAL"));
  Principal other;
  other.kind = PrincipalKind::kService;
  other.id = "partner-svc";
  EXPECT_THAT(Verify(intake_->Sign(other, now_, absl::Seconds(60))),
              StatusIs(kUnauthenticated, "TOKEN_PRINCIPAL"));
  other.id = "intake-svc";
  EXPECT_OK(Verify(intake_->Sign(other, now_, absl::Seconds(60))));
  // The right key under the gateway's name is no way around it.
  ASSERT_OK_AND_ASSIGN(const auto posing, TokenSigner::FromFile("gateway", folder_.Path("intake-svc.key")));
  EXPECT_THAT(Verify(posing->Sign(CaseManager(), now_, absl::Seconds(60))),
              StatusIs(kUnauthenticated, "TOKEN_SIGNATURE"));
}

TEST_F(InternalTokenTest, ServiceTokenNamesTheServiceAndIsReused) {
  const std::string token = intake_->ServiceToken();
  EXPECT_EQ(token, intake_->ServiceToken());
  ASSERT_OK_AND_ASSIGN(const auto principal, verifier_->Verify(token, absl::Now()));
  EXPECT_EQ(principal->kind, PrincipalKind::kService);
  EXPECT_EQ(principal->id, "intake-svc");
  EXPECT_TRUE(principal->permissions.empty());
}

TEST_F(InternalTokenTest, RefusesNonsenseWithoutRepeatingIt) {
  EXPECT_THAT(Verify(""), StatusIs(kUnauthenticated, "TOKEN_MISSING"));
  for (const std::string& token : {std::string("nonsense"), std::string(".."), std::string("a.b"),
                                   std::string("AAAA.AAAA.AAAA"), "AAAA." + std::string(100'000, 'A')}) {
    const auto result = Verify(token);
    EXPECT_THAT(result, StatusIs(kUnauthenticated)) << token.substr(0, 20);
    EXPECT_THAT(std::string(result.status().message()), Not(HasSubstr(token)));
  }
}

TEST_F(InternalTokenTest, VerifiesFromManyThreads) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 20; ++i) {
    Principal principal = CaseManager();
    principal.id = "staff-" + std::to_string(i);
    tokens.push_back(gateway_->Sign(principal, now_, absl::Seconds(60)));
  }
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < 20; ++i) {
          const auto principal = Verify(tokens[static_cast<std::size_t>(i)]);
          ASSERT_TRUE(principal.ok());
          ASSERT_EQ((*principal)->id, "staff-" + std::to_string(i));
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(TokenKeysTest, TellsMissingAndWrongKeys) {
  const testing::Folder folder;
  EXPECT_THAT(TokenSigner::FromFile("a", folder.Path("none.key")), StatusIs(absl::StatusCode::kNotFound));
  folder.Write("p256.key", testing::NewP256().private_pem);
  EXPECT_THAT(TokenSigner::FromFile("a", folder.Path("p256.key")),
              StatusIs(absl::StatusCode::kInvalidArgument));
  folder.Write("text.key", "no key");
  EXPECT_THAT(TokenSigner::FromFile("a", folder.Path("text.key")),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(TokenVerifier::FromDirectory(folder.Path("none")), StatusIs(absl::StatusCode::kNotFound));
  folder.Write("empty/readme", "");
  EXPECT_THAT(TokenVerifier::FromDirectory(folder.Path("empty")),
              StatusIs(absl::StatusCode::kInvalidArgument));
  folder.Write("mixed/a.pem", testing::NewEd25519().public_pem);
  folder.Write("mixed/b.pem", testing::NewP256().public_pem);
  EXPECT_THAT(TokenVerifier::FromDirectory(folder.Path("mixed")),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(VerifiedCacheTest, StaysWithinItsBoundAndForgetsWhatExpired) {
  VerifiedCache<int> cache(1000);
  const absl::Time now = absl::FromUnixSeconds(1000);
  for (int i = 0; i < 20'000; ++i) {
    cache.Put(crypto::Sha256(std::to_string(i)), std::make_shared<const int>(i), now + absl::Seconds(60));
  }
  EXPECT_LE(cache.size(), 1100u);
  EXPECT_GE(cache.size(), 400u);
  const auto newest = cache.Find(crypto::Sha256("19999"), now);
  ASSERT_NE(newest, nullptr);
  EXPECT_EQ(*newest, 19'999);
  EXPECT_EQ(cache.Find(crypto::Sha256("19999"), now + absl::Seconds(60)), nullptr);
  EXPECT_EQ(cache.Find(crypto::Sha256("0"), now), nullptr);
}

TEST(PrincipalTest, MandatesAreHalfOpenInTime) {
  const Principal principal = CaseManager();
  EXPECT_TRUE(principal.HasMandate("GM0153", absl::CivilDay(2026, 1, 1)));
  EXPECT_TRUE(principal.HasMandate("GM0153", absl::CivilDay(2026, 12, 31)));
  EXPECT_FALSE(principal.HasMandate("GM0153", absl::CivilDay(2027, 1, 1)));
  EXPECT_FALSE(principal.HasMandate("GM0153", absl::CivilDay(2025, 12, 31)));
  EXPECT_TRUE(principal.HasMandate("GM0164", absl::CivilDay(1900, 1, 1)));
  EXPECT_FALSE(principal.HasMandate("GM9999", absl::CivilDay(2026, 6, 1)));
  EXPECT_THAT(principal.Municipalities(absl::CivilDay(2026, 6, 1)),
              ::testing::ElementsAre("GM0001", "GM0153", "GM0164"));
  EXPECT_THAT(principal.Municipalities(absl::CivilDay(2027, 6, 1)),
              ::testing::ElementsAre("GM0001", "GM0164"));
}

}  // namespace
}  // namespace duaal::auth
