#ifndef INTAKE_SVC_APP_IMPORT_REGISTER_H_
#define INTAKE_SVC_APP_IMPORT_REGISTER_H_

#include <optional>
#include <string>
#include <vector>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/screening.h"

namespace duaal::intake::app {

// One row of a weekly list. `packed` is the person as it came; `person` is what it says.
struct RegisterRow {
  int row = 0;
  std::string list_code;
  std::optional<absl::CivilDay> week_date;
  std::string row_reference;
  domain::RegisterChange change = domain::RegisterChange::kNew;
  domain::Participant person;
  std::string packed;
  Status check;  // faults of single fields, found at the door
};

// What became of a row.
struct RegisterOutcome {
  enum class Kind { kQueued = 1, kChanged = 2, kUnchanged = 3, kRejected = 4 };
  int row = 0;
  Kind kind = Kind::kRejected;
  std::optional<Uuid> screening_id{};
  std::vector<FieldViolation> violations{};
};

// Queues the good rows of a batch in one transaction; each bad row is answered with every fault. A row that
// says what it said last changes nothing.
//
// Status codes: UNAVAILABLE and the like, for the batch as a whole. A bad row is never an error.
[[nodiscard]] StatusOr<std::vector<RegisterOutcome>> ImportRegister(const Deps& deps, const Caller& caller,
                                                                    const std::vector<RegisterRow>& rows);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_IMPORT_REGISTER_H_
