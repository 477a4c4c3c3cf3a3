#include "tools/bench/classes.h"

#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "chassis/core/civil.h"
#include "chassis/core/clock.h"
#include "chassis/core/uuid.h"
#include "chassis/rpc/status.h"
#include "duaal/intake/v1/participant_service.grpc.pb.h"
#include "duaal/intake/v1/referral_service.grpc.pb.h"
#include "duaal/partner/v1/offering_service.grpc.pb.h"
#include "duaal/partner/v1/organisation_service.grpc.pb.h"
#include "duaal/trajectory/v1/attendance_service.grpc.pb.h"
#include "duaal/trajectory/v1/enrolment_service.grpc.pb.h"
#include "duaal/trajectory/v1/programme_service.grpc.pb.h"
#include "duaal/trajectory/v1/trajectory_service.grpc.pb.h"
#include "tools/bench/closed_loop.h"
#include "tools/bench/people.h"
#include "tools/people/invent.h"

namespace duaal::bench {
namespace {

using intake::v1::ParticipantService;
using intake::v1::ReferralService;
using partner::v1::OfferingService;
using partner::v1::OrganisationService;
using trajectory::v1::EnrolmentService;
using trajectory::v1::ProgrammeService;
using trajectory::v1::SessionService;
using trajectory::v1::TrajectoryService;

constexpr int kThreads = 16;
constexpr int kDays = 4;
constexpr const char* kHours[] = {"09:00", "10:30", "13:00", "14:30"};
constexpr const char* kEnds[] = {"10:15", "11:45", "14:15", "15:45"};
constexpr int kWeeks = 52;
constexpr absl::Duration kPatience = absl::Minutes(2);

std::string NewId() { return Uuid::NewV7().ToString(); }

class Maker {
 public:
  Maker(const Region& region, int count) : region_(region), classes_(static_cast<std::size_t>(count)) {}

  StatusOr<std::vector<Classroom>> Make() {
    RETURN_IF_ERROR(Connect());
    RETURN_IF_ERROR(PublishProgramme());
    RETURN_IF_ERROR(PublishOfferings());
    RETURN_IF_ERROR(Eventually([this] { return ImportPeople(); }));
    RETURN_IF_ERROR(StartAll());
    RETURN_IF_ERROR(InParallel(static_cast<int>(classes_.size()), kThreads,
                               [this](int i) { return Seat(classes_[static_cast<std::size_t>(i)]); }));
    return std::move(classes_);
  }

 private:
  Status Connect() {
    ASSIGN_OR_RETURN(const Channels intake, Open("intake-svc"));
    ASSIGN_OR_RETURN(const Channels trajectory, Open("trajectory-svc"));
    ASSIGN_OR_RETURN(const Channels partner, Open("partner-svc"));
    RETURN_IF_ERROR(EnsureMunicipality(region_, intake));
    people_ = ParticipantService::NewStub(intake.front());
    referrals_ = ReferralService::NewStub(intake.front());
    organisations_ = OrganisationService::NewStub(partner.front());
    offerings_ = OfferingService::NewStub(partner.front());
    programmes_ = ProgrammeService::NewStub(trajectory.front());
    trajectories_ = TrajectoryService::NewStub(trajectory.front());
    enrolments_ = EnrolmentService::NewStub(trajectory.front());
    sessions_ = SessionService::NewStub(trajectory.front());
    return absl::OkStatus();
  }

  StatusOr<Channels> Open(const std::string& service) {
    return region_.Connect(region_.Of(service).listen(), service, 1);
  }

  template <typename Stub, typename Request, typename Response>
  StatusOr<Response> Call(Stub& stub,
                          grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                          const Request& request) {
    grpc::ClientContext context;
    region_.Prepare(context);
    Response response;
    RETURN_IF_ERROR(rpc::FromGrpc((stub.*method)(&context, request, &response)));
    return response;
  }

  // What one service tells another comes by feed within moments.
  static Status Eventually(const std::function<Status()>& attempt) {
    const absl::Time deadline = absl::Now() + kPatience;
    Status status = attempt();
    while (!status.ok() && absl::Now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      status = attempt();
    }
    return status;
  }

  Status PublishProgramme() {
    trajectory::v1::PutProgrammeRequest request;
    auto& programme = *request.mutable_definition();
    programme.set_code("bench");
    programme.set_display_name("Bench");
    programme.mutable_participation()->set_declaration_required(true);
    auto& component = *programme.add_components();
    component.set_code("language");
    component.set_display_name("taalles");
    component.set_kind(programme::v1::Component::LANGUAGE);
    component.set_min_half_days(1);
    component.set_max_half_days(10);
    request.set_request_id(NewId());
    return Call(*programmes_, &ProgrammeService::Stub::PutProgramme, request).status();
  }

  Status PublishOfferings() {
    partner::v1::CreateOrganisationRequest request;
    request.mutable_organisation()->set_code("bench-school-" + NewId());
    request.mutable_organisation()->set_display_name("Bench");
    request.mutable_organisation()->set_kind(partner::v1::ORGANISATION_KIND_ROC);
    request.set_request_id(NewId());
    ASSIGN_OR_RETURN(const auto school,
                     Call(*organisations_, &OrganisationService::Stub::CreateOrganisation, request));
    for (Classroom& room : classes_) {
      ASSIGN_OR_RETURN(const auto offering,
                       Call(*offerings_, &OfferingService::Stub::CreateOffering, OfferingOf(school.id())));
      room.offering_id = offering.id();
    }
    return absl::OkStatus();
  }

