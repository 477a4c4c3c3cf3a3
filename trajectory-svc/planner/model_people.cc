#include <algorithm>
#include <atomic>
#include <limits>
#include <thread>

#include "trajectory-svc/planner/model_maker.h"

namespace duaal::planner {
namespace {

constexpr int kBlockPeople = 256;

}  // namespace

// Ranges of a block's people count from the block's own lists; Append moves them.
struct ModelMaker::Block {
  std::vector<PersonModel> people;
  std::vector<RequirementModel> requirements;
  std::vector<Option> options;
  std::vector<std::uint16_t> sites;
  std::vector<PersonRule> rules;
  std::vector<std::uint64_t> limits;
  std::vector<std::int32_t> offerings;  // scratch
  int too_dear = -1;                    // a person with a cost beyond what an option can hold
};

void ModelMaker::MakeCohortSlots() {
  for (std::size_t i = 0; i < instance_.cohorts.size(); ++i) {
    for (const int kind : instance_.cohorts[i].kinds) {
      const int cohort = static_cast<int>(i);
      if (!cohort_slot_.emplace(std::pair(cohort, kind), static_cast<int>(model_->cohort_slots_.size()))
               .second)
        continue;
      model_->cohort_slots_.push_back({cohort, kind, instance_.cohorts[i].deviation});
    }
  }
}

// People are made by blocks, on several threads, and put together in their order: the model does not depend
// on the number of threads.
Status ModelMaker::MakePeople() {
  const int people = static_cast<int>(instance_.people.size());
  const int count = (people + kBlockPeople - 1) / kBlockPeople;
  std::vector<Block> blocks(static_cast<std::size_t>(count));
  std::atomic<int> next = 0;
  const auto work = [&] {
    for (int i = next++; i < count; i = next++) {
      MakeBlock(i * kBlockPeople, std::min(people, (i + 1) * kBlockPeople),
                &blocks[static_cast<std::size_t>(i)]);
    }
  };
  std::vector<std::thread> helpers;
  for (int i = 1; i < std::min(threads_, count); ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  for (Block& block : blocks) {
    RETURN_IF_ERROR(Append(block));
    block = Block();
  }
  return absl::OkStatus();
}

void ModelMaker::MakeBlock(int first, int end, Block* block) const {
  for (int i = first; i < end; ++i) MakePerson(i, block);
}

void ModelMaker::MakePerson(int index, Block* block) const {
  const Person& person = instance_.people[static_cast<std::size_t>(index)];
  PersonModel model;
  model.first_requirement = static_cast<std::uint32_t>(block->requirements.size());
  model.requirement_count = static_cast<std::uint16_t>(person.requirements.size());
  model.first_site = static_cast<std::uint32_t>(block->sites.size());
  model.published = person.published;
  const Weights& weights = instance_.weights;
  const int late = person.notice_passed ? weights.late_factor : 1;
  if (person.published)
    model.person_changed = static_cast<std::int32_t>(Weighted(person, weights.person_changed * late));
  model.per_day = static_cast<std::int32_t>(Weighted(person, person.per_day));
  model.above_preferred = static_cast<std::int32_t>(Weighted(person, weights.above_preferred));
  model.has_preferred = model.above_preferred > 0 &&
                        std::any_of(person.limits.begin(), person.limits.end(),
                                    [](const PersonLimit& limit) { return limit.preferred.has_value(); });
  model.may_share = MayShare(person);
  MakeLimits(person, block);
  const auto first_option = static_cast<std::ptrdiff_t>(block->options.size());
  for (const Requirement& requirement : person.requirements) MakeRequirement(index, requirement, block);
  std::vector<std::uint16_t> sites;
  std::for_each(block->options.begin() + first_option, block->options.end(), [&](const Option& option) {
    const Item& item = model_->items_[option.item];
    if (!item.online) sites.push_back(item.site);
  });
  std::sort(sites.begin(), sites.end());
  sites.erase(std::unique(sites.begin(), sites.end()), sites.end());
  model.site_count = static_cast<std::uint16_t>(sites.size());
  block->sites.insert(block->sites.end(), sites.begin(), sites.end());
  MakePersonRules(person, &model, block);
  block->people.push_back(model);
}

bool ModelMaker::MayShare(const Person& person) const {
  for (std::size_t a = 0; a < person.requirements.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      if (sharing_kinds_.count({person.requirements[a].kind, person.requirements[b].kind}) != 0) return true;
    }
  }
  return false;
}

// A counter without a limit stays at its highest, so one subtraction tests them all.
void ModelMaker::MakeLimits(const Person& person, Block* block) const {
  constexpr std::uint64_t kUnlimited = 0x7FFF7FFF7FFF7FFF;
  const std::size_t start = block->limits.size();
  block->limits.resize(start + static_cast<std::size_t>(model_->limit_words_), kUnlimited);
  for (const PersonLimit& limit : person.limits) {
    const bool euros = instance_.limits[static_cast<std::size_t>(limit.limit)].unit == Unit::kEuros;
    for (int i = 0; i < (euros ? 1 : model_->classes_); ++i) {
      const int counter = model_->first_counter_[static_cast<std::size_t>(limit.limit)] + i;
      std::uint64_t& word = block->limits[start + static_cast<std::size_t>(counter / 4)];
      const int shift = counter % 4 * 16;
      const auto most =
          std::min<std::uint64_t>(word >> shift & 0x7FFFU, static_cast<std::uint64_t>(limit.most));
      word = (word & ~(std::uint64_t{0x7FFF} << shift)) | most << shift;
    }
  }
}

void ModelMaker::MakeRequirement(int index, const Requirement& requirement, Block* block) const {
  const Person& person = instance_.people[static_cast<std::size_t>(index)];
  RequirementModel model;
  model.kind = static_cast<std::uint16_t>(requirement.kind);
  model.legal = requirement.legal;
  model.unplaced = static_cast<std::int32_t>(Weighted(person, requirement.unplaced));
  if (person.cohort >= 0) {
    const auto slot = cohort_slot_.find({person.cohort, requirement.kind});
    if (slot != cohort_slot_.end()) model.cohort_slot = slot->second;
  }
  if (person.published) {
    const int late = person.notice_passed ? instance_.weights.late_factor : 1;
    model.activity_changed =
        static_cast<std::int32_t>(Weighted(person, instance_.weights.activity_changed * late));
    model.slot_changed = static_cast<std::int32_t>(Weighted(person, instance_.weights.slot_changed * late));
    if (requirement.published) {
      model.published = model_->Find(*requirement.published);
      model.published_offering = requirement.published->offering;
    }
  }
  model.first_option = static_cast<std::uint32_t>(block->options.size());
  AddOptions(index, requirement, block);
  model.option_count = static_cast<std::uint32_t>(block->options.size()) - model.first_option;
  // By cost, then item, as one number: a comparison is guessed wrong half of the time.
  const auto key = [](const Option& option) {
    return static_cast<std::int64_t>(option.cost) << 32 | static_cast<std::int64_t>(option.item);
  };
  std::sort(block->options.begin() + model.first_option, block->options.end(),
            [&](const Option& a, const Option& b) { return key(a) < key(b); });
  block->requirements.push_back(model);
}

void ModelMaker::AddOptions(int index, const Requirement& requirement, Block* block) const {
  const Person& person = instance_.people[static_cast<std::size_t>(index)];
  eligibility_.OfferingsFor(person, requirement.kind, &block->offerings);
  for (const std::int32_t offering : block->offerings) {
    const Offering& what = instance_.offerings[static_cast<std::size_t>(offering)];
    if (requirement.pinned && requirement.pinned->offering != offering) continue;
    if (!what.closed && eligibility_.PassesHard(requirement, what))
      AddItemsOf(index, requirement, offering, block);
  }
}

void ModelMaker::AddItemsOf(int index, const Requirement& requirement, int offering, Block* block) const {
  const Person& person = instance_.people[static_cast<std::size_t>(index)];
  const Offering& what = instance_.offerings[static_cast<std::size_t>(offering)];
  const Cost condition_cost = eligibility_.ConditionCost(requirement, what);
  const std::uint64_t* limits =
      block->limits.data() + block->limits.size() - static_cast<std::size_t>(model_->limit_words_);
  std::uint32_t hit = 0;
  for (const planner::Block& obstacle : person.blocks) hit |= eligibility_.HitBy(obstacle, what);
  const ItemId end = model_->item_of_offering_[static_cast<std::size_t>(offering) + 1];
  for (ItemId id = model_->item_of_offering_[static_cast<std::size_t>(offering)]; id < end; ++id) {
    const Item& item = model_->items_[id];
    if ((item.meetings & hit) != 0 || !Eligibility::SizeFits(requirement, item)) continue;
    if (requirement.pinned && requirement.pinned->meetings != item.meetings) continue;
    const int entry = eligibility_.EntryWeek(person, what, item);
    if (entry < 0) continue;
    bool fits = true;
    for (int word = 0; word < model_->limit_words_; ++word) {
      constexpr std::uint64_t kHigh = 0x8000800080008000;
      fits = fits && (((limits[word] | kHigh) - model_->LoadOf(id)[word]) & kHigh) == kHigh;
    }
    if (!fits) continue;
    const Cost cost = eligibility_.SoftCost(person, requirement, what, item, entry, condition_cost);
    if (cost > std::numeric_limits<std::int32_t>::max() / 2) block->too_dear = index;
    block->options.push_back({id, static_cast<std::int32_t>(cost)});
  }
}

void ModelMaker::MakePersonRules(const Person& person, PersonModel* model, Block* block) const {
  model->first_rule = static_cast<std::uint32_t>(block->rules.size());
  const auto& requirements = person.requirements;
  for (std::size_t rule = 0; rule < instance_.rules.size(); ++rule) {
    const Rule& what = instance_.rules[rule];
    for (std::size_t a = 0; a < requirements.size(); ++a) {
      for (std::size_t b = 0; b < requirements.size(); ++b) {
        if (a == b || requirements[a].kind != what.kind_a || requirements[b].kind != what.kind_b) continue;
        if (what.kind_a == what.kind_b && a > b) continue;
        block->rules.push_back(
            {static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b), static_cast<std::uint16_t>(rule)});
      }
    }
  }
  model->rule_count = static_cast<std::uint16_t>(block->rules.size() - model->first_rule);
}

