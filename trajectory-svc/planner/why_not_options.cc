#include "trajectory-svc/planner/why_not_options.h"

#include <algorithm>
#include <bit>

namespace duaal::planner {
namespace {

template <typename Visit>
void ForResources(const Offering& offering, const Visit& visit) {
  for (const int k : offering.resources) visit(static_cast<std::size_t>(k));
  for (const Meeting& meeting : offering.meetings) {
    for (const int k : meeting.resources) visit(static_cast<std::size_t>(k));
  }
}

}  // namespace

WhyNotTables::WhyNotTables(const Model& of)
    : model(of), eligibility(of.instance()), offerings(of.instance().kinds.size()) {
  const auto& all = model.instance().offerings;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].closed)
      offerings[static_cast<std::size_t>(all[i].kind)].push_back(static_cast<std::int32_t>(i));
  }
  first_item.reserve(all.size() + 1);
  for (ItemId id = 0; id < model.item_count(); ++id) {
    while (first_item.size() <= model.item(id).offering) first_item.push_back(id);
  }
  first_item.resize(all.size() + 1, static_cast<ItemId>(model.item_count()));
  constexpr int kSeveral = -2;
  std::vector<int> kind_of(model.instance().resources.size(), -1);
  for (const Offering& offering : all) {
    ForResources(offering, [&](std::size_t k) {
      if (kind_of[k] != offering.kind) kind_of[k] = kind_of[k] == -1 ? offering.kind : kSeveral;
    });
  }
  for (const Offering& offering : all) {
    mixed.push_back(0);
    ForResources(offering, [&](std::size_t k) {
      if (kind_of[k] == kSeveral) mixed.back() = 1;
    });
  }
}

WhyNotOptions::WhyNotOptions(const WhyNotTables& tables, const WhyNotQuery& query)
    : tables_(tables),
      query_(query),
      person_(tables.model.instance().people[static_cast<std::size_t>(query.person)]) {
  shared_seats_ = SharesSeats();
  Number();
}

bool WhyNotOptions::SharesSeats() const {
  const int count = static_cast<int>(person_.requirements.size());
  if (query_.free == nullptr || count < 2) return false;
  for (std::size_t r = 0; r < person_.requirements.size(); ++r) {
    const int kind = person_.requirements[r].kind;
    const bool again =
        std::any_of(person_.requirements.begin() + static_cast<std::ptrdiff_t>(r) + 1,
                    person_.requirements.end(), [&](const Requirement& other) { return other.kind == kind; });
    for (const std::int32_t offering : tables_.offerings[static_cast<std::size_t>(kind)]) {
      if (!again && tables_.mixed[static_cast<std::size_t>(offering)] == 0) continue;
      if (AnySeats(model().instance().offerings[static_cast<std::size_t>(offering)], count)) return true;
    }
  }
  return false;
}

// Whether some resource of the offering has fewer than so many seats left.
bool WhyNotOptions::AnySeats(const Offering& offering, int below) const {
  bool any = false;
  ForResources(offering, [&](std::size_t k) { any = any || query_.free[k] < below; });
  return any;
}

// The order is that in which obstacles are tried for being beside the point: other requirements first, so
// that a conflict names few of them; what shuts out many offerings last, so that it does not name the seats
// of each.
void WhyNotOptions::Number() {
  Add(ObstacleType::kRequirement, -1, -1);
  const bool only = !query_.offering && std::popcount(query_.demanded) == 1;
  for (std::size_t r = 0; r < person_.requirements.size(); ++r) {
    const bool asked = only || (query_.offering && static_cast<int>(r) == query_.wanted);
    if ((query_.demanded >> r & 1U) != 0 && !asked)
      requirements_[r] = Add(ObstacleType::kRequirement, static_cast<int>(r), -1);
  }
  const std::uint32_t demanded = Demanded(Nothing());
  for (std::size_t r = 0; r < person_.requirements.size(); ++r) {
    if ((demanded >> r & 1U) != 0) NumberOfferings(person_.requirements[r].kind);
  }
  first_block_ = static_cast<ObstacleId>(obstacles_.size());
  for (std::size_t i = 0; i < person_.blocks.size(); ++i) Add(ObstacleType::kBlock, -1, static_cast<int>(i));
  first_limit_ = static_cast<ObstacleId>(obstacles_.size());
  for (std::size_t i = 0; i < person_.limits.size(); ++i) Add(ObstacleType::kLimit, -1, static_cast<int>(i));
  travel_ = Add(ObstacleType::kTravel, -1, -1);
  rules_.resize(model().instance().rules.size());
  for (const PersonRule& rule : model().RulesOf(model().person(query_.person))) {
    ObstacleId& id = rules_[rule.rule];
    if (id == kNever) id = Add(ObstacleType::kRule, -1, rule.rule);
  }
  entry_ = Add(ObstacleType::kEntry, -1, -1);
  for (std::size_t r = 0; r < person_.requirements.size(); ++r) {
    if ((demanded >> r & 1U) != 0) NumberRequirement(r);
  }
  reach_ = Add(ObstacleType::kReach, -1, -1);
}

