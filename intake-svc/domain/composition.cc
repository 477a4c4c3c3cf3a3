#include "intake-svc/domain/composition.h"

namespace duaal::intake::domain {

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
