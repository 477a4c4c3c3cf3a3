#include "chassis/core/civil.h"
#include "duaal/intake/v1/municipality_service.grpc.pb.h"
#include "duaal/partner/v1/offering_service.grpc.pb.h"
#include "duaal/partner/v1/organisation_service.grpc.pb.h"
#include "duaal/trajectory/v1/programme_service.grpc.pb.h"
#include "tools/load/steps.h"

namespace duaal::load {
namespace {

using intake::v1::MunicipalityService;
using partner::v1::Offering;
using partner::v1::OfferingService;
using partner::v1::OrganisationService;
using trajectory::v1::ProgrammeService;

constexpr char kSite[] = "Taalschool, Hengelo";
constexpr int kDaysAhead = 182;  // classes go on for half a year

Status NotReady(const std::string& what) {
  return Error(absl::StatusCode::kFailedPrecondition, "REGION_NOT_READY",
               "The region has no " + what + "; load the demo first, with `./dev up` or `duaal demo`.");
}

StatusOr<std::string> EnsureOrganisation(const cli::Door& door, const Plan& plan) {
  const auto stub = OrganisationService::NewStub(door.channel());
  partner::v1::ListOrganisationsRequest list;
  list.set_code(SourceOf(plan));
  ASSIGN_OR_RETURN(const auto known, door.Call(*stub, &OrganisationService::Stub::ListOrganisations, list));
  if (!known.organisations().empty()) return known.organisations(0).id();
  partner::v1::CreateOrganisationRequest request;
  auto& organisation = *request.mutable_organisation();
  organisation.set_code(SourceOf(plan));
  organisation.set_display_name("Taalschool " + std::to_string(plan.seed));
  organisation.set_kind(partner::v1::ORGANISATION_KIND_LANGUAGE_PROVIDER);
  organisation.add_sites(kSite);
  request.set_request_id(SourceOf(plan) + "-organisation");
  ASSIGN_OR_RETURN(const auto created,
                   door.Call(*stub, &OrganisationService::Stub::CreateOrganisation, request));
  return created.id();
}

Offering ClassOf(const Plan& plan, int number, const std::string& organisation_id) {
  Offering offering;
  offering.set_code(ClassCode(plan, number));
  offering.set_display_name("Taalklas " + std::to_string(number + 1));
  offering.set_programme_code(kProgramme);
  offering.set_component_code("language");
  offering.set_organisation_id(organisation_id);
  offering.set_language_level("A1");
  offering.set_capacity(kClassSize);
  offering.set_start_date(FormatDate(FirstDay(plan)));
  offering.set_end_date(FormatDate(plan.today + kDaysAhead));
  for (const auto day : {type::v1::WEEKDAY_MONDAY, type::v1::WEEKDAY_WEDNESDAY, type::v1::WEEKDAY_FRIDAY}) {
    auto& slot = *offering.add_timetable();
    slot.set_weekday(day);
    slot.set_start_time("09:00");
    slot.set_end_time("12:00");
    slot.set_site(kSite);
  }
  offering.set_week_pattern(type::v1::WEEK_PATTERN_EVERY);
  offering.set_delivery_mode(type::v1::DELIVERY_MODE_ON_SITE);
  return offering;
}

}  // namespace

Status CheckRegion(const cli::Door& door) {
  const auto municipalities = MunicipalityService::NewStub(door.channel());
  for (const std::string& code : Mandates()) {
    intake::v1::GetMunicipalityRequest request;
    request.set_code(code);
    const Status found =
        door.Call(*municipalities, &MunicipalityService::Stub::GetMunicipality, request).status();
    if (absl::IsNotFound(found)) return NotReady("municipality " + code);
    RETURN_IF_ERROR(found);
  }
  const auto programmes = ProgrammeService::NewStub(door.channel());
  trajectory::v1::GetProgrammeRequest request;
  request.set_code(kProgramme);
  const Status found = door.Call(*programmes, &ProgrammeService::Stub::GetProgramme, request).status();
  if (absl::IsNotFound(found)) return NotReady(std::string("programme ") + kProgramme);
  return found;
}

StatusOr<Classes> PublishClasses(const cli::Door& door, const Plan& plan, Progress& progress) {
  ASSIGN_OR_RETURN(const std::string organisation_id, EnsureOrganisation(door, plan));
  const auto stub = OfferingService::NewStub(door.channel());
  Classes classes(static_cast<std::size_t>(ClassCount(plan)));
  const auto publish = [&](int number) -> Status {
    std::string& id = classes[static_cast<std::size_t>(number)];
    partner::v1::ListOfferingsRequest list;
    list.set_programme_code(kProgramme);
    list.set_code(ClassCode(plan, number));
    ASSIGN_OR_RETURN(const auto known, door.Call(*stub, &OfferingService::Stub::ListOfferings, list));
    const bool there = !known.offerings().empty();
    if (there) {
      id = known.offerings(0).id();
    } else {
      partner::v1::CreateOfferingRequest request;
      *request.mutable_offering() = ClassOf(plan, number, organisation_id);
      request.set_request_id(ClassCode(plan, number) + "-" + FormatDate(plan.today));
      ASSIGN_OR_RETURN(const auto created, door.Call(*stub, &OfferingService::Stub::CreateOffering, request));
      id = created.id();
    }
    progress.Add(there ? 0 : 1, there ? 1 : 0);
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(InParallel(
      ClassCount(plan), [&](int number) -> Status { return Patiently([&] { return publish(number); }); }));
  return classes;
}

}  // namespace duaal::load
