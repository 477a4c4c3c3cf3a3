#include <string>
#include <utility>

#include "chassis/core/civil.h"
#include "chassis/rpc/page.h"
#include "partner-svc/app/register_partner.h"
#include "partner-svc/rpc/register.h"
#include "partner-svc/storage/events.h"

namespace duaal::partner::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;
using storage::ToProto;

Uuid ToId(const std::string& text) { return Uuid::Parse(text).value_or(Uuid()); }

app::CreateOrganisationCommand ToCommand(const v1::CreateOrganisationRequest& request) {
  const v1::Organisation& proto = request.organisation();
  app::CreateOrganisationCommand command;
  command.organisation.code = proto.code();
  command.organisation.display_name = proto.display_name();
  command.organisation.kind = proto.kind();
  command.organisation.sites = {proto.sites().begin(), proto.sites().end()};
  return command;
}

app::CreateContractCommand ToCommand(const v1::CreateContractRequest& request) {
  const v1::Contract& proto = request.contract();
  app::CreateContractCommand command;
  command.contract.programme_code = proto.programme_code();
  command.contract.client_municipalities = {proto.client_municipalities().begin(),
                                            proto.client_municipalities().end()};
  command.contract.contractor_id = ToId(proto.contractor_id());
  command.contract.components = {proto.components().begin(), proto.components().end()};
  command.contract.funding_source = proto.funding_source();
  command.contract.start_date = *ParseDate(proto.start_date());
  command.contract.end_date = ParseDate(proto.end_date());
  return command;
}

StatusOr<v1::ListOrganisationsResponse> ListOrganisations(const app::Deps& deps, const crypto::KeyRing& keys,
                                                          const Call& call,
                                                          const v1::ListOrganisationsRequest& request) {
  ASSIGN_OR_RETURN(const duaal::rpc::Page page, duaal::rpc::OpenPage(keys, call, request.page_size(),
                                                                     request.page_token(), request.code()));
  ASSIGN_OR_RETURN(auto list, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.organisations.List(session, request.code(), page.after, page.size + 1);
  }));
  v1::ListOrganisationsResponse response;
  const bool more = static_cast<int>(list.size()) > page.size;
  if (more) list.resize(page.size);
  for (const domain::Organisation& organisation : list) *response.add_organisations() = ToProto(organisation);
  if (more) response.set_next_page_token(duaal::rpc::SealPage(keys, call, list.back().code, request.code()));
  return response;
}

StatusOr<v1::ListContractsResponse> ListContracts(const app::Deps& deps, const crypto::KeyRing& keys,
                                                  const Call& call, const v1::ListContractsRequest& request) {
  const std::string& filter = request.programme_code();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), filter));
  ASSIGN_OR_RETURN(auto list, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.organisations.ListContracts(session, filter, Uuid::FromBytes(page.after), page.size + 1);
  }));
  v1::ListContractsResponse response;
  const bool more = static_cast<int>(list.size()) > page.size;
  if (more) list.resize(page.size);
  for (const domain::Contract& contract : list) *response.add_contracts() = ToProto(contract);
  if (more) response.set_next_page_token(duaal::rpc::SealPage(keys, call, list.back().id.Bytes(), filter));
  return response;
}

}  // namespace

void RegisterOrganisationService(duaal::rpc::Server& server, const app::Deps& deps,
                                 const crypto::KeyRing& keys) {
  const std::string service = "duaal.partner.v1.OrganisationService/";
  server.Unary<v1::CreateOrganisationRequest, v1::Organisation>(
      service + "CreateOrganisation",
      [&](const Call& call, const auto& request) -> StatusOr<v1::Organisation> {
        ASSIGN_OR_RETURN(
            const auto organisation,
            app::CreateOrganisation(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(organisation);
      });
  server.Unary<v1::GetOrganisationRequest, v1::Organisation>(
      service + "GetOrganisation", [&](const Call& call, const auto& request) -> StatusOr<v1::Organisation> {
        ASSIGN_OR_RETURN(const auto organisation, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.organisations.Get(session, ToId(request.id()));
        }));
        return ToProto(organisation);
      });
  server.Unary<v1::ListOrganisationsRequest, v1::ListOrganisationsResponse>(
      service + "ListOrganisations",
      [&](const Call& call, const auto& request) { return ListOrganisations(deps, keys, call, request); });
}

void RegisterContractService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys) {
  const std::string service = "duaal.partner.v1.ContractService/";
  server.Unary<v1::CreateContractRequest, v1::Contract>(
      service + "CreateContract", [&](const Call& call, const auto& request) -> StatusOr<v1::Contract> {
        ASSIGN_OR_RETURN(const auto contract,
                         app::CreateContract(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(contract);
      });
  server.Unary<v1::GetContractRequest, v1::Contract>(
      service + "GetContract", [&](const Call& call, const auto& request) -> StatusOr<v1::Contract> {
        ASSIGN_OR_RETURN(const auto contract, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.organisations.GetContract(session, ToId(request.id()));
        }));
        return ToProto(contract);
      });
  server.Unary<v1::ListContractsRequest, v1::ListContractsResponse>(
      service + "ListContracts",
      [&](const Call& call, const auto& request) { return ListContracts(deps, keys, call, request); });
}

}  // namespace duaal::partner::rpc
