#include "gateway/descriptors/shape.h"

#include <optional>
#include <utility>

namespace duaal::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

std::optional<Kind> WellKnown(const std::string& full_name) {
  if (full_name == "google.protobuf.Timestamp") return Kind::kTimestamp;
  if (full_name == "google.protobuf.Duration") return Kind::kDuration;
  if (full_name == "google.protobuf.FieldMask") return Kind::kFieldMask;
  return std::nullopt;
}

Kind KindOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Kind::kDouble;
    case FieldDescriptor::CPPTYPE_FLOAT:
      return Kind::kFloat;
    case FieldDescriptor::CPPTYPE_INT32:
      return Kind::kInt32;
    case FieldDescriptor::CPPTYPE_INT64:
      return Kind::kInt64;
    case FieldDescriptor::CPPTYPE_UINT32:
      return Kind::kUint32;
    case FieldDescriptor::CPPTYPE_UINT64:
      return Kind::kUint64;
    case FieldDescriptor::CPPTYPE_BOOL:
      return Kind::kBool;
    case FieldDescriptor::CPPTYPE_ENUM:
      return Kind::kEnum;
    case FieldDescriptor::CPPTYPE_STRING:
      return field.type() == FieldDescriptor::TYPE_BYTES ? Kind::kBytes : Kind::kString;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return WellKnown(field.message_type()->full_name()).value_or(Kind::kMessage);
  }
  return Kind::kMessage;
}

}  // namespace

const FieldShape* Shape::Find(std::string_view name) const {
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

StatusOr<const Shape*> Shapes::Add(const Descriptor* descriptor) {
  const auto found = shapes_.find(descriptor);
  if (found != shapes_.end()) return found->second.get();
  if (descriptor->file()->package() == "google.protobuf" &&
      descriptor->full_name() != "google.protobuf.Empty") {
    return Error(absl::StatusCode::kFailedPrecondition, "UNSUPPORTED_TYPE",
                 "The door cannot present " + descriptor->full_name() + " as JSON.");
  }
  // Entered before it is filled, because a message may contain itself.
  Shape* shape = shapes_.emplace(descriptor, std::make_unique<Shape>()).first->second.get();
  RETURN_IF_ERROR(Fill(descriptor, shape));
  return shape;
}

Status Shapes::Fill(const Descriptor* descriptor, Shape* shape) {
  shape->descriptor = descriptor;
  shape->prototype = factory_.GetPrototype(descriptor);
  for (int i = 0; i < descriptor->field_count(); ++i) {
    ASSIGN_OR_RETURN(FieldShape field, MakeField(descriptor->field(i)));
    shape->fields.push_back(std::move(field));
  }
  for (const FieldShape& field : shape->fields) {
    shape->by_name.emplace(field.json_name, &field);
    shape->by_name.emplace(field.descriptor->name(), &field);
  }
  return absl::OkStatus();
}

StatusOr<FieldShape> Shapes::MakeField(const FieldDescriptor* field) {
  FieldShape shape;
  shape.descriptor = field;
  shape.json_name = field->json_name();
  shape.map = field->is_map();
  shape.repeated = field->is_repeated() && !shape.map;
  const FieldDescriptor* value = field;
  if (shape.map) {
    shape.map_key = field->message_type()->map_key();
    shape.map_value = field->message_type()->map_value();
    value = shape.map_value;
  }
  shape.kind = KindOf(*value);
  if (shape.kind == Kind::kMessage) {
    ASSIGN_OR_RETURN(shape.message, Add(value->message_type()));
  }
  shape.rules = field->options().GetExtension(api::v1::field);
  for (const int behavior : shape.rules.behavior()) {
    shape.required |= behavior == api::v1::BEHAVIOR_REQUIRED;
    shape.output_only |= behavior == api::v1::BEHAVIOR_OUTPUT_ONLY;
    shape.input_only |= behavior == api::v1::BEHAVIOR_INPUT_ONLY;
    shape.identifier |= behavior == api::v1::BEHAVIOR_IDENTIFIER;
  }
  return shape;
}

}  // namespace duaal::gateway
