#ifndef CHASSIS_TESTING_MARIADB_H_
#define CHASSIS_TESTING_MARIADB_H_

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "chassis/sql/database.h"

// A private MariaDB for tests: own data folder, own socket, no network, nothing shared with any other
// server on the machine. Works as root and as an ordinary user; starts in about 0.2 s from a template that
// the first test on the machine makes. Anything that goes wrong ends the test process with a message.
namespace duaal::testing {

class MariaDb {
 public:
  struct Options {
    // Listen on a free port of 127.0.0.1 too, with this certificate; no TCP when `tls_certificate` is
    // empty. Files in PEM.
    std::string tls_ca;
    std::string tls_certificate;
    std::string tls_key;
    // With TCP: a server that cannot do TLS at all.
    bool without_tls = false;
  };

  MariaDb();
  explicit MariaDb(Options options);
  // Kills the server and removes its files.
  ~MariaDb();
  MariaDb(const MariaDb&) = delete;
  MariaDb& operator=(const MariaDb&) = delete;

  // One server for all tests of the process; each test takes a schema of its own.
  static MariaDb& Shared();

  // Makes a schema with its least-privilege user by the real migrator. Folders are relative to the
  // source tree, e.g. `chassis/migrations`, or absolute. Without a name the schema gets a new one.
  // Returns the name.
  std::string CreateSchema(const std::vector<std::string>& migration_folders, std::string schema = {});

  // A database handle as the schema's user; small pool.
  [[nodiscard]] sql::Database Open(const std::string& schema) const;
  [[nodiscard]] sql::DatabaseOptions OptionsFor(const std::string& schema) const;
  // As the server's root, for what a test must see or do behind the back of the code under test.
  [[nodiscard]] sql::DatabaseOptions RootOptions(const std::string& schema = {}) const;
  // Runs one statement as root. SELECT, WITH, SHOW, EXPLAIN and DESCRIBE give their rows, anything else none.
  sql::Rows Root(const std::string& schema, std::string_view statement) const;

  // kill -9, as a power cut would. Connections break.
  void Kill();
  // Starts again on the same data; crash recovery runs. Call from the thread that made the fixture: the
  // server dies with the thread that started it.
  void Restart();
  // Freezes and thaws the server: connections stay open and nothing answers.
  void Freeze() const;
  void Thaw() const;

  [[nodiscard]] const std::string& socket() const { return socket_; }
  [[nodiscard]] int port() const { return port_; }
  // An empty folder of this fixture for files of the test.
  [[nodiscard]] std::string TempFolder() const;

 private:
  void Start();
  void WaitUntilReady();

  Options options_;
  std::string folder_;
  std::string socket_;
  int lock_fd_ = -1;
  int port_ = 0;
  pid_t pid_ = -1;
  int next_schema_ = 1;
};

}  // namespace duaal::testing

#endif  // CHASSIS_TESTING_MARIADB_H_
