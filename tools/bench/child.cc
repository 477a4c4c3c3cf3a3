#include "tools/bench/child.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>

#include "absl/time/clock.h"

extern char** environ;

namespace duaal::bench {
namespace {

constexpr absl::Duration kEndLimit = absl::Seconds(10);
constexpr absl::Duration kLook = absl::Milliseconds(5);

void Pause() { std::this_thread::sleep_for(absl::ToChronoMilliseconds(kLook)); }

// A socket that closes itself.
struct Socket {
  explicit Socket(int number) : fd(number) {}
  ~Socket() {
    if (fd >= 0) close(fd);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int fd;
};

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

StatusOr<std::unique_ptr<Child>> Child::Start(const std::vector<std::string>& arguments,
                                              const std::string& log_path) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                   0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    return Error(absl::StatusCode::kUnavailable, "NOT_STARTED", arguments.front() + " cannot be started.");
  }
  return std::unique_ptr<Child>(new Child(pid));
}

bool Child::alive() const {
  siginfo_t info{};
  return waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0;
}

Child::~Child() {
  kill(pid_, SIGTERM);
  const absl::Time deadline = absl::Now() + kEndLimit;
  while (alive() && absl::Now() < deadline) Pause();
  if (alive()) kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

StatusOr<int> FreePort() {
  const Socket socket_(socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  if (bind(socket_.fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(socket_.fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return Error(absl::StatusCode::kUnavailable, "NO_PORT", "No TCP port is free.");
  }
  return ntohs(address.sin_port);
}

int HttpStatus(const std::string& address, const std::string& path) {
  const Socket socket_(socket(AF_INET, SOCK_STREAM, 0));
  const int port = std::atoi(address.substr(address.rfind(':') + 1).c_str());
  const sockaddr_in to = Loopback(port);
  const timeval limit{2, 0};
  setsockopt(socket_.fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  if (connect(socket_.fd, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) return 0;
  const std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  if (write(socket_.fd, request.data(), request.size()) < 0) return 0;
  char answer[64] = "";
  if (read(socket_.fd, answer, sizeof(answer) - 1) <= 0) return 0;
  int status = 0;
  return std::sscanf(answer, "HTTP/1.%*d %d", &status) == 1 ? status : 0;
}

Status AwaitReady(const Child& child, const std::string& metrics_address, absl::Duration limit) {
  const absl::Time deadline = absl::Now() + limit;
  while (HttpStatus(metrics_address, "/readyz") != 200) {
    if (!child.alive())
      return Error(absl::StatusCode::kUnavailable, "ENDED", "A process ended during its start.");
    if (absl::Now() >= deadline) {
      return Error(absl::StatusCode::kDeadlineExceeded, "NOT_READY",
                   metrics_address + " is not ready in time.");
    }
    Pause();
  }
  return absl::OkStatus();
}

StatusOr<double> PssBytes(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with("Pss:")) return std::strtod(line.c_str() + 4, nullptr) * 1024;
  }
  return Error(absl::StatusCode::kNotFound, "NO_PROCESS",
               "The memory of process " + std::to_string(pid) + " cannot be read.");
}

std::string OwnPath() {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::string() : path.string();
}

}  // namespace duaal::bench
