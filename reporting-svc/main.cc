#include "chassis/service/service.h"
#include "reporting-svc/projections/attendance.h"
#include "reporting-svc/projections/funnel.h"
#include "reporting-svc/projections/groups.h"
#include "reporting-svc/rpc/figure_rpc.h"

// Wires reporting-svc: three feeds in, figures out. It owns no facts, so it has no feed of its own.
namespace {

using duaal::Status;
using Events = std::vector<duaal::feed::v1::Event>;
namespace projections = duaal::reporting::projections;

// Every projection sees every batch and takes what it knows.
Status Project(duaal::sql::Tx& tx, const Events& events) {
  RETURN_IF_ERROR(projections::ProjectFunnel(tx, events));
  RETURN_IF_ERROR(projections::ProjectGroups(tx, events));
  return projections::ProjectAttendance(tx, events);
}

}  // namespace

int main(int argc, char** argv) {
  return duaal::service::Main(argc, argv,
                              {.name = "reporting-svc",
                               .migrations = {DUAAL_MIGRATIONS},
                               .owns_feed = false,
                               .wire = [](duaal::service::Host& host) -> Status {
                                 duaal::reporting::rpc::RegisterFigureService(host.server, host.db,
                                                                              host.feeds);
                                 for (const char* owner : {"intake-svc", "trajectory-svc", "partner-svc"}) {
                                   host.follow(owner, Project);
                                 }
                                 return absl::OkStatus();
                               }});
}
