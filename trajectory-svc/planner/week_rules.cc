#include "trajectory-svc/planner/week_rules.h"

#include <algorithm>
#include <utility>

namespace duaal::planner {
namespace {

bool Overlap(const Placed& a, const Placed& b) {
  for (const ChosenMeeting& mine : a.meetings) {
    for (const ChosenMeeting& other : b.meetings) {
      if (planner::Overlap(mine, other)) return true;
    }
  }
  return false;
}

// Whether someone at the end of `earlier` is in time for `later`, if that is their order.
bool InTime(const Instance& instance, const Placed& a, const ChosenMeeting& earlier, const Placed& b,
            const ChosenMeeting& later) {
  if (earlier.stretch->start > later.stretch->start) return true;
  return later.stretch->start - earlier.stretch->end >=
         instance.TravelMinutes(a.offering->site, b.offering->site);
}

bool KeepsRule11(const Instance& instance, const Placed& a, const Placed& b) {
  if (a.offering->online || b.offering->online) return true;
  for (const ChosenMeeting& mine : a.meetings) {
    for (const ChosenMeeting& other : b.meetings) {
      if (mine.stretch->weekday != other.stretch->weekday || (mine.weeks & other.weeks).none()) continue;
      if (!InTime(instance, a, mine, b, other) || !InTime(instance, b, other, a, mine)) return false;
    }
  }
  return true;
}

bool Counts(const Limit& limit, const Placed& placed) {
  return limit.kinds.empty() ||
         std::find(limit.kinds.begin(), limit.kinds.end(), placed.offering->kind) != limit.kinds.end();
}

std::int64_t LoadOfWeek(const Limit& limit, const std::vector<const Placed*>& counted, std::size_t week) {
  std::bitset<7 * kHalfDaysOfDay> half_days;
  std::int64_t minutes = 0;
  std::int64_t activities = 0;
  for (const Placed* placed : counted) {
    if (!placed->weeks[week]) continue;
    ++activities;
    for (const ChosenMeeting& meeting : placed->meetings) {
      if (!meeting.weeks[week]) continue;
      half_days.set(static_cast<std::size_t>(HalfDayOf(*meeting.stretch)));
      minutes += meeting.stretch->end - meeting.stretch->start;
    }
  }
  if (limit.unit == Unit::kHalfDays) return static_cast<std::int64_t>(half_days.count());
  return limit.unit == Unit::kMinutes ? minutes : activities;
}

// Whether the texts of `a`, in this order with those of `b`, stand in the rule's pairs.
bool Paired(const Rule& rule, const std::vector<std::string>& a, const std::vector<std::string>& b) {
  bool known = false;
  for (const auto& [first, second] : rule.pairs) {
    if (std::find(a.begin(), a.end(), first) == a.end()) continue;
    known = true;
    if (std::find(b.begin(), b.end(), second) != b.end()) return true;
  }
  return !known;
}

bool Shares(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

// Whether a rule holds with `a` as its first and `b` as its second.
bool Holds(const Rule& rule, const Placed& a, const Placed& b) {
  switch (rule.type) {
    case RuleType::kNotSameWeek:
      return (a.weeks & b.weeks).none();
    case RuleType::kBefore:
      return a.weeks.none() || b.weeks.none() || LastOf(a.weeks) < FirstOf(b.weeks);
    case RuleType::kSame:
    case RuleType::kDiffer:
    case RuleType::kPairs:
      break;
  }
  const std::vector<std::string> of_a = TextsOf(*a.offering, rule.attribute);
  const std::vector<std::string> of_b = TextsOf(*b.offering, rule.attribute);
  if (rule.type == RuleType::kSame) return of_a.empty() || of_b.empty() || Shares(of_a, of_b);
  if (rule.type == RuleType::kDiffer) return !Shares(of_a, of_b);
  return Paired(rule, of_a, of_b);
}

bool KeepsRule13(const Rule& rule, const Person& person, const Placed& a, const Placed& b) {
  const int kind_a = person.requirements[static_cast<std::size_t>(a.requirement)].kind;
  const int kind_b = person.requirements[static_cast<std::size_t>(b.requirement)].kind;
  const bool forward = kind_a == rule.kind_a && kind_b == rule.kind_b;
  const bool backward = kind_b == rule.kind_a && kind_a == rule.kind_b;
  if (!forward && !backward) return true;
  // With two requirements of one kind either may come first.
  return (forward && Holds(rule, a, b)) || (backward && Holds(rule, b, a));
}

std::string At(const char* list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

}  // namespace

std::vector<WeekBreak> BrokenWeekRules(const Instance& instance, const Person& person,
                                       const std::vector<Placed>& placed) {
  std::vector<WeekBreak> broken;
  for (std::size_t j = 0; j < placed.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) {
      const Placed& a = placed[i];
      const Placed& b = placed[j];
      const std::string path = At("requirements", static_cast<std::size_t>(b.requirement));
      const std::string with = " with " + At("requirements", static_cast<std::size_t>(a.requirement)) + ".";
      if (Overlap(a, b)) {
        broken.push_back({10, path, "Meets at the same time" + with});
      } else if (!KeepsRule11(instance, a, b)) {
        broken.push_back({11, path, "Leaves too little time to travel" + with});
      }
      for (std::size_t r = 0; r < instance.rules.size(); ++r) {
        if (KeepsRule13(instance.rules[r], person, a, b)) continue;
        broken.push_back({13, path, "Breaks " + At("rules", r) + with});
      }
    }
  }
  for (std::size_t i = 0; i < person.limits.size(); ++i) {
    const Limit& limit = instance.limits[static_cast<std::size_t>(person.limits[i].limit)];
    if (LoadOf(instance, limit, placed) > person.limits[i].most) {
      broken.push_back({12, At("limits", i), "Is more than the limit allows."});
    }
  }
  return broken;
}

std::int64_t LoadOf(const Instance& instance, const Limit& limit, const std::vector<Placed>& placed) {
  std::vector<const Placed*> counted;
  std::int64_t euros = 0;
  for (const Placed& one : placed) {
    if (!Counts(limit, one)) continue;
    counted.push_back(&one);
    euros += one.offering->price_euro;
  }
  if (limit.unit == Unit::kEuros) return euros;
  std::int64_t busiest = 0;
  for (std::size_t week = 0; week < static_cast<std::size_t>(instance.weeks); ++week) {
    busiest = std::max(busiest, LoadOfWeek(limit, counted, week));
  }
  return busiest;
}

}  // namespace duaal::planner
