#include "chassis/auth/testing/keys.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "chassis/auth/openssl.h"
#include "chassis/crypto/crypto.h"

namespace duaal::auth::testing {
namespace {

using MemoryFile = std::unique_ptr<BIO, Freer<BIO_free>>;

void Require(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "auth/testing: %s failed\n", what);
  std::abort();
}

std::string TextOf(BIO* memory) {
  char* text = nullptr;
  const long length = BIO_get_mem_data(memory, &text);
  return {text, static_cast<std::size_t>(length)};
}

KeyPair ToPem(EVP_PKEY* raw) {
  const KeyPtr key(raw);
  Require(key != nullptr, "making a key");
  const MemoryFile secret(BIO_new(BIO_s_mem()));
  const MemoryFile open(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
              PEM_write_bio_PUBKEY(open.get(), key.get()) == 1,
          "writing a key");
  return {TextOf(secret.get()), TextOf(open.get())};
}

KeyPtr FromPem(const std::string& pem) {
  const MemoryFile memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  KeyPtr key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
  Require(key != nullptr, "reading a key");
  return key;
}

std::string NumberOf(EVP_PKEY* key, const char* name, int bytes) {
  BIGNUM* number = nullptr;
  Require(EVP_PKEY_get_bn_param(key, name, &number) == 1, name);
  const BigNumber owner(number);
  std::string text(static_cast<std::size_t>(bytes > 0 ? bytes : BN_num_bytes(number)), '\0');
  BN_bn2binpad(number, Bytes(text), static_cast<int>(text.size()));
  return crypto::Base64Url(text);
}

std::string SideBySide(const std::string& der) {
  const unsigned char* start = Bytes(std::string_view(der));
  ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &start, static_cast<long>(der.size()));
  Require(pair != nullptr, "ECDSA");
  std::string text(64, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(pair), Bytes(text), 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair), Bytes(text) + 32, 32);
  ECDSA_SIG_free(pair);
  return text;
}

}  // namespace

Folder::Folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "duaal-auth-XXXXXX").string();
  Require(::mkdtemp(pattern.data()) != nullptr, "mkdtemp");
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;  // a folder left behind harms no test
  std::filesystem::remove_all(path_, ignored);
}

std::string Folder::Write(const std::string& name, const std::string& text) const {
  const std::filesystem::path path = Path(name);
  std::filesystem::create_directories(path.parent_path());
  // Renamed into place, as an operator should do it: a reader sees the old file or the new one.
  const std::string fresh = path.string() + ".new";
  std::ofstream(fresh) << text;
  std::filesystem::rename(fresh, path);
  return path.string();
}

KeyPair NewEd25519() { return ToPem(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")); }
KeyPair NewRsa(int bits) { return ToPem(EVP_RSA_gen(static_cast<unsigned>(bits))); }
KeyPair NewP256() { return ToPem(EVP_EC_gen("P-256")); }

void WriteIssuer(const Folder& folder, const std::string& issuer) {
  const KeyPair pair = NewEd25519();
  folder.Write(issuer + ".key", pair.private_pem);
  folder.Write("issuers/" + issuer + ".pem", pair.public_pem);
}

std::string Jwk(const KeyPair& pair, const std::string& kid) {
  const KeyPtr key = FromPem(pair.private_pem);
  std::string json = R"({"kid":")" + kid + R"(",)";
  switch (EVP_PKEY_get_base_id(key.get())) {
    case EVP_PKEY_RSA:
      return json + R"("kty":"RSA","n":")" + NumberOf(key.get(), OSSL_PKEY_PARAM_RSA_N, 0) + R"(","e":")" +
             NumberOf(key.get(), OSSL_PKEY_PARAM_RSA_E, 0) + R"("})";
    case EVP_PKEY_EC:
      return json + R"("kty":"EC","crv":"P-256","x":")" + NumberOf(key.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32) +
             R"(","y":")" + NumberOf(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32) + R"("})";
    default:
      break;
  }
  std::string raw(32, '\0');
  std::size_t length = raw.size();
  Require(EVP_PKEY_get_raw_public_key(key.get(), Bytes(raw), &length) == 1, "raw key");
  return json + R"("kty":"OKP","crv":"Ed25519","x":")" + crypto::Base64Url(raw) + R"("})";
}

std::string Jwks(const std::vector<std::string>& jwks) {
  std::string list;
  for (const std::string& jwk : jwks) list += (list.empty() ? "" : ",") + jwk;
  return R"({"keys":[)" + list + "]}";
}

std::string SignJwt(const std::string& header, const std::string& body, const KeyPair& pair) {
  const KeyPtr key = FromPem(pair.private_pem);
  const std::string text = crypto::Base64Url(header) + "." + crypto::Base64Url(body);
  const int type = EVP_PKEY_get_base_id(key.get());
  const DigestContext ctx(EVP_MD_CTX_new());
  std::string signature(1024, '\0');
  std::size_t length = signature.size();
  Require(EVP_DigestSignInit(ctx.get(), nullptr, type == EVP_PKEY_ED25519 ? nullptr : EVP_sha256(), nullptr,
                             key.get()) == 1 &&
              EVP_DigestSign(ctx.get(), Bytes(signature), &length, Bytes(text), text.size()) == 1,
          "signing");
  signature.resize(length);
  if (type == EVP_PKEY_EC) signature = SideBySide(signature);
  return text + "." + crypto::Base64Url(signature);
}

}  // namespace duaal::auth::testing
