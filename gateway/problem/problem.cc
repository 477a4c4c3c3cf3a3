#include "gateway/problem/problem.h"

#include <utility>

#include "gateway/rest/json_writer.h"

namespace duaal::gateway {
namespace {

constexpr char kEtagMismatch[] = "ETAG_MISMATCH";

std::string ReasonOf(absl::StatusCode code) { return absl::StatusCodeToString(code); }

// `urn:duaal:problem:etag-mismatch`
std::string TypeOf(const std::string& reason) {
  std::string type = "urn:duaal:problem:" + reason;
  for (char& c : type) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = '-';
  }
  return type;
}

void AppendMember(std::string_view name, std::string_view value, std::string* out) {
  if (out->back() != '{') out->push_back(',');
  rest::AppendJsonText(name, out);
  out->push_back(':');
  rest::AppendJsonText(value, out);
}

}  // namespace

int HttpStatusOf(const Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return 200;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return 400;
    case absl::StatusCode::kUnauthenticated:
      return 401;
    case absl::StatusCode::kPermissionDenied:
      return 403;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
      return 409;
    case absl::StatusCode::kAborted:
      return HasReason(status, kEtagMismatch) ? 412 : 409;
    case absl::StatusCode::kResourceExhausted:
      return 429;
    case absl::StatusCode::kCancelled:
      return 499;
    case absl::StatusCode::kUnimplemented:
      return 501;
    case absl::StatusCode::kUnavailable:
      return 503;
    case absl::StatusCode::kDeadlineExceeded:
      return 504;
    default:
      return 500;
  }
}

std::string GeneralSentence(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return "The request is not valid.";
    case absl::StatusCode::kUnauthenticated:
      return "A valid bearer token is needed.";
    case absl::StatusCode::kPermissionDenied:
      return "The caller may not do this.";
    case absl::StatusCode::kNotFound:
      return "There is nothing here that the caller may see.";
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
      return "The state does not allow this now; read it again.";
    case absl::StatusCode::kResourceExhausted:
      return "Too many calls at once, or a message that is too large; try again later.";
    case absl::StatusCode::kCancelled:
      return "The call was broken off.";
    case absl::StatusCode::kUnimplemented:
      return "The service does not offer this.";
    case absl::StatusCode::kUnavailable:
      return "The service cannot be reached now; try again.";
    case absl::StatusCode::kDeadlineExceeded:
      return "The time for the call ran out; it may or may not have had effect.";
    default:
      return "Something went wrong inside; quote the trace id when asking for help.";
  }
}

bool IsForCallers(const Status& status) {
  // An INTERNAL error tells of the inside even where a service gave it a reason.
  const bool inside = status.code() == absl::StatusCode::kInternal ||
                      status.code() == absl::StatusCode::kUnknown ||
                      status.code() == absl::StatusCode::kDataLoss;
  return !inside && !DetailsOf(status).reason.empty();
}

Problem MakeProblem(int status, std::string reason, std::string detail) {
  return {status, std::move(reason), std::move(detail), {}};
}

Problem ProblemOf(const Status& status) {
  ErrorDetails details = DetailsOf(status);
  Problem problem;
  problem.status = HttpStatusOf(status);
  if (IsForCallers(status)) {
    problem.reason = std::move(details.reason);
    problem.detail = std::string(status.message());
    problem.invalid_params = std::move(details.violations);
  } else {
    problem.reason = ReasonOf(status.code());
    problem.detail = GeneralSentence(status.code());
  }
  return problem;
}

http::Response ToResponse(const Problem& problem, std::string_view trace_id) {
  http::Response response;
  response.status = problem.status;
  response.Add("Content-Type", "application/problem+json");
  if (problem.status == 401) response.Add("WWW-Authenticate", "Bearer realm=\"duaal\"");
  if (problem.status == 429 || problem.status == 503) response.Add("Retry-After", "1");
  std::string& out = response.body;
  out = "{";
  AppendMember("type", TypeOf(problem.reason), &out);
  AppendMember("title", http::ReasonPhrase(problem.status), &out);
  out += ",\"status\":" + std::to_string(problem.status);
  AppendMember("detail", problem.detail, &out);
  AppendMember("reason", problem.reason, &out);
  AppendMember("traceId", trace_id, &out);
  if (!problem.invalid_params.empty()) {
    out += ",\"invalidParams\":[";
    for (const FieldViolation& violation : problem.invalid_params) {
      if (out.back() != '[') out.push_back(',');
      out.push_back('{');
      AppendMember("name", violation.field, &out);
      AppendMember("reason", violation.reason, &out);
      AppendMember("description", violation.description, &out);
      out.push_back('}');
    }
    out.push_back(']');
  }
  out.push_back('}');
  return response;
}

}  // namespace duaal::gateway
