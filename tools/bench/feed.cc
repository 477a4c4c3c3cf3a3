#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "chassis/auth/internal_token.h"
#include "chassis/rpc/timestamp.h"
#include "duaal/feed/v1/feed_service.grpc.pb.h"
#include "tools/bench/benches.h"
#include "tools/bench/closed_loop.h"
#include "tools/bench/participant_calls.h"
#include "tools/bench/people.h"
#include "tools/bench/rounds.h"

// The feed of intake-svc: how fast a reader catches up, against the bare ordered SELECT; and how long after
// the writing of a fact a reader has it, at half the peak write rate.
namespace duaal::bench {
namespace {

constexpr std::int64_t kEvents = 20'000;
constexpr int kWriters = 16;
constexpr std::string_view kHead = "SELECT MAX(position) FROM feed";
constexpr std::string_view kSelect =
    "SELECT f.position, f.event_id, f.type, f.subject_id, f.person_id, f.municipality_code, f.occur_time,"
    " f.known_time, f.payload FROM feed f WHERE f.position > ? ORDER BY f.position LIMIT 500";

// A reader of the feed, as another service would be.
class Reader {
 public:
  Reader(std::shared_ptr<grpc::Channel> channel, std::string token)
      : stub_(feed::v1::FeedService::NewStub(std::move(channel))), token_(std::move(token)) {}

  // Reads from `after` on and hands each batch to `take` until that gives false.
  template <typename Take>
  Status Read(std::int64_t after, Take take) {
    grpc::ClientContext context;
    context.AddMetadata(auth::kTokenMetadataKey, token_);
    feed::v1::WatchRequest request;
    request.set_after_position(after);
    const auto stream = stub_->Watch(&context, request);
    feed::v1::WatchResponse batch;
    bool more = true;
    while (more && stream->Read(&batch)) more = take(batch);
    if (!more) context.TryCancel();
    const grpc::Status status = stream->Finish();
    if (!more) return absl::OkStatus();
    return absl::UnavailableError("the feed ended: " + status.error_message());
  }

