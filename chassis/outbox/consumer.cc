#include "chassis/outbox/consumer.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "chassis/auth/internal_token.h"
#include "chassis/core/mutex.h"
#include "chassis/log/log.h"
#include "chassis/outbox/cursor.h"
#include "chassis/outbox/watch_client.h"

namespace duaal::outbox {
namespace {

using feed::v1::Event;
using feed::v1::WatchResponse;
using internal::WatchClient;

constexpr absl::Duration kApplyLimit = absl::Seconds(10);
constexpr absl::Duration kFirstBackoff = absl::Milliseconds(50);
constexpr absl::Duration kLongestReconnect = absl::Seconds(1);
constexpr absl::Duration kLongestRetry = absl::Seconds(5);
constexpr absl::Duration kLogInterval = absl::Minutes(1);
// The owner sends a heartbeat at least once a second.
constexpr absl::Duration kSilenceLimit = absl::Seconds(5);
constexpr absl::Duration kStopCheck = absl::Milliseconds(100);

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

// The database, not the batch, is at fault.
bool IsAway(const Status& status) { return absl::IsUnavailable(status) || absl::IsResourceExhausted(status); }

}  // namespace

struct Consumer::Impl {
  Impl(sql::Database& db, ConsumerOptions o, ApplyBatch apply)
      : options(std::move(o)), cursor(db, options.feed, std::move(apply)) {
    state.feed = options.feed;
    state.known_time = absl::UnixEpoch();
    state.heard_time = absl::UnixEpoch();
  }

  void Loop();
  Status Follow();
  Status Read(WatchClient& client);
  Status Take(WatchResponse& message, std::vector<Event>* events);
  Status ApplyAll(const std::vector<Event>& events);
  void Stuck(const Event& event, const Status& status);
  void NoteApplied();
  bool Stopping() const {
    const MutexLock lock(mutex);
    return stopping;
  }
  // Waits for the backoff, which then doubles. Returns early when stopping.
  void Pause(absl::Duration* backoff, absl::Duration longest) {
    const MutexLock lock(mutex);
    const SteadyTime end = SteadyAfter(*backoff);
    while (!stopping && stop.WaitUntil(mutex, end)) {
    }
    *backoff = std::min(*backoff * 2, longest);
  }

  const ConsumerOptions options;
  internal::Cursor cursor;
  mutable Mutex mutex;
  CondVar stop;
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  ConsumerState state ABSL_GUARDED_BY(mutex);
  std::thread thread;

