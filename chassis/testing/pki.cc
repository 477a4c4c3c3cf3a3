#include "chassis/testing/pki.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

namespace duaal::testing {
namespace {

constexpr long kLifetimeSeconds = 3600;

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "Test PKI: %s failed.\n", what.c_str());
  std::abort();
}

struct Free {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
  void operator()(X509* p) const { X509_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
  void operator()(BIGNUM* p) const { BN_free(p); }
  void operator()(std::FILE* p) const { std::fclose(p); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;
using Key = Owned<EVP_PKEY>;
using Certificate = Owned<X509>;

void Check(bool good, const char* what) {
  if (!good) Die(what);
}

Owned<std::FILE> Open(const std::string& path, const char* mode) {
  Owned<std::FILE> file(std::fopen(path.c_str(), mode));
  if (file == nullptr) Die("opening " + path);
  return file;
}

Key MakeKey(bool for_tokens) {
  if (for_tokens) return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
}

void WriteKey(const Key& key, const std::string& path) {
  const auto file = Open(path, "w");
  Check(PEM_write_PrivateKey(file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "writing a key");
}

void WriteCertificate(const Certificate& certificate, const std::string& path) {
  const auto file = Open(path, "w");
  Check(PEM_write_X509(file.get(), certificate.get()) == 1, "writing a certificate");
}

void AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  Check(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "adding an extension");
}

// A certificate for `key`, not signed yet. A null `issuer` makes it its own.
Certificate MakeCertificate(const std::string& common_name, const Key& key, X509* issuer) {
  Certificate made(X509_new());
  X509* certificate = made.get();
  X509_set_version(certificate, 2);
  const Owned<BIGNUM> serial(BN_new());
  Check(BN_rand(serial.get(), 120, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1, "making a serial number");
  BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate));
  X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate), kLifetimeSeconds);
  X509_set_pubkey(certificate, key.get());
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, issuer == nullptr ? name : X509_get_subject_name(issuer));
  return made;
}

}  // namespace

Pki::Pki() {
  std::string pattern = (std::filesystem::temp_directory_path() / "duaal-pki-XXXXXX").string();
  Check(mkdtemp(pattern.data()) != nullptr, "making a folder");
  folder_ = pattern;
  std::filesystem::create_directories(folder_ + "/pki");
  std::filesystem::create_directories(folder_ + "/tokens/issuers");
  const Key key = MakeKey(false);
  const Certificate ca = MakeCertificate("Duaal test CA", key, nullptr);
  AddExtension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  Check(X509_sign(ca.get(), key.get(), EVP_sha256()) > 0, "signing the CA");
  WriteCertificate(ca, this->ca());
  WriteKey(key, this->key("ca"));
}

Pki::~Pki() {
  std::error_code ignored;  // a folder left behind harms nobody
  std::filesystem::remove_all(folder_, ignored);
}

void Pki::IssueCertificate(const std::string& name) const {
  const Certificate issuer(PEM_read_X509(Open(ca(), "r").get(), nullptr, nullptr, nullptr));
  const Key issuer_key(PEM_read_PrivateKey(Open(key("ca"), "r").get(), nullptr, nullptr, nullptr));
  Check(issuer != nullptr && issuer_key != nullptr, "reading the CA");
  const Key fresh = MakeKey(false);
  const Certificate made = MakeCertificate(name, fresh, issuer.get());
  AddExtension(made.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(made.get(), issuer.get(), NID_subject_alt_name, "DNS:" + name + ",DNS:localhost,IP:127.0.0.1");
  AddExtension(made.get(), issuer.get(), NID_ext_key_usage, "serverAuth,clientAuth");
  Check(X509_sign(made.get(), issuer_key.get(), EVP_sha256()) > 0, "signing a certificate");
  WriteCertificate(made, certificate(name));
  WriteKey(fresh, key(name));
}

void Pki::IssueTokenKey(const std::string& name) const {
  const Key fresh = MakeKey(true);
  Check(fresh != nullptr, "making a token key");
  WriteKey(fresh, token_key(name));
  const auto file = Open(token_issuers() + "/" + name + ".pem", "w");
  Check(PEM_write_PUBKEY(file.get(), fresh.get()) == 1, "writing a public key");
}

}  // namespace duaal::testing
