#ifndef CHASSIS_RPC_ETAG_H_
#define CHASSIS_RPC_ETAG_H_

#include <cstdint>
#include <cstdlib>
#include <string>

// Entity tags are quoted row versions: `"3"`.
namespace duaal::rpc {

inline std::string ToEtag(std::int64_t row_version) { return '"' + std::to_string(row_version) + '"'; }

// The row version in an entity tag; 0, which no row has, for another form.
inline std::int64_t FromEtag(const std::string& etag) {
  if (etag.size() < 3 || etag.front() != '"' || etag.back() != '"') return 0;
  return std::strtoll(etag.c_str() + 1, nullptr, 10);
}

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_ETAG_H_
