#include "intake-svc/domain/plan_law.h"

#include <iterator>

namespace duaal::intake::domain {
namespace {

// Stb. 2022, 489 added members to the articles 5.3 and 5.4 as of 2023. That the clock counts from the notice
// since the same day is read from the text in force in 2026; no earlier consolidated text was at hand.
constexpr PlanLaw kLaws[] = {
    {.from = absl::CivilDay(2022, 1, 1),
     .source = "Stb. 2021, 410",
     .clock_start = PlanClockStart::kRegistration},
    {.from = absl::CivilDay(2023, 1, 1),
     .source = "Stb. 2022, 489",
     .third_party_weeks = 2,
     .education_exception = true},
};

}  // namespace

std::span<const PlanLaw> PlanLaws() { return kLaws; }

const PlanLaw& PlanLawOn(absl::CivilDay day) {
  const PlanLaw* law = std::begin(kLaws);
  for (const PlanLaw& one : kLaws) {
    if (one.from <= day) law = &one;
  }
  return *law;
}

}  // namespace duaal::intake::domain
