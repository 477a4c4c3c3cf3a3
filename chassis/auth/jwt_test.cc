#include "chassis/auth/jwt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <chrono>
#include <functional>
#include <thread>
#include <tuple>

#include "chassis/auth/testing/keys.h"
#include "chassis/crypto/crypto.h"
#include "chassis/testing/status_matchers.h"

namespace duaal::auth {
namespace {

using duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Jwk;
using testing::Jwks;
using testing::KeyPair;
using ::testing::Not;
using testing::SignJwt;

constexpr auto kUnauthenticated = absl::StatusCode::kUnauthenticated;
constexpr char kIssuer[] = "https://issuer.example";
constexpr char kAudience[] = "duaal";
constexpr std::int64_t kNow = 1'794'871'800;

// Making an RSA key takes a while, so one serves all tests.
const KeyPair& Rsa() {
  static const KeyPair pair = testing::NewRsa(2048);
  return pair;
}

std::string Header(const std::string& algorithm, const std::string& kid) {
  return R"({"typ":"JWT","alg":")" + algorithm + R"(","kid":")" + kid + R"("})";
}

// A good body with `more` members.
std::string Body(const std::string& more = "", std::int64_t expires = kNow + 300) {
  return R"({"iss":")" + std::string(kIssuer) + R"(","aud":"duaal","sub":"u1","exp":)" +
         std::to_string(expires) + (more.empty() ? "" : "," + more) + "}";
}

class JwtTest : public ::testing::Test {
 protected:
  JwtTest() : p256_(testing::NewP256()), ed25519_(testing::NewEd25519()) {
    folder_.Write("jwks.json", Jwks({Jwk(Rsa(), "rsa"), Jwk(p256_, "ec"), Jwk(ed25519_, "ed")}));
    verifier_ = *JwtVerifier::FromFile(Options());
  }

  [[nodiscard]] JwtOptions Options() const { return {folder_.Path("jwks.json"), kIssuer, kAudience}; }
  [[nodiscard]] auto Verify(const std::string& token, std::int64_t at = kNow) const {
    return verifier_->Verify(token, absl::FromUnixSeconds(at));
  }
  // A token with this body, well signed.
  [[nodiscard]] auto VerifyBody(const std::string& body, std::int64_t at = kNow) const {
    return Verify(SignJwt(Header("ES256", "ec"), body, p256_), at);
  }

  testing::Folder folder_;
  KeyPair p256_;
  KeyPair ed25519_;
  std::unique_ptr<JwtVerifier> verifier_;
};

TEST_F(JwtTest, AcceptsTheThreeAlgorithms) {
  for (const auto& [algorithm, kid, pair] :
       {std::tuple("RS256", "rsa", Rsa()), std::tuple("ES256", "ec", p256_),
        std::tuple("EdDSA", "ed", ed25519_)}) {
    ASSERT_OK_AND_ASSIGN(const auto claims, Verify(SignJwt(Header(algorithm, kid), Body(), pair)));
    EXPECT_EQ(claims->subject, "u1") << algorithm;
    EXPECT_EQ(claims->expires, absl::FromUnixSeconds(kNow + 300)) << algorithm;
  }
}

TEST_F(JwtTest, ReadsAllClaims) {
  ASSERT_OK_AND_ASSIGN(
      const auto claims,
      VerifyBody(
          Body(R"("roles":["case-manager","planner"],"organisation":"o","purpose":"inburgering",)"
               R"("municipalities":["GM0164",{"code":"GM0153","from":"2026-01-01","until":"2027-01-01"},)"
               R"({"code":"GM0141"}],"nbf":1.5,"name":{"nested":[1,2]})")));
  EXPECT_THAT(claims->roles, ElementsAre("case-manager", "planner"));
  EXPECT_EQ(claims->organisation, "o");
  EXPECT_EQ(claims->purpose, "inburgering");
  ASSERT_EQ(claims->municipalities.size(), 3u);
  EXPECT_EQ(claims->municipalities[0].municipality_code, "GM0164");
  EXPECT_EQ(claims->municipalities[1].from_date, absl::CivilDay(2026, 1, 1));
  EXPECT_EQ(claims->municipalities[1].until_date, absl::CivilDay(2027, 1, 1));
  EXPECT_FALSE(claims->municipalities[2].from_date.has_value());
}

TEST_F(JwtTest, RefusesNoAlgorithm) {
  for (const char* algorithm : {"none", "None", "NONE", ""}) {
    const std::string text =
        crypto::Base64Url(Header(algorithm, "ec")) + "." + crypto::Base64Url(Body()) + ".";
    EXPECT_THAT(Verify(text), StatusIs(kUnauthenticated, "TOKEN_ALGORITHM")) << algorithm;
  }
}

TEST_F(JwtTest, RefusesAPublicKeyUsedAsSecret) {
  const std::string text = crypto::Base64Url(Header("HS256", "rsa")) + "." + crypto::Base64Url(Body());
  unsigned char mac[32];
  unsigned int length = 0;
  const std::string& secret = Rsa().public_pem;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac, &length);
  const std::string token = text + "." + crypto::Base64Url({reinterpret_cast<char*>(mac), length});
  EXPECT_THAT(Verify(token), StatusIs(kUnauthenticated, "TOKEN_ALGORITHM"));
}

TEST_F(JwtTest, PinsTheAlgorithmToTheKey) {
  EXPECT_THAT(Verify(SignJwt(Header("ES256", "rsa"), Body(), p256_)),
              StatusIs(kUnauthenticated, "TOKEN_ALGORITHM"));
  EXPECT_THAT(Verify(SignJwt(Header("PS256", "rsa"), Body(), Rsa())),
              StatusIs(kUnauthenticated, "TOKEN_ALGORITHM"));
  EXPECT_THAT(Verify(SignJwt(Header("ES256", "ec"), Body(), testing::NewP256())),
              StatusIs(kUnauthenticated, "TOKEN_SIGNATURE"));
  EXPECT_THAT(Verify(SignJwt(Header("RS256", "rsa"), Body(), p256_)),
              StatusIs(kUnauthenticated, "TOKEN_SIGNATURE"));
}

TEST_F(JwtTest, RefusesEveryChangedCharacter) {
  const std::string token = SignJwt(Header("ES256", "ec"), Body(), p256_);
  ASSERT_OK(Verify(token));
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_THAT(Verify(changed), StatusIs(kUnauthenticated)) << "character " << i;
  }
}

