#include "chassis/testing/mariadb.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

#include "chassis/sql/connection.h"
#include "chassis/sql/migrator.h"

namespace duaal::testing {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kStartTimeout = absl::Seconds(60);
constexpr std::uint64_t kRoomNeededBytes = 512ULL << 20;
constexpr char kServerPath[] = "/usr/sbin/mariadbd";
constexpr char kRedoLog[] = "--innodb-log-file-size=8M";

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "MariaDb fixture: %s\n", message.c_str());
  std::abort();
}

std::string Tail(const std::string& path) {
  std::ifstream in(path);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  constexpr std::size_t kShown = 4000;
  return text.size() > kShown ? text.substr(text.size() - kShown) : text;
}

// Memory where there is enough of it (containers often have 64 MB), else the disk.
std::string BaseFolder() {
  struct statvfs room {};
  if (access("/dev/shm", W_OK) == 0 && statvfs("/dev/shm", &room) == 0 &&
      room.f_bavail * room.f_frsize >= kRoomNeededBytes) {
    return "/dev/shm";
  }
  return "/tmp";
}

std::vector<std::string> AsUser(std::vector<std::string> command) {
  // MariaDB refuses to run as root unless told to; `--no-defaults` must stay first.
  if (geteuid() == 0) command.insert(command.begin() + 2, "--user=root");
  return command;
}

// Starts a program with its output in a file. With `bound`, it dies with the thread that started it.
pid_t Spawn(const std::vector<std::string>& command, const std::string& log, bool bound) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) Die("fork failed");
  if (pid > 0) return pid;
  // Between fork and exec only what is safe in a process with threads.
  if (bound) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
  }
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

void RunCommand(const std::vector<std::string>& command, const std::string& log) {
  const pid_t pid = Spawn(command, log, true);
  int result = 0;
  if (waitpid(pid, &result, 0) != pid || result != 0) Die(command[0] + " failed:\n" + Tail(log));
}

int OpenLockFile(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) Die("cannot open " + path);
  return fd;
}

// Folders of fixtures whose process was killed: nobody holds their lock any more.
void RemoveLeftovers(const std::string& base, const std::string& prefix) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(base, error)) {
    if (entry.path().filename().string().rfind(prefix, 0) != 0) continue;
    const int fd = open((entry.path() / "lock").c_str(), O_RDWR | O_CLOEXEC);
    if (fd < 0) continue;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) fs::remove_all(entry.path(), error);
    close(fd);
  }
}

// A data folder fresh from mariadb-install-db, made once per user and server version. Held under the
// caller's lock.
std::string Template(const std::string& base, const std::string& log) {
  struct stat server {};
  if (stat(kServerPath, &server) != 0) Die(std::string(kServerPath) + " is not installed");
  const std::string path = base + "/duaal-template-" + std::to_string(geteuid()) + "-" +
                           std::to_string(server.st_size) + "-" + std::to_string(server.st_mtime);
  struct stat made {};
  if (stat(path.c_str(), &made) == 0 && made.st_uid == geteuid()) return path;
  const std::string half = path + ".new";
  std::error_code error;
  fs::remove_all(half, error);
  RunCommand(
      AsUser({"mariadb-install-db", "--no-defaults", "--datadir=" + half,
              "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve", kRedoLog}),
      log);
  fs::rename(half, path, error);
  if (error) Die("cannot make " + path);
  return path;
}

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    Die("no free port");
  }
  close(fd);
  return ntohs(address.sin_port);
}

std::string SourcePath(const std::string& folder) {
  if (folder.starts_with("/")) return folder;
  const char* source = std::getenv("DUAAL_SOURCE");
  return std::string(source == nullptr ? "." : source) + "/" + folder;
}

// What answers with rows; anything else is only executed.
bool GivesRows(std::string_view statement) {
  constexpr std::string_view kWords[] = {"SELECT", "SHOW", "EXPLAIN", "DESCRIBE", "WITH"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view word) { return statement.starts_with(word); });
}

}  // namespace

MariaDb::MariaDb() : MariaDb(Options()) {}

MariaDb::MariaDb(Options options) : options_(std::move(options)) {
  sql::InitDriver();
  const std::string base = BaseFolder();
  const std::string prefix = "duaal-db-" + std::to_string(geteuid()) + "-";
  const int base_lock = OpenLockFile(base + "/duaal-db-" + std::to_string(geteuid()) + ".lock");
  flock(base_lock, LOCK_EX);
  RemoveLeftovers(base, prefix);
  folder_ = base + "/" + prefix + "XXXXXX";
  if (mkdtemp(folder_.data()) == nullptr) Die("cannot make a folder in " + base);
  lock_fd_ = OpenLockFile(folder_ + "/lock");
  flock(lock_fd_, LOCK_EX);
  const std::string log = folder_ + "/log";
  const std::string from = Template(base, log);
  close(base_lock);
  fs::create_directory(folder_ + "/tmp");
  fs::create_directory(folder_ + "/test");
  RunCommand({"cp", "-a", "--sparse=always", from, folder_ + "/data"}, log);
  socket_ = folder_ + "/s";
  if (!options_.tls_certificate.empty() || options_.without_tls) port_ = FreePort();
  Start();
}

