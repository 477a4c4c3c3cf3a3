#ifndef CHASSIS_LOG_REDACT_H_
#define CHASSIS_LOG_REDACT_H_

#include <string>

#include "google/protobuf/message.h"

namespace duaal::log {

// Renders a message on one line, as `{id: "..." given_name: [redacted]}`, for a log. Every field with a
// sensitivity in its `duaal.api.v1.field` option is replaced by `[redacted]`, at any depth. Bytes show
// only their number, packed messages of google.protobuf.Any only their type, unknown fields nothing.
// Cut after 4,096 bytes.
[[nodiscard]] std::string Redact(const google::protobuf::Message& message);

}  // namespace duaal::log

#endif  // CHASSIS_LOG_REDACT_H_
