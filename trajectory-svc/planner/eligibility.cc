#include <algorithm>
#include <bit>

#include "trajectory-svc/planner/model_maker.h"

namespace duaal::planner {

Cost Weighted(const Person& person, Cost x) { return x * person.weight_permille / 1000; }

Eligibility::Eligibility(const Instance& instance)
    : instance_(instance),
      of_kind_(instance.kinds.size(), std::vector<std::vector<std::int32_t>>(instance.sites.size() + 1)) {
  for (std::size_t i = 0; i < instance.offerings.size(); ++i) {
    const Offering& offering = instance.offerings[i];
    const auto place = offering.online ? instance.sites.size() : static_cast<std::size_t>(offering.site);
    of_kind_[static_cast<std::size_t>(offering.kind)][place].push_back(static_cast<std::int32_t>(i));
  }
}

void Eligibility::OfferingsFor(const Person& person, int kind, std::vector<std::int32_t>* offerings) const {
  offerings->clear();
  const auto& of_site = of_kind_[static_cast<std::size_t>(kind)];
  for (std::size_t site = 0; site < of_site.size(); ++site) {
    const bool online = site + 1 == of_site.size();
    if (of_site[site].empty()) continue;
    if (online || instance_.TravelMinutes(person.home, static_cast<int>(site)) <= person.reach) {
      offerings->insert(offerings->end(), of_site[site].begin(), of_site[site].end());
    }
  }
}

bool Eligibility::Passes(const Condition& condition, const Offering& offering) const {
  bool text_found = condition.one_of.empty();
  bool number_fits = !condition.least && !condition.most;
  for (const Property& property : offering.properties) {
    if (property.attribute != condition.attribute) continue;
    for (const std::string& text : property.texts) {
      text_found = text_found || std::find(condition.one_of.begin(), condition.one_of.end(), text) !=
                                     condition.one_of.end();
    }
    if (property.number) {
      number_fits = number_fits || (*property.number >= condition.least.value_or(*property.number) &&
                                    *property.number <= condition.most.value_or(*property.number));
    }
  }
  return text_found && number_fits;
}

bool Eligibility::PassesHard(const Requirement& requirement, const Offering& offering) const {
  return std::all_of(
      requirement.conditions.begin(), requirement.conditions.end(),
      [&](const Condition& condition) { return condition.cost || Passes(condition, offering); });
}

Cost Eligibility::ConditionCost(const Requirement& requirement, const Offering& offering) const {
  Cost cost = 0;
  for (const Condition& condition : requirement.conditions) {
    if (condition.cost && !Passes(condition, offering)) cost += *condition.cost;
  }
  return cost;
}

bool Eligibility::InReach(const Person& person, const Offering& offering) const {
  return offering.online || instance_.TravelMinutes(person.home, offering.site) <= person.reach;
}

int Eligibility::EntryWeek(const Person& person, const Offering& offering, const Item& item) const {
  int week = person.entry_week;
  if (item.meetings == 0) return week;
  if (!offering.entry_weeks.empty()) {
    week = kMostWeeks;
    for (const int entry : offering.entry_weeks) {
      if (entry >= person.entry_week) week = std::min(week, entry);
    }
    if (week == kMostWeeks) return -1;
  } else {
    week = std::max<int>(week, item.first_week);
  }
  return item.least_last_week >= week ? week : -1;
}

bool Eligibility::SizeFits(const Requirement& requirement, const Item& item) {
  const auto within = [](int value, int least, int most) {
    return value >= least && (most == 0 || value <= most);
  };
  return within(item.half_days, requirement.least_half_days, requirement.most_half_days) &&
         within(item.minutes, requirement.least_minutes, requirement.most_minutes);
}

std::uint32_t Eligibility::HitBy(const planner::Block& block, const Offering& offering) const {
  std::uint32_t hit = 0;
  for (std::size_t i = 0; i < offering.meetings.size(); ++i) {
    const Stretch& meeting = offering.meetings[i].stretch;
    if (meeting.weekday == block.stretch.weekday && meeting.start < block.stretch.end &&
        block.stretch.start < meeting.end &&
        WeekSet(meeting.weeks, instance_.weeks).Meets(WeekSet(block.stretch.weeks, instance_.weeks))) {
      hit |= std::uint32_t{1} << i;
    }
  }
  return hit;
}

Cost Eligibility::SoftCost(const Person& person, const Requirement& requirement, const Offering& offering,
                           const Item& item, int entry_week, Cost condition_cost) const {
  const Weights& weights = instance_.weights;
  Cost cost = condition_cost;
  for (std::uint32_t left = weights.evening == 0 ? 0 : item.meetings; left != 0; left &= left - 1) {
    const Meeting& meeting = offering.meetings[static_cast<std::size_t>(std::countr_zero(left))];
    if (PartOfDay(meeting.stretch.start) == kEveningPart) cost += weights.evening;
  }
  if (!offering.online) {
    cost += weights.travel_minute * instance_.TravelMinutes(person.home, offering.site) *
            std::popcount(item.meetings);
  }
  cost += requirement.short_half_day * std::max(0, requirement.most_half_days - item.half_days);
  cost += weights.week_later * (entry_week - person.entry_week);
  return Weighted(person, cost);
}

}  // namespace duaal::planner
