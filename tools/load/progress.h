#ifndef TOOLS_LOAD_PROGRESS_H_
#define TOOLS_LOAD_PROGRESS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/time/time.h"
#include "chassis/core/mutex.h"
#include "chassis/core/status.h"

namespace duaal::load {

// Counts one kind of row. After two seconds it shows count and rate on stderr, every two seconds.
// Thread-safe.
class Progress {
 public:
  // `total` 0: not known beforehand.
  Progress(std::string name, std::int64_t total);
  // Rows written, and rows that were there already.
  void Add(std::int64_t written, std::int64_t known);
  // The last line, if any was shown.
  void Finish();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::int64_t written() const;
  [[nodiscard]] std::int64_t known() const;

 private:
  void Show(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string name_;
  const std::int64_t total_;
  const absl::Time started_;
  mutable Mutex mutex_;
  absl::Time shown_ ABSL_GUARDED_BY(mutex_);
  bool visible_ ABSL_GUARDED_BY(mutex_) = false;
  std::int64_t shown_rows_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t written_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t known_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Runs jobs 0 to `jobs` - 1 with several in flight. The first failure stops the rest and is returned.
[[nodiscard]] Status InParallel(int jobs, const std::function<Status(int)>& job);

// Tries again while `attempt` fails for a reason that passes by itself: the region is busy, or a fact has
// not travelled between the services yet. Gives up after five minutes.
[[nodiscard]] Status Patiently(const std::function<Status()>& attempt);

}  // namespace duaal::load

#endif  // TOOLS_LOAD_PROGRESS_H_
