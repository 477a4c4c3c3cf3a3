#ifndef CHASSIS_RPC_PAGE_H_
#define CHASSIS_RPC_PAGE_H_

#include <string>

#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/rpc/server.h"

// Pages of a list. A page token is sealed and bound to method, caller and filter, so that it can be neither
// read nor forged nor used for another query.
namespace duaal::rpc {

// The page asked for.
struct Page {
  int size = 50;
  std::string after;  // what the last answer ended with; empty on the first page
};

// 50 when the request names no size.
inline constexpr int kDefaultPageSize = 50;

// Opens the token of a request. `filter` is all that the query depends on besides the caller.
//
// INVALID_ARGUMENT: the token belongs to another query, by field `page_token`.
inline StatusOr<Page> OpenPage(const crypto::KeyRing& keys, const Call& call, int page_size,
                               const std::string& token, const std::string& filter) {
  Page page;
  page.size = page_size > 0 ? page_size : kDefaultPageSize;
  if (token.empty()) return page;
  const auto after = keys.OpenPageToken(token, call.method() + '\n' + call.principal().id + '\n' + filter);
  if (!after.ok()) {
    Violations violations;
    violations.Add("page_token", "PAGE_TOKEN",
                   "This token belongs to another query; start again without one.");
    return violations.ToStatus();
  }
  page.after = *after;
  return page;
}

// Seals where the page ended.
inline std::string SealPage(const crypto::KeyRing& keys, const Call& call, const std::string& after,
                            const std::string& filter) {
  return keys.SealPageToken(after, call.method() + '\n' + call.principal().id + '\n' + filter);
}

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_PAGE_H_
