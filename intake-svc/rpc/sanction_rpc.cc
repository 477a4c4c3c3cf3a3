#include <string>

#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_sanction.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

StatusOr<v1::ListSanctionProposalsResponse> ListSanctionProposals(
    const app::Deps& deps, const crypto::KeyRing& keys, const Call& call,
    const v1::ListSanctionProposalsRequest& request) {
  const std::string& binding = request.participant_id();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto proposals, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.sanctions.List(session, app::ViewerOf(CallerOf(call)), ToId(request.participant_id()),
                               Uuid::FromBytes(page.after), page.size + 1);
  }));
  v1::ListSanctionProposalsResponse response;
  const bool more = static_cast<int>(proposals.size()) > page.size;
  if (more) proposals.resize(page.size);
  for (const domain::SanctionProposal& proposal : proposals) *response.add_proposals() = ToProto(proposal);
  if (more) {
    response.set_next_page_token(duaal::rpc::SealPage(keys, call, proposals.back().id.Bytes(), binding));
  }
  return response;
}

}  // namespace

void RegisterSanctionService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.SanctionService/";
  server.Unary<v1::RecordSanctionProposalRequest, v1::SanctionProposal>(
      service + "RecordSanctionProposal",
      [&](const Call& call, const auto& request) -> StatusOr<v1::SanctionProposal> {
        ASSIGN_OR_RETURN(
            const auto proposal,
            app::RecordSanctionProposal(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(proposal);
      });
  server.Unary<v1::DecideSanctionRequest, v1::SanctionProposal>(
      service + "DecideSanction",
      [&](const Call& call, const auto& request) -> StatusOr<v1::SanctionProposal> {
        ASSIGN_OR_RETURN(const auto proposal,
                         app::DecideSanction(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(proposal);
      });
  server.Unary<v1::ListSanctionProposalsRequest, v1::ListSanctionProposalsResponse>(
      service + "ListSanctionProposals", [&](const Call& call, const auto& request) {
        return ListSanctionProposals(deps, keys, call, request);
      });
}

}  // namespace duaal::intake::rpc