TEST_F(JwtTest, RefusesUnknownOrMissingKeyId) {
  EXPECT_THAT(Verify(SignJwt(Header("ES256", "other"), Body(), p256_)),
              StatusIs(kUnauthenticated, "TOKEN_KEY"));
  EXPECT_THAT(Verify(SignJwt(R"({"alg":"ES256"})", Body(), p256_)), StatusIs(kUnauthenticated, "TOKEN_KEY"));
}

TEST_F(JwtTest, HoldsToItsTimesWithAMinuteOfLeeway) {
  EXPECT_OK(VerifyBody(Body("", kNow), kNow + 59));
  EXPECT_THAT(VerifyBody(Body("", kNow), kNow + 60), StatusIs(kUnauthenticated, "TOKEN_EXPIRED"));
  EXPECT_OK(VerifyBody(Body(R"("nbf":)" + std::to_string(kNow + 60))));
  EXPECT_THAT(VerifyBody(Body(R"("nbf":)" + std::to_string(kNow + 61))),
              StatusIs(kUnauthenticated, "TOKEN_NOT_YET_VALID"));
  EXPECT_THAT(VerifyBody(Body(R"("iat":)" + std::to_string(kNow + 61))),
              StatusIs(kUnauthenticated, "TOKEN_NOT_YET_VALID"));
}

TEST_F(JwtTest, ForgetsARememberedTokenWhenItExpires) {
  const std::string token = SignJwt(Header("ES256", "ec"), Body(), p256_);
  ASSERT_OK_AND_ASSIGN(const auto first, Verify(token));
  ASSERT_OK_AND_ASSIGN(const auto second, Verify(token));
  EXPECT_EQ(first.get(), second.get());
  EXPECT_THAT(Verify(token, kNow + 360), StatusIs(kUnauthenticated, "TOKEN_EXPIRED"));
}

