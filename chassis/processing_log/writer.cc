#include "chassis/processing_log/writer.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"

namespace duaal::processing_log {
namespace {

// One statement, which is the whole transaction: its days are counted later, and the record itself says so.
constexpr char kInsertRecords[] =
    "INSERT INTO processing_log (id, log_time, principal_kind, principal_id, organisation_id,"
    " municipality_code, method, processing_activity, purpose, trace_id, status_code, subjects, waiting)"
    " VALUES ";
constexpr std::size_t kRecordColumns = 13;
constexpr std::size_t kMaxPeople = 16384;  // subjects of one commit
constexpr int kGroups = 2;                 // under way at once
constexpr std::size_t kCompany = 16;       // records that are worth a commit of their own
// Rows of one statement. Steps of a quarter at most, so that few texts are prepared per connection, and yet
// nearly any number of rows goes in one or two statements.
constexpr std::size_t kChunks[] = {1,  2,  3,  4,  5,  6,  7,  8,  10,  12,  14,  16,  20,  24,
                                   28, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256};

// The largest chunk that is not larger than `rows`, which is at least 1.
std::size_t ChunkOf(std::size_t rows) {
  return *std::prev(std::upper_bound(std::begin(kChunks), std::end(kChunks), rows));
}

const char* NameOf(auth::PrincipalKind kind) {
  switch (kind) {
    case auth::PrincipalKind::kStaff:
      return "staff";
    case auth::PrincipalKind::kPartner:
      return "partner";
    case auth::PrincipalKind::kRegion:
      return "region";
    case auth::PrincipalKind::kSystem:
      return "system";
    case auth::PrincipalKind::kService:
      return "service";
  }
  return "unknown";
}

sql::Value OrNull(const std::string& text) {
  if (text.empty()) return nullptr;
  return text;
}

std::string Pack(const std::vector<Uuid>& ids) {
  std::string packed;
  packed.reserve(ids.size() * 16);
  for (const Uuid& id : ids) packed += id.Bytes();
  return packed;
}

void AppendRow(const Record& record, std::vector<sql::Value>& values) {
  values.emplace_back(Uuid::NewV7());
  values.emplace_back(record.time);
  values.emplace_back(NameOf(record.principal_kind));
  values.emplace_back(record.principal_id);
  values.emplace_back(Uuid::Parse(record.organisation_id));
  values.push_back(OrNull(record.municipality_code));
  values.emplace_back(record.method);
  values.emplace_back(record.processing_activity);
  values.emplace_back(record.purpose);
  values.emplace_back(absl::HexStringToBytes(record.trace_id));
  values.emplace_back(static_cast<int>(record.status));
  values.emplace_back(Pack(record.subjects));
  values.emplace_back(record.subjects.empty() ? std::nullopt : std::optional(1));
}

// The database is away or overloaded: no record would fare better by itself.
bool IsOutage(const Status& status) {
  return status.code() == absl::StatusCode::kUnavailable ||
         status.code() == absl::StatusCode::kDeadlineExceeded ||
         status.code() == absl::StatusCode::kResourceExhausted || sql::IsTransient(status);
}

Status Verdict(const Status& status) {
  if (status.ok()) return status;
  return Error(absl::StatusCode::kUnavailable, "PROCESSING_LOG",
               "The call could not be recorded in the processing log; try again.");
}

}  // namespace

Writer::Writer(sql::Database& db, WriterOptions options) : db_(db), options_(options) {
  for (std::thread& thread : threads_) thread = std::thread([this] { Work(); });
}

Writer::~Writer() {
  {
    const MutexLock lock(mutex_);
    stopped_ = true;
  }
  wake_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
}

void Writer::Append(Record record, std::function<void(Status)> done) {
  bool wake = false;
  {
    MutexLock lock(mutex_);
    if (queue_.size() >= options_.queue) {
      lock.Unlock();
      return done(Error(absl::StatusCode::kUnavailable, "PROCESSING_LOG_BUSY",
                        "The processing log is behind; try again shortly."));
    }
    queue_.push_back(Entry{std::move(record), std::move(done)});
    // Else who writes now looks at the queue by itself.
    wake = MayBegin() || (writing_ == 0 && !timed_);
  }
  if (wake) wake_.NotifyOne();
}

std::size_t Writer::waiting() const {
  const MutexLock lock(mutex_);
  return queue_.size();
}

void Writer::Work() noexcept {
  MutexLock lock(mutex_);
  for (;;) {
    while (!MayBegin() && !(stopped_ && queue_.empty())) Await();
    if (queue_.empty()) return;
    std::vector<Entry> group = TakeGroup();
    ++writing_;
    lock.Unlock();
    const std::vector<Status> outcomes = WriteGroup(group);
    lock.Lock();
    --writing_;
    due_ = SteadyAfter(group.size() > 1 ? options_.patience : absl::ZeroDuration());
    const bool last = stopped_;
    const bool more = !queue_.empty();
    lock.Unlock();
    // Another thread goes on while this one answers.
    if (last) {
      wake_.NotifyAll();
    } else if (more) {
      wake_.NotifyOne();
    }
    for (std::size_t i = 0; i < group.size(); ++i) group[i].done(outcomes[i]);
    lock.Lock();
  }
}

// Waits for a sign, or until a group without company may begin.
void Writer::Await() {
  if (queue_.empty() || writing_ != 0 || timed_) return wake_.Wait(mutex_);
  timed_ = true;
  static_cast<void>(wake_.WaitUntil(mutex_, due_));  // whoever waits looks at the queue again
  timed_ = false;
}

bool Writer::MayBegin() const {
  if (queue_.size() >= kCompany) return writing_ < kGroups;
  const bool due = stopped_ || std::chrono::steady_clock::now() >= due_;
  return due && !queue_.empty() && writing_ == 0;
}

// The oldest records, as many as one commit may take; the last few wait for the next group when that spares
// a statement. A few records of many people are a group too, so that nobody waits long behind them.
std::vector<Writer::Entry> Writer::TakeGroup() {
  auto end = queue_.begin();
  for (std::size_t people = 0; end != queue_.end(); ++end) {
    people += end->record.subjects.size();
    const bool first = end == queue_.begin();
    if (!first &&
        (end - queue_.begin() >= static_cast<std::ptrdiff_t>(options_.batch) || people > kMaxPeople))
      break;
  }
  end = queue_.begin() + static_cast<std::ptrdiff_t>(ChunkOf(static_cast<std::size_t>(end - queue_.begin())));
  std::vector<Entry> group(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return group;
}

std::vector<Status> Writer::WriteGroup(std::span<const Entry> group) {
  Status status = Write(group);
  if (status.ok() || IsOutage(status) || group.size() == 1) {
    return std::vector<Status>(group.size(), Verdict(status));
  }
  // One record that the table refuses must not take its neighbours with it.
  std::vector<Status> outcomes;
  for (std::size_t i = 0; i < group.size(); ++i) outcomes.push_back(Verdict(Write(group.subspan(i, 1))));
  return outcomes;
}

Status Writer::Write(std::span<const Entry> entries) {
  std::vector<sql::Value> rows;
  rows.reserve(entries.size() * kRecordColumns);
  for (const Entry& entry : entries) AppendRow(entry.record, rows);
  const Status status =
      db_.RunStatement(absl::Now() + options_.write_timeout,
                       kInsertRecords + sql::Placeholders(entries.size(), kRecordColumns), rows)
          .status();
  // The ids are new, so a key can only be taken because an earlier attempt, whose outcome was unknown, has
  // stored the group.
  if (status.code() == absl::StatusCode::kAlreadyExists) return absl::OkStatus();
  return status;
}

}  // namespace duaal::processing_log
