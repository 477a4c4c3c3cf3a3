#ifndef CHASSIS_RPC_REFLECTION_H_
#define CHASSIS_RPC_REFLECTION_H_

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace grpc {
class Service;
}

namespace duaal::rpc {

// grpc.reflection.v1alpha over any pool: tells the named services and the files that describe them. Holds
// nothing secret: names, types and options of the interface. `pool` must outlive the service, and the service
// the server it is registered with.
[[nodiscard]] std::unique_ptr<grpc::Service> MakeReflectionService(
    const google::protobuf::DescriptorPool* pool, std::vector<std::string> services);

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_REFLECTION_H_
