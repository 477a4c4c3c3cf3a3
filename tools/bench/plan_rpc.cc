#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chassis/core/civil.h"
#include "duaal/intake/v1/participant_service.grpc.pb.h"
#include "duaal/trajectory/v1/week_service.grpc.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/impl/codegen/client_unary_call.h"
#include "tools/bench/bare.h"
#include "tools/bench/plan.h"
#include "tools/bench/plan_people.h"
#include "tools/bench/rounds.h"
#include "tools/bench/service_calls.h"

// The best week of one person as a case manager's screen gets it: through gRPC, rights, live seats and all.
namespace duaal::bench {
namespace {

using trajectory::v1::WeekService;

constexpr int kPeople = 700;
constexpr int kUnavailableEach = 4;  // every fourth person cannot come at all times

// One kind of call, for the person with a number.
struct Kind {
  std::string name;
  std::function<Status(std::size_t person)> call;
  std::vector<double> p50;  // by round, ms
  std::vector<double> p99;
  std::optional<std::string> reported = std::nullopt;  // what its figures' names end with
};

// What the suggestions said.
struct Told {
  int calls = 0;
  int activities = 0;
  int misfits = 0;
};

class Caller {
 public:
  Caller(const Region& region, const HalfPlanned& made, std::shared_ptr<grpc::Channel> channel)
      : region_(region), made_(made), channel_(std::move(channel)), weeks_(WeekService::NewStub(channel_)) {}

  Status Suggest(std::size_t person, Told* told) { return Suggest(person, week_, told); }

  Status Suggest(std::size_t person, const std::string& week, Told* told) {
    trajectory::v1::SuggestWeekRequest request;
    request.set_trajectory_id(made_.people[person].trajectory_id);
    request.set_week(week);
    if (person % kUnavailableEach == 0) {
      trajectory::v1::Unavailability& afternoon = *request.add_unavailable();
      afternoon.set_weekday(type::v1::WEEKDAY_WEDNESDAY);
      afternoon.set_start_time("12:00");
      afternoon.set_end_time("17:00");
      afternoon.set_reason(trajectory::v1::UNAVAILABILITY_REASON_CHILDCARE);
    }
    ASSIGN_OR_RETURN(const auto answer, Call(region_, *weeks_, &WeekService::Stub::SuggestWeek, request));
    ++told->calls;
    if (!answer.alternatives().empty()) told->activities += answer.alternatives(0).activities_size();
    told->misfits += answer.misfits_size();
    return absl::OkStatus();
  }

  Status Get(std::size_t person) {
    trajectory::v1::GetWeekRequest request;
    request.set_trajectory_id(made_.people[person].trajectory_id);
    request.set_week(week_);
    return Call(region_, *weeks_, &WeekService::Stub::GetWeek, request).status();
  }

  // gRPC and TLS, and nothing of the service.
  Status Empty() {
    using google::protobuf::Message;
    using grpc::health::v1::HealthCheckRequest;
    using grpc::health::v1::HealthCheckResponse;
    const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Check",
                                           grpc::internal::RpcMethod::NORMAL_RPC, channel_);
    grpc::ClientContext context;
    region_.Prepare(context);
    HealthCheckResponse response;
    return rpc::FromGrpc(
        grpc::internal::BlockingUnaryCall<HealthCheckRequest, HealthCheckResponse, Message, Message>(
            channel_.get(), method, &context, HealthCheckRequest(), &response));
  }

 private:
  const Region& region_;
  const HalfPlanned& made_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<WeekService::Stub> weeks_;
  const std::string week_ = made_.week;
};

// The least that a call with one look into the database takes here: a handler by hand that reads one row by
// its key, and checks neither token nor fields.
class BareCaller {
 public:
  BareCaller(const Region& region, const HalfPlanned& made, std::shared_ptr<grpc::Channel> channel)
      : region_(region), made_(made), people_(intake::v1::ParticipantService::NewStub(std::move(channel))) {}

  Status Read(std::size_t person) {
    intake::v1::GetParticipantRequest request;
    request.set_id(made_.people[person].participant_id);
    return Call(region_, *people_, &intake::v1::ParticipantService::Stub::GetParticipant, request).status();
  }

