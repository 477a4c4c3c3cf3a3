#ifndef GATEWAY_CLI_CSV_H_
#define GATEWAY_CLI_CSV_H_

#include <istream>
#include <string>
#include <vector>

#include "chassis/core/status.h"

// Comma-separated files as RFC 4180 has them: quotes, doubled quotes, line breaks inside quotes, CRLF or LF,
// with or without a byte-order mark.
namespace duaal::cli {

// Reads record by record, so that a file of any size needs the memory of one record.
class CsvReader {
 public:
  explicit CsvReader(std::istream& in);
  // The next record into `cells`; false at the end. An empty line is skipped.
  //
  // INVALID_ARGUMENT: a quote that is not closed, text behind a closing quote, a record over 64 KiB.
  [[nodiscard]] StatusOr<bool> Next(std::vector<std::string>* cells);
  // Number of the record read last; 1 is the first line of the file.
  [[nodiscard]] int record() const { return record_; }

 private:
  Status ReadQuoted(std::string* cell);

  std::istream& in_;
  int record_ = 0;
};

// One record, quoted where needed, with its line end.
[[nodiscard]] std::string CsvLine(const std::vector<std::string>& cells);

}  // namespace duaal::cli

#endif  // GATEWAY_CLI_CSV_H_
