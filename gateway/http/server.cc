#include "gateway/http/server.h"

#include "gateway/http/session.h"

#include <ctime>
#include <thread>
#include <utility>
#include <vector>

#include "chassis/log/log.h"

namespace duaal::gateway::http {
namespace {

constexpr auto kSweepInterval = std::chrono::seconds(1);
constexpr auto kAcceptPause = std::chrono::milliseconds(100);
constexpr auto kDrainLook = std::chrono::milliseconds(20);

// `Sun, 22 Nov 2026 09:30:00 GMT`, made once a second per thread.
const std::string& DateNow() {
  thread_local std::time_t made_at = 0;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now != made_at) {
    made_at = now;
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 64> buffer{};
    text.assign(buffer.data(),
                std::strftime(buffer.data(), buffer.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts));
  }
  return text;
}

// A value comes partly from services; a line break in it would begin a header of its own.
void AppendHeader(std::string_view name, std::string_view value, std::string* out) {
  out->append(name);
  out->append(": ");
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    out->push_back(byte < 0x20 || byte == 0x7F ? ' ' : c);
  }
  out->append("\r\n");
}

void Sweep(const std::shared_ptr<Worker>& worker) {
  worker->sweep.expires_after(kSweepInterval);
  worker->sweep.async_wait([weak = std::weak_ptr<Worker>(worker)](ErrorCode error) {
    const std::shared_ptr<Worker> alive = weak.lock();
    if (error || alive == nullptr) return;
    const SteadyTime now = std::chrono::steady_clock::now();
    std::vector<std::shared_ptr<Connection>> late;
    for (const auto& connection : alive->connections) {
      if (connection->deadline() < now) late.push_back(connection);
    }
    for (const auto& connection : late) connection->Abort();
    Sweep(alive);
  });
}

}  // namespace

std::string HeadOf(const Response& response, bool close) {
  std::string head;
  head.reserve(768);
  head += "HTTP/1.1 ";
  head += std::to_string(response.status);
  head += ' ';
  head += ReasonPhrase(response.status);
  head += "\r\n";
  for (const Header& header : response.headers) AppendHeader(header.name, header.value, &head);
  AppendHeader("Date", DateNow(), &head);
  if (response.status != 304)
    AppendHeader("Content-Length", std::to_string(response.content().size()), &head);
  if (close) AppendHeader("Connection", "close", &head);
  head += "\r\n";
  return head;
}

class Server::Impl {
 public:
  Impl(const ServerOptions& options, Handler handler, Refusal refusal)
      : shared_(std::make_shared<Shared>()), workers_(MakeWorkers(options.threads)) {
    shared_->options = options;
    shared_->handler = std::move(handler);
    shared_->refusal = std::move(refusal);
  }

  ~Impl() {
    Drain(absl::ZeroDuration());
    for (const auto& worker : workers_) worker->io.stop();
    for (std::thread& thread : threads_) thread.join();
  }

