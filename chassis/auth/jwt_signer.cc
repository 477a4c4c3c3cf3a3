#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "chassis/auth/jwt.h"
#include "chassis/auth/openssl.h"
#include "chassis/core/civil.h"
#include "chassis/crypto/crypto.h"

namespace duaal::auth {
namespace {

constexpr int kP256Bytes = 32;

using Json = rapidjson::Writer<rapidjson::StringBuffer>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;

void Put(Json* json, std::string_view text) {
  json->String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void Put(Json* json, std::string_view name, std::string_view text) {
  Put(json, name);
  Put(json, text);
}

// One coordinate of the public key as 32 bytes; empty when it is not a key on P-256.
std::string Coordinate(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return "";
  const BigNumber owner(number);
  std::string bytes(kP256Bytes, '\0');
  return BN_bn2binpad(number, Bytes(bytes), kP256Bytes) == kP256Bytes ? bytes : "";
}

bool IsP256(EVP_PKEY* key) {
  char group[32] = "";
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
         EVP_PKEY_get_group_name(key, group, sizeof(group), nullptr) == 1 &&
         std::string_view(group) == "prime256v1";
}

// The two numbers side by side, as RFC 7518 has them.
std::string SignEs256(EVP_PKEY* key, std::string_view text) {
  std::string der(128, '\0');
  std::size_t length = der.size();
  const DigestContext ctx(EVP_MD_CTX_new());
  if (ctx == nullptr || EVP_DigestSignInit(ctx.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(ctx.get(), Bytes(der), &length, Bytes(text), text.size()) != 1) {
    std::abort();  // a valid private key always signs; only lack of memory ends here
  }
  const unsigned char* start = Bytes(der);
  const EcdsaSignature pair(d2i_ECDSA_SIG(nullptr, &start, static_cast<long>(length)));
  std::string out(2 * kP256Bytes, '\0');
  if (pair == nullptr || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), Bytes(out), kP256Bytes) != kP256Bytes ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), Bytes(out) + kP256Bytes, kP256Bytes) != kP256Bytes) {
    std::abort();
  }
  return out;
}

void PutMandate(Json* json, const Mandate& mandate) {
  if (!mandate.from_date.has_value() && !mandate.until_date.has_value()) {
    return Put(json, mandate.municipality_code);
  }
  json->StartObject();
  Put(json, "code", mandate.municipality_code);
  if (mandate.from_date.has_value()) Put(json, "from", FormatDate(*mandate.from_date));
  if (mandate.until_date.has_value()) Put(json, "until", FormatDate(*mandate.until_date));
  json->EndObject();
}

}  // namespace

struct JwtSigner::Impl {
  KeyPtr key;
  std::string issuer;
  std::string audience;
  std::string x;  // base64url
  std::string y;
  std::string kid;

  [[nodiscard]] std::string Body(const JwtClaims& claims, absl::Time now) const;
};

std::string JwtSigner::Impl::Body(const JwtClaims& claims, absl::Time now) const {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartObject();
  Put(&json, "iss", issuer);
  Put(&json, "aud", audience);
  Put(&json, "sub", claims.subject);
  Put(&json, "iat");
  json.Int64(absl::ToUnixSeconds(now));
  Put(&json, "exp");
  json.Int64(absl::ToUnixSeconds(claims.expires));
  Put(&json, "roles");
  json.StartArray();
  for (const std::string& role : claims.roles) Put(&json, role);
  json.EndArray();
  Put(&json, "municipalities");
  json.StartArray();
  for (const Mandate& mandate : claims.municipalities) PutMandate(&json, mandate);
  json.EndArray();
  if (!claims.organisation.empty()) Put(&json, "organisation", claims.organisation);
  if (!claims.purpose.empty()) Put(&json, "purpose", claims.purpose);
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

JwtSigner::JwtSigner(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
JwtSigner::~JwtSigner() = default;

StatusOr<std::unique_ptr<JwtSigner>> JwtSigner::FromFile(const std::string& key_path,
                                                         const std::string& issuer,
                                                         const std::string& audience) {
  const std::unique_ptr<FILE, Freer<std::fclose>> file(std::fopen(key_path.c_str(), "r"));
  if (file == nullptr) return Error(absl::StatusCode::kNotFound, "JWT_KEY", key_path + ": cannot be read.");
  auto impl = std::make_unique<Impl>();
  impl->key.reset(PEM_read_PrivateKey(file.get(), nullptr, nullptr, nullptr));
  if (impl->key != nullptr && IsP256(impl->key.get())) {
    impl->x = crypto::Base64Url(Coordinate(impl->key.get(), OSSL_PKEY_PARAM_EC_PUB_X));
    impl->y = crypto::Base64Url(Coordinate(impl->key.get(), OSSL_PKEY_PARAM_EC_PUB_Y));
  }
  ERR_clear_error();
  if (impl->x.empty() || impl->y.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "JWT_KEY",
                 key_path + ": is not a P-256 private key in PEM.");
  }
  impl->issuer = issuer;
  impl->audience = audience;
  // RFC 7638: the required members only, in the order of their names, without white space.
  impl->kid = crypto::Base64Url(
      crypto::Sha256(R"({"crv":"P-256","kty":"EC","x":")" + impl->x + R"(","y":")" + impl->y + R"("})"));
  return std::unique_ptr<JwtSigner>(new JwtSigner(std::move(impl)));
}

std::string JwtSigner::Sign(const JwtClaims& claims, absl::Time now) const {
  const std::string header = R"({"alg":"ES256","typ":"JWT","kid":")" + impl_->kid + R"("})";
  std::string token = crypto::Base64Url(header) + "." + crypto::Base64Url(impl_->Body(claims, now));
  return token + "." + crypto::Base64Url(SignEs256(impl_->key.get(), token));
}

std::string JwtSigner::Jwks() const {
  return R"({"keys":[{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":")" + impl_->kid +
         R"(","x":")" + impl_->x + R"(","y":")" + impl_->y + R"("}]})" + "\n";
}

}  // namespace duaal::auth
