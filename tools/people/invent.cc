#include "tools/people/invent.h"

#include <array>
#include <cstddef>

#include "chassis/core/civil.h"

namespace duaal::people {
namespace {

using intake::v1::Participant;

constexpr const char* kGivenNames[] = {
    "Amina",  "Yusuf", "Selam",  "Dawit", "Olena", "Taras",  "Maryam", "Karim", "Hodan", "Abdi",
    "Zeynep", "Emre",  "Nadia",  "Samir", "Rahel", "Tesfay", "Leila",  "Farid", "Irina", "Pavlo",
    "Samira", "Idris", "Miriam", "Jonas", "Aïcha", "Björn",  "Şirin",  "Çelik", "Zoë",   "Łukasz"};
constexpr const char* kFamilyNames[] = {"Haddad", "Tesfai",  "Kovalenko", "Yılmaz", "Osman",    "Rahimi",
                                        "Khalil", "Mehari",  "Shevchuk",  "Demir",  "Warsame",  "Ahmadi",
                                        "Nasser", "Gebre",   "Bondar",    "Kaya",   "Farah",    "Karimi",
                                        "Saleh",  "Habte",   "Melnyk",    "Şahin",  "Abdullah", "Noori",
                                        "Aslan",  "Berhane", "Savchenko", "Duran",  "Jama",     "Sharifi"};
constexpr const char* kCountries[] = {"SY", "ER", "UA", "TR", "SO", "AF", "YE", "IQ", "IR", "ET"};
constexpr const char* kLevels[] = {"", "A1", "A1", "A2", "A2", "B1"};

// Draws from one stream of numbers per person.
class Chance {
 public:
  Chance(std::uint64_t seed, std::uint64_t index) : state_(Mix(seed, index)) {}
  std::uint64_t Below(std::uint64_t limit) {
    state_ = Mix(state_, limit);
    return state_ % limit;
  }
  template <typename T, std::size_t N>
  const T& Of(const T (&list)[N]) {
    return list[Below(N)];
  }

 private:
  std::uint64_t state_;
};

}  // namespace

std::uint64_t Mix(std::uint64_t seed, std::uint64_t index) {
  // The finalizer of SplitMix64: every bit of the input moves half of the bits of the output.
  std::uint64_t z = seed + (index + 1) * 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

std::string InventBsn(std::uint32_t index) {
  std::string digits = "9000000";
  for (std::size_t at = 6; at > 0; --at, index /= 10) digits[at] = static_cast<char>('0' + index % 10);
  int sum = 0;
  for (std::size_t i = 0; i < 7; ++i) sum += (digits[i] - '0') * (9 - static_cast<int>(i));
  // The eighth digit weighs two, so if 0 leads to the impossible check digit 10, 1 does not.
  const int eighth = sum % 11 == 10 ? 1 : 0;
  digits += static_cast<char>('0' + eighth);
  digits += static_cast<char>('0' + (sum + 2 * eighth) % 11);
  return digits;
}

Participant InventParticipant(std::uint64_t seed, std::uint32_t index, const std::string& municipality_code,
                              absl::CivilDay today) {
  Chance chance(seed, index);
  Participant person;
  person.set_given_name(chance.Of(kGivenNames));
  person.set_family_name(std::string(chance.Of(kFamilyNames)));
  if (chance.Below(8) == 0) person.set_family_name_prefix("al");
  person.set_birth_date(FormatDate(today - static_cast<int>(18 * 366 + chance.Below(40 * 365))));
  person.set_bsn(InventBsn(index));
  person.set_gender(chance.Below(2) == 0 ? intake::v1::GENDER_FEMALE : intake::v1::GENDER_MALE);
  person.set_origin_country(chance.Of(kCountries));
  person.set_municipality_code(municipality_code);
  const absl::CivilDay arrival = today - static_cast<int>(200 + chance.Below(900));
  person.set_arrival_date(FormatDate(arrival));
  person.set_settlement_date(FormatDate(arrival + static_cast<int>(chance.Below(180))));
  person.set_target_group(chance.Below(4) == 0 ? intake::v1::TARGET_GROUP_FAMILY_MIGRANT
                                               : intake::v1::TARGET_GROUP_ASYLUM_STATUS_HOLDER);
  person.set_benefit_category(chance.Below(5) == 0 ? intake::v1::BENEFIT_CATEGORY_NO_BENEFIT
                                                   : intake::v1::BENEFIT_CATEGORY_BENEFIT);
  person.set_legal_regime(intake::v1::LEGAL_REGIME_WI2021);
  person.set_language_level(chance.Of(kLevels));
  return person;
}

}  // namespace duaal::people
