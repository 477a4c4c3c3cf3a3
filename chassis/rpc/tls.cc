#include "chassis/rpc/tls.h"

#include <fstream>
#include <sstream>

#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"

namespace duaal::rpc {
namespace {

struct Pems {
  std::string ca;
  std::string certificate;
  std::string key;
};

StatusOr<std::string> ReadPem(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file || text.str().empty()) {
    return Error(absl::StatusCode::kNotFound, "TLS_FILE", "Cannot read the PEM file " + path + ".");
  }
  return text.str();
}

StatusOr<Pems> ReadAll(const TlsFiles& files) {
  Pems pems;
  ASSIGN_OR_RETURN(pems.ca, ReadPem(files.ca));
  ASSIGN_OR_RETURN(pems.certificate, ReadPem(files.certificate));
  ASSIGN_OR_RETURN(pems.key, ReadPem(files.key));
  return pems;
}

}  // namespace

StatusOr<std::shared_ptr<grpc::ServerCredentials>> ServerTls(const TlsFiles& files) {
  ASSIGN_OR_RETURN(const Pems pems, ReadAll(files));
  grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = pems.ca;
  options.pem_key_cert_pairs.push_back({pems.key, pems.certificate});
  return grpc::SslServerCredentials(options);
}

StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ChannelTls(const TlsFiles& files) {
  ASSIGN_OR_RETURN(const Pems pems, ReadAll(files));
  return grpc::SslCredentials({pems.ca, pems.key, pems.certificate});
}

}  // namespace duaal::rpc