MariaDb::~MariaDb() {
  Kill();
  std::error_code error;
  fs::remove_all(folder_, error);
  close(lock_fd_);
}

MariaDb& MariaDb::Shared() {
  static MariaDb shared;
  return shared;
}

void MariaDb::Start() {
  std::vector<std::string> command =
      AsUser({kServerPath, "--no-defaults", "--datadir=" + folder_ + "/data", "--socket=" + socket_,
              "--pid-file=" + folder_ + "/pid", "--tmpdir=" + folder_ + "/tmp",
              "--log-error=" + folder_ + "/log", "--skip-name-resolve", "--character-set-server=utf8mb4",
              "--collation-server=utf8mb4_bin", "--innodb-buffer-pool-size=64M", kRedoLog,
              "--innodb-flush-log-at-trx-commit=1", "--max-connections=200", "--local-infile=0"});
  if (port_ == 0) {
    command.push_back("--skip-networking");
  } else {
    command.push_back("--bind-address=127.0.0.1");
    command.push_back("--port=" + std::to_string(port_));
  }
  if (options_.without_tls) {
    command.push_back("--skip-ssl");
  } else if (!options_.tls_certificate.empty()) {
    command.push_back("--ssl-ca=" + options_.tls_ca);
    command.push_back("--ssl-cert=" + options_.tls_certificate);
    command.push_back("--ssl-key=" + options_.tls_key);
  }
  pid_ = Spawn(command, folder_ + "/log", true);
  WaitUntilReady();
}

void MariaDb::WaitUntilReady() {
  const absl::Time deadline = absl::Now() + kStartTimeout;
  while (absl::Now() < deadline) {
    int result = 0;
    if (waitpid(pid_, &result, WNOHANG) == pid_) Die("the server ended at start:\n" + Tail(folder_ + "/log"));
    // Asking for the socket first keeps refused connections out of the log.
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket_.copy(address.sun_path, sizeof(address.sun_path) - 1);
    const bool listens = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    close(fd);
    if (listens) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  Die("the server did not start in time:\n" + Tail(folder_ + "/log"));
}

std::string MariaDb::CreateSchema(const std::vector<std::string>& migration_folders, std::string schema) {
  sql::MigratorOptions options;
  options.admin = RootOptions();
  options.schema = schema.empty() ? "duaal_test_" + std::to_string(next_schema_++) : std::move(schema);
  options.password = "secret-" + options.schema;
  for (const std::string& folder : migration_folders) options.folders.push_back(SourcePath(folder));
  const auto applied = sql::Migrate(options);
  if (!applied.ok()) Die("migration failed: " + std::string(applied.status().ToString()));
  return options.schema;
}

sql::Database MariaDb::Open(const std::string& schema) const { return sql::Database(OptionsFor(schema)); }

sql::DatabaseOptions MariaDb::OptionsFor(const std::string& schema) const {
  sql::DatabaseOptions options;
  options.socket = socket_;
  options.schema = schema;
  options.user = schema;
  options.password = "secret-" + schema;
  options.pool_size = 8;
  return options;
}

sql::DatabaseOptions MariaDb::RootOptions(const std::string& schema) const {
  sql::DatabaseOptions options;
  options.socket = socket_;
  options.schema = schema;
  options.user = "root";
  return options;
}

sql::Rows MariaDb::Root(const std::string& schema, std::string_view statement) const {
  auto connection = sql::Connection::Open(RootOptions(schema), sql::ConnectionPolicy(), absl::Seconds(10));
  if (!connection.ok()) Die("root cannot connect: " + std::string(connection.status().ToString()));
  if (GivesRows(statement)) {
    auto rows = (*connection)->Query(statement, {}, absl::InfiniteFuture());
    if (!rows.ok()) Die(std::string(statement) + ": " + std::string(rows.status().ToString()));
    return *std::move(rows);
  }
  const Status status = (*connection)->ExecuteDdl(statement);
  if (!status.ok()) Die(std::string(statement) + ": " + std::string(status.ToString()));
  return {};
}

void MariaDb::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void MariaDb::Restart() {
  Kill();
  Start();
}

void MariaDb::Freeze() const { kill(pid_, SIGSTOP); }
void MariaDb::Thaw() const { kill(pid_, SIGCONT); }

std::string MariaDb::TempFolder() const { return folder_ + "/test"; }

}  // namespace duaal::testing
