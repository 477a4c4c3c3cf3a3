// The smallest service there is, for the test of the frame: as PROBE_SERVICE it owns a feed and, where
// PROBE_FOLLOWS names an owner, copies that one's events into the table `applied`.

#include <cstdlib>
#include <string>

#include "chassis/outbox/applied.h"
#include "chassis/service/service.h"

namespace {

std::string Setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

int main(int argc, char** argv) {
  const auto wire = [](duaal::service::Host& host) -> duaal::Status {
    const std::string owner = Setting("PROBE_FOLLOWS");
    if (!owner.empty()) host.follow(owner, duaal::outbox::ApplyToTable);
    return absl::OkStatus();
  };
  return duaal::service::Main(
      argc, argv, {.name = Setting("PROBE_SERVICE"), .migrations = {DUAAL_MIGRATIONS}, .wire = wire});
}
