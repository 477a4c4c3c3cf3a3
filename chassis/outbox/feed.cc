#include "chassis/outbox/feed.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "chassis/core/mutex.h"
#include "chassis/log/log.h"
#include "chassis/outbox/append_signal.h"
#include "chassis/outbox/sequencer.h"
#include "chassis/timers/lease.h"

namespace duaal::outbox {
namespace {

using feed::v1::WatchRequest;
using feed::v1::WatchResponse;
using internal::Head;

constexpr absl::Duration kLeaseLength = absl::Seconds(3);
constexpr absl::Duration kTakeInterval = absl::Milliseconds(500);
constexpr absl::Duration kRenewInterval = absl::Milliseconds(400);
// Events that this process did not announce, or announced long before their commit, are found by looking.
// Where one was found, others follow.
constexpr absl::Duration kIdlePoll = absl::Milliseconds(20);
constexpr absl::Duration kQuietPoll = absl::Milliseconds(100);
constexpr absl::Duration kCompanyTime = absl::Seconds(10);
// While appends are coming in: long enough for their commits and for company in one transaction.
constexpr absl::Duration kBusyPoll = absl::Milliseconds(10);
constexpr absl::Duration kBusyTime = absl::Milliseconds(100);
constexpr absl::Duration kErrorPause = absl::Milliseconds(200);
constexpr absl::Duration kTurnLimit = absl::Seconds(10);
constexpr absl::Duration kHeartbeat = absl::Milliseconds(400);
constexpr absl::Duration kCancelCheck = absl::Milliseconds(100);
constexpr absl::Duration kReadLimit = absl::Seconds(5);
constexpr std::int64_t kWatchEvents = 500;
constexpr std::size_t kWatchBytes = 1 << 20;

constexpr std::string_view kSelect =
    "SELECT position, event_id, type, subject_id, person_id, municipality_code, occur_time, known_time, "
    "payload"
    " FROM feed WHERE position > ? ORDER BY position LIMIT ?";

void SetTime(absl::Time time, google::protobuf::Timestamp* out) {
  const std::int64_t micros = absl::ToUnixMicros(time);
  const std::int64_t seconds = absl::ToUnixSeconds(time);
  out->set_seconds(seconds);
  out->set_nanos(static_cast<std::int32_t>((micros - seconds * 1'000'000) * 1000));
}

void FillEvent(const sql::Row& row, feed::v1::Event* out) {
  out->set_position(row.Int(0));
  out->set_event_id(row.Id(1).ToString());
  out->set_type(row.Str(2));
  out->set_subject_id(row.Str(3));
  if (!row.IsNull(4)) out->set_person_id(row.Id(4).ToString());
  out->set_municipality_code(row.Str(5));
  SetTime(row.Time(6), out->mutable_occur_time());
  SetTime(row.Time(7), out->mutable_known_time());
  out->set_payload(row.Str(8));
}

// The head as this process knows it, for the streams to wait on.
class HeadBoard {
 public:
  void Publish(const Head& head) {
    {
      const MutexLock lock(mutex_);
      head_.position = std::max(head_.position, head.position);
      head_.known_time = std::max(head_.known_time, head.known_time);
    }
    changed_.NotifyAll();
  }
  [[nodiscard]] Head Get() const {
    const MutexLock lock(mutex_);
    return head_;
  }
  // Waits until the head lies beyond `position` or the time is up.
  [[nodiscard]] Head WaitBeyond(std::int64_t position, absl::Duration timeout) const {
    const MutexLock lock(mutex_);
    const SteadyTime end = SteadyAfter(timeout);
    while (head_.position <= position && changed_.WaitUntil(mutex_, end)) {
    }
    return head_;
  }

 private:
  mutable Mutex mutex_;
  mutable CondVar changed_;
  Head head_ ABSL_GUARDED_BY(mutex_);
};

// One open `Watch`.
class WatchStream {
 public:
  WatchStream(sql::Database& db, const HeadBoard& board, std::shared_ptr<const rpc::Call> call,
              std::int64_t position)
      : db_(db), board_(board), call_(std::move(call)), position_(position) {}

