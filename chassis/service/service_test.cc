#include "chassis/service/service.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "chassis/outbox/applied.h"
#include "chassis/outbox/outbox.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/pki.h"
#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::service {
namespace {

using ::duaal::testing::MariaDb;
using ::duaal::testing::Pki;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void WriteAll(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

template <typename Condition>
bool Eventually(Condition condition) {
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (!condition()) {
    if (absl::Now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

// The answer to `GET path`, head and body; empty when nobody answers.
std::string Get(int port, const std::string& path) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    if (write(fd, request.data(), request.size()) == static_cast<ssize_t>(request.size())) {
      char buffer[4096];
      for (ssize_t got; (got = read(fd, buffer, sizeof(buffer))) > 0;)
        answer.append(buffer, static_cast<std::size_t>(got));
    }
  }
  close(fd);
  return answer;
}

// A service as a process of its own.
class Probe {
 public:
  Probe(const std::string& service, const std::string& follows, std::vector<std::string> words,
        std::string log_path)
      : log_path_(std::move(log_path)) {
    const std::string program =
        std::filesystem::read_symlink("/proc/self/exe").parent_path().string() + "/service_probe";
    words.insert(words.begin(), program);
    std::vector<std::string> settings = {"PROBE_SERVICE=" + service, "PROBE_FOLLOWS=" + follows};
    for (char** setting = environ; *setting != nullptr; ++setting) settings.emplace_back(*setting);
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::vector<char*> envp;
    for (std::string& setting : settings) envp.push_back(setting.data());
    envp.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int fd : {1, 2}) {
      posix_spawn_file_actions_addopen(&actions, fd, log_path_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    }
    EXPECT_EQ(posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), envp.data()), 0);
    posix_spawn_file_actions_destroy(&actions);
  }
  ~Probe() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  void Signal(int signal) const { kill(pid_, signal); }
  // The exit code, or -1 when it does not end by itself.
  int Wait() {
    int state = 0;
    if (!Eventually([&] { return waitpid(pid_, &state, WNOHANG) == pid_; })) return -1;
    pid_ = -1;
    return WIFEXITED(state) ? WEXITSTATUS(state) : -1;
  }
  [[nodiscard]] std::string log() const { return ReadAll(log_path_); }
  [[nodiscard]] bool WaitReady() const {
    return Eventually([&] { return log().find(R"("event":"ready")") != std::string::npos; });
  }
  // From the `ready` line: `port` or `metrics_port`.
  [[nodiscard]] int Number(const std::string& key) const {
    const std::string text = log();
    const std::string word = "\"" + key + "\":";
    const std::size_t at = text.find(word, text.find(R"("event":"ready")"));
    return at == std::string::npos ? 0 : std::stoi(text.substr(at + word.size()));
  }

 private:
  std::string log_path_;
  pid_t pid_ = -1;
};

class ServiceTest : public ::testing::Test {
 protected:
  explicit ServiceTest(MariaDb& server = MariaDb::Shared()) : server_(server) {
    // A process reads the public keys of all others once, at its start.
    for (const char* service : {"intake-svc", "trajectory-svc"}) pki_.IssueTokenKey(service);
    WriteAll(folder_ + "/ring", Ring());
  }

  static std::string Ring() {
    const std::string key(64, 'a');
    return "k1 field " + key + "\nk1 lookup " + key + "\nk1 page " + key + "\n";
  }

  // A schema for the service; everything it needs lies in the folder. Returns the path of its settings.
  std::string Prepare(const std::string& service, const std::string& schema, const std::string& peers = "") {
    pki_.IssueCertificate(service);
    const sql::DatabaseOptions database = server_.OptionsFor(schema);
    WriteAll(folder_ + "/" + service + ".password", database.password + "\n");
    const std::string path = folder_ + "/" + service + ".textproto";
    WriteAll(path, "service: '" + service + "' listen: '127.0.0.1:0' metrics_listen: '127.0.0.1:0'\n" +
                       "tls { ca: '" + pki_.ca() + "' certificate: '" + pki_.certificate(service) +
                       "' key: '" + pki_.key(service) + "' }\n" + "database { socket: '" + database.socket +
                       "' schema: '" + schema + "' user: '" + database.user + "' password_file: '" + folder_ +
                       "/" + service + ".password' }\n" + "token_key: '" + pki_.token_key(service) +
                       "' token_issuers: '" + pki_.token_issuers() + "'\n" + "key_ring: '" + folder_ +
                       "/ring'\n" + peers);
    return path;
  }
  static std::string Peer(const std::string& name, int port) {
    return "peers { key: '" + name + "' value: '127.0.0.1:" + std::to_string(port) + "' }\n";
  }
  std::unique_ptr<Probe> Run(const std::string& service, std::vector<std::string> words,
                             const std::string& follows = "") {
    return std::make_unique<Probe>(service, follows, std::move(words),
                                   folder_ + "/" + std::to_string(++runs_) + ".log");
  }
  // Runs one that is not expected to come up; returns what it said.
  std::string Refused(const std::string& service, std::vector<std::string> words,
                      const std::string& follows = "") {
    const auto probe = Run(service, std::move(words), follows);
    EXPECT_EQ(probe->Wait(), 1);
    return probe->log();
  }

