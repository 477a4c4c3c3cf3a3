#ifndef CHASSIS_RPC_CALLS_H_
#define CHASSIS_RPC_CALLS_H_

#include "chassis/rpc/core.h"
#include "chassis/rpc/method.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

// The three kinds of calls as gRPC reactors. Each takes itself away when its call is over.
namespace duaal::rpc {

[[nodiscard]] grpc::ServerUnaryReactor* StartUnary(Core& core, const Method& method,
                                                   grpc::CallbackServerContext& context,
                                                   const grpc::ByteBuffer& request,
                                                   grpc::ByteBuffer& response);

[[nodiscard]] grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartStream(
    Core& core, const Method& method, grpc::CallbackServerContext& context);

[[nodiscard]] grpc::ServerWriteReactor<grpc::ByteBuffer>* StartSource(Core& core, const Method& method,
                                                                      grpc::CallbackServerContext& context,
                                                                      const grpc::ByteBuffer& request);

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_CALLS_H_
