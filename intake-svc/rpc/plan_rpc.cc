#include <string>

#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_plan.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

StatusOr<v1::ListPlansResponse> ListPlans(const app::Deps& deps, const crypto::KeyRing& keys,
                                          const Call& call, const v1::ListPlansRequest& request) {
  const std::string& binding = request.participant_id();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto plans, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.plans.List(session, app::ViewerOf(CallerOf(call)), ToId(request.participant_id()),
                           Uuid::FromBytes(page.after), page.size + 1);
  }));
  v1::ListPlansResponse response;
  const bool more = static_cast<int>(plans.size()) > page.size;
  if (more) plans.resize(page.size);
  for (const domain::Plan& plan : plans) *response.add_plans() = ToProto(plan, call.principal());
  if (more) response.set_next_page_token(duaal::rpc::SealPage(keys, call, plans.back().id.Bytes(), binding));
  return response;
}

void RegisterReads(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys,
                   const std::string& service) {
  server.Unary<v1::GetPlanRequest, v1::Plan>(
      service + "GetPlan", [&](const Call& call, const auto& request) -> StatusOr<v1::Plan> {
        return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::Plan> {
          ASSIGN_OR_RETURN(const auto plan,
                           deps.plans.Get(session, ToId(request.id()), app::ViewerOf(CallerOf(call))));
          return ToProto(plan, call.principal());
        });
      });
  server.Unary<v1::GetSpecialInputsRequest, v1::SpecialInputs>(
      service + "GetSpecialInputs",
      [&](const Call& call, const auto& request) -> StatusOr<v1::SpecialInputs> {
        return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::SpecialInputs> {
          const auto caller = CallerOf(call);
          ASSIGN_OR_RETURN(const auto plan,
                           deps.plans.Get(session, ToId(request.plan_id()), app::ViewerOf(caller)));
          ASSIGN_OR_RETURN(const auto inputs,
                           deps.plans.GetSpecialInputs(session, plan.id, app::ViewerOf(caller)));
          return ToSpecialInputs(plan, inputs);
        });
      });
  server.Unary<v1::ListPlansRequest, v1::ListPlansResponse>(
      service + "ListPlans",
      [&](const Call& call, const auto& request) { return ListPlans(deps, keys, call, request); });
  server.Unary<v1::ComparePlansRequest, v1::PlanComparison>(
      service + "ComparePlans", [&](const Call& call, const auto& request) -> StatusOr<v1::PlanComparison> {
        return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::PlanComparison> {
          const auto caller = CallerOf(call);
          ASSIGN_OR_RETURN(const auto base,
                           deps.plans.Get(session, ToId(request.base_plan_id()), app::ViewerOf(caller)));
          ASSIGN_OR_RETURN(const auto later,
                           deps.plans.Get(session, ToId(request.plan_id()), app::ViewerOf(caller)));
          ASSIGN_OR_RETURN(const auto comparison, domain::Compare(base, later));
          return ToProto(base, later, comparison);
        });
      });
}

}  // namespace

void RegisterPlanService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.PlanService/";
  server.Unary<v1::CreatePlanRequest, v1::Plan>(
      service + "CreatePlan", [&](const Call& call, const auto& request) -> StatusOr<v1::Plan> {
        ASSIGN_OR_RETURN(const auto plan,
                         app::CreatePlan(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(plan, call.principal());
      });
  server.Unary<v1::RevisePlanRequest, v1::Plan>(
      service + "RevisePlan", [&](const Call& call, const auto& request) -> StatusOr<v1::Plan> {
        ASSIGN_OR_RETURN(const auto plan,
                         app::RevisePlan(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(plan, call.principal());
      });
  server.Unary<v1::DiscardPlanRequest, v1::DiscardPlanResponse>(
      service + "DiscardPlan",
      [&](const Call& call, const auto& request) -> StatusOr<v1::DiscardPlanResponse> {
        ASSIGN_OR_RETURN(const auto discarded,
                         app::DiscardPlan(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        v1::DiscardPlanResponse response;
        response.set_plan_id(discarded.id.ToString());
        response.set_participant_id(discarded.participant_id.ToString());
        return response;
      });
  server.Unary<v1::EstablishPlanRequest, v1::Plan>(
      service + "EstablishPlan", [&](const Call& call, const auto& request) -> StatusOr<v1::Plan> {
        ASSIGN_OR_RETURN(const auto plan,
                         app::EstablishPlan(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(plan, call.principal());
      });
  server.Unary<v1::CloseGoalRequest, v1::Plan>(
      service + "CloseGoal", [&](const Call& call, const auto& request) -> StatusOr<v1::Plan> {
        ASSIGN_OR_RETURN(const auto plan,
                         app::CloseGoal(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(plan, call.principal());
      });
  RegisterReads(server, deps, keys, service);
}

}  // namespace duaal::intake::rpc
