#include <memory>
#include <vector>

#include "chassis/service/service.h"
#include "intake-svc/app/apply_moves.h"
#include "intake-svc/app/find_duplicates.h"
#include "intake-svc/app/run_destructions.h"
#include "intake-svc/app/tell_plan_due.h"
#include "intake-svc/rpc/register.h"
#include "intake-svc/storage/feeds.h"

// How long after the day has come people go over.
constexpr absl::Duration kMovesInterval = absl::Seconds(5);
// How long after a change of name or birth date somebody is found by it.
constexpr absl::Duration kMatchesInterval = absl::Seconds(2);
// How long after the day has come it is told that a plan is due.
constexpr absl::Duration kPlanDueInterval = absl::Seconds(5);

// How long after the second person has agreed destruction begins, and after the last service proof is made.
constexpr absl::Duration kDestructionsInterval = absl::Seconds(2);

// Wires intake-svc: its handlers, the one feed it follows, and its jobs: people go over on their day, it is
// told whose plan is due, keys by which duplicates are found are kept, and destruction is carried out.
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
    intake::rpc::RegisterIntakeStepService(host.server, *deps, host.keys);
    intake::rpc::RegisterSummonsService(host.server, *deps);
    intake::rpc::RegisterParticipationTaskService(host.server, *deps, host.keys);
    intake::rpc::RegisterConversationService(host.server, *deps, host.keys);
    intake::rpc::RegisterPlanService(host.server, *deps, host.keys);
    intake::rpc::RegisterPlanClockService(host.server, *deps, host.keys);
    intake::rpc::RegisterSanctionService(host.server, *deps, host.keys);
    intake::rpc::RegisterDuplicateService(host.server, *deps, host.keys);
    intake::rpc::RegisterSelectionService(host.server, *deps, host.keys);
    intake::rpc::RegisterScreeningService(host.server, *deps, host.keys);
    intake::rpc::RegisterPersonDataService(host.server, *deps, host.keys);
    intake::rpc::RegisterSharingService(host.server, *deps, host.keys);
    intake::rpc::RegisterRetentionService(host.server, *deps, host.keys);
    intake::rpc::RegisterDestructionService(host.server, *deps, host.keys);
    intake::rpc::RegisterLegalBasisService(host.server, *deps);
    intake::rpc::RegisterCharacteristicService(host.server, *deps, host.keys);
    intake::rpc::RegisterCorrectionService(host.server, *deps, host.keys);
    intake::rpc::RegisterFamilyLinkService(host.server, *deps, host.keys);
    intake::rpc::RegisterHouseholdService(host.server, *deps, host.keys);
    host.follow("trajectory-svc", [&](duaal::sql::Tx& tx, const std::vector<duaal::feed::v1::Event>& events) {
      return intake::storage::ApplyTrajectoryFeed(
          {deps->reference, deps->steps, deps->trajectories, deps->destructions, deps->sharings}, tx, events);
    });
    host.every("moves", kMovesInterval, [&deps, &clock = host.clock](duaal::sql::Tx& tx) {
      return intake::app::ApplyMoves(*deps, tx, clock.Today(), clock.Now());
    });
    host.every("plan-due", kPlanDueInterval, [&deps, &clock = host.clock](duaal::sql::Tx& tx) {
      return intake::app::TellPlanDue(*deps, tx, clock.Today(), clock.Now());
    });
    host.every("matches", kMatchesInterval,
               [&deps, &clock = host.clock,
                after = duaal::Uuid()](duaal::sql::Tx& tx) mutable -> duaal::StatusOr<bool> {
                 ASSIGN_OR_RETURN(after, intake::app::PutMatchKeys(*deps, tx, after, clock.Today()));
                 return !after.IsNil();
               });
    host.every("destructions", kDestructionsInterval, [&deps, &clock = host.clock](duaal::sql::Tx& tx) {
      return intake::app::RunDestructions(*deps, tx, clock.Today(), clock.Now());
    });
    return absl::OkStatus();
  };
  return duaal::service::Main(argc, argv,
                              {.name = "intake-svc", .migrations = {DUAAL_MIGRATIONS}, .wire = wire});
}
