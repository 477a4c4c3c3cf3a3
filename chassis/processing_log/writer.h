#ifndef CHASSIS_PROCESSING_LOG_WRITER_H_
#define CHASSIS_PROCESSING_LOG_WRITER_H_

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "chassis/core/mutex.h"
#include "chassis/core/status.h"
#include "chassis/processing_log/record.h"
#include "chassis/sql/database.h"

namespace duaal::processing_log {

struct WriterOptions {
  std::size_t queue = 4096;                         // records that may wait; more are refused
  std::size_t batch = 256;                          // most records of one commit
  absl::Duration write_timeout = absl::Seconds(5);  // for one commit, reruns included
  // How long after a group of several the next one waits for company; callers that come alone never wait.
  absl::Duration patience = absl::Milliseconds(3);
};

// Writes records in groups: whatever has come in while one group was committed makes the next one, so the
// more callers there are, the less each pays. A commit costs the database more than the rows in it, so while
// it is busy the next group waits a moment for company. A second group is begun beside the first when it has
// company enough, so that neither the disk nor the callers wait for the other; a third thread meanwhile gives
// the answers of the group before. Thread-safe.
class Writer {
 public:
  // Two connections of `db` are used at a time.
  Writer(sql::Database& db, WriterOptions options);
  explicit Writer(sql::Database& db) : Writer(db, WriterOptions()) {}
  // Writes what waits, then ends. Nobody may append any more.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // `done` gets OK once the record is durable, on a thread of the writer's, and must be quick. It gets
  // UNAVAILABLE when the record could not be written (PROCESSING_LOG), or at once, on the caller's thread,
  // when too many wait (PROCESSING_LOG_BUSY).
  void Append(Record record, std::function<void(Status)> done);

  // Records that wait, for a gauge.
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Entry {
    Record record;
    std::function<void(Status)> done;
  };
  void Work() noexcept;
  void Await() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  [[nodiscard]] bool MayBegin() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Entry> TakeGroup() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Status> WriteGroup(std::span<const Entry> group);
  Status Write(std::span<const Entry> entries);

  sql::Database& db_;
  const WriterOptions options_;
  mutable Mutex mutex_;
  CondVar wake_;
  std::vector<Entry> queue_ ABSL_GUARDED_BY(mutex_);
  int writing_ ABSL_GUARDED_BY(mutex_) = 0;     // groups under way
  SteadyTime due_ ABSL_GUARDED_BY(mutex_);      // when a group without company may begin
  bool timed_ ABSL_GUARDED_BY(mutex_) = false;  // a thread waits for `due_`; one is enough
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread threads_[3];
};

}  // namespace duaal::processing_log

#endif  // CHASSIS_PROCESSING_LOG_WRITER_H_
