#include "trajectory-svc/planner/model.h"

#include <algorithm>
#include <bit>

#include "trajectory-svc/planner/model_maker.h"

namespace duaal::planner {
Week EmptyWeek() {
  Week week;
  week.fill(kNoItem);
  return week;
}

StatusOr<std::unique_ptr<const Model>> Model::Make(const Instance& instance, int threads) {
  RETURN_IF_ERROR(CheckInstance(instance));
  return ModelMaker(instance, threads).Run();
}

bool Model::Counts(int limit, ItemId id) const {
  const auto& kinds = instance_->limits[static_cast<std::size_t>(limit)].kinds;
  const int kind = instance_->offerings[items_[id].offering].kind;
  return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

int Model::Count(int limit, int week_class, std::span<const ItemId> items) const {
  const bool half_days = instance_->limits[static_cast<std::size_t>(limit)].unit == Unit::kHalfDays;
  const int counter = first_counter_[static_cast<std::size_t>(limit)] + week_class;
  std::uint32_t occupied = 0;
  int sum = 0;
  for (const ItemId id : items) {
    if (half_days) {
      if (Counts(limit, id)) occupied |= HalfDaysOf(id, week_class);
    } else {
      sum += static_cast<int>(LoadOf(id)[counter / 4] >> (counter % 4 * 16) & 0xFFFFU);
    }
  }
  return half_days ? std::popcount(occupied) : sum;
}

int Model::CountOf(int limit, std::span<const ItemId> items) const {
  const bool euros = instance_->limits[static_cast<std::size_t>(limit)].unit == Unit::kEuros;
  int busiest = 0;
  for (int week_class = 0; week_class < (euros ? 1 : classes_); ++week_class) {
    busiest = std::max(busiest, Count(limit, week_class, items));
  }
  return busiest;
}

bool Model::CountsFit(int person, std::span<const ItemId> items) const {
  const auto& limits = instance_->people[static_cast<std::size_t>(person)].limits;
  return std::all_of(limits.begin(), limits.end(),
                     [&](const PersonLimit& limit) { return CountOf(limit.limit, items) <= limit.most; });
}

int Model::UnitsAbovePreferred(int person, std::span<const ItemId> items) const {
  int units = 0;
  for (const PersonLimit& limit : instance_->people[static_cast<std::size_t>(person)].limits) {
    if (limit.preferred) units += std::max(0, CountOf(limit.limit, items) - *limit.preferred);
  }
  return units;
}

ItemId Model::Find(const Placement& placement) const {
  const auto offering = static_cast<std::size_t>(placement.offering);
  const auto first = items_.begin() + item_of_offering_[offering];
  const auto end = items_.begin() + item_of_offering_[offering + 1];
  const auto found =
      std::find_if(first, end, [&](const Item& item) { return item.meetings == placement.meetings; });
  return found == end ? kNoItem : static_cast<ItemId>(found - items_.begin());
}

WeekPlan Model::ToPlan(int person, const Week& week) const {
  WeekPlan plan(people_[static_cast<std::size_t>(person)].requirement_count);
  for (std::size_t i = 0; i < plan.size(); ++i) {
    if (week[i] == kNoItem) continue;
    plan[i] = Placement{static_cast<int>(items_[week[i]].offering), items_[week[i]].meetings};
  }
  return plan;
}

}  // namespace duaal::planner
