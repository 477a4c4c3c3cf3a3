#include "tools/bench/plan_peers.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "tools/bench/rounds.h"

extern char** environ;

namespace duaal::bench {
namespace {

std::string Read(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The number behind the last `key` in a text.
std::optional<double> NumberAfter(const std::string& text, const std::string& key) {
  const std::size_t at = text.rfind(key);
  if (at == std::string::npos) return std::nullopt;
  const char* start = text.c_str() + at + key.size();
  char* end = nullptr;
  const double value = std::strtod(start, &end);
  if (end == start) return std::nullopt;
  return value;
}

double Microseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
}

Status Senseless(const std::string& program, const std::string& output) {
  return Error(absl::StatusCode::kFailedPrecondition, "PEER_ANSWER",
               program + " did not answer as expected: " + output.substr(0, 300));
}

}  // namespace

StatusOr<std::unique_ptr<Peers>> Peers::Make() {
  std::string folder = (std::filesystem::temp_directory_path() / "duaal-peers.XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    return Error(absl::StatusCode::kInternal, "NO_FOLDER", folder + ": cannot be made.");
  }
  return std::unique_ptr<Peers>(new Peers(std::move(folder)));
}

Peers::~Peers() {
  std::error_code ignored;  // a folder left in /tmp harms nobody
  std::filesystem::remove_all(folder_, ignored);
}

bool Peers::Has(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::stringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((folder + "/" + program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

StatusOr<PeerRun> Peers::Run(std::vector<std::string> arguments) const {
  const std::string log = folder_ + "/output";
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t pid = 0;
  const int failed = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    return Error(absl::StatusCode::kNotFound, "NO_PEER", arguments[0] + ": cannot be started.");
  }
  int ended = 0;
  rusage used = {};
  while (wait4(pid, &ended, 0, &used) < 0 && errno == EINTR) {
  }
  PeerRun run;
  run.us = Microseconds(used.ru_utime) + Microseconds(used.ru_stime);
  run.output = Read(log);
  if (!WIFEXITED(ended) || WEXITSTATUS(ended) != 0) return Senseless(arguments[0], run.output);
  return run;
}

StatusOr<std::string> Peers::Write(const std::string& name, const std::string& text) const {
  std::string path = folder_ + "/" + name;
  std::ofstream file(path, std::ios::trunc);
  file << text << std::flush;
  if (!file) return Error(absl::StatusCode::kInternal, "NOT_WRITTEN", path + ": cannot be written.");
  return path;
}

// A program's own clock is too coarse for problems this small, so it also runs on the same file without
// solving, in turns, and the median difference in processor time is the time to solve.
StatusOr<PeerAnswer> Peers::Solve(const std::vector<std::string>& reading,
                                  const std::vector<std::string>& solving, bool timed) const {
  PeerAnswer found;
  std::vector<double> us;
  for (int round = 0; round < (timed ? kRounds : 1); ++round) {
    double read_us = 0;
    if (timed) {
      ASSIGN_OR_RETURN(const PeerRun read, Run(reading));
      read_us = read.us;
    }
    ASSIGN_OR_RETURN(const PeerRun run, Run(solving));
    us.push_back(std::max(0.0, run.us - read_us));
  }
  if (timed) found.solve_us = Median(us);
  return found;
}

StatusOr<PeerAnswer> Peers::Glpsol(const PeerModel& model, bool timed) const {
  ASSIGN_OR_RETURN(const std::string path, Write("week.lp", model.ToLp()));
  const std::string answer = folder_ + "/week.sol";
  ASSIGN_OR_RETURN(PeerAnswer found,
                   Solve({"glpsol", "--lp", path, "--check"}, {"glpsol", "--lp", path, "-w", answer}, timed));
  const std::string solution = Read(answer);
  // `s mip ROWS COLUMNS STATUS OBJECTIVE`, status `o` for optimal.
  std::stringstream words(solution.substr(std::min(solution.size(), solution.find("s mip "))));
  std::string s, mip, rows, columns, status;
  double objective = 0;
  if (!(words >> s >> mip >> rows >> columns >> status >> objective)) return Senseless("glpsol", solution);
  if (status == "o") found.optimum = std::llround(objective);
  return found;
}

StatusOr<PeerAnswer> Peers::Cbc(const PeerModel& model) const {
  ASSIGN_OR_RETURN(const std::string path, Write("week.lp", model.ToLp()));
  const std::string answer = folder_ + "/week.cbc";
  ASSIGN_OR_RETURN(PeerAnswer found,
                   Solve({"cbc", path, "quit"}, {"cbc", path, "solve", "solution", answer, "quit"}, true));
  const std::string solution = Read(answer);
  const auto objective = NumberAfter(solution, "objective value");
  if (!objective) return Senseless("cbc", solution);
  if (solution.starts_with("Optimal")) found.optimum = std::llround(*objective);
  return found;
}

StatusOr<PeerAnswer> Peers::Gecode(const PeerModel& model, double seconds) const {
  ASSIGN_OR_RETURN(const std::string path, Write("week.mzn", model.ToMiniZinc()));
  const std::string limit = std::to_string(static_cast<int>(seconds * 1000));
  ASSIGN_OR_RETURN(const PeerRun run, Run({"minizinc", "--solver", "gecode", "--statistics", "--time-limit",
                                           limit, "--output-objective", path}));
  PeerAnswer found;
  const auto solving = NumberAfter(run.output, "solveTime=");
  found.solve_us = solving.value_or(seconds) * 1e6;
  // Ten equal signs: the search went through everything.
  const auto objective = NumberAfter(run.output, "_objective = ");
  if (objective && run.output.find("==========") != std::string::npos) {
    found.optimum = std::llround(*objective);
  }
  return found;
}

}  // namespace duaal::bench
