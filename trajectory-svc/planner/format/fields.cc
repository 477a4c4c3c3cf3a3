#include "trajectory-svc/planner/format/fields.h"

#include <algorithm>
#include <limits>

#include "rapidjson/error/en.h"
#include "trajectory-svc/planner/format/json.h"

namespace duaal::planner {
namespace {

using Value = rapidjson::Value;

constexpr std::size_t kNameShownMost = 40;

// A field's name from outside, fit to be shown: cut, and without what is not plain.
std::string Shown(std::string_view name) {
  std::string out(name.substr(0, kNameShownMost));
  for (char& c : out) {
    if (c < 0x20 || c > 0x7E) c = '?';
  }
  return out;
}

void WrongType(const JsonPath& path, const char* wanted, JsonFaults* faults) {
  faults->Add(path, "WRONG_TYPE", std::string("Give ") + wanted + ".");
}

}  // namespace

std::string JsonPath::ToString() const {
  std::string out = parent == nullptr ? "" : parent->ToString();
  if (!name.empty()) {
    if (!out.empty()) out += '.';
    out += Shown(name);
  }
  if (index >= 0) out += "[" + std::to_string(index) + "]";
  return out;
}

void JsonFaults::Add(const JsonPath& path, const std::string& reason, const std::string& description) {
  if (!full()) faults_.Add(path.ToString(), reason, description);
}

void JsonFaults::Add(const FieldViolation& violation) {
  if (!full()) faults_.Add(violation.field, violation.reason, violation.description);
}

bool JsonFaults::Explains(std::string_view path) const {
  for (const FieldViolation& fault : faults_.list()) {
    const std::size_t last = fault.field.find_last_of('.');
    const std::string_view owner =
        last == std::string::npos ? std::string_view() : std::string_view(fault.field).substr(0, last);
    if (path.substr(0, owner.size()) != owner) continue;
    if (owner.empty() || path.size() == owner.size() || path[owner.size()] == '.') return true;
  }
  return false;
}

std::optional<std::string_view> TextOf(const Value& value, const JsonPath& path, JsonFaults* faults) {
  if (value.IsString()) return std::string_view(value.GetString(), value.GetStringLength());
  WrongType(path, "a text", faults);
  return std::nullopt;
}

std::optional<std::int64_t> Int64Of(const Value& value, const JsonPath& path, JsonFaults* faults) {
  if (value.IsInt64()) return value.GetInt64();
  if (value.IsUint64()) {
    faults->Add(path, "OUT_OF_RANGE", "Give a number that fits in 64 bits with its sign.");
  } else {
    WrongType(path, "a whole number, without a point or an exponent", faults);
  }
  return std::nullopt;
}

std::optional<int> IntOf(const Value& value, const JsonPath& path, JsonFaults* faults) {
  const auto number = Int64Of(value, path, faults);
  if (!number) return std::nullopt;
  if (*number < std::numeric_limits<int>::min() || *number > std::numeric_limits<int>::max()) {
    faults->Add(path, "OUT_OF_RANGE", "Give a number that fits in 32 bits with its sign.");
    return std::nullopt;
  }
  return static_cast<int>(*number);
}

std::optional<int> PlaceOf(const Value& value, const Places& places, const JsonPath& path,
                           JsonFaults* faults) {
  const auto id = TextOf(value, path, faults);
  if (!id) return std::nullopt;
  const auto place = places.find(*id);
  if (place != places.end()) return place->second;
  faults->Add(path, "UNKNOWN_REFERENCE", "Give the id of something in the instance.");
  return std::nullopt;
}

const Value* JsonFields::Take(const char* name, Need need) {
  const std::string_view wanted = name;
  const Value* found = nullptr;
  std::size_t i = 0;
  for (const auto& member : object_.GetObject()) {
    if (std::string_view(member.name.GetString(), member.name.GetStringLength()) == wanted) {
      taken_[i] = true;
      if (found != nullptr) {
        faults_.Add(At(wanted), "DUPLICATE_FIELD", "Give the field once.");
        break;
      }
      found = &member.value;
    }
    ++i;
  }
  if (found == nullptr && need == Need::kRequired) faults_.Add(At(wanted), "MISSING", "Give this field.");
  return found;
}

void JsonFields::Finish() {
  std::size_t i = 0;
  for (const auto& member : object_.GetObject()) {
    if (!taken_[i++]) {
      faults_.Add(At({member.name.GetString(), member.name.GetStringLength()}), "UNKNOWN_FIELD",
                  "Remove the field or correct its name.");
    }
    if (faults_.full()) return;
  }
}

void JsonFields::Text(const char* name, Need need, std::string* target) {
  const Value* value = Take(name, need);
  if (value == nullptr) return;
  if (const auto text = TextOf(*value, At(name), &faults_)) *target = *text;
}

void JsonFields::Texts(const char* name, std::vector<std::string>* target) {
  List(name, Need::kOptional, [&](const Value& value, const JsonPath& path) {
    if (const auto text = TextOf(value, path, &faults_)) target->emplace_back(*text);
  });
}

void JsonFields::Flag(const char* name, bool* target) {
  const Value* value = Take(name, Need::kOptional);
  if (value == nullptr) return;
  if (value->IsBool()) {
    *target = value->GetBool();
  } else {
    WrongType(At(name), "true or false", &faults_);
  }
}

void JsonFields::Int(const char* name, Need need, int* target) {
  const Value* value = Take(name, need);
  if (value == nullptr) return;
  if (const auto number = IntOf(*value, At(name), &faults_)) *target = *number;
}

void JsonFields::Int(const char* name, std::optional<int>* target) {
  const Value* value = Take(name, Need::kOptional);
  if (value != nullptr) *target = IntOf(*value, At(name), &faults_);
}

void JsonFields::Ints(const char* name, std::vector<int>* target) {
  List(name, Need::kOptional, [&](const Value& value, const JsonPath& path) {
    if (const auto number = IntOf(value, path, &faults_)) target->push_back(*number);
  });
}

void JsonFields::Int64(const char* name, Need need, std::int64_t* target) {
  const Value* value = Take(name, need);
  if (value == nullptr) return;
  if (const auto number = Int64Of(*value, At(name), &faults_)) *target = *number;
}

void JsonFields::Int64(const char* name, std::optional<std::int64_t>* target) {
  const Value* value = Take(name, Need::kOptional);
  if (value != nullptr) *target = Int64Of(*value, At(name), &faults_);
}

void JsonFields::Named(Name* target) {
  Object("name", Need::kOptional, [&](JsonFields& fields) {
    fields.Text("nl", Need::kOptional, &target->nl);
    fields.Text("en", Need::kOptional, &target->en);
  });
}

void JsonFields::Reference(const char* name, Need need, const Places& places, int* target) {
  const Value* value = Take(name, need);
  if (value == nullptr) return;
  if (const auto place = PlaceOf(*value, places, At(name), &faults_)) *target = *place;
}

void JsonFields::References(const char* name, const Places& places, std::vector<int>* target) {
  List(name, Need::kOptional, [&](const Value& value, const JsonPath& path) {
    if (const auto place = PlaceOf(value, places, path, &faults_)) target->push_back(*place);
  });
}

void JsonFields::Object(const char* name, Need need, const std::function<void(JsonFields&)>& read) {
  const Value* value = Take(name, need);
  if (value == nullptr) return;
  const JsonPath path = At(name);
  if (!value->IsObject()) return WrongType(path, "an object", &faults_);
  JsonFields fields(*value, path, &faults_);
  read(fields);
  fields.Finish();
}

void JsonFields::Objects(const char* name, Need need, const std::function<void(std::size_t)>& size,
                         const std::function<void(std::size_t, JsonFields&)>& read) {
  const Value* value = Take(name, need);
  if (value == nullptr) return;
  if (!value->IsArray()) return WrongType(At(name), "a list", &faults_);
  size(value->Size());
  for (std::size_t i = 0; i < value->Size() && !faults_.full(); ++i) {
    const JsonPath path = {&path_, name, static_cast<int>(i)};
    const Value& own = (*value)[static_cast<rapidjson::SizeType>(i)];
    if (!own.IsObject()) {
      WrongType(path, "an object", &faults_);
      continue;
    }
    JsonFields fields(own, path, &faults_);
    read(i, fields);
    fields.Finish();
  }
}

void JsonFields::List(const char* name, Need need,
                      const std::function<void(const Value&, const JsonPath&)>& read) {
  const Value* value = Take(name, need);
  if (value == nullptr) return;
  if (!value->IsArray()) return WrongType(At(name), "a list", &faults_);
  for (rapidjson::SizeType i = 0; i < value->Size() && !faults_.full(); ++i) {
    read((*value)[i], {&path_, name, static_cast<int>(i)});
  }
}

void JsonFields::Map(const char* name, Need need,
                     const std::function<void(std::string_view, const Value&, const JsonPath&)>& read) {
  const Value* value = Take(name, need);
  if (value == nullptr) return;
  const JsonPath path = At(name);
  if (!value->IsObject()) return WrongType(path, "an object", &faults_);
  for (const auto& member : value->GetObject()) {
    if (faults_.full()) return;
    const std::string_view key(member.name.GetString(), member.name.GetStringLength());
    read(key, member.value, {&path, key, -1});
  }
}

void ReadPlacement(JsonFields& fields, const Instance& instance, const Places& offerings, Placement* target) {
  target->offering = -1;
  fields.Reference("offering", Need::kRequired, offerings, &target->offering);
  const int count =
      target->offering < 0
          ? -1
          : static_cast<int>(instance.offerings[static_cast<std::size_t>(target->offering)].meetings.size());
  fields.List("meetings", Need::kOptional, [&](const Value& value, const JsonPath& path) {
    const auto meeting = IntOf(value, path, &fields.faults());
    if (!meeting || count < 0) return;
    if (*meeting < 0 || *meeting >= std::min(count, kMostMeetings)) {
      return fields.faults().Add(path, "UNKNOWN_REFERENCE",
                                 "Give the place of one of the offering's meetings.");
    }
    if ((target->meetings >> *meeting & 1U) != 0) {
      return fields.faults().Add(path, "DUPLICATE_ID", "Give every meeting once.");
    }
    target->meetings |= 1U << *meeting;
  });
  if (!fields.Has("meetings") && count > 0 && count <= kMostMeetings) {
    target->meetings = (1U << count) - 1;
  }
}

Status ReadFile(std::string_view json, const std::function<void(JsonFields&)>& read, JsonFaults* faults) {
  if (json.size() > kMostBytes) {
    return Error(absl::StatusCode::kInvalidArgument, "TOO_LARGE",
                 "Give a file of at most " + std::to_string(kMostBytes) + " bytes.");
  }
  // The parser takes a zero byte for the end.
  const std::size_t zero = json.find('\0');
  rapidjson::Document document;
  // The iterative parser needs no stack for depth, and the document's pool frees without walking.
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(json.data(),
                                                                                         json.size());
  if (document.HasParseError() || zero != std::string_view::npos) {
    const std::size_t at = document.HasParseError() ? document.GetErrorOffset() : zero;
    const std::string what =
        document.HasParseError() ? rapidjson::GetParseError_En(document.GetParseError()) : "Zero byte.";
    return Error(absl::StatusCode::kInvalidArgument, "NOT_JSON",
                 "Give valid JSON in UTF-8. At byte " + std::to_string(at) + ": " + what);
  }
  const JsonPath root;
  if (!document.IsObject()) {
    return Error(absl::StatusCode::kInvalidArgument, "NOT_JSON", "Give a JSON object.");
  }
  JsonFields fields(document, root, faults);
  read(fields);
  fields.Finish();
  return faults->ToStatus();
}

}  // namespace duaal::planner
