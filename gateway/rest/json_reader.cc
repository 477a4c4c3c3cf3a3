#include "gateway/rest/json_reader.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <type_traits>
#include <utility>

#include "gateway/rest/well_known.h"
#include "rapidjson/document.h"

namespace duaal::gateway::rest {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using JsonValue = rapidjson::Value;

constexpr std::size_t kNameShownMost = 64;

// Where a value stands. Nodes live on the stack and become text only for a fault.
struct Path {
  const Path* parent = nullptr;
  std::string_view name;
  int index = -1;

  [[nodiscard]] std::string ToString() const {
    std::string out = parent == nullptr ? "" : parent->ToString();
    if (index >= 0) return out + "[" + std::to_string(index) + "]";
    if (!out.empty() && !name.empty()) out += '.';
    return out + std::string(name);
  }
};

// Where a value goes.
struct Target {
  Message* message;
  const FieldDescriptor* field;
  bool add;  // one more entry of a repeated field
};

std::string_view TextOf(const JsonValue& value) { return {value.GetString(), value.GetStringLength()}; }

// A name from outside, fit to be shown: cut at a code point, without control characters.
std::string Shown(std::string_view name) {
  if (name.size() > kNameShownMost) {
    name = name.substr(0, kNameShownMost);
    while (!name.empty() && (static_cast<unsigned char>(name.back()) & 0xC0) == 0x80) name.remove_suffix(1);
    if (!name.empty() && static_cast<unsigned char>(name.back()) >= 0xC0) name.remove_suffix(1);
  }
  std::string out(name);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20) c = '?';
  }
  return out;
}

template <typename T>
std::optional<T> ParseInteger(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// `1.0` and `1e3` are whole numbers too.
template <typename T>
std::optional<T> WholeNumber(double value) {
  // The largest value is not a double for 64 bits, so the bound is the power of two above it.
  const double limit = std::ldexp(1.0, std::numeric_limits<T>::digits);
  const double least = std::is_signed_v<T> ? -limit : 0.0;
  if (!(value >= least && value < limit) || value != std::trunc(value)) return std::nullopt;
  return static_cast<T>(value);
}

void SetSeconds(const Target& target, const Instant& instant) {
  const auto* reflection = target.message->GetReflection();
  Message* inner = target.add ? reflection->AddMessage(target.message, target.field)
                              : reflection->MutableMessage(target.message, target.field);
  const auto* descriptor = inner->GetDescriptor();
  inner->GetReflection()->SetInt64(inner, descriptor->FindFieldByNumber(1), instant.seconds);
  inner->GetReflection()->SetInt32(inner, descriptor->FindFieldByNumber(2), instant.nanos);
}

#define DUAAL_SETTER(Name, Type)                                             \
  void Put##Name(const Target& target, Type value) {                         \
    const auto* reflection = target.message->GetReflection();                \
    if (target.add) {                                                        \
      reflection->Add##Name(target.message, target.field, std::move(value)); \
    } else {                                                                 \
      reflection->Set##Name(target.message, target.field, std::move(value)); \
    }                                                                        \
  }
DUAAL_SETTER(Int32, std::int32_t)
DUAAL_SETTER(Int64, std::int64_t)
DUAAL_SETTER(UInt32, std::uint32_t)
DUAAL_SETTER(UInt64, std::uint64_t)
DUAAL_SETTER(Double, double)
DUAAL_SETTER(Float, float)
DUAAL_SETTER(Bool, bool)
DUAAL_SETTER(String, std::string)
DUAAL_SETTER(Enum, const EnumValueDescriptor*)
#undef DUAAL_SETTER

class Reader {
 public:
  explicit Reader(Violations* violations) : violations_(violations) {}

  void Object(const JsonValue& json, const Shape& shape, Message* message, const Path& path, int depth) {
    if (!json.IsObject()) return Fault(path, "WRONG_TYPE", "An object is expected.");
    if (depth > kJsonDepthMost) return Fault(path, "TOO_DEEP", "Objects and lists are nested too deep.");
    std::vector<bool> seen(shape.fields.size());
    for (const auto& member : json.GetObject()) {
      const std::string_view name = TextOf(member.name);
      const FieldShape* field = shape.Find(name);
      if (field == nullptr) {
        const std::string shown = Shown(name);
        Fault({&path, shown}, "UNKNOWN_FIELD", "There is no field of this name.");
        continue;
      }
      const Path at{&path, field->json_name};
      const auto index = static_cast<std::size_t>(field - shape.fields.data());
      if (seen[index]) {
        Fault(at, "DUPLICATE_FIELD", "The field stands twice.");
        continue;
      }
      seen[index] = true;
      Member(member.value, *field, message, at, depth);
    }
  }

