#ifndef GATEWAY_PROBLEM_PROBLEM_H_
#define GATEWAY_PROBLEM_PROBLEM_H_

#include <string>
#include <string_view>
#include <vector>

#include "chassis/core/status.h"
#include "gateway/http/message.h"

// Errors as `application/problem+json` (RFC 9457): type, title, status, detail, reason, traceId and
// invalidParams. There is no `instance`: the trace id finds the request, and an address might tell
// about a person.
namespace duaal::gateway {

// What went wrong, as the caller is told.
struct Problem {
  int status = 500;
  std::string reason;  // UPPER_SNAKE; programs can rely on it
  std::string detail;  // a sentence that says what to do
  std::vector<FieldViolation> invalid_params;
};

// The HTTP status of an error. ABORTED is 409, but 412 where the etag did not match.
[[nodiscard]] int HttpStatusOf(const Status& status);

// An error that the door itself found.
[[nodiscard]] Problem MakeProblem(int status, std::string reason, std::string detail);

// An error of a service or of the transcoder. Only errors that were made with a reason keep their
// sentence; what libraries and the network say stays inside. Field paths are taken as they are.
[[nodiscard]] Problem ProblemOf(const Status& status);

// The answer. A 401 gets WWW-Authenticate, a 429 and a 503 get Retry-After.
[[nodiscard]] http::Response ToResponse(const Problem& problem, std::string_view trace_id);

// Whether an error keeps its own sentence towards callers.
[[nodiscard]] bool IsForCallers(const Status& status);
// The sentence in place of one that is not for callers.
[[nodiscard]] std::string GeneralSentence(absl::StatusCode code);

}  // namespace duaal::gateway

#endif  // GATEWAY_PROBLEM_PROBLEM_H_
