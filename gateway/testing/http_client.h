#ifndef GATEWAY_TESTING_HTTP_CLIENT_H_
#define GATEWAY_TESTING_HTTP_CLIENT_H_

#include <map>
#include <optional>
#include <string>

// A client that sends exactly the bytes it is given, so that a test can be hostile.
namespace duaal::gateway::testing {

struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  [[nodiscard]] std::string Header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

// One connection to a port of this machine.
class HttpClient {
 public:
  explicit HttpClient(int port);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Sends all of it; false when the peer took no more.
  bool Send(const std::string& bytes);
  // Reads one answer; nothing at the end of the connection, or after ten seconds. `head` for the answer to
  // a HEAD, which has no body.
  std::optional<HttpAnswer> Read(bool head = false);
  // Whether the peer closed the connection without another byte.
  bool Closed();

 private:
  bool Fill();

  int socket_ = -1;
  std::string buffer_;
};

// `GET /path HTTP/1.1` with a Host, the headers given (each ending in \r\n) and a body with its length.
[[nodiscard]] std::string HttpRequest(const std::string& verb, const std::string& target,
                                      const std::string& headers = "", const std::string& body = "");

}  // namespace duaal::gateway::testing

#endif  // GATEWAY_TESTING_HTTP_CLIENT_H_
