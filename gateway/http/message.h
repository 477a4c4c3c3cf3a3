#ifndef GATEWAY_HTTP_MESSAGE_H_
#define GATEWAY_HTTP_MESSAGE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// HTTP requests and answers as plain values, so that only gateway/http/server.cc sees the library.
namespace duaal::gateway::http {

struct Header {
  std::string name;
  std::string value;
};

// Whether two header names are the same: ASCII letters without regard to case.
[[nodiscard]] bool SameName(std::string_view a, std::string_view b);

// A complete request.
struct Request {
  std::string verb;
  std::string target;  // as sent: path, and query after `?`
  std::vector<Header> headers;
  std::string body;

  // The first header of that name, or nothing.
  [[nodiscard]] std::optional<std::string_view> Find(std::string_view name) const;
  // How many headers of that name there are.
  [[nodiscard]] int Count(std::string_view name) const;
};

// An answer. The server adds Content-Length, Date and Connection.
struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
  // Sent in place of `body` when set: content that many answers share.
  std::shared_ptr<const std::string> shared_body;

  void Add(std::string name, std::string value) { headers.push_back({std::move(name), std::move(value)}); }
  [[nodiscard]] const std::string& content() const { return shared_body ? *shared_body : body; }
};

// Answers one request. Called exactly once, from any thread.
using Respond = std::function<void(Response)>;
// Takes a request on an HTTP thread and must not block.
using Handler = std::function<void(Request, Respond)>;

// `Not Found` for 404.
[[nodiscard]] std::string_view ReasonPhrase(int status);

}  // namespace duaal::gateway::http

#endif  // GATEWAY_HTTP_MESSAGE_H_
