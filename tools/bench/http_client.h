#ifndef TOOLS_BENCH_HTTP_CLIENT_H_
#define TOOLS_BENCH_HTTP_CLIENT_H_

#include <memory>
#include <string>

#include "chassis/core/status.h"

namespace duaal::bench {

// One HTTP/1.1 connection that is kept open: as little client as a load generator can do with.
class HttpClient {
 public:
  // UNAVAILABLE: nobody listens at `address` (`127.0.0.1:8080`).
  [[nodiscard]] static StatusOr<std::unique_ptr<HttpClient>> Connect(const std::string& address);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Sends a GET and reads the whole answer. UNAVAILABLE: the connection broke. INTERNAL: not status 200.
  [[nodiscard]] Status Get(const std::string& path, const std::string& token);

 private:
  explicit HttpClient(int socket) : socket_(socket) {}
  int socket_;
  std::string buffer_;
};

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_HTTP_CLIENT_H_
