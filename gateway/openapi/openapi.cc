#include "gateway/openapi/openapi.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/http/message.h"
#include "gateway/openapi/schemas.h"
#include "gateway/rest/transcoder.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace duaal::gateway::openapi {
namespace {

using rest::PathVariable;
using rest::Route;

constexpr std::string_view kBase = "/v1";
constexpr char kAbout[] =
    "Software of a regional service centre for people who learn Dutch and take part in work or society at "
    "the "
    "same time. Dates are civil dates in Europe/Amsterdam, instants are UTC. Every error is a problem "
    "document "
    "(RFC 9457); all faults of a request are told at once. The terms, with their Dutch names, stand at "
    "`/v1/glossary`.";

// `ParticipantService` -> `Participant`
std::string TagOf(const Method& method) {
  std::string name = method.descriptor->service()->name();
  constexpr std::string_view kSuffix = "Service";
  if (name.size() > kSuffix.size() &&
      name.compare(name.size() - kSuffix.size(), kSuffix.size(), kSuffix) == 0) {
    name.resize(name.size() - kSuffix.size());
  }
  return name;
}

std::string LowerFirst(std::string text) {
  if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z')
    text.front() = static_cast<char>(text.front() + 32);
  return text;
}

// The name of a path variable: that of its last field, so that GET and PATCH of a resource share a path.
std::string VariableName(const Route& route, const PathVariable& variable) {
  const std::string& last = variable.fields.back()->json_name;
  const auto same =
      std::count_if(route.variables.begin(), route.variables.end(),
                    [&](const PathVariable& other) { return other.fields.back()->json_name == last; });
  if (same == 1) return last;
  std::string joined;
  for (const FieldShape* field : variable.fields) {
    std::string part = field->json_name;
    if (!joined.empty() && !part.empty()) part.front() = static_cast<char>(part.front() - 32);
    joined += part;
  }
  return joined;
}

// `/v1/participants/{participant.id}` -> `/participants/{id}`
std::string PathKey(const Route& route) {
  std::string path = route.path_template.substr(kBase.size());
  for (const PathVariable& variable : route.variables) {
    const std::string old = "{" + variable.path + "}";
    path.replace(path.find(old), old.size(), "{" + VariableName(route, variable) + "}");
  }
  return path;
}

class Builder {
 public:
  Builder(const rest::Router& router, const std::string& version)
      : router_(router), version_(version), schemas_(allocator_) {}

  std::string Build() {
    Json root(rapidjson::kObjectType);
    Put(root, "openapi", "3.0.3", allocator_);
    Put(root, "info", Info(), allocator_);
    Put(root, "servers", Servers(), allocator_);
    Put(root, "security", Security(), allocator_);
    Put(root, "tags", Tags(), allocator_);
    Put(root, "paths", Paths(), allocator_);
    Put(root, "components", Components(), allocator_);
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    root.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
  }

 private:
  Json Object() { return Json(rapidjson::kObjectType); }
  Json Array() { return Json(rapidjson::kArrayType); }
  void Set(Json& object, std::string_view name, Json value) {
    Put(object, name, std::move(value), allocator_);
  }
  void Set(Json& object, std::string_view name, std::string_view text) {
    Put(object, name, text, allocator_);
  }

  Json Info() {
    Json info = Object();
    Set(info, "title", "Duaal");
    Set(info, "version", version_);
    Set(info, "description", kAbout);
    Json contact = Object();
    Set(contact, "name", "Duaal, API desk");
    Set(contact, "email", "api@duaal.example");
    Set(contact, "url", "https://duaal.example/api");
    Set(info, "contact", std::move(contact));
    Json license = Object();
    Set(license, "name", "EUPL-1.2");
    Set(license, "url", "https://eupl.eu/1.2/en/");
    Set(info, "license", std::move(license));
    return info;
  }

