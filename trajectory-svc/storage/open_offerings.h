#ifndef TRAJECTORY_SVC_STORAGE_OPEN_OFFERINGS_H_
#define TRAJECTORY_SVC_STORAGE_OPEN_OFFERINGS_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "trajectory-svc/domain/offering.h"

namespace duaal::trajectory::storage {

// An offering that takes people, with the seats left at the moment of asking. `taken` of the offering itself
// is older.
struct OpenOffering {
  std::shared_ptr<const domain::Offering> offering;
  int seats_left = 0;
};

// What is open of a programme and runs on some day or later, with the seats that are free from that day on.
class OpenOfferings {
 public:
  explicit OpenOfferings(std::vector<OpenOffering> all);

  // Those of one component, by id.
  [[nodiscard]] std::span<const OpenOffering> Of(const std::string& component_code) const;
  [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
  std::vector<OpenOffering> all_;  // by component, then id
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_OPEN_OFFERINGS_H_
