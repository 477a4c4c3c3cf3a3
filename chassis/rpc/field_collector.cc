#include "chassis/rpc/field_collector.h"

#include <algorithm>

namespace duaal::rpc {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

FieldCollector::FieldCollector(const Descriptor* type,
                               const std::function<bool(const FieldDescriptor&)>& wanted) {
  std::vector<const Descriptor*> above;
  Compile(type, wanted, above, root_);
}

void FieldCollector::Compile(const Descriptor* type,
                             const std::function<bool(const FieldDescriptor&)>& wanted,
                             std::vector<const Descriptor*>& above, Node& node) {
  above.push_back(type);
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->type() == FieldDescriptor::TYPE_STRING && wanted(*field)) node.leaves.push_back(field);
    const Descriptor* nested = field->message_type();
    if (nested == nullptr || field->is_map() || std::count(above.begin(), above.end(), nested) > 0) continue;
    auto branch = std::make_unique<Node>();
    Compile(nested, wanted, above, *branch);
    if (!branch->leaves.empty() || !branch->branches.empty())
      node.branches.emplace_back(field, std::move(branch));
  }
  above.pop_back();
}

void FieldCollector::Collect(const Message& message,
                             const std::function<void(const std::string&)>& take) const {
  if (!empty()) Walk(root_, message, take);
}

void FieldCollector::Walk(const Node& node, const Message& message,
                          const std::function<void(const std::string&)>& take) {
  const Reflection& reflection = *message.GetReflection();
  std::string scratch;
  for (const FieldDescriptor* field : node.leaves) {
    const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      const std::string& value = field->is_repeated()
                                     ? reflection.GetRepeatedStringReference(message, field, i, &scratch)
                                     : reflection.GetStringReference(message, field, &scratch);
      if (!value.empty()) take(value);
    }
  }
  for (const auto& [field, branch] : node.branches) {
    if (field->is_repeated()) {
      const int size = reflection.FieldSize(message, field);
      for (int i = 0; i < size; ++i) Walk(*branch, reflection.GetRepeatedMessage(message, field, i), take);
    } else if (reflection.HasField(message, field)) {
      Walk(*branch, reflection.GetMessage(message, field), take);
    }
  }
}

}  // namespace duaal::rpc
