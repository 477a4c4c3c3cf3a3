#include "tools/bench/plan_peer_model.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

namespace duaal::bench {

using planner::Item;
using planner::ItemId;
using planner::Model;

// Rows are made as tight as a modeller would make them: what an option excludes among the options of one
// other requirement is one row, for of these at most one is chosen.
class PeerModelMaker {
 public:
  PeerModelMaker(const Model& model, int person, const std::int32_t* free)
      : model_(model),
        person_(person),
        about_(model.person(person)),
        requirements_(model.RequirementsOf(about_)),
        free_(free) {}

  PeerModel Make() {
    AddOptions();
    AddClashes();
    AddSeats();
    AddLimits();
    AddDays();
    AddTravel();
    AddRules();
    made_.rows_.assign(rows_.begin(), rows_.end());
    return std::move(made_);
  }

 private:
  struct Choice {
    ItemId item = 0;
    std::size_t column = 0;
  };

  std::size_t AddColumn(std::string name, std::int64_t cost, std::int64_t most = 1) {
    made_.columns_.push_back({std::move(name), cost, most});
    return made_.columns_.size() - 1;
  }

  void AddRow(std::vector<PeerModel::Term> terms, std::int64_t most, bool equal = false) {
    rows_.insert({std::move(terms), most, equal});
  }

  [[nodiscard]] bool HasSeats(ItemId id) const {
    const auto resources = model_.ResourcesOf(model_.item(id));
    return std::all_of(resources.begin(), resources.end(),
                       [&](std::uint32_t resource) { return free_[resource] > 0; });
  }

  // Exactly one option of each requirement, or none of them at its cost.
  void AddOptions() {
    choices_.resize(requirements_.size());
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      std::vector<PeerModel::Term> one;
      for (const planner::Option& option : model_.OptionsOf(requirements_[r])) {
        if (!HasSeats(option.item)) continue;
        const std::string name = "x" + std::to_string(r) + "_" + std::to_string(choices_[r].size());
        choices_[r].push_back({option.item, AddColumn(name, option.cost)});
        one.push_back({choices_[r].back().column, 1});
      }
      one.push_back({AddColumn("u" + std::to_string(r), requirements_[r].unplaced), 1});
      AddRow(std::move(one), 1, true);
    }
  }

  // A row where more requirements than one could want the same.
  void AddShared(const std::map<std::size_t, std::vector<std::pair<std::size_t, std::size_t>>>& wanted,
                 const auto& most_of) {
    for (const auto& [what, who] : wanted) {
      std::set<std::size_t> requirements;
      std::vector<PeerModel::Term> terms;
      for (const auto& [r, column] : who) {
        requirements.insert(r);
        terms.push_back({column, 1});
      }
      const std::int64_t most = most_of(what);
      if (static_cast<std::int64_t>(requirements.size()) > most) AddRow(std::move(terms), most);
    }
  }

  void AddClashes() {
    std::map<std::size_t, std::vector<std::pair<std::size_t, std::size_t>>> wanted;
    for (std::size_t r = 0; r < choices_.size(); ++r) {
      for (const Choice& choice : choices_[r]) {
        const std::uint64_t* mask = model_.MaskOf(choice.item);
        for (std::size_t bit = 0; bit < 64 * static_cast<std::size_t>(model_.mask_words()); ++bit) {
          if ((mask[bit / 64] >> (bit % 64) & 1U) != 0) wanted[bit].emplace_back(r, choice.column);
        }
      }
    }
    AddShared(wanted, [](std::size_t) { return 1; });
  }

  void AddSeats() {
    std::map<std::size_t, std::vector<std::pair<std::size_t, std::size_t>>> wanted;
    for (std::size_t r = 0; r < choices_.size(); ++r) {
      for (const Choice& choice : choices_[r]) {
        for (const std::uint32_t resource : model_.ResourcesOf(model_.item(choice.item)))
          wanted[resource].emplace_back(r, choice.column);
      }
    }
    AddShared(wanted, [&](std::size_t resource) { return free_[resource]; });
  }

  // Loads in each class of weeks; those above the preference are counted by an integer.
  void AddLimits() {
    const planner::Instance& instance = model_.instance();
    for (const planner::PersonLimit& limit : instance.people[static_cast<std::size_t>(person_)].limits) {
      const bool euros = instance.limits[static_cast<std::size_t>(limit.limit)].unit == planner::Unit::kEuros;
      const bool soft = limit.preferred.has_value() && about_.above_preferred > 0;
      const std::size_t above = soft ? AddColumn("v" + std::to_string(limit.limit), about_.above_preferred,
                                                 std::max(0, limit.most - *limit.preferred))
                                     : 0;
      for (int i = 0; i < (euros ? 1 : model_.classes()); ++i) {
        std::vector<PeerModel::Term> load = LoadsOf(model_.CounterOf(limit.limit) + i);
        if (load.empty()) continue;
        AddRow(load, limit.most);
        if (!soft) continue;
        load.push_back({above, -1});
        AddRow(std::move(load), *limit.preferred);
      }
    }
  }

  [[nodiscard]] std::vector<PeerModel::Term> LoadsOf(int counter) const {
    std::vector<PeerModel::Term> terms;
    for (const auto& choices : choices_) {
      for (const Choice& choice : choices) {
        const std::uint64_t load = model_.LoadOf(choice.item)[counter / 4] >> (counter % 4 * 16) & 0xFFFFU;
        if (load != 0) terms.push_back({choice.column, static_cast<std::int64_t>(load)});
      }
    }
    return terms;
  }

