#include <algorithm>
#include <bit>

#include "trajectory-svc/planner/week_search.h"
#include "trajectory-svc/planner/week_solver.h"
#include "trajectory-svc/planner/why_not_search.h"

// The cheapest week under lifted obstacles. WeekSolver is faster, but knows only placements that nothing
// forbids.
namespace duaal::planner {
namespace {

std::size_t Lowest(std::uint32_t bits) { return static_cast<std::size_t>(std::countr_zero(bits)); }

}  // namespace

WhyNotSearch::Choice WhyNotSearch::PricedChoice(std::size_t r, ItemId id, std::uint32_t group) const {
  const RequirementModel& model = model_.RequirementsOf(person_)[r];
  Choice choice;
  if (id == kNoItem) {
    choice.cost = model.unplaced;
  } else {
    choice = ChoiceOf(id, group);
    const Item& item = model_.item(id);
    const Person& person = options_.person();
    const Requirement& requirement = person.requirements[r];
    const Offering& offering = model_.instance().offerings[item.offering];
    const Eligibility& eligibility = options_.tables().eligibility;
    const int entry = eligibility.EntryWeek(person, offering, item);
    choice.cost =
        eligibility.SoftCost(person, requirement, offering, item, entry < 0 ? person.entry_week : entry,
                             eligibility.ConditionCost(requirement, offering));
    WeekQuery query;
    query.references = options_.query().references;
    choice.cost += DeviationCost(model_, query, model, id);
  }
  if (!person_.published) return choice;
  choice.cost += ChangeCost(model_, model, id);
  choice.changed = id != model.published || (id == kNoItem && model.published_offering >= 0);
  return choice;
}

// An option dearer than nothing helps only who keeps what is published; of one shape the cheapest will do.
void WhyNotSearch::GatherPriced(std::size_t r, bool demanded) {
  Choices& choices = levels_[0].filtered[r];
  choices.clear();
  const Choice nothing = PricedChoice(r, kNoItem, 0);
  options_.ForEach(r, *lifted_, [&](ItemId id, std::uint32_t group, std::uint32_t) {
    const Choice choice = PricedChoice(r, id, group);
    const bool kept = person_.published && !choice.changed;
    if (!demanded && !kept && choice.cost >= nothing.cost) return;
    if (LoadFits(levels_[0].load, choice)) choices.push_back(choice);
  });
  if (!demanded) choices.push_back(nothing);
  std::sort(choices.begin(), choices.end(), [](const Choice& a, const Choice& b) {
    return std::pair(a.cost, a.item) < std::pair(b.cost, b.item);
  });
  if (!shared_seats_) KeepCheapestOfShapes(choices);
  levels_[0].choices[r] = choices;
}

void WhyNotSearch::KeepCheapestOfShapes(Choices& choices) {
  ++stamp_;
  std::erase_if(choices, [&](const Choice& choice) {
    if (choice.item == kNoItem) return false;
    std::uint32_t& seen = seen_[choice.shape];
    const bool known = seen == stamp_;
    seen = stamp_;
    return known && !(person_.published && !choice.changed);
  });
}

Cost WhyNotSearch::Best(const Lifted& lifted, Week* week) {
  Begin(lifted);
  const std::uint32_t demanded = options_.Demanded(lifted);
  const std::uint32_t all = (std::uint32_t{1} << person_.requirement_count) - 1;
  for (std::size_t r = 0; r < person_.requirement_count; ++r) GatherPriced(r, (demanded >> r & 1U) != 0);
  best_cost_ = kImpossible;
  best_ = EmptyWeek();
  Improve(0, all, 0, 0, false);
  *week = best_;
  return best_cost_;
}

Cost WhyNotSearch::Extra(const Choice& choice, unsigned weekdays, bool changed) const {
  return static_cast<Cost>(person_.per_day) * std::popcount(choice.weekdays & ~weekdays) +
         (choice.changed && !changed ? person_.person_changed : 0);
}

// Every open requirement takes its cheapest; what days and changes add is paid for by one of them at least.
Cost WhyNotSearch::Bound(std::size_t depth, std::uint32_t open, unsigned weekdays, bool changed) const {
  const bool extras = person_.per_day > 0 || (person_.person_changed > 0 && !changed);
  Cost sum = 0;
  Cost most_extra = 0;
  for (std::uint32_t rest = open; rest != 0; rest &= rest - 1) {
    const auto choices = levels_[depth].choices[Lowest(rest)];
    if (choices.empty()) return kImpossible;
    const Cost first = choices.front().cost;
    sum += first;
    if (!extras) continue;
    Cost least = kImpossible;
    for (const Choice& choice : choices) {
      if (choice.cost - first >= least) break;
      least = std::min(least, choice.cost - first + Extra(choice, weekdays, changed));
    }
    most_extra = std::max(most_extra, least);
  }
  return sum + most_extra;
}

// The requirement that loses most when its cheapest choice goes.
std::size_t WhyNotSearch::Dearest(std::size_t depth, std::uint32_t open) const {
  std::size_t best = Lowest(open);
  Cost most = -1;
  for (std::uint32_t rest = open; rest != 0; rest &= rest - 1) {
    const auto choices = levels_[depth].choices[Lowest(rest)];
    const Cost regret = choices.size() == 1 ? kImpossible : choices[1].cost - choices[0].cost;
    if (regret > most || (regret == most && choices.size() < levels_[depth].choices[best].size())) {
      best = Lowest(rest);
      most = regret;
    }
  }
  return best;
}

Cost WhyNotSearch::AbovePreferred() const {
  if (!person_.has_preferred) return 0;
  Items items;
  const std::size_t count = ItemsTaken(&items);
  return static_cast<Cost>(person_.above_preferred) *
         model_.UnitsAbovePreferred(options_.query().person, {items.data(), count});
}

void WhyNotSearch::Improve(std::size_t depth, std::uint32_t open, Cost cost, unsigned weekdays,
                           bool changed) {
  if (open == 0) {
    const Cost total = cost + AbovePreferred();
    if (total >= best_cost_) return;
    best_cost_ = total;
    for (std::size_t r = 0; r < person_.requirement_count; ++r) best_[r] = chosen_[r].item;
    return;
  }
  const Cost bound = Bound(depth, open, weekdays, changed);
  if (cost + bound >= best_cost_ || cost + bound + AbovePreferred() >= best_cost_) return;
  const std::size_t r = Dearest(depth, open);
  const std::uint32_t others = open & ~(std::uint32_t{1} << r);
  Cost rest_cost = 0;
  for (std::uint32_t rest = others; rest != 0; rest &= rest - 1) {
    rest_cost += levels_[depth].choices[Lowest(rest)].front().cost;
  }
  for (const Choice& choice : levels_[depth].choices[r]) {
    if (cost + choice.cost + rest_cost >= best_cost_) break;
    const Cost with = cost + choice.cost + Extra(choice, weekdays, changed);
    if (with + rest_cost >= best_cost_) continue;
    Take(depth, r, choice);
    bool alive = true;
    for (std::uint32_t rest = others; rest != 0 && alive; rest &= rest - 1) {
      Filter(depth, r, choice, Lowest(rest));
      alive = !levels_[depth + 1].choices[Lowest(rest)].empty();
    }
    if (alive) Improve(depth + 1, others, with, weekdays | choice.weekdays, changed || choice.changed);
    taken_ &= ~(std::uint32_t{1} << r);
  }
}

}  // namespace duaal::planner
