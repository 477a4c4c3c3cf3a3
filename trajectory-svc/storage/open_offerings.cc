#include "trajectory-svc/storage/open_offerings.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace duaal::trajectory::storage {

OpenOfferings::OpenOfferings(std::vector<OpenOffering> all) : all_(std::move(all)) {
  std::sort(all_.begin(), all_.end(), [](const OpenOffering& a, const OpenOffering& b) {
    return std::tie(a.offering->component_code, a.offering->id) <
           std::tie(b.offering->component_code, b.offering->id);
  });
}

std::span<const OpenOffering> OpenOfferings::Of(const std::string& component_code) const {
  const auto before = [&](const OpenOffering& open) {
    return open.offering->component_code < component_code;
  };
  const auto up_to = [&](const OpenOffering& open) {
    return open.offering->component_code <= component_code;
  };
  const auto first = std::partition_point(all_.begin(), all_.end(), before);
  return {first, std::partition_point(first, all_.end(), up_to)};
}

}  // namespace duaal::trajectory::storage
