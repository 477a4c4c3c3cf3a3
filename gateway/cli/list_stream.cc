#include "gateway/cli/list_stream.h"

namespace duaal::cli {
namespace {

Status CannotWrite(const std::string& path) {
  return Error(absl::StatusCode::kUnavailable, "FILE",
               path + " cannot be written; name another file for the rows that come back.");
}

}  // namespace

StatusOr<RowTally> WithRejectedFile(const std::string& path,
                                    const std::function<StatusOr<RowTally>(std::ostream&)>& send) {
  std::ofstream rejected(path);
  rejected << CsvLine({"line", "field", "reason", "what_to_do"});
  if (!rejected) return CannotWrite(path);  // before anything is sent whose faults could not be told
  const std::streampos empty = rejected.tellp();
  ASSIGN_OR_RETURN(const RowTally tally, send(rejected));
  const bool none = rejected.tellp() == empty;
  rejected.close();
  if (!rejected) return CannotWrite(path);
  // Only a file of our own: the wish may name a device, and root could remove that. A file that stays is
  // no fault of the import.
  std::error_code ignored;
  if (none && std::filesystem::is_regular_file(path, ignored)) std::filesystem::remove(path, ignored);
  return tally;
}

}  // namespace duaal::cli
