#include "gateway/cli/demo.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "chassis/core/civil.h"
#include "chassis/core/uuid.h"
#include "duaal/intake/v1/referral_service.grpc.pb.h"
#include "duaal/reporting/v1/figure_service.grpc.pb.h"
#include "duaal/trajectory/v1/attendance_service.grpc.pb.h"
#include "duaal/trajectory/v1/enrolment_service.grpc.pb.h"
#include "duaal/trajectory/v1/trajectory_service.grpc.pb.h"
#include "duaal/trajectory/v1/week_service.grpc.pb.h"
#include "gateway/cli/demo_calendar.h"
#include "gateway/cli/demo_partners.h"
#include "gateway/cli/import.h"
#include "gateway/cli/show.h"

namespace duaal::cli {
namespace {

using intake::v1::Referral;
using intake::v1::ReferralService;
using trajectory::v1::Trajectory;

constexpr char kProgramme[] = "hengelo";
constexpr char kClass[] = "class-b";
// Of the 25 of the class, so many come so far; the rest shows the other stages of the funnel.
constexpr int kStarted = 20;
constexpr int kKickedOff = 22;
constexpr int kTalked = 24;
// The first talk was held so many days before the day on which the demo stands.
constexpr int kTalkDaysAgo = 28;
// Three half-days of language, one of the module, one of trade training (H09).
constexpr int kClassHalfDays = 5;

void Say(const char* text) { std::fprintf(stderr, "  demo: %s\n", text); }

// Facts travel between services by feed within moments; what depends on them is tried again until then.
Status Eventually(const char* what, const std::function<Status()>& attempt) {
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  Status status = attempt();
  while (!status.ok() && absl::Now() < deadline) {
    if (!absl::IsFailedPrecondition(status) && !absl::IsInvalidArgument(status) && !absl::IsNotFound(status))
      break;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    status = attempt();
  }
  if (!status.ok()) std::fprintf(stderr, "  demo: %s did not succeed\n", what);
  return status;
}

// A fresh id per change: the steps below look at the state first, so a repeated load makes no change.
std::string NewRequestId() { return Uuid::NewV7().ToString(); }

// Leads the class through the demo. Dates lie around the day on which it was first loaded, so that the page
// shows a running week and a later load finds everything done.
class ClassDemo {
 public:
  ClassDemo(const Door& door, const DemoCalendar& calendar, absl::CivilDay today)
      : door_(door), calendar_(calendar), today_(calendar.DayOfDemo(today)) {}

  Status Run(const std::string& source_root) {
    ASSIGN_OR_RETURN(class_id_, FindOffering(door_, kProgramme, kClass));
    RETURN_IF_ERROR(Import(source_root));
    RETURN_IF_ERROR(LeadReferrals());
    RETURN_IF_ERROR(StartTrajectories());
    RETURN_IF_ERROR(EnrolAll());
    RETURN_IF_ERROR(PlanWork());
    RETURN_IF_ERROR(Lighten());
    RETURN_IF_ERROR(RecordAttendance());
    return AwaitFigures();
  }

 private:
  Status Import(const std::string& source_root) {
    Say("class B of Hengelo: 25 candidates");
    ImportWish wish;
    wish.file = source_root + "/demo/hengelo/class-b.csv";
    wish.programme_code = kProgramme;
    wish.class_offering_id = class_id_;
    wish.moved_days = calendar_.moved_days();
    return Eventually("the import", [&]() -> Status {
      ASSIGN_OR_RETURN(const ImportTally tally, ImportParticipants(door_, wish));
      if (tally.rejected == 0) return absl::OkStatus();
      return Error(absl::StatusCode::kFailedPrecondition, "REJECTED",
                   std::to_string(tally.rejected) + " rows of the demo class were rejected.");
    });
  }

  // Oldest first, so that the same people come equally far every time.
  StatusOr<std::vector<Referral>> Referrals() {
    intake::v1::ListReferralsRequest request;
    request.set_programme_code(kProgramme);
    request.set_class_offering_id(class_id_);
    request.set_page_size(100);
    ASSIGN_OR_RETURN(const intake::v1::ListReferralsResponse answer,
                     door_.Call(*referral_stub_, &ReferralService::Stub::ListReferrals, request));
    std::vector<Referral> referrals(answer.referrals().rbegin(), answer.referrals().rend());
    return referrals;
  }

