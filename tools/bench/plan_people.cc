#include "tools/bench/plan_people.h"

#include <atomic>
#include <memory>
#include <string_view>
#include <utility>

#include "chassis/core/civil.h"
#include "chassis/core/clock.h"
#include "duaal/partner/v1/offering_service.grpc.pb.h"
#include "duaal/partner/v1/organisation_service.grpc.pb.h"
#include "duaal/trajectory/v1/enrolment_service.grpc.pb.h"
#include "duaal/trajectory/v1/programme_service.grpc.pb.h"
#include "duaal/trajectory/v1/week_service.grpc.pb.h"
#include "tools/bench/closed_loop.h"
#include "tools/bench/service_calls.h"

namespace duaal::bench {
namespace {

using partner::v1::OfferingService;
using partner::v1::OrganisationService;
using programme::v1::Component;
using trajectory::v1::EnrolmentService;
using trajectory::v1::ProgrammeService;
using trajectory::v1::WeekService;

constexpr int kThreads = 8;
constexpr int kClassSize = 25;
constexpr int kOfKind = 100;   // offerings of each component but the language
constexpr int kPastWeeks = 8;  // for which it runs already
constexpr int kYear = 52;
constexpr int kBlockWeeks = 10;
constexpr int kAttempts = 5;  // to take a seat that was suggested, while others take theirs
constexpr const char* kSites[] = {"Gieterij", "Twekkeler Es", "Bibliotheek", "Stadhuis", "Hasseler Es", ""};
// Days of a language class, and whether it is in the morning.
constexpr struct {
  int days[3];
  bool morning;
} kClasses[] = {
    {{1, 3, 4}, true}, {{1, 2, 4}, true}, {{2, 3, 5}, true}, {{1, 3, 5}, false}, {{2, 4, 5}, false}};
// What people get besides a language class, in turn.
constexpr std::string_view kGotten[4][2] = {{"module", ""}, {"module", "trade"}, {"trade", ""}, {"work", ""}};

void AddComponent(programme::v1::ProgrammeDefinition& programme, const char* code, Component::Kind kind,
                  int least, int most) {
  Component& component = *programme.add_components();
  component.set_code(code);
  component.set_display_name(code);
  component.set_kind(kind);
  component.set_min_half_days(least);
  component.set_max_half_days(most);
  component.set_class_time(kind != Component::WORK);
}

void AddSlot(partner::v1::Offering& offering, int weekday, bool morning, bool later, int site) {
  type::v1::Slot& slot = *offering.add_timetable();
  slot.set_weekday(static_cast<type::v1::Weekday>(weekday));
  slot.set_start_time(morning ? (later ? "09:30" : "09:00") : (later ? "13:30" : "13:00"));
  slot.set_end_time(morning ? (later ? "12:30" : "12:00") : (later ? "16:30" : "16:00"));
  slot.set_site(kSites[static_cast<std::size_t>(site) % std::size(kSites)]);
}

class Maker {
 public:
  Maker(const Region& region, int people) : region_(region), count_(people) {}

  StatusOr<HalfPlanned> Make() {
    RETURN_IF_ERROR(Connect());
    RETURN_IF_ERROR(PublishProgramme());
    RETURN_IF_ERROR(PublishOfferings());
    ASSIGN_OR_RETURN(made_.people, BringIn(region_, programme_, count_, start_));
    RETURN_IF_ERROR(AwaitApplied(region_, "partner-svc"));
    const auto taught = static_cast<int>(class_ids_.size()) - 1;  // the last class goes without
    RETURN_IF_ERROR(InParallel(taught, kThreads, [this](int i) { return Seat(i); }));
    RETURN_IF_ERROR(
        InParallel(taught * kClassSize, kThreads, [this](int person) { return PlanSome(person); }));
    made_.week = week_;
    made_.seats_taken = taken_;
    return std::move(made_);
  }

 private:
  Status Connect() {
    ASSIGN_OR_RETURN(const Channels trajectory,
                     region_.Connect(region_.Of("trajectory-svc").listen(), "trajectory-svc", 1));
    ASSIGN_OR_RETURN(const Channels partner,
                     region_.Connect(region_.Of("partner-svc").listen(), "partner-svc", 1));
    organisations_ = OrganisationService::NewStub(partner.front());
    offerings_ = OfferingService::NewStub(partner.front());
    programmes_ = ProgrammeService::NewStub(trajectory.front());
    enrolments_ = EnrolmentService::NewStub(trajectory.front());
    weeks_ = WeekService::NewStub(trajectory.front());
    return absl::OkStatus();
  }

