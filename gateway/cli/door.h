#ifndef GATEWAY_CLI_DOOR_H_
#define GATEWAY_CLI_DOOR_H_

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/rpc/status.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "tools/issuer/token.h"

// The command line's way in: the public gRPC door of a gateway, with a bearer token, like any other caller.
namespace duaal::cli {

// Where the door is and who knocks.
struct DoorOptions {
  std::string address;  // 127.0.0.1:8443
  std::string ca_path;  // PEM
  std::string token;
};

// Address and CA of the local region whose state lies in `home`.
// NOT_FOUND: no region was started there.
[[nodiscard]] StatusOr<DoorOptions> DoorOfRegion(const std::string& home);

// A token of that region's own issuer: key, names and roles are the region's, the rest is the wish's.
// NOT_FOUND: as above. Otherwise the codes of issuer::SignToken.
[[nodiscard]] StatusOr<std::string> SignToken(const std::string& home, issuer::TokenRequest wish);

// Calls methods with the token. Thread-safe.
class Door {
 public:
  // NOT_FOUND: the CA cannot be read.
  [[nodiscard]] static StatusOr<std::unique_ptr<Door>> Open(const DoorOptions& options);

  [[nodiscard]] const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  void Prepare(grpc::ClientContext& context, absl::Duration timeout) const;

  // `door.Call(*stub, &Stub::GetWeek, request)`.
  template <typename Stub, typename Request, typename Response>
  [[nodiscard]] StatusOr<Response> Call(Stub& stub,
                                        grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                                     Response*),
                                        const Request& request) const {
    grpc::ClientContext context;
    Prepare(context, absl::Seconds(30));
    Response response;
    const Status status = rpc::FromGrpc((stub.*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

 private:
  Door(std::shared_ptr<grpc::Channel> channel, std::string token);
  std::shared_ptr<grpc::Channel> channel_;
  std::string token_;
};

// Prints a failure with every violation and what to do, to stderr.
void PrintFailure(const Status& status);

}  // namespace duaal::cli

#endif  // GATEWAY_CLI_DOOR_H_
