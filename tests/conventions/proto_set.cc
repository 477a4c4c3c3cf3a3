#include "tests/conventions/proto_set.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/descriptor_database.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <regex>
#include <set>

namespace duaal::conventions {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

struct ProtoSet {
  google::protobuf::SimpleDescriptorDatabase database;
  std::unique_ptr<google::protobuf::DescriptorPool> pool;
  std::vector<const FileDescriptor*> files;
};

// The descriptors live as long as the process.
std::unique_ptr<ProtoSet> ReadSet() {
  auto set = std::make_unique<ProtoSet>();
  const char* build = std::getenv("DUAAL_BUILD");
  const std::string path = std::string(build != nullptr ? build : ".") + "/duaal.protoset";
  std::ifstream in(path, std::ios::binary);
  google::protobuf::FileDescriptorSet files;
  if (!files.ParseFromIstream(&in) || files.file_size() == 0) {
    std::cerr << path << " is no descriptor set; build the target duaal_protoset\n";
    std::exit(1);
  }
  for (const auto& file : files.file()) set->database.Add(file);
  set->pool = std::make_unique<google::protobuf::DescriptorPool>(&set->database);
  for (const auto& file : files.file()) {
    if (file.name().rfind("duaal/", 0) == 0) set->files.push_back(set->pool->FindFileByName(file.name()));
  }
  return set;
}

void VisitMessages(const Descriptor& message, const std::function<void(const Descriptor&)>& visit) {
  if (message.options().map_entry()) return;
  visit(message);
  for (int i = 0; i < message.nested_type_count(); ++i) VisitMessages(*message.nested_type(i), visit);
}

bool HoldsOnce(const Descriptor& message, const std::function<bool(const FieldDescriptor&)>& condition,
               std::set<const Descriptor*>& seen) {
  if (!seen.insert(&message).second) return false;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (condition(field)) return true;
    if (field.message_type() != nullptr && HoldsOnce(*field.message_type(), condition, seen)) return true;
  }
  return false;
}

void VisitInputFields(const Descriptor& message, const std::function<void(const FieldDescriptor&)>& visit,
                      std::set<const Descriptor*>& seen) {
  if (!seen.insert(&message).second) return;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (HasBehavior(field, api::v1::BEHAVIOR_OUTPUT_ONLY)) continue;
    visit(field);
    if (field.message_type() != nullptr) VisitInputFields(*field.message_type(), visit, seen);
  }
}

}  // namespace

void ForEachInputField(const Descriptor& request, const std::function<void(const FieldDescriptor&)>& visit) {
  std::set<const Descriptor*> seen;
  VisitInputFields(request, visit, seen);
}

const std::vector<const FileDescriptor*>& ProtoFiles() {
  static const std::unique_ptr<ProtoSet> set = ReadSet();
  return set->files;
}

void ForEachMessage(const std::function<void(const Descriptor&)>& visit) {
  for (const FileDescriptor* file : ProtoFiles()) {
    for (int i = 0; i < file->message_type_count(); ++i) VisitMessages(*file->message_type(i), visit);
  }
}

void ForEachEnum(const std::function<void(const EnumDescriptor&)>& visit) {
  for (const FileDescriptor* file : ProtoFiles()) {
    for (int i = 0; i < file->enum_type_count(); ++i) visit(*file->enum_type(i));
  }
  ForEachMessage([&](const Descriptor& message) {
    for (int i = 0; i < message.enum_type_count(); ++i) visit(*message.enum_type(i));
  });
}

void ForEachMethod(const std::function<void(const MethodDescriptor&)>& visit) {
  for (const FileDescriptor* file : ProtoFiles()) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) visit(*file->service(i)->method(j));
    }
  }
}

const api::v1::Access& AccessOf(const MethodDescriptor& method) {
  return method.options().GetExtension(api::v1::access);
}

const api::v1::Field& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(api::v1::field);
}

bool HasBehavior(const FieldDescriptor& field, api::v1::Behavior behavior) {
  for (const int each : RulesOf(field).behavior()) {
    if (each == behavior) return true;
  }
  return false;
}

HttpRule HttpOf(const MethodDescriptor& method) {
  HttpRule rule;
  if (!method.options().HasExtension(google::api::http)) return rule;
  const google::api::HttpRule& http = method.options().GetExtension(google::api::http);
  rule.body = http.body();
  switch (http.pattern_case()) {
    case google::api::HttpRule::kGet:
      rule.verb = "GET", rule.path = http.get();
      break;
    case google::api::HttpRule::kPut:
      rule.verb = "PUT", rule.path = http.put();
      break;
    case google::api::HttpRule::kPost:
      rule.verb = "POST", rule.path = http.post();
      break;
    case google::api::HttpRule::kPatch:
      rule.verb = "PATCH", rule.path = http.patch();
      break;
    case google::api::HttpRule::kDelete:
      rule.verb = "DELETE", rule.path = http.delete_();
      break;
    default:
      return rule;
  }
  static const std::regex kVariable(R"(\{([^}=]+)(=[^}]*)?\})");
  for (std::sregex_iterator it(rule.path.begin(), rule.path.end(), kVariable), end; it != end; ++it) {
    rule.variables.push_back((*it)[1]);
  }
  return rule;
}

bool Holds(const Descriptor& message, const std::function<bool(const FieldDescriptor&)>& condition) {
  std::set<const Descriptor*> seen;
  return HoldsOnce(message, condition, seen);
}

const FieldDescriptor* FieldAt(const Descriptor& message, const std::string& path) {
  const std::size_t dot = path.find('.');
  const FieldDescriptor* field = message.FindFieldByName(path.substr(0, dot));
  if (field == nullptr || dot == std::string::npos) return field;
  return field->message_type() == nullptr ? nullptr : FieldAt(*field->message_type(), path.substr(dot + 1));
}

}  // namespace duaal::conventions
