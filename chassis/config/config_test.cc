#include "chassis/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "chassis/config/address.h"
#include "chassis/testing/status_matchers.h"

namespace duaal::config {
namespace {

using duaal::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

std::string WriteFile(const std::string& text) {
  const std::string path = ::testing::TempDir() + "config-" + std::to_string(::getpid());
  std::ofstream(path, std::ios::trunc) << text;
  return path;
}

StatusOr<v1::ProcessConfig> LoadText(const std::string& text) { return Load(WriteFile(text)); }

// The message of the refusal; empty when it was not refused as it should.
std::string Refusal(const std::string& text) {
  const auto config = LoadText(text);
  if (config.ok() || !HasReason(config.status(), "CONFIG")) return "";
  return std::string(config.status().message());
}

constexpr char kCommon[] = R"(metrics_listen: "127.0.0.1:9101"
tls { ca: "ca.pem" certificate: "svc.pem" key: "svc.key" }
token_key: "svc.key"
token_issuers: "issuers"
)";

std::string ServiceText() {
  return std::string("service: \"intake-svc\"\n") + kCommon + R"(listen: "127.0.0.1:0"
key_ring: "ring"
database {
  socket: "/run/s.sock"
  schema: "duaal_intake"
  user: "duaal_intake"
  password_file: "password"
}
)";
}

std::string GatewayText() {
  return std::string("service: \"gateway\"\n") + kCommon + R"(gateway {
  http_listen: "127.0.0.1:8080"
  grpc_listen: "127.0.0.1:8443"
  jwks: "jwks.json"
  issuer: "https://issuer.example"
  audience: "duaal"
  roles: "roles.textproto"
  descriptor_set: "duaal.protoset"
  external_tls { certificate: "e.pem" key: "e.key" }
}
)";
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(LoadTest, FillsTheDefaultsOfAService) {
  ASSERT_OK_AND_ASSIGN(const auto config, LoadText(ServiceText()));
  EXPECT_EQ(config.service(), "intake-svc");
  EXPECT_EQ(config.workers(), 16);
  EXPECT_EQ(config.queue(), 1024);
  EXPECT_EQ(config.database().pool_size(), 16);
  EXPECT_EQ(config.database().port(), 3306);
  EXPECT_FALSE(config.processing_log_off());
}

TEST(LoadTest, FillsTheDefaultsOfTheGateway) {
  ASSERT_OK_AND_ASSIGN(const auto config, LoadText(GatewayText()));
  EXPECT_EQ(config.gateway().max_body_bytes(), 1 << 20);
  EXPECT_EQ(config.gateway().http_threads(), 2);
}

TEST(LoadTest, KeepsWhatIsGiven) {
  ASSERT_OK_AND_ASSIGN(const auto config, LoadText(ServiceText() + "workers: 4\nqueue: 8\n"));
  EXPECT_EQ(config.workers(), 4);
  EXPECT_EQ(config.queue(), 8);
}

TEST(LoadTest, NamesAnUnknownKeyAndItsLine) {
  const std::string message = Refusal(ServiceText() + "worker: 4\n");
  EXPECT_THAT(message, HasSubstr("worker"));
  EXPECT_THAT(message, HasSubstr(":14: "));
}

TEST(LoadTest, NamesAKeyOfTheWrongTypeAndItsLine) {
  EXPECT_THAT(Refusal("service: \"a\"\nworkers: \"many\"\n"), HasSubstr(":2: "));
}

TEST(LoadTest, NamesAKeyOutOfRangeAndItsLine) {
  EXPECT_THAT(Refusal(ServiceText() + "workers: 1000\n"), HasSubstr(":14: workers: must be from 1 to 256"));
  EXPECT_THAT(Refusal(ServiceText() + "workers: -1\n"), HasSubstr("workers: must be"));
  const std::string pool = Replaced(ServiceText(), "schema:", "pool_size: 9999\n  schema:");
  EXPECT_THAT(Refusal(pool), HasSubstr(":10: database.pool_size: must be from 1 to 512"));
}

TEST(LoadTest, NamesEveryMissingKeyAtOnce) {
  const std::string message = Refusal("service: \"intake-svc\"\n");
  for (const char* key :
       {"listen", "metrics_listen", "tls", "database", "token_key", "token_issuers", "key_ring"}) {
    EXPECT_THAT(message, HasSubstr(std::string(": ") + key + ": is required")) << key;
  }
  EXPECT_THAT(Refusal(Replaced(ServiceText(), "ca: \"ca.pem\"", "")), HasSubstr("tls.ca: is required"));
  EXPECT_THAT(Refusal(Replaced(ServiceText(), "  password_file: \"password\"\n", "")),
              HasSubstr("database.password_file: is required"));
}

TEST(LoadTest, NeverRunsWithoutADatabaseByAccident) {
  const std::string text = ServiceText();
  EXPECT_THAT(Refusal(text.substr(0, text.find("database"))), HasSubstr("database: is required"));
}

