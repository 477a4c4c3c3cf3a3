#include "partner-svc/domain/organisation.h"

#include <set>

namespace duaal::partner::domain {
namespace {

void CheckDistinct(const std::vector<std::string>& values, const std::string& field, Violations& violations) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!seen.insert(values[i]).second) {
      violations.Add(field + "[" + std::to_string(i) + "]", "DUPLICATE",
                     "This code stands in the list twice.");
    }
  }
}

}  // namespace

Status Check(const Contract& contract) {
  Violations violations;
  if (contract.end_date && *contract.end_date <= contract.start_date) {
    violations.Add("contract.end_date", "INTERVAL_REVERSED",
                   "The end lies before the first day, or on it; the end is the day after the last.");
  }
  CheckDistinct(contract.components, "contract.components", violations);
  CheckDistinct(contract.client_municipalities, "contract.client_municipalities", violations);
  return violations.ToStatus();
}

}  // namespace duaal::partner::domain
