#include <algorithm>
#include <set>

#include "chassis/core/civil.h"
#include "duaal/intake/v1/referral_service.grpc.pb.h"
#include "duaal/trajectory/v1/enrolment_service.grpc.pb.h"
#include "duaal/trajectory/v1/trajectory_service.grpc.pb.h"
#include "tools/load/steps.h"

namespace duaal::load {
namespace {

using intake::v1::Referral;
using intake::v1::ReferralService;
using trajectory::v1::EnrolmentService;
using trajectory::v1::TrajectoryService;

constexpr int kCaseManagers = 20;

std::string RequestId(const char* step, const std::string& id, const Plan& plan) {
  return "load-" + std::string(step) + "-" + id + "-" + FormatDate(plan.today);
}

// The class in an order that stays, so that the same people come equally far every time.
StatusOr<std::vector<Referral>> ReferralsOf(const cli::Door& door, ReferralService::Stub& stub,
                                            const std::string& class_id) {
  intake::v1::ListReferralsRequest request;
  request.set_programme_code(kProgramme);
  request.set_class_offering_id(class_id);
  request.set_page_size(100);
  ASSIGN_OR_RETURN(const auto answer, door.Call(stub, &ReferralService::Stub::ListReferrals, request));
  std::vector<Referral> referrals(answer.referrals().begin(), answer.referrals().end());
  std::sort(referrals.begin(), referrals.end(),
            [](const Referral& a, const Referral& b) { return a.participant_id() < b.participant_id(); });
  return referrals;
}

Status RecordStep(const cli::Door& door, ReferralService::Stub& stub, const Plan& plan, const char* step,
                  absl::CivilDay day, Referral& referral, Progress& progress) {
  for (const auto& held : referral.intakes()) {
    if (held.step_code() != step) continue;
    progress.Add(0, 1);
    return absl::OkStatus();
  }
  intake::v1::RecordIntakeRequest request;
  request.set_referral_id(referral.id());
  request.set_step_code(step);
  request.set_held_date(FormatDate(day));
  request.add_staff_ids("cm-load-1");
  request.set_etag(referral.etag());
  request.set_request_id(RequestId(step, referral.id(), plan));
  return Patiently([&]() -> Status {
    ASSIGN_OR_RETURN(referral, door.Call(stub, &ReferralService::Stub::RecordIntake, request));
    progress.Add(1, 0);
    return absl::OkStatus();
  });
}

Status Sign(const cli::Door& door, ReferralService::Stub& stub, const Plan& plan, Referral& referral,
            Progress& progress) {
  if (referral.state() != intake::v1::REFERRAL_STATE_INTAKE_COMPLETE) {
    progress.Add(0, 1);
    return absl::OkStatus();
  }
  intake::v1::SignDeclarationRequest request;
  request.set_referral_id(referral.id());
  request.set_signed_date(FormatDate(FirstDay(plan) - 1));
  request.set_etag(referral.etag());
  request.set_request_id(RequestId("sign", referral.id(), plan));
  return Patiently([&]() -> Status {
    ASSIGN_OR_RETURN(referral, door.Call(stub, &ReferralService::Stub::SignDeclaration, request));
    progress.Add(1, 0);
    return absl::OkStatus();
  });
}

StatusOr<std::set<std::string>> SeatedOf(const cli::Door& door, EnrolmentService::Stub& stub,
                                         const std::string& class_id) {
  trajectory::v1::ListEnrolmentsRequest request;
  request.set_offering_id(class_id);
  request.set_page_size(100);
  ASSIGN_OR_RETURN(const auto answer, door.Call(stub, &EnrolmentService::Stub::ListEnrolments, request));
  std::set<std::string> seated;
  for (const auto& enrolment : answer.enrolments()) seated.insert(enrolment.participant_id());
  return seated;
}

StatusOr<std::string> Start(const cli::Door& door, TrajectoryService::Stub& stub, const Plan& plan,
                            const Referral& referral, int number, Progress& progress) {
  trajectory::v1::StartTrajectoryRequest request;
  auto& trajectory = *request.mutable_trajectory();
  trajectory.set_referral_id(referral.id());
  trajectory.set_case_manager_id("cm-load-" + std::to_string(number % kCaseManagers + 1));
  trajectory.set_start_date(FormatDate(FirstDay(plan)));
  request.set_request_id(RequestId("start", referral.id(), plan));
  std::string id;
  const Status started = Patiently([&]() -> Status {
    ASSIGN_OR_RETURN(const auto answer, door.Call(stub, &TrajectoryService::Stub::StartTrajectory, request));
    id = answer.id();
    return absl::OkStatus();
  });
  if (started.ok()) {
    progress.Add(1, 0);
    return id;
  }
  if (!absl::IsAlreadyExists(started)) return started;
  progress.Add(0, 1);
  trajectory::v1::ListTrajectoriesRequest list;
  list.set_participant_id(referral.participant_id());
  ASSIGN_OR_RETURN(const auto known, door.Call(stub, &TrajectoryService::Stub::ListTrajectories, list));
  for (const auto& held : known.trajectories()) {
    if (held.referral_id() == referral.id()) return held.id();
  }
  return started;
}

// Gives the seats that are missing in one class.
Status FillClass(const cli::Door& door, const Plan& plan, const std::string& class_id, int number,
                 Progress& progress) {
  const auto referral_stub = ReferralService::NewStub(door.channel());
  const auto trajectory_stub = TrajectoryService::NewStub(door.channel());
  const auto enrolment_stub = EnrolmentService::NewStub(door.channel());
  ASSIGN_OR_RETURN(const auto seated, SeatedOf(door, *enrolment_stub, class_id));
  ASSIGN_OR_RETURN(const auto referrals, ReferralsOf(door, *referral_stub, class_id));
  trajectory::v1::EnrolClassRequest request;
  for (const Referral& referral : referrals) {
    if (referral.state() != intake::v1::REFERRAL_STATE_DECLARED) continue;
    if (seated.contains(referral.participant_id())) {
      progress.Add(0, 2);  // trajectory and seat
      continue;
    }
    ASSIGN_OR_RETURN(std::string id, Start(door, *trajectory_stub, plan, referral, number, progress));
    request.add_trajectory_ids(std::move(id));
  }
  if (request.trajectory_ids().empty()) return absl::OkStatus();
  request.set_offering_id(class_id);
  // A class that grew since has other people to enrol: the number of seats taken tells the two apart.
  request.set_request_id(RequestId("enrol", class_id, plan) + "-" + std::to_string(seated.size()));
  return Patiently([&]() -> Status {
    RETURN_IF_ERROR(door.Call(*enrolment_stub, &EnrolmentService::Stub::EnrolClass, request).status());
    progress.Add(request.trajectory_ids_size(), 0);
    return absl::OkStatus();
  });
}

}  // namespace

Status LeadFunnel(const cli::Door& door, const Plan& plan, const Classes& classes, Progress& progress) {
  const auto stub = ReferralService::NewStub(door.channel());
  return InParallel(static_cast<int>(classes.size()), [&](int number) -> Status {
    ASSIGN_OR_RETURN(std::vector<Referral> referrals,
                     ReferralsOf(door, *stub, classes[static_cast<std::size_t>(number)]));
    int place = 0;
    for (Referral& referral : referrals) {
      const absl::CivilDay first = FirstDay(plan);
      RETURN_IF_ERROR(RecordStep(door, *stub, plan, "intake-talk", first - 14, referral, progress));
      RETURN_IF_ERROR(RecordStep(door, *stub, plan, "kick-off", first - 7, referral, progress));
      if (Signs(place++)) RETURN_IF_ERROR(Sign(door, *stub, plan, referral, progress));
    }
    return absl::OkStatus();
  });
}

Status StartAndEnrol(const cli::Door& door, const Plan& plan, const Classes& classes, Progress& progress) {
  return InParallel(static_cast<int>(classes.size()), [&](int number) -> Status {
    return FillClass(door, plan, classes[static_cast<std::size_t>(number)], number, progress);
  });
}

}  // namespace duaal::load
