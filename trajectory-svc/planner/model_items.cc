#include <algorithm>
#include <bit>
#include <set>

#include "trajectory-svc/planner/model_maker.h"

namespace duaal::planner {
namespace {

void SetBit(std::uint64_t* mask, int bit) { mask[bit / 64] |= std::uint64_t{1} << (bit % 64); }

// Calls `body` with the number of each meeting in use, or of each class.
template <typename Bits, typename Body>
void ForEach(Bits bits, const Body& body) {
  for (; bits != 0; bits &= bits - 1) body(static_cast<std::size_t>(std::countr_zero(bits)));
}

Status TooVaried(const std::string& field, const std::string& what) {
  Violations violations;
  violations.Add(field, "TOO_VARIED", what);
  return violations.ToStatus();
}

constexpr std::size_t kMostRuleCells = std::size_t{1} << 27U;

// What a rule on an attribute sees of an offering.
class RuleTexts {
 public:
  struct Side {
    std::set<std::string> texts;  // of kPairs and a: the texts of b that go with it
    bool any = false;             // kPairs and a: no pair speaks of it
    friend auto operator<=>(const Side&, const Side&) = default;
  };

  RuleTexts(const Instance& instance, const Rule& rule) : instance_(instance), rule_(rule) {}

  [[nodiscard]] Side Of(std::size_t offering, bool is_a) const {
    Side side;
    for (const Property& property : instance_.offerings[offering].properties) {
      if (property.attribute == rule_.attribute)
        side.texts.insert(property.texts.begin(), property.texts.end());
    }
    if (rule_.type != RuleType::kPairs || !is_a) return side;
    Side allowed{{}, true};
    for (const auto& [a, b] : rule_.pairs) {
      if (!side.texts.contains(a)) continue;
      allowed.any = false;
      allowed.texts.insert(b);
    }
    return allowed;
  }

  [[nodiscard]] bool Allows(const Side& a, const Side& b) const {
    const bool meet = std::any_of(a.texts.begin(), a.texts.end(),
                                  [&](const std::string& text) { return b.texts.contains(text); });
    if (rule_.type == RuleType::kDiffer) return !meet;
    if (rule_.type == RuleType::kSame) return meet || a.texts.empty() || b.texts.empty();
    return meet || a.any;
  }

 private:
  const Instance& instance_;
  const Rule& rule_;
};

}  // namespace

// Items that differ in resources and cost only, by all that the search looks at.
// What items of one shape have in common, each once. All keys of a model are equally long.
struct ModelMaker::Shapes {
  std::vector<std::uint64_t> keys;   // by shape, one behind the other
  std::vector<std::uint32_t> table;  // by hash: a shape, counted from 1, or 0; at most half full

  // The shape of the key of `length` that stands behind all others; it goes again when it is known.
  std::uint32_t Number(std::size_t length) {
    const auto fresh = static_cast<std::uint32_t>(keys.size() / length);
    if (2 * std::size_t{fresh} > table.size() || table.empty()) Grow(length, fresh - 1);
    const std::uint64_t* key = keys.data() + keys.size() - length;
    for (std::size_t place = HashOf(key, length) & (table.size() - 1);;
         place = (place + 1) & (table.size() - 1)) {
      std::uint32_t& shape = table[place];
      if (shape == 0) {
        shape = fresh;
        return fresh - 1;
      }
      if (!std::equal(key, key + length, keys.data() + (shape - 1) * length)) continue;
      keys.resize(keys.size() - length);
      return shape - 1;
    }
  }

