#ifndef CHASSIS_RPC_TLS_H_
#define CHASSIS_RPC_TLS_H_

#include <memory>
#include <string>

#include "chassis/core/status.h"

namespace grpc {
class ChannelCredentials;
class ServerCredentials;
}  // namespace grpc

namespace duaal::rpc {

// Paths of the PEM files for mutual TLS.
struct TlsFiles {
  std::string ca;           // signs every service
  std::string certificate;  // of this process; its common name is the service's name
  std::string key;
};

// Credentials that demand and verify the peer's certificate. NOT_FOUND: a file cannot be read; it is named.
[[nodiscard]] StatusOr<std::shared_ptr<grpc::ServerCredentials>> ServerTls(const TlsFiles& files);
[[nodiscard]] StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ChannelTls(const TlsFiles& files);

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_TLS_H_
