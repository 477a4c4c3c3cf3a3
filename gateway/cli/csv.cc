#include "gateway/cli/csv.h"

#include <cstddef>

namespace duaal::cli {
namespace {

constexpr std::size_t kLongestRecord = 64 * 1024;
constexpr int kEnd = std::char_traits<char>::eof();

Status Broken(int record, const std::string& what) {
  return Error(absl::StatusCode::kInvalidArgument, "CSV_BROKEN",
               "Line " + std::to_string(record) + ": " + what);
}

}  // namespace

CsvReader::CsvReader(std::istream& in) : in_(in) {
  constexpr char kMark[] = "\xEF\xBB\xBF";
  for (int i = 0; i < 3 && in_.peek() == static_cast<unsigned char>(kMark[i]); ++i) in_.get();
}

Status CsvReader::ReadQuoted(std::string* cell) {
  for (int c = in_.get(); c != kEnd; c = in_.get()) {
    if (c != '"') {
      cell->push_back(static_cast<char>(c));
    } else if (in_.peek() == '"') {
      cell->push_back(static_cast<char>(in_.get()));
    } else {
      const int next = in_.peek();
      if (next == ',' || next == '\r' || next == '\n' || next == kEnd) return absl::OkStatus();
      return Broken(record_, "text stands behind a closing quote; double the quotes inside a cell.");
    }
    if (cell->size() > kLongestRecord) break;
  }
  return Broken(record_, "a quote is not closed.");
}

StatusOr<bool> CsvReader::Next(std::vector<std::string>* cells) {
  cells->clear();
  std::string cell;
  std::size_t size = 0;
  bool begun = false;
  ++record_;
  for (int c = in_.get(); c != kEnd; c = in_.get()) {
    if (++size > kLongestRecord) return Broken(record_, "the record is longer than 64 KiB.");
    if (c == '\r' && in_.peek() == '\n') continue;
    if (c == '\n') {
      if (begun) break;
      ++record_;
    } else if (c == ',') {
      cells->push_back(std::move(cell));
      cell.clear();
      begun = true;
    } else if (c == '"' && cell.empty()) {
      RETURN_IF_ERROR(ReadQuoted(&cell));
      begun = true;
    } else {
      cell.push_back(static_cast<char>(c));
      begun = true;
    }
  }
  if (!begun) return false;
  cells->push_back(std::move(cell));
  return true;
}

std::string CsvLine(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    if (cells[i].find_first_of(",\"\r\n") == std::string::npos) {
      line += cells[i];
      continue;
    }
    line += '"';
    for (const char c : cells[i]) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  return line + "\n";
}

}  // namespace duaal::cli
