#ifndef CHASSIS_RPC_TIMESTAMP_H_
#define CHASSIS_RPC_TIMESTAMP_H_

#include <cstdint>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace duaal::rpc {

// An instant on the wire, to the microsecond, which is what the database keeps.
inline google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const std::int64_t micros = absl::ToUnixMicros(time);
  timestamp.set_seconds(micros / 1000000);
  timestamp.set_nanos(static_cast<int>(micros % 1000000) * 1000);
  return timestamp;
}

inline absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixMicros(timestamp.seconds() * 1000000 + timestamp.nanos() / 1000);
}

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_TIMESTAMP_H_
