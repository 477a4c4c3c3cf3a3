#include <string>
#include <utility>

#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

StatusOr<v1::ListMunicipalitiesResponse> ListMunicipalities(const app::Deps& deps,
                                                            const crypto::KeyRing& keys, const Call& call,
                                                            const v1::ListMunicipalitiesRequest& request) {
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), ""));
  ASSIGN_OR_RETURN(auto list, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.reference.ListMunicipalities(session, page.after, page.size + 1);
  }));
  v1::ListMunicipalitiesResponse response;
  const bool more = static_cast<int>(list.size()) > page.size;
  if (more) list.resize(page.size);
  for (const storage::Municipality& m : list) *response.add_municipalities() = ToProto(m);
  if (more) response.set_next_page_token(duaal::rpc::SealPage(keys, call, list.back().code, ""));
  return response;
}

}  // namespace

void RegisterMunicipalityService(duaal::rpc::Server& server, const app::Deps& deps,
                                 const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.MunicipalityService/";
  server.Unary<v1::GetMunicipalityRequest, v1::Municipality>(
      service + "GetMunicipality", [&](const Call& call, const auto& request) -> StatusOr<v1::Municipality> {
        ASSIGN_OR_RETURN(const auto municipality, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.reference.GetMunicipality(session, request.code());
        }));
        return ToProto(municipality);
      });
  server.Unary<v1::ListMunicipalitiesRequest, v1::ListMunicipalitiesResponse>(
      service + "ListMunicipalities",
      [&](const Call& call, const auto& request) { return ListMunicipalities(deps, keys, call, request); });
  server.Unary<v1::ImportMunicipalitiesRequest, v1::ImportMunicipalitiesResponse>(
      service + "ImportMunicipalities",
      [&](const Call& call, const auto& request) -> StatusOr<v1::ImportMunicipalitiesResponse> {
        ASSIGN_OR_RETURN(
            const auto result,
            app::ImportMunicipalities(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        v1::ImportMunicipalitiesResponse response;
        response.set_created(result.created);
        response.set_updated(result.updated);
        response.set_unchanged(result.unchanged);
        return response;
      });
}

}  // namespace duaal::intake::rpc