  Status RecordStep(Referral& referral, const char* step, absl::CivilDay day) {
    for (const auto& held : referral.intakes()) {
      if (held.step_code() == step) return absl::OkStatus();
    }
    intake::v1::RecordIntakeRequest request;
    request.set_referral_id(referral.id());
    request.set_step_code(step);
    request.set_held_date(FormatDate(day));
    request.add_staff_ids("cm-hengelo-1");
    request.set_etag(referral.etag());
    request.set_request_id(NewRequestId());
    ASSIGN_OR_RETURN(referral, door_.Call(*referral_stub_, &ReferralService::Stub::RecordIntake, request));
    return absl::OkStatus();
  }

  Status Sign(Referral& referral) {
    if (referral.state() != intake::v1::REFERRAL_STATE_INTAKE_COMPLETE) return absl::OkStatus();
    intake::v1::SignDeclarationRequest request;
    request.set_referral_id(referral.id());
    request.set_signed_date(FormatDate(today_ - 20));
    request.set_etag(referral.etag());
    request.set_request_id(NewRequestId());
    ASSIGN_OR_RETURN(referral, door_.Call(*referral_stub_, &ReferralService::Stub::SignDeclaration, request));
    return absl::OkStatus();
  }

  Status Refuse(const Referral& referral) {
    if (referral.state() == intake::v1::REFERRAL_STATE_REFUSED) return absl::OkStatus();
    intake::v1::CloseReferralRequest request;
    request.set_referral_id(referral.id());
    request.set_reason(intake::v1::CLOSE_REASON_REFUSED);
    request.set_etag(referral.etag());
    request.set_request_id(NewRequestId());
    return door_.Call(*referral_stub_, &ReferralService::Stub::CloseReferral, request).status();
  }

  // The first step of the first candidate is the first date that a load leaves behind.
  void StandOnTheDayOfTheFirstLoad(const std::vector<Referral>& referrals) {
    if (referrals.empty() || referrals.front().intakes().empty()) return;
    const auto held = ParseDate(referrals.front().intakes(0).held_date());
    if (held) today_ = *held + kTalkDaysAgo;
  }

  Status LeadReferrals() {
    Say("intake talks, kick-off and declarations of intent");
    ASSIGN_OR_RETURN(std::vector<Referral> referrals, Referrals());
    StandOnTheDayOfTheFirstLoad(referrals);
    for (int i = 0; i < static_cast<int>(referrals.size()); ++i) {
      if (i < kTalked) RETURN_IF_ERROR(RecordStep(referrals[i], "intake-talk", today_ - kTalkDaysAgo));
      if (i < kKickedOff) RETURN_IF_ERROR(RecordStep(referrals[i], "kick-off", today_ - 21));
      if (i < kStarted) RETURN_IF_ERROR(Sign(referrals[i]));
      if (i == kTalked) RETURN_IF_ERROR(Refuse(referrals[i]));
    }
    return absl::OkStatus();
  }

  Status StartTrajectories() {
    Say("trajectories start, each with one case manager");
    ASSIGN_OR_RETURN(const std::vector<Referral> referrals, Referrals());
    for (int i = 0; i < std::min<int>(kStarted, static_cast<int>(referrals.size())); ++i) {
      trajectory::v1::ListTrajectoriesRequest known;
      known.set_participant_id(referrals[i].participant_id());
      ASSIGN_OR_RETURN(const auto list,
                       door_.Call(*trajectory_stub_, &TrajectoryStub::ListTrajectories, known));
      if (!list.trajectories().empty()) {
        trajectories_.push_back(list.trajectories(0));
        continue;
      }
      trajectory::v1::StartTrajectoryRequest request;
      request.mutable_trajectory()->set_referral_id(referrals[i].id());
      request.mutable_trajectory()->set_case_manager_id(i % 2 == 0 ? "cm-hengelo-1" : "cm-hengelo-2");
      request.mutable_trajectory()->set_start_date(FormatDate(today_ - 14));
      request.set_request_id(NewRequestId());
      RETURN_IF_ERROR(Eventually("the start of a trajectory", [&]() -> Status {
        ASSIGN_OR_RETURN(const Trajectory started,
                         door_.Call(*trajectory_stub_, &TrajectoryStub::StartTrajectory, request));
        trajectories_.push_back(started);
        return absl::OkStatus();
      }));
    }
    return absl::OkStatus();
  }

  StatusOr<std::set<std::string>> SeatedIn(const std::string& offering) {
    trajectory::v1::ListEnrolmentsRequest request;
    request.set_offering_id(offering);
    request.set_page_size(200);
    ASSIGN_OR_RETURN(const auto answer,
                     door_.Call(*enrolment_stub_, &EnrolmentStub::ListEnrolments, request));
    std::set<std::string> seated;
    for (const auto& enrolment : answer.enrolments()) seated.insert(enrolment.trajectory_id());
    return seated;
  }

