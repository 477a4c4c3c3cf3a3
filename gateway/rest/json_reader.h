#ifndef GATEWAY_REST_JSON_READER_H_
#define GATEWAY_REST_JSON_READER_H_

#include <string>
#include <string_view>
#include <vector>

#include "chassis/core/status.h"
#include "gateway/descriptors/shape.h"
#include "google/protobuf/message.h"

// proto3 JSON to messages. Names in lowerCamel and in snake_case, 64-bit numbers as numbers or texts,
// enums by name or known number, bytes in base64, timestamps in RFC 3339, null for "not set". Unlike
// plain proto3 JSON an unknown name is a fault, and so is a name that stands twice.
namespace duaal::gateway::rest {

// Objects and lists may nest this deep.
inline constexpr int kJsonDepthMost = 32;
// More faults than this are not told.
inline constexpr std::size_t kViolationsMost = 100;

// Reads one JSON object into `message`. Every fault found is added with its path in JSON names
// (`rows[3].birthDate`); reasons: MALFORMED_JSON, UNKNOWN_FIELD, DUPLICATE_FIELD, WRONG_TYPE,
// OUT_OF_RANGE, UNKNOWN_VALUE, BAD_FORMAT, TOO_DEEP. Descriptions never hold a value.
// `present`, when given, gets the proto paths of the fields that the text names, as an update mask
// wants them: single messages are stepped into, fields that only the service sets are left out.
void ReadJson(std::string_view text, const Shape& shape, google::protobuf::Message* message,
              Violations* violations, std::vector<std::string>* present = nullptr);

// Reads one value of a path or a query into a field; a repeated field gets one more entry.
void ReadText(std::string_view text, const FieldShape& field, const std::string& path,
              google::protobuf::Message* message, Violations* violations);

}  // namespace duaal::gateway::rest

#endif  // GATEWAY_REST_JSON_READER_H_
