#include "chassis/rpc/field_rules.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chassis/rpc/formats.h"
#include "duaal/api/v1/options.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace duaal::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::size_t kGeneralMaxLength = 4000;
constexpr int kGeneralMaxItems = 1000;
constexpr std::int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z

struct MessageRules;

// One field with all that its options say.
struct FieldRule {
  const FieldDescriptor* field = nullptr;
  std::string name;
  bool required = false;
  bool output_only = false;
  bool identifier = false;
  bool bounded = false;
  api::v1::Format format = api::v1::FORMAT_UNSPECIFIED;
  std::size_t max_length = 0;  // 0: any
  int max_items = kGeneralMaxItems;
  std::int64_t minimum = 0;
  std::int64_t maximum = 0;
  const FieldDescriptor* unless = nullptr;  // required unless this field is set
  const MessageRules* nested = nullptr;     // for messages that hold anything to check
};

enum class Special { kNone, kTimestamp, kFieldMask };

struct MessageRules {
  Special special = Special::kNone;
  std::vector<FieldRule> fields;
  // For a change: the mask and the index of the resource's rule in `fields`.
  const FieldDescriptor* mask = nullptr;
  int resource = -1;
};

// Where the walk stands; a path is only written out when there is something to complain of.
struct Frame {
  const Frame* up = nullptr;
  const FieldRule* rule = nullptr;
  int index = -1;
};

std::string PathOf(const Frame* frame, const Frame* until, bool with_index) {
  if (frame == until) return {};
  std::string path = PathOf(frame->up, until, with_index);
  if (!path.empty()) path += '.';
  path += frame->rule->name;
  if (with_index && frame->index >= 0) absl::StrAppend(&path, "[", frame->index, "]");
  return path;
}

bool IsWithin(const std::string& path, const std::string& whole) {
  return path == whole || (path.size() > whole.size() && path.compare(0, whole.size(), whole) == 0 &&
                           path[whole.size()] == '.');
}

// Whether `path` (`a.b`) leads to a field through singular messages.
bool LeadsToField(const Descriptor* type, const std::string& path) {
  for (std::size_t from = 0;;) {
    const std::size_t dot = path.find('.', from);
    const FieldDescriptor* field = type->FindFieldByName(path.substr(from, dot - from));
    if (field == nullptr) return false;
    if (dot == std::string::npos) return true;
    if (field->is_repeated() || field->message_type() == nullptr) return false;
    type = field->message_type();
    from = dot + 1;
  }
}

bool IsInteger(FieldDescriptor::CppType type) {
  return type == FieldDescriptor::CPPTYPE_INT32 || type == FieldDescriptor::CPPTYPE_INT64 ||
         type == FieldDescriptor::CPPTYPE_UINT32 || type == FieldDescriptor::CPPTYPE_UINT64;
}

// Types of which the default value means that nothing was given, though it takes no presence.
bool CanBeEmpty(FieldDescriptor::CppType type) {
  return type == FieldDescriptor::CPPTYPE_STRING || type == FieldDescriptor::CPPTYPE_ENUM;
}

// Walks one request. Holds the violations found so far.
class Check {
 public:
  void Walk(const MessageRules& rules, Message& message, const Frame* up);
  [[nodiscard]] Status ToStatus() const { return violations_.ToStatus(); }

 private:
  void BeginChange(const MessageRules& rules, const Message& message);
  void WalkField(const FieldRule& rule, Message& message, const Reflection& reflection, const Frame* up);
  void WalkRepeated(const FieldRule& rule, Message& message, const Reflection& reflection, const Frame* up);
  void Nested(const FieldRule& rule, Message& nested, const Frame& at, bool required);
  void Text(const FieldRule& rule, const std::string& value, const Frame& at);
  void Enum(const FieldRule& rule, int number, const Frame& at);
  void Number(const FieldRule& rule, const Message& message, const Reflection& reflection, int index,
              const Frame& at);
  void Missing(const Frame& at);
  void Fault(const Frame& at, const char* reason, std::string description) {
    violations_.Add(PathOf(&at, nullptr, true), reason, std::move(description));
  }

  Violations violations_;
  std::vector<std::string> mask_;
  const FieldRule* changed_ = nullptr;  // the resource of a change
  const Frame* changed_at_ = nullptr;   // set while the walk is inside it
};

void Check::BeginChange(const MessageRules& rules, const Message& message) {
  const auto& mask = static_cast<const google::protobuf::FieldMask&>(
      message.GetReflection()->GetMessage(message, rules.mask));
  mask_.assign(mask.paths().begin(), mask.paths().end());
  changed_ = &rules.fields[static_cast<std::size_t>(rules.resource)];
  for (std::size_t i = 0; i < mask_.size(); ++i) {
    if (LeadsToField(changed_->field->message_type(), mask_[i])) continue;
    violations_.Add(absl::StrCat(rules.mask->name(), ".paths[", i, "]"), "UNKNOWN_VALUE",
                    "Name a field of the resource; a wildcard is not accepted.");
  }
}

