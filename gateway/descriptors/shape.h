#ifndef GATEWAY_DESCRIPTORS_SHAPE_H_
#define GATEWAY_DESCRIPTORS_SHAPE_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chassis/core/status.h"
#include "duaal/api/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"

// What the JSON walkers and the OpenAPI document need of a message type, worked out once at start.
namespace duaal::gateway {

// How a value stands in JSON.
enum class Kind {
  kDouble,
  kFloat,
  kInt32,
  kInt64,
  kUint32,
  kUint64,
  kBool,
  kString,
  kBytes,
  kEnum,
  kMessage,
  kTimestamp,
  kDuration,
  kFieldMask,
};

struct Shape;

// One field.
struct FieldShape {
  const google::protobuf::FieldDescriptor* descriptor = nullptr;
  Kind kind = Kind::kString;
  bool repeated = false;  // a list, not a map
  bool map = false;       // then `kind` and `message` are those of the value
  std::string json_name;
  const Shape* message = nullptr;  // for kMessage
  // For a map: the entry's fields.
  const google::protobuf::FieldDescriptor* map_key = nullptr;
  const google::protobuf::FieldDescriptor* map_value = nullptr;
  bool required = false;
  bool output_only = false;
  bool input_only = false;
  bool identifier = false;
  duaal::api::v1::Field rules;
};

// One message type.
struct Shape {
  const google::protobuf::Descriptor* descriptor = nullptr;
  const google::protobuf::Message* prototype = nullptr;
  std::vector<FieldShape> fields;                                 // in the order of the proto
  std::map<std::string, const FieldShape*, std::less<>> by_name;  // lowerCamel and snake_case

  [[nodiscard]] const FieldShape* Find(std::string_view name) const;
};

// The shapes of a pool. Built once, then read by all threads.
class Shapes {
 public:
  // The shape of a message and of all that it contains.
  //
  // FAILED_PRECONDITION: it contains a google.protobuf type other than Timestamp, Duration and
  // FieldMask, which JSON would need special rules for.
  [[nodiscard]] StatusOr<const Shape*> Add(const google::protobuf::Descriptor* descriptor);

 private:
  Status Fill(const google::protobuf::Descriptor* descriptor, Shape* shape);
  StatusOr<FieldShape> MakeField(const google::protobuf::FieldDescriptor* field);

  google::protobuf::DynamicMessageFactory factory_;
  std::map<const google::protobuf::Descriptor*, std::unique_ptr<Shape>> shapes_;
};

}  // namespace duaal::gateway

#endif  // GATEWAY_DESCRIPTORS_SHAPE_H_
