#ifndef CHASSIS_RPC_FIELD_COLLECTOR_H_
#define CHASSIS_RPC_FIELD_COLLECTOR_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace duaal::rpc {

// Finds the values of all string fields of a message type that a predicate chooses, at any depth, lists
// included. The way to them is worked out once; branches without such a field are never entered. A type that
// holds itself is followed once. Immutable; thread-safe.
class FieldCollector {
 public:
  FieldCollector(const google::protobuf::Descriptor* type,
                 const std::function<bool(const google::protobuf::FieldDescriptor&)>& wanted);

  // No field of the type is wanted.
  [[nodiscard]] bool empty() const { return root_.leaves.empty() && root_.branches.empty(); }
  // Hands over every value that is not empty.
  void Collect(const google::protobuf::Message& message,
               const std::function<void(const std::string&)>& take) const;

 private:
  struct Node {
    std::vector<const google::protobuf::FieldDescriptor*> leaves;
    std::vector<std::pair<const google::protobuf::FieldDescriptor*, std::unique_ptr<Node>>> branches;
  };
  static void Compile(const google::protobuf::Descriptor* type,
                      const std::function<bool(const google::protobuf::FieldDescriptor&)>& wanted,
                      std::vector<const google::protobuf::Descriptor*>& above, Node& node);
  static void Walk(const Node& node, const google::protobuf::Message& message,
                   const std::function<void(const std::string&)>& take);

  Node root_;
};

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_FIELD_COLLECTOR_H_
