#include "trajectory-svc/planner/why_not_search.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace duaal::planner {
namespace {

constexpr std::uint64_t kUnlimited = 0x7FFF7FFF7FFF7FFF;

std::size_t Lowest(std::uint32_t bits) { return static_cast<std::size_t>(std::countr_zero(bits)); }

}  // namespace

WhyNotSearch::WhyNotSearch(WhyNotOptions* options)
    : options_(*options),
      model_(options->model()),
      person_(model_.person(options->query().person)),
      limit_words_(static_cast<std::size_t>(model_.limit_words())),
      mask_words_(static_cast<std::size_t>(model_.mask_words())),
      shared_seats_(options->shared_seats()),
      levels_(person_.requirement_count + std::size_t{1}),
      gathered_shapes_(model_.item_count()),
      seen_(model_.item_count()) {
  for (const PersonRule& rule : model_.RulesOf(person_)) {
    const Rule& what = model_.instance().rules[rule.rule];
    const bool either = what.kind_a == what.kind_b;
    links_[rule.a][rule.b].push_back({rule.rule, true, either});
    links_[rule.b][rule.a].push_back({rule.rule, false, either});
  }
}

int WhyNotSearch::MostOf(const Lifted& lifted, std::size_t limit) const {
  const ObstacleId id = options_.limit(limit);
  if (lifted.limit == id) return lifted.most;
  return lifted.Has(id) ? -1 : options_.person().limits[limit].most;
}

void WhyNotSearch::SetLimits(const Lifted& lifted) {
  most_.fill(kUnlimited);
  counted_.fill(0);
  const auto& limits = options_.person().limits;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const int most = MostOf(lifted, i);
    if (most < 0) continue;
    const Limit& limit = model_.instance().limits[static_cast<std::size_t>(limits[i].limit)];
    const int first = model_.CounterOf(limits[i].limit);
    const int count = limit.unit == Unit::kEuros ? 1 : model_.classes();
    for (int counter = first; counter < first + count; ++counter) {
      const auto word = static_cast<std::size_t>(counter / 4);
      const int shift = counter % 4 * 16;
      const auto value =
          std::min<std::uint64_t>(most_[word] >> shift & 0x7FFFU, static_cast<std::uint64_t>(most));
      most_[word] = (most_[word] & ~(std::uint64_t{0x7FFF} << shift)) | value << shift;
      counted_[word] |= std::uint64_t{0xFFFF} << shift;
    }
  }
}

void WhyNotSearch::Begin(const Lifted& lifted) {
  ++calls_;
  lifted_ = &lifted;
  travel_ = !lifted.Has(options_.travel());
  taken_ = 0;
  levels_[0].load.fill(0);
  SetLimits(lifted);
}

WhyNotSearch::Choice WhyNotSearch::ChoiceOf(ItemId id, std::uint32_t group) const {
  const Item& item = model_.item(id);
  Choice choice;
  choice.mask = model_.MaskOf(id);
  choice.load = model_.LoadOf(id);
  choice.first_mask = choice.mask[0];
  choice.first_load = choice.load[0];
  choice.shape = item.shape;
  choice.item = id;
  choice.group = group;
  choice.side = SideOf(item);
  choice.site = item.site;
  choice.weekdays = item.weekdays;
  choice.online = item.online;
  return choice;
}

const WhyNotSearch::Choice& WhyNotSearch::Known(ItemId id, std::uint32_t group, std::uint32_t number) {
  if (number >= known_.size()) known_.resize(std::max<std::size_t>(number + 1, known_.size() * 2));
  Choice& choice = known_[number];
  if (choice.item == kNoItem) choice = ChoiceOf(id, group);
  return choice;
}

void WhyNotSearch::ForgetFrom(std::size_t r, std::size_t first) {
  Choices& choices = gathered_[r].choices;
  for (std::size_t i = first; i < choices.size(); ++i) {
    gathered_shapes_[choices[i].shape] &= static_cast<std::uint16_t>(~(1U << r));
  }
  choices.resize(std::min(first, choices.size()));
}

// Of placements that differ in seats and cost only, one will do.
void WhyNotSearch::GatherMore(const Lifted& lifted, const Lifted* less) {
  for (std::uint32_t rest = options_.Demanded(lifted); rest != 0; rest &= rest - 1) {
    const std::size_t r = Lowest(rest);
    options_.ForEachLeast(r, lifted, less, [&](ItemId id, std::uint32_t group, std::uint32_t number) {
      const Choice& choice = Known(id, group, number);
      std::uint16_t& shapes = gathered_shapes_[choice.shape];
      if (((shapes >> r & 1U) != 0 && !shared_seats_) || !LoadFits(levels_[0].load, choice)) return;
      shapes |= static_cast<std::uint16_t>(1U << r);
      gathered_[r].choices.push_back(choice);
    });
  }
}

