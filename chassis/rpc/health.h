#ifndef CHASSIS_RPC_HEALTH_H_
#define CHASSIS_RPC_HEALTH_H_

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "chassis/core/mutex.h"
#include "chassis/core/status.h"

namespace grpc {
class HealthCheckServiceInterface;
}

namespace duaal::rpc {

// Keeps grpc.health.v1 true: asks a probe again and again and tells gRPC's health service, for "" and for
// each service. NOT_SERVING until the first good answer.
class Health {
 public:
  Health(grpc::HealthCheckServiceInterface& service, std::vector<std::string> names,
         std::function<Status()> probe, absl::Duration interval);
  ~Health();
  // NOT_SERVING from now on, whatever the probe says.
  void Stop();

 private:
  void Watch();
  void Tell(bool serving);

  grpc::HealthCheckServiceInterface& service_;
  const std::vector<std::string> names_;
  const std::function<Status()> probe_;
  const absl::Duration interval_;
  Mutex mutex_;
  CondVar wake_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_HEALTH_H_
