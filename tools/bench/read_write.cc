#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tools/bench/bare.h"
#include "tools/bench/benches.h"
#include "tools/bench/closed_loop.h"
#include "tools/bench/participant_calls.h"
#include "tools/bench/people.h"
#include "tools/bench/rounds.h"

// One person read or changed by 64 callers: the service with and without its processing log, a bare handler,
// and the statements alone.
namespace duaal::bench {
namespace {

constexpr int kThreadCounts[] = {8, 16, 32};
constexpr absl::Duration kLimit = absl::Seconds(20);

// The servers under test and their bounds.
struct Setup {
  std::vector<Person> people;
  Region::Second unlogged;  // a second process of intake-svc, with the processing log off
  Bare bare;
  std::unique_ptr<sql::Database> db;  // for the raw bound: a connection per thread
  std::unique_ptr<ParticipantCalls> logged_calls;
  std::unique_ptr<ParticipantCalls> unlogged_calls;
  std::unique_ptr<ParticipantCalls> bare_calls;
};

StatusOr<std::unique_ptr<ParticipantCalls>> CallsTo(const Region& region, const std::string& address,
                                                    std::vector<Person>& people) {
  ASSIGN_OR_RETURN(const Channels channels, region.Connect(address, "intake-svc"));
  return std::make_unique<ParticipantCalls>(
      channels, [&region](grpc::ClientContext& context) { region.Prepare(context); }, people);
}

StatusOr<std::unique_ptr<Setup>> SetUp(const Region& region, const Wish& wish) {
  auto setup = std::make_unique<Setup>();
  ASSIGN_OR_RETURN(setup->people, EnsurePeople(region, wish.people));
  ASSIGN_OR_RETURN(config::v1::ProcessConfig config, region.SecondConfig("intake-svc"));
  config.set_processing_log_off(true);
  ASSIGN_OR_RETURN(setup->unlogged, region.StartSecond(config));
  ASSIGN_OR_RETURN(setup->bare, StartBare(region));
  ASSIGN_OR_RETURN(sql::DatabaseOptions options, region.DatabaseOf("intake-svc"));
  options.pool_size = *std::max_element(std::begin(kThreadCounts), std::end(kThreadCounts));
  setup->db = std::make_unique<sql::Database>(options);
  ASSIGN_OR_RETURN(setup->logged_calls, CallsTo(region, region.Of("intake-svc").listen(), setup->people));
  ASSIGN_OR_RETURN(setup->unlogged_calls, CallsTo(region, setup->unlogged.config.listen(), setup->people));
  ASSIGN_OR_RETURN(setup->bare_calls, CallsTo(region, setup->bare.address, setup->people));
  return setup;
}

StatusOr<double> Rate(StatusOr<Load> load) {
  if (!load.ok()) return load.status();
  return load->per_second;
}

// The number of threads with which the statements alone run fastest.
StatusOr<int> BestThreads(const std::function<StatusOr<double>(int threads, absl::Duration time)>& run,
                          absl::Duration time) {
  int best = 0;
  double most = 0;
  for (const int threads : kThreadCounts) {
    ASSIGN_OR_RETURN(const double rate, run(threads, time / 2));
    std::printf("  raw with %2d threads %10.0f/s\n", threads, rate);
    if (rate > most) {
      most = rate;
      best = threads;
    }
  }
  return best;
}

using Method = StatusOr<Load> (ParticipantCalls::*)(int, absl::Duration);

StatusOr<Rounds> Compare(const Region& region, Setup& setup, Method method, const Wish& wish,
                         const std::function<StatusOr<double>(int threads, absl::Duration time)>& raw) {
  ASSIGN_OR_RETURN(const int threads, BestThreads(raw, wish.time));
  const auto side = [method](ParticipantCalls& calls) {
    return [&calls, method](absl::Duration time) { return Rate((calls.*method)(kCallers, time)); };
  };
  return Rounds::Run({{"service", side(*setup.unlogged_calls)},
                      {"bare", side(*setup.bare_calls)},
                      {"service+log", side(*setup.logged_calls)},
                      {"raw", [&](absl::Duration time) { return raw(threads, time); }}},
                     wish.time, wish.only, [&] { return AwaitApplied(region, "intake-svc"); });
}

void AddRates(const Rounds& rounds, Report& report) {
  report.Add("per_second", rounds.Rate("service"));
  report.Add("per_second_logged", rounds.Rate("service+log"));
  report.Add("per_second_bare", rounds.Rate("bare"));
  report.Add("per_second_raw", rounds.Rate("raw"));
  report.Add("spread", rounds.Spread());
}

}  // namespace

Status BenchWrite(const Region& region, const Wish& wish, Report& report) {
  ASSIGN_OR_RETURN(const auto setup, SetUp(region, wish));
  const auto raw = [&](int threads, absl::Duration time) {
    Turns turns(setup->people, threads);
    return Rate(RunThreads(threads, time, [&](int thread) -> Status {
      Person& person = turns.Next(thread);
      std::string key = Uuid::NewV7().Bytes() + Uuid::NewV7().Bytes();
      const auto row = setup->db->Run(absl::Now() + kLimit, [&](sql::Tx& tx) {
        return WriteByHand(tx, person.id, person.row_version, NewLevel(person.row_version), key);
      });
      ++person.row_version;
      return row.status();
    }));
  };
  ASSIGN_OR_RETURN(const Rounds rounds, Compare(region, *setup, &ParticipantCalls::Update, wish, raw));
  report.Add("ratio_raw", rounds.Ratio("service", "raw"), AtLeast(0.55));
  report.Add("ratio_bare", rounds.Ratio("service", "bare"), AtLeast(0.90));
  report.Add("ratio_raw_logged", rounds.Ratio("service+log", "raw"));
  report.Add("ratio_bare_logged", rounds.Ratio("service+log", "bare"));
  AddRates(rounds, report);
  return absl::OkStatus();
}

Status BenchRead(const Region& region, const Wish& wish, Report& report) {
  ASSIGN_OR_RETURN(const auto setup, SetUp(region, wish));
  const auto raw = [&](int threads, absl::Duration time) {
    Turns turns(setup->people, threads);
    return Rate(RunThreads(threads, time, [&](int thread) -> Status {
      const Person& person = turns.Next(thread);
      return setup->db
          ->Read(absl::Now() + kLimit, [&](sql::Session& session) { return ReadByHand(session, person.id); })
          .status();
    }));
  };
  ASSIGN_OR_RETURN(const Rounds rounds, Compare(region, *setup, &ParticipantCalls::Get, wish, raw));
  report.Add("ratio_bare", rounds.Ratio("service", "bare"), AtLeast(0.90));
  report.Add("ratio_bare_logged", rounds.Ratio("service+log", "bare"), AtLeast(0.65));
  report.Add("ratio_raw", rounds.Ratio("service", "raw"));
  AddRates(rounds, report);
  return absl::OkStatus();
}

}  // namespace duaal::bench
