#include "reporting-svc/rpc/figure_rpc.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "chassis/core/civil.h"
#include "chassis/rpc/timestamp.h"
#include "duaal/intake/v1/referral_service.pb.h"
#include "duaal/partner/v1/offering_service.pb.h"
#include "duaal/reporting/v1/figure_service.pb.h"
#include "reporting-svc/queries/figures.h"

namespace duaal::reporting::rpc {
namespace {

using duaal::rpc::Call;
using Feeds = std::function<std::vector<outbox::ConsumerState>()>;

constexpr int kMostWeeks = 60;
constexpr const char* kStageNames[] = {"referred", "in-intake", "intake-complete", "declared", "started"};

// `CLOSE_REASON_NO_DUTY` without its prefix, as a code: `no-duty`.
std::string CodeOf(const std::string& enum_value, const std::string& prefix) {
  std::string code = absl::AsciiStrToLower(enum_value.substr(prefix.size()));
  std::replace(code.begin(), code.end(), '_', '-');
  return code;
}

v1::Count ToProto(const queries::Cell& cell) {
  v1::Count count;
  count.set_value(cell.value);
  count.set_suppressed(cell.suppressed);
  return count;
}

void AddStages(const queries::Stages& stages, google::protobuf::RepeatedPtrField<v1::FunnelStage>* out) {
  for (std::size_t i = 0; i < stages.size(); ++i) {
    v1::FunnelStage& stage = *out->Add();
    stage.set_stage(kStageNames[i]);
    *stage.mutable_reached() = ToProto(stages[i]);
  }
}

v1::AsOf ToProto(const queries::Positions& positions, const Feeds& feeds) {
  v1::AsOf as_of;
  for (const auto& [feed, position] : positions) (*as_of.mutable_positions())[feed] = position;
  absl::Time known = absl::InfiniteFuture();
  for (const outbox::ConsumerState& state : feeds()) known = std::min(known, state.known_time);
  if (known != absl::InfiniteFuture() && known > absl::UnixEpoch()) {
    *as_of.mutable_known_time() = duaal::rpc::ToTimestamp(known);
  }
  return as_of;
}

queries::Viewer ViewerOf(const Call& call) { return {call.principal(), call.today()}; }

StatusOr<v1::Funnel> GetFunnel(sql::Database& db, const Feeds& feeds, const Call& call,
                               const v1::GetFunnelRequest& request) {
  ASSIGN_OR_RETURN(const queries::Funnel funnel,
                   db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<queries::Funnel> {
                     RETURN_IF_ERROR(queries::GetProgramme(session, request.programme_code()).status());
                     return queries::GetFunnel(session, ViewerOf(call), request.programme_code(),
                                               Uuid::Parse(request.class_offering_id()));
                   }));
  v1::Funnel response;
  response.set_programme_code(request.programme_code());
  AddStages(funnel.total, response.mutable_stages());
  for (const auto& [code, stages] : funnel.municipalities) {
    v1::MunicipalityFunnel& municipality = *response.add_municipalities();
    municipality.set_municipality_code(code);
    AddStages(stages, municipality.mutable_stages());
  }
  *response.mutable_participating() = ToProto(funnel.participating);
  for (const auto& [reason, cell] : funnel.exits) {
    v1::FunnelExit& exit = *response.add_exits();
    exit.set_reason(CodeOf(intake::v1::CloseReason_Name(reason.first), "CLOSE_REASON_"));
    exit.set_exit_reason_code(reason.second);
    *exit.mutable_count() = ToProto(cell);
  }
  *response.mutable_as_of() = ToProto(funnel.positions, feeds);
  return response;
}

std::vector<std::string> LanguageComponents(const programme::v1::ProgrammeDefinition& definition) {
  std::vector<std::string> codes;
  for (const auto& component : definition.components()) {
    if (component.kind() == programme::v1::Component::LANGUAGE) codes.push_back(component.code());
  }
  return codes;
}

void AddTargets(const programme::v1::ProgrammeDefinition& definition, v1::Realisation& response) {
  for (const auto& target : definition.targets()) {
    if (target.code() == "participants") {
      response.set_target_participants(target.value());
      response.set_expectation(target.expectation());
    }
    if (target.code() == "groups") response.set_target_groups(target.value());
  }
}

// What one realisation is made of.
struct Realised {
  programme::v1::ProgrammeDefinition definition;
  queries::Funnel funnel;
  queries::Groups groups;
};

void AddCauses(const std::vector<queries::CancelledGroups>& cancelled,
               google::protobuf::RepeatedPtrField<v1::ShortfallCause>* out) {
  for (const queries::CancelledGroups& groups : cancelled) {
    v1::ShortfallCause& cause = *out->Add();
    cause.set_cause(CodeOf(partner::v1::CancelCause_Name(groups.cause), "CANCEL_CAUSE_"));
    cause.set_component_code(groups.component_code);
    cause.set_groups(groups.groups);
  }
}

// Every municipality from which somebody was referred, or that a group belongs to.
void AddMunicipalities(const Realised& realised, v1::Realisation& response) {
  std::set<std::string> codes;
  for (const auto& [code, stages] : realised.funnel.municipalities) codes.insert(code);
  for (const auto& [code, groups] : realised.groups.municipalities) codes.insert(code);
  for (const std::string& code : codes) {
    v1::MunicipalityRealisation& municipality = *response.add_municipalities();
    municipality.set_municipality_code(code);
    const auto stages = realised.funnel.municipalities.find(code);
    const queries::Stages none{};
    const queries::Stages& people = stages == realised.funnel.municipalities.end() ? none : stages->second;
    *municipality.mutable_referred() = ToProto(people.front());
    *municipality.mutable_started() = ToProto(people.back());
    const auto found = realised.groups.municipalities.find(code);
    if (found == realised.groups.municipalities.end()) continue;
    const queries::MunicipalityGroups& groups = found->second;
    municipality.set_planned_groups(groups.planned);
    municipality.set_planned_participants(groups.planned_seats);
    // A number of groups would tell how few the hidden people are.
    const bool hidden = people.back().suppressed;
    *municipality.mutable_started_groups() = ToProto(hidden ? queries::Cell{0, true} : groups.started);
    AddCauses(groups.cancelled, municipality.mutable_causes());
  }
}

StatusOr<v1::Realisation> GetRealisation(sql::Database& db, const Feeds& feeds, const Call& call,
                                         const v1::GetRealisationRequest& request) {
  const std::string& code = request.programme_code();
  ASSIGN_OR_RETURN(
      const Realised realised, db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<Realised> {
        Realised all;
        ASSIGN_OR_RETURN(all.definition, queries::GetProgramme(session, code));
        ASSIGN_OR_RETURN(all.funnel, queries::GetFunnel(session, ViewerOf(call), code, std::nullopt));
        ASSIGN_OR_RETURN(all.groups, queries::GetGroups(session, ViewerOf(call), code,
                                                        LanguageComponents(all.definition)));
        return all;
      }));
  v1::Realisation response;
  response.set_programme_code(code);
  AddTargets(realised.definition, response);
  *response.mutable_started_participants() = ToProto(realised.funnel.total.back());
  AddMunicipalities(realised, response);
  response.set_started_groups(realised.groups.started);
  AddCauses(realised.groups.cancelled, response.mutable_causes());
  *response.mutable_as_of() = ToProto(realised.funnel.positions, feeds);
  return response;
}