 private:
  const Region& region_;
  const HalfPlanned& made_;
  const std::unique_ptr<intake::v1::ParticipantService::Stub> people_;
};

StatusOr<std::unique_ptr<Caller>> CallerOf(const Region& region, const HalfPlanned& made,
                                           const std::string& address) {
  ASSIGN_OR_RETURN(const Channels channels, region.Connect(address, "trajectory-svc", 1));
  return std::make_unique<Caller>(region, made, channels.front());
}

// Everybody once a round; of one person all kinds of call, one after the other, so that a pause of the
// machine hits all kinds alike. The first round warms up.
Status RunRounds(std::size_t people, std::vector<Kind>& kinds) {
  for (int round = -1; round < kRounds; ++round) {
    std::vector<std::vector<double>> ms(kinds.size());
    for (std::size_t person = 0; person < people; ++person) {
      for (std::size_t turn = 0; turn < kinds.size(); ++turn) {
        const std::size_t i = (turn + person) % kinds.size();
        Status status;
        ms[i].push_back(MicrosecondsOf([&] { status = kinds[i].call(person); }) / 1000);
        RETURN_IF_ERROR(status);
      }
    }
    if (round < 0) continue;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      kinds[i].p50.push_back(Median(ms[i]));
      kinds[i].p99.push_back(Quantile(std::move(ms[i]), 0.99));
    }
  }
  return absl::OkStatus();
}

// Everybody once, about a week that was not asked for before: nothing of their schedules is kept.
StatusOr<std::vector<double>> AskFirst(const HalfPlanned& made, Caller& caller, Told* told) {
  const std::string week = IsoWeek::Parse(made.week)->Next().ToString();
  std::vector<double> ms;
  for (std::size_t person = 0; person < made.people.size(); ++person) {
    Status status;
    ms.push_back(MicrosecondsOf([&] { status = caller.Suggest(person, week, told); }) / 1000);
    RETURN_IF_ERROR(status);
  }
  return ms;
}

void PrintMade(const HalfPlanned& made, const Told& told) {
  std::printf(
      "a suggestion through gRPC: %zu people, %d offerings, %d seats taken; per call %.1f activities and"
      " %.1f misfits\n",
      made.people.size(), made.offerings, made.seats_taken, static_cast<double>(told.activities) / told.calls,
      static_cast<double>(told.misfits) / told.calls);
}

}  // namespace

Status MeasureSuggestions(const Region& region, Report& report) {
  ASSIGN_OR_RETURN(const HalfPlanned made, MakeHalfPlanned(region, kPeople));
  ASSIGN_OR_RETURN(config::v1::ProcessConfig config, region.SecondConfig("trajectory-svc"));
  config.set_processing_log_off(true);
  ASSIGN_OR_RETURN(const Region::Second unlogged, region.StartSecond(config));
  RETURN_IF_ERROR(AwaitApplied(region, "trajectory-svc"));
  ASSIGN_OR_RETURN(const auto own, CallerOf(region, made, region.Of("trajectory-svc").listen()));
  ASSIGN_OR_RETURN(const auto other, CallerOf(region, made, unlogged.config.listen()));
  ASSIGN_OR_RETURN(const Bare bare, StartBare(region));
  ASSIGN_OR_RETURN(const Channels to_bare, region.Connect(bare.address, "intake-svc", 1));
  BareCaller by_hand(region, made, to_bare.front());
  Told told;
  std::vector<Kind> kinds = {
      {"SuggestWeek", [&](std::size_t person) { return own->Suggest(person, &told); }, {}, {}, ""},
      {"SuggestWeek, no log",
       [&](std::size_t person) { return other->Suggest(person, &told); },
       {},
       {},
       "_unlogged"},
      {"GetWeek", [&](std::size_t person) { return own->Get(person); }, {}, {}},
      {"GetWeek, no log", [&](std::size_t person) { return other->Get(person); }, {}, {}},
      {"one row, by hand", [&](std::size_t person) { return by_hand.Read(person); }, {}, {}, "_by_hand"},
      {"empty call", [&](std::size_t) { return own->Empty(); }, {}, {}},
  };
  RETURN_IF_ERROR(RunRounds(made.people.size(), kinds));
  ASSIGN_OR_RETURN(const std::vector<double> first, AskFirst(made, *own, &told));
  PrintMade(made, told);
  kinds.push_back({"SuggestWeek, first", {}, {Median(first)}, {Quantile(first, 0.99)}, "_first"});
  for (const Kind& kind : kinds) {
    const double p50 = Median(kind.p50);
    const double p99 = Median(kind.p99);
    std::printf("  %-22s p50 %7.3f ms   p99 %7.3f ms\n", kind.name.c_str(), p50, p99);
    if (!kind.reported) continue;
    report.Add("rpc_p99_ms" + *kind.reported, p99,
               kind.reported->empty() ? std::optional(AtMost(1)) : std::nullopt);
    report.Add("rpc_p50_ms" + *kind.reported, p50);
  }
  return absl::OkStatus();
}

}  // namespace duaal::bench
