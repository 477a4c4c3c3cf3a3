#ifndef TOOLS_BENCH_SERVICE_CALLS_H_
#define TOOLS_BENCH_SERVICE_CALLS_H_

#include <functional>
#include <string>

#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "chassis/rpc/status.h"
#include "grpcpp/client_context.h"
#include "tools/bench/region.h"

// Calls with which a benchmark makes what it measures.
namespace duaal::bench {

// A request id, or part of a code that nobody has yet.
inline std::string NewId() { return Uuid::NewV7().ToString(); }

// Calls a method as the benchmark's member of staff and waits for its answer.
template <typename Stub, typename Request, typename Response>
StatusOr<Response> Call(const Region& region, Stub& stub,
                        grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                        const Request& request) {
  grpc::ClientContext context;
  region.Prepare(context);
  Response response;
  RETURN_IF_ERROR(rpc::FromGrpc((stub.*method)(&context, request, &response)));
  return response;
}

// Tries again for two minutes: what one service tells another comes by feed within moments.
[[nodiscard]] Status Eventually(const std::function<Status()>& attempt);

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_SERVICE_CALLS_H_
