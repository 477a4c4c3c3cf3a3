#include "gateway/testing/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace duaal::gateway::testing {

HttpClient::HttpClient(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  const timeval patience{10, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    close(socket_);
    socket_ = -1;
  }
}

HttpClient::~HttpClient() {
  if (socket_ >= 0) close(socket_);
}

bool HttpClient::Send(const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

bool HttpClient::Fill() {
  std::array<char, 65536> bytes{};
  const ssize_t count = recv(socket_, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

std::optional<HttpAnswer> HttpClient::Read(bool head) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!Fill()) return std::nullopt;
  }
  HttpAnswer answer;
  std::size_t line = buffer_.find("\r\n");
  answer.status = std::atoi(buffer_.c_str() + std::string("HTTP/1.1 ").size());
  while (line < end) {
    const std::size_t next = buffer_.find("\r\n", line + 2);
    const std::string header = buffer_.substr(line + 2, next - line - 2);
    std::string name = header.substr(0, header.find(": "));
    for (char& c : name) c = static_cast<char>(tolower(c));
    answer.headers[name] = header.substr(std::min(header.size(), name.size() + 2));
    line = next;
  }
  const bool no_body = head || answer.status == 304 || answer.status == 100;
  const std::size_t length = no_body ? 0 : std::strtoul(answer.Header("content-length").c_str(), nullptr, 10);
  while (buffer_.size() < end + 4 + length) {
    if (!Fill()) return std::nullopt;
  }
  answer.body = buffer_.substr(end + 4, length);
  buffer_.erase(0, end + 4 + length);
  return answer;
}

bool HttpClient::Closed() { return buffer_.empty() && !Fill(); }

std::string HttpRequest(const std::string& verb, const std::string& target, const std::string& headers,
                        const std::string& body) {
  std::string request = verb + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
  if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return request + "\r\n" + body;
}

}  // namespace duaal::gateway::testing
