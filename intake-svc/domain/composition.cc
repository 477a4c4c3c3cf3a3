#include "intake-svc/domain/composition.h"

#include <map>
#include <utility>

namespace duaal::intake::domain {

std::vector<CompositionCount> Sum(const std::vector<CompositionCount>& counts) {
  std::map<std::pair<std::string, std::string>, int> sums;
  for (const CompositionCount& count : counts) sums[{count.dimension, count.value}] += count.count;
  std::vector<CompositionCount> list;
  for (const auto& [key, count] : sums) list.push_back({key.first, key.second, count});
  return list;
}

std::vector<CompositionFinding> CheckComposition(const ProgrammeRules& rules,
                                                 const std::vector<CompositionCount>& counts) {
  std::vector<CompositionFinding> findings;
  for (const CompositionRule& rule : rules.composition_rules) {
    CompositionFinding finding{.rule = rule};
    for (const CompositionCount& count : counts) {
      if (count.dimension != rule.dimension) continue;
      if (rule.value.empty()) {
        finding.actual += !count.value.empty() && count.count > 0 ? 1 : 0;
      } else if (count.value == rule.value) {
        finding.actual += count.count;
      }
    }
    finding.met = finding.actual >= rule.minimum;
    findings.push_back(finding);
  }
  return findings;
}

}  // namespace duaal::intake::domain