Status ModelMaker::Append(const Block& block) {
  Model& model = *model_;
  if (block.too_dear >= 0) {
    Violations violations;
    violations.Add("people[" + std::to_string(block.too_dear) + "].requirements", "OUT_OF_RANGE",
                   "The soft cost of a placement is above 1,000,000 points; use smaller weights.");
    return violations.ToStatus();
  }
  const auto requirements = static_cast<std::uint32_t>(model.requirements_.size());
  const auto options = static_cast<std::uint32_t>(model.options_.size());
  const auto sites = static_cast<std::uint32_t>(model.person_sites_.size());
  const auto rules = static_cast<std::uint32_t>(model.person_rules_.size());
  for (PersonModel person : block.people) {
    std::size_t count = 0;
    for (std::size_t r = 0; r < person.requirement_count; ++r) {
      count += block.requirements[person.first_requirement + r].option_count;
    }
    model.most_options_ = std::max(model.most_options_, count);
    person.first_requirement += requirements;
    person.first_site += sites;
    person.first_rule += rules;
    model.people_.push_back(person);
  }
  for (RequirementModel requirement : block.requirements) {
    requirement.first_option += options;
    model.requirements_.push_back(requirement);
  }
  model.options_.insert(model.options_.end(), block.options.begin(), block.options.end());
  model.person_sites_.insert(model.person_sites_.end(), block.sites.begin(), block.sites.end());
  model.person_rules_.insert(model.person_rules_.end(), block.rules.begin(), block.rules.end());
  model.person_limits_.insert(model.person_limits_.end(), block.limits.begin(), block.limits.end());
  return absl::OkStatus();
}

}  // namespace duaal::planner