  StatusOr<bool> Step(WatchResponse* out) {
    const absl::Time heartbeat_time = absl::Now() + kHeartbeat;
    Head head = board_.Get();
    while (head.position <= position_ && absl::Now() < heartbeat_time) {
      if (call_->cancelled())
        return Error(absl::StatusCode::kUnavailable, "FEED_CLOSED", "The stream ends; call again.");
      head = board_.WaitBeyond(position_, kCancelCheck);
    }
    if (head.position > position_) RETURN_IF_ERROR(ReadBatch(out));
    out->set_head_position(std::max(head.position, position_));
    SetTime(head.known_time, out->mutable_known_time());
    return true;
  }

 private:
  Status ReadBatch(WatchResponse* out) {
    ASSIGN_OR_RETURN(const sql::Rows rows, db_.Read(absl::Now() + kReadLimit, [this](sql::Session& session) {
      return session.Query(kSelect, position_, limit_);
    }));
    std::size_t bytes = 0;
    for (const sql::Row& row : rows) {
      if (row.Int(0) != position_ + 1) return Broken(row.Int(0));
      bytes += row.Str(8).size();
      if (bytes > kWatchBytes && out->events_size() > 0) {
        limit_ = out->events_size();
        return absl::OkStatus();
      }
      FillEvent(row, out->add_events());
      ++position_;
    }
    limit_ = std::min(kWatchEvents, limit_ * 2);
    return absl::OkStatus();
  }

  [[nodiscard]] Status Broken(std::int64_t found) const {
    log::Error("feed_gap", {{"expected_position", position_ + 1}, {"found_position", found}});
    return Error(absl::StatusCode::kDataLoss, "FEED_BROKEN",
                 "The stored feed has a gap; restore it before reading on.");
  }

  sql::Database& db_;
  const HeadBoard& board_;
  std::shared_ptr<const rpc::Call> call_;
  std::int64_t position_;
  std::int64_t limit_ = kWatchEvents;
};

}  // namespace

struct Feed::Impl {
  Impl(sql::Database& database, std::string holder)
      : db(database),
        lease(database, internal::kFeedLease, std::move(holder), kLeaseLength),
        sequencer(database, lease) {}

  void Run();
  StatusOr<bool> Turn();
  Status KeepLease();
  void Wait(std::uint64_t seen);
  void Report(const Status& status);

  sql::Database& db;
  HeadBoard board;
  timers::Lease lease;
  internal::Sequencer sequencer;
  std::atomic<bool> stopping{false};
  std::atomic<bool> leads{false};
  std::thread thread;