  // A single value given as a text, in a path or a query.
  void Text(std::string_view text, const FieldShape& field, Message* message, const Path& path) {
    const Target target{message, field.descriptor, field.repeated};
    switch (field.kind) {
      case Kind::kBool:
        if (text != "true" && text != "false") return Fault(path, "WRONG_TYPE", "true or false is expected.");
        return PutBool(target, text == "true");
      case Kind::kEnum: {
        const std::optional<std::int32_t> number = ParseInteger<std::int32_t>(text);
        return number.has_value() ? EnumNumber(*number, target, path) : EnumName(text, target, path);
      }
      default: {
        const JsonValue value(rapidjson::StringRef(text.data(), text.size()));
        return Value(value, field.kind, field.message, target, path, 0);
      }
    }
  }

  void Fault(const Path& path, std::string reason, std::string description) {
    if (violations_->list().size() >= kViolationsMost) return;
    violations_->Add(path.ToString(), std::move(reason), std::move(description));
  }

 private:
  void Member(const JsonValue& json, const FieldShape& field, Message* message, const Path& path, int depth) {
    if (json.IsNull()) return;  // not set
    if (field.map) return Map(json, field, message, path, depth);
    if (field.repeated) return List(json, field, message, path, depth);
    const auto* oneof = field.descriptor->real_containing_oneof();
    if (oneof != nullptr && message->GetReflection()->HasOneof(*message, oneof)) {
      return Fault(path, "DUPLICATE_FIELD", "Only one of these fields may be set: " + oneof->name() + ".");
    }
    Value(json, field.kind, field.message, {message, field.descriptor, false}, path, depth);
  }

  void List(const JsonValue& json, const FieldShape& field, Message* message, const Path& path, int depth) {
    if (!json.IsArray()) return Fault(path, "WRONG_TYPE", "A list is expected.");
    if (depth >= kJsonDepthMost) return Fault(path, "TOO_DEEP", "Objects and lists are nested too deep.");
    for (rapidjson::SizeType i = 0; i < json.Size(); ++i) {
      const Path at{&path, "", static_cast<int>(i)};
      Value(json[i], field.kind, field.message, {message, field.descriptor, true}, at, depth + 1);
      if (violations_->list().size() >= kViolationsMost) return;
    }
  }

  void Map(const JsonValue& json, const FieldShape& field, Message* message, const Path& path, int depth) {
    if (!json.IsObject()) return Fault(path, "WRONG_TYPE", "An object is expected.");
    if (depth >= kJsonDepthMost) return Fault(path, "TOO_DEEP", "Objects and lists are nested too deep.");
    std::set<std::string_view> seen;
    for (const auto& member : json.GetObject()) {
      const std::string_view key = TextOf(member.name);
      const std::string shown = Shown(key);
      const Path at{&path, shown};
      if (!seen.insert(key).second) {
        Fault(at, "DUPLICATE_FIELD", "The key stands twice.");
        continue;
      }
      Message* entry = message->GetReflection()->AddMessage(message, field.descriptor);
      MapKey(key, {entry, field.map_key, false}, at);
      Value(member.value, field.kind, field.message, {entry, field.map_value, false}, at, depth + 1);
    }
  }

  void MapKey(std::string_view key, const Target& target, const Path& path) {
    switch (target.field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return PutString(target, std::string(key));
      case FieldDescriptor::CPPTYPE_BOOL:
        if (key != "true" && key != "false")
          return Fault(path, "WRONG_TYPE", "The key is not true or false.");
        return PutBool(target, key == "true");
      default:
        break;
    }
    const JsonValue value(rapidjson::StringRef(key.data(), key.size()));
    switch (target.field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return Integer<std::int32_t>(value, path, [&](std::int32_t v) { PutInt32(target, v); });
      case FieldDescriptor::CPPTYPE_INT64:
        return Integer<std::int64_t>(value, path, [&](std::int64_t v) { PutInt64(target, v); });
      case FieldDescriptor::CPPTYPE_UINT32:
        return Integer<std::uint32_t>(value, path, [&](std::uint32_t v) { PutUInt32(target, v); });
      default:
        return Integer<std::uint64_t>(value, path, [&](std::uint64_t v) { PutUInt64(target, v); });
    }
  }