  Json Servers() {
    Json server = Object();
    Set(server, "url", kBase);
    Set(server, "description", "This region.");
    Json servers = Array();
    servers.PushBack(server, allocator_);
    return servers;
  }

  Json Security() {
    Json bearer = Object();
    Set(bearer, "bearer", Array());
    Json security = Array();
    security.PushBack(bearer, allocator_);
    return security;
  }

  Json Tags() {
    Json tags = Array();
    std::set<std::string> seen;
    for (const auto& route : router_.routes()) {
      const std::string name = TagOf(*route->method);
      if (!seen.insert(name).second) continue;
      Json tag = Object();
      Set(tag, "name", name);
      Set(tag, "description", Clean(CommentOf(route->method->descriptor->service())));
      tags.PushBack(tag, allocator_);
    }
    Json own = Object();
    Set(own, "name", "Door");
    Set(own, "description", "What the door itself offers.");
    tags.PushBack(own, allocator_);
    return tags;
  }

  Json Paths() {
    std::map<std::string, Json> paths;
    const auto path = [&](const std::string& key) -> Json& {
      return paths.try_emplace(key, rapidjson::kObjectType).first->second;
    };
    for (const auto& route : router_.routes()) {
      std::string verb = route->verb;
      for (char& c : verb) c = static_cast<char>(c + 32);
      Set(path(PathKey(*route)), verb, Operation(*route));
    }
    Set(path("/openapi.json"), "get", OwnOperation("getOpenapi", "Returns this document"));
    Set(path("/glossary"), "get", OwnOperation("getGlossary", "Returns the terms with their Dutch names"));
    Json all = Object();
    for (auto& [key, value] : paths) Set(all, key, std::move(value));
    return all;
  }

  Json OwnOperation(const std::string& id, const std::string& summary) {
    Json operation = Object();
    Set(operation, "operationId", id);
    Set(operation, "summary", summary);
    Set(operation, "description", summary + ". Open to all.");
    Json tags = Array();
    tags.PushBack("Door", allocator_);
    Set(operation, "tags", std::move(tags));
    Set(operation, "security", Array());
    Json schema = Object();
    Set(schema, "type", "object");
    Json responses = Object();
    Set(responses, "200", Answer("The document.", std::move(schema), {}));
    Set(operation, "responses", std::move(responses));
    return operation;
  }

  Json Operation(const Route& route) {
    const Method& method = *route.method;
    Json operation = Object();
    std::string id = LowerFirst(method.descriptor->name());
    while (!operation_ids_.insert(id).second) id += "2";
    Set(operation, "operationId", id);
    const std::string comment = Clean(CommentOf(method.descriptor));
    Set(operation, "summary", FirstSentence(comment));
    Set(operation, "description", comment);
    Json tags = Array();
    tags.PushBack(Text(TagOf(method), allocator_), allocator_);
    Set(operation, "tags", std::move(tags));
    if (method.IsPublic()) Set(operation, "security", Array());
    if (!method.access.permission().empty()) Set(operation, "x-permission", method.access.permission());
    Json parameters = Parameters(route);
    const bool has_parameters = !parameters.Empty();
    if (has_parameters) Set(operation, "parameters", std::move(parameters));
    const bool has_body = route.body_is_request || route.body_field != nullptr;
    if (has_body) Set(operation, "requestBody", RequestBody(route));
    Set(operation, "responses", Responses(route));
    return operation;
  }

