#ifndef GATEWAY_BACKEND_BACKEND_H_
#define GATEWAY_BACKEND_BACKEND_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/rpc/tls.h"
#include "gateway/descriptors/catalogue.h"
#include "google/protobuf/message.h"

namespace grpc {
class ByteBuffer;
template <class Request, class Response>
class TemplatedGenericStub;
}  // namespace grpc

namespace duaal::gateway {

// The services behind the door: one mTLS channel each, calls by name, no generated stubs. No thread waits
// for an answer. Thread-safe.
class Backend {
 public:
  using Stub = grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer>;
  using Answer = StatusOr<std::unique_ptr<google::protobuf::Message>>;
  using Done = std::function<void(Answer)>;

  // What goes with a call.
  struct Context {
    absl::Time deadline;
    std::string token;     // internal token; empty for public methods
    std::string trace_id;  // 32 hexadecimal digits
  };

  // Makes a channel to every service that owns a method; connects when first used.
  //
  // FAILED_PRECONDITION (NO_PEER): `peers` has no address for a service. NOT_FOUND: a TLS file is missing.
  [[nodiscard]] static StatusOr<std::unique_ptr<Backend>> Open(
      const Catalogue& catalogue, const std::map<std::string, std::string>& peers, const rpc::TlsFiles& tls);
  // Breaks off what still runs and waits until it has answered.
  ~Backend();

  // Calls a unary method, or all parts of a composed one. `done` runs on a thread of gRPC, once: with the
  // answer, or with the service's error; UNAVAILABLE or DEADLINE_EXCEEDED without a reason when there was
  // none.
  void Unary(const Method& method, const Context& context, const google::protobuf::Message& request,
             Done done);

  // For calls that are passed on as bytes; of a method that a service serves.
  [[nodiscard]] Stub& StubOf(const Method& method) const;

 private:
  class Impl;
  explicit Backend(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace duaal::gateway

#endif  // GATEWAY_BACKEND_BACKEND_H_
