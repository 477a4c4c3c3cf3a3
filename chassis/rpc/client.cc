#include "chassis/rpc/client.h"

#include <algorithm>
#include <random>
#include <thread>

#include "chassis/auth/internal_token.h"
#include "chassis/rpc/status.h"
#include "chassis/rpc/trace.h"
#include "chassis/rpc/tune.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/support/channel_arguments.h"

namespace duaal::rpc {
namespace {

constexpr int kKeepaliveMs = 20'000;
constexpr int kKeepaliveTimeoutMs = 5'000;
constexpr int kFirstReconnectMs = 100;
constexpr int kMaxReconnectMs = 1'000;
constexpr int kConnectMs = 10'000;  // for one attempt: a handshake takes its time on a busy machine
constexpr int kMaxMetadataBytes = 256 * 1024;      // all violations of a large request
constexpr int kMaxAnswerBytes = 32 * 1024 * 1024;  // all that is held of a person
constexpr int kMaxAttempts = 5;
constexpr double kFirstPauseMs = 20;
constexpr double kMaxPauseMs = 500;

absl::Duration Pause(int attempt) {
  thread_local std::mt19937 random{std::random_device{}()};
  const double longest = std::min(kMaxPauseMs, kFirstPauseMs * (1 << attempt));
  return absl::Milliseconds(std::uniform_real_distribution<double>(longest / 2, longest)(random));
}

}  // namespace

StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const std::string& address, const std::string& service,
                                                     const TlsFiles& tls) {
  TuneGrpc();
  ASSIGN_OR_RETURN(const auto credentials, ChannelTls(tls));
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride(service);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMs);  // despite its name
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMaxReconnectMs);
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  arguments.SetMaxReceiveMessageSize(kMaxAnswerBytes);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

void Prepare(grpc::ClientContext& context, const Outgoing& outgoing) {
  context.set_deadline(absl::ToChronoTime(outgoing.deadline));
  if (!outgoing.token.empty()) context.AddMetadata(auth::kTokenMetadataKey, outgoing.token);
  context.AddMetadata(kTraceparent,
                      MakeTraceparent(outgoing.trace_id.empty() ? NewTraceId() : outgoing.trace_id));
}

Status Invoke(const Outgoing& outgoing, const std::function<grpc::Status(grpc::ClientContext&)>& attempt) {
  for (int made = 0;; ++made) {
    grpc::ClientContext context;
    Prepare(context, outgoing);
    const grpc::Status status = attempt(context);
    const absl::Duration pause = Pause(made);
    const bool again = status.error_code() == grpc::StatusCode::UNAVAILABLE && outgoing.safe &&
                       made + 1 < kMaxAttempts && absl::Now() + pause < outgoing.deadline;
    if (!again) return FromGrpc(status);
    std::this_thread::sleep_for(absl::ToChronoMicroseconds(pause));
  }
}

}  // namespace duaal::rpc