  void AddDays() {
    if (about_.per_day == 0) return;
    for (unsigned day = 0; day < 7; ++day) {
      std::vector<std::vector<PeerModel::Term>> rows;
      for (const auto& choices : choices_) {
        std::vector<PeerModel::Term> terms;
        for (const Choice& choice : choices) {
          if ((model_.item(choice.item).weekdays >> day & 1U) != 0) terms.push_back({choice.column, 1});
        }
        if (!terms.empty()) rows.push_back(std::move(terms));
      }
      if (rows.empty()) continue;
      const std::size_t used = AddColumn("d" + std::to_string(day), about_.per_day);
      for (auto& terms : rows) {
        terms.push_back({used, -1});
        AddRow(std::move(terms), 0);
      }
    }
  }

  // What `excludes` says of an option of `a` against the options of `b`, a row for each option of `a`.
  void AddExcluded(std::size_t a, std::size_t b, const auto& excludes) {
    for (const Choice& own : choices_[a]) {
      std::vector<PeerModel::Term> terms = {{own.column, 1}};
      for (const Choice& other : choices_[b]) {
        if (excludes(own.item, other.item)) terms.push_back({other.column, 1});
      }
      if (terms.size() > 1) AddRow(std::move(terms), 1);
    }
  }

  void AddTravel() {
    const auto too_far = [&](ItemId a, ItemId b) {
      const Item& from = model_.item(a);
      const Item& to = model_.item(b);
      if (from.online || to.online) return false;
      const int tier = model_.TierBetween(from.site, to.site);
      if (tier == 0) return false;
      const std::uint64_t* shadow = model_.ShadowOf(a, tier);
      const std::uint64_t* mask = model_.MaskOf(b);
      std::uint64_t hit = 0;
      for (int i = 0; i < model_.mask_words(); ++i) hit |= shadow[i] & mask[i];
      return hit != 0;
    };
    for (std::size_t a = 0; a < choices_.size(); ++a) {
      for (std::size_t b = a + 1; b < choices_.size(); ++b) AddExcluded(a, b, too_far);
    }
  }

  void AddRules() {
    for (const planner::PersonRule& rule : model_.RulesOf(about_)) {
      const planner::Rule& what = model_.instance().rules[rule.rule];
      const bool either = what.kind_a == what.kind_b;
      AddExcluded(rule.a, rule.b, [&](ItemId a, ItemId b) {
        const planner::RuleSide first = SideOf(model_.item(a));
        const planner::RuleSide second = SideOf(model_.item(b));
        return !model_.Allows(rule.rule, first, second) &&
               !(either && model_.Allows(rule.rule, second, first));
      });
    }
  }

  const Model& model_;
  const int person_;
  const planner::PersonModel& about_;
  const std::span<const planner::RequirementModel> requirements_;
  const std::int32_t* free_;
  std::vector<std::vector<Choice>> choices_;  // by requirement, cheapest first
  std::set<PeerModel::Row> rows_;             // each once
  PeerModel made_;
};

StatusOr<PeerModel> PeerModel::Make(const Model& model, int person, const std::int32_t* free) {
  if (model.person(person).published || !model.exact_counters()) {
    return Error(absl::StatusCode::kUnimplemented, "NOT_FOR_PEERS",
                 "Peers get people without a published plan, on whole half-days; make another instance.");
  }
  return PeerModelMaker(model, person, free).Make();
}

std::string PeerModel::ToLp() const {
  std::string text = "Minimize\n cost:";
  for (const Column& column : columns_)
    text += " + " + std::to_string(column.cost) + " " + column.name + "\n";
  text += "Subject To\n";
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    text += " r" + std::to_string(i) + ":";
    for (const Term& term : rows_[i].terms) {
      text += (term.factor < 0 ? " - " : " + ") + std::to_string(std::abs(term.factor)) + " " +
              columns_[term.column].name + "\n";
    }
    text += (rows_[i].equal ? " = " : " <= ") + std::to_string(rows_[i].most) + "\n";
  }
  std::string bounds;
  std::string integers;
  std::string binaries;
  for (const Column& column : columns_) {
    (column.most == 1 ? binaries : integers) += " " + column.name + "\n";
    if (column.most != 1) bounds += " 0 <= " + column.name + " <= " + std::to_string(column.most) + "\n";
  }
  if (!bounds.empty()) text += "Bounds\n" + bounds + "General\n" + integers;
  return text + "Binary\n" + binaries + "End\n";
}

std::string PeerModel::ToMiniZinc() const {
  std::string text;
  std::string cost;
  std::string chosen;
  for (const Column& column : columns_) {
    text += "var 0.." + std::to_string(column.most) + ": " + column.name + ";\n";
    cost += " + " + std::to_string(column.cost) + "*" + column.name;
    const bool choice = column.name[0] == 'x' || column.name[0] == 'u';
    if (choice) chosen += (chosen.empty() ? "" : ",") + column.name;
  }
  for (const Row& row : rows_) {
    text += "constraint 0";
    for (const Term& term : row.terms) {
      text += (term.factor < 0 ? " - " : " + ") + std::to_string(std::abs(term.factor)) + "*" +
              columns_[term.column].name;
    }
    text += (row.equal ? " = " : " <= ") + std::to_string(row.most) + ";\n";
  }
  text += "solve :: int_search([" + chosen + "], input_order, indomain_max) minimize 0" + cost + ";\n";
  return text;
}

}  // namespace duaal::bench