void Check::Walk(const MessageRules& rules, Message& message, const Frame* up) {
  if (rules.mask != nullptr && up == nullptr) BeginChange(rules, message);
  const Reflection& reflection = *message.GetReflection();
  for (const FieldRule& rule : rules.fields) WalkField(rule, message, reflection, up);
}

void Check::Missing(const Frame& at) {
  if (changed_at_ != nullptr) {
    const std::string path = PathOf(&at, changed_at_, false);
    const bool identifies = at.rule->identifier && at.up == changed_at_;
    const bool named = identifies || std::any_of(mask_.begin(), mask_.end(), [&](const auto& m) {
                         return IsWithin(path, m) || IsWithin(m, path);
                       });
    if (!named) return;
  }
  Fault(at, "REQUIRED", "Give a value.");
}

void Check::WalkField(const FieldRule& rule, Message& message, const Reflection& reflection,
                      const Frame* up) {
  const FieldDescriptor* field = rule.field;
  const bool names_the_changed = rule.identifier && changed_at_ != nullptr && up == changed_at_;
  if (rule.output_only && !names_the_changed) {
    reflection.ClearField(&message, field);
    return;
  }
  if (field->is_repeated()) return WalkRepeated(rule, message, reflection, up);
  const Frame at{up, &rule, -1};
  const bool excused = rule.unless == nullptr || reflection.HasField(message, rule.unless);
  const bool required = rule.required || names_the_changed || !excused;
  const bool present = reflection.HasField(message, field);  // without presence: not the default value
  if (IsInteger(field->cpp_type())) {
    if (required && field->has_presence() && !present) return Missing(at);
    if (rule.bounded && (present || !field->has_presence())) Number(rule, message, reflection, -1, at);
    return;
  }
  if (!present) {
    if (required && (field->has_presence() || CanBeEmpty(field->cpp_type()))) Missing(at);
    return;
  }
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      const std::string& value = reflection.GetStringReference(message, field, &scratch);
      if (value.empty()) {
        if (required) Missing(at);
        return;
      }
      return Text(rule, value, at);
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = reflection.GetEnumValue(message, field);
      if (number == 0 && required) return Missing(at);
      return Enum(rule, number, at);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (rule.nested == nullptr) return;
      return Nested(rule, *reflection.MutableMessage(&message, field), at, required);
    default:
      return;
  }
}

void Check::Nested(const FieldRule& rule, Message& nested, const Frame& at, bool required) {
  if (rule.nested->special == Special::kTimestamp) {
    const auto& time = static_cast<const google::protobuf::Timestamp&>(nested);
    const bool good = time.seconds() >= kFirstSecond && time.seconds() <= kLastSecond && time.nanos() >= 0 &&
                      time.nanos() <= 999999999;
    if (!good) Fault(at, "OUT_OF_RANGE", "Give an instant within the years 1 to 9999.");
    return;
  }
  if (rule.nested->special == Special::kFieldMask) {
    if (required && static_cast<const google::protobuf::FieldMask&>(nested).paths().empty()) Missing(at);
    return;
  }
  const bool enters_change = changed_ == &rule && at.up == nullptr;
  if (enters_change) changed_at_ = &at;
  Walk(*rule.nested, nested, &at);
  if (enters_change) changed_at_ = nullptr;
}

void Check::WalkRepeated(const FieldRule& rule, Message& message, const Reflection& reflection,
                         const Frame* up) {
  const FieldDescriptor* field = rule.field;
  const int size = reflection.FieldSize(message, field);
  Frame at{up, &rule, -1};
  if (size == 0) {
    if (rule.required) Missing(at);
    return;
  }
  if (size > rule.max_items) {
    return Fault(at, "TOO_MANY", absl::StrCat("Give at most ", rule.max_items, " entries."));
  }
  if (field->is_map()) return;
  for (at.index = 0; at.index < size; ++at.index) {
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        Text(rule, reflection.GetRepeatedStringReference(message, field, at.index, &scratch), at);
        break;
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int number = reflection.GetRepeatedEnumValue(message, field, at.index);
        if (number == 0) {
          Missing(at);
        } else {
          Enum(rule, number, at);
        }
        break;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (rule.nested == nullptr || rule.nested->special != Special::kNone) return;
        Walk(*rule.nested, *reflection.MutableRepeatedMessage(&message, field, at.index), &at);
        break;
      default:
        if (!rule.bounded || !IsInteger(field->cpp_type())) return;
        Number(rule, message, reflection, at.index, at);
    }
  }
}

void Check::Text(const FieldRule& rule, const std::string& value, const Frame& at) {
  if (rule.field->type() == FieldDescriptor::TYPE_BYTES) {
    if (rule.max_length != 0 && value.size() > rule.max_length) {
      Fault(at, "TOO_LONG", absl::StrCat("Give at most ", rule.max_length, " bytes."));
    }
    return;
  }
  // A text has no more characters than bytes, so most need no counting.
  if (value.size() > rule.max_length && CodePoints(value) > rule.max_length) {
    return Fault(at, "TOO_LONG", absl::StrCat("Use at most ", rule.max_length, " characters."));
  }
  if (rule.format == api::v1::FORMAT_UNSPECIFIED) return;
  if (value.empty()) return Fault(at, "REQUIRED", "Give a value.");
  if (const auto fault = CheckFormat(rule.format, value)) Fault(at, fault->reason, fault->description);
}