 private:
  static std::uint64_t HashOf(const std::uint64_t* key, std::size_t length) {
    constexpr std::uint64_t kPrime = 0x9E3779B97F4A7C15;
    std::uint64_t lanes[4] = {length, 1, 2, 3};  // side by side, for each step waits for the one before
    for (std::size_t i = 0; i < length; ++i) lanes[i % 4] = std::rotl((lanes[i % 4] ^ key[i]) * kPrime, 29);
    return ((lanes[0] ^ std::rotl(lanes[1], 17)) * kPrime) ^
           ((lanes[2] ^ std::rotl(lanes[3], 17)) * kPrime >> 7);
  }
  void Grow(std::size_t length, std::uint32_t count) {
    constexpr std::size_t kLeast = 256;
    table.assign(std::max(kLeast, 4 * table.size()), 0);
    for (std::uint32_t shape = 0; shape < count; ++shape) {
      std::size_t place = HashOf(keys.data() + shape * length, length) & (table.size() - 1);
      while (table[place] != 0) place = (place + 1) & (table.size() - 1);
      table[place] = shape + 1;
    }
  }
};

ModelMaker::ModelMaker(const Instance& instance, int threads)
    : instance_(instance),
      threads_(std::max(1, threads)),
      fold_(instance),
      eligibility_(instance),
      model_(new Model()) {
  model_->instance_ = &instance_;
}

StatusOr<std::unique_ptr<const Model>> ModelMaker::Run() {
  RETURN_IF_ERROR(LayOut());
  MakeTiers();
  RETURN_IF_ERROR(MakeRules());
  RETURN_IF_ERROR(MakeItems());
  NoteSharing();
  MakeCohortSlots();
  RETURN_IF_ERROR(MakePeople());
  return std::unique_ptr<const Model>(std::move(model_));
}

Status ModelMaker::LayOut() {
  model_->classes_ = fold_.classes();
  const int bits = fold_.bits();
  int counters = 0;
  LayOutLimits(&counters);
  if (bits > kMostMaskWords * 64 || counters > kMostLimitWords * 4 || fold_.classes() > 64) {
    return TooVaried("offerings", "The timetable has " + std::to_string(fold_.classes()) +
                                      " different weeks with " + std::to_string(fold_.atoms().size()) +
                                      " different times; plan a shorter horizon or part of the offerings.");
  }
  // The search is made for these numbers of words.
  const int mask = (bits + 63) / 64;
  const int limit = (counters + 3) / 4;
  if (mask > 8 || limit > 8) {
    model_->mask_words_ = kMostMaskWords;
    model_->limit_words_ = kMostLimitWords;
  } else if (mask > 4 || limit > 4) {
    model_->mask_words_ = model_->limit_words_ = 8;
  } else {
    model_->mask_words_ = mask > 1 ? 4 : 1;
    model_->limit_words_ = mask > 1 || limit > 1 ? 4 : 1;
  }
  model_->day_masks_.resize(7 * static_cast<std::size_t>(model_->mask_words_));
  for (int bit = 0; bit < bits; ++bit) {
    SetBit(model_->day_masks_.data() + (fold_.AtomOfBit(bit).weekday - 1) * model_->mask_words_, bit);
  }
  model_->seats_.reserve(instance_.resources.size());
  for (const Resource& resource : instance_.resources) model_->seats_.push_back(resource.seats);
  for (const Offering& offering : instance_.offerings) {
    const bool floored = offering.floor > 0 && !offering.closed;
    model_->floor_resource_.push_back(floored ? static_cast<std::int32_t>(model_->seats_.size()) : -1);
    if (floored) model_->seats_.push_back(static_cast<std::int32_t>(instance_.people.size()));
  }
  return absl::OkStatus();
}

void ModelMaker::LayOutLimits(int* counters) {
  std::vector<bool> used(instance_.limits.size());
  for (const Person& person : instance_.people) {
    for (const PersonLimit& limit : person.limits) used[static_cast<std::size_t>(limit.limit)] = true;
  }
  for (std::size_t i = 0; i < instance_.limits.size(); ++i) {
    const Unit unit = instance_.limits[i].unit;
    model_->first_counter_.push_back(used[i] ? *counters : -1);
    if (used[i]) *counters += unit == Unit::kEuros ? 1 : fold_.classes();
    if (used[i] && unit == Unit::kHalfDays && !fold_.whole_half_days()) model_->exact_counters_ = false;
  }
}

// Travel of t minutes loses the atoms that begin within t minutes after a meeting or end within t before it.
// Only the pauses between meetings tell travel times apart, so few tiers remain.
void ModelMaker::MakeTiers() {
  std::set<int> pauses;
  const auto& atoms = fold_.atoms();
  for (const Atom& a : atoms) {
    for (const Atom& b : atoms) {
      if (a.weekday == b.weekday && b.start >= a.end && b.start - a.end < kMostTravel)
        pauses.insert(b.start - a.end);
    }
  }
  std::map<int, int> tier_of_pauses;  // pauses that are too short -> tier
  const auto too_short = [&](int minutes) {
    return static_cast<int>(std::distance(pauses.begin(), pauses.lower_bound(minutes)));
  };
  for (const int minutes : instance_.travel) {
    if (too_short(minutes) > 0) tier_of_pauses.emplace(too_short(minutes), 0);
  }
  for (auto& [count, tier] : tier_of_pauses) {
    const int travel = *std::next(pauses.begin(), count - 1) + 1;
    std::vector<Around>& around = around_.emplace_back();
    for (const Atom& atom : atoms) {
      const auto [first, end] = fold_.AtomsOf(atom.weekday, atom.start - travel, atom.end + travel);
      around.push_back({first, end});
    }
    tier = static_cast<int>(around_.size());
  }
  model_->tiers_ = static_cast<int>(around_.size());
  for (const int minutes : instance_.travel) {
    const int count = too_short(minutes);
    model_->tier_.push_back(count == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(tier_of_pauses[count]));
  }
}

Status ModelMaker::MakeItems() {
  // Subsets of meetings that no requirement of the kind can use are not made.
  size_of_kind_.assign(instance_.kinds.size(), {kMostMeetings, 0});
  for (const Person& person : instance_.people) {
    for (const Requirement& requirement : person.requirements) {
      auto& [least, most] = size_of_kind_[static_cast<std::size_t>(requirement.kind)];
      least = std::min(least, requirement.least_half_days);
      most = std::max(most, requirement.most_half_days == 0 ? kMostMeetings : requirement.most_half_days);
    }
  }
  Shapes shapes;
  Reserve(instance_.offerings.size(), &shapes);
  model_->item_of_offering_.reserve(instance_.offerings.size() + 1);
  for (std::size_t i = 0; i < instance_.offerings.size(); ++i) {
    model_->item_of_offering_.push_back(static_cast<std::uint32_t>(model_->items_.size()));
    RETURN_IF_ERROR(MakeItemsOf(static_cast<int>(i), &shapes));
  }
  model_->item_of_offering_.push_back(static_cast<std::uint32_t>(model_->items_.size()));
  return absl::OkStatus();
}

Status ModelMaker::MakeItemsOf(int index, Shapes* shapes) {
  const Offering& offering = instance_.offerings[static_cast<std::size_t>(index)];
  if (offering.closed) return absl::OkStatus();
  MakeParts(offering);
  const auto count = offering.meetings.size();
  const std::uint32_t all = count == 0 ? 0 : (std::uint32_t{1} << count) - 1;
  std::uint32_t never = 0;  // meetings that take place in no week
  for (std::size_t i = 0; i < count; ++i) never |= parts_[i].weeks.empty() ? std::uint32_t{1} << i : 0;
  if (offering.choose_most == 0) {
    if (never == 0 && !Overlaps(all)) AddItem(index, all, shapes);
    return absl::OkStatus();
  }
  const auto& [least, most] = size_of_kind_[static_cast<std::size_t>(offering.kind)];
  chosen_.clear();
  for (std::uint32_t meetings = 1; meetings <= all; ++meetings) {
    const int size = std::popcount(meetings);
    if (size < offering.choose_least || size > offering.choose_most || size < least) continue;
    if ((meetings & never) != 0 || Overlaps(meetings)) continue;
    // The half-days of the busiest week decide whether anybody can use it.
    const int half_days = BusiestHalfDays(meetings);
    if (half_days >= least && half_days <= most) chosen_.push_back(meetings);
    if (chosen_.size() > Model::kMostItemsOfOffering) {
      return TooVaried(
          "offerings[" + std::to_string(index) + "].meetings",
          "There are too many ways to choose among these meetings; offer fewer, or narrow the choice.");
    }
  }
  Reserve(chosen_.size(), shapes);
  for (const std::uint32_t meetings : chosen_) AddItem(index, meetings, shapes);
  return absl::OkStatus();
}

// Room for `count` more items, at least twice what there was: they come by the hundred.
void ModelMaker::Reserve(std::size_t count, Shapes* shapes) {
  Model& model = *model_;
  const std::size_t items = std::max(model.items_.size() + count, 2 * model.items_.size());
  if (items <= model.items_.capacity()) return;
  const auto words = static_cast<std::size_t>(model.mask_words_);
  model.items_.reserve(items);
  model.masks_.reserve(items * words);
  model.shadows_.reserve(items * around_.size() * words);
  model.half_days_.reserve(items * static_cast<std::size_t>(model.classes_));
  model.loads_.reserve(items * static_cast<std::size_t>(model.limit_words_));
  shapes->keys.reserve(items * KeyLength());
}

void ModelMaker::MakeParts(const Offering& offering) {
  parts_.assign(offering.meetings.size(), {});
  same_classes_ = true;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Stretch& stretch = offering.meetings[i].stretch;
    Part& part = parts_[i];
    if (i > 0 && stretch.weeks == offering.meetings[i - 1].stretch.weeks) {
      part.weeks = parts_[i - 1].weeks;
      part.classes = parts_[i - 1].classes;
    } else {
      part.weeks = WeekSet(stretch.weeks, instance_.weeks);
      for (int week_class = 0; week_class < fold_.classes(); ++week_class) {
        if (fold_.Active(week_class, part.weeks)) part.classes |= std::uint64_t{1} << week_class;
      }
    }
    part.first_week = part.weeks.First();
    part.last_week = part.weeks.Last();
    same_classes_ = same_classes_ && part.classes == parts_.front().classes;
    part.half_day = HalfDayBit(stretch.weekday, stretch.start);
    part.minutes = stretch.end - stretch.start;
    part.weekday = static_cast<std::uint8_t>(1U << (stretch.weekday - 1));
    for (std::size_t j = 0; j < i; ++j) {
      const Stretch& other = offering.meetings[j].stretch;
      if (stretch.weekday != other.weekday || stretch.start >= other.end || other.start >= stretch.end ||
          !part.weeks.Meets(parts_[j].weeks))
        continue;
      part.overlapping |= std::uint32_t{1} << j;
      parts_[j].overlapping |= std::uint32_t{1} << i;
    }
  }
  MakeMasks(offering);
  counted_.clear();
  for (std::size_t l = 0; l < instance_.limits.size(); ++l) {
    const auto& kinds = instance_.limits[l].kinds;
    const bool counts = kinds.empty() || std::find(kinds.begin(), kinds.end(), offering.kind) != kinds.end();
    if (counts && model_->first_counter_[l] >= 0)
      counted_.push_back({instance_.limits[l].unit, model_->first_counter_[l]});
  }
}

