#include "gateway/door/rest_door.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "chassis/rpc/trace.h"
#include "gateway/http/url.h"
#include "gateway/rest/transcoder.h"

namespace duaal::gateway {
namespace {

constexpr int kTimeoutSeconds = 10;
constexpr int kTimeoutSecondsMost = 60;
constexpr char kOpenapiPath[] = "/v1/openapi.json";
constexpr char kGlossaryPath[] = "/v1/glossary";
constexpr char kReadOnly[] = "GET, HEAD";

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool IsRead(const http::Request& request) { return request.verb == "GET" || request.verb == "HEAD"; }

// `application/json`, or `application/merge-patch+json` for a PATCH; parameters are passed over.
bool IsJson(std::string_view content_type, const std::string& verb) {
  content_type = content_type.substr(0, content_type.find(';'));
  while (!content_type.empty() && content_type.back() == ' ') content_type.remove_suffix(1);
  if (http::SameName(content_type, "application/json")) return true;
  return verb == "PATCH" && http::SameName(content_type, "application/merge-patch+json");
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Whether a quality shuts a media range out: `q=0`, `q=0.00`.
bool IsNone(std::string_view parameter) {
  if (parameter.size() < 3 || (parameter[0] != 'q' && parameter[0] != 'Q') || parameter[1] != '=')
    return false;
  return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
}

// Whether one range of a header Accept takes JSON: `application/json`, `application/*` or `*/*`.
bool TakesJson(std::string_view range) {
  const std::string_view media = Trim(range.substr(0, range.find(';')));
  const bool named =
      http::SameName(media, "application/json") || http::SameName(media, "application/*") || media == "*/*";
  for (std::size_t at = range.find(';'); at != std::string_view::npos; at = range.find(';')) {
    range.remove_prefix(at + 1);
    if (IsNone(Trim(range.substr(0, range.find(';'))))) return false;
  }
  return named;
}

// Whether the caller takes JSON; without a header Accept everything is taken.
bool TakesJson(const http::Request& request) {
  bool asked = false;
  for (const http::Header& header : request.headers) {
    if (!http::SameName(header.name, "Accept") || Trim(header.value).empty()) continue;
    asked = true;
    std::string_view ranges = header.value;
    while (!ranges.empty()) {
      const std::size_t comma = ranges.find(',');
      if (TakesJson(ranges.substr(0, comma))) return true;
      ranges.remove_prefix(comma == std::string_view::npos ? ranges.size() : comma + 1);
    }
  }
  return !asked;
}

// Seconds of the header Request-Timeout; nothing for a value that is none.
std::optional<int> TimeoutOf(const http::Request& request) {
  const std::optional<std::string_view> header = request.Find("Request-Timeout");
  if (!header.has_value()) return kTimeoutSeconds;
  int seconds = 0;
  const auto [end, error] = std::from_chars(header->data(), header->data() + header->size(), seconds);
  if (error != std::errc() || end != header->data() + header->size()) return std::nullopt;
  if (seconds < 1 || seconds > kTimeoutSecondsMost) return std::nullopt;
  return seconds;
}

Problem BadHeader(std::string name, std::string reason, std::string description) {
  Problem problem = MakeProblem(400, "INVALID_FIELDS", "A header of the request is not valid.");
  problem.invalid_params.push_back({std::move(name), std::move(reason), std::move(description)});
  return problem;
}

// What is wrong with the body as a whole; nothing when it can be read.
std::optional<Problem> CheckMedia(const http::Request& request) {
  if (request.body.empty()) return std::nullopt;
  if (!IsJson(request.Find("Content-Type").value_or(""), request.verb)) {
    return MakeProblem(415, "NOT_JSON", "Send the body as application/json.");
  }
  const std::string_view coding = request.Find("Content-Encoding").value_or("identity");
  if (!http::SameName(coding, "identity")) {
    return MakeProblem(415, "CONTENT_CODING", "Send the body without a content coding.");
  }
  return std::nullopt;
}

}  // namespace

// One request from arrival to answer.
struct RestDoor::Exchange {
  http::Request request;
  http::Respond respond;
  absl::Time start = absl::Now();
  std::string trace_id;
  std::string_view path;  // into request.target
  std::string_view query;
  const rest::Route* route = nullptr;
  std::string_view label = "none";  // what answered, where no method did
};

RestDoor::RestDoor(Parts parts)
    : parts_(std::move(parts)),
      openapi_(std::make_shared<const std::string>(parts_.openapi)),
      glossary_(std::make_shared<const std::string>(parts_.glossary)) {}

void RestDoor::Handle(http::Request request, http::Respond respond) {
  const auto exchange = std::make_shared<Exchange>();
  exchange->request = std::move(request);
  exchange->respond = std::move(respond);
  exchange->trace_id = rpc::TraceIdOf(exchange->request.Find(rpc::kTraceparent).value_or(""));
  if (exchange->trace_id.empty()) exchange->trace_id = rpc::NewTraceId();
  const std::string_view target = exchange->request.target;
  const std::size_t question = target.find('?');
  exchange->path = target.substr(0, question);
  if (question != std::string_view::npos) exchange->query = target.substr(question + 1);
  if (!StartsWith(target, "/")) {
    return Fail(*exchange, MakeProblem(400, "MALFORMED_TARGET", "The address must begin with a slash."));
  }
  if (exchange->path == kOpenapiPath || exchange->path == kGlossaryPath) return Document(exchange);
  if (exchange->path == "/v1" || StartsWith(exchange->path, "/v1/")) return Api(exchange);
  Static(exchange);
}

void RestDoor::Document(const ExchangePtr& exchange) {
  const bool is_openapi = exchange->path == kOpenapiPath;
  exchange->label = is_openapi ? "openapi" : "glossary";
  if (!IsRead(exchange->request)) return NotAllowed(*exchange, kReadOnly);
  http::Response response;
  response.shared_body = is_openapi ? openapi_ : glossary_;
  if (response.shared_body->empty()) {
    return Fail(*exchange, MakeProblem(404, "NOT_FOUND", "This installation has no glossary."));
  }
  response.Add("Content-Type", "application/json");
  // Any tool may read the document; every other address keeps to its own origin.
  if (is_openapi) response.Add("Access-Control-Allow-Origin", "*");
  Finish(*exchange, std::move(response));
}

void RestDoor::Static(const ExchangePtr& exchange) {
  exchange->label = "static";
  const SiteFile* file = parts_.site.Find(exchange->path);
  if (file == nullptr) {
    return Fail(*exchange, MakeProblem(404, "NOT_FOUND", "There is nothing at this address."));
  }
  if (!IsRead(exchange->request)) return NotAllowed(*exchange, kReadOnly);
  http::Response response;
  response.Add("Content-Type", file->content_type);
  response.Add("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'");
  response.shared_body = file->content;
  Finish(*exchange, std::move(response));
}

void RestDoor::Api(const ExchangePtr& exchange) {
  const Problem nothing = MakeProblem(404, "NOT_FOUND", "There is nothing at this address.");
  const bool empty_segment =
      exchange->path.find("//") != std::string_view::npos || exchange->path.back() == '/';
  if (empty_segment) return Fail(*exchange, nothing);
  const auto segments = http::SplitPath(exchange->path);
  if (!segments.has_value()) {
    return Fail(*exchange,
                MakeProblem(400, "MALFORMED_TARGET", "The address holds a broken escape or bad UTF-8."));
  }
  rest::Match match = parts_.router.Find(exchange->request.verb, *segments);
  if (match.allow.empty()) return Fail(*exchange, nothing);
  if (match.route == nullptr) return NotAllowed(*exchange, match.allow);
  exchange->route = match.route;
  Call(exchange, match.values);
}

void RestDoor::Call(const ExchangePtr& exchange, const std::vector<std::string>& path_values) {
  const http::Request& request = exchange->request;
  const Method& method = *exchange->route->method;
  Backend::Context context;
  if (!method.IsPublic()) {
    if (request.Count("Authorization") > 1 || request.Count("X-Purpose") > 1) {
      return Fail(*exchange, BadHeader("Authorization", "DUPLICATE_FIELD", "Name caller and purpose once."));
    }
    const auto ticket = parts_.authenticator.Authenticate(
        request.Find("Authorization").value_or(""), request.Find("X-Purpose").value_or(""), exchange->start);
    if (!ticket.ok()) return Fail(*exchange, ProblemOf(ticket.status()));
    const Status allowed = Authorise(method, (*ticket)->principal);
    if (!allowed.ok()) return Fail(*exchange, ProblemOf(allowed));
    context.token = (*ticket)->internal_token;
  }
  const std::optional<int> timeout = TimeoutOf(request);
  if (!timeout.has_value()) {
    return Fail(*exchange,
                BadHeader("Request-Timeout", "OUT_OF_RANGE", "Whole seconds from 1 to 60 are expected."));
  }
  if (!TakesJson(request)) {
    return Fail(*exchange, MakeProblem(406, "NOT_ACCEPTABLE",
                                       "This address answers application/json; let Accept name it."));
  }
  if (const std::optional<Problem> problem = CheckMedia(request)) return Fail(*exchange, *problem);
  const auto message = rest::ReadRequest(*exchange->route, path_values, exchange->query, request);
  if (!message.ok()) return Fail(*exchange, ProblemOf(message.status()));
  context.deadline = exchange->start + absl::Seconds(*timeout);
  context.trace_id = exchange->trace_id;
  parts_.backend.Unary(method, context, **message,
                       [this, exchange](Backend::Answer answer) { Answer(exchange, std::move(answer)); });
}

void RestDoor::Answer(const ExchangePtr& exchange, Backend::Answer answer) {
  const rest::Route& route = *exchange->route;
  if (answer.ok()) return Finish(*exchange, rest::WriteResponse(route, exchange->request, **answer));
  Problem problem = ProblemOf(answer.status());
  for (FieldViolation& violation : problem.invalid_params)
    violation.field = rest::PublicName(route, violation.field);
  Fail(*exchange, problem);
}

void RestDoor::Fail(Exchange& exchange, const Problem& problem) {
  Finish(exchange, ToResponse(problem, exchange.trace_id));
}

void RestDoor::NotAllowed(Exchange& exchange, const std::string& allow) {
  http::Response response = ToResponse(
      MakeProblem(405, "METHOD_NOT_ALLOWED", "This address takes " + allow + "."), exchange.trace_id);
  response.Add("Allow", allow);
  Finish(exchange, std::move(response));
}

void RestDoor::Finish(Exchange& exchange, http::Response response) {
  Secure(&response);
  response.Add(rpc::kTraceparent, rpc::MakeTraceparent(exchange.trace_id));
  Handled handled;
  handled.door = "rest";
  handled.method =
      exchange.route != nullptr ? std::string_view(exchange.route->method->name) : exchange.label;
  if (exchange.route != nullptr) handled.route = exchange.route->path_template;
  handled.status = response.status;
  handled.duration = absl::Now() - exchange.start;
  handled.trace_id = exchange.trace_id;
  parts_.observer.Record(handled);
  exchange.respond(std::move(response));
}

http::Response RestDoor::Refuse(int status, const std::string& reason) {
  const std::string trace_id = rpc::NewTraceId();
  std::string detail = "The request is not well-formed HTTP/1.1.";
  if (status == 413) detail = "The body is larger than this installation accepts.";
  if (status == 431) detail = "The header is larger than this installation accepts.";
  http::Response response = ToResponse(MakeProblem(status, reason, detail), trace_id);
  Secure(&response);
  response.Add(rpc::kTraceparent, rpc::MakeTraceparent(trace_id));
  Handled handled;
  handled.door = "rest";
  handled.method = "none";
  handled.status = status;
  handled.trace_id = trace_id;
  parts_.observer.Record(handled);
  return response;
}

void RestDoor::Secure(http::Response* response) const {
  response->Add("API-Version", parts_.version);
  response->Add("Cache-Control", "no-store");
  response->Add("X-Content-Type-Options", "nosniff");
  response->Add("X-Frame-Options", "DENY");
  response->Add("Referrer-Policy", "no-referrer");
  const bool has_policy =
      std::any_of(response->headers.begin(), response->headers.end(),
                  [](const auto& header) { return header.name == "Content-Security-Policy"; });
  if (!has_policy) response->Add("Content-Security-Policy", "frame-ancestors 'none'");
  if (parts_.https) response->Add("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

}  // namespace duaal::gateway
