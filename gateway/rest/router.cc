#include "gateway/rest/router.h"

#include <algorithm>
#include <utility>

namespace duaal::gateway::rest {
namespace {

Status Refuse(const Route& route, const std::string& what) {
  return Error(absl::StatusCode::kFailedPrecondition, "HTTP_RULE",
               route.method->name + " at " + route.path_template + " " + what);
}

std::vector<std::string> SplitTemplate(const std::string& path) {
  std::vector<std::string> segments;
  std::size_t start = 1;
  while (start <= path.size()) {
    const std::size_t slash = std::min(path.find('/', start), path.size());
    segments.push_back(path.substr(start, slash - start));
    start = slash + 1;
  }
  return segments;
}

bool IsVariable(const std::string& segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

// Lower-case letters, digits and hyphens; an operation begins with an underscore.
bool IsKebab(std::string_view segment) {
  if (!segment.empty() && segment.front() == '_') segment.remove_prefix(1);
  if (segment.empty()) return false;
  return std::all_of(segment.begin(), segment.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

Status BindVariable(const std::string& path, Route* route) {
  PathVariable variable;
  variable.path = path;
  variable.fields = ResolvePath(*route->method->input, path);
  if (variable.fields.empty()) return Refuse(*route, "has a variable that names no field: " + path + ".");
  const FieldShape& last = *variable.fields.back();
  if (last.repeated || last.map || last.kind == Kind::kMessage) {
    return Refuse(*route, "has a variable that is not a single value: " + path + ".");
  }
  for (const FieldShape* field : variable.fields) {
    if (!variable.json_path.empty()) variable.json_path += '.';
    variable.json_path += field->json_name;
  }
  route->variables.push_back(std::move(variable));
  return absl::OkStatus();
}

Status BindBody(const std::string& body, Route* route) {
  if (body.empty()) return absl::OkStatus();
  if (route->verb == "GET" || route->verb == "DELETE") return Refuse(*route, "cannot have a body.");
  if (body == "*") {
    route->body_is_request = true;
    return absl::OkStatus();
  }
  route->body_field = route->method->input->Find(body);
  if (route->body_field == nullptr || route->body_field->kind != Kind::kMessage ||
      route->body_field->repeated || route->body_field->map) {
    return Refuse(*route, "has a body that names no message field: " + body + ".");
  }
  return absl::OkStatus();
}

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

}  // namespace

std::vector<const FieldShape*> ResolvePath(const Shape& shape, std::string_view path) {
  std::vector<const FieldShape*> fields;
  const Shape* at = &shape;
  while (at != nullptr) {
    const std::size_t dot = path.find('.');
    const FieldShape* field = at->Find(path.substr(0, dot));
    if (field == nullptr) return {};
    fields.push_back(field);
    if (dot == std::string_view::npos) return fields;
    // Only single messages can be stepped into.
    at = field->repeated || field->map ? nullptr : field->message;
    path.remove_prefix(dot + 1);
  }
  return {};
}

StatusOr<std::unique_ptr<Router>> Router::Make(const Catalogue& catalogue) {
  std::unique_ptr<Router> router(new Router());
  for (const auto& method : catalogue.methods()) {
    for (const Binding& binding : method->bindings) {
      auto route = std::make_unique<Route>();
      route->method = method.get();
      route->verb = binding.verb;
      route->path_template = binding.path;
      const std::string& name = method->descriptor->name();
      route->creates = binding.verb == "POST" && (StartsWith(name, "Create") || StartsWith(name, "Start"));
      RETURN_IF_ERROR(BindBody(binding.body, route.get()));
      RETURN_IF_ERROR(router->Insert(std::move(route)));
    }
  }
  router->FindLocations();
  return router;
}

Status Router::Insert(std::unique_ptr<Route> route) {
  if (!StartsWith(route->path_template, "/v1/")) return Refuse(*route, "is not under /v1/.");
  Node* node = &root_;
  for (const std::string& segment : SplitTemplate(route->path_template)) {
    std::unique_ptr<Node>* next = nullptr;
    if (IsVariable(segment)) {
      RETURN_IF_ERROR(BindVariable(segment.substr(1, segment.size() - 2), route.get()));
      next = &node->variable;
    } else if (IsKebab(segment)) {
      next = &node->literals[segment];
    } else {
      return Refuse(*route, "has a segment that is not kebab-case.");
    }
    if (*next == nullptr) *next = std::make_unique<Node>();
    node = next->get();
  }
  const auto [at, is_new] = node->verbs.emplace(route->verb, route.get());
  if (!is_new) return Refuse(*route, "stands at the address of " + at->second->method->name + ".");
  routes_.push_back(std::move(route));
  return absl::OkStatus();
}

void Router::FindLocations() {
  for (const auto& route : routes_) {
    if (!route->creates) continue;
    for (const auto& get : routes_) {
      const std::string prefix = route->path_template + "/{";
      const bool is_item = get->verb == "GET" && StartsWith(get->path_template, prefix) &&
                           get->path_template.find('/', prefix.size()) == std::string::npos;
      if (!is_item || !route->variables.empty()) continue;
      const FieldShape* key = get->variables.back().fields.back();
      const FieldShape* field = route->method->output->Find(key->descriptor->name());
      if (field == nullptr || field->kind != Kind::kString || field->repeated) continue;
      route->location_prefix = route->path_template + "/";
      route->location_field = field;
    }
  }
}

const Router::Node* Router::Walk(const Node& node, const std::vector<std::string>& segments,
                                 std::size_t index, std::vector<std::string>* values) {
  if (index == segments.size()) return node.verbs.empty() ? nullptr : &node;
  const auto literal = node.literals.find(segments[index]);
  if (literal != node.literals.end()) {
    const Node* found = Walk(*literal->second, segments, index + 1, values);
    if (found != nullptr) return found;
  }
  if (node.variable == nullptr) return nullptr;
  const std::size_t mark = values->size();
  values->push_back(segments[index]);
  const Node* found = Walk(*node.variable, segments, index + 1, values);
  if (found == nullptr) values->resize(mark);
  return found;
}

Match Router::Find(std::string_view verb, const std::vector<std::string>& segments) const {
  Match match;
  const Node* node = Walk(root_, segments, 0, &match.values);
  if (node == nullptr) return match;
  for (const auto& [name, route] : node->verbs) {
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += name == "GET" ? "GET, HEAD" : name;
  }
  const auto found = node->verbs.find(verb == "HEAD" ? std::string_view("GET") : verb);
  if (found != node->verbs.end()) match.route = found->second;
  return match;
}

}  // namespace duaal::gateway::rest