// The time of each meeting, and the time around it that is lost to who is elsewhere, by tier.
void ModelMaker::MakeMasks(const Offering& offering) {
  const auto words = static_cast<std::size_t>(model_->mask_words_);
  part_masks_.assign(parts_.size() * words, 0);
  part_shadows_.assign(parts_.size() * around_.size() * words, 0);
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Stretch& stretch = offering.meetings[i].stretch;
    const auto [first, end] = fold_.AtomsOf(stretch.weekday, stretch.start, stretch.end);
    for (std::uint64_t left = parts_[i].classes; left != 0; left &= left - 1) {
      for (int atom = first; atom < end; ++atom) {
        const int week_class = std::countr_zero(left);
        SetBit(part_masks_.data() + i * words, fold_.Bit(week_class, atom));
        if (!offering.online) AddShadows(i, week_class, atom);
      }
    }
  }
}

void ModelMaker::AddShadows(std::size_t part, int week_class, int atom) {
  const auto words = static_cast<std::size_t>(model_->mask_words_);
  std::uint64_t* shadow = part_shadows_.data() + part * around_.size() * words;
  for (const std::vector<Around>& around : around_) {
    const Around& lost = around[static_cast<std::size_t>(atom)];
    for (int near = lost.first; near < lost.end; ++near) {
      if (near != atom) SetBit(shadow, fold_.Bit(week_class, near));
    }
    shadow += words;
  }
}

