#include "gateway/auth/authenticator.h"

#include <memory>
#include <string>

#include "chassis/auth/testing/keys.h"
#include "chassis/testing/status_matchers.h"
#include "gateway/testing/demo_catalogue.h"
#include "gtest/gtest.h"

namespace duaal::gateway {
namespace {

using duaal::testing::StatusIs;

constexpr char kRoles[] = R"(
purposes { code: "care" description: "Care." }
purposes { code: "steering" description: "Steering." }
roles {
  code: "reader" display_name: "Reader" kind: "staff"
  permissions: "things.read" purposes: "care" purposes: "steering"
}
)";

class AuthenticatorTest : public ::testing::Test {
 protected:
  AuthenticatorTest() {
    auth::testing::WriteIssuer(files_, "gateway");
    issuer_ = *auth::JwtSigner::FromFile(files_.Write("issuer.pem", auth::testing::NewP256().private_pem),
                                         "issuer", "duaal");
    auth::JwtOptions options;
    options.jwks_path = files_.Write("jwks.json", issuer_->Jwks());
    options.issuer = "issuer";
    options.audience = "duaal";
    options.leeway = absl::ZeroDuration();
    verifier_ = *auth::JwtVerifier::FromFile(options);
    roles_ = *auth::RoleBook::FromFile(files_.Write("roles.textproto", kRoles));
    signer_ = *auth::TokenSigner::FromFile("gateway", files_.Path("gateway.key"));
    tokens_ = *auth::TokenVerifier::FromDirectory(files_.Path("issuers"));
    authenticator_ = std::make_unique<Authenticator>(*verifier_, roles_, *signer_);
  }

  std::string Login(absl::Duration lifetime) const {
    auth::JwtClaims claims;
    claims.subject = "staff-1";
    claims.roles = {"reader"};
    claims.expires = now_ + lifetime;
    return "Bearer " + issuer_->Sign(claims, now_);
  }

  auth::testing::Folder files_;
  absl::Time now_ = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  std::unique_ptr<auth::JwtSigner> issuer_;
  std::unique_ptr<auth::JwtVerifier> verifier_;
  auth::RoleBook roles_;
  std::unique_ptr<auth::TokenSigner> signer_;
  std::unique_ptr<auth::TokenVerifier> tokens_;
  std::unique_ptr<Authenticator> authenticator_;
};

TEST_F(AuthenticatorTest, GivesATokenThatServicesAccept) {
  ASSERT_OK_AND_ASSIGN(const auto ticket, authenticator_->Authenticate(Login(absl::Minutes(5)), "", now_));
  ASSERT_OK_AND_ASSIGN(const auto principal, tokens_->Verify(ticket->internal_token, now_));
  EXPECT_EQ(principal->id, "staff-1");
  EXPECT_EQ(principal->purpose, "care");
  EXPECT_TRUE(principal->May("things.read"));
}

TEST_F(AuthenticatorTest, KeepsATicketForHalfAMinutePerPurpose) {
  const std::string login = Login(absl::Minutes(5));
  const auto first = authenticator_->Authenticate(login, "", now_);
  ASSERT_OK(first);
  EXPECT_EQ(*authenticator_->Authenticate(login, "", now_ + absl::Seconds(29)), *first);
  EXPECT_NE(*authenticator_->Authenticate(login, "steering", now_), *first);
  const absl::Time later = now_ + absl::Seconds(31);
  const auto renewed = authenticator_->Authenticate(login, "", later);
  ASSERT_OK(renewed);
  EXPECT_NE(*renewed, *first);
  // A token in use never runs out on its way to the service.
  EXPECT_OK(tokens_->Verify((*first)->internal_token, now_ + absl::Seconds(45)));
}

TEST_F(AuthenticatorTest, KeepsNoTicketPastTheEndOfTheLogin) {
  const std::string login = Login(absl::Seconds(10));
  EXPECT_OK(authenticator_->Authenticate(login, "", now_));
  EXPECT_THAT(authenticator_->Authenticate(login, "", now_ + absl::Seconds(11)),
              StatusIs(absl::StatusCode::kUnauthenticated, "TOKEN_EXPIRED"));
}

TEST_F(AuthenticatorTest, TakesOnlyBearerTokens) {
  const std::string login = Login(absl::Minutes(5));
  EXPECT_OK(authenticator_->Authenticate("bearer  " + login.substr(7), "", now_)) << "a scheme has no case";
  for (const std::string& other :
       {std::string(), login.substr(7), "Basic " + login.substr(7), std::string("Bearer ")}) {
    EXPECT_THAT(authenticator_->Authenticate(other, "", now_),
                StatusIs(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING"));
  }
  EXPECT_THAT(authenticator_->Authenticate(login, "marketing", now_),
              StatusIs(absl::StatusCode::kPermissionDenied, "PURPOSE_NOT_ALLOWED"));
}

TEST_F(AuthenticatorTest, ChecksTheOptionsOfTheMethod) {
  const auto catalogue = gateway::testing::Demo();
  const Method& get = *catalogue->Find("duaal.demo.v1.ThingService/GetThing");
  const Method& create = *catalogue->Find("duaal.demo.v1.ThingService/CreateThing");
  auth::Principal principal;
  principal.permissions = {"things.read"};
  principal.purpose = "care";
  EXPECT_OK(Authorise(get, principal));
  EXPECT_THAT(Authorise(create, principal),
              StatusIs(absl::StatusCode::kPermissionDenied, "PERMISSION_MISSING"));
  principal.purpose = "steering";
  EXPECT_THAT(Authorise(get, principal),
              StatusIs(absl::StatusCode::kPermissionDenied, "PURPOSE_NOT_ALLOWED"));
}

}  // namespace
}  // namespace duaal::gateway
