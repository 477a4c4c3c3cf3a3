#ifndef GATEWAY_HTTP_SERVER_H_
#define GATEWAY_HTTP_SERVER_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "gateway/http/message.h"

namespace duaal::gateway::http {

struct ServerOptions {
  std::string host;  // an IP address
  int port = 0;      // 0 picks a free one
  int threads = 2;
  // PEM files; HTTPS when given.
  std::string certificate;
  std::string key;
  std::size_t header_bytes_most = 16 * 1024;
  std::size_t body_bytes_most = 1024 * 1024;
  int connections_most = 4096;                       // more are closed at once
  absl::Duration idle_timeout = absl::Seconds(60);   // to send the next header
  absl::Duration read_timeout = absl::Seconds(30);   // to send the body
  absl::Duration write_timeout = absl::Seconds(30);  // to take the answer
};

// An HTTP/1.1 server over Boost.Beast: keep-alive, bodies by length or in chunks, one request at a time
// per connection. A request that could be read in two ways (two lengths, a length with chunks, no or two
// Hosts, another transfer coding) is refused and its connection closed.
class Server {
 public:
  // Makes the answer to a request that is refused before it is complete: 400 MALFORMED_REQUEST,
  // 413 BODY_TOO_LARGE, 431 HEADER_TOO_LARGE.
  using Refusal = std::function<Response(int status, const std::string& reason)>;

  // Binds and serves on threads of its own.
  //
  // UNAVAILABLE (LISTEN): the address is in use or not of this machine. INVALID_ARGUMENT (TLS): the
  // certificate or the key cannot be used.
  [[nodiscard]] static StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options, Handler handler,
                                                               Refusal refusal);
  // Closes what is still open. An answer that comes later goes nowhere.
  ~Server();

  [[nodiscard]] int port() const;
  // Takes no new connections, closes idle ones, lets running requests be answered for up to `grace`.
  void Drain(absl::Duration grace);

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace duaal::gateway::http

#endif  // GATEWAY_HTTP_SERVER_H_
