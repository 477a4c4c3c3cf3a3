#ifndef CHASSIS_RPC_WIRE_H_
#define CHASSIS_RPC_WIRE_H_

#include "chassis/core/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace duaal::rpc {

// Reads `message` from a buffer. INVALID_ARGUMENT: see DescribeParseFailure; what was read so far stays in
// `message`.
[[nodiscard]] Status Parse(const grpc::ByteBuffer& buffer, google::protobuf::Message& message);

// The serialized message.
[[nodiscard]] grpc::ByteBuffer Serialize(const google::protobuf::Message& message);

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_WIRE_H_
