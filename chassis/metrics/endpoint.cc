#include "chassis/metrics/endpoint.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "chassis/config/address.h"
#include "chassis/log/log.h"

namespace duaal::metrics {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr auto kRequestTimeout = std::chrono::seconds(5);
constexpr auto kAcceptPause = std::chrono::milliseconds(100);
constexpr int kMaxConnections = 64;
constexpr std::uint32_t kMaxHeaderBytes = 8192;
constexpr std::uint64_t kMaxBodyBytes = 1024;

struct Shared {
  const Registry& registry;
  Endpoint::Readiness readiness;
  int connections = 0;  // only touched on the one thread
};

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

Response Plain(http::status code, std::string body) {
  Response response(code, 11);
  response.set(http::field::content_type, "text/plain; charset=utf-8");
  response.body() = std::move(body);
  return response;
}

Response Ready(const Shared& shared) {
  const Status status = shared.readiness();
  if (status.ok()) return Plain(http::status::ok, "ready\n");
  return Plain(http::status::service_unavailable, "not ready: " + std::string(status.message()) + "\n");
}

Response Answer(const Shared& shared, const Request& request) {
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    Response response = Plain(http::status::method_not_allowed, "Use GET.\n");
    response.set(http::field::allow, "GET, HEAD");
    return response;
  }
  const beast::string_view path = request.target().substr(0, request.target().find('?'));
  if (path == "/livez") return Plain(http::status::ok, "live\n");
  if (path == "/readyz") return Ready(shared);
  if (path == "/metrics") {
    Response response = Plain(http::status::ok, shared.registry.Text());
    response.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
    return response;
  }
  return Plain(http::status::not_found, "Known: /metrics, /livez, /readyz\n");
}

// One connection: reads a request, answers, and again while the client keeps it open.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Shared* shared) : stream_(std::move(socket)), shared_(shared) {
    ++shared_->connections;
  }
  ~Session() { --shared_->connections; }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void Read() {
    parser_.emplace();
    parser_->header_limit(kMaxHeaderBytes);
    parser_->body_limit(kMaxBodyBytes);
    stream_.expires_after(kRequestTimeout);
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, std::size_t) { self->OnRead(error); });
  }

 private:
  void OnRead(beast::error_code error) {
    if (error == http::error::end_of_stream || error == beast::error::timeout) return Close();
    if (error) {
      response_ = Plain(http::status::bad_request, "Not an HTTP request.\n");
      response_.keep_alive(false);
    } else {
      const Request& request = parser_->get();
      response_ = Answer(*shared_, request);
      response_.keep_alive(request.keep_alive());
      if (request.method() == http::verb::head) {
        response_.content_length(response_.body().size());
        response_.body().clear();
        return Write();
      }
    }
    response_.prepare_payload();
    Write();
  }

  void Write() {
    response_.set(http::field::cache_control, "no-store");
    stream_.expires_after(kRequestTimeout);
    http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error || !self->response_.keep_alive()) return self->Close();
      self->Read();
    });
  }

  void Close() {
    // The client may be gone already; there is nobody left to tell.
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_{kMaxHeaderBytes + kMaxBodyBytes};
  std::optional<http::request_parser<http::string_body>> parser_;
  Response response_;
  Shared* shared_;
};

}  // namespace

class Endpoint::Impl {
 public:
  Impl(const Registry& registry, Readiness readiness) : shared_{registry, std::move(readiness)} {}

  ~Impl() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }

  Status Listen(const config::Address& address) {
    beast::error_code error;
    const auto host = asio::ip::make_address(address.host == "localhost" ? "127.0.0.1" : address.host, error);
    if (error) {
      return Error(absl::StatusCode::kInvalidArgument, "ADDRESS", address.host + ": give a numeric address.");
    }
    const tcp::endpoint endpoint(host, static_cast<unsigned short>(address.port));
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (error) {
      return Error(absl::StatusCode::kUnavailable, "LISTEN",
                   "Cannot listen on " + address.ToString() + ": " + error.message() + ".");
    }
    return absl::OkStatus();
  }

  void Run() {
    Accept();
    thread_ = std::thread([this] { io_.run(); });
  }

  [[nodiscard]] int port() const { return port_; }

 private:
  void Accept() {
    acceptor_.async_accept(
        [this](beast::error_code error, tcp::socket socket) { OnAccept(error, std::move(socket)); });
  }

  void OnAccept(beast::error_code error, tcp::socket socket) {
    if (error) {
      // Most likely no file descriptor is left: look again shortly rather than spin.
      log::Warn("metrics_accept", {{"error", error.message()}});
      pause_.expires_after(kAcceptPause);
      pause_.async_wait([this](beast::error_code stopped) {
        if (!stopped) Accept();
      });
      return;
    }
    // Beyond the limit the connection is closed by going out of scope.
    if (shared_.connections < kMaxConnections) std::make_shared<Session>(std::move(socket), &shared_)->Read();
    Accept();
  }

  Shared shared_;  // before io_: sessions that io_ still holds refer to it when they are destroyed
  asio::io_context io_{1};
  tcp::acceptor acceptor_{io_};
  asio::steady_timer pause_{io_};
  int port_ = 0;
  std::thread thread_;
};

Endpoint::Endpoint(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Endpoint::~Endpoint() = default;

StatusOr<std::unique_ptr<Endpoint>> Endpoint::Start(const std::string& address, const Registry& registry,
                                                    Readiness readiness) {
  ASSIGN_OR_RETURN(const config::Address parsed, config::ParseAddress(address));
  auto impl = std::make_unique<Impl>(registry, std::move(readiness));
  RETURN_IF_ERROR(impl->Listen(parsed));
  impl->Run();
  return std::unique_ptr<Endpoint>(new Endpoint(std::move(impl)));
}

int Endpoint::port() const { return impl_->port(); }

}  // namespace duaal::metrics
