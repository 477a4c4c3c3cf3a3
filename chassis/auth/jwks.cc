#include "chassis/auth/jwks.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <rapidjson/document.h>

#include <utility>

#include "chassis/crypto/crypto.h"

namespace duaal::auth {
namespace {

constexpr int kSmallestRsaBits = 2048;
constexpr int kLargestRsaBits = 8192;  // a larger one would make each verification a burden
constexpr std::size_t kP256Bytes = 32;
constexpr std::size_t kEd25519Bytes = 32;

using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;

std::string Text(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsString()) return "";
  return {member->value.GetString(), member->value.GetStringLength()};
}

// A member in base64url, decoded; empty when it is absent or wrong.
std::string Decoded(const rapidjson::Value& object, const char* name) {
  return crypto::FromBase64Url(Text(object, name)).value_or("");
}

KeyPtr FromParams(const char* type, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext ctx(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || ctx == nullptr || EVP_PKEY_fromdata_init(ctx.get()) != 1 ||
      EVP_PKEY_fromdata(ctx.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    return nullptr;
  }
  return KeyPtr(key);
}

KeyPtr RsaKey(const rapidjson::Value& jwk) {
  const std::string n = Decoded(jwk, "n");
  const std::string e = Decoded(jwk, "e");
  if (n.empty() || e.empty() || n.size() > kLargestRsaBits / 8 || e.size() > 8) return nullptr;
  const BigNumber modulus(BN_bin2bn(Bytes(n), static_cast<int>(n.size()), nullptr));
  const BigNumber exponent(BN_bin2bn(Bytes(e), static_cast<int>(e.size()), nullptr));
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  if (modulus == nullptr || exponent == nullptr || builder == nullptr ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1) {
    return nullptr;
  }
  KeyPtr key = FromParams("RSA", builder.get());
  if (key == nullptr || EVP_PKEY_get_bits(key.get()) < kSmallestRsaBits) return nullptr;
  return key;
}

KeyPtr EcKey(const rapidjson::Value& jwk) {
  const std::string x = Decoded(jwk, "x");
  const std::string y = Decoded(jwk, "y");
  if (x.size() != kP256Bytes || y.size() != kP256Bytes) return nullptr;
  const std::string point = "\x04" + x + y;
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  if (builder == nullptr ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) !=
          1) {
    return nullptr;
  }
  KeyPtr key = FromParams("EC", builder.get());
  if (key == nullptr) return nullptr;
  // A point off the curve must not become a key.
  const KeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (check == nullptr || EVP_PKEY_public_check(check.get()) != 1) return nullptr;
  return key;
}

KeyPtr Ed25519Key(const rapidjson::Value& jwk) {
  const std::string x = Decoded(jwk, "x");
  if (x.size() != kEd25519Bytes) return nullptr;
  return KeyPtr(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(x), x.size()));
}

// The algorithm that a key of this type is for; empty for types that we do not take.
std::string AlgorithmOf(const rapidjson::Value& jwk) {
  const std::string type = Text(jwk, "kty");
  const std::string curve = Text(jwk, "crv");
  if (type == "RSA") return "RS256";
  if (type == "EC" && curve == "P-256") return "ES256";
  if (type == "OKP" && curve == "Ed25519") return "EdDSA";
  return "";
}

bool IsForUs(const rapidjson::Value& jwk, const std::string& algorithm) {
  const std::string use = Text(jwk, "use");
  const std::string stated = Text(jwk, "alg");
  return !algorithm.empty() && !Text(jwk, "kid").empty() && (use.empty() || use == "sig") &&
         (stated.empty() || stated == algorithm);
}

Status Bad(const std::string& what) {
  return Error(absl::StatusCode::kInvalidArgument, "JWKS", "The key set " + what + ".");
}

// OpenSSL wants an ECDSA signature in DER; a token carries its two numbers side by side.
std::string ToDer(std::string_view signature) {
  if (signature.size() != 2 * kP256Bytes) return "";
  BigNumber r(BN_bin2bn(Bytes(signature), kP256Bytes, nullptr));
  BigNumber s(BN_bin2bn(Bytes(signature) + kP256Bytes, kP256Bytes, nullptr));
  const EcdsaSignature pair(ECDSA_SIG_new());
  if (r == nullptr || s == nullptr || pair == nullptr) return "";
  if (ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return "";
  (void)r.release();  // owned by the pair now
  (void)s.release();
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(pair.get(), &der);
  if (length <= 0) return "";
  std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return out;
}

}  // namespace

bool VerifyingKey::Verifies(std::string_view text, std::string_view signature) const {
  std::string der;
  if (algorithm == "ES256") {
    der = ToDer(signature);
    if (der.empty()) return false;
    signature = der;
  }
  // Ed25519 hashes by itself; RSA keys of type RSA sign with PKCS #1 v1.5, which is RS256.
  const EVP_MD* digest = algorithm == "EdDSA" ? nullptr : EVP_sha256();
  const DigestContext ctx(EVP_MD_CTX_new());
  const bool good =
      ctx != nullptr && EVP_DigestVerifyInit(ctx.get(), nullptr, digest, nullptr, key.get()) == 1 &&
      EVP_DigestVerify(ctx.get(), Bytes(signature), signature.size(), Bytes(text), text.size()) == 1;
  if (!good) ERR_clear_error();  // a refused signature leaves its reason in the thread's queue
  return good;
}

StatusOr<std::map<std::string, VerifyingKey, std::less<>>> ParseJwks(const std::string& json) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
  if (document.HasParseError() || !document.IsObject()) return Bad("is not a JSON object");
  const auto list = document.FindMember("keys");
  if (list == document.MemberEnd() || !list->value.IsArray()) return Bad("has no list `keys`");
  std::map<std::string, VerifyingKey, std::less<>> keys;
  for (const rapidjson::Value& jwk : list->value.GetArray()) {
    if (!jwk.IsObject()) return Bad("holds an entry that is not an object");
    const std::string algorithm = AlgorithmOf(jwk);
    if (!IsForUs(jwk, algorithm)) continue;
    KeyPtr key = algorithm == "RS256" ? RsaKey(jwk) : algorithm == "ES256" ? EcKey(jwk) : Ed25519Key(jwk);
    if (key == nullptr) {
      ERR_clear_error();
      return Bad("holds a broken key for " + algorithm);
    }
    if (!keys.emplace(Text(jwk, "kid"), VerifyingKey{algorithm, std::move(key)}).second) {
      return Bad("names a key id twice");
    }
  }
  if (keys.empty()) return Bad("holds no key for RS256, ES256 or EdDSA");
  return keys;
}

}  // namespace duaal::auth