  // Of the sequencer's thread only.
  absl::Time lease_due = absl::InfinitePast();
  absl::Time busy_until = absl::InfinitePast();
  absl::Time company_until = absl::InfinitePast();
  bool failing = false;
};

void Feed::Impl::Run() {
  while (!stopping) {
    const std::uint64_t seen = internal::AppendCount();
    const StatusOr<bool> more = Turn();
    Report(more.status());
    if (!more.ok()) {
      std::this_thread::sleep_for(absl::ToChronoMilliseconds(kErrorPause));
    } else if (!*more) {
      Wait(seen);
    }
  }
  leads = false;
  lease.Release(absl::Now() + absl::Seconds(1));
}

// One look at the outbox, or at the head when another process leads. True when there is more to do at once.
StatusOr<bool> Feed::Impl::Turn() {
  if (absl::Now() >= lease_due) RETURN_IF_ERROR(KeepLease());
  if (!lease.held()) {
    ASSIGN_OR_RETURN(const Head head, internal::ReadHead(db, absl::Now() + kTurnLimit));
    board.Publish(head);
    return false;
  }
  auto batch = sequencer.NumberBatch(absl::Now() + kTurnLimit);
  if (!batch.ok()) {
    lease_due = absl::InfinitePast();
    // Nothing was written, and the next turn learns who leads.
    if (HasReason(batch.status(), "LEASE_LOST")) return false;
    return std::move(batch).status();
  }
  if (batch->events == 0) return false;
  if (absl::Now() >= busy_until) company_until = absl::Now() + kCompanyTime;
  board.Publish(batch->head);
  lease_due = absl::Now() + kRenewInterval;  // the batch's commit renewed it
  return batch->full;
}

Status Feed::Impl::KeepLease() {
  const auto held = lease.TakeOrRenew(absl::Now() + kLeaseLength);
  const bool now_leads = held.ok() && *held;
  if (leads.exchange(now_leads) != now_leads) log::Info(now_leads ? "feed_lease_taken" : "feed_lease_lost");
  RETURN_IF_ERROR(held.status());
  lease_due = absl::Now() + (now_leads ? kRenewInterval : kTakeInterval);
  if (!now_leads) return absl::OkStatus();
  // While nothing happens, the renewals carry the known time forward.
  ASSIGN_OR_RETURN(const Head head, internal::ReadHead(db, absl::Now() + kTurnLimit));
  board.Publish(head);
  return absl::OkStatus();
}

void Feed::Impl::Wait(std::uint64_t seen) {
  // Appends of this process are no reason for haste while another one numbers them.
  if (!lease.held()) return std::this_thread::sleep_for(absl::ToChronoMilliseconds(kIdlePoll));
  if (internal::AppendCount() != seen) busy_until = absl::Now() + kBusyTime;
  const absl::Time now = absl::Now();
  if (now >= busy_until) {
    if (internal::WaitForAppend(seen, now < company_until ? kIdlePoll : kQuietPoll) == seen) return;
    busy_until = absl::Now() + kBusyTime;
  }
  std::this_thread::sleep_for(absl::ToChronoMilliseconds(kBusyPoll));
}

// One line when it begins to fail and one when it works again.
void Feed::Impl::Report(const Status& status) {
  if (status.ok() == !failing) return;
  failing = !status.ok();
  if (failing) {
    log::Error("feed_failing", {{"status", status}});
  } else {
    log::Info("feed_working");
  }
}

Feed::Feed(sql::Database& db, std::string holder) : impl_(std::make_unique<Impl>(db, std::move(holder))) {}

Feed::~Feed() {
  impl_->stopping = true;
  internal::AnnounceAppend();
  if (impl_->thread.joinable()) impl_->thread.join();
}

void Feed::Start() {
  impl_->thread = std::thread([this] { impl_->Run(); });
}

void Feed::Register(rpc::Server& server) {
  server.Source<WatchRequest, WatchResponse>(
      "duaal.feed.v1.FeedService/Watch",
      [this](std::shared_ptr<const rpc::Call> call, const WatchRequest& request) {
        return Watch(std::move(call), request);
      });
}

StatusOr<rpc::Server::SourceStep<WatchResponse>> Feed::Watch(std::shared_ptr<const rpc::Call> call,
                                                             const WatchRequest& request) {
  const std::int64_t after = request.after_position();
  if (after > impl_->board.Get().position) {
    ASSIGN_OR_RETURN(const Head head, internal::ReadHead(impl_->db, absl::Now() + kReadLimit));
    impl_->board.Publish(head);
    if (after > head.position) {
      return Error(absl::StatusCode::kOutOfRange, "FEED_HISTORY_DIFFERS",
                   "The position lies beyond this feed's head: reader and feed have different histories.");
    }
  }
  auto stream = std::make_shared<WatchStream>(impl_->db, impl_->board, std::move(call), after);
  return rpc::Server::SourceStep<WatchResponse>([stream](WatchResponse* out) { return stream->Step(out); });
}

std::int64_t Feed::head_position() const { return impl_->board.Get().position; }

bool Feed::leads() const { return impl_->leads; }

}  // namespace duaal::outbox
