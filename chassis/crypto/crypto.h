#ifndef CHASSIS_CRYPTO_CRYPTO_H_
#define CHASSIS_CRYPTO_CRYPTO_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "chassis/core/status.h"

// Encryption of single fields and keyed hashes to find them by, over OpenSSL.
namespace duaal::crypto {

// SHA-256, 32 bytes.
[[nodiscard]] std::string Sha256(std::string_view data);
[[nodiscard]] std::string Hex(std::string_view bytes);
[[nodiscard]] std::string Base64Url(std::string_view bytes);
[[nodiscard]] StatusOr<std::string> FromBase64Url(std::string_view text);

// Keys by id. The first line's key encrypts; all decrypt, so that keys can be rotated. Thread-safe.
class KeyRing {
 public:
  // Reads lines `<id> <purpose> <64 hex digits>`, purpose `field` (AES-256-GCM), `lookup` (HMAC-SHA-256) or
  // `page` (AES-256-GCM of page tokens, which may carry a name to go on from). The newest key of a purpose
  // stands first. Empty lines and lines that start with `#` are skipped.
  // NOT_FOUND: no file. INVALID_ARGUMENT: a bad line, or a purpose without a key.
  [[nodiscard]] static StatusOr<std::shared_ptr<KeyRing>> FromFile(const std::string& path);

  // AEAD: key id, nonce, ciphertext and tag. `context` (table, column, row id) is authenticated, so a value
  // cannot be moved to another row.
  [[nodiscard]] std::string Encrypt(std::string_view plain, std::string_view context) const;
  // DATA_LOSS: tampered with, another context, or an unknown key.
  [[nodiscard]] StatusOr<std::string> Decrypt(std::string_view sealed, std::string_view context) const;
  // 32 bytes; the same value gives the same hash. Only the first `lookup` key is used: after a new one is
  // put in front, stored hashes must be computed again.
  [[nodiscard]] std::string LookupHash(std::string_view value) const;
  // An unforgeable, unreadable text for `payload`, bound to `binding` (query and principal).
  [[nodiscard]] std::string SealPageToken(std::string_view payload, std::string_view binding) const;
  // INVALID_ARGUMENT (PAGE_TOKEN): forged, or of another query.
  [[nodiscard]] StatusOr<std::string> OpenPageToken(std::string_view token, std::string_view binding) const;

 private:
  struct Impl;
  explicit KeyRing(std::unique_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace duaal::crypto

#endif  // CHASSIS_CRYPTO_CRYPTO_H_
