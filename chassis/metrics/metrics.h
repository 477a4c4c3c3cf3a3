#ifndef CHASSIS_METRICS_METRICS_H_
#define CHASSIS_METRICS_METRICS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
template <typename T>
class Family;
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

// Counters, gauges and histograms, shown at /metrics in the Prometheus text format. A registry is made in
// main() and handed on. Names are `duaal_<what>_<unit>`, counters end in `_total`. A label takes few
// values (a method, a status code, a reason), never an id.
namespace duaal::metrics {

using Labels = std::map<std::string, std::string>;

// A number that only grows. Cheap to copy; lives as long as its registry. Thread-safe, as all here.
class Counter {
 public:
  explicit Counter(prometheus::Counter* counter) : counter_(counter) {}
  void Increment(double by = 1) const;
  [[nodiscard]] double value() const;

 private:
  prometheus::Counter* counter_;
};

// A number that goes up and down.
class Gauge {
 public:
  explicit Gauge(prometheus::Gauge* gauge) : gauge_(gauge) {}
  void Set(double value) const;
  void Add(double by) const;
  [[nodiscard]] double value() const;

 private:
  prometheus::Gauge* gauge_;
};

// How values are spread over buckets.
class Histogram {
 public:
  explicit Histogram(prometheus::Histogram* histogram) : histogram_(histogram) {}
  void Observe(double value) const;

 private:
  prometheus::Histogram* histogram_;
};

// All series of one name. `With` finds or makes the one of these labels; it takes a lock, so keep
// what it returns where calls are many.
class CounterFamily {
 public:
  explicit CounterFamily(prometheus::Family<prometheus::Counter>* family) : family_(family) {}
  [[nodiscard]] Counter With(const Labels& labels) const;

 private:
  prometheus::Family<prometheus::Counter>* family_;
};

class GaugeFamily {
 public:
  explicit GaugeFamily(prometheus::Family<prometheus::Gauge>* family) : family_(family) {}
  [[nodiscard]] Gauge With(const Labels& labels) const;

 private:
  prometheus::Family<prometheus::Gauge>* family_;
};

class HistogramFamily {
 public:
  HistogramFamily(prometheus::Family<prometheus::Histogram>* family, std::vector<double> bounds)
      : family_(family), bounds_(std::move(bounds)) {}
  [[nodiscard]] Histogram With(const Labels& labels) const;

 private:
  prometheus::Family<prometheus::Histogram>* family_;
  std::vector<double> bounds_;
};

// Bounds for the time a call takes, in seconds: 0.5 ms to 10 s.
[[nodiscard]] std::vector<double> LatencyBounds();

// The metrics of a process. Asking twice for one name gives the same family; one name for two kinds, or a
// name or label that Prometheus does not allow, ends the process: a programming error.
class Registry {
 public:
  Registry();
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  [[nodiscard]] CounterFamily Counters(const std::string& name, const std::string& help) noexcept;
  [[nodiscard]] GaugeFamily Gauges(const std::string& name, const std::string& help) noexcept;
  // `bounds` are the upper bounds of the buckets, rising; one more takes the rest.
  [[nodiscard]] HistogramFamily Histograms(const std::string& name, const std::string& help,
                                           std::vector<double> bounds) noexcept;
  // A gauge that is asked for its value at each reading: a queue's length, a feed's lag. `value` must be
  // quick and thread-safe and live until `Text` is called no more.
  void Observe(const std::string& name, const std::string& help, const Labels& labels,
               std::function<double()> value) noexcept;

  // Everything in the text format, version 0.0.4.
  [[nodiscard]] std::string Text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace duaal::metrics

#endif  // CHASSIS_METRICS_METRICS_H_
