#ifndef CHASSIS_LOG_BATCH_SINK_H_
#define CHASSIS_LOG_BATCH_SINK_H_

#include <spdlog/sinks/sink.h>

#include <memory>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "chassis/core/mutex.h"

namespace duaal::log::internal {

// Writes lines to a file descriptor in groups, from a thread of its own: a process that answers thousands of
// calls a second neither makes a system call for each line nor lets its callers queue for it. A line is
// written `pause` after it came at the latest, at once on flush(), and before the sink ends. Lines keep their
// order and stay whole. Where the reader is slow, a megabyte waits; then callers wait for the reader.
class BatchSink final : public spdlog::sinks::sink {
 public:
  static constexpr absl::Duration kPause = absl::Milliseconds(20);

  // `fd` stays the caller's.
  explicit BatchSink(int fd, absl::Duration pause = kPause);
  ~BatchSink() override;
  BatchSink(const BatchSink&) = delete;
  BatchSink& operator=(const BatchSink&) = delete;

  void log(const spdlog::details::log_msg& line) override;
  void flush() override;
  // Lines come as they are to be written.
  void set_pattern(const std::string& pattern) override;
  void set_formatter(std::unique_ptr<spdlog::formatter> formatter) override;

 private:
  void Work();

  const int fd_;
  const absl::Duration pause_;
  Mutex write_mutex_;  // held while a group is taken and written, so that groups keep their order
  Mutex mutex_;
  CondVar changed_;
  std::string waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace duaal::log::internal

#endif  // CHASSIS_LOG_BATCH_SINK_H_
