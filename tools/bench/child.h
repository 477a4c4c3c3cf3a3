#ifndef TOOLS_BENCH_CHILD_H_
#define TOOLS_BENCH_CHILD_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "chassis/core/status.h"

namespace duaal::bench {

// A program that runs beside the benchmark and ends with it.
class Child {
 public:
  // `arguments` begin with the program's path; both its outputs go into `log_path`.
  //
  // UNAVAILABLE: it cannot be started.
  [[nodiscard]] static StatusOr<std::unique_ptr<Child>> Start(const std::vector<std::string>& arguments,
                                                              const std::string& log_path);
  // Asks it to end and waits ten seconds at most, then kills it.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool alive() const;

 private:
  explicit Child(pid_t pid) : pid_(pid) {}
  pid_t pid_;
};

// A TCP port of the loopback interface that nobody uses now.
[[nodiscard]] StatusOr<int> FreePort();

// Status code of `GET path` at `address` (`127.0.0.1:9101`), 0 when nobody answers.
[[nodiscard]] int HttpStatus(const std::string& address, const std::string& path);

// Waits until `/readyz` at the address answers 200.
//
// DEADLINE_EXCEEDED: it does not in time. UNAVAILABLE: the child has ended.
[[nodiscard]] Status AwaitReady(const Child& child, const std::string& metrics_address, absl::Duration limit);

// Proportional set size of a process in bytes. NOT_FOUND: no such process, or not ours.
[[nodiscard]] StatusOr<double> PssBytes(pid_t pid);

// Path of this program.
[[nodiscard]] std::string OwnPath();

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_CHILD_H_
