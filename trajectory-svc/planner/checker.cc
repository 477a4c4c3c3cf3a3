#include "trajectory-svc/planner/checker.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/placement_rules.h"
#include "trajectory-svc/planner/week_rules.h"

namespace duaal::planner {
namespace {

std::string At(const std::string& path, std::size_t index) {
  return path + "[" + std::to_string(index) + "]";
}

// Faults up to the most that anyone reads.
class Breaks {
 public:
  void Add(const std::string& path, const std::string& reason, const std::string& description) {
    if (!Full()) list_.push_back({path, reason, description});
  }
  void Rule(int rule, const std::string& path, const std::string& description) {
    Add(path, "RULE_" + std::to_string(rule), description);
  }
  [[nodiscard]] bool Full() const { return list_.size() >= static_cast<std::size_t>(kMostBreaks); }
  [[nodiscard]] const std::vector<FieldViolation>& list() const { return list_; }

 private:
  std::vector<FieldViolation> list_;
};

std::vector<Placed> PlacedOf(const Instance& instance, const WeekPlan& week) {
  std::vector<Placed> placed;
  placed.reserve(week.size());
  for (std::size_t r = 0; r < week.size(); ++r) {
    if (week[r]) placed.push_back(LookUp(instance, static_cast<int>(r), *week[r]));
  }
  return placed;
}

void CheckWeekFits(const Instance& instance, const std::string& path, const WeekPlan& week, std::size_t size,
                   Breaks& breaks) {
  if (week.size() != size) {
    breaks.Add(path, "WRONG_SIZE", "Give a placement or none for each of the requirements.");
    return;
  }
  for (std::size_t r = 0; r < week.size(); ++r) {
    if (!week[r]) continue;
    const int offering = week[r]->offering;
    if (offering < 0 || static_cast<std::size_t>(offering) >= instance.offerings.size()) {
      breaks.Add(At(path + ".requirements", r), "UNKNOWN_REFERENCE", "Name an offering of the instance.");
      continue;
    }
    const std::size_t meetings = instance.offerings[static_cast<std::size_t>(offering)].meetings.size();
    if (static_cast<std::uint64_t>(week[r]->meetings) >> meetings != 0) {
      breaks.Add(At(path + ".requirements", r), "UNKNOWN_REFERENCE", "Name meetings that the offering has.");
    }
  }
}

Status CheckFits(const Instance& instance, const Plan& plan) {
  Breaks breaks;
  if (plan.people.size() != instance.people.size()) {
    breaks.Add("people", "WRONG_SIZE", "Give a week for each of the people.");
  }
  if (plan.open.size() != instance.offerings.size()) {
    breaks.Add("open", "WRONG_SIZE", "Say of every offering whether it is open.");
  }
  const std::size_t people = std::min(plan.people.size(), instance.people.size());
  for (std::size_t p = 0; p < people && !breaks.Full(); ++p) {
    CheckWeekFits(instance, At("people", p), plan.people[p], instance.people[p].requirements.size(), breaks);
  }
  if (breaks.list().empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_PLAN",
               "The plan does not fit the instance; make it from the same instance.", {}, breaks.list());
}

const char* Remedy(int rule) {
  switch (rule) {
    case 1:
      return "Choose an offering of the kind that is open.";
    case 2:
      return "Choose as many meetings as the offering asks for.";
    case 3:
      return "Choose meetings that take place and do not overlap.";
    case 4:
      return "Choose a placement of the size that is required.";
    case 5:
      return "Choose an offering that meets the conditions.";
    case 6:
      return "Choose an offering within reach.";
    case 7:
      return "Choose an offering that can be entered in time.";
    case 8:
      return "Choose meetings outside the blocks.";
    default:
      return "Keep the placement that is pinned.";
  }
}

void CheckWeek(const Instance& instance, const Plan& plan, std::size_t p, Breaks& breaks) {
  const Person& person = instance.people[p];
  const std::vector<Placed> placed = PlacedOf(instance, plan.people[p]);
  for (const Placed& one : placed) {
    const bool open = plan.open[static_cast<std::size_t>(one.placement.offering)];
    for (const int rule : BrokenRules(instance, person, one, open)) {
      breaks.Rule(rule, At(At("people", p) + ".requirements", static_cast<std::size_t>(one.requirement)),
                  Remedy(rule));
    }
  }
  for (const WeekBreak& one : BrokenWeekRules(instance, person, placed)) {
    breaks.Rule(one.rule, At("people", p) + "." + one.path, one.description);
  }
}

std::set<int> ResourcesOf(const Offering& offering, std::uint32_t meetings) {
  std::set<int> resources(offering.resources.begin(), offering.resources.end());
  for (std::size_t m = 0; m < offering.meetings.size(); ++m) {
    if ((meetings >> m & 1U) == 0) continue;
    resources.insert(offering.meetings[m].resources.begin(), offering.meetings[m].resources.end());
  }
  return resources;
}

void CheckSeatsAndFloors(const Instance& instance, const Plan& plan, Breaks& breaks) {
  std::vector<int> seats(instance.resources.size());
  std::vector<int> people(instance.offerings.size());
  for (const WeekPlan& week : plan.people) {
    std::set<int> offerings;
    for (const std::optional<Placement>& placement : week) {
      if (!placement) continue;
      offerings.insert(placement->offering);
      const Offering& offering = instance.offerings[static_cast<std::size_t>(placement->offering)];
      for (const int resource : ResourcesOf(offering, placement->meetings)) {
        ++seats[static_cast<std::size_t>(resource)];
      }
    }
    for (const int offering : offerings) ++people[static_cast<std::size_t>(offering)];
  }
  for (std::size_t i = 0; i < seats.size(); ++i) {
    if (seats[i] <= instance.resources[i].seats) continue;
    breaks.Rule(14, At("resources", i),
                "Take away " + std::to_string(seats[i] - instance.resources[i].seats) + ".");
  }
  for (std::size_t i = 0; i < people.size(); ++i) {
    const int floor = instance.offerings[i].floor;
    if (floor == 0 || people[i] == 0) continue;
    if (!plan.open[i]) {
      breaks.Rule(15, At("offerings", i), "Open it, or take everybody away.");
    } else if (people[i] < floor) {
      breaks.Rule(15, At("offerings", i),
                  "Add " + std::to_string(floor - people[i]) + ", or take everybody away.");
    }
  }
}

void AddUnplaced(const Person& person, const WeekPlan& week, Objective& objective) {
  for (std::size_t r = 0; r < week.size(); ++r) {
    if (week[r]) continue;
    const Requirement& requirement = person.requirements[r];
    const Cost cost = Weighed(person, requirement.unplaced);
    (requirement.legal ? objective.unplaced_legal : objective.unplaced_other) += cost;
    ++(requirement.legal ? objective.legal_count : objective.other_count);
  }
}

void AddChanges(const Weights& weights, const Person& person, const WeekPlan& week, Objective& objective) {
  if (!person.published) return;
  const Cost factor = person.notice_passed ? weights.late_factor : 1;
  bool changed = false;
  for (std::size_t r = 0; r < week.size(); ++r) {
    const std::optional<Placement>& published = person.requirements[r].published;
    if (published == week[r]) continue;
    changed = true;
    const bool same_offering = published && week[r] && published->offering == week[r]->offering;
    const Cost cost = same_offering ? weights.slot_changed : weights.activity_changed;
    objective.changes += Weighed(person, cost * factor);
    if (!same_offering) ++objective.activities_changed;
  }
  if (!changed) return;
  objective.changes += Weighed(person, weights.person_changed * factor);
  ++objective.people_changed;
}

void AddSoft(const Instance& instance, const Person& person, const std::vector<Placed>& placed,
             Objective& objective) {
  std::set<int> days;
  for (const Placed& one : placed) {
    objective.soft += SoftCostOf(instance, person, one);
    for (const ChosenMeeting& meeting : one.meetings) {
      if (meeting.weeks.any()) days.insert(meeting.stretch->weekday);
    }
  }
  objective.soft += static_cast<Cost>(days.size()) * Weighed(person, person.per_day);
  for (const PersonLimit& own : person.limits) {
    if (!own.preferred) continue;
    const std::int64_t load = LoadOf(instance, instance.limits[static_cast<std::size_t>(own.limit)], placed);
    objective.soft +=
        std::max<std::int64_t>(0, load - *own.preferred) * Weighed(person, instance.weights.above_preferred);
  }
}

void AddPerson(const Instance& instance, const Person& person, const WeekPlan& week, Objective& objective) {
  AddUnplaced(person, week, objective);
  AddChanges(instance.weights, person, week, objective);
  AddSoft(instance, person, PlacedOf(instance, week), objective);
}

Cost SplitOf(const Instance& instance, const Plan& plan) {
  // How many placements every offering has, by cohort and kind.
  std::map<std::pair<int, int>, std::map<int, Cost>> taken;
  for (std::size_t p = 0; p < plan.people.size(); ++p) {
    const Person& person = instance.people[p];
    if (person.cohort < 0) continue;
    for (std::size_t r = 0; r < plan.people[p].size(); ++r) {
      const std::optional<Placement>& placement = plan.people[p][r];
      if (placement) ++taken[{person.cohort, person.requirements[r].kind}][placement->offering];
    }
  }
  Cost split = 0;
  for (const auto& [key, counts] : taken) {
    const Cohort& cohort = instance.cohorts[static_cast<std::size_t>(key.first)];
    if (std::find(cohort.kinds.begin(), cohort.kinds.end(), key.second) == cohort.kinds.end()) continue;
    Cost all = 0;
    Cost most = 0;
    for (const auto& [offering, count] : counts) {
      all += count;
      most = std::max(most, count);
    }
    split += cohort.deviation * (all - most);
  }
  return split;
}

void AddUp(Objective& objective) {
  objective.total = objective.unplaced_legal + objective.unplaced_other + objective.changes +
                    objective.split + objective.soft;
}

}  // namespace

Status CheckPlan(const Instance& instance, const Plan& plan) {
  RETURN_IF_ERROR(CheckFits(instance, plan));
  Breaks breaks;
  for (std::size_t p = 0; p < plan.people.size() && !breaks.Full(); ++p) CheckWeek(instance, plan, p, breaks);
  CheckSeatsAndFloors(instance, plan, breaks);
  if (breaks.list().empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "RULES_BROKEN",
               "The plan breaks rules; each break is named with what to do.", {}, breaks.list());
}

Objective ObjectiveOf(const Instance& instance, const Plan& plan) {
  Objective objective;
  for (std::size_t p = 0; p < plan.people.size(); ++p) {
    AddPerson(instance, instance.people[p], plan.people[p], objective);
  }
  objective.split = SplitOf(instance, plan);
  AddUp(objective);
  return objective;
}

Objective ObjectiveOfPerson(const Instance& instance, int person, const WeekPlan& week) {
  Objective objective;
  AddPerson(instance, instance.people[static_cast<std::size_t>(person)], week, objective);
  AddUp(objective);
  return objective;
}

}  // namespace duaal::planner
