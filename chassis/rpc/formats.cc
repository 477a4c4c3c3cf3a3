#include "chassis/rpc/formats.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "chassis/core/civil.h"
#include "chassis/core/uuid.h"
#include "chassis/text/name.h"

namespace duaal::rpc {
namespace {

constexpr char kBadFormat[] = "BAD_FORMAT";

// ISO 3166-1 alpha-2, and XK, which the European Union uses for Kosovo.
constexpr std::string_view kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS "
    "BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE "
    "EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM "
    "HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC "
    "LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA "
    "NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
    "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO "
    "TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Whether `value` has the characters of `pattern`, in which 9 stands for any digit.
bool Matches(std::string_view value, std::string_view pattern) {
  return std::equal(value.begin(), value.end(), pattern.begin(), pattern.end(),
                    [](char c, char p) { return p == '9' ? IsDigit(c) : c == p; });
}

bool PassesElevenTest(std::string_view nine_digits) {
  int sum = -(nine_digits[8] - '0');
  for (int i = 0; i < 8; ++i) sum += (9 - i) * (nine_digits[static_cast<std::size_t>(i)] - '0');
  return sum % 11 == 0 && nine_digits != "000000000";
}

std::optional<FormatFault> CheckDate(std::string_view value) {
  if (!Matches(value, "9999-99-99")) return FormatFault{kBadFormat, "Give a date as YYYY-MM-DD."};
  if (!ParseDate(value)) return FormatFault{"NOT_A_DATE", "Give a date that stands in the calendar."};
  return std::nullopt;
}

std::optional<FormatFault> CheckPartialDate(std::string_view value) {
  if (!Matches(value, "9999-99-99")) {
    return FormatFault{kBadFormat, "Give a date as YYYY-MM-DD, with zeros for what is not known."};
  }
  if (!PartialDate::Parse(value)) {
    return FormatFault{"NOT_A_DATE",
                       "Give a date that stands in the calendar, with zeros for what is not known."};
  }
  return std::nullopt;
}

std::optional<FormatFault> CheckWeek(std::string_view value) {
  if (!Matches(value, "9999-W99")) return FormatFault{kBadFormat, "Give an ISO week as YYYY-Www."};
  if (!IsoWeek::Parse(value)) {
    return FormatFault{"NO_SUCH_WEEK", "Give a week that the year has; few years have a week 53."};
  }
  return std::nullopt;
}

std::optional<FormatFault> CheckBsn(std::string_view value) {
  if (!Matches(value, "999999999")) {
    return FormatFault{kBadFormat, "Give nine digits; put a zero before a number of eight."};
  }
  if (!PassesElevenTest(value)) {
    return FormatFault{"BSN_ELEVEN_TEST", "Check the number: it does not pass the eleven-test."};
  }
  return std::nullopt;
}

std::optional<FormatFault> CheckCountry(std::string_view value) {
  const bool upper = value.size() == 2 &&
                     std::all_of(value.begin(), value.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!upper) return FormatFault{kBadFormat, "Give a country as two capitals, ISO 3166-1 alpha-2."};
  if (kCountries.find(value) == std::string_view::npos) {
    return FormatFault{"UNKNOWN_VALUE", "Give a country code of ISO 3166-1 alpha-2."};
  }
  return std::nullopt;
}

std::optional<FormatFault> CheckName(std::string_view value) {
  const auto fault = text::CheckName(value);
  return fault ? std::optional<FormatFault>({fault->reason, fault->description}) : std::nullopt;
}

bool IsVNumber(std::string_view value) { return Matches(value, "9999999999") && value != "0000000000"; }

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

bool IsLanguage(std::string_view value) {
  return (value.size() == 2 || value.size() == 3) && std::all_of(value.begin(), value.end(), IsLower);
}

bool IsScript(std::string_view value) {
  return value.size() == 4 && value[0] >= 'A' && value[0] <= 'Z' &&
         std::all_of(value.begin() + 1, value.end(), IsLower);
}

bool IsCode(std::string_view value) {
  return value.front() != '-' &&
         std::all_of(value.begin(), value.end(), [](char c) { return IsLower(c) || IsDigit(c) || c == '-'; });
}

bool IsEtag(std::string_view value) {
  return value.size() >= 3 && value.size() <= 21 && value.front() == '"' && value.back() == '"' &&
         std::all_of(value.begin() + 1, value.end() - 1, IsDigit);
}

std::optional<FormatFault> Unless(bool good, const char* description) {
  if (good) return std::nullopt;
  return FormatFault{kBadFormat, description};
}

// Length of the well-formed character at `at`, or 0. After table 3-7 of the Unicode Standard: no overlong
// forms, no surrogates, nothing above U+10FFFF.
std::size_t CharacterAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<std::uint8_t>(text[at + i]) : std::uint8_t{0};
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  if (first < 0xE0) return follows(1) ? 2 : 0;
  const std::uint8_t second = byte(1);
  if (first < 0xF0) {
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    return follows(1) && follows(2) ? 3 : 0;
  }
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return follows(1) && follows(2) && follows(3) ? 4 : 0;
}

}  // namespace

std::optional<FormatFault> CheckFormat(api::v1::Format format, std::string_view value) {
  switch (format) {
    case api::v1::FORMAT_UUID:
      return Unless(Uuid::Parse(value).has_value(), "Give a UUID in lower case with hyphens.");
    case api::v1::FORMAT_DATE:
      return CheckDate(value);
    case api::v1::FORMAT_ISO_WEEK:
      return CheckWeek(value);
    case api::v1::FORMAT_TIME:
      return Unless(TimeOfDay::Parse(value).has_value(), "Give a time of day as HH:MM, 00:00 to 24:00.");
    case api::v1::FORMAT_MUNICIPALITY_CODE:
      return Unless(Matches(value, "GM9999"), "Give a CBS code: GM and four digits.");
    case api::v1::FORMAT_BSN:
      return CheckBsn(value);
    case api::v1::FORMAT_CODE:
      return Unless(IsCode(value), "Use lower case letters, digits and hyphens.");
    case api::v1::FORMAT_COUNTRY:
      return CheckCountry(value);
    case api::v1::FORMAT_ETAG:
      return Unless(IsEtag(value), "Send back the etag as it was returned, with its quotes.");
    case api::v1::FORMAT_PARTIAL_DATE:
      return CheckPartialDate(value);
    case api::v1::FORMAT_V_NUMBER:
      return Unless(IsVNumber(value), "Give ten digits; put zeros before a shorter number.");
    case api::v1::FORMAT_PERSON_NAME:
      return CheckName(value);
    case api::v1::FORMAT_LANGUAGE:
      return Unless(IsLanguage(value), "Give a language as two or three small letters, ISO 639.");
    case api::v1::FORMAT_SCRIPT:
      return Unless(IsScript(value), "Give a script as four letters with one capital, ISO 15924.");
    default:
      return std::nullopt;
  }
}

std::size_t CodePoints(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<std::uint8_t>(c) & 0xC0) != 0x80; }));
}

bool IsValidUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = CharacterAt(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

}  // namespace duaal::rpc