// What was gathered for a question before is kept as far as it is part of this one.
void WhyNotSearch::Gather(const Lifted& lifted, const Lifted* less) {
  const bool all = less != nullptr && *less == gathered_for_;
  const bool some = less != nullptr && !all && *less == known_for_;
  for (std::size_t r = 0; r < person_.requirement_count; ++r) {
    if (!all) ForgetFrom(r, some ? gathered_[r].known : 0);
  }
  if (less != nullptr && !all && !some) GatherMore(*less, nullptr);
  for (Gathered& gathered : gathered_) gathered.known = less != nullptr ? gathered.choices.size() : 0;
  GatherMore(lifted, less);
  known_for_ = less != nullptr ? *less : Lifted();
  gathered_for_ = lifted;
}

bool WhyNotSearch::Find(const Lifted& lifted, const Lifted* less) {
  Begin(lifted);
  if (less != nullptr && !options_.OnlyPlacements(*less, lifted)) less = nullptr;
  Gather(lifted, less);
  const std::uint32_t open = options_.Demanded(lifted);
  for (std::uint32_t rest = open; rest != 0; rest &= rest - 1) {
    levels_[0].choices[Lowest(rest)] = gathered_[Lowest(rest)].choices;
    if (levels_[0].choices[Lowest(rest)].empty()) return false;
  }
  return DiveWithNew(open);
}

// Weeks by the first requirement that has a placement which is new; where nothing is known, all of them are.
bool WhyNotSearch::DiveWithNew(std::uint32_t open) {
  if (open == 0) return true;
  auto& choices = levels_[0].choices;
  for (std::uint32_t rest = open; rest != 0; rest &= rest - 1) {
    const std::size_t r = Lowest(rest);
    const std::span<const Choice> all = choices[r];
    choices[r] = all.subspan(gathered_[r].known);
    if (!choices[r].empty() && Dive(0, open)) return true;
    choices[r] = all.first(gathered_[r].known);
    if (choices[r].empty()) return false;
  }
  return false;
}

bool WhyNotSearch::Dive(std::size_t depth, std::uint32_t open) {
  if (open == 0) return true;
  const Level& level = levels_[depth];
  std::size_t r = Lowest(open);
  for (std::uint32_t rest = open; rest != 0; rest &= rest - 1) {
    if (level.choices[Lowest(rest)].size() < level.choices[r].size()) r = Lowest(rest);
  }
  const std::uint32_t others = open & ~(std::uint32_t{1} << r);
  if (others == 0) {
    if (level.choices[r].empty()) return false;
    Take(depth, r, level.choices[r].front());
    return true;
  }
  if (std::has_single_bit(others)) return DivePair(depth, r, Lowest(others));
  for (const Choice& choice : level.choices[r]) {
    Take(depth, r, choice);
    bool alive = true;
    for (std::uint32_t rest = others; rest != 0 && alive; rest &= rest - 1) {
      Filter(depth, r, choice, Lowest(rest));
      alive = !levels_[depth + 1].choices[Lowest(rest)].empty();
    }
    if (alive && Dive(depth + 1, others)) return true;
    taken_ &= ~(std::uint32_t{1} << r);
  }
  return false;
}

bool WhyNotSearch::DivePair(std::size_t depth, std::size_t r, std::size_t other) {
  for (const Choice& choice : levels_[depth].choices[r]) {
    Take(depth, r, choice);
    for (const Choice& second : levels_[depth].choices[other]) {
      if (!Joins(depth, r, choice, other, second)) continue;
      Take(depth + 1, other, second);
      return true;
    }
    taken_ &= ~(std::uint32_t{1} << r);
  }
  return false;
}

void WhyNotSearch::Take(std::size_t depth, std::size_t r, const Choice& choice) {
  chosen_[r] = choice;
  taken_ |= std::uint32_t{1} << r;
  Load& next = levels_[depth + 1].load;
  const Load& load = levels_[depth].load;
  for (std::size_t i = 0; i < limit_words_; ++i) {
    next[i] = load[i] + (choice.item == kNoItem ? 0 : choice.load[i] & counted_[i]);
  }
}

void WhyNotSearch::Filter(std::size_t depth, std::size_t r, const Choice& choice, std::size_t other) {
  Choices& next = levels_[depth + 1].filtered[other];
  next.clear();
  for (const Choice& candidate : levels_[depth].choices[other]) {
    if (candidate.item == kNoItem || choice.item == kNoItem || Joins(depth, r, choice, other, candidate))
      next.push_back(candidate);
  }
  levels_[depth + 1].choices[other] = next;
}

