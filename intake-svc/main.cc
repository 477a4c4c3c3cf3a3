#include <memory>
#include <vector>

#include "chassis/service/service.h"
#include "intake-svc/app/apply_moves.h"
#include "intake-svc/app/run_destructions.h"
#include "intake-svc/rpc/register.h"
#include "intake-svc/storage/feeds.h"

// How long after the day has come people go over.
constexpr absl::Duration kMovesInterval = absl::Seconds(5);
// How long after the second person has agreed destruction begins, and after the last service proof is made.
constexpr absl::Duration kDestructionsInterval = absl::Seconds(2);

// Wires intake-svc: its handlers, the one feed it follows, and the jobs that let people go over and carry out
// destruction.
int main(int argc, char** argv) {
  namespace intake = duaal::intake;
  std::unique_ptr<intake::app::Deps> deps;
  const auto wire = [&](duaal::service::Host& host) -> duaal::Status {
    deps.reset(new intake::app::Deps{host.db,
                                     intake::storage::ParticipantRepository(host.keys),
                                     {},
                                     {},
                                     intake::storage::AssessmentRepository(host.keys),
                                     intake::storage::BarrierRepository(host.keys)});
    intake::rpc::RegisterParticipantService(host.server, *deps, host.keys);
    intake::rpc::RegisterReferralService(host.server, *deps, host.keys);
    intake::rpc::RegisterMunicipalityService(host.server, *deps, host.keys);
    intake::rpc::RegisterDutyService(host.server, *deps);
    intake::rpc::RegisterAssessmentService(host.server, *deps, host.keys);
    intake::rpc::RegisterBarrierService(host.server, *deps, host.keys);
    intake::rpc::RegisterPersonDataService(host.server, *deps, host.keys);
    intake::rpc::RegisterSharingService(host.server, *deps, host.keys);
    intake::rpc::RegisterRetentionService(host.server, *deps, host.keys);
    intake::rpc::RegisterDestructionService(host.server, *deps, host.keys);
    host.follow("trajectory-svc", [&](duaal::sql::Tx& tx, const std::vector<duaal::feed::v1::Event>& events) {
      return intake::storage::ApplyTrajectoryFeed({deps->reference, deps->destructions, deps->sharings}, tx,
                                                  events);
    });
    host.every("moves", kMovesInterval, [&deps, &clock = host.clock](duaal::sql::Tx& tx) {
      return intake::app::ApplyMoves(*deps, tx, clock.Today(), clock.Now());
    });
    host.every("destructions", kDestructionsInterval, [&deps, &clock = host.clock](duaal::sql::Tx& tx) {
      return intake::app::RunDestructions(*deps, tx, clock.Today(), clock.Now());
    });
    return absl::OkStatus();
  };
  return duaal::service::Main(argc, argv,
                              {.name = "intake-svc", .migrations = {DUAAL_MIGRATIONS}, .wire = wire});
}
