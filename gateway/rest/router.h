#ifndef GATEWAY_REST_ROUTER_H_
#define GATEWAY_REST_ROUTER_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chassis/core/status.h"
#include "gateway/descriptors/catalogue.h"

namespace duaal::gateway::rest {

// A variable of a path: `{participant.id}` fills the field `id` of the field `participant`.
struct PathVariable {
  std::string path;       // `participant.id`
  std::string json_path;  // `participant.id` in lowerCamel
  std::vector<const FieldShape*> fields;
};

// One REST form of a method, ready to be matched.
struct Route {
  const Method* method = nullptr;
  std::string verb;
  std::string path_template;  // `/v1/participants/{participant.id}`
  std::vector<PathVariable> variables;
  bool body_is_request = false;            // body: "*"
  const FieldShape* body_field = nullptr;  // body: "participant"
  // Where a new resource is found: the path of the GET of the same collection, up to the variable
  // (`/v1/participants/`), and the field of the answer that completes it. Only for a POST that creates.
  bool creates = false;
  std::string location_prefix;
  const FieldShape* location_field = nullptr;
};

// What a path leads to.
struct Match {
  const Route* route = nullptr;     // nullptr: nothing, or not for this verb
  std::vector<std::string> values;  // of the variables, in order
  std::string allow;                // the verbs of the path, for `Allow`; empty: no such path
};

// Finds the route of a request in a tree of path segments. A literal segment goes before a variable;
// HEAD goes where GET goes.
class Router {
 public:
  // FAILED_PRECONDITION: a path that is not kebab-case under /v1/, a variable or a body that names no
  // field, or two methods at one address.
  [[nodiscard]] static StatusOr<std::unique_ptr<Router>> Make(const Catalogue& catalogue);

  [[nodiscard]] Match Find(std::string_view verb, const std::vector<std::string>& segments) const;
  // In the order of the catalogue.
  [[nodiscard]] const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> variable;
    std::map<std::string, const Route*, std::less<>> verbs;
  };

  Router() = default;
  Status Insert(std::unique_ptr<Route> route);
  void FindLocations();
  static const Node* Walk(const Node& node, const std::vector<std::string>& segments, std::size_t index,
                          std::vector<std::string>* values);

  Node root_;
  std::vector<std::unique_ptr<Route>> routes_;
};

// The shape of the field at a dotted path of proto names; empty when there is none.
[[nodiscard]] std::vector<const FieldShape*> ResolvePath(const Shape& shape, std::string_view path);

}  // namespace duaal::gateway::rest

#endif  // GATEWAY_REST_ROUTER_H_