  Status EnrolAll() {
    Say("seats in the class, the module and the trade series");
    for (const char* code : {kClass, "module-health", "trade-care"}) {
      ASSIGN_OR_RETURN(const std::string offering, FindOffering(door_, kProgramme, code));
      RETURN_IF_ERROR(Eventually("the enrolment", [&]() -> Status {
        ASSIGN_OR_RETURN(const std::set<std::string> seated, SeatedIn(offering));
        trajectory::v1::EnrolClassRequest request;
        request.set_offering_id(offering);
        for (const Trajectory& trajectory : trajectories_) {
          if (!seated.contains(trajectory.id())) request.add_trajectory_ids(trajectory.id());
        }
        if (request.trajectory_ids().empty()) return absl::OkStatus();
        request.set_request_id(NewRequestId());
        return door_.Call(*enrolment_stub_, &EnrolmentStub::EnrolClass, request).status();
      }));
    }
    return absl::OkStatus();
  }

  // One to four afternoons of work per person (H12).
  Status PlanWork() {
    Say("work half-days agreed per person");
    const std::string week = IsoWeek::Of(today_ - 7).ToString();
    for (std::size_t i = 0; i < trajectories_.size(); ++i) {
      trajectory::v1::GetWeekRequest get;
      get.set_trajectory_id(trajectories_[i].id());
      get.set_week(week);
      ASSIGN_OR_RETURN(const auto before,
                       door_.Call(*week_stub_, &trajectory::v1::WeekService::Stub::GetWeek, get));
      const bool planned =
          std::any_of(before.activities().begin(), before.activities().end(),
                      [](const auto& activity) { return activity.component_code() == "work"; });
      if (planned) continue;
      trajectory::v1::SaveWeekRequest request;
      request.set_trajectory_id(trajectories_[i].id());
      request.set_week(week);
      for (std::size_t day = 1; day <= 1 + i % 4; ++day) {
        auto& activity = *request.add_activities();
        activity.set_component_code("work");
        activity.set_display_name(i % 3 == 0 ? "Kringloopwinkel" : "Buurthuis");
        activity.mutable_slot()->set_weekday(static_cast<type::v1::Weekday>(day));
        activity.mutable_slot()->set_start_time("13:00");
        activity.mutable_slot()->set_end_time("16:30");
        activity.mutable_slot()->set_site("Hengelo");
      }
      request.set_etag(before.etag());
      request.set_request_id(NewRequestId());
      RETURN_IF_ERROR(
          door_.Call(*week_stub_, &trajectory::v1::WeekService::Stub::SaveWeek, request).status());
    }
    return absl::OkStatus();
  }

  // For every fourth person five class half-days are too many: module and trade training take turns (H13).
  Status Lighten() {
    Say("a lighter programme for some: module and trade training take turns");
    for (std::size_t i = 3; i < trajectories_.size(); i += 4) {
      trajectory::v1::GetWeekRequest get;
      get.set_trajectory_id(trajectories_[i].id());
      get.set_week(IsoWeek::Of(today_).ToString());
      ASSIGN_OR_RETURN(const auto before,
                       door_.Call(*week_stub_, &trajectory::v1::WeekService::Stub::GetWeek, get));
      if (before.class_half_days() < kClassHalfDays) continue;  // lightened before
      trajectory::v1::AlternateComponentsRequest request;
      request.set_trajectory_id(trajectories_[i].id());
      request.set_from_week(get.week());
      request.set_etag(before.etag());
      request.set_request_id(NewRequestId());
      RETURN_IF_ERROR(
          door_.Call(*week_stub_, &trajectory::v1::WeekService::Stub::AlternateComponents, request).status());
    }
    return absl::OkStatus();
  }

