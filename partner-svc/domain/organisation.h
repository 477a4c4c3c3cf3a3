#ifndef PARTNER_SVC_DOMAIN_ORGANISATION_H_
#define PARTNER_SVC_DOMAIN_ORGANISATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"

namespace duaal::partner::domain {

// A partner: school, reintegration company, employer, municipality as client. `kind` has the numbers of the
// proto.
struct Organisation {
  Uuid id;
  std::string code;
  std::string display_name;
  int kind = 0;
  std::vector<std::string> sites;
  absl::Time create_time;
  std::int64_t row_version = 0;
};

// Who pays whom for which components (H21, H22).
struct Contract {
  Uuid id;
  std::string programme_code;
  std::vector<std::string> client_municipalities;
  Uuid contractor_id;
  std::vector<std::string> components;
  std::string funding_source;
  absl::CivilDay start_date;
  std::optional<absl::CivilDay> end_date;  // exclusive
  absl::Time create_time;
  std::int64_t row_version = 0;
};

// INVALID_ARGUMENT: every fault below `contract.`: INTERVAL_REVERSED, DUPLICATE.
[[nodiscard]] Status Check(const Contract& contract);

}  // namespace duaal::partner::domain

#endif  // PARTNER_SVC_DOMAIN_ORGANISATION_H_
