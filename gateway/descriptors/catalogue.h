#ifndef GATEWAY_DESCRIPTORS_CATALOGUE_H_
#define GATEWAY_DESCRIPTORS_CATALOGUE_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chassis/core/status.h"
#include "duaal/api/v1/options.pb.h"
#include "gateway/descriptors/shape.h"
#include "google/protobuf/descriptor.h"

// All that the door knows of the services: a descriptor set made by the build, and the options in it.
namespace duaal::gateway {

// One REST form of a method.
struct Binding {
  std::string verb;  // `GET`
  std::string path;  // `/v1/participants/{participant.id}`
  std::string body;  // `*`, the name of a field, or empty
};

struct Method;

// A part of a composed answer.
struct Part {
  const google::protobuf::FieldDescriptor* field = nullptr;  // of the composed answer
  const Method* method = nullptr;                            // whose answer it takes
};

// A method that callers may reach.
struct Method {
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  std::string name;   // `duaal.intake.v1.ParticipantService/GetParticipant`
  std::string path;   // the same with a leading slash, as gRPC wants it
  std::string owner;  // the process that serves it: `intake-svc`, or `gateway` for a composed one
  duaal::api::v1::Access access;
  std::vector<Binding> bindings;
  std::vector<Part> parts;  // of a composed method; empty for all others
  const Shape* input = nullptr;
  const Shape* output = nullptr;

  [[nodiscard]] bool IsComposed() const { return !parts.empty(); }
  [[nodiscard]] bool IsPublic() const { return access.scope() == duaal::api::v1::SCOPE_PUBLIC; }
  [[nodiscard]] bool IsUnary() const {
    return !descriptor->client_streaming() && !descriptor->server_streaming();
  }
};

// The methods of all services. Immutable after loading, so any thread may read it.
class Catalogue {
 public:
  // Reads a file of a serialized FileDescriptorSet with imports and source info.
  //
  // NOT_FOUND: no such file. FAILED_PRECONDITION: not a complete descriptor set, or a method that
  // breaks a rule: no access option, no permission, a streaming method with a REST form, a field type
  // that JSON cannot present, a composition of what is not there or does not fit. Each is named.
  [[nodiscard]] static StatusOr<std::unique_ptr<Catalogue>> FromFile(const std::string& path);
  // The same, of the file's bytes.
  [[nodiscard]] static StatusOr<std::unique_ptr<Catalogue>> FromBytes(const std::string& bytes);

  // In the order of the descriptor set. Methods of SCOPE_SERVICE are left out.
  [[nodiscard]] const std::vector<std::unique_ptr<Method>>& methods() const { return methods_; }
  // By `package.Service/Method`, without a leading slash; nullptr when it is not exposed.
  [[nodiscard]] const Method* Find(std::string_view name) const;
  // Names of the services that have an exposed method.
  [[nodiscard]] const std::vector<std::string>& services() const { return services_; }
  [[nodiscard]] const google::protobuf::DescriptorPool& pool() const { return pool_; }

 private:
  Catalogue() = default;
  Status Load(const std::string& bytes);
  Status AddService(const google::protobuf::ServiceDescriptor* service);
  Status AddMethod(const google::protobuf::MethodDescriptor* descriptor);
  // Finds the parts of composed methods, once all methods are known.
  Status Compose(Method* method) const;

  google::protobuf::DescriptorPool pool_;
  Shapes shapes_;
  std::vector<std::unique_ptr<Method>> methods_;
  std::map<std::string, const Method*, std::less<>> by_name_;
  std::vector<std::string> services_;
};

// The leading comment of an element, without the comment signs; lines joined by a newline.
template <typename T>
[[nodiscard]] std::string CommentOf(const T* element) {
  google::protobuf::SourceLocation location;
  if (!element->GetSourceLocation(&location)) return "";
  return location.leading_comments;
}

}  // namespace duaal::gateway

#endif  // GATEWAY_DESCRIPTORS_CATALOGUE_H_
