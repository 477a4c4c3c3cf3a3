#include "chassis/rpc/wire.h"

#include <cstdint>
#include <string_view>

#include "chassis/rpc/field_rules.h"
#include "grpcpp/support/slice.h"

namespace duaal::rpc {

Status Parse(const grpc::ByteBuffer& buffer, google::protobuf::Message& message) {
  grpc::Slice slice;
  // Small messages arrive in one slice; larger ones are joined.
  if (!buffer.TrySingleSlice(&slice).ok() && !buffer.DumpToSingleSlice(&slice).ok()) {
    return DescribeParseFailure(message.GetDescriptor(), {});
  }
  if (message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) return absl::OkStatus();
  return DescribeParseFailure(message.GetDescriptor(),
                              std::string_view(reinterpret_cast<const char*>(slice.begin()), slice.size()));
}

grpc::ByteBuffer Serialize(const google::protobuf::Message& message) {
  grpc::Slice slice(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(const_cast<std::uint8_t*>(slice.begin()));
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace duaal::rpc
