#ifndef CHASSIS_RPC_SERVER_OPTIONS_H_
#define CHASSIS_RPC_SERVER_OPTIONS_H_

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "chassis/auth/internal_token.h"
#include "chassis/core/clock.h"
#include "chassis/processing_log/record.h"
#include "chassis/rpc/server.h"
#include "chassis/rpc/tls.h"

namespace duaal::rpc {

// What an observer is told of a method, once, before the server starts.
struct MethodInfo {
  std::string name;        // `duaal.intake.v1.ParticipantService/GetParticipant`
  bool writes = false;     // takes a request id or a stream of requests
  bool streaming = false;  // either side streams
};

// What an observer is told of a finished call. Valid during the call of the observer only.
struct CallReport {
  const Status& status;     // as the handler gave it, so its text may be internal: log it, never send it
  absl::Duration duration;  // since the call arrived
  const auth::Principal* principal;  // null when the call was refused before the token was read
  const std::string& trace_id;       // 32 hexadecimal digits
};

// Told of every finished call of one method, just before the answer goes out, on the thread that answers.
// Must be quick and thread-safe.
using CallObserver = std::function<void(const CallReport& report)>;

// How a server is run. Pointers must outlive the server.
struct Server::Options {
  std::string listen;  // `127.0.0.1:7101`; port 0 picks a free one
  TlsFiles tls;
  const auth::TokenVerifier* tokens = nullptr;  // required
  const Clock* clock = nullptr;                 // business clock; required
  int workers = 16;                             // handler threads
  int queue = 1024;                             // calls that may wait for one; more get RESOURCE_EXHAUSTED
  int max_streams = 64;                         // client and bidirectional streams open at once
  int max_sources = 16;                         // server streams open at once
  // Asked every `probe_interval` on a thread of its own: OK means that the server can serve.
  std::function<Status()> ready;
  absl::Duration probe_interval = absl::Milliseconds(500);
  // Called once per method at registration; gives the observer of its calls.
  std::function<CallObserver(const MethodInfo& method)> observe;
  // Writes processing-log records. Empty: no records; for measurements and for processes without data.
  processing_log::Append log;
};

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_SERVER_OPTIONS_H_
