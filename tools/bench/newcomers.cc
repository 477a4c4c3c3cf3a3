#include "tools/bench/newcomers.h"

#include <chrono>
#include <memory>
#include <thread>

#include "absl/time/clock.h"
#include "chassis/core/civil.h"
#include "duaal/intake/v1/participant_service.grpc.pb.h"
#include "duaal/intake/v1/referral_service.grpc.pb.h"
#include "duaal/trajectory/v1/trajectory_service.grpc.pb.h"
#include "tools/bench/closed_loop.h"
#include "tools/bench/people.h"
#include "tools/bench/service_calls.h"
#include "tools/people/invent.h"

namespace duaal::bench {
namespace {

using intake::v1::ParticipantService;
using intake::v1::ReferralService;
using trajectory::v1::TrajectoryService;

constexpr int kThreads = 16;
constexpr absl::Duration kPatience = absl::Minutes(2);
constexpr absl::Duration kPause = absl::Milliseconds(50);

class Bringer {
 public:
  Bringer(const Region& region, const std::string& programme_code, int count, absl::CivilDay start)
      : region_(region),
        programme_code_(programme_code),
        start_(start),
        referral_ids_(static_cast<std::size_t>(count)),
        newcomers_(static_cast<std::size_t>(count)) {}

  StatusOr<std::vector<Newcomer>> Run() {
    RETURN_IF_ERROR(Connect());
    RETURN_IF_ERROR(Eventually([this] { return Import(); }));
    RETURN_IF_ERROR(InParallel(static_cast<int>(newcomers_.size()), kThreads, [this](int person) {
      const auto i = static_cast<std::size_t>(person);
      return Start(referral_ids_[i], newcomers_[i]);
    }));
    return std::move(newcomers_);
  }

 private:
  Status Connect() {
    ASSIGN_OR_RETURN(const Channels intake,
                     region_.Connect(region_.Of("intake-svc").listen(), "intake-svc", 1));
    ASSIGN_OR_RETURN(const Channels trajectory,
                     region_.Connect(region_.Of("trajectory-svc").listen(), "trajectory-svc", 1));
    RETURN_IF_ERROR(EnsureMunicipality(region_, intake));
    people_ = ParticipantService::NewStub(intake.front());
    referrals_ = ReferralService::NewStub(intake.front());
    trajectories_ = TrajectoryService::NewStub(trajectory.front());
    return absl::OkStatus();
  }

  [[nodiscard]] intake::v1::ImportParticipantsRequest RowOf(std::size_t person) const {
    intake::v1::ImportParticipantsRequest row;
    row.set_row(static_cast<std::int32_t>(person) + 1);
    row.set_source(source_);
    row.set_source_reference(std::to_string(person));
    *row.mutable_participant() =
        people::InventParticipant(2, static_cast<std::uint32_t>(person), kMunicipality, start_);
    row.mutable_participant()->clear_bsn();  // each run brings new people, and numbers are few
    row.set_programme_code(programme_code_);
    row.set_channel(intake::v1::INFLOW_CHANNEL_CASE_MANAGER);
    return row;
  }

  Status Import() {
    grpc::ClientContext context;
    region_.Prepare(context, kPatience);
    const auto stream = people_->ImportParticipants(&context);
    std::thread sender([&] {
      for (std::size_t i = 0; i < newcomers_.size() && stream->Write(RowOf(i)); ++i) {
      }
      stream->WritesDone();
    });
    intake::v1::ImportParticipantsResponse answer;
    Status refused;
    while (stream->Read(&answer)) {
      referral_ids_[static_cast<std::size_t>(answer.row() - 1)] = answer.referral_id();
      if (!answer.violations().empty())
        refused.Update(absl::InternalError(answer.violations(0).description()));
    }
    sender.join();
    RETURN_IF_ERROR(rpc::FromGrpc(stream->Finish()));
    return refused;
  }

  Status Start(const std::string& referral_id, Newcomer& newcomer) {
    intake::v1::SignDeclarationRequest sign;
    sign.set_referral_id(referral_id);
    sign.set_signed_date(FormatDate(start_));
    sign.set_etag("\"1\"");  // the version right after the import
    sign.set_request_id(NewId());
    RETURN_IF_ERROR(Call(region_, *referrals_, &ReferralService::Stub::SignDeclaration, sign).status());
    trajectory::v1::StartTrajectoryRequest start;
    start.mutable_trajectory()->set_referral_id(referral_id);
    start.mutable_trajectory()->set_case_manager_id("cm-bench");
    start.mutable_trajectory()->set_start_date(FormatDate(start_));
    start.set_request_id(NewId());
    return Eventually([&]() -> Status {
      ASSIGN_OR_RETURN(const auto started,
                       Call(region_, *trajectories_, &TrajectoryService::Stub::StartTrajectory, start));
      newcomer = {started.id(), started.participant_id()};
      return absl::OkStatus();
    });
  }

  const Region& region_;
  const std::string programme_code_;
  const absl::CivilDay start_;
  const std::string source_ = "bench-" + NewId();
  std::vector<std::string> referral_ids_;  // by person
  std::vector<Newcomer> newcomers_;        // by person
  std::unique_ptr<ParticipantService::Stub> people_;
  std::unique_ptr<ReferralService::Stub> referrals_;
  std::unique_ptr<TrajectoryService::Stub> trajectories_;
};

}  // namespace

Status Eventually(const std::function<Status()>& attempt) {
  const absl::Time deadline = absl::Now() + kPatience;
  Status status = attempt();
  while (!status.ok() && absl::Now() < deadline) {
    std::this_thread::sleep_for(absl::ToChronoMilliseconds(kPause));
    status = attempt();
  }
  return status;
}

StatusOr<std::vector<Newcomer>> BringIn(const Region& region, const std::string& programme_code, int count,
                                        absl::CivilDay start) {
  return Bringer(region, programme_code, count, start).Run();
}

}  // namespace duaal::bench
