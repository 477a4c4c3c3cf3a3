#include "gateway/openapi/schemas.h"

#include <utility>

#include "gateway/descriptors/catalogue.h"

namespace duaal::gateway::openapi {
namespace {

constexpr int kTextLengthMost = 4000;  // the general limit of options.proto

// How a format of options.proto is told to callers.
struct FormatRule {
  const char* format;
  const char* pattern;
  const char* example;
};

FormatRule RuleOf(api::v1::Format format) {
  switch (format) {
    case api::v1::FORMAT_UUID:
      return {"uuid", nullptr, "0192f0c1-7a3b-7c4d-8e5f-001122334455"};
    case api::v1::FORMAT_DATE:
      return {"date", nullptr, "2026-11-22"};
    case api::v1::FORMAT_ISO_WEEK:
      return {nullptr, "^[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])$", "2026-W47"};
    case api::v1::FORMAT_TIME:
      return {nullptr, "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", "09:00"};
    case api::v1::FORMAT_MUNICIPALITY_CODE:
      return {nullptr, "^GM[0-9]{4}$", "GM0164"};
    case api::v1::FORMAT_BSN:
      return {nullptr, "^[0-9]{9}$", nullptr};
    case api::v1::FORMAT_CODE:
      return {nullptr, "^[a-z0-9]+(-[a-z0-9]+)*$", nullptr};
    case api::v1::FORMAT_COUNTRY:
      return {nullptr, "^[A-Z]{2}$", "SY"};
    case api::v1::FORMAT_PARTIAL_DATE:
      return {"partial-date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "1990-05-00"};
    case api::v1::FORMAT_V_NUMBER:
      return {nullptr, "^[0-9]{10}$", nullptr};
    case api::v1::FORMAT_LANGUAGE:
      return {nullptr, "^[a-z]{2,3}$", "ar"};
    case api::v1::FORMAT_SCRIPT:
      return {nullptr, "^[A-Z][a-z]{3}$", "Arab"};
    case api::v1::FORMAT_ETAG:
      return {nullptr, "^\"[0-9]+\"$", "\"3\""};
    default:
      return {nullptr, nullptr, nullptr};
  }
}

const char* SensitivityName(api::v1::Sensitivity sensitivity) {
  switch (sensitivity) {
    case api::v1::SENSITIVITY_PERSONAL:
      return "personal";
    case api::v1::SENSITIVITY_BSN:
      return "bsn";
    case api::v1::SENSITIVITY_SPECIAL:
      return "special";
    default:
      return nullptr;
  }
}

std::string Pascal(std::string_view text) {
  std::string out;
  bool upper = true;
  for (const char c : text) {
    if (c == '.' || c == '_') {
      upper = true;
      continue;
    }
    out.push_back(upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    upper = false;
  }
  return out;
}

// The name within its package: `Outer.Inner`.
std::string LocalName(const std::string& full_name, const std::string& package) {
  return package.empty() ? full_name : full_name.substr(package.size() + 1);
}

bool IsReference(const Json& schema) { return schema.HasMember("$ref"); }

}  // namespace

Json Text(std::string_view text, Allocator& allocator) {
  return Json(text.data(), static_cast<rapidjson::SizeType>(text.size()), allocator);
}

void Put(Json& object, std::string_view name, Json value, Allocator& allocator) {
  object.AddMember(Text(name, allocator), std::move(value), allocator);
}

void Put(Json& object, std::string_view name, std::string_view text, Allocator& allocator) {
  Put(object, name, Text(text, allocator), allocator);
}

Json Reference(std::string_view section, std::string_view name, Allocator& allocator) {
  Json reference(rapidjson::kObjectType);
  Put(reference, "$ref", "#/components/" + std::string(section) + "/" + std::string(name), allocator);
  return reference;
}

std::string Clean(const std::string& comment) {
  std::string out;
  std::size_t start = 0;
  while (start < comment.size()) {
    std::size_t end = comment.find('\n', start);
    if (end == std::string::npos) end = comment.size();
    if (comment[start] == ' ') ++start;
    if (!out.empty()) out.push_back('\n');
    out.append(comment, start, end - start);
    start = end + 1;
  }
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
  return out;
}

std::string FirstSentence(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool last = i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n';
    if (text[i] == '.' && last) break;
    if (text[i] == '\n' && i + 1 < text.size() && text[i + 1] == '\n') break;
    out.push_back(text[i] == '\n' ? ' ' : text[i]);
  }
  return out;
}

std::string Schemas::NameOf(const std::string& key, const std::string& package, const std::string& name) {
  const auto known = names_.find(key);
  if (known != names_.end()) return known->second;
  std::string unique = Pascal(name);
  const auto taken = [&](const std::string& candidate) {
    for (const auto& [other_key, other] : names_) {
      if (other == candidate) return true;
    }
    return candidate == "Problem";
  };
  if (taken(unique)) unique = Pascal(package + "." + name);
  for (int i = 2; taken(unique); ++i) unique = Pascal(package + "." + name) + std::to_string(i);
  names_.emplace(key, unique);
  return unique;
}

Json Schemas::Message(const Shape& shape) {
  const std::string& full_name = shape.descriptor->full_name();
  const std::string& package = shape.descriptor->file()->package();
  const bool is_new = !names_.contains(full_name);
  const std::string name = NameOf(full_name, package, LocalName(full_name, package));
  // The name is taken before the fields are walked, because a message may contain itself.
  if (is_new) components_[name] = Object(shape, {}, Use::kWhole);
  return Reference("schemas", name, allocator_);
}

Json Schemas::Body(const Shape& shape, const std::set<const FieldShape*>& without) {
  if (without.empty()) return Message(shape);
  const std::string& full_name = shape.descriptor->full_name();
  const std::string& package = shape.descriptor->file()->package();
  std::string key = full_name;
  for (const FieldShape& field : shape.fields) {
    if (without.contains(&field)) key += "-" + field.json_name;
  }
  const bool is_new = !names_.contains(key);
  const std::string name = NameOf(key, package, LocalName(full_name, package));
  if (is_new) components_[name] = Object(shape, without, Use::kWhole);
  return Reference("schemas", name, allocator_);
}

Json Schemas::Update(const Shape& shape) {
  const std::string& full_name = shape.descriptor->full_name();
  const std::string& package = shape.descriptor->file()->package();
  const std::string key = full_name + "-update";
  const bool is_new = !names_.contains(key);
  const std::string name = NameOf(key, package, LocalName(full_name, package) + "Update");
  if (is_new) components_[name] = Object(shape, {}, Use::kUpdate);
  return Reference("schemas", name, allocator_);
}

Json Schemas::Parameter(const FieldShape& field) {
  Json single = Single(field);
  if (!field.repeated) return single;
  Json list(rapidjson::kObjectType);
  Put(list, "type", "array", allocator_);
  Put(list, "items", std::move(single), allocator_);
  return list;
}

Json Schemas::Object(const Shape& shape, const std::set<const FieldShape*>& without, Use use) {
  Json schema(rapidjson::kObjectType);
  Put(schema, "type", "object", allocator_);
  const std::string comment = Clean(CommentOf(shape.descriptor));
  if (!comment.empty()) Put(schema, "description", comment, allocator_);
  Json properties(rapidjson::kObjectType);
  Json required(rapidjson::kArrayType);
  for (const FieldShape& field : shape.fields) {
    if (without.contains(&field)) continue;
    Put(properties, field.json_name, Field(field), allocator_);
    if (field.required && use == Use::kWhole)
      required.PushBack(Text(field.json_name, allocator_), allocator_);
  }
  if (!required.Empty()) Put(schema, "required", std::move(required), allocator_);
  Put(schema, "properties", std::move(properties), allocator_);
  return schema;
}

Json Schemas::Field(const FieldShape& field) {
  Json schema = Single(field);
  if (field.map) {
    Json map(rapidjson::kObjectType);
    Put(map, "type", "object", allocator_);
    Put(map, "additionalProperties", std::move(schema), allocator_);
    schema = std::move(map);
  } else if (field.repeated) {
    Json list(rapidjson::kObjectType);
    Put(list, "type", "array", allocator_);
    Put(list, "items", std::move(schema), allocator_);
    if (field.rules.max_items() > 0) Put(list, "maxItems", Json(field.rules.max_items()), allocator_);
    if (field.required) Put(list, "minItems", Json(1), allocator_);
    schema = std::move(list);
  } else if (IsReference(schema)) {
    // What stands beside a $ref is passed over in OpenAPI 3.0.
    Json all(rapidjson::kArrayType);
    all.PushBack(schema, allocator_);
    schema = Json(rapidjson::kObjectType);
    Put(schema, "allOf", std::move(all), allocator_);
  }
  const std::string comment = Clean(CommentOf(field.descriptor));
  if (!comment.empty()) Put(schema, "description", comment, allocator_);
  if (field.output_only) Put(schema, "readOnly", Json(true), allocator_);
  if (field.input_only) Put(schema, "writeOnly", Json(true), allocator_);
  const char* sensitivity = SensitivityName(field.rules.sensitivity());
  if (sensitivity != nullptr) Put(schema, "x-sensitivity", sensitivity, allocator_);
  return schema;
}

Json Schemas::Single(const FieldShape& field) {
  Json schema(rapidjson::kObjectType);
  const auto typed = [&](const char* type, const char* format) {
    Put(schema, "type", type, allocator_);
    if (format != nullptr) Put(schema, "format", format, allocator_);
  };
  switch (field.kind) {
    case Kind::kMessage:
      return Message(*field.message);
    case Kind::kEnum:
      return Enum(*(field.map ? field.map_value : field.descriptor)->enum_type());
    case Kind::kInt32:
    case Kind::kUint32:
      typed("integer", "int32");
      break;
    case Kind::kInt64:
    case Kind::kUint64:
      typed("string", "int64");
      return schema;  // a text, so bounds cannot be told
    case Kind::kDouble:
      typed("number", "double");
      break;
    case Kind::kFloat:
      typed("number", "float");
      break;
    case Kind::kBool:
      typed("boolean", nullptr);
      return schema;
    case Kind::kBytes:
      typed("string", "byte");
      return schema;
    case Kind::kTimestamp:
      typed("string", "date-time");
      return schema;
    case Kind::kDuration:
    case Kind::kFieldMask:
      typed("string", nullptr);
      return schema;
    case Kind::kString:
      typed("string", nullptr);
      if (!field.map) TextRules(field, &schema);
      return schema;
  }
  if (field.rules.bounded() && !field.map) {
    Put(schema, "minimum", Json(static_cast<std::int64_t>(field.rules.minimum())), allocator_);
    Put(schema, "maximum", Json(static_cast<std::int64_t>(field.rules.maximum())), allocator_);
  }
  return schema;
}

void Schemas::TextRules(const FieldShape& field, Json* schema) {
  const FormatRule rule = RuleOf(field.rules.format());
  if (rule.format != nullptr) Put(*schema, "format", rule.format, allocator_);
  if (rule.pattern != nullptr) Put(*schema, "pattern", rule.pattern, allocator_);
  if (rule.example != nullptr) Put(*schema, "example", rule.example, allocator_);
  const bool free_text = rule.format == nullptr && rule.pattern == nullptr;
  const int length = field.rules.max_length() > 0 ? field.rules.max_length()
                     : free_text                  ? kTextLengthMost
                                                  : 0;
  if (length > 0) Put(*schema, "maxLength", Json(length), allocator_);
}

Json Schemas::Enum(const google::protobuf::EnumDescriptor& descriptor) {
  const std::string& package = descriptor.file()->package();
  const bool is_new = !names_.contains(descriptor.full_name());
  const std::string name =
      NameOf(descriptor.full_name(), package, LocalName(descriptor.full_name(), package));
  if (!is_new) return Reference("schemas", name, allocator_);
  Json schema(rapidjson::kObjectType);
  Put(schema, "type", "string", allocator_);
  std::string description = Clean(CommentOf(&descriptor));
  Json values(rapidjson::kArrayType);
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const auto* value = descriptor.value(i);
    // Zero means "not set" and is left out of answers.
    if (value->number() == 0) continue;
    values.PushBack(Text(value->name(), allocator_), allocator_);
    const std::string comment = Clean(CommentOf(value));
    description += "\n- `" + value->name() + "`" + (comment.empty() ? "" : ": " + comment);
  }
  Put(schema, "description", description, allocator_);
  Put(schema, "enum", std::move(values), allocator_);
  components_[name] = std::move(schema);
  return Reference("schemas", name, allocator_);
}

Json Schemas::Take() {
  Json all(rapidjson::kObjectType);
  for (auto& [name, schema] : components_) Put(all, name, std::move(schema), allocator_);
  return all;
}

}  // namespace duaal::gateway::openapi