  Status PublishProgramme() {
    trajectory::v1::PutProgrammeRequest request;
    auto& programme = *request.mutable_definition();
    programme.set_code(programme_);
    programme.set_display_name("Bench");
    programme.mutable_participation()->set_declaration_required(true);
    AddComponent(programme, "language", Component::LANGUAGE, 3, 3);
    AddComponent(programme, "module", Component::MODULE, 1, 1);
    AddComponent(programme, "trade", Component::TRADE, 1, 1);
    AddComponent(programme, "work", Component::WORK, 1, 5);
    programme.mutable_components(2)->set_series_weeks(kBlockWeeks);
    programme.mutable_components(3)->set_minimum_language_level("A1");
    auto& class_time = *programme.add_load_limits();
    class_time.set_scope(programme::v1::LoadLimit::CLASS);
    class_time.set_max_half_days(5);
    auto& all = *programme.add_load_limits();
    all.set_scope(programme::v1::LoadLimit::ALL);
    all.set_max_half_days(10);
    request.set_request_id(NewId());
    return Call(region_, *programmes_, &ProgrammeService::Stub::PutProgramme, request).status();
  }

  Status PublishOfferings() {
    partner::v1::CreateOrganisationRequest request;
    request.mutable_organisation()->set_code("bench-plan-" + NewId());
    request.mutable_organisation()->set_display_name("Bench");
    request.mutable_organisation()->set_kind(partner::v1::ORGANISATION_KIND_ROC);
    request.set_request_id(NewId());
    ASSIGN_OR_RETURN(const auto school,
                     Call(region_, *organisations_, &OrganisationService::Stub::CreateOrganisation, request));
    std::vector<partner::v1::Offering> all;
    const int classes = count_ / kClassSize;
    for (int i = 0; i < classes; ++i) all.push_back(LanguageClass(i));
    for (int i = 0; i < kOfKind; ++i) {
      all.push_back(Module(i));
      all.push_back(Trade(i));
      all.push_back(Work(i));
    }
    made_.offerings = static_cast<int>(all.size());
    class_ids_.resize(static_cast<std::size_t>(classes));
    return InParallel(made_.offerings, kThreads, [&](int number) -> Status {
      const auto i = static_cast<std::size_t>(number);
      partner::v1::CreateOfferingRequest create;
      *create.mutable_offering() = std::move(all[i]);
      create.mutable_offering()->set_organisation_id(school.id());
      create.set_request_id(NewId());
      ASSIGN_OR_RETURN(const auto stored,
                       Call(region_, *offerings_, &OfferingService::Stub::CreateOffering, create));
      if (i < class_ids_.size()) class_ids_[i] = stored.id();
      return absl::OkStatus();
    });
  }

  [[nodiscard]] partner::v1::Offering OfferingOf(const char* component, int number, int capacity,
                                                 int first_week, int weeks) const {
    partner::v1::Offering offering;
    offering.set_code("bench-" + NewId());
    offering.set_display_name(component + (" " + std::to_string(number)));
    offering.set_programme_code(programme_);
    offering.set_component_code(component);
    offering.set_municipality_code(kMunicipality);
    offering.set_capacity(capacity);
    offering.set_start_date(FormatDate(start_ + 7 * first_week));
    offering.set_end_date(FormatDate(start_ + 7 * (first_week + weeks)));
    return offering;
  }
  [[nodiscard]] partner::v1::Offering LanguageClass(int number) const {
    partner::v1::Offering offering = OfferingOf("language", number, kClassSize, 0, kYear);
    const auto& times = kClasses[static_cast<std::size_t>(number) % std::size(kClasses)];
    for (const int day : times.days) AddSlot(offering, day, times.morning, false, number);
    return offering;
  }
  // In one of three blocks of ten weeks, or every second week of the last two.
  [[nodiscard]] partner::v1::Offering Module(int number) const {
    const bool half = number % 5 == 4;
    const int block = half ? 1 : number % 3;
    partner::v1::Offering offering = OfferingOf("module", number, 4 + number % 3, block * kBlockWeeks,
                                                half ? 2 * kBlockWeeks : kBlockWeeks);
    AddSlot(offering, 1 + number % 5, number / 5 % 2 == 0, number % 3 == 0, number);
    if (half)
      offering.set_week_pattern(number / 5 % 2 == 0 ? type::v1::WEEK_PATTERN_ODD
                                                    : type::v1::WEEK_PATTERN_EVEN);
    return offering;
  }
  // A series in each of four blocks. The first has begun, so nobody can join it any more.
  [[nodiscard]] partner::v1::Offering Trade(int number) const {
    partner::v1::Offering offering = OfferingOf("trade", number, 5, number % 4 * kBlockWeeks, kBlockWeeks);
    AddSlot(offering, 1 + number % 5, number / 5 % 2 == 1, number % 4 == 0, number / 2);
    return offering;
  }
  [[nodiscard]] partner::v1::Offering Work(int number) const {
    return OfferingOf("work", number, 2 + number % 3, number % 4 == 0 ? kBlockWeeks : 0, kYear);
  }

