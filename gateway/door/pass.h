#ifndef GATEWAY_DOOR_PASS_H_
#define GATEWAY_DOOR_PASS_H_

#include "gateway/auth/authenticator.h"
#include "gateway/backend/backend.h"
#include "gateway/descriptors/catalogue.h"
#include "gateway/observe/observer.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

// One call through the gRPC door. Internal to gateway/door.
namespace duaal::gateway {

// What a call needs of the door.
struct PassParts {
  Authenticator& authenticator;
  Backend& backend;
  Observer& observer;
};

// A unary call: the request is there, the answer goes into `response`.
[[nodiscard]] grpc::ServerUnaryReactor* PassUnary(const PassParts& parts, const Method& method,
                                                  grpc::CallbackServerContext* context,
                                                  const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response);

// A streaming call of any kind; on the wire all are bidirectional.
[[nodiscard]] grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* PassStream(
    const PassParts& parts, const Method& method, grpc::CallbackServerContext* context);

}  // namespace duaal::gateway

#endif  // GATEWAY_DOOR_PASS_H_
