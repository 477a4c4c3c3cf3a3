#include "chassis/rpc/health.h"

#include <utility>

#include "grpcpp/health_check_service_interface.h"

namespace duaal::rpc {

Health::Health(grpc::HealthCheckServiceInterface& service, std::vector<std::string> names,
               std::function<Status()> probe, absl::Duration interval)
    : service_(service), names_(std::move(names)), probe_(std::move(probe)), interval_(interval) {
  Tell(false);
  thread_ = std::thread([this] { Watch(); });
}

Health::~Health() { Stop(); }

void Health::Stop() {
  {
    const MutexLock lock(mutex_);
    stopped_ = true;
  }
  wake_.NotifyAll();
  if (!thread_.joinable()) return;
  thread_.join();
  Tell(false);
}

void Health::Watch() {
  bool told = false;
  MutexLock lock(mutex_);
  while (!stopped_) {
    lock.Unlock();
    const bool serving = !probe_ || probe_().ok();
    if (serving != told) Tell(serving);
    told = serving;
    lock.Lock();
    const SteadyTime end = SteadyAfter(interval_);
    while (!stopped_ && wake_.WaitUntil(mutex_, end)) {
    }
  }
}

void Health::Tell(bool serving) {
  service_.SetServingStatus("", serving);
  for (const std::string& name : names_) service_.SetServingStatus(name, serving);
}

}  // namespace duaal::rpc
