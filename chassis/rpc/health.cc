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
    std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  if (!thread_.joinable()) return;
  thread_.join();
  Tell(false);
}

void Health::Watch() {
  bool told = false;
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    lock.unlock();
    const bool serving = !probe_ || probe_().ok();
    if (serving != told) Tell(serving);
    told = serving;
    lock.lock();
    wake_.wait_for(lock, absl::ToChronoMilliseconds(interval_), [this] { return stopped_; });
  }
}

void Health::Tell(bool serving) {
  service_.SetServingStatus("", serving);
  for (const std::string& name : names_) service_.SetServingStatus(name, serving);
}

}  // namespace duaal::rpc
