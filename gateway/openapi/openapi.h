#ifndef GATEWAY_OPENAPI_OPENAPI_H_
#define GATEWAY_OPENAPI_OPENAPI_H_

#include <string>

#include "gateway/rest/router.h"

namespace duaal::gateway::openapi {

// The OpenAPI 3.0.3 document of all REST forms, from descriptors, options and comments. The same
// descriptors give the same bytes.
[[nodiscard]] std::string Document(const rest::Router& router, const std::string& version);

}  // namespace duaal::gateway::openapi

#endif  // GATEWAY_OPENAPI_OPENAPI_H_
