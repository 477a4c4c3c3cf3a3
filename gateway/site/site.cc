#include "gateway/site/site.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>
#include <vector>

#include "gateway/rest/json_writer.h"

namespace duaal::gateway {
namespace {

namespace fs = std::filesystem;

std::string TypeOf(const std::string& extension) {
  static constexpr std::pair<const char*, const char*> kTypes[] = {
      {".css", "text/css; charset=utf-8"},
      {".html", "text/html; charset=utf-8"},
      {".ico", "image/x-icon"},
      {".jpg", "image/jpeg"},
      {".js", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".md", "text/markdown; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".png", "image/png"},
      {".svg", "image/svg+xml"},
      {".txt", "text/plain; charset=utf-8"},
      {".webmanifest", "application/manifest+json"},
      {".webp", "image/webp"},
      {".woff2", "font/woff2"},
  };
  for (const auto& [known, type] : kTypes) {
    if (extension == known) return type;
  }
  return "application/octet-stream";
}

std::optional<std::string> ReadWhole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

bool IsHidden(const fs::path& path) { return path.filename().string().front() == '.'; }

std::string Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return std::string(text);
}

// The cells of `| a | b |`; nothing for a line that is no row. `\|` is a bar inside a cell.
std::vector<std::string> Cells(const std::string& line) {
  const std::string row = Trim(line);
  if (row.size() < 2 || row.front() != '|' || row.back() != '|') return {};
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t i = 1; i < row.size(); ++i) {
    if (row[i] == '\\' && i + 1 < row.size() && row[i + 1] == '|') {
      cell.push_back('|');
      ++i;
    } else if (row[i] == '|') {
      cells.push_back(Trim(cell));
      cell.clear();
    } else {
      cell.push_back(row[i]);
    }
  }
  return cells;
}

bool IsRule(const std::string& cell) {
  return !cell.empty() && cell.find_first_not_of("-: ") == std::string::npos;
}

}  // namespace

StatusOr<Site> Site::Load(const std::string& folder) {
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error);
  if (error) return Error(absl::StatusCode::kNotFound, "WEB_ROOT", "Cannot read the folder " + folder + ".");
  Site site;
  std::size_t bytes = 0;
  for (; at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (error) return Error(absl::StatusCode::kNotFound, "WEB_ROOT", "Cannot read below " + folder + ".");
    if (IsHidden(at->path())) {
      if (at->is_directory(error)) at.disable_recursion_pending();
      continue;
    }
    if (at->is_symlink(error) || !at->is_regular_file(error)) continue;
    std::optional<std::string> content = ReadWhole(at->path());
    if (!content.has_value()) {
      return Error(absl::StatusCode::kNotFound, "WEB_ROOT", "Cannot read " + at->path().string() + ".");
    }
    bytes += content->size();
    if (bytes > kBytesMost || site.files_.size() >= kFilesMost) {
      return Error(absl::StatusCode::kFailedPrecondition, "WEB_ROOT", folder + " holds too much to serve.");
    }
    const std::string name = "/" + at->path().lexically_relative(folder).generic_string();
    site.files_[name] = {TypeOf(at->path().extension().string()),
                         std::make_shared<const std::string>(*std::move(content))};
  }
  return site;
}

const SiteFile* Site::Find(std::string_view path) const {
  const auto found = files_.find(path == "/" ? std::string_view("/index.html") : path);
  return found == files_.end() ? nullptr : &found->second;
}

StatusOr<std::string> GlossaryJson(const std::string& markdown) {
  static constexpr std::array<const char*, 5> kKeys = {"nl", "en", "meaning", "ggm", "duo"};
  std::istringstream lines(markdown);
  std::string line;
  std::string out = R"({"terms":[)";
  bool in_table = false;
  while (std::getline(lines, line)) {
    const std::vector<std::string> cells = Cells(line);
    if (cells.size() != kKeys.size()) {
      in_table = false;
      continue;
    }
    if (IsRule(cells.front())) {
      in_table = true;
      continue;
    }
    if (!in_table || cells.front().empty()) continue;
    if (out.back() != '[') out.push_back(',');
    out.push_back('{');
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
      if (cells[i].empty()) continue;
      if (out.back() != '{') out.push_back(',');
      rest::AppendJsonText(kKeys[i], &out);
      out.push_back(':');
      rest::AppendJsonText(cells[i], &out);
    }
    out.push_back('}');
  }
  if (out.back() == '[') {
    return Error(absl::StatusCode::kInvalidArgument, "GLOSSARY",
                 "The glossary holds no table of five columns.");
  }
  return out + "]}";
}

StatusOr<std::string> LoadGlossary(const std::string& path) {
  const std::optional<std::string> markdown = ReadWhole(path);
  if (!markdown.has_value()) {
    return Error(absl::StatusCode::kNotFound, "GLOSSARY", "Cannot read the glossary " + path + ".");
  }
  return GlossaryJson(*markdown);
}

}  // namespace duaal::gateway