  Json Parameters(const Route& route) {
    Json all = Array();
    for (const PathVariable& variable : route.variables) {
      Json parameter = Parameter(VariableName(route, variable), "path", *variable.fields.back());
      Set(parameter, "required", Json(true));
      all.PushBack(parameter, allocator_);
    }
    if (!route.body_is_request) QueryParameters(route, *route.method->input, "", &all);
    for (const FieldShape& field : route.method->input->fields) {
      if (field.descriptor->name() == "request_id") {
        all.PushBack(Reference("parameters", "IdempotencyKey", allocator_), allocator_);
      }
      if (field.descriptor->name() == "etag" && route.verb != "GET") {
        optional_match_used_ |= !field.required;
        all.PushBack(Reference("parameters", field.required ? "IfMatch" : "IfMatchOptional", allocator_),
                     allocator_);
      }
    }
    if (HasEtag(*route.method->output) && route.verb == "GET") {
      all.PushBack(Reference("parameters", "IfNoneMatch", allocator_), allocator_);
    }
    if (!route.method->IsPublic()) all.PushBack(Reference("parameters", "Purpose", allocator_), allocator_);
    all.PushBack(Reference("parameters", "RequestTimeout", allocator_), allocator_);
    return all;
  }

  void QueryParameters(const Route& route, const Shape& shape, const std::string& prefix, Json* all) {
    for (const FieldShape& field : shape.fields) {
      const std::string name = prefix + field.json_name;
      const bool bound =
          &field == route.body_field || (prefix.empty() && rest::IsHeaderField(field)) ||
          std::any_of(route.variables.begin(), route.variables.end(),
                      [&](const PathVariable& variable) { return variable.json_path == name; });
      if (bound || field.output_only || field.map) continue;
      if (field.kind == Kind::kMessage) {
        if (!field.repeated && prefix.empty()) QueryParameters(route, *field.message, name + ".", all);
        continue;
      }
      Json parameter = Parameter(name, "query", field);
      // A PATCH can do without the mask: it then changes what its body names.
      if (field.required && field.kind != Kind::kFieldMask) Set(parameter, "required", Json(true));
      all->PushBack(parameter, allocator_);
    }
  }

  Json Parameter(const std::string& name, const char* where, const FieldShape& field) {
    Json parameter = Object();
    Set(parameter, "name", name);
    Set(parameter, "in", where);
    std::string comment = Clean(CommentOf(field.descriptor));
    if (field.kind == Kind::kFieldMask)
      comment = "The fields to change; without it those that the body names.";
    if (!comment.empty()) Set(parameter, "description", comment);
    Set(parameter, "schema", schemas_.Parameter(field));
    return parameter;
  }

  Json RequestBody(const Route& route) {
    Json schema;
    if (route.body_is_request) {
      std::set<const FieldShape*> without;
      for (const FieldShape& field : route.method->input->fields) {
        if (rest::IsHeaderField(field)) without.insert(&field);
      }
      for (const PathVariable& variable : route.variables) {
        if (variable.fields.size() == 1) without.insert(variable.fields.front());
      }
      schema = schemas_.Body(*route.method->input, without);
    } else if (route.verb == "PATCH") {
      schema = schemas_.Update(*route.body_field->message);
    } else {
      schema = schemas_.Message(*route.body_field->message);
    }
    Json media = Object();
    Set(media, "schema", std::move(schema));
    Json content = Object();
    Set(content, "application/json", std::move(media));
    Json body = Object();
    Set(body, "required", Json(true));
    Set(body, "content", std::move(content));
    return body;
  }

  static bool HasEtag(const Shape& shape) {
    const FieldShape* field = shape.Find("etag");
    return field != nullptr && field->kind == Kind::kString && !field->repeated;
  }

