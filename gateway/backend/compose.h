#ifndef GATEWAY_BACKEND_COMPOSE_H_
#define GATEWAY_BACKEND_COMPOSE_H_

#include "gateway/backend/backend.h"

namespace duaal::gateway {

// Answers a composed method: asks all its parts at once, under the same principal, deadline and trace, and
// lays their answers side by side. `done` runs once, on the thread of the last part that answers; when parts
// failed, with the error of the first of them in the order of the composition.
void Compose(Backend& backend, const Method& method, const Backend::Context& context,
             const google::protobuf::Message& request, Backend::Done done);

}  // namespace duaal::gateway

#endif  // GATEWAY_BACKEND_COMPOSE_H_
