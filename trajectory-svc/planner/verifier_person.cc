#include "trajectory-svc/planner/verifier_person.h"

#include <algorithm>
#include <utility>

namespace duaal::planner::verifier {
namespace {

std::size_t Z(int index) { return static_cast<std::size_t>(index); }

Cost Weigh(const Person& person, Cost cost) { return cost * person.weight_permille / 1000; }

bool Outside(int value, int least, int most) { return value < least || (most > 0 && value > most); }

// The entry week of rule 7, or -1.
int EntryWeek(const Person& person, const Offering& offering, const Shape& shape) {
  if (shape.slots.empty()) return person.entry_week;
  if (offering.entry_weeks.empty()) return std::max(person.entry_week, shape.first);
  int entry = -1;
  for (const int week : offering.entry_weeks) {
    if (week >= person.entry_week && (entry < 0 || week < entry)) entry = week;
  }
  return entry;
}

Cost LateFactor(const Weights& weights, const Person& person) {
  return person.notice_passed ? weights.late_factor : 1;
}

}  // namespace

ChoicePrices PriceChoices(const Tables& tables, const std::vector<Cost>& prices) {
  ChoicePrices priced;
  for (const OfferingTable& offering : tables.offerings) {
    std::vector<Cost>& own = priced.emplace_back();
    for (const Choice& choice : offering.choices) {
      Cost sum = 0;
      for (const int resource : choice.resources) sum += prices[Z(resource)];
      own.push_back(sum);
    }
  }
  return priced;
}

PersonPricer::PersonPricer(const Tables& tables, const ChoicePrices& prices)
    : tables_(tables),
      prices_(prices),
      search_(tables),
      place_of_(tables.instance.sites.size(), -1),
      seen_(tables.shapes.size()),
      option_of_(tables.shapes.size()) {}

Cost PersonPricer::CheapestWeek(const Person& person) {
  Read(person);
  Cost least = 0;  // of the empty week
  for (const Need& need : needs_.needs) least += need.unplaced;
  if (!person.published) return search_.Cheapest(needs_, least);
  // Whatever differs from the published week also costs that the person changes.
  const Weights& weights = tables_.instance.weights;
  const Cost changed = Weigh(person, weights.person_changed * LateFactor(weights, person));
  least += changed;
  if (published_.possible) least = search_.Cheapest(published_.needs, least);
  return search_.Cheapest(needs_, least - changed) + changed;
}

void PersonPricer::Read(const Person& person) {
  for (const int site : needs_.sites) place_of_[Z(site)] = -1;
  needs_ = {};
  needs_.per_day = Weigh(person, person.per_day);
  published_ = {};
  ReadBlocks(person);
  for (const Requirement& requirement : person.requirements) ReadRequirement(person, requirement);
  ReadLimits(person);
  // Online comes after the last site, and how many there are is known only now.
  const auto online = static_cast<int>(needs_.sites.size());
  for (Needs* needs : {&needs_, &published_.needs}) {
    for (Need& need : needs->needs) {
      for (Option& option : need.options) {
        if (option.place < 0) option.place = online;
      }
    }
  }
  published_.needs.ceilings = needs_.ceilings;
  published_.needs.sites = needs_.sites;
  published_.needs.per_day = needs_.per_day;
}

void PersonPricer::ReadLimits(const Person& person) {
  for (const PersonLimit& own : person.limits) {
    const Limit& limit = tables_.instance.limits[Z(own.limit)];
    Ceiling ceiling{limit.unit, own.most, own.preferred.value_or(0), 0, 0};
    if (own.preferred) ceiling.above = Weigh(person, tables_.instance.weights.above_preferred);
    for (std::size_t r = 0; r < person.requirements.size(); ++r) {
      const auto& kinds = limit.kinds;
      const int kind = person.requirements[r].kind;
      if (kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end())
        ceiling.needs |= 1U << r;
    }
    needs_.ceilings.push_back(ceiling);
  }
}

void PersonPricer::ReadWishes(const Requirement& requirement) {
  wishes_.clear();
  for (const Condition& condition : requirement.conditions) {
    Wish& wish = wishes_.emplace_back();
    wish.from = &condition;
    wish.attribute = tables_.TextNumber(condition.attribute);
    wish.has_texts = !condition.one_of.empty();
    for (const std::string& text : condition.one_of) {
      if (const int number = tables_.TextNumber(text); number >= 0) wish.texts.push_back(number);
    }
  }
}

void PersonPricer::ReadRequirement(const Person& person, const Requirement& requirement) {
  ReadWishes(requirement);
  ++need_number_;
  found_published_ = false;
  Need need;
  need.kind = requirement.kind;
  need.unplaced = Weigh(person, requirement.unplaced);
  for (const int offering : OfferingsFor(person, requirement.kind)) {
    if (requirement.pinned && requirement.pinned->offering != offering) continue;
    AddOffering(person, requirement, offering, need);
  }
  FinishNeed(person, requirement, std::move(need));
}

void PersonPricer::FinishNeed(const Person& person, const Requirement& requirement, Need need) {
  if (person.published) {
    Need& same = published_.needs.needs.emplace_back();
    same.kind = need.kind;
    same.unplaced = need.unplaced;
    if (requirement.published) {
      same.required = true;
      if (found_published_) same.options = {published_option_};
      published_.possible = published_.possible && found_published_;
      const Weights& weights = tables_.instance.weights;
      need.unplaced += Weigh(person, weights.activity_changed * LateFactor(weights, person));
    }
  }
  std::erase_if(need.options, [&](const Option& option) { return option.cost >= need.unplaced; });
  std::sort(need.options.begin(), need.options.end(), [](const Option& a, const Option& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.shape < b.shape;
  });
  needs_.needs.push_back(std::move(need));
}

const std::vector<int>& PersonPricer::OfferingsFor(const Person& person, int kind) {
  const auto kinds = static_cast<std::int64_t>(tables_.instance.kinds.size());
  const std::int64_t key =
      (static_cast<std::int64_t>(person.home) * (kMostTravel + 1) + person.reach) * kinds + kind;
  const auto [found, added] = offerings_for_.try_emplace(key);
  if (added) {
    for (const int offering : tables_.offerings_of_kind[Z(kind)]) {
      const Offering& from = tables_.instance.offerings[Z(offering)];
      if (from.online || tables_.instance.TravelMinutes(person.home, from.site) <= person.reach) {
        found->second.push_back(offering);
      }
    }
  }
  return found->second;
}

bool PersonPricer::MeetsWishes(int offering, Cost& cost) const {
  for (const Wish& wish : wishes_) {
    const Condition& condition = *wish.from;
    bool text = !wish.has_texts;
    bool number = !condition.least && !condition.most;
    for (const Interned& property : tables_.offerings[Z(offering)].properties) {
      if (property.attribute != wish.attribute) continue;
      text = text || std::find_first_of(property.texts.begin(), property.texts.end(), wish.texts.begin(),
                                        wish.texts.end()) != property.texts.end();
      number = number || (property.number && (!condition.least || *property.number >= *condition.least) &&
                          (!condition.most || *property.number <= *condition.most));
    }
    if (text && number) continue;
    if (!condition.cost) return false;
    cost += *condition.cost;
  }
  return true;
}

void PersonPricer::ReadBlocks(const Person& person) {
  blocked_.assign(tables_.slots.size(), false);
  for (const Block& block : person.blocks) {
    const Stretch& stretch = block.stretch;
    const Weeks& weeks = stretch.weeks;
    Calendar calendar;
    for (int week = 0; week < tables_.instance.weeks; ++week) {
      calendar[Z(week)] = week >= weeks.first && week < weeks.end && (week - weeks.phase) % weeks.every == 0;
    }
    for (std::size_t i = 0; i < tables_.slots.size(); ++i) {
      const TimeSlot& slot = tables_.slots[i];
      if (slot.weekday == stretch.weekday &&
          std::max(slot.start, stretch.start) < std::min(slot.end, stretch.end) &&
          (calendar & tables_.calendars[Z(slot.calendar)]).any()) {
        blocked_[i] = true;
      }
    }
  }
}

bool PersonPricer::IsBlocked(const Shape& shape) const {
  return std::any_of(shape.slots.begin(), shape.slots.end(), [this](int slot) { return blocked_[Z(slot)]; });
}

Cost PersonPricer::ChangeCost(const Person& person, const Requirement& requirement,
                              const Placement& placement) const {
  if (!person.published || requirement.published == placement) return 0;
  const Weights& weights = tables_.instance.weights;
  const bool same_offering = requirement.published && requirement.published->offering == placement.offering;
  const Cost cost = same_offering ? weights.slot_changed : weights.activity_changed;
  return Weigh(person, cost * LateFactor(weights, person));
}

int PersonPricer::PlaceOf(int site) {
  if (site < 0) return -1;
  if (place_of_[Z(site)] < 0) {
    place_of_[Z(site)] = static_cast<int>(needs_.sites.size());
    needs_.sites.push_back(site);
  }
  return place_of_[Z(site)];
}

void PersonPricer::AddOffering(const Person& person, const Requirement& requirement, int offering,
                               Need& need) {
  Cost wishes = 0;
  if (!MeetsWishes(offering, wishes)) return;
  const Offering& from = tables_.instance.offerings[Z(offering)];
  const Weights& weights = tables_.instance.weights;
  const Cost travel =
      from.online ? 0 : weights.travel_minute * tables_.instance.TravelMinutes(person.home, from.site);
  const OfferingTable& table = tables_.offerings[Z(offering)];
  for (std::size_t c = 0; c < table.choices.size(); ++c) {
    const Choice& choice = table.choices[c];
    const Shape& shape = tables_.shapes[Z(choice.shape)];
    const Placement placement{offering, choice.meetings};
    if (requirement.pinned && *requirement.pinned != placement) continue;
    if (Outside(shape.half_days, requirement.least_half_days, requirement.most_half_days)) continue;
    if (Outside(shape.minutes, requirement.least_minutes, requirement.most_minutes)) continue;
    const int entry = EntryWeek(person, from, shape);
    if (entry < 0 || entry > shape.latest_entry || IsBlocked(shape)) continue;
    Cost soft = wishes + travel * shape.meetings + weights.evening * shape.evenings +
                weights.week_later * (entry - person.entry_week);
    if (requirement.most_half_days > 0) {
      soft += requirement.short_half_day * (requirement.most_half_days - shape.half_days);
    }
    const Cost cost = Weigh(person, soft) + prices_[Z(offering)][c];
    const Option option{cost + ChangeCost(person, requirement, placement), choice.shape, PlaceOf(shape.site),
                        -1};
    if (person.published && requirement.published == placement) {
      published_option_ = option;
      found_published_ = true;
    }
    AddOption(option, need);
  }
}

void PersonPricer::AddOption(const Option& option, Need& need) {
  const std::size_t shape = Z(option.shape);
  if (seen_[shape] == need_number_) {
    Option& same = need.options[option_of_[shape]];
    same.cost = std::min(same.cost, option.cost);
    return;
  }
  seen_[shape] = need_number_;
  option_of_[shape] = need.options.size();
  need.options.push_back(option);
}

}  // namespace duaal::planner::verifier
