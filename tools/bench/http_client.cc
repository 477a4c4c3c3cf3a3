#include "tools/bench/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include "chassis/config/address.h"

namespace duaal::bench {
namespace {

constexpr char kLength[] = "Content-Length: ";
constexpr std::size_t kRead = 16 * 1024;

Status Broken() { return absl::UnavailableError("the HTTP connection broke"); }

}  // namespace

StatusOr<std::unique_ptr<HttpClient>> HttpClient::Connect(const std::string& address) {
  ASSIGN_OR_RETURN(const config::Address parsed, config::ParseAddress(address));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(parsed.port));
  inet_pton(AF_INET, parsed.host.c_str(), &to.sin_addr);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    close(socket);
    return absl::UnavailableError("nobody listens at " + address);
  }
  return std::unique_ptr<HttpClient>(new HttpClient(socket));
}

HttpClient::~HttpClient() { close(socket_); }

Status HttpClient::Get(const std::string& path, const std::string& token) {
  const std::string request =
      "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n";
  if (send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
    return Broken();
  }
  buffer_.clear();
  std::size_t end = std::string::npos;
  while (end == std::string::npos) {
    char chunk[kRead];
    const ssize_t got = recv(socket_, chunk, sizeof chunk, 0);
    if (got <= 0) return Broken();
    buffer_.append(chunk, static_cast<std::size_t>(got));
    end = buffer_.find("\r\n\r\n");
    if (end == std::string::npos) continue;
    const std::size_t at = buffer_.find(kLength);
    const std::size_t length =
        at < end ? std::strtoul(buffer_.c_str() + at + sizeof kLength - 1, nullptr, 10) : 0;
    if (buffer_.size() < end + 4 + length) end = std::string::npos;
  }
  if (buffer_.compare(0, 12, "HTTP/1.1 200") == 0) return absl::OkStatus();
  return absl::InternalError("the answer was " + buffer_.substr(0, 30));
}

}  // namespace duaal::bench
