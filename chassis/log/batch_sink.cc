#include "chassis/log/batch_sink.h"

#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace duaal::log::internal {
namespace {

constexpr std::size_t kMostWaiting = 1 << 20;

// What cannot be written is lost: a log never fails the process.
void WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

BatchSink::BatchSink(int fd, absl::Duration pause) : fd_(fd), pause_(pause), thread_([this] { Work(); }) {}

BatchSink::~BatchSink() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.NotifyAll();
  thread_.join();
  BatchSink::flush();
}

void BatchSink::log(const spdlog::details::log_msg& line) {
  bool first = false;
  bool full = false;
  {
    const MutexLock lock(mutex_);
    first = waiting_.empty();
    waiting_.append(line.payload.data(), line.payload.size());
    waiting_.push_back('\n');
    full = waiting_.size() > kMostWaiting;
  }
  if (first) changed_.NotifyAll();
  if (full) flush();
}

void BatchSink::flush() {
  const MutexLock writing(write_mutex_);
  std::string group;
  {
    const MutexLock lock(mutex_);
    group.swap(waiting_);
  }
  WriteAll(fd_, group);
}

void BatchSink::set_pattern(const std::string& /*pattern*/) {}
void BatchSink::set_formatter(std::unique_ptr<spdlog::formatter> /*formatter*/) {}

void BatchSink::Work() {
  for (;;) {
    {
      const MutexLock lock(mutex_);
      while (waiting_.empty() && !stopping_) changed_.Wait(mutex_);
      const SteadyTime due = SteadyAfter(pause_);
      while (!stopping_ && changed_.WaitUntil(mutex_, due)) {
      }
      if (stopping_) return;
    }
    flush();
  }
}

}  // namespace duaal::log::internal