void Check::Enum(const FieldRule& rule, int number, const Frame& at) {
  if (rule.field->enum_type()->FindValueByNumber(number) != nullptr) return;
  Fault(at, "UNKNOWN_VALUE", "Choose one of the values that the interface knows.");
}

void Check::Number(const FieldRule& rule, const Message& message, const Reflection& reflection, int index,
                   const Frame& at) {
  const FieldDescriptor* field = rule.field;
  std::int64_t value = 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      value = index < 0 ? reflection.GetInt32(message, field)
                        : reflection.GetRepeatedInt32(message, field, index);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      value = index < 0 ? reflection.GetInt64(message, field)
                        : reflection.GetRepeatedInt64(message, field, index);
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      value = index < 0 ? reflection.GetUInt32(message, field)
                        : reflection.GetRepeatedUInt32(message, field, index);
      break;
    default: {
      const std::uint64_t wide = index < 0 ? reflection.GetUInt64(message, field)
                                           : reflection.GetRepeatedUInt64(message, field, index);
      value = wide > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(wide);
    }
  }
  if (value >= rule.minimum && value <= rule.maximum) return;
  Fault(at, "OUT_OF_RANGE", absl::StrCat("Give a number from ", rule.minimum, " to ", rule.maximum, "."));
}

FieldRule RuleOf(const FieldDescriptor* field) {
  const api::v1::Field& options = field->options().GetExtension(api::v1::field);
  FieldRule rule;
  rule.field = field;
  rule.name = field->name();
  for (const int behavior : options.behavior()) {
    if (behavior == api::v1::BEHAVIOR_REQUIRED) rule.required = true;
    if (behavior == api::v1::BEHAVIOR_OUTPUT_ONLY) rule.output_only = true;
    if (behavior == api::v1::BEHAVIOR_IDENTIFIER) rule.identifier = true;
  }
  if (!options.required_unless().empty()) {
    rule.unless = field->containing_type()->FindFieldByName(options.required_unless());
  }
  rule.format = options.format();
  rule.max_length = static_cast<std::size_t>(options.max_length());
  if (rule.max_length == 0 && field->type() == FieldDescriptor::TYPE_STRING)
    rule.max_length = kGeneralMaxLength;
  if (options.max_items() > 0) rule.max_items = options.max_items();
  rule.bounded = options.bounded();
  rule.minimum = options.minimum();
  rule.maximum = options.maximum();
  return rule;
}

}  // namespace

// All messages that the request can hold, compiled; a type that holds itself has one entry only.
struct FieldRules::Program {
  std::map<const Descriptor*, std::unique_ptr<MessageRules>> types;
  const MessageRules* root = nullptr;

  const MessageRules* Compile(const Descriptor* type) {
    auto& slot = types[type];
    if (slot != nullptr) return slot.get();
    slot = std::make_unique<MessageRules>();
    MessageRules* rules = slot.get();  // the map may move its slots, not what they point to
    if (type->full_name() == "google.protobuf.Timestamp") rules->special = Special::kTimestamp;
    if (type->full_name() == "google.protobuf.FieldMask") rules->special = Special::kFieldMask;
    if (rules->special != Special::kNone) return rules;
    for (int i = 0; i < type->field_count(); ++i) {
      FieldRule rule = RuleOf(type->field(i));
      if (rule.field->message_type() != nullptr && !rule.field->is_map()) {
        rule.nested = Compile(rule.field->message_type());
      }
      rules->fields.push_back(std::move(rule));
    }
    return rules;
  }
};

FieldRules::FieldRules(const Descriptor* request) : program_(std::make_unique<Program>()) {
  program_->root = program_->Compile(request);
  MessageRules& root = *program_->types.at(request);
  const FieldDescriptor* mask = request->FindFieldByName("update_mask");
  if (mask == nullptr || mask->message_type() == nullptr || mask->is_repeated() ||
      mask->message_type()->full_name() != "google.protobuf.FieldMask") {
    return;
  }
  for (std::size_t i = 0; i < root.fields.size() && root.resource < 0; ++i) {
    const FieldDescriptor* field = root.fields[i].field;
    if (field->message_type() == nullptr || field->is_repeated()) continue;
    if (field->message_type()->options().GetExtension(api::v1::message).resource()) {
      root.resource = static_cast<int>(i);
      root.mask = mask;
    }
  }
}

FieldRules::~FieldRules() = default;

Status FieldRules::Apply(Message& request) const {
  Check check;
  check.Walk(*program_->root, request, nullptr);
  return check.ToStatus();
}

}  // namespace duaal::rpc
