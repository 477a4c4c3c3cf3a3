#ifndef CHASSIS_CORE_UUID_H_
#define CHASSIS_CORE_UUID_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace duaal {

// A UUID: 16 bytes in storage (BINARY(16)), lower-case text with hyphens on the wire.
class Uuid {
 public:
  Uuid() = default;
  // A new version 7 UUID: time-ordered, so that primary keys grow at one end of the index.
  [[nodiscard]] static Uuid NewV7();
  // A name-based UUID (version 8 layout over SHA-256): the same name gives the same id everywhere.
  [[nodiscard]] static Uuid FromName(std::string_view name);
  // Only the canonical lower-case form is accepted.
  [[nodiscard]] static std::optional<Uuid> Parse(std::string_view text);
  // `bytes` holds exactly 16 bytes; anything else gives the nil UUID.
  [[nodiscard]] static Uuid FromBytes(std::string_view bytes);

  [[nodiscard]] std::string ToString() const;
  // The 16 bytes, for a BINARY(16) column.
  [[nodiscard]] std::string Bytes() const;
  [[nodiscard]] bool IsNil() const;
  // For hash tables: the end of an id, which is random or a digest.
  [[nodiscard]] std::size_t Hash() const {
    std::size_t end = 0;
    std::memcpy(&end, bytes_.data() + bytes_.size() - sizeof(end), sizeof(end));
    return end;
  }

  friend auto operator<=>(const Uuid&, const Uuid&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace duaal

template <>
struct std::hash<duaal::Uuid> {
  std::size_t operator()(const duaal::Uuid& id) const noexcept { return id.Hash(); }
};

#endif  // CHASSIS_CORE_UUID_H_
