#include "chassis/core/uuid.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstdlib>
#include <cstring>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace duaal {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

void SetVersion(std::array<std::uint8_t, 16>& bytes, int version) {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
}

bool IsHyphenAt(std::size_t index) { return index == 8 || index == 13 || index == 18 || index == 23; }

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

Uuid Uuid::NewV7() {
  // Random bytes are fetched in blocks: one call to the generator per id costs more than the id.
  constexpr std::size_t kRandom = 8;
  thread_local std::array<std::uint8_t, 512> pool;
  thread_local std::size_t used = pool.size();
  if (used + kRandom > pool.size()) {
    if (RAND_bytes(pool.data(), static_cast<int>(pool.size())) != 1) std::abort();
    used = 0;
  }
  Uuid id;
  // Milliseconds, and where the standard leaves twelve bits free the part of one that has passed: two records
  // of the same millisecond still stand in the order in which they were made.
  constexpr std::uint64_t kNanosPerMilli = 1'000'000;
  const auto nanos = static_cast<std::uint64_t>(absl::ToUnixNanos(absl::Now()));
  const std::uint64_t ms = nanos / kNanosPerMilli;
  const std::uint64_t part = nanos % kNanosPerMilli * 4096 / kNanosPerMilli;
  for (int i = 0; i < 6; ++i) id.bytes_[i] = static_cast<std::uint8_t>(ms >> (8 * (5 - i)));
  id.bytes_[6] = static_cast<std::uint8_t>(part >> 8U);
  id.bytes_[7] = static_cast<std::uint8_t>(part);
  std::memcpy(id.bytes_.data() + 8, pool.data() + used, kRandom);
  used += kRandom;
  SetVersion(id.bytes_, 7);
  return id;
}

Uuid Uuid::FromName(std::string_view name) {
  std::array<std::uint8_t, 32> digest;
  unsigned int size = 0;
  if (EVP_Digest(name.data(), name.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) std::abort();
  Uuid id;
  std::memcpy(id.bytes_.data(), digest.data(), 16);
  SetVersion(id.bytes_, 8);
  return id;
}

std::optional<Uuid> Uuid::Parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (IsHyphenAt(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int digit = DigitOf(text[i]);
    if (digit < 0) return std::nullopt;
    std::uint8_t& byte = id.bytes_[nibble / 2];
    byte = static_cast<std::uint8_t>((byte << 4) | digit);
    ++nibble;
  }
  return id;
}

Uuid Uuid::FromBytes(std::string_view bytes) {
  Uuid id;
  if (bytes.size() == 16) std::memcpy(id.bytes_.data(), bytes.data(), 16);
  return id;
}

std::string Uuid::ToString() const {
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < 16; ++i) {
    if (IsHyphenAt(text.size())) text += '-';
    text += kDigits[bytes_[i] >> 4];
    text += kDigits[bytes_[i] & 0x0f];
  }
  return text;
}

std::string Uuid::Bytes() const { return std::string(reinterpret_cast<const char*>(bytes_.data()), 16); }

bool Uuid::IsNil() const { return *this == Uuid(); }

}  // namespace duaal
