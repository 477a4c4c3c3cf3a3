#include <string>
#include <vector>

#include "chassis/rpc/etag.h"
#include "chassis/rpc/page.h"
#include "trajectory-svc/app/create_enrolment.h"
#include "trajectory-svc/app/end_enrolment.h"
#include "trajectory-svc/app/enrol_class.h"
#include "trajectory-svc/rpc/convert.h"
#include "trajectory-svc/rpc/register.h"

namespace duaal::trajectory::rpc {
namespace {

using duaal::rpc::Call;
using duaal::rpc::FromEtag;
using service::CallerOf;

// INVALID_ARGUMENT: not exactly one of trajectory and offering is named.
Status CheckListEnrolments(const v1::ListEnrolmentsRequest& request) {
  if (request.trajectory_id().empty() != request.offering_id().empty()) return absl::OkStatus();
  Violations violations;
  violations.Add("trajectory_id", "ONE_OF", "Name either a trajectory or an offering.");
  violations.Add("offering_id", "ONE_OF", "Name either a trajectory or an offering.");
  return violations.ToStatus();
}

StatusOr<v1::ListEnrolmentsResponse> ListEnrolments(const app::Deps& deps, const crypto::KeyRing& keys,
                                                    const Call& call,
                                                    const v1::ListEnrolmentsRequest& request) {
  RETURN_IF_ERROR(CheckListEnrolments(request));
  const std::string binding = request.trajectory_id() + '\n' + request.offering_id();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto enrolments, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    const service::Caller caller = CallerOf(call);
    const Uuid before = Uuid::FromBytes(page.after);
    return request.offering_id().empty()
               ? deps.enrolments.ListOfTrajectory(session, app::ViewerOf(caller),
                                                  ToId(request.trajectory_id()), before, page.size + 1)
               : deps.enrolments.ListOfOffering(session, app::ViewerOf(caller), ToId(request.offering_id()),
                                                before, page.size + 1);
  }));
  v1::ListEnrolmentsResponse response;
  const bool more = static_cast<int>(enrolments.size()) > page.size;
  if (more) enrolments.resize(page.size);
  for (const domain::Enrolment& enrolment : enrolments) *response.add_enrolments() = ToProto(enrolment);
  if (more)
    response.set_next_page_token(duaal::rpc::SealPage(keys, call, enrolments.back().id.Bytes(), binding));
  return response;
}

StatusOr<v1::EnrolClassResponse> EnrolClass(const app::Deps& deps, const Call& call,
                                            const v1::EnrolClassRequest& request) {
  app::EnrolClassCommand command{ToId(request.offering_id()), {}, ToOptionalDate(request.start_date())};
  for (const std::string& id : request.trajectory_ids()) command.trajectory_ids.push_back(ToId(id));
  ASSIGN_OR_RETURN(const auto enrolments,
                   app::EnrolClass(deps, CallerOf(call, request.request_id()), command));
  v1::EnrolClassResponse response;
  for (const domain::Enrolment& enrolment : enrolments) *response.add_enrolments() = ToProto(enrolment);
  return response;
}

StatusOr<v1::Seats> GetSeats(const app::Deps& deps, const Call& call, const v1::GetSeatsRequest& request) {
  ASSIGN_OR_RETURN(const auto offering, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.offerings.Find(session, ToId(request.offering_id()));
  }));
  if (!offering) return NotFound("This offering");
  v1::Seats seats;
  seats.set_offering_id(request.offering_id());
  seats.set_capacity(offering->capacity);
  seats.set_taken(offering->taken);
  return seats;
}

}  // namespace

void RegisterEnrolmentService(duaal::rpc::Server& server, const app::Deps& deps,
                              const crypto::KeyRing& keys) {
  const std::string service = "duaal.trajectory.v1.EnrolmentService/";
  server.Unary<v1::CreateEnrolmentRequest, v1::Enrolment>(
      service + "CreateEnrolment", [&](const Call& call, const auto& request) -> StatusOr<v1::Enrolment> {
        const v1::Enrolment& wish = request.enrolment();
        ASSIGN_OR_RETURN(const auto enrolment,
                         app::CreateEnrolment(deps, CallerOf(call, request.request_id()),
                                              {ToId(wish.trajectory_id()), ToId(wish.offering_id()),
                                               ToOptionalDate(wish.start_date())}));
        return ToProto(enrolment);
      });
  server.Unary<v1::EnrolClassRequest, v1::EnrolClassResponse>(
      service + "EnrolClass",
      [&](const Call& call, const auto& request) { return EnrolClass(deps, call, request); });
  server.Unary<v1::GetEnrolmentRequest, v1::Enrolment>(
      service + "GetEnrolment", [&](const Call& call, const auto& request) -> StatusOr<v1::Enrolment> {
        ASSIGN_OR_RETURN(const auto enrolment, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.enrolments.Get(session, ToId(request.id()), app::ViewerOf(CallerOf(call)));
        }));
        return ToProto(enrolment);
      });
  server.Unary<v1::ListEnrolmentsRequest, v1::ListEnrolmentsResponse>(
      service + "ListEnrolments",
      [&](const Call& call, const auto& request) { return ListEnrolments(deps, keys, call, request); });
  server.Unary<v1::EndEnrolmentRequest, v1::Enrolment>(
      service + "EndEnrolment", [&](const Call& call, const auto& request) -> StatusOr<v1::Enrolment> {
        ASSIGN_OR_RETURN(
            const auto enrolment,
            app::EndEnrolment(deps, CallerOf(call, request.request_id()),
                              {ToId(request.id()), FromEtag(request.etag()), ToDate(request.end_date())}));
        return ToProto(enrolment);
      });
  server.Unary<v1::GetSeatsRequest, v1::Seats>(
      service + "GetSeats",
      [&](const Call& call, const auto& request) { return GetSeats(deps, call, request); });
}

}  // namespace duaal::trajectory::rpc