  Status Open() {
    RETURN_IF_ERROR(OpenTls());
    ErrorCode error;
    const auto address = asio::ip::make_address(shared_->options.host, error);
    const Tcp::endpoint endpoint(address, static_cast<unsigned short>(shared_->options.port));
    if (!error) acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(Tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (error) {
      return Error(absl::StatusCode::kUnavailable, "LISTEN",
                   "Cannot listen for HTTP on " + shared_->options.host + ": " + error.message() + ".");
    }
    Accept();
    for (const auto& worker : workers_) {
      Sweep(worker);
      threads_.emplace_back([worker] { worker->io.run(); });
    }
    return absl::OkStatus();
  }

  void Drain(absl::Duration grace) {
    if (!shared_->draining.exchange(true)) {
      asio::post(workers_.front()->io, [this] {
        ErrorCode ignored;
        acceptor_.close(ignored);
      });
    }
    const absl::Time until = absl::Now() + grace;
    while (shared_->connections > 0 && absl::Now() < until) {
      for (const auto& worker : workers_)
        asio::post(worker->io, [worker = std::weak_ptr(worker)] { CloseIdle(worker); });
      std::this_thread::sleep_for(kDrainLook);
    }
  }

  [[nodiscard]] int port() const { return port_; }

 private:
  static void CloseIdle(const std::weak_ptr<Worker>& weak) {
    const std::shared_ptr<Worker> worker = weak.lock();
    if (worker == nullptr) return;
    std::vector<std::shared_ptr<Connection>> idle;
    for (const auto& connection : worker->connections) {
      if (connection->phase() == Phase::kIdle) idle.push_back(connection);
    }
    for (const auto& connection : idle) connection->Abort();
  }

  Status OpenTls() {
    if (shared_->options.certificate.empty()) return absl::OkStatus();
    asio::ssl::context& tls = shared_->tls.emplace(asio::ssl::context::tls_server);
    ErrorCode error;
    tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                        asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                        asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression,
                    error);
    if (!error) tls.use_certificate_chain_file(shared_->options.certificate, error);
    if (!error) tls.use_private_key_file(shared_->options.key, asio::ssl::context::pem, error);
    if (!error) return absl::OkStatus();
    return Error(absl::StatusCode::kInvalidArgument, "TLS",
                 "Cannot use the certificate " + shared_->options.certificate +
                     " with its key: " + error.message() + ".");
  }

  // Runs on the first worker; each connection lives on the next one in turn.
  void Accept() {
    const std::size_t turn = next_++ % workers_.size();
    // The operation waits in the first loop and holds a socket of the loop whose turn it is, so it keeps that
    // loop alive. The first one, kept from within, would never go.
    auto kept = turn == 0 ? nullptr : workers_[turn];
    acceptor_.async_accept(workers_[turn]->io, [this, turn, kept](ErrorCode error, Socket socket) {
      if (!acceptor_.is_open()) return;
      if (error) {
        // Out of descriptors, most likely: trying at once would only burn time.
        log::Warn("http_accept", {{"error", error.message()}});
        pause_.expires_after(kAcceptPause);
        pause_.async_wait([this](ErrorCode stopped) {
          if (!stopped) Accept();
        });
        return;
      }
      if (shared_->connections < shared_->options.connections_most) Adopt(workers_[turn], std::move(socket));
      Accept();
    });
  }

  void Adopt(const std::shared_ptr<Worker>& worker, Socket socket) {
    ErrorCode ignored;  // a peer that is gone already shows at the first read
    socket.set_option(Tcp::no_delay(true), ignored);
    std::shared_ptr<Connection> connection;
    if (shared_->tls.has_value()) {
      using Tls = asio::ssl::stream<Socket>;
      connection = std::make_shared<Session<Tls>>(shared_, worker, Tls(std::move(socket), *shared_->tls));
    } else {
      connection = std::make_shared<Session<Socket>>(shared_, worker, std::move(socket));
    }
    asio::post(worker->io, [weak = std::weak_ptr(worker), connection = std::move(connection)] {
      const std::shared_ptr<Worker> alive = weak.lock();
      if (alive == nullptr) return;
      alive->connections.insert(connection);
      connection->Begin();
    });
  }

  // The acceptor's loop is that of the first worker, so the workers are made before it.
  static std::vector<std::shared_ptr<Worker>> MakeWorkers(int count) {
    std::vector<std::shared_ptr<Worker>> workers;
    for (int i = 0; i < count; ++i) workers.push_back(std::make_shared<Worker>());
    return workers;
  }

  std::shared_ptr<Shared> shared_;
  std::vector<std::shared_ptr<Worker>> workers_;
  Tcp::acceptor acceptor_{workers_.front()->io};
  asio::steady_timer pause_{workers_.front()->io};
  std::vector<std::thread> threads_;
  std::size_t next_ = 0;
  int port_ = 0;
};

StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options, Handler handler,
                                                Refusal refusal) {
  auto impl = std::make_unique<Impl>(options, std::move(handler), std::move(refusal));
  RETURN_IF_ERROR(impl->Open());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

int Server::port() const { return impl_->port(); }

void Server::Drain(absl::Duration grace) { impl_->Drain(grace); }

}  // namespace duaal::gateway::http
