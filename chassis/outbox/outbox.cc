#include "chassis/outbox/outbox.h"

#include <chrono>
#include <optional>

#include "chassis/core/mutex.h"
#include "chassis/outbox/append_signal.h"
#include "chassis/sql/bulk.h"

namespace duaal::outbox {
namespace internal {
namespace {

struct Signal {
  Mutex mutex;
  CondVar changed;
  std::uint64_t count ABSL_GUARDED_BY(mutex) = 0;
};

Signal& TheSignal() {
  static Signal signal;
  return signal;
}

}  // namespace

void AnnounceAppend() {
  Signal& signal = TheSignal();
  {
    const MutexLock lock(signal.mutex);
    ++signal.count;
  }
  signal.changed.NotifyAll();
}

std::uint64_t AppendCount() {
  Signal& signal = TheSignal();
  const MutexLock lock(signal.mutex);
  return signal.count;
}

std::uint64_t WaitForAppend(std::uint64_t seen, absl::Duration timeout) {
  Signal& signal = TheSignal();
  const MutexLock lock(signal.mutex);
  const SteadyTime end = SteadyAfter(timeout);
  while (signal.count == seen && signal.changed.WaitUntil(signal.mutex, end)) {
  }
  return signal.count;
}

}  // namespace internal

namespace {

constexpr std::string_view kInsert =
    "INSERT INTO outbox (event_id, type, subject_id, person_id, municipality_code, occur_time, payload) "
    "VALUES ";
constexpr std::size_t kColumns = 7;
constexpr std::size_t kMaxType = 120;
constexpr std::size_t kMaxSubject = 64;
constexpr std::size_t kMaxMunicipality = 8;
// A batch of the feed has to fit a message of gRPC (4 MiB) whatever it holds.
constexpr std::size_t kMaxPayload = 1 << 20;

}  // namespace

Status Append(sql::Tx& tx, const std::vector<Event>& events) {
  if (events.empty()) return absl::OkStatus();
  std::vector<sql::Value> values;
  values.reserve(events.size() * kColumns);
  for (const Event& event : events) {
    const std::optional<Uuid> person = Uuid::Parse(event.person_id);
    if ((!person.has_value() && !event.person_id.empty()) || event.type.empty() ||
        event.type.size() > kMaxType || event.subject_id.size() > kMaxSubject ||
        event.municipality_code.size() > kMaxMunicipality || event.payload.size() > kMaxPayload) {
      return Error(absl::StatusCode::kInternal, "EVENT_INVALID",
                   "An event of type " + event.type + " does not fit.");
    }
    values.insert(values.end(), {Uuid::NewV7(), event.type, event.subject_id, person, event.municipality_code,
                                 event.occur_time, event.payload});
  }
  RETURN_IF_ERROR(sql::InsertRows(tx, kInsert, kColumns, values).status());
  internal::AnnounceAppend();
  return absl::OkStatus();
}

}  // namespace duaal::outbox