std::uint32_t ModelMaker::HalfDaysIn(int week_class, std::uint32_t meetings) const {
  std::uint32_t half_days = 0;
  ForEach(meetings, [&](std::size_t i) {
    if ((parts_[i].classes >> week_class & 1U) != 0) half_days |= parts_[i].half_day;
  });
  return half_days;
}

int ModelMaker::BusiestHalfDays(std::uint32_t meetings) const {
  std::uint64_t classes = 0;
  ForEach(meetings, [&](std::size_t i) { classes |= parts_[i].classes; });
  if (same_classes_) classes &= ~classes + 1;  // one speaks for all
  int busiest = 0;
  ForEach(classes, [&](std::size_t week_class) {
    busiest = std::max(busiest, std::popcount(HalfDaysIn(static_cast<int>(week_class), meetings)));
  });
  return busiest;
}

bool ModelMaker::Overlaps(std::uint32_t meetings) const {
  std::uint32_t overlapping = 0;
  ForEach(meetings, [&](std::size_t i) { overlapping |= parts_[i].overlapping; });
  return (overlapping & meetings) != 0;
}

void ModelMaker::AddItem(int index, std::uint32_t meetings, Shapes* shapes) {
  const Offering& offering = instance_.offerings[static_cast<std::size_t>(index)];
  const auto id = static_cast<ItemId>(model_->items_.size());
  Item& item = model_->items_.emplace_back();
  item.offering = static_cast<std::uint32_t>(index);
  item.meetings = meetings;
  item.site = static_cast<std::uint16_t>(offering.site);
  item.online = offering.online;
  FillTime(id, meetings);
  FillClasses(id, meetings);
  FillLoads(id, offering);
  FillResources(&item, offering, meetings);
  item.shape = ShapeOf(id, shapes);
}

