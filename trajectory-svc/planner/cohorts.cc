#include "trajectory-svc/planner/cohorts.h"

#include <map>

namespace duaal::planner {

void UpdateReferences(const Model& model, const std::vector<Week>& weeks, References* references) {
  std::vector<std::map<std::int32_t, int>> votes(model.cohort_slots().size());
  for (int person = 0; person < model.people(); ++person) {
    const Week& week = weeks[static_cast<std::size_t>(person)];
    const auto requirements = model.RequirementsOf(model.person(person));
    for (std::size_t r = 0; r < requirements.size(); ++r) {
      if (requirements[r].cohort_slot < 0 || week[r] == kNoItem) continue;
      ++votes[static_cast<std::size_t>(requirements[r].cohort_slot)]
             [static_cast<std::int32_t>(model.item(week[r]).offering)];
    }
  }
  for (std::size_t slot = 0; slot < votes.size(); ++slot) {
    int most = 0;
    for (const auto& [offering, count] : votes[slot]) {
      if (count <= most) continue;
      most = count;
      (*references)[slot] = offering;
    }
  }
}

}  // namespace duaal::planner