void WhyNotOptions::NumberOfferings(int kind) {
  if (query_.free == nullptr || of_offering_.contains(kind)) return;
  auto& of_kind = of_offering_[kind];
  const int scarce = shared_seats_ ? static_cast<int>(person_.requirements.size()) : 1;
  for (const std::int32_t offering : tables_.offerings[static_cast<std::size_t>(kind)]) {
    const Offering& what = model().instance().offerings[static_cast<std::size_t>(offering)];
    OfOffering own;
    own.offering = offering;
    if (AnySeats(what, scarce)) {
      own.seats = Add(ObstacleType::kSeats, -1, offering);
    }
    const int floor = model().FloorResource(offering);
    if (floor >= 0 && query_.free[floor] <= 0) own.floor = Add(ObstacleType::kFloor, -1, offering);
    of_kind.push_back(own);
  }
}

void WhyNotOptions::NumberRequirement(std::size_t r) {
  const Requirement& requirement = person_.requirements[r];
  first_condition_[r] = static_cast<ObstacleId>(obstacles_.size());
  for (std::size_t i = 0; i < requirement.conditions.size(); ++i) {
    Add(ObstacleType::kCondition, static_cast<int>(r), static_cast<int>(i));
  }
  sizes_[r] = Add(ObstacleType::kSize, static_cast<int>(r), -1);
  pins_[r] = Add(ObstacleType::kPinned, static_cast<int>(r), -1);
}

ObstacleId WhyNotOptions::Add(ObstacleType type, int requirement, int index) {
  const auto id = static_cast<ObstacleId>(obstacles_.size());
  obstacles_.push_back({type, requirement, index});
  if (type == ObstacleType::kRequirement || type == ObstacleType::kLimit || type == ObstacleType::kTravel ||
      type == ObstacleType::kRule || (type == ObstacleType::kSeats && shared_seats_))
    joint_.push_back(id);
  return id;
}

std::uint32_t WhyNotOptions::Demanded(const Lifted& lifted) const {
  std::uint32_t demanded = query_.demanded;
  if (query_.offering) demanded |= std::uint32_t{1} << query_.wanted;
  for (std::size_t r = 0; r < person_.requirements.size(); ++r) {
    if (requirements_[r] != kNever && lifted.Has(requirements_[r])) demanded &= ~(std::uint32_t{1} << r);
  }
  return demanded;
}

bool WhyNotOptions::OnlyPlacements(const Lifted& less, const Lifted& lifted) const {
  return std::all_of(joint_.begin(), joint_.end(),
                     [&](ObstacleId id) { return less.flags[id] == lifted.flags[id]; });
}

void WhyNotOptions::Prepare(std::size_t r) {
  ready_[r] = true;
  const int kind = person_.requirements[r].kind;
  const auto& offerings = tables_.offerings[static_cast<std::size_t>(kind)];
  const auto numbered = of_offering_.find(kind);
  entries_[r].reserve(offerings.size());
  for (std::size_t i = 0; i < offerings.size(); ++i) {
    if (query_.offering && static_cast<int>(r) == query_.wanted && offerings[i] != *query_.offering) continue;
    const OfOffering own = numbered == of_offering_.end() ? OfOffering() : numbered->second[i];
    Entry entry;
    entry.offering = offerings[i];
    entry.seats = own.seats;
    entry.obstacles = ObstaclesOf(r, entry.offering, own.seats, own.floor);
    entries_[r].push_back(entry);
  }
  std::stable_sort(entries_[r].begin(), entries_[r].end(), [](const Entry& a, const Entry& b) {
    return a.obstacles.end - a.obstacles.first < b.obstacles.end - b.obstacles.first;
  });
}

bool WhyNotOptions::Full(const std::vector<int>& resources) const {
  return query_.free != nullptr &&
         std::any_of(resources.begin(), resources.end(), [&](int k) { return query_.free[k] <= 0; });
}

WhyNotOptions::Range WhyNotOptions::ObstaclesOf(std::size_t r, int offering, ObstacleId seats,
                                                ObstacleId floor) {
  const Requirement& requirement = person_.requirements[r];
  const Offering& what = model().instance().offerings[static_cast<std::size_t>(offering)];
  Range range;
  range.first = static_cast<std::uint32_t>(ids_.size());
  const bool asked = first_condition_[r] != kNever;
  for (std::size_t i = 0; i < requirement.conditions.size(); ++i) {
    const Condition& condition = requirement.conditions[i];
    if (condition.cost || tables_.eligibility.Passes(condition, what)) continue;
    ids_.push_back(asked ? first_condition_[r] + static_cast<ObstacleId>(i) : kNever);
  }
  if (!tables_.eligibility.InReach(person_, what)) ids_.push_back(reach_);
  if (requirement.pinned && requirement.pinned->offering != offering) ids_.push_back(pins_[r]);
  const int opens = model().FloorResource(offering);
  if (opens >= 0 && query_.free != nullptr && query_.free[opens] <= 0) ids_.push_back(floor);
  if (Full(what.resources)) ids_.push_back(seats);
  range.end = static_cast<std::uint32_t>(ids_.size());
  return range;
}

