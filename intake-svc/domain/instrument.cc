#include "intake-svc/domain/instrument.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "absl/strings/numbers.h"

namespace duaal::intake::domain {
namespace {

// In bytes; the door has held the text to 2,000 characters before.
constexpr std::size_t kLongestText = 8000;
constexpr std::size_t kLongestNumber = 16;
constexpr std::array<std::string_view, 7> kCefr = {"A0", "A1", "A2", "B1", "B2", "C1", "C2"};

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The number times ten to the power of `decimals`; nothing for text that is no number with that many digits
// behind the point.
std::optional<std::int64_t> ParseScaled(std::string_view text, int decimals) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view part;
  if (point != std::string_view::npos) part = text.substr(point + 1);
  if (!AllDigits(whole) || (point != std::string_view::npos && !AllDigits(part))) return std::nullopt;
  if (text.size() > kLongestNumber || static_cast<int>(part.size()) > decimals) return std::nullopt;
  std::string digits(whole);
  digits += part;
  digits.append(static_cast<std::size_t>(decimals) - part.size(), '0');
  std::int64_t number = 0;
  if (!absl::SimpleAtoi(digits, &number)) return std::nullopt;
  return negative ? -number : number;
}

bool IsOnScale(const Aspect& aspect, std::string_view value) {
  const auto number = ParseScaled(value, aspect.decimals);
  if (!number) return false;
  std::int64_t scale = 1;
  for (int i = 0; i < aspect.decimals; ++i) scale *= 10;
  return *number >= aspect.minimum * scale && *number <= aspect.maximum * scale;
}

bool HasFewValues(AspectKind kind) {
  return kind == AspectKind::kLevel || kind == AspectKind::kCefr || kind == AspectKind::kCode ||
         kind == AspectKind::kYesNo;
}

std::string NumberRemedy(const Aspect& aspect) {
  std::string remedy =
      "Give a number from " + std::to_string(aspect.minimum) + " to " + std::to_string(aspect.maximum);
  if (aspect.decimals == 0) return remedy + ", without a point.";
  return remedy + ", with at most " + std::to_string(aspect.decimals) + " digits behind the point.";
}

}  // namespace

const Aspect* Instrument::Find(std::string_view aspect_code) const {
  const auto it = std::find_if(aspects.begin(), aspects.end(),
                               [&](const Aspect& aspect) { return aspect.code == aspect_code; });
  return it == aspects.end() ? nullptr : &*it;
}

const Instrument* InstrumentSet::Find(std::string_view code, std::string_view version) const {
  const auto it = std::find_if(instruments.begin(), instruments.end(), [&](const Instrument& instrument) {
    return instrument.code == code && instrument.version == version;
  });
  return it == instruments.end() ? nullptr : &*it;
}

const Instrument* InstrumentSet::FindAny(std::string_view code) const {
  const auto it = std::find_if(instruments.begin(), instruments.end(),
                               [&](const Instrument& instrument) { return instrument.code == code; });
  return it == instruments.end() ? nullptr : &*it;
}

std::set<TargetGroup> InstrumentSet::TakenFrom(std::string_view code) const {
  std::set<TargetGroup> groups;
  for (const Instrument& instrument : instruments) {
    if (instrument.code != code) continue;
    if (instrument.target_groups.empty()) return {};
    groups.insert(instrument.target_groups.begin(), instrument.target_groups.end());
  }
  return groups;
}

std::set<std::string> InstrumentSet::CountableAspects(std::string_view code) const {
  std::set<std::string> countable;
  std::set<std::string> special;
  for (const Instrument& instrument : instruments) {
    if (instrument.code != code) continue;
    for (const Aspect& aspect : instrument.aspects) {
      if (aspect.special) special.insert(aspect.code);
      if (HasFewValues(aspect.kind)) countable.insert(aspect.code);
    }
  }
  for (const std::string& aspect : special) countable.erase(aspect);
  return countable;
}

ValueFault CheckValue(const Aspect& aspect, std::string_view value) {
  switch (aspect.kind) {
    case AspectKind::kLevel:
      if (aspect.values.contains(std::string(value))) return {};
      return {"OFF_SCALE",
              "Give the code of a rung of this ladder, as the programme's catalogue lists them."};
    case AspectKind::kCode:
      if (aspect.values.contains(std::string(value))) return {};
      return {"UNKNOWN_VALUE", "Give the code of an outcome, as the programme's catalogue lists them."};
    case AspectKind::kNumber:
      if (IsOnScale(aspect, value)) return {};
      return {"OFF_SCALE", NumberRemedy(aspect)};
    case AspectKind::kCefr:
      if (std::find(kCefr.begin(), kCefr.end(), value) != kCefr.end()) return {};
      return {"OFF_SCALE", "Give a level of the CEFR: A0 (none yet), A1, A2, B1, B2, C1 or C2."};
    case AspectKind::kYesNo:
      if (value == "yes" || value == "no") return {};
      return {"NOT_YES_OR_NO", "Answer `yes` or `no`."};
    case AspectKind::kText:
    case AspectKind::kUnspecified:
      break;
  }
  if (value.size() <= kLongestText) return {};
  return {"TOO_LONG", "Write at most 2,000 characters."};
}

}  // namespace duaal::intake::domain
