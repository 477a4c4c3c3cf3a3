#ifndef CHASSIS_SERVICE_CALL_REPORT_H_
#define CHASSIS_SERVICE_CALL_REPORT_H_

#include "chassis/metrics/metrics.h"
#include "chassis/rpc/server_options.h"

namespace duaal::service {

// Makes the observer of one method's calls: counts them by status code (`duaal_calls_total`), measures them
// (`duaal_call_duration_seconds`) and writes one log line each, at level error with the status's text for
// faults of the server, else without any text; at level debug for reads that went well. `registry` must
// outlive it.
[[nodiscard]] rpc::CallObserver ReportCalls(metrics::Registry& registry, const rpc::MethodInfo& method);

}  // namespace duaal::service

#endif  // CHASSIS_SERVICE_CALL_REPORT_H_
