#ifndef CHASSIS_RPC_FIELD_RULES_H_
#define CHASSIS_RPC_FIELD_RULES_H_

#include <memory>
#include <string_view>

#include "chassis/core/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace duaal::rpc {

// The rules that the field options of a request state (duaal.api.v1.field), compiled once per method. Besides
// them, for every field: strings of at most 4,000 code points, lists of at most 1,000 entries, enum numbers
// that exist, timestamps within the years 1 to 9999.
//
// A request with an `update_mask` is a change: of its resource only the fields named in the mask must be
// present, and the resource's identifier, which is otherwise set by the service. Numbers and booleans without
// `optional` cannot be missing, so REQUIRED says nothing of them.
//
// Immutable; thread-safe.
class FieldRules {
 public:
  explicit FieldRules(const google::protobuf::Descriptor* request);
  ~FieldRules();
  FieldRules(const FieldRules&) = delete;
  FieldRules& operator=(const FieldRules&) = delete;

  // Clears what only the service sets, then checks the rest.
  //
  // INVALID_ARGUMENT: every violation, by path (`municipalities[3].code`), with one of the reasons REQUIRED,
  // BAD_FORMAT, TOO_LONG, TOO_MANY, OUT_OF_RANGE, UNKNOWN_VALUE, NOT_A_DATE, NO_SUCH_WEEK, BSN_ELEVEN_TEST.
  [[nodiscard]] Status Apply(google::protobuf::Message& request) const;

 private:
  struct Program;
  std::unique_ptr<Program> program_;
};

// Says why bytes were not read as a message: INVALID_ARGUMENT with a BROKEN_UTF8 violation for each text
// that is not UTF-8, or else with reason MALFORMED_REQUEST.
[[nodiscard]] Status DescribeParseFailure(const google::protobuf::Descriptor* type, std::string_view bytes);

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_FIELD_RULES_H_
