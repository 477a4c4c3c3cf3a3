#include "gateway/cli/show.h"

#include <cstdio>
#include <map>
#include <string>

#include "duaal/intake/v1/participant_service.grpc.pb.h"
#include "duaal/partner/v1/offering_service.grpc.pb.h"
#include "duaal/reporting/v1/figure_service.grpc.pb.h"
#include "duaal/trajectory/v1/week_service.grpc.pb.h"

namespace duaal::cli {
namespace {

constexpr const char* kDays[] = {"", "mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr const char* kHalfDays[] = {"", "morning", "afternoon", "evening"};

std::string ToText(const reporting::v1::Count& count) {
  return count.suppressed() ? "<5" : std::to_string(count.value());
}

void PrintFindings(const trajectory::v1::Week& week, const char* indent) {
  for (const auto& finding : week.findings()) {
    std::printf("%s%s %s [%s]\n", indent, finding.blocking() ? "!" : "-", finding.description().c_str(),
                finding.reason().c_str());
  }
}

void PrintWeek(const trajectory::v1::Week& week) {
  std::printf("week %s of trajectory %s\n\n", week.week().c_str(), week.trajectory_id().c_str());
  for (const auto& activity : week.activities()) {
    std::printf("  %s %s  %s-%s  %-10s %-24s %s\n", kDays[activity.slot().weekday()], activity.date().c_str(),
                activity.slot().start_time().c_str(), activity.slot().end_time().c_str(),
                kHalfDays[activity.half_day()], activity.component_code().c_str(),
                activity.slot().site().c_str());
  }
  std::printf("\n  %d half-days, of which %d class; %d hours %02d minutes\n", week.half_days(),
              week.class_half_days(), week.minutes() / 60, week.minutes() % 60);
  PrintFindings(week, "  ");
}

using Names = std::map<std::string, std::string>;  // by id

std::string NameOf(const intake::v1::Participant& person) {
  std::string name;
  if (!person.given_name().empty()) name += person.given_name() + ' ';
  if (!person.family_name_prefix().empty()) name += person.family_name_prefix() + ' ';
  return name + person.family_name();
}

// The names of a class in one call. A caller who may see weeks but no people sees ids instead.
StatusOr<Names> NamesOf(const Door& door, const trajectory::v1::ClassWeek& week) {
  Names names;
  if (week.weeks().empty()) return names;
  const auto stub = intake::v1::ParticipantService::NewStub(door.channel());
  intake::v1::ListParticipantsRequest request;
  for (const auto& person : week.weeks()) request.add_ids(person.participant_id());
  const auto answer = door.Call(*stub, &intake::v1::ParticipantService::Stub::ListParticipants, request);
  if (absl::IsPermissionDenied(answer.status())) return names;
  RETURN_IF_ERROR(answer.status());
  for (const auto& person : answer->participants()) names[person.id()] = NameOf(person);
  return names;
}

}  // namespace

Status ShowWeek(const Door& door, const std::string& trajectory_id, const std::string& week) {
  const auto stub = trajectory::v1::WeekService::NewStub(door.channel());
  trajectory::v1::GetWeekRequest request;
  request.set_trajectory_id(trajectory_id);
  request.set_week(week);
  ASSIGN_OR_RETURN(const trajectory::v1::Week answer,
                   door.Call(*stub, &trajectory::v1::WeekService::Stub::GetWeek, request));
  PrintWeek(answer);
  return absl::OkStatus();
}

Status ShowClassWeek(const Door& door, const std::string& offering_id, const std::string& week) {
  const auto stub = trajectory::v1::WeekService::NewStub(door.channel());
  trajectory::v1::GetClassWeekRequest request;
  request.set_offering_id(offering_id);
  request.set_week(week);
  ASSIGN_OR_RETURN(const trajectory::v1::ClassWeek answer,
                   door.Call(*stub, &trajectory::v1::WeekService::Stub::GetClassWeek, request));
  ASSIGN_OR_RETURN(const Names names, NamesOf(door, answer));
  std::printf("week %s: %d people\n\n", answer.week().c_str(), answer.weeks_size());
  for (const auto& person : answer.weeks()) {
    const auto name = names.find(person.participant_id());
    std::printf("  %-36s  %2d half-days (%d class)",
                name == names.end() ? person.participant_id().c_str() : name->second.c_str(),
                person.half_days(), person.class_half_days());
    for (const auto& total : person.totals())
      std::printf("  %s %d", total.component_code().c_str(), total.half_days());
    std::printf("\n");
    PrintFindings(person, "      ");
  }
  return absl::OkStatus();
}

Status ShowFigures(const Door& door, const std::string& programme_code) {
  const auto stub = reporting::v1::FigureService::NewStub(door.channel());
  reporting::v1::GetFunnelRequest funnel_request;
  funnel_request.set_programme_code(programme_code);
  ASSIGN_OR_RETURN(const reporting::v1::Funnel funnel,
                   door.Call(*stub, &reporting::v1::FigureService::Stub::GetFunnel, funnel_request));
  std::printf("funnel of %s\n", programme_code.c_str());
  for (const auto& stage : funnel.stages()) {
    std::printf("  %-16s %6s\n", stage.stage().c_str(), ToText(stage.reached()).c_str());
  }
  for (const auto& exit : funnel.exits()) {
    std::printf("  left: %-10s %6s\n", exit.reason().c_str(), ToText(exit.count()).c_str());
  }
  reporting::v1::GetRealisationRequest request;
  request.set_programme_code(programme_code);
  ASSIGN_OR_RETURN(const reporting::v1::Realisation realisation,
                   door.Call(*stub, &reporting::v1::FigureService::Stub::GetRealisation, request));
  std::printf("\nplanned against realised\n  participants %6s of %d\n  groups       %6d of %d\n",
              ToText(realisation.started_participants()).c_str(), realisation.target_participants(),
              realisation.started_groups(), realisation.target_groups());
  for (const auto& part : realisation.municipalities()) {
    std::printf("  %s: participants %s of %d seats, groups %s of %d\n", part.municipality_code().c_str(),
                ToText(part.started()).c_str(), part.planned_participants(),
                ToText(part.started_groups()).c_str(), part.planned_groups());
  }
  for (const auto& cause : realisation.causes()) {
    std::printf("  not run: %d x %s, cause %s\n", cause.groups(), cause.component_code().c_str(),
                cause.cause().c_str());
  }
  return absl::OkStatus();
}

StatusOr<std::string> FindOffering(const Door& door, const std::string& programme_code,
                                   const std::string& code) {
  const auto stub = partner::v1::OfferingService::NewStub(door.channel());
  partner::v1::ListOfferingsRequest request;
  request.set_programme_code(programme_code);
  request.set_code(code);
  ASSIGN_OR_RETURN(const partner::v1::ListOfferingsResponse answer,
                   door.Call(*stub, &partner::v1::OfferingService::Stub::ListOfferings, request));
  if (answer.offerings().empty()) {
    return Error(absl::StatusCode::kNotFound, "UNKNOWN_OFFERING",
                 "The programme " + programme_code + " has no offering with the code " + code + ".");
  }
  return answer.offerings(0).id();
}

}  // namespace duaal::cli
