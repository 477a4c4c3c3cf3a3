#ifndef GATEWAY_REST_WELL_KNOWN_H_
#define GATEWAY_REST_WELL_KNOWN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The texts that proto3 JSON gives to some types and names.
namespace duaal::gateway::rest {

// Seconds since 1970 and nanoseconds on top, as in google.protobuf.Timestamp and Duration.
struct Instant {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  friend bool operator==(const Instant&, const Instant&) = default;
};

// RFC 3339 with any offset, capital `T` and `Z`, up to nine decimals, years 0001 to 9999. Nothing for
// other forms and for `-00:00`.
[[nodiscard]] std::optional<Instant> ParseTimestamp(std::string_view text);
// In UTC, with 0, 3, 6 or 9 decimals.
void AppendTimestamp(const Instant& instant, std::string* out);

// `3.5s`, `-1s`.
[[nodiscard]] std::optional<Instant> ParseDuration(std::string_view text);
void AppendDuration(const Instant& duration, std::string* out);

// `birth_date` -> `birthDate`, per dotted path.
[[nodiscard]] std::string ToLowerCamel(std::string_view path);
// `birthDate` -> `birth_date`; what is snake_case already stays.
[[nodiscard]] std::string ToSnake(std::string_view path);

// Standard and URL-safe alphabet, with or without padding.
[[nodiscard]] std::optional<std::string> DecodeBase64(std::string_view text);
[[nodiscard]] std::string EncodeBase64(std::string_view bytes);

}  // namespace duaal::gateway::rest

#endif  // GATEWAY_REST_WELL_KNOWN_H_
