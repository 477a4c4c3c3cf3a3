#include "tools/bench/classes.h"

#include <memory>
#include <utility>

#include "chassis/core/civil.h"
#include "chassis/core/clock.h"
#include "duaal/partner/v1/offering_service.grpc.pb.h"
#include "duaal/partner/v1/organisation_service.grpc.pb.h"
#include "duaal/trajectory/v1/attendance_service.grpc.pb.h"
#include "duaal/trajectory/v1/enrolment_service.grpc.pb.h"
#include "duaal/trajectory/v1/programme_service.grpc.pb.h"
#include "tools/bench/closed_loop.h"
#include "tools/bench/newcomers.h"
#include "tools/bench/service_calls.h"

namespace duaal::bench {
namespace {

using partner::v1::OfferingService;
using partner::v1::OrganisationService;
using trajectory::v1::EnrolmentService;
using trajectory::v1::ProgrammeService;
using trajectory::v1::SessionService;

constexpr int kThreads = 16;
constexpr int kDays = 4;
constexpr const char* kHours[] = {"09:00", "10:30", "13:00", "14:30"};
constexpr const char* kEnds[] = {"10:15", "11:45", "14:15", "15:45"};
constexpr int kWeeks = 52;

class Maker {
 public:
  Maker(const Region& region, int count) : region_(region), classes_(static_cast<std::size_t>(count)) {}

  StatusOr<std::vector<Classroom>> Make() {
    RETURN_IF_ERROR(Connect());
    RETURN_IF_ERROR(PublishProgramme());
    RETURN_IF_ERROR(PublishOfferings());
    RETURN_IF_ERROR(BringInPeople());
    RETURN_IF_ERROR(InParallel(static_cast<int>(classes_.size()), kThreads,
                               [this](int i) { return Seat(classes_[static_cast<std::size_t>(i)]); }));
    return std::move(classes_);
  }

 private:
  Status Connect() {
    ASSIGN_OR_RETURN(const Channels trajectory, Open("trajectory-svc"));
    ASSIGN_OR_RETURN(const Channels partner, Open("partner-svc"));
    organisations_ = OrganisationService::NewStub(partner.front());
    offerings_ = OfferingService::NewStub(partner.front());
    programmes_ = ProgrammeService::NewStub(trajectory.front());
    enrolments_ = EnrolmentService::NewStub(trajectory.front());
    sessions_ = SessionService::NewStub(trajectory.front());
    return absl::OkStatus();
  }

  StatusOr<Channels> Open(const std::string& service) {
    return region_.Connect(region_.Of(service).listen(), service, 1);
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
    return Call(region_, *programmes_, &ProgrammeService::Stub::PutProgramme, request).status();
  }

  Status PublishOfferings() {
    partner::v1::CreateOrganisationRequest request;
    request.mutable_organisation()->set_code("bench-school-" + NewId());
    request.mutable_organisation()->set_display_name("Bench");
    request.mutable_organisation()->set_kind(partner::v1::ORGANISATION_KIND_ROC);
    request.set_request_id(NewId());
    ASSIGN_OR_RETURN(const auto school,
                     Call(region_, *organisations_, &OrganisationService::Stub::CreateOrganisation, request));
    for (Classroom& room : classes_) {
      ASSIGN_OR_RETURN(const auto offering, Call(region_, *offerings_, &OfferingService::Stub::CreateOffering,
                                                 OfferingOf(school.id())));
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

  Status BringInPeople() {
    const int count = static_cast<int>(classes_.size()) * kClassSize;
    ASSIGN_OR_RETURN(const std::vector<Newcomer> newcomers, BringIn(region_, "bench", count, monday_));
    for (std::size_t i = 0; i < newcomers.size(); ++i) {
      Classroom& room = classes_[i / kClassSize];
      room.trajectory_ids.push_back(newcomers[i].trajectory_id);
      room.participant_ids.push_back(newcomers[i].participant_id);
    }
    return absl::OkStatus();
  }

  // Seats for the class, and its sessions of the year.
  Status Seat(Classroom& room) {
    trajectory::v1::EnrolClassRequest enrol;
    enrol.set_offering_id(room.offering_id);
    enrol.mutable_trajectory_ids()->Assign(room.trajectory_ids.begin(), room.trajectory_ids.end());
    enrol.set_request_id(NewId());
    RETURN_IF_ERROR(Eventually(
        [&] { return Call(region_, *enrolments_, &EnrolmentService::Stub::EnrolClass, enrol).status(); }));
    trajectory::v1::ListSessionsRequest list;
    list.set_offering_id(room.offering_id);
    list.set_from_date(FormatDate(monday_));
    list.set_until_date(FormatDate(monday_ + 7 * kWeeks));
    ASSIGN_OR_RETURN(const auto sessions,
                     Call(region_, *sessions_, &SessionService::Stub::ListSessions, list));
    for (const auto& session : sessions.sessions()) room.session_ids.push_back(session.id());
    return absl::OkStatus();
  }

  const Region& region_;
  // A year back, so that all of it has been.
  const absl::CivilDay monday_ = IsoWeek::Of(SystemClock().Today()).FirstDay() - 7 * kWeeks;
  std::vector<Classroom> classes_;
  std::unique_ptr<OrganisationService::Stub> organisations_;
  std::unique_ptr<OfferingService::Stub> offerings_;
  std::unique_ptr<ProgrammeService::Stub> programmes_;
  std::unique_ptr<EnrolmentService::Stub> enrolments_;
  std::unique_ptr<SessionService::Stub> sessions_;
};

}  // namespace

StatusOr<std::vector<Classroom>> MakeClasses(const Region& region, int count) {
  return Maker(region, count).Make();
}

}  // namespace duaal::bench