TEST(LoadTest, TakesASocketOrAHostWithTlsButNotBoth) {
  const std::string socket = "socket: \"/run/s.sock\"";
  EXPECT_THAT(Refusal(Replaced(ServiceText(), socket, socket + " host: \"db\"")),
              HasSubstr("a socket or a host"));
  EXPECT_THAT(Refusal(Replaced(ServiceText(), socket, "")), HasSubstr("a socket or a host"));
  EXPECT_THAT(Refusal(Replaced(ServiceText(), socket, "host: \"db\"")),
              HasSubstr("database.tls_ca: is required"));
  EXPECT_OK(LoadText(Replaced(ServiceText(), socket, "host: \"db\" tls_ca: \"ca.pem\"")));
  EXPECT_THAT(Refusal(Replaced(ServiceText(), socket, "socket: \"/" + std::string(107, 's') + "\"")),
              HasSubstr("107"));
}

TEST(LoadTest, TellsServiceAndGatewayApart) {
  EXPECT_THAT(Refusal(GatewayText() + "database { schema: \"x\" }\n"),
              HasSubstr("database: the gateway has no"));
  EXPECT_THAT(Refusal(ServiceText() + "gateway { }\n"), HasSubstr("gateway: is only for the gateway"));
  EXPECT_THAT(Refusal(std::string("service: \"gateway\"\n") + kCommon), HasSubstr("gateway: is required"));
}

TEST(LoadTest, KeepsPlainHttpOnThisMachine) {
  const std::string open = Replaced(GatewayText(), "127.0.0.1:8080", "0.0.0.0:8080");
  EXPECT_THAT(Refusal(open), HasSubstr("gateway.http_listen: must be a loopback address"));
  EXPECT_OK(LoadText(Replaced(open, "issuer:", "https: true issuer:")));
  EXPECT_THAT(Refusal(Replaced(GatewayText(), "key: \"e.key\"", "")),
              HasSubstr("gateway.external_tls.key: is required"));
}

TEST(LoadTest, ChecksAddresses) {
  EXPECT_THAT(Refusal(Replaced(ServiceText(), "127.0.0.1:0", "7101")),
              HasSubstr("listen: expected host:port"));
  EXPECT_THAT(Refusal(ServiceText() + "peers { key: \"partner-svc\" value: \"nowhere\" }\n"),
              HasSubstr("partner-svc"));
  EXPECT_OK(LoadText(ServiceText() + "peers { key: \"partner-svc\" value: \"127.0.0.1:7103\" }\n"));
}

TEST(LoadTest, UnknownFileIsNotFound) {
  EXPECT_THAT(Load("/nonexistent/config"), StatusIs(absl::StatusCode::kNotFound));
}

TEST(PathFromFlagsTest, TakesBothForms) {
  const char* apart[] = {"svc", "--config", "a.textproto"};
  const char* joined[] = {"svc", "--config=b.textproto"};
  EXPECT_EQ(PathFromFlags(3, apart).value_or(""), "a.textproto");
  EXPECT_EQ(PathFromFlags(2, joined).value_or(""), "b.textproto");
}

TEST(PathFromFlagsTest, RefusesAnythingElse) {
  const char* none[] = {"svc"};
  const char* open_end[] = {"svc", "--config"};
  const char* twice[] = {"svc", "--config=a", "--config=b"};
  const char* more[] = {"svc", "--config=a", "--confg=b"};
  const char* empty[] = {"svc", "--config="};
  EXPECT_THAT(PathFromFlags(1, none), StatusIs(absl::StatusCode::kInvalidArgument, "USAGE"));
  EXPECT_THAT(PathFromFlags(2, open_end), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(PathFromFlags(3, twice), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(PathFromFlags(3, more), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(PathFromFlags(2, empty), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(ReadSecretTest, TrimsAndNeverTellsTheSecret) {
  EXPECT_EQ(ReadSecret(WriteFile("  s3cret word\r\n")).value_or(""), "s3cret word");
  EXPECT_THAT(ReadSecret(WriteFile(" \n")), StatusIs(absl::StatusCode::kInvalidArgument, "SECRET_FILE"));
  const auto two = ReadSecret(WriteFile("s3cret\nother\n"));
  EXPECT_THAT(two, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(two.status().message()), Not(HasSubstr("s3cret")));
  EXPECT_THAT(ReadSecret("/nonexistent/secret"), StatusIs(absl::StatusCode::kNotFound));
}

TEST(AddressTest, ReadsNamesAndBothFamilies) {
  ASSERT_OK_AND_ASSIGN(const Address v4, ParseAddress("127.0.0.1:65535"));
  EXPECT_EQ(v4.port, 65535);
  EXPECT_TRUE(v4.IsLoopback());
  ASSERT_OK_AND_ASSIGN(const Address v6, ParseAddress("[::1]:80"));
  EXPECT_EQ(v6.host, "::1");
  EXPECT_EQ(v6.ToString(), "[::1]:80");
  EXPECT_TRUE(v6.IsLoopback());
  ASSERT_OK_AND_ASSIGN(const Address name, ParseAddress("db.example:3306"));
  EXPECT_FALSE(name.IsLoopback());
  for (const char* text :
       {"", ":80", "host", "host:", "host:65536", "host:-1", "host:8o", "::1:80", "[]:80", "[::1:80"}) {
    EXPECT_THAT(ParseAddress(text), StatusIs(absl::StatusCode::kInvalidArgument, "ADDRESS")) << text;
  }
}

}  // namespace
}  // namespace duaal::config
