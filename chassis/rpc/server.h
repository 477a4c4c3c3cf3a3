#ifndef CHASSIS_RPC_SERVER_H_
#define CHASSIS_RPC_SERVER_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "chassis/auth/principal.h"
#include "chassis/core/clock.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "google/protobuf/message.h"

// The one way in. A service registers plain functions by method; the server walks the descriptors and
// puts the same wrapper around every call, in this order: deadline, internal token, caller
// certificate, permission and purpose of the method's access option, field rules of the request (all
// violations at once), handler on a bounded worker pool, processing log (durable before the answer),
// status with google.rpc details, metrics, one log line. A method without an access option, or
// without a handler, does not start.
namespace duaal::rpc {

// What a handler knows of its call.
class Call {
 public:
  virtual ~Call() = default;
  [[nodiscard]] virtual const auth::Principal& principal() const = 0;
  // When the answer is due. Streams whose caller set no deadline have ten seconds per batch or step.
  [[nodiscard]] virtual absl::Time deadline() const = 0;
  // `duaal.intake.v1.ParticipantService/CreateParticipant`.
  [[nodiscard]] virtual const std::string& method() const = 0;
  // W3C trace id, 32 hexadecimal digits.
  [[nodiscard]] virtual const std::string& trace_id() const = 0;
  // Business date of the call.
  [[nodiscard]] virtual absl::CivilDay today() const = 0;
  [[nodiscard]] virtual absl::Time now() const = 0;
  // True once the caller has gone, its time is up, or a stream has to end because the server drains.
  [[nodiscard]] virtual bool cancelled() const = 0;
  // SHA-256 over the serialized request without its `request_id`: the body hash for idempotency. Empty for
  // calls whose client streams. Reckoned when first asked for.
  [[nodiscard]] virtual const std::string& body_hash() const = 0;
  // Names the one person whom the answer will be about, as soon as the rights are checked: a unary call's
  // record in the processing log is then written while the handler goes on. A call that ends with an error
  // after all, or concerns others too, leaves a second record that says so. Without it, and for streams, the
  // record is written when the handler is done.
  virtual void LogAhead(const Uuid& subject) const = 0;
};

// Receives a client's stream in batches and answers at the end, or batch by batch.
template <typename Request, typename Response>
class StreamHandler {
 public:
  virtual ~StreamHandler() = default;
  // Handles up to `Server::kStreamBatch` requests; each was checked against the field rules, and the
  // faults found stand at the same index (OK for a good one). Bidirectional streams may append
  // responses to `out`; they are sent in that order. An error ends the stream.
  virtual Status OnBatch(const std::vector<Request>& batch, const std::vector<Status>& checks,
                         std::vector<Response>* out) = 0;
  // After the last batch. A client stream appends its one response here.
  virtual Status OnEnd(std::vector<Response>* out) = 0;
};

namespace internal {
struct UnaryEntry;
struct StreamEntry;
struct SourceEntry;
}  // namespace internal

// A gRPC server with the wrapper, health, reflection and drain.
class Server {
 public:
  static constexpr int kStreamBatch = 500;

  template <typename Request, typename Response>
  using UnaryHandler = std::function<StatusOr<Response>(const Call&, const Request&)>;
  template <typename Request, typename Response>
  using StreamFactory =
      std::function<StatusOr<std::unique_ptr<StreamHandler<Request, Response>>>(std::shared_ptr<const Call>)>;
  // One open server stream. Called again and again on the stream's thread: fills `out`, which comes empty,
  // with what is next and returns true, or returns false to end the stream; an error ends it with that
  // status. It may wait up to a second for news; it must return soon after `call->cancelled()`.
  template <typename Response>
  using SourceStep = std::function<StatusOr<bool>(Response* out)>;
  // Opens a stream: the returned step holds its state (where it stands, the request, the call).
  template <typename Request, typename Response>
  using SourceFactory =
      std::function<StatusOr<SourceStep<Response>>(std::shared_ptr<const Call>, const Request&)>;

  struct Options;  // server_options.h
  explicit Server(Options options);
  ~Server();

  // Registers a handler for `service/Method`, e.g. "duaal.intake.v1.ParticipantService/GetParticipant".
  // Ends the process when the types differ from the descriptor: a programming error.
  template <typename Request, typename Response>
  void Unary(const std::string& method, UnaryHandler<Request, Response> handler);
  // Client-streaming and bidirectional methods.
  template <typename Request, typename Response>
  void Stream(const std::string& method, StreamFactory<Request, Response> factory);
  // Server-streaming methods. Each open stream has a thread of its own from a small separate pool.
  template <typename Request, typename Response>
  void Source(const std::string& method, SourceFactory<Request, Response> factory);

  // Binds and serves. FAILED_PRECONDITION: a method of a registered service has no handler or no
  // access option; each is named. UNAVAILABLE: the address is in use.
  [[nodiscard]] Status Start();
  // Answers NOT_SERVING, refuses new calls, ends server streams with UNAVAILABLE, waits for running calls
  // up to `grace`, then cancels them. Returns when the last one has ended. A second call does nothing.
  void Drain(absl::Duration grace);
  // The port bound; 0 before `Start`.
  [[nodiscard]] int port() const;
  // Calls that wait for a worker, and server streams that are open: for gauges.
  [[nodiscard]] std::size_t queue_depth() const;
  [[nodiscard]] std::size_t open_sources() const;

  class Impl;

 private:
  void Add(const std::string& method, internal::UnaryEntry entry);
  void Add(const std::string& method, internal::StreamEntry entry);
  void Add(const std::string& method, internal::SourceEntry entry);

  std::unique_ptr<Impl> impl_;
};

}  // namespace duaal::rpc

#include "chassis/rpc/server_inl.h"

#endif  // CHASSIS_RPC_SERVER_H_
