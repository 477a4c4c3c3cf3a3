#include "chassis/text/name.h"

#include <utf8proc.h>

#include <cstdlib>
#include <vector>

namespace duaal::text {
namespace {

// Vietnamese has two marks on a letter, Hebrew with all its points four.
constexpr int kMostMarks = 6;
constexpr utf8proc_int32_t kNonJoiner = 0x200C;
constexpr utf8proc_int32_t kJoiner = 0x200D;
constexpr utf8proc_int32_t kBrailleBlank = 0x2800;
constexpr utf8proc_int32_t kBroken = 0xFFFD;

constexpr NameFault kInvisible{
    "INVISIBLE_CHARACTER",
    "Take control characters, direction marks and other invisible characters out of the name."};
constexpr NameFault kUnknown{"UNKNOWN_CHARACTER",
                             "Write the letter that was meant; one character stands for nothing."};
constexpr NameFault kLooseMark{"MARK_WITHOUT_LETTER", "Put a letter before each accent or vowel mark."};
constexpr NameFault kManyMarks{"TOO_MANY_MARKS", "Leave at most six marks on one letter."};
constexpr NameFault kNoLetter{"NO_LETTER", "Write at least one letter; signs alone are no name."};

std::vector<utf8proc_int32_t> CodePointsOf(std::string_view text) {
  std::vector<utf8proc_int32_t> points;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t point = kBroken;
    const utf8proc_ssize_t length = utf8proc_iterate(at, left, &point);
    points.push_back(length > 0 ? point : kBroken);
    at += length > 0 ? length : 1;
    left -= length > 0 ? length : 1;
  }
  return points;
}

bool IsLetter(utf8proc_category_t category) {
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool IsMark(utf8proc_category_t category) {
  return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

// Letters and marks from Arabic to Sinhala, where a joiner changes how a word is written.
bool TakesJoiner(utf8proc_int32_t point) {
  const utf8proc_category_t category = utf8proc_category(point);
  return point >= 0x0600 && point <= 0x0DFF && (IsLetter(category) || IsMark(category));
}

bool JoinsLetters(const std::vector<utf8proc_int32_t>& points, std::size_t i) {
  const bool joiner = points[i] == kNonJoiner || points[i] == kJoiner;
  return joiner && i > 0 && i + 1 < points.size() && TakesJoiner(points[i - 1]) && TakesJoiner(points[i + 1]);
}

bool IsInvisible(utf8proc_int32_t point, utf8proc_category_t category) {
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
         category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
         utf8proc_get_property(point)->ignorable || point == kBrailleBlank;
}

bool StandsForNothing(utf8proc_int32_t point, utf8proc_category_t category) {
  return category == UTF8PROC_CATEGORY_CN || category == UTF8PROC_CATEGORY_CO ||
         category == UTF8PROC_CATEGORY_CS || point == kBroken;
}

}  // namespace

std::optional<NameFault> CheckName(std::string_view text) {
  const std::vector<utf8proc_int32_t> points = CodePointsOf(text);
  bool letters = false;
  bool carries = false;  // whether a mark may follow
  int marks = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const utf8proc_category_t category = utf8proc_category(points[i]);
    if (JoinsLetters(points, i)) continue;
    if (IsInvisible(points[i], category)) return kInvisible;
    if (StandsForNothing(points[i], category)) return kUnknown;
    if (IsMark(category)) {
      if (!carries) return kLooseMark;
      if (++marks > kMostMarks) return kManyMarks;
      continue;
    }
    marks = 0;
    carries = category != UTF8PROC_CATEGORY_ZS;
    letters = letters || IsLetter(category);
  }
  if (!letters) return kNoLetter;
  return std::nullopt;
}

std::string NormaliseName(std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
  if (size < 0) return {};
  const std::string composed(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  std::free(mapped);
  std::string name;
  bool gap = false;
  for (const utf8proc_int32_t point : CodePointsOf(composed)) {
    if (utf8proc_category(point) == UTF8PROC_CATEGORY_ZS) {
      gap = true;
      continue;
    }
    if (gap && !name.empty()) name += ' ';
    gap = false;
    utf8proc_uint8_t bytes[4];
    const utf8proc_ssize_t length = utf8proc_encode_char(point, bytes);
    name.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
  }
  return name;
}

}  // namespace duaal::text