std::size_t ModelMaker::KeyLength() const {
  const auto tables = std::count_if(model_->rule_tables_.begin(), model_->rule_tables_.end(),
                                    [](const Model::RuleTable& table) { return !table.allowed.empty(); });
  return static_cast<std::size_t>(model_->mask_words_ + model_->limit_words_ + model_->classes_ + 2 + tables);
}

std::uint32_t ModelMaker::ShapeOf(ItemId id, Shapes* shapes) {
  const Item& item = model_->items_[id];
  const std::size_t length = KeyLength();
  shapes->keys.resize(shapes->keys.size() + length);
  std::uint64_t* key = shapes->keys.data() + shapes->keys.size() - length;
  key = std::copy_n(model_->MaskOf(id), model_->mask_words_, key);
  key = std::copy_n(model_->LoadOf(id), model_->limit_words_, key);
  for (int week_class = 0; week_class < model_->classes_; ++week_class)
    *key++ = model_->HalfDaysOf(id, week_class);
  *key++ = item.online ? ~std::uint64_t{0} : item.site;
  *key++ = static_cast<std::uint64_t>(item.first_week) << 32U | static_cast<std::uint16_t>(item.last_week);
  for (const Model::RuleTable& table : model_->rule_tables_) {
    if (table.allowed.empty()) continue;
    *key++ = static_cast<std::uint64_t>(table.class_a[item.offering]) << 32U | table.class_b[item.offering];
  }
  return shapes->Number(length);
}

