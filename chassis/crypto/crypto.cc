#include "chassis/crypto/crypto.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <cstdlib>

namespace duaal::crypto {
namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// The value of each character of the alphabet, -1 for all others.
constexpr std::array<std::int8_t, 256> MakeValues() {
  std::array<std::int8_t, 256> values{};
  for (auto& value : values) value = -1;
  for (int i = 0; i < 64; ++i) values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  return values;
}

constexpr std::array<std::int8_t, 256> kValues = MakeValues();

Status BadText() {
  return Error(absl::StatusCode::kInvalidArgument, "BASE64URL", "The text is not unpadded base64url.");
}

}  // namespace

std::string Sha256(std::string_view data) {
  // Fetched once: the implicit fetch of EVP_sha256() costs more than hashing a short text.
  static const EVP_MD* const kDigest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::string out(32, '\0');
  if (kDigest == nullptr || EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(out.data()),
                                       nullptr, kDigest, nullptr) != 1) {
    std::abort();  // OpenSSL without SHA-256: nothing that follows would be safe
  }
  return out;
}

std::string Hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

std::string Base64Url(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : bytes) {
    buffer = (buffer << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out.push_back(kAlphabet[(buffer >> (bits - 6)) & 63]);
  }
  if (bits > 0) out.push_back(kAlphabet[(buffer << (6 - bits)) & 63]);
  return out;
}

StatusOr<std::string> FromBase64Url(std::string_view text) {
  if (text.size() % 4 == 1) return BadText();
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : text) {
    const std::int8_t value = kValues[static_cast<unsigned char>(c)];
    if (value < 0) return BadText();
    buffer = (buffer << 6) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<char>((buffer >> bits) & 255));
    }
  }
  // Left-over bits must be zero, or one value would have several texts and a signed token several forms.
  if ((buffer & ((1U << bits) - 1)) != 0) return BadText();
  return out;
}

}  // namespace duaal::crypto
