#ifndef GATEWAY_CLI_LIST_STREAM_H_
#define GATEWAY_CLI_LIST_STREAM_H_

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <ostream>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "chassis/core/mutex.h"
#include "chassis/rpc/status.h"
#include "gateway/cli/csv.h"

// A CSV file streamed row by row to a method that answers each row: progress while it goes, and the rows that
// came back with line, field, reason and what to do.
namespace duaal::cli {

// How many rows had each outcome, by the outcome's number; `kNotSent` are lines that could not be sent.
using RowTally = std::map<int, int>;
inline constexpr int kNotSent = -1;

// Receives the answers on a thread of its own, so that sending never waits for them.
template <typename Response>
class RowAnswers {
 public:
  explicit RowAnswers(std::ostream& rejected) : rejected_(rejected), terminal_(isatty(STDERR_FILENO) == 1) {}

  void Take(const Response& answer) {
    const MutexLock lock(mutex_);
    ++tally_[answer.outcome()];
    for (const auto& violation : answer.violations()) {
      rejected_ << CsvLine(
          {std::to_string(answer.row()), violation.field(), violation.reason(), violation.description()});
    }
    if (terminal_ && ++rows_ % 100 == 0) std::fprintf(stderr, "\r%d rows answered ", rows_);
  }
  // A line whose cells do not fit the header.
  void Refuse(int line) {
    const MutexLock lock(mutex_);
    ++tally_[kNotSent];
    rejected_ << CsvLine({std::to_string(line), "", "WRONG_NUMBER_OF_CELLS",
                          "Give this line as many cells as the header has; quote cells that hold a comma."});
  }
  [[nodiscard]] RowTally tally() const {
    const MutexLock lock(mutex_);
    return tally_;
  }

 private:
  mutable Mutex mutex_;
  std::ostream& rejected_ ABSL_GUARDED_BY(mutex_);
  const bool terminal_;
  int rows_ ABSL_GUARDED_BY(mutex_) = 0;
  RowTally tally_ ABSL_GUARDED_BY(mutex_);
};

// Sends what `make(cells, line)` makes of each record with `columns` cells.
//
// INVALID_ARGUMENT (CSV_BROKEN): from that line on nothing was sent. Otherwise the codes of the method.
template <typename Response, typename Stream, typename Make>
[[nodiscard]] StatusOr<RowTally> SendRows(Stream& stream, CsvReader& reader, std::size_t columns,
                                          std::ostream& rejected, const Make& make) {
  RowAnswers<Response> answers(rejected);
  std::thread receiver([&] {
    Response answer;
    while (stream.Read(&answer)) answers.Take(answer);
  });
  Status broken = absl::OkStatus();
  std::vector<std::string> cells;
  while (broken.ok()) {
    const auto more = reader.Next(&cells);
    broken = more.status();
    if (!more.ok() || !*more) break;
    if (cells.size() != columns) {
      answers.Refuse(reader.record());
      continue;
    }
    if (!stream.Write(make(cells, reader.record()))) break;
  }
  stream.WritesDone();
  receiver.join();
  RETURN_IF_ERROR(rpc::FromGrpc(stream.Finish()));
  RETURN_IF_ERROR(broken);
  return answers.tally();
}

// Lets `send(rejected)` write the rows that came back to a file, which is removed when there are none.
//
// UNAVAILABLE (FILE): it cannot be written. Otherwise the codes of `send`.
[[nodiscard]] StatusOr<RowTally> WithRejectedFile(
    const std::string& path, const std::function<StatusOr<RowTally>(std::ostream&)>& send);

}  // namespace duaal::cli

#endif  // GATEWAY_CLI_LIST_STREAM_H_