// The masks of its meetings together, and its weeks and days.
void ModelMaker::FillTime(ItemId id, std::uint32_t meetings) {
  Model& model = *model_;
  Item& item = model.items_[id];
  const auto words = static_cast<std::size_t>(model.mask_words_);
  const std::size_t shadow_words = around_.size() * words;
  model.masks_.resize(Model::Stride(id + 1, model.mask_words_));
  model.shadows_.resize((static_cast<std::size_t>(id) + 1) * shadow_words);
  std::uint64_t* mask = model.masks_.data() + Model::Stride(id, model.mask_words_);
  std::uint64_t* shadow = model.shadows_.data() + static_cast<std::size_t>(id) * shadow_words;
  int first = kMostWeeks;
  int last = -1;
  int least_last = kMostWeeks;
  ForEach(meetings, [&](std::size_t i) {
    const Part& part = parts_[i];
    for (std::size_t w = 0; w < words; ++w) mask[w] |= part_masks_[i * words + w];
    for (std::size_t w = 0; w < shadow_words; ++w) shadow[w] |= part_shadows_[i * shadow_words + w];
    first = std::min(first, part.first_week);
    last = std::max(last, part.last_week);
    least_last = std::min(least_last, part.last_week);
    item.weekdays |= part.weekday;
    item.classes |= part.classes;
  });
  item.first_week = static_cast<std::int16_t>(first);
  item.last_week = static_cast<std::int16_t>(last);
  item.least_last_week = static_cast<std::int16_t>(least_last);
}

// What it occupies in each class of weeks, and the busiest of them.
void ModelMaker::FillClasses(ItemId id, std::uint32_t meetings) {
  Model& model = *model_;
  Item& item = model.items_[id];
  const std::size_t first = Model::Stride(id, model.classes_);
  model.half_days_.resize(Model::Stride(id + 1, model.classes_));
  minutes_in_.assign(static_cast<std::size_t>(model.classes_), 0);
  std::uint32_t half_days = 0;
  int minutes = 0;
  bool known = false;
  ForEach(item.classes, [&](std::size_t week_class) {
    if (!known || !same_classes_) {
      half_days = HalfDaysIn(static_cast<int>(week_class), meetings);
      minutes = 0;
      ForEach(meetings, [&](std::size_t i) {
        if ((parts_[i].classes >> week_class & 1U) != 0) minutes += parts_[i].minutes;
      });
      known = true;
      item.half_days =
          std::max<std::uint8_t>(item.half_days, static_cast<std::uint8_t>(std::popcount(half_days)));
      item.minutes = std::max(item.minutes, minutes);
    }
    model.half_days_[first + week_class] = half_days;
    minutes_in_[week_class] = minutes;
  });
}

void ModelMaker::FillLoads(ItemId id, const Offering& offering) {
  Model& model = *model_;
  const Item& item = model.items_[id];
  model.loads_.resize(Model::Stride(id + 1, model.limit_words_));
  std::uint64_t* load = model.loads_.data() + Model::Stride(id, model.limit_words_);
  const auto add = [&](int counter, int units) {
    load[counter / 4] += static_cast<std::uint64_t>(units) << (counter % 4 * 16);
  };
  for (const Counted& limit : counted_) {
    if (limit.unit == Unit::kEuros) {
      add(limit.counter, static_cast<int>(offering.price_euro));
      continue;
    }
    ForEach(item.classes, [&](std::size_t bit) {
      const auto week_class = static_cast<int>(bit);
      int units = 1;  // activity
      if (limit.unit == Unit::kHalfDays) units = std::popcount(model.HalfDaysOf(id, week_class));
      if (limit.unit == Unit::kMinutes) units = minutes_in_[bit];
      add(limit.counter + week_class, units);
    });
  }
}