  // The lessons of the last two weeks; a few absences, of which those without notice raise signals (H19).
  Status RecordAttendance() {
    Say("attendance of the last two weeks");
    trajectory::v1::ListSessionsRequest list;
    list.set_offering_id(class_id_);
    list.set_from_date(FormatDate(today_ - 14));
    list.set_until_date(FormatDate(today_));
    ASSIGN_OR_RETURN(const auto sessions,
                     door_.Call(*session_stub_, &trajectory::v1::SessionService::Stub::ListSessions, list));
    int number = 0;
    for (const auto& session : sessions.sessions()) {
      trajectory::v1::ListAttendancesRequest known;
      known.set_session_id(session.id());
      ASSIGN_OR_RETURN(const auto recorded,
                       door_.Call(*attendance_stub_, &AttendanceStub::ListAttendances, known));
      trajectory::v1::BatchRecordAttendanceRequest request;
      for (const Trajectory& trajectory : trajectories_) {
        *request.add_attendances() = AttendanceOf(session.id(), trajectory.participant_id(), ++number);
      }
      if (!recorded.attendances().empty()) continue;  // corrections since then stay
      request.set_request_id(NewRequestId());
      RETURN_IF_ERROR(
          door_.Call(*attendance_stub_, &AttendanceStub::BatchRecordAttendance, request).status());
    }
    return absl::OkStatus();
  }

  static trajectory::v1::Attendance AttendanceOf(const std::string& session_id,
                                                 const std::string& participant_id, int number) {
    trajectory::v1::Attendance attendance;
    attendance.set_session_id(session_id);
    attendance.set_participant_id(participant_id);
    attendance.set_status(number % 31 == 0   ? trajectory::v1::ATTENDANCE_STATUS_ABSENT_WITHOUT_NOTICE
                          : number % 17 == 0 ? trajectory::v1::ATTENDANCE_STATUS_ABSENT_WITH_NOTICE
                          : number % 13 == 0 ? trajectory::v1::ATTENDANCE_STATUS_LATE
                                             : trajectory::v1::ATTENDANCE_STATUS_PRESENT);
    return attendance;
  }

  Status AwaitFigures() {
    const auto stub = reporting::v1::FigureService::NewStub(door_.channel());
    reporting::v1::GetRealisationRequest request;
    request.set_programme_code(kProgramme);
    return Eventually("reporting", [&]() -> Status {
      ASSIGN_OR_RETURN(const auto figures,
                       door_.Call(*stub, &reporting::v1::FigureService::Stub::GetRealisation, request));
      const bool complete = figures.started_participants().value() >= static_cast<int>(trajectories_.size());
      return complete
                 ? absl::OkStatus()
                 : Error(absl::StatusCode::kFailedPrecondition, "FIGURES_BEHIND", "Reporting lags behind.");
    });
  }

  using TrajectoryStub = trajectory::v1::TrajectoryService::Stub;
  using EnrolmentStub = trajectory::v1::EnrolmentService::Stub;
  using AttendanceStub = trajectory::v1::AttendanceService::Stub;

  const Door& door_;
  DemoCalendar calendar_;
  absl::CivilDay today_;
  std::string class_id_;
  std::vector<Trajectory> trajectories_;
  std::unique_ptr<ReferralService::Stub> referral_stub_ = ReferralService::NewStub(door_.channel());
  std::unique_ptr<TrajectoryStub> trajectory_stub_ =
      trajectory::v1::TrajectoryService::NewStub(door_.channel());
  std::unique_ptr<EnrolmentStub> enrolment_stub_ = trajectory::v1::EnrolmentService::NewStub(door_.channel());
  std::unique_ptr<trajectory::v1::WeekService::Stub> week_stub_ =
      trajectory::v1::WeekService::NewStub(door_.channel());
  std::unique_ptr<trajectory::v1::SessionService::Stub> session_stub_ =
      trajectory::v1::SessionService::NewStub(door_.channel());
  std::unique_ptr<AttendanceStub> attendance_stub_ =
      trajectory::v1::AttendanceService::NewStub(door_.channel());
};

}  // namespace

Status LoadDemo(const Door& door, const std::string& source_root, absl::CivilDay today) {
  Say("342 municipalities");
  RETURN_IF_ERROR(LoadMunicipalities(door, source_root + "/demo/municipalities.csv"));
  Say("five programmes");
  for (const char* code : {"hengelo", "dordrecht", "arnhem", "weert", "oost-groningen"}) {
    RETURN_IF_ERROR(LoadProgramme(door, source_root + "/programmes/" + code + ".textproto"));
  }
  Say("partners, contracts and offerings of Hengelo");
  ASSIGN_OR_RETURN(const std::optional<absl::CivilDay> known, FirstDayOf(door, kProgramme, kClass));
  const DemoCalendar calendar = known ? DemoCalendar::BeginningOn(*known) : DemoCalendar::Of(today);
  RETURN_IF_ERROR(LoadPartners(door, source_root + "/demo/hengelo/partners.json", calendar.moved_days()));
  return ClassDemo(door, calendar, today).Run(source_root);
}

}  // namespace duaal::cli