  MariaDb& server_;
  Pki pki_;
  const std::string folder_ = pki_.folder();
  int runs_ = 0;
};

TEST_F(ServiceTest, ShowsItsVersion) {
  const auto probe = Run("intake-svc", {"--version"});
  EXPECT_EQ(probe->Wait(), 0);
  EXPECT_THAT(probe->log(), ::testing::StartsWith("intake-svc "));
}

TEST_F(ServiceTest, ComesUpAnswersAndDrains) {
  const std::string schema = server_.CreateSchema({"chassis/migrations"});
  const auto probe = Run("intake-svc", {"--config", Prepare("intake-svc", schema)});
  ASSERT_TRUE(probe->WaitReady()) << probe->log();
  const int port = probe->Number("metrics_port");
  EXPECT_THAT(Get(port, "/livez"), HasSubstr(" 200 "));
  EXPECT_THAT(Get(port, "/readyz"), HasSubstr(" 200 "));
  EXPECT_THAT(Get(port, "/metrics"),
              AllOf(HasSubstr("duaal_build_info"), HasSubstr("duaal_own_feed_position")));
  const absl::Time told = absl::Now();
  probe->Signal(SIGTERM);
  EXPECT_EQ(probe->Wait(), 0);
  EXPECT_LT(absl::Now() - told, absl::Seconds(10));
  EXPECT_THAT(probe->log(), AllOf(HasSubstr(R"("event":"draining")"), HasSubstr(R"("event":"stopped")")));
}

TEST_F(ServiceTest, FollowsTheFeedOfAnotherAndShowsTheLag) {
  const std::string owner_schema = server_.CreateSchema({"chassis/migrations"});
  const std::string schema = server_.CreateSchema({"chassis/migrations"});
  server_.Root(schema, outbox::kCreateApplied);
  server_.Root(schema, "GRANT SELECT, INSERT ON applied TO '" + schema + "'@'localhost'");
  const auto owner = Run("intake-svc", {"--config", Prepare("intake-svc", owner_schema)});
  ASSERT_TRUE(owner->WaitReady()) << owner->log();
  const auto follower =
      Run("trajectory-svc",
          {"--config", Prepare("trajectory-svc", schema, Peer("intake-svc", owner->Number("port")))},
          "intake-svc");
  ASSERT_TRUE(follower->WaitReady()) << follower->log();

  sql::Database db(server_.OptionsFor(owner_schema));
  ASSERT_OK(db.Run(absl::Now() + absl::Seconds(10), [](sql::Tx& tx) {
    return outbox::Append(tx, {{"duaal.test.v1.Made", "subject", "", "", absl::Now(), "payload"}});
  }));
  const auto applied = [&] { return server_.Root(schema, "SELECT payload FROM applied"); };
  ASSERT_TRUE(Eventually([&] { return applied().size() == 1; })) << follower->log();
  EXPECT_EQ(applied()[0].Str(0), "payload");
  const int port = follower->Number("metrics_port");
  ASSERT_TRUE(Eventually([&] {
    return Get(port, "/metrics").find("duaal_feed_position{feed=\"intake-svc\"} 1\n") != std::string::npos;
  }));
  EXPECT_THAT(Get(port, "/metrics"), AllOf(HasSubstr("duaal_feed_head_position{feed=\"intake-svc\"} 1"),
                                           HasSubstr("duaal_feed_lag_events{feed=\"intake-svc\"} 0"),
                                           HasSubstr("duaal_feed_heard_age_seconds{feed=\"intake-svc\"} ")));
  EXPECT_THAT(Get(owner->Number("metrics_port"), "/metrics"), HasSubstr("duaal_open_feed_streams 1"));

  // An owner with an open stream drains, too, and its follower lives on.
  owner->Signal(SIGINT);
  EXPECT_EQ(owner->Wait(), 0);
  EXPECT_THAT(Get(port, "/readyz"), HasSubstr(" 200 "));
  follower->Signal(SIGTERM);
  EXPECT_EQ(follower->Wait(), 0);
}

TEST_F(ServiceTest, PurgesOldRequestIds) {
  const std::string schema = server_.CreateSchema({"chassis/migrations"});
  server_.Root(schema,
               "INSERT INTO idempotency (request_key, body_hash, resource_id, etag, note, create_time) VALUES"
               " (REPEAT('k', 32), REPEAT('b', 32), '', '', '', UTC_TIMESTAMP(6) - INTERVAL 8 DAY)");
  const auto probe = Run("intake-svc", {"--config", Prepare("intake-svc", schema)});
  EXPECT_TRUE(Eventually([&] { return server_.Root(schema, "SELECT id FROM idempotency").empty(); }));
}

TEST_F(ServiceTest, RefusesASchemaWithoutAMigrationOrWithOneMore) {
  const std::string schema = server_.CreateSchema({"chassis/migrations"});
  const std::string config = Prepare("intake-svc", schema);
  server_.Root(schema,
               "INSERT INTO schema_version VALUES ('V999__later', REPEAT('0', 64), UTC_TIMESTAMP(6))");
  EXPECT_THAT(Refused("intake-svc", {"--config", config}), HasSubstr("V999__later"));
  server_.Root(schema, "DELETE FROM schema_version WHERE name IN ('V999__later', 'C002__outbox')");
  EXPECT_THAT(Refused("intake-svc", {"--config", config}), HasSubstr("C002__outbox"));
}

TEST_F(ServiceTest, SaysInOneLineWhatIsMissing) {
  const std::string schema = server_.CreateSchema({"chassis/migrations"});
  const std::string config = Prepare("intake-svc", schema);
  EXPECT_THAT(Refused("intake-svc", {}), HasSubstr("--config FILE"));
  EXPECT_THAT(Refused("intake-svc", {"--config", folder_ + "/none"}), HasSubstr("/none"));
  EXPECT_THAT(Refused("partner-svc", {"--config", config}), HasSubstr("partner-svc"));
  EXPECT_THAT(Refused("intake-svc", {"--config", config}, "partner-svc"),
              HasSubstr("address of partner-svc"));
  std::filesystem::remove(folder_ + "/ring");
  EXPECT_THAT(Refused("intake-svc", {"--config", config}), HasSubstr("/ring"));
}

TEST_F(ServiceTest, IsUnreadyWhileTheDatabaseIsAway) {
  MariaDb own;
  const sql::DatabaseOptions database =
      own.OptionsFor(own.CreateSchema({"chassis/migrations"}, "duaal_probe"));
  const std::string path = Prepare("intake-svc", server_.CreateSchema({"chassis/migrations"}));
  WriteAll(folder_ + "/intake-svc.password", database.password);
  std::string config = ReadAll(path);
  const std::size_t at = config.find("database {");
  config.replace(at, config.find('\n', at) - at,
                 "database { socket: '" + database.socket + "' schema: '" + database.schema + "' user: '" +
                     database.user + "' password_file: '" + folder_ + "/intake-svc.password' }");
  WriteAll(path, config);
  const auto probe = Run("intake-svc", {"--config", path});
  ASSERT_TRUE(probe->WaitReady()) << probe->log();
  const int port = probe->Number("metrics_port");
  own.Kill();
  EXPECT_TRUE(Eventually([&] { return Get(port, "/readyz").find(" 503 ") != std::string::npos; }));
  EXPECT_THAT(Get(port, "/livez"), HasSubstr(" 200 "));
  own.Restart();
  EXPECT_TRUE(Eventually([&] { return Get(port, "/readyz").find(" 200 ") != std::string::npos; }));
  probe->Signal(SIGTERM);
  EXPECT_EQ(probe->Wait(), 0);
}

}  // namespace
}  // namespace duaal::service
