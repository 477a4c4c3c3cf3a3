#include "chassis/config/address.h"

#include <charconv>
#include <string_view>

namespace duaal::config {

std::string Address::ToString() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

bool Address::IsLoopback() const { return host == "localhost" || host == "::1" || host.starts_with("127."); }

StatusOr<Address> ParseAddress(const std::string& text) {
  const Status bad = Error(absl::StatusCode::kInvalidArgument, "ADDRESS",
                           "expected host:port or [v6]:port with a port from 0 to 65535");
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return bad;
  Address address;
  address.host = text.substr(0, colon);
  if (address.host.front() == '[') {
    if (address.host.size() < 4 || address.host.back() != ']') return bad;
    address.host = address.host.substr(1, address.host.size() - 2);
  } else if (address.host.find(':') != std::string::npos) {
    return bad;
  }
  const std::string_view port = std::string_view(text).substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc() || end != port.data() + port.size() || address.port < 0 || address.port > 65535) {
    return bad;
  }
  return address;
}

}  // namespace duaal::config