  Json Responses(const Route& route) {
    const Method& method = *route.method;
    std::vector<std::string> headers;
    if (HasEtag(*method.output)) headers.emplace_back("ETag");
    if (route.location_field != nullptr) headers.emplace_back("Location");
    const std::string description = FirstSentence(Clean(CommentOf(method.output->descriptor))) + ".";
    Json responses = Object();
    Set(responses, route.creates ? "201" : "200",
        Answer(description, schemas_.Message(*method.output), headers));
    if (HasEtag(*method.output) && route.verb == "GET") {
      Json unchanged = Object();
      Set(unchanged, "description", "Nothing changed since the version of If-None-Match.");
      Set(unchanged, "headers", Headers({"ETag"}));
      Set(responses, "304", std::move(unchanged));
    }
    std::vector<int> errors = {400};
    if (!method.IsPublic()) errors.insert(errors.end(), {401, 403});
    if (!route.variables.empty()) errors.push_back(404);
    errors.push_back(406);
    if (route.verb != "GET") errors.push_back(409);
    if (HasEtag(*method.input) && route.verb != "GET") errors.push_back(412);
    if (route.body_is_request || route.body_field != nullptr) errors.insert(errors.end(), {413, 415});
    errors.insert(errors.end(), {429, 500, 503, 504});
    for (const int status : errors) {
      const std::string code = std::to_string(status);
      Set(responses, code, Reference("responses", "Problem" + code, allocator_));
    }
    return responses;
  }

  Json Answer(const std::string& description, Json schema, const std::vector<std::string>& headers) {
    Json media = Object();
    Set(media, "schema", std::move(schema));
    Json content = Object();
    Set(content, "application/json", std::move(media));
    Json answer = Object();
    Set(answer, "description", description);
    Set(answer, "headers", Headers(headers));
    Set(answer, "content", std::move(content));
    return answer;
  }

  Json Headers(const std::vector<std::string>& more) {
    Json headers = Object();
    Set(headers, "API-Version", Reference("headers", "API-Version", allocator_));
    for (const std::string& name : more) Set(headers, name, Reference("headers", name, allocator_));
    Set(headers, "traceparent", Reference("headers", "traceparent", allocator_));
    return headers;
  }

  Json Components() {
    Json components = Object();
    Json schemas = schemas_.Take();
    Set(schemas, "Problem", ProblemSchema());
    Set(components, "schemas", std::move(schemas));
    Json responses = Object();
    for (const int status : {400, 401, 403, 404, 406, 409, 412, 413, 415, 429, 500, 503, 504}) {
      Json media = Object();
      Set(media, "schema", Reference("schemas", "Problem", allocator_));
      Json content = Object();
      Set(content, "application/problem+json", std::move(media));
      Json response = Object();
      Set(response, "description", ProblemDescription(status));
      Set(response, "headers", Headers({}));
      Set(response, "content", std::move(content));
      Set(responses, "Problem" + std::to_string(status), std::move(response));
    }
    Set(components, "responses", std::move(responses));
    Set(components, "parameters", CommonParameters());
    Set(components, "headers", CommonHeaders());
    Json bearer = Object();
    Set(bearer, "type", "http");
    Set(bearer, "scheme", "bearer");
    Set(bearer, "bearerFormat", "JWT");
    Json security = Object();
    Set(security, "bearer", std::move(bearer));
    Set(components, "securitySchemes", std::move(security));
    return components;
  }

  static std::string ProblemDescription(int status) {
    switch (status) {
      case 400:
        return "The request is not valid; every fault is named.";
      case 401:
        return "No valid bearer token.";
      case 403:
        return "The caller's roles, purpose or mandates do not allow this.";
      case 404:
        return "Unknown, or outside the caller's rights.";
      case 406:
        return "The caller does not take JSON.";
      case 409:
        return "The state does not allow this, or it is there already.";
      case 412:
        return "Someone changed it first; read it again.";
      case 413:
        return "The body is larger than the door accepts.";
      case 415:
        return "The body is not JSON.";
      case 429:
        return "Too many calls at once; try again later.";
      case 503:
        return "The service cannot be reached now; try again.";
      case 504:
        return "The time for the call ran out.";
      default:
        return "Something went wrong inside.";
    }
  }

  Json Typed(const char* type, const char* format = nullptr) {
    Json schema = Object();
    Set(schema, "type", type);
    if (format != nullptr) Set(schema, "format", format);
    return schema;
  }

  Json Described(const char* type, const char* description, const char* format = nullptr) {
    Json schema = Typed(type, format);
    Set(schema, "description", description);
    return schema;
  }

