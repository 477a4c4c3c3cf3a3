#include "intake-svc/domain/household.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace duaal::intake::domain {
namespace {

constexpr int kMonthsPerYear = 12;

std::string At(const std::string& field, std::size_t index) {
  return "household." + field + "[" + std::to_string(index) + "]";
}

void CheckAdults(const Household& household, Violations& violations) {
  if (household.living_situation == LivingSituation::kAlone && household.other_adults > 0) {
    violations.Add("household.other_adults", "NOT_ALONE",
                   "Whoever lives alone has no other adults in the household; correct one of the two.");
  }
  if (household.living_situation == LivingSituation::kWithPartner && household.other_adults == 0) {
    violations.Add("household.other_adults", "PARTNER_MISSING",
                   "The partner counts as another adult; correct one of the two.");
  }
}

void CheckChildren(const Household& household, absl::CivilDay today, Violations& violations) {
  for (std::size_t i = 0; i < household.child_birth_months.size(); ++i) {
    const PartialDate& month = household.child_birth_months[i];
    if (month.known() != PartialDate::Known::kMonth) {
      violations.Add(At("child_birth_months", i), "MONTH_ONLY",
                     "Of a child the year and month of birth are kept and not the day, as in 2019-05-00.");
    } else if (month.First() > today) {
      violations.Add(At("child_birth_months", i), "IN_THE_FUTURE",
                     "The child is not born yet; leave it out.");
    }
  }
}

void CheckChildcare(const Household& household, absl::CivilDay today, Violations& violations) {
  std::set<std::pair<int, int>> seen;
  for (std::size_t i = 0; i < household.childcare.size(); ++i) {
    const ChildcareHalfDay& one = household.childcare[i];
    if (!seen.insert({one.weekday, one.half_day}).second) {
      violations.Add(At("childcare", i), "DOUBLE_HALF_DAY",
                     "Each half-day stands once; drop one of the two.");
    }
    if (one.since_date > today) {
      violations.Add(At("childcare", i) + ".since_date", "IN_THE_FUTURE",
                     "An arrangement is recorded once it holds; take today or earlier.");
    }
  }
  const absl::CivilMonth oldest = OldestInCare(household.from_date);
  const auto in_care = [&](const PartialDate& month) { return absl::CivilMonth(month.First()) >= oldest; };
  if (!household.childcare.empty() &&
      std::none_of(household.child_birth_months.begin(), household.child_birth_months.end(), in_care)) {
    violations.Add("household.childcare", "NO_CHILD_IN_CARE_AGE",
                   "No child of the household is of the age for childcare; name one or drop the childcare.");
  }
}

bool Waits(const ChildcareHalfDay& one) {
  return one.arrangement == ChildcareArrangement::kNone ||
         one.arrangement == ChildcareArrangement::kWaitingList;
}

}  // namespace

absl::CivilMonth OldestInCare(absl::CivilDay day) {
  return absl::CivilMonth(day) - kChildcareYears * kMonthsPerYear;
}

Status Check(const Household& household, absl::CivilDay today) {
  Violations violations;
  if (household.from_date > today) {
    violations.Add("household.from_date", "IN_THE_FUTURE",
                   "A household is recorded once it is so; take today or earlier.");
  }
  CheckAdults(household, violations);
  CheckChildren(household, today, violations);
  CheckChildcare(household, today, violations);
  return violations.ToStatus();
}

std::optional<ChildcareNeed> OpenNeed(const Household& household) {
  if (household.child_birth_months.empty()) return std::nullopt;
  std::optional<ChildcareNeed> need;
  for (const ChildcareHalfDay& one : household.childcare) {
    if (!Waits(one)) continue;
    if (!need) need = {household.participant_id, one.since_date, 0, true, {}};
    need->since_date = std::min(need->since_date, one.since_date);
    ++need->open_half_days;
    if (one.arrangement != ChildcareArrangement::kWaitingList) need->on_waiting_list = false;
  }
  if (!need) return std::nullopt;
  for (const PartialDate& month : household.child_birth_months) {
    need->youngest_birth_month = std::max(need->youngest_birth_month, absl::CivilMonth(month.First()));
  }
  return need;
}

}  // namespace duaal::intake::domain
