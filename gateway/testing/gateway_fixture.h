#ifndef GATEWAY_TESTING_GATEWAY_FIXTURE_H_
#define GATEWAY_TESTING_GATEWAY_FIXTURE_H_

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "chassis/auth/internal_token.h"
#include "chassis/auth/jwt.h"
#include "chassis/auth/testing/keys.h"
#include "chassis/core/clock.h"
#include "chassis/rpc/server.h"
#include "chassis/testing/pki.h"
#include "chassis/testing/status_matchers.h"
#include "gateway/process.h"
#include "gateway/testing/http_client.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"

// A whole gateway on free ports in front of a real intake server with handlers made for the tests; the
// other services are not there.
namespace duaal::gateway::testing {

// What the handlers of the fake intake-svc saw of the last call.
struct Seen {
  std::string method;
  std::string trace_id;
  std::string purpose;
  std::string principal;
  std::string request_id;
  absl::Time deadline;
};

class GatewayTest : public ::testing::Test {
 protected:
  GatewayTest();
  ~GatewayTest() override;

  // Starts anew with changed settings.
  void Restart(const std::function<void(config::v1::GatewayConfig&)>& change);

  // A token of these roles, for 2026 municipality GM0164, that lasts `lifetime`.
  [[nodiscard]] std::string Token(const std::vector<std::string>& roles,
                                  absl::Duration lifetime = absl::Minutes(10)) const;
  // `Authorization: Bearer ...\r\n`
  [[nodiscard]] std::string Bearer(const std::vector<std::string>& roles = {"writer"}) const;

  // One request on a connection of its own.
  HttpAnswer Ask(const std::string& verb, const std::string& target, const std::string& headers = "",
                 const std::string& body = "");
  static rapidjson::Document Parse(const HttpAnswer& answer);
  // `name REASON` of each invalid parameter.
  static std::vector<std::string> InvalidParams(const HttpAnswer& answer);

  std::optional<Seen> LastSeen();
  // Lets GetMunicipality of GM9999 go on, which waits.
  void OpenGate();
  // Waits until a call waits at the gate.
  bool SomeoneAtGate();

  static duaal::testing::Pki& Certificates();

  std::unique_ptr<Process> process_;
  auth::testing::Folder files_;

 private:
  void RegisterMunicipalities();
  void RegisterParticipants();
  void Note(const rpc::Call& call, const std::string& request_id = "");
  bool WaitAtGate();

  FakeClock clock_;
  auth::testing::KeyPair issuer_key_;
  std::unique_ptr<auth::JwtSigner> issuer_;
  std::unique_ptr<auth::TokenVerifier> tokens_;
  std::unique_ptr<rpc::Server> intake_;
  config::v1::ProcessConfig config_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Seen> seen_;
  bool gate_open_ = false;
  int at_gate_ = 0;
};

}  // namespace duaal::gateway::testing

#endif  // GATEWAY_TESTING_GATEWAY_FIXTURE_H_