  Json ProblemSchema() {
    Json fault = Object();
    Set(fault, "name", Described("string", "The field, path variable, query key or header."));
    Set(fault, "reason", Described("string", "A code that programs can rely on."));
    Set(fault, "description", Described("string", "What is wrong, without the value."));
    Json item = Typed("object");
    Set(item, "properties", std::move(fault));
    Json faults = Described("array", "Every fault of the request.");
    Set(faults, "items", std::move(item));
    Json properties = Object();
    Set(properties, "type", Described("string", "The kind of problem.", "uri"));
    Set(properties, "title", Described("string", "The HTTP status in words."));
    Set(properties, "status", Described("integer", "The HTTP status."));
    Set(properties, "detail", Described("string", "What to do."));
    Set(properties, "reason", Described("string", "A code that programs can rely on, e.g. ETAG_MISMATCH."));
    Set(properties, "traceId", Described("string", "Finds the request in the logs."));
    Set(properties, "invalidParams", std::move(faults));
    Json required = Array();
    for (const char* name : {"type", "title", "status", "detail", "reason", "traceId"}) {
      required.PushBack(Text(name, allocator_), allocator_);
    }
    Json schema = Described("object", "An error (RFC 9457).");
    Set(schema, "required", std::move(required));
    Set(schema, "properties", std::move(properties));
    return schema;
  }

  Json HeaderParameter(const char* name, const char* description, Json schema, bool required) {
    Json parameter = Object();
    Set(parameter, "name", name);
    Set(parameter, "in", "header");
    Set(parameter, "description", description);
    if (required) Set(parameter, "required", Json(true));
    Set(parameter, "schema", std::move(schema));
    return parameter;
  }

  Json CommonParameters() {
    Json all = Object();
    Json key = Typed("string");
    Set(key, "maxLength", Json(static_cast<int>(rest::kIdempotencyKeyMost)));
    Set(all, "IdempotencyKey",
        HeaderParameter(
            "Idempotency-Key",
            "Makes the call repeatable: the same key gives the first answer once more, for seven days. "
            "Without it the door makes one.",
            std::move(key), false));
    const char* match = "The version that was read, as its ETag.";
    Set(all, "IfMatch", HeaderParameter("If-Match", match, Typed("string"), true));
    if (optional_match_used_)
      Set(all, "IfMatchOptional", HeaderParameter("If-Match", match, Typed("string"), false));
    Set(all, "IfNoneMatch",
        HeaderParameter("If-None-Match", "Answers 304 when this is still the version.", Typed("string"),
                        false));
    Set(all, "Purpose",
        HeaderParameter("X-Purpose", "The purpose (doelbinding) of the call, when not the first of the role.",
                        Typed("string"), false));
    Json seconds = Typed("integer");
    Set(seconds, "minimum", Json(1));
    Set(seconds, "maximum", Json(60));
    Set(seconds, "default", Json(10));
    Set(all, "RequestTimeout",
        HeaderParameter("Request-Timeout", "Seconds that the caller is willing to wait.", std::move(seconds),
                        false));
    return all;
  }

  Json CommonHeaders() {
    Json all = Object();
    const auto add = [&](const char* name, const char* description) {
      Json header = Object();
      Set(header, "description", description);
      Set(header, "schema", Typed("string"));
      Set(all, name, std::move(header));
    };
    add("API-Version", "The full version of the API.");
    add("ETag", "The version of the resource; send it back in If-Match.");
    add("Location", "The address of the new resource.");
    add("traceparent", "The trace (W3C) in which the call was handled.");
    return all;
  }

  const rest::Router& router_;
  const std::string& version_;
  Allocator allocator_;
  Schemas schemas_;
  std::set<std::string> operation_ids_;
  bool optional_match_used_ = false;
};

}  // namespace

std::string Document(const rest::Router& router, const std::string& version) {
  return Builder(router, version).Build();
}

}  // namespace duaal::gateway::openapi
