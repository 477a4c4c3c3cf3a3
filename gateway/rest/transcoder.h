#ifndef GATEWAY_REST_TRANSCODER_H_
#define GATEWAY_REST_TRANSCODER_H_

#include <memory>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "gateway/http/message.h"
#include "gateway/rest/router.h"
#include "google/protobuf/message.h"

// A REST request to the message of its method, and the message of the answer back to HTTP.
namespace duaal::gateway::rest {

// Longest `Idempotency-Key`, in bytes.
inline constexpr std::size_t kIdempotencyKeyMost = 128;

// Makes the request message of `route` from path, query, headers and body.
//
// The body fills the request or the field that the route names; an empty body is an empty object. A
// value of the path may stand in the body too, but must be the same there. The header Idempotency-Key
// fills `request_id`, and a new one is made where it is absent; If-Match fills `etag`. A PATCH without
// `updateMask` changes the fields that its body names.
//
// INVALID_ARGUMENT (INVALID_FIELDS): every fault, with names as the caller sent them: a field of the
// body, a variable of the path, a query key or a header.
[[nodiscard]] StatusOr<std::unique_ptr<google::protobuf::Message>> ReadRequest(
    const Route& route, const std::vector<std::string>& path_values, std::string_view query,
    const http::Request& request);

// Writes the answer: 200, or 201 with Location for a resource that was made; ETag where the answer has
// one, and 304 without a body where If-None-Match names it on a read.
[[nodiscard]] http::Response WriteResponse(const Route& route, const http::Request& request,
                                           const google::protobuf::Message& message);

// The name that a REST caller knows a field of the request by: lowerCamel, without the name of the
// field that is the body; `request_id` and `etag` are headers.
[[nodiscard]] std::string PublicName(const Route& route, const std::string& field);

// Whether a top-level field of the request is carried by a header.
[[nodiscard]] bool IsHeaderField(const FieldShape& field);

}  // namespace duaal::gateway::rest

#endif  // GATEWAY_REST_TRANSCODER_H_
