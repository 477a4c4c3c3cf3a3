#include "duaal/trajectory/v1/person_data_service.pb.h"
#include "trajectory-svc/rpc/convert.h"
#include "trajectory-svc/rpc/register.h"
#include "trajectory-svc/storage/person_data.h"

namespace duaal::trajectory::rpc {

using duaal::rpc::Call;

void RegisterPersonDataService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys) {
  using Response = v1::ExportPersonDataResponse;
  server.Unary<v1::ExportPersonDataRequest, Response>(
      "duaal.trajectory.v1.PersonDataService/ExportPersonData",
      [&](const Call& call, const auto& request) -> StatusOr<Response> {
        const Uuid id = ToId(request.participant_id());
        return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<Response> {
          const storage::Viewer viewer = app::ViewerOf(service::CallerOf(call));
          ASSIGN_OR_RETURN(const bool known, storage::IsKnownPerson(session, id, viewer));
          Response response;
          if (!known) return response;
          ASSIGN_OR_RETURN(auto sections, person_data::Export(session, keys, storage::PersonCatalogue(), id));
          response.mutable_sections()->Add(sections.begin(), sections.end());
          return response;
        });
      });
}

}  // namespace duaal::trajectory::rpc
