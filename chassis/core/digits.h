#ifndef CHASSIS_CORE_DIGITS_H_
#define CHASSIS_CORE_DIGITS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

// Numbers of a fixed width, as dates and times are written. A page of a list has fifty dates in it, and the
// library's formatting takes fifty times as long.
namespace duaal {

// Writes `number`, which is not negative, with `width` digits, zeros in front; what does not fit is left out.
inline void PutDigits(char* at, std::int64_t number, int width) {
  for (int i = width - 1; i >= 0; --i) {
    at[i] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

// The number in `count` digits from `from` on, or -1 when these are no digits.
inline int ReadDigits(std::string_view text, std::size_t from, std::size_t count) {
  if (from + count > text.size()) return -1;
  int value = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace duaal

#endif  // CHASSIS_CORE_DIGITS_H_