  void Value(const JsonValue& json, Kind kind, const Shape* shape, const Target& target, const Path& path,
             int depth) {
    if (json.IsNull()) return Fault(path, "WRONG_TYPE", "null cannot stand in a list or a map.");
    switch (kind) {
      case Kind::kInt32:
        return Integer<std::int32_t>(json, path, [&](std::int32_t v) { PutInt32(target, v); });
      case Kind::kInt64:
        return Integer<std::int64_t>(json, path, [&](std::int64_t v) { PutInt64(target, v); });
      case Kind::kUint32:
        return Integer<std::uint32_t>(json, path, [&](std::uint32_t v) { PutUInt32(target, v); });
      case Kind::kUint64:
        return Integer<std::uint64_t>(json, path, [&](std::uint64_t v) { PutUInt64(target, v); });
      case Kind::kDouble:
        return Real(json, path, std::numeric_limits<double>::max(), [&](double v) { PutDouble(target, v); });
      case Kind::kFloat:
        return Real(json, path, std::numeric_limits<float>::max(),
                    [&](double v) { PutFloat(target, static_cast<float>(v)); });
      case Kind::kBool:
        if (!json.IsBool()) return Fault(path, "WRONG_TYPE", "true or false is expected.");
        return PutBool(target, json.GetBool());
      case Kind::kEnum:
        if (json.IsInt()) return EnumNumber(json.GetInt(), target, path);
        if (!json.IsString()) return Fault(path, "WRONG_TYPE", "The name of a value is expected.");
        return EnumName(TextOf(json), target, path);
      case Kind::kMessage: {
        const auto* reflection = target.message->GetReflection();
        Message* inner = target.add ? reflection->AddMessage(target.message, target.field)
                                    : reflection->MutableMessage(target.message, target.field);
        return Object(json, *shape, inner, path, depth + 1);
      }
      default:
        if (!json.IsString()) return Fault(path, "WRONG_TYPE", "A text is expected.");
        return FromText(TextOf(json), kind, target, path);
    }
  }

  void FromText(std::string_view text, Kind kind, const Target& target, const Path& path) {
    switch (kind) {
      case Kind::kTimestamp: {
        const std::optional<Instant> instant = ParseTimestamp(text);
        if (!instant.has_value()) {
          return Fault(path, "BAD_FORMAT", "An RFC 3339 instant is expected, as 2026-11-22T09:30:00Z.");
        }
        return SetSeconds(target, *instant);
      }
      case Kind::kDuration: {
        const std::optional<Instant> duration = ParseDuration(text);
        if (!duration.has_value()) return Fault(path, "BAD_FORMAT", "Seconds are expected, as 3.5s.");
        return SetSeconds(target, *duration);
      }
      case Kind::kFieldMask:
        return Mask(text, target, path);
      case Kind::kBytes: {
        std::optional<std::string> bytes = DecodeBase64(text);
        if (!bytes.has_value()) return Fault(path, "BAD_FORMAT", "Base64 is expected.");
        return PutString(target, *std::move(bytes));
      }
      default:
        if (text.find('\0') != std::string_view::npos) {
          return Fault(path, "BAD_FORMAT", "The text holds a NUL character.");
        }
        return PutString(target, std::string(text));
    }
  }

