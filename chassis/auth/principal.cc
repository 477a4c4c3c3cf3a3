#include "chassis/auth/principal.h"

#include <algorithm>

namespace duaal::auth {
namespace {

bool Covers(const Mandate& mandate, absl::CivilDay day) {
  return (!mandate.from_date.has_value() || *mandate.from_date <= day) &&
         (!mandate.until_date.has_value() || day < *mandate.until_date);
}

}  // namespace

bool Principal::HasMandate(const std::string& municipality_code, absl::CivilDay today) const {
  return std::any_of(mandates.begin(), mandates.end(), [&](const Mandate& mandate) {
    return mandate.municipality_code == municipality_code && Covers(mandate, today);
  });
}

std::vector<std::string> Principal::Municipalities(absl::CivilDay today) const {
  std::set<std::string> codes;
  for (const Mandate& mandate : mandates) {
    if (Covers(mandate, today)) codes.insert(mandate.municipality_code);
  }
  return {codes.begin(), codes.end()};
}

}  // namespace duaal::auth
