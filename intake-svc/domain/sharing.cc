#include "intake-svc/domain/sharing.h"

namespace duaal::intake::domain {

Status Check(const Sharing& sharing, const std::optional<absl::CivilDay>& last, absl::CivilDay today) {
  Violations violations;
  if (sharing.decision_date > today) {
    violations.Add("decision_date", "IN_THE_FUTURE",
                   "A decision is recorded once it is made; take today or earlier.");
  }
  if (last && sharing.decision_date < *last) {
    violations.Add("decision_date", "BEFORE_LAST_DECISION",
                   "The person decided on this organisation and purpose later; that decision stands.");
  }
  return violations.ToStatus();
}

}  // namespace duaal::intake::domain