  Status Seat(int number) {
    trajectory::v1::EnrolClassRequest enrol;
    enrol.set_offering_id(class_ids_[static_cast<std::size_t>(number)]);
    for (int place = 0; place < kClassSize; ++place) {
      const auto person = static_cast<std::size_t>(number * kClassSize + place);
      enrol.add_trajectory_ids(made_.people[person].trajectory_id);
    }
    enrol.set_request_id(NewId());
    taken_ += kClassSize;
    return Call(region_, *enrolments_, &EnrolmentService::Stub::EnrolClass, enrol).status();
  }

  Status PlanSome(int person) {
    const std::string& id = made_.people[static_cast<std::size_t>(person)].trajectory_id;
    for (const std::string_view component : kGotten[person % 4]) {
      if (!component.empty()) RETURN_IF_ERROR(Take(id, std::string(component)));
    }
    return absl::OkStatus();
  }

  // Takes what is suggested first; nothing when nothing is left.
  Status Take(const std::string& id, const std::string& component) {
    trajectory::v1::SuggestWeekRequest ask;
    ask.set_trajectory_id(id);
    ask.set_week(week_);
    ask.add_component_codes(component);
    Status status;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      ASSIGN_OR_RETURN(const auto told, Call(region_, *weeks_, &WeekService::Stub::SuggestWeek, ask));
      if (told.alternatives().empty() || told.alternatives(0).activities().empty()) return absl::OkStatus();
      const trajectory::v1::SuggestedActivity& first = told.alternatives(0).activities(0);
      trajectory::v1::CreateEnrolmentRequest enrol;
      enrol.mutable_enrolment()->set_trajectory_id(id);
      enrol.mutable_enrolment()->set_offering_id(first.offering_id());
      enrol.mutable_enrolment()->set_start_date(first.entry_date());
      enrol.set_request_id(NewId());
      status = Call(region_, *enrolments_, &EnrolmentService::Stub::CreateEnrolment, enrol).status();
      if (!status.ok()) continue;  // somebody took the last seat meanwhile
      ++taken_;
      return first.agreed_per_person() ? Agree(id, first) : absl::OkStatus();
    }
    return status;
  }

  // Saves the half-days of a seat that has none of its own.
  Status Agree(const std::string& id, const trajectory::v1::SuggestedActivity& suggested) {
    trajectory::v1::GetWeekRequest get;
    get.set_trajectory_id(id);
    get.set_week(week_);
    ASSIGN_OR_RETURN(const auto week, Call(region_, *weeks_, &WeekService::Stub::GetWeek, get));
    trajectory::v1::SaveWeekRequest save;
    save.set_trajectory_id(id);
    save.set_week(get.week());
    save.set_etag(week.etag());
    save.set_request_id(NewId());
    for (const type::v1::Slot& slot : suggested.timetable()) {
      trajectory::v1::Activity& activity = *save.add_activities();
      activity.set_component_code(suggested.component_code());
      activity.set_offering_id(suggested.offering_id());
      *activity.mutable_slot() = slot;
    }
    return Call(region_, *weeks_, &WeekService::Stub::SaveWeek, save).status();
  }

  const Region& region_;
  const int count_;
  const std::string programme_ = "bench-" + NewId().substr(24);  // another catalogue each time
  const absl::CivilDay next_monday_ = IsoWeek::Of(SystemClock().Today()).FirstDay() + 7;
  const absl::CivilDay start_ = next_monday_ - 7 * kPastWeeks;
  const std::string week_ = IsoWeek::Of(next_monday_).ToString();
  HalfPlanned made_;
  std::atomic<int> taken_{0};
  std::vector<std::string> class_ids_;
  std::unique_ptr<OrganisationService::Stub> organisations_;
  std::unique_ptr<OfferingService::Stub> offerings_;
  std::unique_ptr<ProgrammeService::Stub> programmes_;
  std::unique_ptr<EnrolmentService::Stub> enrolments_;
  std::unique_ptr<WeekService::Stub> weeks_;
};

}  // namespace

StatusOr<HalfPlanned> MakeHalfPlanned(const Region& region, int people) {
  return Maker(region, people).Make();
}

}  // namespace duaal::bench
