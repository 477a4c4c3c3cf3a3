#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "chassis/crypto/crypto.h"

namespace duaal::crypto {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kMaxIdLength = 32;
constexpr char kVersion = 1;

// A failure of the library itself (no memory, no randomness) leaves nothing safe to do.
void Require(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "crypto: %s failed\n", what);
  std::abort();
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

struct Key {
  std::string id;
  std::string secret;

  Key(std::string key_id, std::string key_secret) : id(std::move(key_id)), secret(std::move(key_secret)) {}
  Key(Key&&) = default;
  Key& operator=(Key&&) = default;
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  ~Key() { OPENSSL_cleanse(secret.data(), secret.size()); }
};

using Keys = std::vector<Key>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;
using Cipher = std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)>;
using Mac = std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

// Layout of a sealed value: version, length of the key id, key id | nonce, ciphertext, tag. The part
// before the bar and the context are authenticated but not encrypted.
std::string Header(const Key& key) {
  std::string header;
  header.push_back(kVersion);
  header.push_back(static_cast<char>(key.id.size()));
  header += key.id;
  return header;
}

std::string Seal(const EVP_CIPHER* cipher, const Key& key, std::string_view plain, std::string_view context) {
  const std::string header = Header(key);
  std::string out = header;
  out.resize(header.size() + kNonceBytes + plain.size() + kTagBytes);
  unsigned char* nonce = Bytes(out) + header.size();
  unsigned char* body = nonce + kNonceBytes;
  // Random nonces are safe for 2^32 values under one key; keys are rotated long before.
  Require(RAND_bytes(nonce, kNonceBytes) == 1, "RAND_bytes");
  CipherContext ctx(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int length = 0;
  bool ok =
      ctx != nullptr && EVP_EncryptInit_ex2(ctx.get(), cipher, Bytes(key.secret), nonce, nullptr) == 1 &&
      EVP_EncryptUpdate(ctx.get(), nullptr, &length, Bytes(header), static_cast<int>(header.size())) == 1 &&
      EVP_EncryptUpdate(ctx.get(), nullptr, &length, Bytes(context), static_cast<int>(context.size())) == 1 &&
      EVP_EncryptUpdate(ctx.get(), body, &length, Bytes(plain), static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(ctx.get(), body + plain.size(), &length) == 1 &&
      EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, body + plain.size()) == 1;
  Require(ok, "AES-256-GCM");
  return out;
}

// Nothing when the value is not one of ours or does not verify. Which of the two is not told apart.
std::optional<std::string> Open(const EVP_CIPHER* cipher, const Keys& keys, std::string_view sealed,
                                std::string_view context) {
  if (sealed.size() < 2 || sealed[0] != kVersion) return std::nullopt;
  const std::size_t header_size = 2 + static_cast<unsigned char>(sealed[1]);
  if (sealed.size() < header_size + kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view header = sealed.substr(0, header_size);
  const std::string_view id = header.substr(2);
  const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& k) { return k.id == id; });
  if (key == keys.end()) return std::nullopt;
  const std::string_view nonce = sealed.substr(header_size, kNonceBytes);
  const std::string_view body =
      sealed.substr(header_size + kNonceBytes, sealed.size() - header_size - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  std::string plain(body.size(), '\0');
  CipherContext ctx(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int length = 0;
  unsigned char none[1];
  const bool ready = ctx != nullptr &&
                     EVP_DecryptInit_ex2(ctx.get(), cipher, Bytes(key->secret), Bytes(nonce), nullptr) == 1;
  Require(ready, "AES-256-GCM");
  const bool ok =
      EVP_DecryptUpdate(ctx.get(), nullptr, &length, Bytes(header), static_cast<int>(header.size())) == 1 &&
      EVP_DecryptUpdate(ctx.get(), nullptr, &length, Bytes(context), static_cast<int>(context.size())) == 1 &&
      EVP_DecryptUpdate(ctx.get(), Bytes(plain), &length, Bytes(body), static_cast<int>(body.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, Bytes(tag)) == 1 &&
      EVP_DecryptFinal_ex(ctx.get(), none, &length) == 1;
  if (!ok) return std::nullopt;
  return plain;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> ParseSecret(const std::string& hex) {
  if (hex.size() != kKeyBytes * 2) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = HexValue(hex[i]);
    const int low = HexValue(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
  }
  return out;
}

bool IsId(const std::string& text) {
  return !text.empty() && text.size() <= kMaxIdLength && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Status BadRing(const std::string& path, const std::string& what) {
  return Error(absl::StatusCode::kInvalidArgument, "KEY_RING", path + ": " + what);
}

}  // namespace

struct KeyRing::Impl {
  Keys field;
  Keys lookup;
  Keys page;
  Cipher cipher{EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr), EVP_CIPHER_free};
  Mac hmac{EVP_MAC_fetch(nullptr, "HMAC", nullptr), EVP_MAC_free};
  MacContext lookup_mac{nullptr, EVP_MAC_CTX_free};  // keyed once, copied per hash

  void Prepare() {
    Require(cipher != nullptr && hmac != nullptr, "fetch");
    lookup_mac.reset(EVP_MAC_CTX_new(hmac.get()));
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0),
                                 OSSL_PARAM_construct_end()};
    const std::string& secret = lookup.front().secret;
    Require(
        lookup_mac != nullptr && EVP_MAC_init(lookup_mac.get(), Bytes(secret), secret.size(), params) == 1,
        "HMAC");
  }

  // Adds the key of one line; an error text, or empty.
  std::string AddLine(const std::string& line) {
    std::istringstream words(line);
    std::string id, purpose, hex, rest;
    words >> id >> purpose >> hex;
    if (hex.empty() || (words >> rest)) return "expected <id> <purpose> <64 hex digits>";
    if (!IsId(id)) return "the id must be 1 to 32 of a-z, 0-9 and -";
    Keys* keys = purpose == "field"    ? &field
                 : purpose == "lookup" ? &lookup
                 : purpose == "page"   ? &page
                                       : nullptr;
    if (keys == nullptr) return "the purpose must be field, lookup or page";
    std::optional<std::string> secret = ParseSecret(hex);
    if (!secret.has_value()) return "the key must be 64 hex digits";
    if (std::any_of(keys->begin(), keys->end(), [&](const Key& k) { return k.id == id; })) {
      return "the id stands twice for one purpose";
    }
    keys->emplace_back(id, *std::move(secret));
    return "";
  }
};

KeyRing::KeyRing(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

StatusOr<std::shared_ptr<KeyRing>> KeyRing::FromFile(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Error(absl::StatusCode::kNotFound, "KEY_RING", path + ": cannot be read.");
  auto impl = std::make_unique<Impl>();
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const std::size_t start = line.find_first_not_of(" \t\r");
    if (start == std::string::npos || line[start] == '#') continue;
    const std::string fault = impl->AddLine(line);
    if (!fault.empty()) return BadRing(path, "line " + std::to_string(number) + ": " + fault + ".");
  }
  if (impl->field.empty()) return BadRing(path, "no key of purpose field.");
  if (impl->lookup.empty()) return BadRing(path, "no key of purpose lookup.");
  if (impl->page.empty()) return BadRing(path, "no key of purpose page.");
  impl->Prepare();
  return std::shared_ptr<KeyRing>(new KeyRing(std::move(impl)));
}

std::string KeyRing::Encrypt(std::string_view plain, std::string_view context) const {
  return Seal(impl_->cipher.get(), impl_->field.front(), plain, context);
}

StatusOr<std::string> KeyRing::Decrypt(std::string_view sealed, std::string_view context) const {
  std::optional<std::string> plain = Open(impl_->cipher.get(), impl_->field, sealed, context);
  if (!plain.has_value()) {
    return Error(absl::StatusCode::kDataLoss, "SEALED_VALUE", "A stored value cannot be decrypted.");
  }
  return *std::move(plain);
}

std::string KeyRing::LookupHash(std::string_view value) const {
  MacContext ctx(EVP_MAC_CTX_dup(impl_->lookup_mac.get()), EVP_MAC_CTX_free);
  std::string out(kHashBytes, '\0');
  std::size_t length = 0;
  Require(ctx != nullptr && EVP_MAC_update(ctx.get(), Bytes(value), value.size()) == 1 &&
              EVP_MAC_final(ctx.get(), Bytes(out), &length, out.size()) == 1 && length == kHashBytes,
          "HMAC");
  return out;
}

std::string KeyRing::SealPageToken(std::string_view payload, std::string_view binding) const {
  return Base64Url(Seal(impl_->cipher.get(), impl_->page.front(), payload, binding));
}

StatusOr<std::string> KeyRing::OpenPageToken(std::string_view token, std::string_view binding) const {
  StatusOr<std::string> sealed = FromBase64Url(token);
  std::optional<std::string> payload;
  if (sealed.ok()) payload = Open(impl_->cipher.get(), impl_->page, *sealed, binding);
  if (!payload.has_value()) {
    return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN",
                 "The page token is not one of this query. Start again without it.");
  }
  return *std::move(payload);
}

}  // namespace duaal::crypto
