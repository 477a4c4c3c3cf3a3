#include "gateway/cli/person_columns.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"

namespace duaal::cli {
namespace {

using intake::v1::Participant;

bool Contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// A value name that the enum does not have goes over as number 9999, so that the service answers it as an
// unknown value of that field, like every other fault.
constexpr int kUnknownEnum = 9999;

void SetCell(const google::protobuf::FieldDescriptor* field, const std::string& text,
             Participant* participant) {
  const auto* reflection = participant->GetReflection();
  if (field->is_repeated()) {
    for (const auto part : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
      reflection->AddString(participant, field, std::string(part));
    }
  } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_BOOL) {
    reflection->SetBool(participant, field, text == "true");
  } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
    reflection->SetString(participant, field, text);
  } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_ENUM && !text.empty()) {
    const auto* value = field->enum_type()->FindValueByName(text);
    reflection->SetEnumValue(participant, field, value != nullptr ? value->number() : kUnknownEnum);
  }
}

}  // namespace

const std::vector<std::string> kNeededOfPerson = {"given_name",        "family_name",  "birth_date",
                                                  "municipality_code", "target_group", "benefit_category",
                                                  "legal_regime"};

StatusOr<PersonColumns> PersonColumns::Read(const std::vector<std::string>& header,
                                            const std::vector<std::string>& own,
                                            const std::vector<std::string>& needed) {
  Violations violations;
  PersonColumns columns;
  std::set<std::string> seen;
  for (const std::string& name : header) {
    const auto* field = Contains(own, name) ? nullptr : Participant::descriptor()->FindFieldByName(name);
    const bool no_cell = field == nullptr || field->message_type() != nullptr;
    if (no_cell && !Contains(own, name)) {
      violations.Add(name, "UNKNOWN_COLUMN", "There is no such column; remove it or correct its name.");
    } else if (!seen.insert(name).second) {
      violations.Add(name, "DOUBLE_COLUMN", "This column stands there twice; keep one of the two.");
    }
    columns.names_.push_back(name);
    columns.fields_.push_back(field);
  }
  for (const std::string& name : needed) {
    if (!Contains(header, name)) violations.Add(name, "COLUMN_MISSING", "Add this column to the header.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return columns;
}

Participant PersonColumns::ToPerson(
    const std::vector<std::string>& cells,
    const std::function<void(const std::string&, const std::string&)>& take) const {
  Participant person;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (fields_[i] == nullptr) {
      take(names_[i], cells[i]);
    } else {
      SetCell(fields_[i], cells[i], &person);
    }
  }
  return person;
}

}  // namespace duaal::cli
