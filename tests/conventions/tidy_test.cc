#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/conventions/function_scanner.h"
#include "tests/conventions/source_tree.h"

// Rules that a reader would otherwise have to look for by hand.
namespace duaal::conventions {
namespace {

constexpr std::size_t kFileLinesMax = 600;
constexpr std::size_t kTestFileLinesMax = 900;
constexpr int kFunctionLinesMax = 70;

// Text that must not occur. `applies` says where; `why` what to do instead.
struct Ban {
  std::string pattern;
  bool (*applies)(const SourceFile&);
  std::string why;
  bool in_comments = false;
};

// What the connector swallows is banned beside the library that knows why: chassis/sql/bans_test.cc.
bool IsCode(const SourceFile& f) { return !f.Is(".md") && !f.Is(".txt") && !f.In("tests/conventions/"); }
bool IsCpp(const SourceFile& f) { return f.IsCpp() && !f.In("tests/conventions/"); }
bool IsCppProduct(const SourceFile& f) { return f.IsCpp() && !f.IsTest(); }
bool IsCppTest(const SourceFile& f) { return f.Is("_test.cc") && IsCpp(f); }
// The library's own tests try what nobody else may do.
bool IsSqlLibraryTest(const SourceFile& f) { return f.In("chassis/sql/") && f.IsTest(); }
bool HoldsSql(const SourceFile& f) {
  return (IsCpp(f) || f.Is(".sql") || f.Is(".sh")) && IsCode(f) && !IsSqlLibraryTest(f);
}
bool IsServiceSql(const SourceFile& f) {
  return f.path.find("-svc/") != std::string::npos && !f.IsTest() && (f.Is(".sql") || f.IsCpp());
}
bool IsStorage(const SourceFile& f) {
  return f.path.find("-svc/storage/") != std::string::npos && f.IsCpp() && !f.IsTest();
}
bool TakesLocks(const SourceFile& f) {
  return IsCppProduct(f) && IsCpp(f) && f.path != "chassis/core/mutex.h";
}
// Only where a library that throws is wrapped may an exception be caught.
bool IsInsideOurs(const SourceFile& f) {
  return IsCpp(f) && !f.In("chassis/sql/") && !f.In("chassis/log/") && !f.In("gateway/http/");
}

std::vector<Ban> Bans() {
  return {
      {R"(\b(TODO|FIXME|XXX|HACK)\b)", IsCode, "finish it, or leave it out", true},
      {R"(\bSELECT \*)", HoldsSql, "name the columns; old code must survive a new column"},
      {R"(\busing namespace\b)", IsCpp, "name what you use"},
      {R"(\b(sleep_for|sleep_until|SleepFor|usleep|nanosleep)\b)", IsCppTest,
       "a test waits for a condition with a deadline (chassis/testing)"},
      {R"(\b(DISABLED_|GTEST_SKIP))", IsCppTest, "a test runs or does not exist"},
      {R"(\b(StrCat|StrAppend|StrFormat|Substitute)\b|fmt::format|std::format)", IsStorage,
       "SQL text is a constant; values are parameters"},
      {R"(\b(NOW|SYSDATE|CURDATE|CURTIME|UTC_TIMESTAMP|UTC_DATE) ?\(|\bCURRENT_(TIMESTAMP|DATE)\b)",
       IsServiceSql, "time comes from the business clock as a parameter"},
      {R"(\bGET_LOCK\b|\bSKIP LOCKED\b|\bLOCK TABLES\b)", HoldsSql,
       "node-local under Galera; use a lease row"},
      {R"(\bcatch \()", IsInsideOurs, "no exception crosses a function of ours; return a Status"},
      {R"(\bstd::(\w*mutex|lock_guard|unique_lock|shared_lock|scoped_lock|condition_variable\w*)\b)",
       TakesLocks,
       "clang can check the locks of chassis/core/mutex.h only; name with ABSL_GUARDED_BY what they guard"},
      {R"(\bInsecure(Server|Channel)Credentials\b)", IsCppProduct, "services talk mTLS"},
  };
}

TEST(TidyTest, HoldsNoBannedText) {
  std::vector<std::string> findings;
  for (const Ban& ban : Bans()) {
    const std::regex pattern(ban.pattern);
    for (const SourceFile& file : Tree()) {
      if (!ban.applies(file)) continue;
      const std::string text =
          ban.in_comments || !file.IsCpp() ? file.text : WithoutComments(file.text, /*keep_strings=*/true);
      for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) {
        const int line = LineOf(text, static_cast<std::size_t>(it->position()));
        findings.push_back(At(file, line, "`" + it->str() + "`: " + ban.why));
      }
    }
  }
  Report(findings);
}

TEST(TidyTest, KeepsFilesShort) {
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    if (file.Is(".md") || file.Is(".txt") || file.Is(".yaml") || file.Is(".yml")) continue;
    const std::size_t lines = file.Lines().size();
    const std::size_t most = file.IsTest() ? kTestFileLinesMax : kFileLinesMax;
    if (lines > most) {
      findings.push_back(At(file, 1, std::to_string(lines) + " lines, most is " + std::to_string(most)));
    }
  }
  Report(findings);
}

