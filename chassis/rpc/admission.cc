#include "chassis/rpc/admission.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chassis/rpc/trace.h"
#include "grpc/grpc_security_constants.h"
#include "grpcpp/server_context.h"

namespace duaal::rpc {
namespace {

constexpr absl::Duration kLeastTime = absl::Milliseconds(5);

std::string_view Find(const grpc::CallbackServerContext& context, const char* key) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(key);
  if (found == metadata.end()) return {};
  return {found->second.data(), found->second.size()};
}

// The common name of the certificate that gRPC has verified.
std::string PeerName(const grpc::CallbackServerContext& context) {
  const auto names = context.auth_context()->FindPropertyValues(GRPC_X509_CN_PROPERTY_NAME);
  return names.empty() ? std::string() : std::string(names[0].data(), names[0].size());
}

}  // namespace

Status Admit(const auth::TokenVerifier& tokens, grpc::CallbackServerContext& context, CallState& call) {
  std::string trace_id = TraceIdOf(Find(context, kTraceparent));
  call.set_trace_id(trace_id.empty() ? NewTraceId() : std::move(trace_id));
  call.set_deadline(absl::FromChrono(context.deadline()));
  const absl::Time now = absl::Now();
  if (call.deadline() - now < kLeastTime) {
    return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_TOO_SHORT", "Allow the call more time.");
  }
  const Method& method = call.of();
  if (!method.needs_token()) return absl::OkStatus();
  const std::string_view token = Find(context, auth::kTokenMetadataKey);
  if (token.empty()) {
    return Error(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING",
                 "Send an internal token with the call.");
  }
  ASSIGN_OR_RETURN(std::shared_ptr<const auth::Principal> principal, tokens.Verify(token, now));
  const auth::Principal& who = *principal;
  call.set_principal(std::move(principal));
  return method.CheckAccess(PeerName(context), &who);
}

}  // namespace duaal::rpc
