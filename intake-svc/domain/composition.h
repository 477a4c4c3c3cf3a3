#ifndef INTAKE_SVC_DOMAIN_COMPOSITION_H_
#define INTAKE_SVC_DOMAIN_COMPOSITION_H_

#include <string>
#include <vector>

#include "intake-svc/domain/programme_rules.h"

namespace duaal::intake::domain {

// How many candidates have a value in a dimension.
struct CompositionCount {
  std::string dimension;
  std::string value;
  int count = 0;
};

// A wish held against the counts.
struct CompositionFinding {
  CompositionRule rule;
  int actual = 0;
  bool met = false;
};

// The counts with one entry per dimension and value.
[[nodiscard]] std::vector<CompositionCount> Sum(const std::vector<CompositionCount>& counts);

// Holds the wishes of a programme (H03: origin, gender, moment of entry, family migrants) against the
// counts of a group.
[[nodiscard]] std::vector<CompositionFinding> CheckComposition(const ProgrammeRules& rules,
                                                               const std::vector<CompositionCount>& counts);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_COMPOSITION_H_
