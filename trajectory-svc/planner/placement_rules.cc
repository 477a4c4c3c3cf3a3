#include "trajectory-svc/planner/placement_rules.h"

#include <algorithm>

namespace duaal::planner {
namespace {

constexpr int kNoon = 12 * 60 + 30;
constexpr int kEvening = 17 * 60 + 30;

const Requirement& RequirementOf(const Person& person, const Placed& placed) {
  return person.requirements[static_cast<std::size_t>(placed.requirement)];
}

bool KeepsRule2(const Placed& placed) {
  const auto chosen = static_cast<int>(placed.meetings.size());
  const auto all = static_cast<int>(placed.offering->meetings.size());
  if (chosen == 0) return all == 0;
  if (placed.offering->choose_most == 0) return chosen == all;
  return chosen >= placed.offering->choose_least && chosen <= placed.offering->choose_most;
}

bool KeepsRule3(const Placed& placed) {
  for (std::size_t i = 0; i < placed.meetings.size(); ++i) {
    if (placed.meetings[i].weeks.none()) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (Overlap(placed.meetings[i], placed.meetings[j])) return false;
    }
  }
  return true;
}

struct Size {
  int half_days = 0;
  int minutes = 0;
};

Size BusiestWeek(const Instance& instance, const Placed& placed) {
  Size busiest;
  for (int week = 0; week < instance.weeks; ++week) {
    std::bitset<7 * kHalfDaysOfDay> half_days;
    int minutes = 0;
    for (const ChosenMeeting& meeting : placed.meetings) {
      if (!meeting.weeks[static_cast<std::size_t>(week)]) continue;
      half_days.set(static_cast<std::size_t>(HalfDayOf(*meeting.stretch)));
      minutes += meeting.stretch->end - meeting.stretch->start;
    }
    busiest.half_days = std::max(busiest.half_days, static_cast<int>(half_days.count()));
    busiest.minutes = std::max(busiest.minutes, minutes);
  }
  return busiest;
}

bool Within(int value, int least, int most) {
  return (least == 0 || value >= least) && (most == 0 || value <= most);
}

bool KeepsRule4(const Instance& instance, const Requirement& requirement, const Placed& placed) {
  const Size size = BusiestWeek(instance, placed);
  return Within(size.half_days, requirement.least_half_days, requirement.most_half_days) &&
         Within(size.minutes, requirement.least_minutes, requirement.most_minutes);
}

bool Passes(const Condition& condition, const Offering& offering) {
  if (!condition.one_of.empty()) {
    const std::vector<std::string> texts = TextsOf(offering, condition.attribute);
    if (std::find_first_of(texts.begin(), texts.end(), condition.one_of.begin(), condition.one_of.end()) ==
        texts.end()) {
      return false;
    }
  }
  if (!condition.least && !condition.most) return true;
  return std::any_of(offering.properties.begin(), offering.properties.end(), [&](const Property& property) {
    return property.attribute == condition.attribute && property.number &&
           (!condition.least || *property.number >= *condition.least) &&
           (!condition.most || *property.number <= *condition.most);
  });
}

bool KeepsRule5(const Requirement& requirement, const Placed& placed) {
  return std::all_of(
      requirement.conditions.begin(), requirement.conditions.end(),
      [&](const Condition& condition) { return condition.cost || Passes(condition, *placed.offering); });
}

// The entry week of rule 7, when there is one; that every meeting still takes place then is another question.
std::optional<int> EntryWeek(const Person& person, const Placed& placed) {
  if (placed.meetings.empty()) return person.entry_week;
  if (placed.offering->entry_weeks.empty()) {
    return placed.weeks.none() ? person.entry_week : std::max(person.entry_week, FirstOf(placed.weeks));
  }
  std::optional<int> entry;
  for (const int week : placed.offering->entry_weeks) {
    if (week >= person.entry_week && (!entry || week < *entry)) entry = week;
  }
  return entry;
}

bool KeepsRule7(const Person& person, const Placed& placed) {
  const std::optional<int> entry = EntryWeek(person, placed);
  return entry &&
         std::all_of(placed.meetings.begin(), placed.meetings.end(), [&](const ChosenMeeting& meeting) {
           return meeting.weeks.any() && LastOf(meeting.weeks) >= *entry;
         });
}

bool KeepsRule8(const Instance& instance, const Person& person, const Placed& placed) {
  for (const Block& block : person.blocks) {
    const ChosenMeeting blocked = {&block.stretch, WeeksIn(block.stretch.weeks, instance.weeks)};
    for (const ChosenMeeting& meeting : placed.meetings) {
      if (Overlap(meeting, blocked)) return false;
    }
  }
  return true;
}

}  // namespace