void WhyNotOptions::Expand(std::size_t r, Entry* entry) {
  entry->expanded = true;
  entry->first_group = entry->end_group = static_cast<std::uint32_t>(groups_.size());
  FindHits(*entry);
  const auto place = static_cast<std::size_t>(entry->offering);
  const ItemId first = tables_.first_item[place];
  const ItemId end = tables_.first_item[place + 1];
  group_of_.clear();
  for (ItemId id = first; id < end; ++id) {
    FindObstacles(r, *entry, id);
    group_of_.push_back(GroupOfObstacles(*entry));
    entry->end_group = static_cast<std::uint32_t>(groups_.size());
  }
  for (std::uint32_t group = entry->first_group; group < entry->end_group; ++group) {
    groups_[group].first_item = static_cast<std::uint32_t>(items_.size());
    for (ItemId id = first; id < end; ++id) {
      if (group_of_[id - first] == group) items_.push_back(id);
    }
    groups_[group].end_item = static_cast<std::uint32_t>(items_.size());
    PutLeastFirst(&groups_[group]);
  }
  std::sort(groups_.begin() + entry->first_group, groups_.end(), [](const Group& a, const Group& b) {
    return std::pair(a.obstacles.end - a.obstacles.first, a.first_item) <
           std::pair(b.obstacles.end - b.obstacles.first, b.first_item);
  });
}

// What goes with all meetings of a placement goes with some of them too. Of an offering, some come before
// more.
void WhyNotOptions::PutLeastFirst(Group* group) {
  group->end_least = group->first_item;
  least_.clear();
  for (std::uint32_t i = group->first_item; i < group->end_item; ++i) {
    const std::uint32_t meetings = model().item(items_[i]).meetings;
    const bool more = std::any_of(least_.begin(), least_.end(),
                                  [&](std::uint32_t least) { return (least & ~meetings) == 0; });
    if (more) continue;
    least_.push_back(meetings);
    std::swap(items_[i], items_[group->end_least++]);
  }
}

void WhyNotOptions::FindHits(const Entry& entry) {
  const Offering& what = model().instance().offerings[static_cast<std::size_t>(entry.offering)];
  hits_.clear();
  for (std::size_t i = 0; i < person_.blocks.size(); ++i) {
    const std::uint32_t hit = tables_.eligibility.HitBy(person_.blocks[i], what);
    if (hit != 0) hits_.push_back({first_block_ + static_cast<ObstacleId>(i), hit});
  }
  if (query_.free == nullptr || Full(what.resources)) return;
  std::uint32_t full = 0;
  for (std::size_t i = 0; i < what.meetings.size(); ++i) {
    if (Full(what.meetings[i].resources)) full |= std::uint32_t{1} << i;
  }
  if (full != 0) hits_.push_back({entry.seats, full});
}

void WhyNotOptions::FindObstacles(std::size_t r, const Entry& entry, ItemId id) {
  const Requirement& requirement = person_.requirements[r];
  const Item& item = model().item(id);
  found_.clear();
  for (const Hit& hit : hits_) {
    if ((item.meetings & hit.meetings) != 0) found_.push_back(hit.obstacle);
  }
  if (!Eligibility::SizeFits(requirement, item)) found_.push_back(sizes_[r]);
  if (requirement.pinned && requirement.pinned->offering == entry.offering &&
      requirement.pinned->meetings != item.meetings)
    found_.push_back(pins_[r]);
  const Offering& what = model().instance().offerings[static_cast<std::size_t>(entry.offering)];
  if (tables_.eligibility.EntryWeek(person_, what, item) < 0) found_.push_back(entry_);
}

std::uint32_t WhyNotOptions::GroupOfObstacles(const Entry& entry) {
  for (std::uint32_t group = entry.first_group; group < entry.end_group; ++group) {
    const Range& range = groups_[group].obstacles;
    if (range.end - range.first != found_.size()) continue;
    if (std::equal(ids_.begin() + range.first, ids_.begin() + range.end, found_.begin())) return group;
  }
  Group group;
  group.of_offering = entry.obstacles;
  group.seats = entry.seats;
  group.obstacles.first = static_cast<std::uint32_t>(ids_.size());
  ids_.insert(ids_.end(), found_.begin(), found_.end());
  group.obstacles.end = static_cast<std::uint32_t>(ids_.size());
  groups_.push_back(group);
  return static_cast<std::uint32_t>(groups_.size() - 1);
}

}  // namespace duaal::planner
