#include <string>

#include "chassis/rpc/etag.h"
#include "chassis/rpc/page.h"
#include "trajectory-svc/app/put_programme.h"
#include "trajectory-svc/rpc/convert.h"
#include "trajectory-svc/rpc/register.h"
#include "trajectory-svc/storage/programme_codec.h"

namespace duaal::trajectory::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

StatusOr<v1::ListProgrammesResponse> ListProgrammes(const app::Deps& deps, const crypto::KeyRing& keys,
                                                    const Call& call,
                                                    const v1::ListProgrammesRequest& request) {
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), ""));
  ASSIGN_OR_RETURN(auto programmes, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.programmes.List(session, page.after, page.size + 1);
  }));
  v1::ListProgrammesResponse response;
  const bool more = static_cast<int>(programmes.size()) > page.size;
  if (more) programmes.resize(page.size);
  for (const auto& programme : programmes) *response.add_programmes() = ToProto(programme);
  if (more) response.set_next_page_token(duaal::rpc::SealPage(keys, call, programmes.back().code, ""));
  return response;
}

}  // namespace

void RegisterProgrammeService(duaal::rpc::Server& server, const app::Deps& deps,
                              const crypto::KeyRing& keys) {
  const std::string service = "duaal.trajectory.v1.ProgrammeService/";
  server.Unary<v1::PutProgrammeRequest, v1::Programme>(
      service + "PutProgramme", [&](const Call& call, const auto& request) -> StatusOr<v1::Programme> {
        const auto& definition = request.definition();
        app::PutProgrammeCommand command{definition.code(),
                                         definition.display_name(),
                                         definition.SerializeAsString(),
                                         storage::ToOutline(definition),
                                         {}};
        if (!request.etag().empty()) command.expected_version = duaal::rpc::FromEtag(request.etag());
        ASSIGN_OR_RETURN(const auto programme,
                         app::PutProgramme(deps, CallerOf(call, request.request_id()), command));
        return ToProto(programme);
      });
  server.Unary<v1::GetProgrammeRequest, v1::Programme>(
      service + "GetProgramme", [&](const Call& call, const auto& request) -> StatusOr<v1::Programme> {
        ASSIGN_OR_RETURN(const auto programme, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.programmes.Get(session, request.code());
        }));
        return ToProto(programme);
      });
  server.Unary<v1::ListProgrammesRequest, v1::ListProgrammesResponse>(
      service + "ListProgrammes",
      [&](const Call& call, const auto& request) { return ListProgrammes(deps, keys, call, request); });
}

}  // namespace duaal::trajectory::rpc
