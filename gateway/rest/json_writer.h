#ifndef GATEWAY_REST_JSON_WRITER_H_
#define GATEWAY_REST_JSON_WRITER_H_

#include <string>
#include <string_view>

#include "gateway/descriptors/shape.h"
#include "google/protobuf/message.h"

// Messages to JSON, as proto3 JSON with lowerCamel names. So that a caller can rely on the shape of an
// answer, numbers, booleans, lists and maps always stand there, also when zero or empty; texts, enums
// and objects only when set, because an empty text is no date and no id. Fields that only a request may
// carry are never printed, whatever a service puts into them. 64-bit numbers are texts, instants are UTC.
namespace duaal::gateway::rest {

void WriteJson(const Shape& shape, const google::protobuf::Message& message, std::string* out);

// Appends a text with quotes and escapes.
void AppendJsonText(std::string_view text, std::string* out);

}  // namespace duaal::gateway::rest

#endif  // GATEWAY_REST_JSON_WRITER_H_