void ModelMaker::FillResources(Item* item, const Offering& offering, std::uint32_t meetings) {
  resources_.assign(offering.resources.begin(), offering.resources.end());
  ForEach(meetings, [&](std::size_t i) {
    const auto& own = offering.meetings[i].resources;
    resources_.insert(resources_.end(), own.begin(), own.end());
  });
  const int floor = model_->floor_resource_[item->offering];
  if (floor >= 0) resources_.push_back(static_cast<std::uint32_t>(floor));
  std::sort(resources_.begin(), resources_.end());
  resources_.erase(std::unique(resources_.begin(), resources_.end()), resources_.end());
  item->resource_count = static_cast<std::uint16_t>(resources_.size());
  if (resources_.size() <= Item::kNear) {
    if (!resources_.empty()) item->near.fill(resources_.front());
    std::copy(resources_.begin(), resources_.end(), item->near.begin());
    return;
  }
  item->first_resource = static_cast<std::uint32_t>(model_->item_resources_.size());
  model_->item_resources_.insert(model_->item_resources_.end(), resources_.begin(), resources_.end());
}

void ModelMaker::NoteSharing() {
  std::vector<std::vector<int>> kinds_of(model_->seats_.size());
  for (const Item& item : model_->items_) {
    const int kind = instance_.offerings[item.offering].kind;
    for (const std::uint32_t resource : model_->ResourcesOf(item)) {
      std::vector<int>& kinds = kinds_of[resource];
      if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
    }
  }
  // Resources mostly serve one kind, and all of a kind say the same.
  std::vector<bool> known(instance_.kinds.size());
  for (const std::vector<int>& kinds : kinds_of) {
    if (kinds.size() == 1 && known[static_cast<std::size_t>(kinds.front())]) continue;
    for (const int a : kinds) {
      known[static_cast<std::size_t>(a)] = true;
      for (const int b : kinds) sharing_kinds_.emplace(a, b);
    }
  }
}

Status ModelMaker::MakeRules() {
  for (std::size_t rule = 0; rule < instance_.rules.size(); ++rule) {
    Model::RuleTable& table = model_->rule_tables_.emplace_back();
    table.type = instance_.rules[rule].type;
    if (table.type == RuleType::kNotSameWeek || table.type == RuleType::kBefore) continue;
    const RuleTexts texts(instance_, instance_.rules[rule]);
    std::map<RuleTexts::Side, std::uint32_t> of_a;
    std::map<RuleTexts::Side, std::uint32_t> of_b;
    const auto number = [](std::map<RuleTexts::Side, std::uint32_t>* sides, RuleTexts::Side side) {
      return sides->emplace(std::move(side), static_cast<std::uint32_t>(sides->size())).first->second;
    };
    for (std::size_t i = 0; i < instance_.offerings.size(); ++i) {
      table.class_a.push_back(number(&of_a, texts.Of(i, true)));
      table.class_b.push_back(number(&of_b, texts.Of(i, false)));
    }
    if (of_a.size() * of_b.size() > kMostRuleCells) {
      return TooVaried("rules[" + std::to_string(rule) + "].attribute",
                       "The offerings have too many different values of this attribute; plan part of them.");
    }
    table.classes_b = of_b.size();
    table.allowed.resize(of_a.size() * of_b.size());
    for (const auto& [a, class_a] : of_a) {
      for (const auto& [b, class_b] : of_b) {
        table.allowed[class_a * table.classes_b + class_b] = texts.Allows(a, b) ? 1 : 0;
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace duaal::planner
