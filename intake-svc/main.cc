#include <memory>
#include <vector>

#include "chassis/service/service.h"
#include "intake-svc/rpc/register.h"
#include "intake-svc/storage/feeds.h"

// Wires intake-svc: its handlers, and the one feed it follows.
int main(int argc, char** argv) {
  namespace intake = duaal::intake;
  std::unique_ptr<intake::app::Deps> deps;
  const auto wire = [&](duaal::service::Host& host) -> duaal::Status {
    deps.reset(new intake::app::Deps{host.db, intake::storage::ParticipantRepository(host.keys), {}, {}});
    intake::rpc::RegisterParticipantService(host.server, *deps, host.keys);
    intake::rpc::RegisterReferralService(host.server, *deps, host.keys);
    intake::rpc::RegisterMunicipalityService(host.server, *deps, host.keys);
    host.follow("trajectory-svc", [&](duaal::sql::Tx& tx, const std::vector<duaal::feed::v1::Event>& events) {
      return intake::storage::ApplyTrajectoryFeed(deps->reference, tx, events);
    });
    return absl::OkStatus();
  };
  return duaal::service::Main(argc, argv,
                              {.name = "intake-svc", .migrations = {DUAAL_MIGRATIONS}, .wire = wire});
}