  [[nodiscard]] partner::v1::CreateOfferingRequest OfferingOf(const std::string& school_id) const {
    partner::v1::CreateOfferingRequest request;
    auto& offering = *request.mutable_offering();
    offering.set_code("bench-class-" + NewId());
    offering.set_display_name("Bench");
    offering.set_programme_code("bench");
    offering.set_component_code("language");
    offering.set_organisation_id(school_id);
    offering.set_municipality_code(kMunicipality);
    offering.set_capacity(kClassSize);
    offering.set_start_date(FormatDate(monday_));
    offering.set_end_date(FormatDate(monday_ + 7 * kWeeks));
    for (int day = 1; day <= kDays; ++day) {
      for (std::size_t hour = 0; hour < std::size(kHours); ++hour) {
        auto& slot = *offering.add_timetable();
        slot.set_weekday(static_cast<type::v1::Weekday>(day));
        slot.set_start_time(kHours[hour]);
        slot.set_end_time(kEnds[hour]);
      }
    }
    request.set_request_id(NewId());
    return request;
  }

  [[nodiscard]] intake::v1::ImportParticipantsRequest RowOf(int person) const {
    intake::v1::ImportParticipantsRequest row;
    row.set_row(person + 1);
    row.set_source(source_);
    row.set_source_reference(std::to_string(person));
    *row.mutable_participant() =
        people::InventParticipant(2, static_cast<std::uint32_t>(person), kMunicipality, monday_);
    row.mutable_participant()->clear_bsn();  // each run brings new people, and numbers are few
    row.set_programme_code("bench");
    row.set_channel(intake::v1::INFLOW_CHANNEL_CASE_MANAGER);
    return row;
  }

  Status ImportPeople() {
    const int count = static_cast<int>(classes_.size()) * kClassSize;
    referral_ids_.assign(static_cast<std::size_t>(count), "");
    grpc::ClientContext context;
    region_.Prepare(context, kPatience);
    const auto stream = people_->ImportParticipants(&context);
    std::thread sender([&] {
      for (int person = 0; person < count && stream->Write(RowOf(person)); ++person) {
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

  Status StartAll() {
    for (Classroom& room : classes_) {
      room.trajectory_ids.resize(kClassSize);
      room.participant_ids.resize(kClassSize);
    }
    return InParallel(static_cast<int>(referral_ids_.size()), kThreads, [this](int person) -> Status {
      Classroom& room = classes_[static_cast<std::size_t>(person / kClassSize)];
      const auto seat = static_cast<std::size_t>(person % kClassSize);
      return Start(referral_ids_[static_cast<std::size_t>(person)], room.trajectory_ids[seat],
                   room.participant_ids[seat]);
    });
  }

  Status Start(const std::string& referral_id, std::string& trajectory_id, std::string& participant_id) {
    intake::v1::SignDeclarationRequest sign;
    sign.set_referral_id(referral_id);
    sign.set_signed_date(FormatDate(monday_));
    sign.set_etag("\"1\"");  // the version right after the import
    sign.set_request_id(NewId());
    RETURN_IF_ERROR(Call(*referrals_, &ReferralService::Stub::SignDeclaration, sign).status());
    trajectory::v1::StartTrajectoryRequest start;
    start.mutable_trajectory()->set_referral_id(referral_id);
    start.mutable_trajectory()->set_case_manager_id("cm-bench");
    start.mutable_trajectory()->set_start_date(FormatDate(monday_));
    start.set_request_id(NewId());
    return Eventually([&]() -> Status {
      ASSIGN_OR_RETURN(const auto started,
                       Call(*trajectories_, &TrajectoryService::Stub::StartTrajectory, start));
      trajectory_id = started.id();
      participant_id = started.participant_id();
      return absl::OkStatus();
    });
  }

  // Seats for the class, and its sessions of the year.
  Status Seat(Classroom& room) {
    trajectory::v1::EnrolClassRequest enrol;
    enrol.set_offering_id(room.offering_id);
    enrol.mutable_trajectory_ids()->Assign(room.trajectory_ids.begin(), room.trajectory_ids.end());
    enrol.set_request_id(NewId());
    RETURN_IF_ERROR(
        Eventually([&] { return Call(*enrolments_, &EnrolmentService::Stub::EnrolClass, enrol).status(); }));
    trajectory::v1::ListSessionsRequest list;
    list.set_offering_id(room.offering_id);
    list.set_from_date(FormatDate(monday_));
    list.set_until_date(FormatDate(monday_ + 7 * kWeeks));
    ASSIGN_OR_RETURN(const auto sessions, Call(*sessions_, &SessionService::Stub::ListSessions, list));
    for (const auto& session : sessions.sessions()) room.session_ids.push_back(session.id());
    return absl::OkStatus();
  }

  const Region& region_;
  // A year back, so that all of it has been.
  const absl::CivilDay monday_ = IsoWeek::Of(SystemClock().Today()).FirstDay() - 7 * kWeeks;
  const std::string source_ = "bench-" + NewId();
  std::vector<Classroom> classes_;
  std::vector<std::string> referral_ids_;  // by person
  std::unique_ptr<ParticipantService::Stub> people_;
  std::unique_ptr<ReferralService::Stub> referrals_;
  std::unique_ptr<OrganisationService::Stub> organisations_;
  std::unique_ptr<OfferingService::Stub> offerings_;
  std::unique_ptr<ProgrammeService::Stub> programmes_;
  std::unique_ptr<TrajectoryService::Stub> trajectories_;
  std::unique_ptr<EnrolmentService::Stub> enrolments_;
  std::unique_ptr<SessionService::Stub> sessions_;
};

}  // namespace

StatusOr<std::vector<Classroom>> MakeClasses(const Region& region, int count) {
  return Maker(region, count).Make();
}

}  // namespace duaal::bench
