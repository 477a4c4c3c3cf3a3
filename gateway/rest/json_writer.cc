#include "gateway/rest/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "gateway/rest/well_known.h"

namespace duaal::gateway::rest {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kSingle = -1;

template <typename T>
void AppendNumber(T value, std::string* out) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  out->append(text.data(), static_cast<std::size_t>(end - text.data()));
}

void AppendReal(double value, std::string* out) {
  if (std::isfinite(value)) return AppendNumber(value, out);
  AppendJsonText(std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity", out);
}

template <typename T>
void AppendQuotedNumber(T value, std::string* out) {
  out->push_back('"');
  AppendNumber(value, out);
  out->push_back('"');
}

// One value of a field: the single one, or that at `index` of a repeated field.
class Value {
 public:
  Value(const Message& message, const FieldDescriptor* field, int index)
      : message_(message), reflection_(*message.GetReflection()), field_(field), index_(index) {}

  void Write(Kind kind, const Shape* shape, std::string* out) const {
    switch (kind) {
      case Kind::kInt32:
        return AppendNumber(Single() ? reflection_.GetInt32(message_, field_)
                                     : reflection_.GetRepeatedInt32(message_, field_, index_),
                            out);
      case Kind::kInt64:
        return AppendQuotedNumber(Single() ? reflection_.GetInt64(message_, field_)
                                           : reflection_.GetRepeatedInt64(message_, field_, index_),
                                  out);
      case Kind::kUint32:
        return AppendNumber(Single() ? reflection_.GetUInt32(message_, field_)
                                     : reflection_.GetRepeatedUInt32(message_, field_, index_),
                            out);
      case Kind::kUint64:
        return AppendQuotedNumber(Single() ? reflection_.GetUInt64(message_, field_)
                                           : reflection_.GetRepeatedUInt64(message_, field_, index_),
                                  out);
      case Kind::kDouble:
        return AppendReal(Single() ? reflection_.GetDouble(message_, field_)
                                   : reflection_.GetRepeatedDouble(message_, field_, index_),
                          out);
      case Kind::kFloat:
        return AppendFloat(out);
      case Kind::kBool: {
        const bool value = Single() ? reflection_.GetBool(message_, field_)
                                    : reflection_.GetRepeatedBool(message_, field_, index_);
        out->append(value ? "true" : "false");
        return;
      }
      case Kind::kEnum:
        return AppendEnum(out);
      case Kind::kString:
        return AppendJsonText(Text(), out);
      case Kind::kBytes:
        return AppendJsonText(EncodeBase64(Text()), out);
      case Kind::kMessage:
        return WriteJson(*shape, Inner(), out);
      case Kind::kTimestamp:
      case Kind::kDuration:
        return AppendInstant(kind, out);
      case Kind::kFieldMask:
        return AppendMask(out);
    }
  }

 private:
  [[nodiscard]] bool Single() const { return index_ == kSingle; }

  [[nodiscard]] const std::string& Text() const {
    return Single() ? reflection_.GetStringReference(message_, field_, &scratch_)
                    : reflection_.GetRepeatedStringReference(message_, field_, index_, &scratch_);
  }

  [[nodiscard]] const Message& Inner() const {
    return Single() ? reflection_.GetMessage(message_, field_)
                    : reflection_.GetRepeatedMessage(message_, field_, index_);
  }

  void AppendFloat(std::string* out) const {
    const float value = Single() ? reflection_.GetFloat(message_, field_)
                                 : reflection_.GetRepeatedFloat(message_, field_, index_);
    // As a float, so that 0.1 does not become 0.10000000149011612.
    if (std::isfinite(value)) return AppendNumber(value, out);
    AppendReal(value, out);
  }

  void AppendEnum(std::string* out) const {
    const int number = Single() ? reflection_.GetEnumValue(message_, field_)
                                : reflection_.GetRepeatedEnumValue(message_, field_, index_);
    const auto* value = field_->enum_type()->FindValueByNumber(number);
    // A value that a newer service knows and this door does not.
    if (value == nullptr) return AppendNumber(number, out);
    AppendJsonText(value->name(), out);
  }

  void AppendInstant(Kind kind, std::string* out) const {
    const Message& inner = Inner();
    const auto* descriptor = inner.GetDescriptor();
    const Reflection& reflection = *inner.GetReflection();
    const Instant instant{reflection.GetInt64(inner, descriptor->FindFieldByNumber(1)),
                          reflection.GetInt32(inner, descriptor->FindFieldByNumber(2))};
    out->push_back('"');
    kind == Kind::kTimestamp ? AppendTimestamp(instant, out) : AppendDuration(instant, out);
    out->push_back('"');
  }

  void AppendMask(std::string* out) const {
    const Message& mask = Inner();
    const FieldDescriptor* paths = mask.GetDescriptor()->FindFieldByNumber(1);
    std::string text;
    for (int i = 0; i < mask.GetReflection()->FieldSize(mask, paths); ++i) {
      if (i > 0) text += ',';
      text += ToLowerCamel(mask.GetReflection()->GetRepeatedString(mask, paths, i));
    }
    AppendJsonText(text, out);
  }

  const Message& message_;
  const Reflection& reflection_;
  const FieldDescriptor* field_;
  int index_;
  mutable std::string scratch_;
};

std::string KeyText(const Message& entry, const FieldDescriptor* key) {
  const Reflection& reflection = *entry.GetReflection();
  switch (key->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(entry, key);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(entry, key) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(reflection.GetInt32(entry, key));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(reflection.GetInt64(entry, key));
    case FieldDescriptor::CPPTYPE_UINT32:
      return std::to_string(reflection.GetUInt32(entry, key));
    default:
      return std::to_string(reflection.GetUInt64(entry, key));
  }
}

void WriteMap(const FieldShape& field, const Message& message, std::string* out) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<std::pair<std::string, const Message*>> entries;
  for (int i = 0; i < reflection.FieldSize(message, field.descriptor); ++i) {
    const Message& entry = reflection.GetRepeatedMessage(message, field.descriptor, i);
    entries.emplace_back(KeyText(entry, field.map_key), &entry);
  }
  // By key, so that the same state gives the same text.
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  out->push_back('{');
  for (const auto& [key, entry] : entries) {
    if (out->back() != '{') out->push_back(',');
    AppendJsonText(key, out);
    out->push_back(':');
    Value(*entry, field.map_value, kSingle).Write(field.kind, field.message, out);
  }
  out->push_back('}');
}

