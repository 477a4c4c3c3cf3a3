#include "trajectory-svc/domain/alternation.h"

#include <algorithm>
#include <map>

namespace duaal::trajectory::domain {
namespace {

const Turn* Find(const Alternation& alternation, std::string_view component_code) {
  const auto it = std::find_if(alternation.turns.begin(), alternation.turns.end(),
                               [&](const Turn& turn) { return turn.component_code == component_code; });
  return it == alternation.turns.end() ? nullptr : &*it;
}

WeekPattern Opposite(WeekPattern pattern) {
  return pattern == WeekPattern::kOdd ? WeekPattern::kEven : WeekPattern::kOdd;
}

Status CannotAlternate() {
  return Error(
      absl::StatusCode::kFailedPrecondition, "CANNOT_ALTERNATE",
      "The offerings run in odd or even weeks of their own, which leaves no way to take turns; end one "
      "of the enrolments or enrol in an offering of the other weeks.");
}

// The turns of the enrolled components of one rule; at least two.
StatusOr<std::vector<Turn>> TurnsOf(const std::vector<std::string>& components,
                                    const std::map<std::string, WeekPattern>& own) {
  std::vector<Turn> turns;
  const int count = static_cast<int>(components.size());
  WeekPattern bound = WeekPattern::kEvery;  // what the first component must do, if an offering decides
  for (int i = 0; i < count; ++i) {
    const WeekPattern pattern = own.at(components[i]);
    turns.push_back({components[i], i, count, WeekPattern::kEvery});
    if (pattern == WeekPattern::kEvery) continue;
    const WeekPattern first = i == 0 ? pattern : Opposite(pattern);
    if (count > 2 || (bound != WeekPattern::kEvery && bound != first)) return CannotAlternate();
    bound = first;
  }
  if (bound == WeekPattern::kEvery) return turns;
  for (int i = 0; i < count; ++i) {
    turns[i] = {components[i], 0, 1, i == 0 ? bound : Opposite(bound)};
  }
  return turns;
}

}  // namespace

bool OnTurn(const std::vector<Alternation>& alternations, std::string_view component_code,
            absl::CivilDay monday) {
  const Alternation* current = nullptr;
  for (const Alternation& alternation : alternations) {
    if (alternation.from <= monday) current = &alternation;
  }
  if (current == nullptr) return true;
  const Turn* turn = Find(*current, component_code);
  if (turn == nullptr) return true;
  if (turn->turns <= 1) return RunsIn(turn->pattern, IsoWeek::Of(monday));
  return (monday - current->from) / 7 % turn->turns == turn->position;
}

Rhythm RhythmOf(const std::vector<Alternation>& alternations, std::string_view component_code) {
  if (alternations.empty()) return {};
  const Turn* turn = Find(alternations.back(), component_code);
  if (turn == nullptr) return {};
  if (turn->turns <= 1) return {turn->pattern, std::nullopt, 1};
  const IsoWeek first = IsoWeek::Of(alternations.back().from + 7 * turn->position);
  if (turn->turns > 2) return {WeekPattern::kEvery, first, turn->turns};
  return {first.IsOdd() ? WeekPattern::kOdd : WeekPattern::kEven, first, turn->turns};
}

StatusOr<Alternation> PlanAlternation(const Programme& programme,
                                      const std::vector<EnrolledPattern>& enrolled, absl::CivilDay from) {
  if (programme.alternations.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_ALTERNATION_RULE",
                 "The programme names no components that may alternate; add a rule to its definition.");
  }
  // A component may be delivered by several offerings; one that is bound to odd or even weeks binds it.
  std::map<std::string, WeekPattern> own;
  for (const EnrolledPattern& entry : enrolled) {
    const auto [it, fresh] = own.emplace(entry.component_code, entry.pattern);
    if (fresh || entry.pattern == WeekPattern::kEvery || it->second == entry.pattern) continue;
    if (it->second != WeekPattern::kEvery) return CannotAlternate();
    it->second = entry.pattern;
  }
  Alternation result{from, {}};
  for (const std::vector<std::string>& rule : programme.alternations) {
    std::vector<std::string> present;
    std::copy_if(rule.begin(), rule.end(), std::back_inserter(present),
                 [&](const std::string& code) { return own.contains(code); });
    if (present.size() < 2) continue;
    ASSIGN_OR_RETURN(const std::vector<Turn> turns, TurnsOf(present, own));
    result.turns.insert(result.turns.end(), turns.begin(), turns.end());
  }
  if (result.turns.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOTHING_TO_ALTERNATE",
                 "Fewer than two components of the alternation rule are enrolled from this week on.");
  }
  return result;
}

}  // namespace duaal::trajectory::domain
