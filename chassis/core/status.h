#ifndef CHASSIS_CORE_STATUS_H_
#define CHASSIS_CORE_STATUS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Errors as values. Every error that leaves a service carries a code, a reason that programs can rely
// on and a sentence that says what to do; this header attaches the reason and the field violations to
// absl::Status, and chassis/rpc turns them into google.rpc details.
namespace duaal {

using absl::Status;
using absl::StatusOr;

// One fault of one field. `field` is the path in the request (`participant.birth_date`), `reason` an
// UPPER_SNAKE code, `description` a sentence without the value itself.
struct FieldViolation {
  std::string field;
  std::string reason;
  std::string description;

  friend bool operator==(const FieldViolation&, const FieldViolation&) = default;
};

// What a status carries besides code and message.
struct ErrorDetails {
  std::string reason;
  std::map<std::string, std::string> metadata;
  std::vector<FieldViolation> violations;
};

// Makes an error. The message says what to do and holds nothing personal.
[[nodiscard]] Status Error(absl::StatusCode code, const std::string& reason, const std::string& message,
                           std::map<std::string, std::string> metadata = {},
                           std::vector<FieldViolation> violations = {});

// Returns what `Error` attached; empty for a status made elsewhere.
[[nodiscard]] ErrorDetails DetailsOf(const Status& status);

// True when `status` was made with this reason.
[[nodiscard]] bool HasReason(const Status& status, const std::string& reason);

// Collects the faults of a request, so that all are told at once.
class Violations {
 public:
  void Add(std::string field, std::string reason, std::string description);
  // Takes over the violations that a status carries; true when it carried any.
  bool Absorb(const Status& status);
  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] const std::vector<FieldViolation>& list() const { return list_; }
  // OK when empty, else INVALID_ARGUMENT with reason `INVALID_FIELDS` and every violation.
  [[nodiscard]] Status ToStatus() const;

 private:
  std::vector<FieldViolation> list_;
};

// Shorthands for the errors that every service gives.
//
// NOT_FOUND: `what` is unknown, or the caller may not know of it.
[[nodiscard]] Status NotFound(const std::string& what);
// ABORTED / ETAG_MISMATCH: someone changed the resource first.
[[nodiscard]] Status EtagMismatch();

}  // namespace duaal

#define DUAAL_CONCAT_INNER(a, b) a##b
#define DUAAL_CONCAT(a, b) DUAAL_CONCAT_INNER(a, b)

// Leaves the function with the error, if there is one.
#define RETURN_IF_ERROR(expression)                                         \
  do {                                                                      \
    if (::absl::Status duaal_status_ = (expression); !duaal_status_.ok()) { \
      return duaal_status_;                                                 \
    }                                                                       \
  } while (false)

// Assigns the value, or leaves the function with the error.
#define ASSIGN_OR_RETURN(declaration, expression) \
  ASSIGN_OR_RETURN_INNER(DUAAL_CONCAT(duaal_or_, __LINE__), declaration, expression)
#define ASSIGN_OR_RETURN_INNER(result, declaration, expression) \
  auto result = (expression);                                   \
  if (!result.ok()) return std::move(result).status();          \
  declaration = *std::move(result)

#endif  // CHASSIS_CORE_STATUS_H_
