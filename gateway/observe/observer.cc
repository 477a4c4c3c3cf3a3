#include "gateway/observe/observer.h"

#include "chassis/log/log.h"

namespace duaal::gateway {

Observer::Observer(metrics::Registry& registry)
    : requests_(registry.Counters("duaal_gateway_requests_total",
                                  "Requests answered, by door, method and status.")),
      seconds_(registry.Histograms("duaal_gateway_request_seconds", "Time from request to answer.",
                                   metrics::LatencyBounds())) {}

Observer::Series Observer::SeriesOf(const Handled& handled) {
  const MutexLock lock(mutex_);
  const auto found = series_.find(KeyLess::View(handled.door, handled.method, handled.status));
  if (found != series_.end()) return found->second;
  const std::string door(handled.door);
  const std::string method(handled.method);
  const Series series{
      requests_.With({{"door", door}, {"method", method}, {"status", std::to_string(handled.status)}}),
      seconds_.With({{"door", door}, {"method", method}})};
  series_.emplace(Key(door, method, handled.status), series);
  return series;
}

void Observer::Record(const Handled& handled) {
  const Series series = SeriesOf(handled);
  series.count.Increment();
  series.seconds.Observe(absl::ToDoubleSeconds(handled.duration));
  log::Info("request", {{"door", handled.door},
                        {"method", handled.method},
                        {"route", handled.route},
                        {"status", handled.status},
                        {"ms", absl::ToDoubleMilliseconds(handled.duration)},
                        {"trace_id", handled.trace_id}});
}

}  // namespace duaal::gateway
