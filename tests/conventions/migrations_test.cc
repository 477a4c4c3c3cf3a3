#include <algorithm>
#include <cctype>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/conventions/source_tree.h"

// What every table of ours must have, so that it works under replication and in every time zone.
namespace duaal::conventions {
namespace {

bool IsMigration(const SourceFile& file) {
  return file.Is(".sql") && file.path.find("migrations/") != std::string::npos;
}

std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/')); }
std::string NameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// SQL without its `--` comments, as long as before.
std::string Statements(const std::string& sql) {
  std::string out = sql;
  for (std::size_t at = out.find("--"); at != std::string::npos; at = out.find("--", at)) {
    for (; at < out.size() && out[at] != '\n'; ++at) out[at] = ' ';
  }
  return out;
}

TEST(MigrationsTest, GiveEachTableAPrimaryKey) {
  static const std::regex kTable(R"(CREATE\s+TABLE\s+(IF\s+NOT\s+EXISTS\s+)?(\S+)[^;]*)", std::regex::icase);
  static const std::regex kKey("PRIMARY\\s+KEY", std::regex::icase);
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    if (!IsMigration(file)) continue;
    const std::string sql = Statements(file.text);
    for (std::sregex_iterator it(sql.begin(), sql.end(), kTable), end; it != end; ++it) {
      const std::string statement = it->str();
      if (std::regex_search(statement, kKey)) continue;
      findings.push_back(At(file, LineOf(sql, static_cast<std::size_t>(it->position())),
                            "table " + (*it)[2].str() + " has no primary key"));
    }
  }
  Report(findings);
}

TEST(MigrationsTest, KeepInstantsToTheMicrosecondAndMoneyOutOfFloats) {
  static const std::regex kColumn(
      R"(\b(DATETIME(?!\s*\(\s*6\s*\))|TIMESTAMP|FLOAT|DOUBLE|REAL|ENUM)\b(?!\s*\(\s*6\s*\)))",
      std::regex::icase);
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    if (!IsMigration(file)) continue;
    const std::string sql = Statements(file.text);
    for (std::sregex_iterator it(sql.begin(), sql.end(), kColumn), end; it != end; ++it) {
      findings.push_back(
          At(file, LineOf(sql, static_cast<std::size_t>(it->position())),
             "`" + it->str() + "`: instants are DATETIME(6), amounts integers, choices numbers"));
    }
  }
  Report(findings);
}

TEST(MigrationsTest, AreNumberedWithoutGapsOrDoubles) {
  static const std::regex kName("[CV]([0-9]{3})__[a-z0-9_]+\\.sql");
  std::map<std::string, std::vector<int>> numbers;
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    if (!IsMigration(file) || NameOf(file.path) == "grants.sql") continue;
    std::smatch match;
    const std::string name = NameOf(file.path);
    if (std::regex_match(name, match, kName)) {
      numbers[FolderOf(file.path)].push_back(std::stoi(match[1]));
    } else {
      findings.push_back(At(file, 1, "the name must look like V001__what_it_does.sql"));
    }
  }
  for (auto& [folder, found] : numbers) {
    std::sort(found.begin(), found.end());
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i] == static_cast<int>(i) + 1) continue;
      findings.push_back(folder + ": number " + std::to_string(i + 1) + " is missing or given twice");
      break;
    }
  }
  Report(findings);
}

TEST(MigrationsTest, GrantNoMoreThanRowsNeed) {
  static const std::regex kWide(R"(GRANT\s+(ALL|[^;]*\b(DROP|ALTER|CREATE|SUPER|FILE|GRANT OPTION)\b))",
                                std::regex::icase);
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    if (!IsMigration(file) || NameOf(file.path) != "grants.sql") continue;
    const std::string sql = Statements(file.text);
    for (std::sregex_iterator it(sql.begin(), sql.end(), kWide), end; it != end; ++it) {
      findings.push_back(At(file, LineOf(sql, static_cast<std::size_t>(it->position())),
                            "a service reads and writes rows; it changes no tables"));
    }
  }
  Report(findings);
}

}  // namespace
}  // namespace duaal::conventions