bool WhyNotSearch::TimeFits(const Choice& a, const Choice& b, bool travel) const {
  std::uint64_t clash = 0;
  for (std::size_t i = 0; i < mask_words_; ++i) clash |= a.mask[i] & b.mask[i];
  if (clash != 0) return false;
  if (!travel || a.online || b.online || a.site == b.site) return true;
  const int tier = model_.TierBetween(a.site, b.site);
  if (tier == 0) return true;
  const std::uint64_t* shadow = model_.ShadowOf(a.item, tier);
  for (std::size_t i = 0; i < mask_words_; ++i) clash |= shadow[i] & b.mask[i];
  return clash == 0;
}

bool WhyNotSearch::RuleHolds(const Link& link, const Choice& own, const Choice& other) const {
  const RuleSide& a = link.first ? own.side : other.side;
  const RuleSide& b = link.first ? other.side : own.side;
  return model_.Allows(link.rule, a, b) || (link.either && model_.Allows(link.rule, b, a));
}

bool WhyNotSearch::Together(std::size_t r, const Choice& a, std::size_t other, const Choice& b) const {
  if (!TimeFits(a, b, travel_)) return false;
  const auto& links = links_[r][other];
  return std::all_of(links.begin(), links.end(), [&](const Link& link) {
    return lifted_->Has(options_.rule(link.rule)) || RuleHolds(link, a, b);
  });
}

// How many of the choices that are taken sit on a resource; those whose seats are lifted count with `all`.
int WhyNotSearch::TakenOf(std::uint32_t resource, bool all) const {
  int taken = 0;
  for (std::uint32_t rest = taken_; rest != 0; rest &= rest - 1) {
    const Choice& choice = chosen_[Lowest(rest)];
    if (choice.item == kNoItem || (!all && lifted_->Has(options_.seats(choice.group)))) continue;
    const auto resources = model_.ResourcesOf(model_.item(choice.item));
    taken += std::find(resources.begin(), resources.end(), resource) != resources.end() ? 1 : 0;
  }
  return taken;
}

bool WhyNotSearch::SeatsFor(const Choice& choice) const {
  if (lifted_->Has(options_.seats(choice.group))) return true;
  const auto resources = model_.ResourcesOf(model_.item(choice.item));
  return std::all_of(resources.begin(), resources.end(), [&](std::uint32_t k) {
    return static_cast<int>(k) >= model_.real_resources() || options_.query().free[k] > TakenOf(k, false);
  });
}

// Sums count a half-day twice that two activities share; this does not.
bool WhyNotSearch::CountsFit(const Choice& choice) const {
  Items items;
  const std::size_t count = ItemsTaken(&items);
  items[count] = choice.item;
  const auto& limits = options_.person().limits;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const int most = MostOf(*lifted_, i);
    if (most >= 0 && model_.CountOf(limits[i].limit, {items.data(), count + 1}) > most) return false;
  }
  return true;
}

int WhyNotSearch::CountOf(int limit) const {
  Items items;
  const std::size_t count = ItemsTaken(&items);
  return model_.CountOf(limit, {items.data(), count});
}

std::size_t WhyNotSearch::ItemsTaken(Items* items) const {
  std::size_t count = 0;
  for (std::uint32_t rest = taken_; rest != 0; rest &= rest - 1) {
    if (chosen_[Lowest(rest)].item != kNoItem) (*items)[count++] = chosen_[Lowest(rest)].item;
  }
  return count;
}

void WhyNotSearch::Broken(std::vector<ObstacleId>* broken) const {
  broken->clear();
  for (std::size_t r = 0; r < person_.requirement_count; ++r) {
    if ((taken_ >> r & 1U) == 0) {
      if (options_.requirement(r) != kNever) broken->push_back(options_.requirement(r));
      continue;
    }
    options_.ForObstacles(chosen_[r].group, [&](ObstacleId id) { broken->push_back(id); });
    if (shared_seats_) {
      for (const std::uint32_t k : model_.ResourcesOf(model_.item(chosen_[r].item))) {
        if (options_.query().free[k] < TakenOf(k, true)) broken->push_back(options_.seats(chosen_[r].group));
      }
    }
    for (std::uint32_t rest = taken_ >> (r + 1) << (r + 1); rest != 0; rest &= rest - 1) {
      const std::size_t other = Lowest(rest);
      if (!TimeFits(chosen_[r], chosen_[other], true)) broken->push_back(options_.travel());
      for (const Link& link : links_[r][other]) {
        if (!RuleHolds(link, chosen_[r], chosen_[other])) broken->push_back(options_.rule(link.rule));
      }
    }
  }
  const auto& limits = options_.person().limits;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    if (CountOf(limits[i].limit) > limits[i].most) broken->push_back(options_.limit(i));
  }
  std::sort(broken->begin(), broken->end());
  broken->erase(std::unique(broken->begin(), broken->end()), broken->end());
}

}  // namespace duaal::planner
