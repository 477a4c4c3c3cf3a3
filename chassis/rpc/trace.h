#ifndef CHASSIS_RPC_TRACE_H_
#define CHASSIS_RPC_TRACE_H_

#include <string>
#include <string_view>

// W3C trace context, as far as Duaal needs it: the trace id is passed on, each hop has a span id of its own.
namespace duaal::rpc {

inline constexpr char kTraceparent[] = "traceparent";

// 32 hexadecimal digits, at random.
[[nodiscard]] std::string NewTraceId();

// The trace id of a `traceparent`; empty when it is not one of version 00, or all zeros.
[[nodiscard]] std::string TraceIdOf(std::string_view traceparent);

// A `traceparent` for a call that this process makes.
[[nodiscard]] std::string MakeTraceparent(std::string_view trace_id);

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_TRACE_H_
