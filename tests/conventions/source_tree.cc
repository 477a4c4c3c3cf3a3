#include "tests/conventions/source_tree.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

#include "gtest/gtest.h"

namespace duaal::conventions {
namespace {

namespace fs = std::filesystem;

bool IsOurs(const fs::path& path) {
  static const std::set<std::string> kSuffixes = {".cc",  ".h",   ".proto", ".sql",      ".sh",  ".txt",
                                                  ".md",  ".mjs", ".ts",    ".tsx",      ".css", ".cmake",
                                                  ".yml", ".js",  ".yaml",  ".textproto"};
  return kSuffixes.contains(path.extension().string()) || path.filename() == "dev";
}

bool IsForeign(const fs::path& folder) {
  static const std::set<std::string> kNames = {"build", ".git", ".duaal", "node_modules", "dist", ".cache"};
  // A region's state may lie anywhere in the tree; its key ring tells it from ours.
  return kNames.contains(folder.filename().string()) || fs::exists(folder / "keys" / "ring");
}

std::vector<SourceFile> ReadTree() {
  const char* source = std::getenv("DUAAL_SOURCE");
  const fs::path root = source != nullptr ? source : ".";
  std::vector<SourceFile> files;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator(); ++it) {
    if (it->is_directory() && IsForeign(it->path())) {
      it.disable_recursion_pending();
    } else if (it->is_regular_file() && IsOurs(it->path())) {
      std::ifstream in(it->path(), std::ios::binary);
      files.push_back({it->path().lexically_relative(root).generic_string(),
                       std::string(std::istreambuf_iterator<char>(in), {})});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

void Blank(std::string& text, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < std::min(to, text.size()); ++i) {
    if (text[i] != '\n') text[i] = ' ';
  }
}

// The byte after the string literal that begins at `at`.
std::size_t EndOfString(std::string_view text, std::size_t at) {
  if (at > 0 && text[at - 1] == 'R') {
    const std::size_t open = text.find('(', at);
    if (open == std::string_view::npos) return text.size();
    const std::string close = ")" + std::string(text.substr(at + 1, open - at - 1)) + "\"";
    const std::size_t end = text.find(close, open);
    return end == std::string_view::npos ? text.size() : end + close.size();
  }
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == quote || text[i] == '\n') {
      return i + 1;
    }
  }
  return text.size();
}

// A quote within a number, as in 1'000, opens nothing.
bool IsDigitSeparator(std::string_view text, std::size_t at) {
  return text[at] == '\'' && at > 0 && std::isxdigit(static_cast<unsigned char>(text[at - 1])) != 0 &&
         at + 1 < text.size() && std::isxdigit(static_cast<unsigned char>(text[at + 1])) != 0;
}

}  // namespace

bool SourceFile::IsTest() const {
  static const std::regex kTest("(^|.*/)(tests|testing)/.*|.*_(test|fixture|probe)\\.(cc|h)");
  return std::regex_match(path, kTest);
}

std::vector<std::string_view> SourceFile::Lines() const {
  std::vector<std::string_view> lines;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return lines;
}

const std::vector<SourceFile>& Tree() {
  static const std::vector<SourceFile> tree = ReadTree();
  return tree;
}

std::string WithoutComments(std::string_view text, bool keep_strings) {
  std::string out(text);
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    std::size_t end = at + 1;
    if (rest.starts_with("//")) {
      end = std::min(text.find('\n', at), text.size());
      Blank(out, at, end);
    } else if (rest.starts_with("/*")) {
      const std::size_t close = text.find("*/", at + 2);
      end = close == std::string_view::npos ? text.size() : close + 2;
      Blank(out, at, end);
    } else if ((rest[0] == '"' || rest[0] == '\'') && !IsDigitSeparator(text, at)) {
      end = EndOfString(text, at);
      if (!keep_strings) Blank(out, at + 1, end - 1);
    }
    at = end;
  }
  return out;
}

int LineOf(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, position);
  return 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

std::string At(const SourceFile& file, int line, const std::string& sentence) {
  return file.path + ":" + std::to_string(line) + ": " + sentence;
}

void Report(const std::vector<std::string>& findings) {
  if (findings.empty()) return;
  std::ostringstream out;
  for (const std::string& finding : findings) out << "\n  " << finding;
  ADD_FAILURE() << findings.size() << " finding(s):" << out.str();
}

}  // namespace duaal::conventions
