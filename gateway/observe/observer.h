#ifndef GATEWAY_OBSERVE_OBSERVER_H_
#define GATEWAY_OBSERVE_OBSERVER_H_

#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "absl/time/time.h"
#include "chassis/core/mutex.h"
#include "chassis/metrics/metrics.h"

namespace duaal::gateway {

// A request that was answered. Names and numbers only: never an address as sent, a query or a body.
struct Handled {
  std::string_view door;    // `rest` or `grpc`
  std::string_view method;  // `duaal.intake.v1.ParticipantService/GetParticipant`, or what else answered
  std::string_view route;   // `/v1/participants/{id}`; empty for gRPC
  int status = 0;           // HTTP status, or gRPC code
  absl::Duration duration;
  std::string_view trace_id;
};

// Counts and times requests, and writes one line for each. Thread-safe.
class Observer {
 public:
  explicit Observer(metrics::Registry& registry);
  void Record(const Handled& handled);

 private:
  struct Series {
    metrics::Counter count;
    metrics::Histogram seconds;
  };
  using Key = std::tuple<std::string, std::string, int>;
  // Looks a key up by views, so that a known series costs no copy of its names.
  struct KeyLess {
    using is_transparent = void;
    using View = std::tuple<std::string_view, std::string_view, int>;
    bool operator()(const View& a, const View& b) const { return a < b; }
  };
  Series SeriesOf(const Handled& handled);

  metrics::CounterFamily requests_;
  metrics::HistogramFamily seconds_;
  Mutex mutex_;
  std::map<Key, Series, KeyLess> series_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace duaal::gateway

#endif  // GATEWAY_OBSERVE_OBSERVER_H_
