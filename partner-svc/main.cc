#include <memory>

#include "chassis/service/service.h"
#include "partner-svc/rpc/register.h"

// Wires partner-svc: its handlers. It follows no feed yet.
int main(int argc, char** argv) {
  std::unique_ptr<duaal::partner::app::Deps> deps;
  return duaal::service::Main(argc, argv,
                              {.name = "partner-svc",
                               .migrations = {DUAAL_MIGRATIONS},
                               .wire = [&](duaal::service::Host& host) -> duaal::Status {
                                 deps.reset(new duaal::partner::app::Deps{host.db, {}, {}});
                                 duaal::partner::rpc::RegisterOrganisationService(host.server, *deps,
                                                                                  host.keys);
                                 duaal::partner::rpc::RegisterContractService(host.server, *deps, host.keys);
                                 duaal::partner::rpc::RegisterOfferingService(host.server, *deps, host.keys);
                                 return absl::OkStatus();
                               }});
}
