// The connector's traps, each provoked for real. chassis/sql/README.md lists them.

#include <array>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "chassis/sql/connection.h"
#include "chassis/sql/sql_fixture.h"

namespace duaal::sql {
namespace {

using ::duaal::testing::StatusIs;

class TrapsTest : public SqlTest {
 protected:
  // Kills the connection of the session from outside, and waits until it is gone.
  void KillConnectionOf(Session& session) {
    const auto rows = session.Query("SELECT CONNECTION_ID()");
    ASSERT_OK(rows);
    const std::string id = (*rows)[0].Str(0);
    server_.Root("", "KILL CONNECTION " + id);
    EXPECT_TRUE(Eventually([&] {
      return server_.Root("", "SELECT COUNT(*) FROM information_schema.processlist WHERE id = " + id)[0].Int(
                 0) == 0;
    }));
  }

  Database db_ = server_.Open(schema_);
};

// The connector's own commit method returns normally here, with nothing stored.
TEST_F(TrapsTest, AFailedCommitIsSeen) {
  const Status status = db_.Run(
      Soon(),
      [&](Tx& tx) -> Status {
        RETURN_IF_ERROR(Insert(tx, 1));
        KillConnectionOf(tx);
        return absl::OkStatus();
      },
      false);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, "COMMIT_OUTCOME_UNKNOWN"));
  EXPECT_EQ(Count(), 0);
}

// With automatic reconnection the second insert would be committed without the first.
TEST_F(TrapsTest, AConnectionLostInATransactionIsNeverReplacedSilently) {
  bool killed = false;
  int runs = 0;
  EXPECT_OK(db_.Run(Soon(), [&](Tx& tx) -> Status {
    ++runs;
    RETURN_IF_ERROR(Insert(tx, 1));
    if (!std::exchange(killed, true)) KillConnectionOf(tx);
    return Insert(tx, 2);
  }));
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Count(), 2);
}

TEST_F(TrapsTest, TheClientRefusesToSendLocalFiles) {
  server_.Root("", "SET GLOBAL local_infile = 1");
  const std::string file = server_.TempFolder() + "/rows.txt";
  std::ofstream(file) << "1\n";
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Connection> connection,
                       Connection::Open(server_.OptionsFor(schema_), ConnectionPolicy(), absl::Seconds(5)));
  EXPECT_FALSE(connection->ExecuteDdl("LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE item (id)").ok());
  EXPECT_EQ(Count(), 0);
  server_.Root("", "SET GLOBAL local_infile = 0");
}

TEST_F(TrapsTest, ARunawayStatementIsStoppedByTheServer) {
  ConnectionPolicy policy;
  policy.statement_limit_s = 1;
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Connection> connection,
                       Connection::Open(server_.OptionsFor(schema_), policy, absl::Seconds(5)));
  const absl::Time start = absl::Now();
  EXPECT_THAT(
      connection->Query("SELECT COUNT(*) FROM information_schema.columns a, information_schema.columns b, "
                        "information_schema.columns c WHERE SLEEP(0.01) = 0",
                        {}, Soon()),
      StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  EXPECT_FALSE(connection->broken());
}

TEST_F(TrapsTest, AServerWithoutRoomForStatementsStillServes) {
  ASSERT_OK(db_.Read(Soon(), [&](Session& session) -> Status {
    RETURN_IF_ERROR(session.Query("SELECT 1").status());
    server_.Root("", "SET GLOBAL max_prepared_stmt_count = 1");
    const Status status = session.Query("SELECT 2").status();
    server_.Root("", "SET GLOBAL max_prepared_stmt_count = 16382");
    return status;
  }));
}

// A CA, and certificates for 127.0.0.1 and for another host.
struct Certificates {
  explicit Certificates(const std::string& folder) : at(folder + "/") {
    Command(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=ca -keyout @ca.key "
        "-out @ca.pem");
    Command(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=ca -keyout "
        "@other.key "
        "-out @other.pem");
    Make("right", "127.0.0.1");
    Make("wrong", "db.example.nl");
  }

  void Make(const std::string& name, const std::string& host) const {
    const bool is_ip = host == "127.0.0.1";
    std::ofstream(at + name + ".ext") << "subjectAltName=" << (is_ip ? "IP:" : "DNS:") << host << "\n";
    Command("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + host + " -keyout @" + name +
            ".key -out @" + name + ".csr");
    Command("x509 -req -days 2 -in @" + name + ".csr -CA @ca.pem -CAkey @ca.key -CAcreateserial -extfile @" +
            name + ".ext -out @" + name + ".pem");
  }

  void Command(std::string arguments) const {
    for (std::size_t i; (i = arguments.find('@')) != std::string::npos;) arguments.replace(i, 1, at);
    const std::string command = "openssl " + arguments + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }

  std::string at;
};

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() : certificates_(testing::MariaDb::Shared().TempFolder()) {}

  testing::MariaDb::Options ServerWith(const std::string& certificate) const {
    testing::MariaDb::Options options;
    options.tls_ca = certificates_.at + "ca.pem";
    options.tls_certificate = certificates_.at + certificate + ".pem";
    options.tls_key = certificates_.at + certificate + ".key";
    return options;
  }

  Status Connect(const testing::MariaDb& server, const std::string& ca) const {
    server.Root("", "CREATE OR REPLACE USER 'remote'@'127.0.0.1' IDENTIFIED BY 'secret'");
    DatabaseOptions options;
    options.host = "127.0.0.1";
    options.port = server.port();
    options.tls_ca = ca.empty() ? "" : certificates_.at + ca + ".pem";
    options.user = "remote";
    options.password = "secret";
    return Connection::Open(options, ConnectionPolicy(), absl::Seconds(5)).status();
  }

  const Certificates certificates_;
};

TEST_F(TlsTest, AVerifiedServerIsUsed) {
  const testing::MariaDb server(ServerWith("right"));
  EXPECT_OK(Connect(server, "ca"));
  EXPECT_FALSE(Connect(server, "other").ok()) << "signed by a CA that we do not trust";
  EXPECT_FALSE(Connect(server, "").ok()) << "nothing to verify with";
}

TEST_F(TlsTest, AServerWithAnotherHostsCertificateIsRefused) {
  const testing::MariaDb server(ServerWith("wrong"));
  EXPECT_FALSE(Connect(server, "ca").ok());
}

TEST_F(TlsTest, AServerWithoutTlsIsRefusedAndNotSpokenToInPlainText) {
  testing::MariaDb::Options options;
  options.without_tls = true;
  const testing::MariaDb server(options);
  EXPECT_FALSE(Connect(server, "ca").ok());
}

}  // namespace
}  // namespace duaal::sql