  // Of the thread only.
  std::int64_t read_position = 0;  // last event read from the stream
  absl::Time read_known_time;      // of the last message
  absl::Duration reconnect_backoff = kFirstBackoff;
};

void Consumer::Impl::Loop() {
  absl::Time log_due = absl::InfinitePast();
  while (!Stopping()) {
    const Status status = Follow();
    if (Stopping()) return;
    if (!HasReason(status, "CURSOR_MOVED") && absl::Now() >= log_due) {
      log::Error("feed_lost", {{"feed", options.feed}, {"status", status}});
      log_due = absl::Now() + kLogInterval;
    }
    Pause(&reconnect_backoff, kLongestReconnect);
  }
}

// One connection: from the stored position until the stream ends or something fails.
Status Consumer::Impl::Follow() {
  RETURN_IF_ERROR(cursor.Load(absl::Now() + kApplyLimit));
  NoteApplied();
  read_position = cursor.position();
  WatchClient client(options.channel, options.signer != nullptr ? options.signer->ServiceToken() : "",
                     read_position);
  return Read(client);
}

// Takes what has arrived, as much as one transaction may hold, applies it, and waits for more.
Status Consumer::Impl::Read(WatchClient& client) {
  std::vector<Event> events;
  absl::Time silent_at = absl::Now() + kSilenceLimit;
  while (!Stopping()) {
    const bool room = static_cast<int>(events.size()) < options.batch_events;
    WatchResponse message;
    const WatchClient::News news =
        room ? client.Next(events.empty() ? kStopCheck : absl::ZeroDuration(), &message)
             : WatchClient::News::kNone;
    if (news == WatchClient::News::kMessage) {
      RETURN_IF_ERROR(Take(message, &events));
      silent_at = absl::Now() + kSilenceLimit;
      continue;
    }
    if (!events.empty()) {
      RETURN_IF_ERROR(ApplyAll(events));
      events.clear();
      silent_at = absl::Now() + kSilenceLimit;
    }
    NoteApplied();
    if (news == WatchClient::News::kEnd) return client.status();
    if (absl::Now() > silent_at) {
      return Error(absl::StatusCode::kUnavailable, "FEED_SILENT", "No heartbeat came from the feed's owner.");
    }
  }
  return absl::OkStatus();
}

// Moves a message's events to `events`, checking that none is missing or out of order.
Status Consumer::Impl::Take(WatchResponse& message, std::vector<Event>* events) {
  reconnect_backoff = kFirstBackoff;
  for (Event& event : *message.mutable_events()) {
    if (event.position() != read_position + 1) {
      log::Error("feed_gap", {{"feed", options.feed},
                              {"expected_position", read_position + 1},
                              {"found_position", event.position()}});
      return Error(absl::StatusCode::kDataLoss, "FEED_GAP", "The feed skipped or repeated a position.");
    }
    ++read_position;
    events->push_back(std::move(event));
  }
  read_known_time = TimeOf(message.known_time());
  const MutexLock lock(mutex);
  state.head_position = std::max(message.head_position(), read_position);
  state.heard_time = absl::Now();
  return absl::OkStatus();
}

// Applies the events, in smaller and smaller parts while that fails. Returns an error only when the stored
// position has gone elsewhere, or when stopping.
Status Consumer::Impl::ApplyAll(const std::vector<Event>& events) {
  const std::size_t most = static_cast<std::size_t>(std::max(1, options.batch_events));
  std::size_t part = most;
  absl::Duration backoff = kFirstBackoff;
  while (cursor.position() < events.back().position()) {
    const std::size_t begin = static_cast<std::size_t>(cursor.position() + 1 - events.front().position());
    part = std::min(part, events.size() - begin);
    const bool whole = begin == 0 && part == events.size();
    const auto first = events.begin() + static_cast<std::ptrdiff_t>(begin);
    const std::vector<Event> some =
        whole ? std::vector<Event>() : std::vector<Event>(first, first + static_cast<std::ptrdiff_t>(part));
    const Status status = cursor.Apply(whole ? events : some, absl::Now() + kApplyLimit);
    if (HasReason(status, "CURSOR_MOVED")) return status;
    if (status.ok()) {
      part = std::min(part * 2, most);
      backoff = kFirstBackoff;
      NoteApplied();
      continue;
    }
    if (Stopping()) return status;
    if (part > 1 && !IsAway(status)) {
      part /= 2;
      continue;
    }
    Stuck(*first, status);
    Pause(&backoff, kLongestRetry);
  }
  return absl::OkStatus();
}

void Consumer::Impl::Stuck(const Event& event, const Status& status) {
  log::Error("feed_stuck", {{"feed", options.feed},
                            {"position", event.position()},
                            {"event_id", event.event_id()},
                            {"type", event.type()},
                            {"status", status}});
  const MutexLock lock(mutex);
  state.stuck_position = event.position();
}

void Consumer::Impl::NoteApplied() {
  const MutexLock lock(mutex);
  const std::int64_t position = cursor.position();
  if (position != state.position) state.stuck_position = 0;
  state.position = position;
  if (position >= state.head_position && position >= read_position && read_known_time > state.known_time) {
    state.known_time = read_known_time;
  }
}

Consumer::Consumer(sql::Database& db, ConsumerOptions options, ApplyBatch apply)
    : impl_(std::make_unique<Impl>(db, std::move(options), std::move(apply))) {}

Consumer::~Consumer() {
  {
    const MutexLock lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->stop.NotifyAll();
  if (impl_->thread.joinable()) impl_->thread.join();
}

void Consumer::Start() {
  impl_->thread = std::thread([this] { impl_->Loop(); });
}

ConsumerState Consumer::state() const {
  const MutexLock lock(impl_->mutex);
  return impl_->state;
}

}  // namespace duaal::outbox
