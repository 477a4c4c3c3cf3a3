#ifndef GATEWAY_HTTP_SESSION_H_
#define GATEWAY_HTTP_SESSION_H_

// One connection. Internal to gateway/http/server.cc: nothing else may include it, because Boost.Beast
// costs half a minute per file.

#include <utility>  // before asio, which forgets it

#include <array>
#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "gateway/http/server.h"

namespace duaal::gateway::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, asio::io_context::executor_type>;
using ErrorCode = boost::system::error_code;
using SteadyTime = std::chrono::steady_clock::time_point;

// What a connection is doing; decides what its time is up for.
enum class Phase { kIdle, kReading, kAnswering, kWriting, kClosing };

// A connection as its worker sees it. Used only on the worker's thread.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual void Begin() = 0;
  // Closes the socket; pending operations fail, and the connection goes.
  virtual void Abort() = 0;
  virtual void Answer(Response response) = 0;
  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] SteadyTime deadline() const { return deadline_; }

 protected:
  void Enter(Phase phase, absl::Duration time) {
    phase_ = phase;
    deadline_ = std::chrono::steady_clock::now() + absl::ToChronoMicroseconds(time);
  }

 private:
  Phase phase_ = Phase::kIdle;
  SteadyTime deadline_;
};

// What all connections of a server share.
struct Shared {
  ServerOptions options;
  Handler handler;
  Server::Refusal refusal;
  std::optional<asio::ssl::context> tls;
  std::atomic<bool> draining{false};
  std::atomic<int> connections{0};
};

// A thread's event loop and its connections. One sweep per second takes the place of a timer per
// connection, which would cost more than reading a request.
struct Worker {
  asio::io_context io{1};
  asio::steady_timer sweep{io};
  std::unordered_set<std::shared_ptr<Connection>> connections;
};

// `HTTP/1.1 200 OK` with all headers and the empty line.
std::string HeadOf(const Response& response, bool close);

template <typename Stream>
class Session final : public Connection, public std::enable_shared_from_this<Session<Stream>> {
 public:
  static constexpr bool kTls = !std::is_same_v<Stream, Socket>;

  Session(std::shared_ptr<Shared> shared, std::weak_ptr<Worker> worker, Stream stream)
      : shared_(std::move(shared)), worker_(std::move(worker)), stream_(std::move(stream)) {
    ++shared_->connections;
  }
  ~Session() override { --shared_->connections; }

  void Begin() override {
    if constexpr (kTls) {
      Enter(Phase::kReading, absl::Seconds(10));
      stream_.async_handshake(asio::ssl::stream_base::server, [self = Self()](ErrorCode error) {
        error ? self->Leave() : self->ReadHeader();
      });
    } else {
      ReadHeader();
    }
  }

  void Abort() override {
    ErrorCode ignored;  // closing a socket that is closed already is no fault
    Lowest().close(ignored);
    if (phase() == Phase::kAnswering) Leave();  // nothing is pending that would end it
  }

  void Answer(Response response) override {
    if (phase() == Phase::kAnswering && Lowest().is_open()) Write(std::move(response));
  }

 private:
  static constexpr std::size_t kDiscardMost = 64 << 20;

  std::shared_ptr<Session> Self() { return this->shared_from_this(); }