  // Paths separated by commas, in lowerCamel or snake_case.
  void Mask(std::string_view text, const Target& target, const Path& path) {
    const auto* reflection = target.message->GetReflection();
    Message* mask = target.add ? reflection->AddMessage(target.message, target.field)
                               : reflection->MutableMessage(target.message, target.field);
    const FieldDescriptor* paths = mask->GetDescriptor()->FindFieldByNumber(1);
    while (!text.empty()) {
      const std::size_t comma = text.find(',');
      const std::string_view one = text.substr(0, comma);
      if (one.empty()) return Fault(path, "BAD_FORMAT", "Field names separated by commas are expected.");
      mask->GetReflection()->AddString(mask, paths, ToSnake(one));
      text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
  }

  template <typename T, typename Put>
  void Integer(const JsonValue& json, const Path& path, Put put) {
    std::optional<T> value;
    if (json.IsString()) {
      value = ParseInteger<T>(TextOf(json));
      if (!value.has_value() && !ParseInteger<std::int64_t>(TextOf(json)).has_value()) {
        return Fault(path, "WRONG_TYPE", "A whole number is expected.");
      }
    } else if (json.IsInt64() || json.IsUint64()) {
      if (json.IsInt64() && std::in_range<T>(json.GetInt64())) {
        value = static_cast<T>(json.GetInt64());
      } else if (json.IsUint64() && std::in_range<T>(json.GetUint64())) {
        value = static_cast<T>(json.GetUint64());
      }
    } else if (json.IsDouble()) {
      if (json.GetDouble() != std::trunc(json.GetDouble())) {
        return Fault(path, "WRONG_TYPE", "A whole number is expected.");
      }
      value = WholeNumber<T>(json.GetDouble());
    } else {
      return Fault(path, "WRONG_TYPE", "A whole number is expected.");
    }
    if (!value.has_value()) return Fault(path, "OUT_OF_RANGE", "The number is too large or too small.");
    put(*value);
  }

  template <typename Put>
  void Real(const JsonValue& json, const Path& path, double most, Put put) {
    double value = 0;
    if (json.IsNumber()) {
      value = json.GetDouble();
    } else if (json.IsString()) {
      const std::string_view text = TextOf(json);
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error != std::errc() || end != text.data() + text.size()) {
        return Fault(path, "WRONG_TYPE", "A number is expected.");
      }
    } else {
      return Fault(path, "WRONG_TYPE", "A number is expected.");
    }
    if (!std::isfinite(value) || std::abs(value) > most) {
      return Fault(path, "OUT_OF_RANGE", "The number is too large.");
    }
    put(value);
  }

  void EnumNumber(std::int32_t number, const Target& target, const Path& path) {
    const EnumValueDescriptor* value = target.field->enum_type()->FindValueByNumber(number);
    if (value == nullptr) return Fault(path, "UNKNOWN_VALUE", "There is no value of this number.");
    PutEnum(target, value);
  }

  void EnumName(std::string_view name, const Target& target, const Path& path) {
    const EnumValueDescriptor* value = target.field->enum_type()->FindValueByName(std::string(name));
    if (value == nullptr) return Fault(path, "UNKNOWN_VALUE", "There is no value of this name.");
    PutEnum(target, value);
  }

  Violations* violations_;
};

// The proto paths that an object names, for an update mask.
void CollectPresent(const JsonValue& json, const Shape& shape, const std::string& prefix,
                    std::vector<std::string>* present) {
  for (const auto& member : json.GetObject()) {
    const FieldShape* field = shape.Find(TextOf(member.name));
    if (field == nullptr || field->output_only || field->identifier) continue;
    const std::string path = prefix + field->descriptor->name();
    if (field->kind == Kind::kMessage && !field->repeated && !field->map && member.value.IsObject()) {
      CollectPresent(member.value, *field->message, path + ".", present);
    } else {
      present->push_back(path);
    }
  }
}

}  // namespace

void ReadJson(std::string_view text, const Shape& shape, Message* message, Violations* violations,
              std::vector<std::string>* present) {
  Reader reader(violations);
  const Path root;
  // The parser ends at a NUL, so what stands behind one would go unread.
  if (text.find('\0') != std::string_view::npos) {
    return reader.Fault(root, "MALFORMED_JSON", "The body is not well-formed JSON in UTF-8: it holds a NUL.");
  }
  alignas(16) std::array<char, 8192> memory;
  rapidjson::MemoryPoolAllocator<> allocator(memory.data(), memory.size());
  rapidjson::Document document(&allocator);
  std::string buffer(text);
  // Iterative: a body of nothing but brackets must not exhaust the stack.
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseFullPrecisionFlag;
  document.ParseInsitu<kFlags>(buffer.data());
  if (document.HasParseError()) {
    return reader.Fault(root, "MALFORMED_JSON",
                        "The body is not well-formed JSON in UTF-8; the fault is near byte " +
                            std::to_string(document.GetErrorOffset()) + ".");
  }
  reader.Object(document, shape, message, root, 1);
  if (present != nullptr && document.IsObject() && violations->empty())
    CollectPresent(document, shape, "", present);
}

void ReadText(std::string_view text, const FieldShape& field, const std::string& path, Message* message,
              Violations* violations) {
  Reader(violations).Text(text, field, message, {nullptr, path});
}

}  // namespace duaal::gateway::rest
