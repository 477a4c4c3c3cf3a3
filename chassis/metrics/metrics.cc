#include "chassis/metrics/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <utility>

#include "chassis/core/mutex.h"

namespace duaal::metrics {

struct Registry::Impl {
  struct Observed {
    prometheus::Gauge* gauge;
    std::function<double()> value;
  };
  prometheus::Registry registry;
  Mutex mutex;
  std::vector<Observed> observed ABSL_GUARDED_BY(mutex);
};

void Counter::Increment(double by) const { counter_->Increment(by); }
double Counter::value() const { return counter_->Value(); }
void Gauge::Set(double value) const { gauge_->Set(value); }
void Gauge::Add(double by) const { gauge_->Increment(by); }
double Gauge::value() const { return gauge_->Value(); }
void Histogram::Observe(double value) const { histogram_->Observe(value); }

Counter CounterFamily::With(const Labels& labels) const { return Counter(&family_->Add(labels)); }
Gauge GaugeFamily::With(const Labels& labels) const { return Gauge(&family_->Add(labels)); }
Histogram HistogramFamily::With(const Labels& labels) const {
  return Histogram(&family_->Add(labels, bounds_));
}

std::vector<double> LatencyBounds() {
  return {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};
}

Registry::Registry() : impl_(std::make_unique<Impl>()) {}
Registry::~Registry() = default;

CounterFamily Registry::Counters(const std::string& name, const std::string& help) noexcept {
  return CounterFamily(&prometheus::BuildCounter().Name(name).Help(help).Register(impl_->registry));
}

GaugeFamily Registry::Gauges(const std::string& name, const std::string& help) noexcept {
  return GaugeFamily(&prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry));
}

HistogramFamily Registry::Histograms(const std::string& name, const std::string& help,
                                     std::vector<double> bounds) noexcept {
  auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(impl_->registry);
  return {&family, std::move(bounds)};
}

void Registry::Observe(const std::string& name, const std::string& help, const Labels& labels,
                       std::function<double()> value) noexcept {
  prometheus::Gauge& gauge =
      prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry).Add(labels);
  const MutexLock lock(impl_->mutex);
  impl_->observed.push_back({&gauge, std::move(value)});
}

std::string Registry::Text() const {
  const MutexLock lock(impl_->mutex);
  for (const Impl::Observed& observed : impl_->observed) observed.gauge->Set(observed.value());
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace duaal::metrics