StatusOr<v1::AttendanceFigures> GetAttendanceFigures(sql::Database& db, const Feeds& feeds, const Call& call,
                                                     const v1::GetAttendanceFiguresRequest& request) {
  const IsoWeek from = *IsoWeek::Parse(request.from_week());
  const IsoWeek until = *IsoWeek::Parse(request.until_week());
  Violations violations;
  if (until <= from) {
    violations.Add("until_week", "INTERVAL_REVERSED",
                   "The end is the week after the last; it lies after the start.");
  } else if ((until.FirstDay() - from.FirstDay()) / 7 > kMostWeeks) {
    violations.Add("until_week", "OUT_OF_RANGE", "Ask for at most 60 weeks at once.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  queries::Positions positions;
  ASSIGN_OR_RETURN(
      const auto rows,
      db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<std::vector<queries::AttendanceRow>> {
        RETURN_IF_ERROR(queries::GetProgramme(session, request.programme_code()).status());
        return queries::GetAttendance(session, ViewerOf(call), request.programme_code(),
                                      {from.ToString(), until.ToString()}, Uuid::Parse(request.offering_id()),
                                      &positions);
      }));
  v1::AttendanceFigures response;
  response.set_programme_code(request.programme_code());
  for (const queries::AttendanceRow& figure : rows) {
    v1::AttendanceRow& row = *response.add_rows();
    row.set_week(figure.week);
    row.set_component_code(figure.component_code);
    *row.mutable_present() = ToProto(figure.present);
    *row.mutable_absent_with_notice() = ToProto(figure.absent_with_notice);
    *row.mutable_absent_without_notice() = ToProto(figure.absent_without_notice);
    row.set_minutes(figure.minutes);
  }
  *response.mutable_as_of() = ToProto(positions, feeds);
  return response;
}

}  // namespace

void RegisterFigureService(duaal::rpc::Server& server, sql::Database& db, Feeds feeds) {
  const std::string service = "duaal.reporting.v1.FigureService/";
  server.Unary<v1::GetFunnelRequest, v1::Funnel>(
      service + "GetFunnel",
      [&db, feeds](const Call& call, const auto& request) { return GetFunnel(db, feeds, call, request); });
  server.Unary<v1::GetRealisationRequest, v1::Realisation>(
      service + "GetRealisation", [&db, feeds](const Call& call, const auto& request) {
        return GetRealisation(db, feeds, call, request);
      });
  server.Unary<v1::GetAttendanceFiguresRequest, v1::AttendanceFigures>(
      service + "GetAttendanceFigures", [&db, feeds](const Call& call, const auto& request) {
        return GetAttendanceFigures(db, feeds, call, request);
      });
}

}  // namespace duaal::reporting::rpc