TEST(TidyTest, KeepsFunctionsShort) {
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    if (!file.IsCpp()) continue;
    for (const FunctionBody& body : FindFunctions(file.text)) {
      if (body.line_count <= kFunctionLinesMax) continue;
      findings.push_back(At(file, body.first_line,
                            std::to_string(body.line_count) + " lines, most is " +
                                std::to_string(kFunctionLinesMax) + ": " + body.header));
    }
  }
  Report(findings);
}

TEST(TidyTest, EndsFilesWithOneNewline) {
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    const auto last = static_cast<int>(file.Lines().size());
    if (file.text.empty() && file.Is(".txt")) continue;  // a list may have no entries yet
    if (file.text.empty()) {
      findings.push_back(At(file, 1, "is empty"));
    } else if (!file.text.ends_with('\n')) {
      findings.push_back(At(file, last, "has no newline at its end"));
    } else if (file.text.ends_with("\n\n")) {
      findings.push_back(At(file, last, "ends with an empty line"));
    }
  }
  Report(findings);
}

TEST(TidyTest, HasNoTabsTrailingSpacesOrCarriageReturns) {
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    int number = 0;
    for (const std::string_view line : file.Lines()) {
      ++number;
      if (line.find('\t') != std::string_view::npos) findings.push_back(At(file, number, "holds a tab"));
      if (line.ends_with('\r')) findings.push_back(At(file, number, "ends with a carriage return"));
      if (line.ends_with(' ') && !file.Is(".md")) findings.push_back(At(file, number, "ends with a space"));
    }
  }
  Report(findings);
}

std::string GuardOf(const std::string& path) {
  std::string guard;
  for (const char c : path) {
    guard += std::isalnum(static_cast<unsigned char>(c)) != 0
                 ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                 : '_';
  }
  return guard + "_";
}

TEST(TidyTest, GuardsHeadersByTheirPath) {
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    if (!file.Is(".h")) continue;
    const std::string guard = GuardOf(file.path);
    if (file.text.find("#ifndef " + guard + "\n#define " + guard + "\n") == std::string::npos) {
      findings.push_back(At(file, 1, "the include guard must be " + guard));
    }
  }
  Report(findings);
}

TEST(FunctionScannerTest, MeasuresFunctionsAndNothingElse) {
  const std::string cpp =
      "namespace a {\n"
      "constexpr int kTable[] = {\n  1,\n  2,\n};\n"
      "struct S {\n  int Get() const { return 1; }\n  std::vector<int> v{1, 2};\n};\n"
      "S::S(int x)\n    : x_(x) {\n  // a brace in a comment: {\n  auto f = [] {\n    return \"}\";\n  "
      "};\n}\n"
      "template <class T>\nvoid G(T t) {\n}\n"
      "}\n";
  const std::vector<FunctionBody> functions = FindFunctions(cpp);
  ASSERT_EQ(functions.size(), 3u);
  EXPECT_EQ(functions[0].header, "int Get() const");
  EXPECT_EQ(functions[0].line_count, 1);
  EXPECT_EQ(functions[1].header, "S::S(int x) : x_(x)");
  EXPECT_EQ(functions[1].line_count, 6);
  EXPECT_EQ(functions[2].header, "template <class T> void G(T t)");
}

TEST(SourceTreeTest, BlanksCommentsButKeepsPositions) {
  EXPECT_EQ(WithoutComments("a // b\nc", true), "a     \nc");
  EXPECT_EQ(WithoutComments("x = \"// no\"; /* y\nz */ w", true), "x = \"// no\";     \n     w");
  EXPECT_EQ(WithoutComments("n = 1'000; // m", true), "n = 1'000;     ");
  EXPECT_EQ(WithoutComments("s = \"a\\\"b\";", false), "s = \"    \";");
}

}  // namespace
}  // namespace duaal::conventions
