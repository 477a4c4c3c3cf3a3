#include <memory>
#include <vector>

#include "chassis/service/service.h"
#include "trajectory-svc/rpc/feeds.h"
#include "trajectory-svc/rpc/register.h"

// Wires trajectory-svc: its handlers, and the two feeds it follows. From intake-svc it learns who may start,
// from partner-svc what can be planned.
int main(int argc, char** argv) {
  using duaal::feed::v1::Event;
  namespace trajectory = duaal::trajectory;
  std::unique_ptr<trajectory::app::Deps> deps;
  return duaal::service::Main(
      argc, argv,
      {.name = "trajectory-svc",
       .migrations = {DUAAL_MIGRATIONS},
       .wire = [&](duaal::service::Host& host) -> duaal::Status {
         deps = std::make_unique<trajectory::app::Deps>(host.db);
         trajectory::rpc::RegisterAll(host.server, *deps, host.keys);
         host.follow("intake-svc", [&deps](duaal::sql::Tx& tx, const std::vector<Event>& events) {
           return trajectory::rpc::ApplyIntakeEvents(*deps, tx, events);
         });
         host.follow("partner-svc", [&deps](duaal::sql::Tx& tx, const std::vector<Event>& events) {
           return trajectory::rpc::ApplyPartnerEvents(*deps, tx, events);
         });
         return absl::OkStatus();
       }});
}