void WriteList(const FieldShape& field, const Message& message, std::string* out) {
  out->push_back('[');
  const int size = message.GetReflection()->FieldSize(message, field.descriptor);
  for (int i = 0; i < size; ++i) {
    if (i > 0) out->push_back(',');
    Value(message, field.descriptor, i).Write(field.kind, field.message, out);
  }
  out->push_back(']');
}

// Whether a field stands in the answer although it was not set.
bool AlwaysPrinted(const FieldShape& field) {
  if (field.descriptor->has_presence()) return false;
  switch (field.kind) {
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kEnum:
      return false;
    default:
      return true;
  }
}

}  // namespace

void AppendJsonText(std::string_view text, std::string* out) {
  constexpr char kHex[] = "0123456789abcdef";
  out->push_back('"');
  std::size_t plain = 0;  // start of what is copied as it is
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F) continue;
    out->append(text.substr(plain, i - plain));
    plain = i + 1;
    switch (c) {
      case '"':
        out->append("\\\"");
        break;
      case '\\':
        out->append("\\\\");
        break;
      case '\n':
        out->append("\\n");
        break;
      case '\t':
        out->append("\\t");
        break;
      case '\r':
        out->append("\\r");
        break;
      default:
        out->append("\\u00");
        out->push_back(kHex[c >> 4]);
        out->push_back(kHex[c & 15]);
    }
  }
  out->append(text.substr(plain));
  out->push_back('"');
}

void WriteJson(const Shape& shape, const Message& message, std::string* out) {
  const Reflection& reflection = *message.GetReflection();
  out->push_back('{');
  bool first = true;
  for (const FieldShape& field : shape.fields) {
    if (field.input_only) continue;
    const bool many = field.repeated || field.map;
    if (!many && !AlwaysPrinted(field) && !reflection.HasField(message, field.descriptor)) continue;
    if (!first) out->push_back(',');
    first = false;
    out->push_back('"');
    out->append(field.json_name);
    out->append("\":");
    if (field.map) {
      WriteMap(field, message, out);
    } else if (field.repeated) {
      WriteList(field, message, out);
    } else {
      Value(message, field.descriptor, kSingle).Write(field.kind, field.message, out);
    }
  }
  out->push_back('}');
}

}  // namespace duaal::gateway::rest