 private:
  std::unique_ptr<feed::v1::FeedService::Stub> stub_;
  std::string token_;
};

StatusOr<std::int64_t> HeadOf(sql::Database& db) {
  return db.Read(absl::Now() + absl::Seconds(10), [](sql::Session& session) -> StatusOr<std::int64_t> {
    ASSIGN_OR_RETURN(const auto row, session.QueryOne(kHead));
    return row->Int(0);
  });
}

// Events a second of `read`, which takes the newest kEvents once, again and again for `time`.
template <typename Read>
StatusOr<double> Rate(absl::Duration time, Read read) {
  const absl::Time begin = absl::Now();
  int reads = 0;
  do {
    RETURN_IF_ERROR(read());
    ++reads;
  } while (absl::Now() - begin < time);
  return static_cast<double>(kEvents * reads) / absl::ToDoubleSeconds(absl::Now() - begin);
}

Status WatchNewest(Reader& reader, std::int64_t head) {
  std::int64_t read = 0;
  return reader.Read(head - kEvents, [&](const feed::v1::WatchResponse& batch) {
    read += batch.events_size();
    return read < kEvents;
  });
}

Status SelectNewest(sql::Database& db, std::int64_t head) {
  std::int64_t at = head - kEvents;
  while (at < head) {
    ASSIGN_OR_RETURN(const sql::Rows rows,
                     db.Read(absl::Now() + absl::Seconds(10),
                             [&](sql::Session& session) { return session.Query(kSelect, at); }));
    at = rows.back().Int(0);
  }
  return absl::OkStatus();
}

// Each writer has its own beat, a part of the common one, and keeps it when a call took long.
Status WriteEvenly(ParticipantCalls& calls, double per_second, absl::Duration time) {
  const absl::Duration beat = absl::Seconds(kWriters / per_second);
  const absl::Time began = absl::Now();
  return InParallel(kWriters, kWriters, [&](int writer) -> Status {
    absl::Time next = began + beat * writer / kWriters;
    for (int turn = 0; next < began + time; ++turn, next += beat) {
      std::this_thread::sleep_until(absl::ToChronoTime(next));
      RETURN_IF_ERROR(calls.UpdateOne(writer, kWriters, turn));
    }
    return absl::OkStatus();
  });
}

// Writes at `per_second` for `time`, evenly, and returns milliseconds from each fact's own instant, which
// lies before its commit, to the reader's hands.
StatusOr<std::vector<double>> Lags(ParticipantCalls& calls, Reader& reader, std::int64_t head,
                                   double per_second, absl::Duration time) {
  std::vector<double> lags;
  std::atomic<bool> writing = true;
  Status read = absl::OkStatus();
  std::thread follower([&] {
    read = reader.Read(head, [&](const feed::v1::WatchResponse& batch) {
      const absl::Time now = absl::Now();
      for (const feed::v1::Event& event : batch.events()) {
        lags.push_back(absl::ToDoubleMilliseconds(now - rpc::FromTimestamp(event.occur_time())));
      }
      return writing || batch.events_size() > 0;
    });
  });
  const Status written = WriteEvenly(calls, per_second, time);
  writing = false;
  follower.join();
  RETURN_IF_ERROR(written);
  RETURN_IF_ERROR(read);
  return lags;
}

}  // namespace

Status BenchFeed(const Region& region, const Wish& wish, Report& report) {
  ASSIGN_OR_RETURN(std::vector<Person> people, EnsurePeople(region, wish.people));
  ASSIGN_OR_RETURN(const Channels channels, region.Connect(region.Of("intake-svc").listen(), "intake-svc"));
  ParticipantCalls calls(
      channels, [&region](grpc::ClientContext& context) { region.Prepare(context); }, people);
  ASSIGN_OR_RETURN(sql::DatabaseOptions options, region.DatabaseOf("intake-svc"));
  sql::Database db(options);
  ASSIGN_OR_RETURN(const std::string token, region.ServiceToken("gateway"));
  Reader reader(channels.front(), token);
  ASSIGN_OR_RETURN(std::int64_t head, HeadOf(db));
  while (head < kEvents) {
    ASSIGN_OR_RETURN(const Load load, calls.Update(kCallers, wish.time));
    std::printf("  %lld events, %.0f writes/s\n", static_cast<long long>(head), load.per_second);
    RETURN_IF_ERROR(AwaitNumbered(db));
    ASSIGN_OR_RETURN(head, HeadOf(db));
  }
  const auto watch = [&](absl::Duration time) {
    return Rate(time, [&] { return WatchNewest(reader, head); });
  };
  const auto raw = [&](absl::Duration time) { return Rate(time, [&] { return SelectNewest(db, head); }); };
  ASSIGN_OR_RETURN(const Rounds rounds, Rounds::Run({{"watch", watch}, {"raw", raw}}, wish.time, wish.only,
                                                    [&] { return AwaitNumbered(db); }));
  report.Add("events_per_second", rounds.Rate("watch"));
  report.Add("events_per_second_raw", rounds.Rate("raw"));
  report.Add("ratio_raw", rounds.Ratio("watch", "raw"), AtLeast(0.50));
  ASSIGN_OR_RETURN(const Load peak, calls.Update(kCallers, wish.time));
  RETURN_IF_ERROR(AwaitNumbered(db));
  ASSIGN_OR_RETURN(head, HeadOf(db));
  ASSIGN_OR_RETURN(const std::vector<double> lags,
                   Lags(calls, reader, head, peak.per_second / 2, wish.time * kRounds));
  report.Add("writes_per_second_peak", peak.per_second);
  report.Add("lag_p50_ms", Quantile(lags, 0.50));
  report.Add("lag_p99_ms", Quantile(lags, 0.99), AtMost(100));
  return absl::OkStatus();
}

}  // namespace duaal::bench