WeekSet WeeksIn(const Weeks& weeks, int horizon) {
  WeekSet set;
  for (int week = weeks.first; week < std::min(weeks.end, horizon); ++week) {
    if ((week - weeks.phase) % weeks.every == 0) set.set(static_cast<std::size_t>(week));
  }
  return set;
}

Placed LookUp(const Instance& instance, int requirement, const Placement& placement) {
  Placed placed;
  placed.requirement = requirement;
  placed.placement = placement;
  placed.offering = &instance.offerings[static_cast<std::size_t>(placement.offering)];
  for (std::size_t m = 0; m < placed.offering->meetings.size(); ++m) {
    if ((placement.meetings >> m & 1U) == 0) continue;
    const Stretch& stretch = placed.offering->meetings[m].stretch;
    placed.meetings.push_back({&stretch, WeeksIn(stretch.weeks, instance.weeks)});
    placed.weeks |= placed.meetings.back().weeks;
  }
  return placed;
}

int HalfDayOf(const Stretch& stretch) {
  const int part = stretch.start < kNoon ? 0 : stretch.start < kEvening ? 1 : 2;
  return (stretch.weekday - 1) * kHalfDaysOfDay + part;
}

int FirstOf(const WeekSet& weeks) {
  for (std::size_t week = 0; week < weeks.size(); ++week) {
    if (weeks[week]) return static_cast<int>(week);
  }
  return kMostWeeks;
}

int LastOf(const WeekSet& weeks) {
  for (std::size_t week = weeks.size(); week-- > 0;) {
    if (weeks[week]) return static_cast<int>(week);
  }
  return -1;
}

bool Overlap(const ChosenMeeting& a, const ChosenMeeting& b) {
  return a.stretch->weekday == b.stretch->weekday && a.stretch->start < b.stretch->end &&
         b.stretch->start < a.stretch->end && (a.weeks & b.weeks).any();
}

std::vector<std::string> TextsOf(const Offering& offering, const std::string& attribute) {
  std::vector<std::string> texts;
  for (const Property& property : offering.properties) {
    if (property.attribute == attribute)
      texts.insert(texts.end(), property.texts.begin(), property.texts.end());
  }
  return texts;
}

std::vector<int> BrokenRules(const Instance& instance, const Person& person, const Placed& placed,
                             bool open) {
  const Requirement& requirement = RequirementOf(person, placed);
  const Offering& offering = *placed.offering;
  std::vector<int> broken;
  if (offering.kind != requirement.kind || offering.closed || (offering.floor > 0 && !open))
    broken.push_back(1);
  if (!KeepsRule2(placed)) broken.push_back(2);
  if (!KeepsRule3(placed)) broken.push_back(3);
  if (!KeepsRule4(instance, requirement, placed)) broken.push_back(4);
  if (!KeepsRule5(requirement, placed)) broken.push_back(5);
  if (!offering.online && instance.TravelMinutes(person.home, offering.site) > person.reach)
    broken.push_back(6);
  if (!KeepsRule7(person, placed)) broken.push_back(7);
  if (!KeepsRule8(instance, person, placed)) broken.push_back(8);
  if (requirement.pinned && *requirement.pinned != placed.placement) broken.push_back(9);
  return broken;
}

Cost Weighed(const Person& person, Cost cost) { return cost * person.weight_permille / 1000; }

Cost SoftCostOf(const Instance& instance, const Person& person, const Placed& placed) {
  const Requirement& requirement = RequirementOf(person, placed);
  const Weights& weights = instance.weights;
  Cost cost = 0;
  if (!placed.offering->online) {
    cost += weights.travel_minute * instance.TravelMinutes(person.home, placed.offering->site) *
            static_cast<Cost>(placed.meetings.size());
  }
  for (const ChosenMeeting& meeting : placed.meetings) {
    if (meeting.stretch->start >= kEvening) cost += weights.evening;
  }
  for (const Condition& condition : requirement.conditions) {
    if (condition.cost && !Passes(condition, *placed.offering)) cost += *condition.cost;
  }
  if (requirement.most_half_days > 0) {
    cost += requirement.short_half_day *
            std::max(0, requirement.most_half_days - BusiestWeek(instance, placed).half_days);
  }
  if (const std::optional<int> entry = EntryWeek(person, placed)) {
    cost += weights.week_later * (*entry - person.entry_week);
  }
  return Weighed(person, cost);
}

}  // namespace duaal::planner
