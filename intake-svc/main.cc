#include <memory>
#include <vector>

#include "chassis/service/service.h"
#include "intake-svc/app/apply_moves.h"
#include "intake-svc/rpc/register.h"
#include "intake-svc/storage/feeds.h"

// How long after the day has come people go over.
constexpr absl::Duration kMovesInterval = absl::Seconds(5);

// Wires intake-svc: its handlers, the one feed it follows, and the job that lets people go over.
int main(int argc, char** argv) {
  namespace intake = duaal::intake;
  std::unique_ptr<intake::app::Deps> deps;
  const auto wire = [&](duaal::service::Host& host) -> duaal::Status {
    deps = std::make_unique<intake::app::Deps>(host.db, host.keys);
    intake::rpc::RegisterParticipantService(host.server, *deps, host.keys);
    intake::rpc::RegisterReferralService(host.server, *deps, host.keys);
    intake::rpc::RegisterMunicipalityService(host.server, *deps, host.keys);
    intake::rpc::RegisterDutyService(host.server, *deps);
    intake::rpc::RegisterAssessmentService(host.server, *deps, host.keys);
    intake::rpc::RegisterBarrierService(host.server, *deps, host.keys);
    intake::rpc::RegisterLegalBasisService(host.server, *deps);
    intake::rpc::RegisterCharacteristicService(host.server, *deps, host.keys);
    host.follow("trajectory-svc", [&](duaal::sql::Tx& tx, const std::vector<duaal::feed::v1::Event>& events) {
      return intake::storage::ApplyTrajectoryFeed(deps->reference, tx, events);
    });
    host.every("moves", kMovesInterval, [&deps, &clock = host.clock](duaal::sql::Tx& tx) {
      return intake::app::ApplyMoves(*deps, tx, clock.Today(), clock.Now());
    });
    return absl::OkStatus();
  };
  return duaal::service::Main(argc, argv,
                              {.name = "intake-svc", .migrations = {DUAAL_MIGRATIONS}, .wire = wire});
}
