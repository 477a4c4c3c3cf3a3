#include <vector>

#include "chassis/service/service.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"
#include "intake-svc/rpc/register.h"

// Wires intake-svc: its handlers, and the one feed it follows, from which it learns the programmes.
namespace {

using duaal::Status;

// Programmes are data of trajectory-svc; intake keeps a copy because their rules decide who may enter.
duaal::outbox::ApplyBatch KeepProgrammes(const duaal::intake::storage::ReferenceRepository& reference) {
  return [&reference](duaal::sql::Tx& tx, const std::vector<duaal::feed::v1::Event>& events) -> Status {
    for (const duaal::feed::v1::Event& event : events) {
      duaal::trajectory::v1::ProgrammePublished published;
      if (event.type() != published.GetTypeName()) continue;
      if (!published.ParseFromString(event.payload())) return absl::DataLossError("ProgrammePublished is unreadable");
      RETURN_IF_ERROR(reference.PutProgramme(tx, published.definition().code(),
                                             published.definition().SerializeAsString()));
    }
    return absl::OkStatus();
  };
}

}  // namespace

int main(int argc, char** argv) {
  std::unique_ptr<duaal::intake::app::Deps> deps;
  return duaal::service::Main(
      argc, argv,
      {.name = "intake-svc", .migrations = {DUAAL_MIGRATIONS}, .wire = [&](duaal::service::Host& host) -> Status {
         deps.reset(new duaal::intake::app::Deps{
             host.db, duaal::intake::storage::ParticipantRepository(host.keys), {}, {}});
         duaal::intake::rpc::RegisterParticipantService(host.server, *deps, host.keys);
         duaal::intake::rpc::RegisterReferralService(host.server, *deps, host.keys);
         duaal::intake::rpc::RegisterMunicipalityService(host.server, *deps, host.keys);
         host.follow("trajectory-svc", KeepProgrammes(deps->reference));
         return absl::OkStatus();
       }});
}