TEST_F(JwtTest, HoldsToIssuerAndAudience) {
  const std::string end = R"(","sub":"u1","exp":)" + std::to_string(kNow + 300) + "}";
  const std::string issuer = R"({"iss":")" + std::string(kIssuer) + R"(",)";
  EXPECT_THAT(VerifyBody(R"({"iss":"https://other.example","aud":"duaal)" + end),
              StatusIs(kUnauthenticated, "TOKEN_ISSUER"));
  EXPECT_THAT(VerifyBody(R"({"aud":"duaal)" + end), StatusIs(kUnauthenticated, "TOKEN_ISSUER"));
  EXPECT_THAT(VerifyBody(issuer + R"("aud":"other)" + end), StatusIs(kUnauthenticated, "TOKEN_AUDIENCE"));
  EXPECT_THAT(VerifyBody(issuer + R"("x":"duaal)" + end), StatusIs(kUnauthenticated, "TOKEN_AUDIENCE"));
  EXPECT_OK(VerifyBody(issuer + R"("aud":["other","duaal"],"y":")" + end));
}

TEST_F(JwtTest, RefusesClaimsOfAnotherShape) {
  for (const char* more :
       {R"("roles":"admin")", R"("roles":[1])", R"("municipalities":"GM0164")", R"("municipalities":[1])",
        R"("municipalities":[{"from":"2026-01-01"}])",
        R"("municipalities":[{"code":"GM0164","until":"soon"}])", R"("municipalities":[""])",
        R"("organisation":7)", R"("purpose":["a"])", R"("purpose":"a\nb")", R"("nbf":"now")"}) {
    EXPECT_THAT(VerifyBody(Body(more)), StatusIs(kUnauthenticated, "TOKEN_CLAIMS")) << more;
  }
  const std::string start = R"({"iss":")" + std::string(kIssuer) + R"(","aud":"duaal",)";
  EXPECT_THAT(VerifyBody(start + R"("sub":"u1"})"), StatusIs(kUnauthenticated, "TOKEN_CLAIMS"));
  EXPECT_THAT(VerifyBody(start + R"("sub":"u1","exp":"2030"})"), StatusIs(kUnauthenticated, "TOKEN_CLAIMS"));
  EXPECT_THAT(VerifyBody(start + R"("sub":"u1","exp":1e300})"), StatusIs(kUnauthenticated, "TOKEN_CLAIMS"));
  EXPECT_THAT(VerifyBody(start + R"("exp":9999999999})"), StatusIs(kUnauthenticated, "TOKEN_CLAIMS"));
  EXPECT_THAT(VerifyBody(start + R"("sub":"","exp":9999999999})"),
              StatusIs(kUnauthenticated, "TOKEN_CLAIMS"));
}

TEST_F(JwtTest, RefusesANameGivenTwice) {
  EXPECT_THAT(VerifyBody(Body(R"("roles":["planner"],"roles":["admin"])")),
              StatusIs(kUnauthenticated, "TOKEN_MALFORMED"));
  EXPECT_THAT(Verify(SignJwt(R"({"alg":"ES256","kid":"ec","kid":"ed"})", Body(), p256_)),
              StatusIs(kUnauthenticated, "TOKEN_MALFORMED"));
}

TEST_F(JwtTest, RefusesAnExtensionItDoesNotKnow) {
  EXPECT_THAT(Verify(SignJwt(R"({"alg":"ES256","kid":"ec","crit":["b64"],"b64":false})", Body(), p256_)),
              StatusIs(kUnauthenticated, "TOKEN_MALFORMED"));
}

TEST_F(JwtTest, RefusesNonsenseWithoutRepeatingIt) {
  EXPECT_THAT(Verify(""), StatusIs(kUnauthenticated, "TOKEN_MISSING"));
  const std::string deep = std::string(20'000, '[');
  for (const std::string& token :
       {std::string("nonsense"), std::string("a.b"), std::string(".."), std::string("e30.e30.e30.e30"),
        std::string(200'000, 'A'), crypto::Base64Url(deep) + ".e30.e30"}) {
    const auto result = Verify(token);
    EXPECT_THAT(result, StatusIs(kUnauthenticated)) << token.substr(0, 20);
    EXPECT_THAT(std::string(result.status().message()), Not(HasSubstr(token)));
  }
}

// Verifies until the outcome is as wanted; the file is looked at once a second.
bool Eventually(const std::function<bool()>& wanted) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!wanted()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

TEST_F(JwtTest, FollowsTheKeySetAndForgetsTokensOfAKeyThatIsGone) {
  const std::string old_token = SignJwt(Header("ES256", "ec"), Body(), p256_);
  ASSERT_OK(Verify(old_token));
  const KeyPair next = testing::NewP256();
  folder_.Write("jwks.json", Jwks({Jwk(next, "next")}));
  const std::string new_token = SignJwt(Header("ES256", "next"), Body(), next);
  EXPECT_TRUE(Eventually([&] { return Verify(new_token).ok(); }));
  EXPECT_THAT(Verify(old_token), StatusIs(kUnauthenticated, "TOKEN_KEY"));
}

TEST_F(JwtTest, KeepsTheOldKeysWhileTheFileIsBroken) {
  const std::string token = SignJwt(Header("ES256", "ec"), Body(), p256_);
  folder_.Write("jwks.json", "{");
  EXPECT_TRUE(Eventually([&] {
    EXPECT_OK(Verify(token));
    return !verifier_->reload_status().ok();
  }));
  EXPECT_OK(Verify(token));
  folder_.Write("jwks.json", Jwks({Jwk(p256_, "ec")}));
  EXPECT_TRUE(Eventually([&] { return Verify(token).ok() && verifier_->reload_status().ok(); }));
}

TEST_F(JwtTest, RefusesToStartWithoutAProperKeySet) {
  const auto start = [&](const std::string& json) {
    folder_.Write("other.json", json);
    return JwtVerifier::FromFile({folder_.Path("other.json"), kIssuer, kAudience}).status();
  };
  const std::string good = Jwk(p256_, "a");
  EXPECT_OK(start(Jwks({good})));
  EXPECT_OK(start(Jwks({good, R"({"kty":"oct","k":"AAAA","kid":"secret"})"})));
  for (const std::string& json :
       {std::string("[]"), std::string("{}"), Jwks({}), Jwks({"7"}), Jwks({good, good}),
        Jwks({Jwk(testing::NewRsa(1024), "weak")}), Jwks({R"({"kty":"RSA","kid":"r","n":"AQAB"})"}),
        Jwks({R"({"kty":"EC","crv":"P-256","kid":"e","x":"AAAA","y":"AAAA"})"}),
        Jwks({R"({"kty":"EC","crv":"P-256","kid":"off","x":")" + std::string(42, 'A') + R"(E","y":")" +
              std::string(42, 'A') + R"(E"})"}),
        Jwks({R"({"kty":"oct","k":"AAAA","kid":"secret"})"})}) {
    EXPECT_THAT(start(json), StatusIs(absl::StatusCode::kInvalidArgument, "JWKS")) << json;
  }
  EXPECT_THAT(JwtVerifier::FromFile({folder_.Path("none.json"), kIssuer, kAudience}),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(JwtTest, RefusesLooseOptions) {
  JwtOptions options = Options();
  options.leeway = absl::Seconds(61);
  EXPECT_THAT(JwtVerifier::FromFile(options), StatusIs(absl::StatusCode::kInvalidArgument, "JWT_OPTIONS"));
  options = Options();
  options.audience = "";
  EXPECT_THAT(JwtVerifier::FromFile(options), StatusIs(absl::StatusCode::kInvalidArgument, "JWT_OPTIONS"));
}

TEST_F(JwtTest, VerifiesWhatTheLocalIssuerSigned) {
  folder_.Write("issuer.pem", p256_.private_pem);
  ASSERT_OK_AND_ASSIGN(const auto signer,
                       JwtSigner::FromFile(folder_.Path("issuer.pem"), kIssuer, kAudience));
  folder_.Write("issuer.json", signer->Jwks());
  ASSERT_OK_AND_ASSIGN(const auto verifier,
                       JwtVerifier::FromFile({folder_.Path("issuer.json"), kIssuer, kAudience}));
  JwtClaims claims;
  claims.subject = "u\"1\\";
  claims.roles = {"provider"};
  claims.organisation = "0192f0c1-7a3b-7c4d-8e5f-001122334455";
  claims.purpose = "inburgering";
  claims.expires = absl::FromUnixSeconds(kNow + 60);
  claims.municipalities = {{"GM0164", std::nullopt, std::nullopt},
                           {"GM0153", absl::CivilDay(2026, 1, 1), absl::CivilDay(2027, 1, 1)}};
  for (int i = 0; i < 50; ++i) {  // short numbers in the signature must be padded
    claims.subject += "x";
    const std::string token = signer->Sign(claims, absl::FromUnixSeconds(kNow));
    ASSERT_OK_AND_ASSIGN(const auto got, verifier->Verify(token, absl::FromUnixSeconds(kNow)));
    EXPECT_EQ(got->subject, claims.subject);
    EXPECT_EQ(got->roles, claims.roles);
    EXPECT_EQ(got->organisation, claims.organisation);
    EXPECT_EQ(got->purpose, claims.purpose);
    EXPECT_EQ(got->expires, claims.expires);
    ASSERT_EQ(got->municipalities.size(), 2u);
    EXPECT_EQ(got->municipalities[1].until_date, absl::CivilDay(2027, 1, 1));
  }
}

TEST(JwtSignerTest, TakesOnlyAP256Key) {
  const testing::Folder folder;
  EXPECT_THAT(JwtSigner::FromFile(folder.Path("none"), "i", "a"), StatusIs(absl::StatusCode::kNotFound));
  for (const std::string& pem :
       {testing::NewEd25519().private_pem, testing::NewP256().public_pem, std::string("x")}) {
    folder.Write("key.pem", pem);
    EXPECT_THAT(JwtSigner::FromFile(folder.Path("key.pem"), "i", "a"),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

}  // namespace
}  // namespace duaal::auth