  Socket& Lowest() {
    if constexpr (kTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  void Leave() {
    ErrorCode ignored;
    Lowest().close(ignored);
    if (const std::shared_ptr<Worker> worker = worker_.lock()) worker->connections.erase(Self());
  }

  void ReadHeader() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_->options.header_bytes_most));
    parser_->body_limit(shared_->options.body_bytes_most);
    Enter(Phase::kIdle, shared_->options.idle_timeout);
    beast::http::async_read_header(stream_, buffer_, *parser_, [self = Self()](ErrorCode error, std::size_t) {
      error ? self->ReadFailed(error) : self->HeaderRead();
    });
  }

  void HeaderRead() {
    const auto& message = parser_->get();
    keep_alive_ = message.version() == 11 && message.keep_alive();
    head_only_ = message.method() == beast::http::verb::head;
    if (!Plain(message)) return Refuse(400, "MALFORMED_REQUEST");
    if (parser_->is_done()) return Dispatch();
    Enter(Phase::kReading, shared_->options.read_timeout);
    const bool waits = beast::iequals(message[beast::http::field::expect], "100-continue");
    if (!waits || message.version() < 11) return ReadBody();
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(kContinue), [self = Self()](ErrorCode error, std::size_t) {
      error ? self->Leave() : self->ReadBody();
    });
  }

  // Whether the header can be read in one way only.
  template <typename Message>
  static bool Plain(const Message& message) {
    using Field = beast::http::field;
    if (message.version() != 10 && message.version() != 11) return false;
    if (message.version() == 11 && message.count(Field::host) != 1) return false;
    if (message.count(Field::host) > 1 || message.count(Field::content_length) > 1) return false;
    // `5, 5` is allowed by the standard, but not every other reader takes it for a 5.
    const auto length = message[Field::content_length];
    if (length.find_first_not_of("0123456789") != length.npos) return false;
    const auto codings = message.count(Field::transfer_encoding);
    if (codings == 0) return true;
    return codings == 1 && message.version() == 11 && message.count(Field::content_length) == 0 &&
           beast::iequals(message[Field::transfer_encoding], "chunked");
  }

  void ReadBody() {
    beast::http::async_read(stream_, buffer_, *parser_, [self = Self()](ErrorCode error, std::size_t) {
      error ? self->ReadFailed(error) : self->Dispatch();
    });
  }

  void ReadFailed(ErrorCode error) {
    using Error = beast::http::error;
    const ErrorCode probe = make_error_code(Error::end_of_stream);
    if (error.category() != probe.category() || error == Error::end_of_stream ||
        error == Error::partial_message) {
      return Leave();  // the peer is gone or its time is up
    }
    if (error == Error::body_limit) return Refuse(413, "BODY_TOO_LARGE");
    if (error == Error::header_limit || error == Error::buffer_overflow)
      return Refuse(431, "HEADER_TOO_LARGE");
    Refuse(400, "MALFORMED_REQUEST");
  }

  void Refuse(int status, const char* reason) {
    keep_alive_ = false;
    discard_ = true;
    Write(shared_->refusal(status, reason));
  }

  void Dispatch() {
    auto message = parser_->release();
    Request request;
    request.verb = std::string(message.method_string());
    request.target = std::string(message.target());
    for (const auto& field : message.base()) {
      request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
    }
    request.body = std::move(message.body());
    Enter(Phase::kAnswering, absl::Minutes(5));
    // The answer may come when this server is gone already, so it holds nothing but weak pointers.
    std::weak_ptr<Session> session = Self();
    shared_->handler(std::move(request), [worker = worker_, session = std::move(session)](Response response) {
      const std::shared_ptr<Worker> alive = worker.lock();
      if (alive == nullptr) return;
      asio::dispatch(alive->io, [session, response = std::move(response)]() mutable {
        if (const std::shared_ptr<Session> self = session.lock()) self->Answer(std::move(response));
      });
    });
  }

  void Write(Response response) {
    response_ = std::move(response);
    if (shared_->draining) keep_alive_ = false;
    head_ = HeadOf(response_, !keep_alive_);
    Enter(Phase::kWriting, shared_->options.write_timeout);
    const bool with_body = !head_only_ && response_.status != 304;
    const std::array<asio::const_buffer, 2> buffers = {
        asio::buffer(head_), with_body ? asio::buffer(response_.content()) : asio::const_buffer()};
    asio::async_write(stream_, buffers, [self = Self()](ErrorCode error, std::size_t) {
      if (error) return self->Leave();
      if (self->keep_alive_) return self->ReadHeader();
      self->Close();
    });
  }

  void Close() {
    Enter(Phase::kClosing, absl::Seconds(2));
    if constexpr (kTls) {
      if (!discard_) {
        stream_.async_shutdown([self = Self()](ErrorCode) { self->Leave(); });
        return;
      }
    }
    ErrorCode error;
    Lowest().shutdown(Tcp::socket::shutdown_send, error);
    error ? Leave() : Discard();
  }

  // Reads on what the peer still sends: closing at once would reset the connection, and the peer
  // might never see why it was refused.
  void Discard() {
    Lowest().async_read_some(asio::buffer(waste_), [self = Self()](ErrorCode error, std::size_t size) {
      self->discarded_ += size;
      error || self->discarded_ > kDiscardMost ? self->Leave() : self->Discard();
    });
  }

  std::shared_ptr<Shared> shared_;
  std::weak_ptr<Worker> worker_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::optional<beast::http::request_parser<beast::http::string_body>> parser_;
  Response response_;
  std::string head_;
  std::array<char, 4096> waste_{};
  std::size_t discarded_ = 0;
  bool keep_alive_ = false;
  bool head_only_ = false;
  bool discard_ = false;
};

}  // namespace duaal::gateway::http

#endif  // GATEWAY_HTTP_SESSION_H_
