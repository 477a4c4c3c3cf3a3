#ifndef TESTS_CONVENTIONS_PROTO_SET_H_
#define TESTS_CONVENTIONS_PROTO_SET_H_

#include <google/protobuf/descriptor.h>

#include <functional>
#include <string>
#include <vector>

#include "duaal/api/v1/options.pb.h"
#include "google/api/annotations.pb.h"

// The descriptors of all our protos with their comments, read from the build's descriptor set.
namespace duaal::conventions {

// Our files, by name. Reads the set once per process.
[[nodiscard]] const std::vector<const google::protobuf::FileDescriptor*>& ProtoFiles();

// Calls back for each of ours, nested ones too.
void ForEachMessage(const std::function<void(const google::protobuf::Descriptor&)>& visit);
void ForEachEnum(const std::function<void(const google::protobuf::EnumDescriptor&)>& visit);
void ForEachMethod(const std::function<void(const google::protobuf::MethodDescriptor&)>& visit);

[[nodiscard]] const api::v1::Access& AccessOf(const google::protobuf::MethodDescriptor& method);
[[nodiscard]] const api::v1::Field& RulesOf(const google::protobuf::FieldDescriptor& field);
[[nodiscard]] bool HasBehavior(const google::protobuf::FieldDescriptor& field, api::v1::Behavior behavior);

// The HTTP rule: `verb` is empty for a method without one.
struct HttpRule {
  std::string verb;  // `GET`
  std::string path;
  std::string body;
  std::vector<std::string> variables;  // `participant.id`
};
[[nodiscard]] HttpRule HttpOf(const google::protobuf::MethodDescriptor& method);

// Whether the message or any message within it has a field that satisfies the condition.
[[nodiscard]] bool Holds(const google::protobuf::Descriptor& message,
                         const std::function<bool(const google::protobuf::FieldDescriptor&)>& condition);

// Calls back for each field that a caller may send, those of messages within the request too.
void ForEachInputField(const google::protobuf::Descriptor& request,
                       const std::function<void(const google::protobuf::FieldDescriptor&)>& visit);

// The field at a dotted path, or null.
[[nodiscard]] const google::protobuf::FieldDescriptor* FieldAt(const google::protobuf::Descriptor& message,
                                                               const std::string& path);

// A finding: `file:line: full name: sentence`.
template <typename DescriptorType>
[[nodiscard]] std::string Finding(const DescriptorType& thing, const std::string& sentence) {
  google::protobuf::SourceLocation location;
  const bool known = thing.GetSourceLocation(&location);
  const std::string line = known ? std::to_string(location.start_line + 1) : "?";
  return "protos/" + thing.file()->name() + ":" + line + ": " + thing.full_name() + ": " + sentence;
}

}  // namespace duaal::conventions

#endif  // TESTS_CONVENTIONS_PROTO_SET_H_
