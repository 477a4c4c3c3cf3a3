// The connector's calls that lie, and neighbours that do no better, must not come back into the sources.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::sql {
namespace {

namespace fs = std::filesystem;

struct Source {
  std::string path;  // from the root of the tree
  std::string code;  // without comments
};

std::string WithoutComments(const std::string& text) {
  static const std::regex comment(R"((^|\s)//[^\n]*)");
  return std::regex_replace(text, comment, "$1");
}

bool IsCode(const fs::path& path) {
  return path.extension() == ".cc" || path.extension() == ".h" || path.filename() == "CMakeLists.txt";
}

// Our own sources. Left out: this file and the conventions' tests, which name what they ban.
std::vector<Source> Sources() {
  const char* root = std::getenv("DUAAL_SOURCE");
  std::vector<Source> sources;
  for (const char* part : {"chassis", "intake-svc", "trajectory-svc", "partner-svc", "reporting-svc",
                           "gateway", "tools", "tests", "cmake"}) {
    const fs::path folder = fs::path(root == nullptr ? "." : root) / part;
    if (!fs::exists(folder)) continue;
    for (auto it = fs::recursive_directory_iterator(folder); it != fs::recursive_directory_iterator(); ++it) {
      if (it->path().filename() == "node_modules") it.disable_recursion_pending();
      if (!it->is_regular_file() || !IsCode(it->path())) continue;
      const std::string path = fs::relative(it->path(), folder.parent_path()).string();
      if (path == "chassis/sql/bans_test.cc" || path.starts_with("tests/conventions/")) continue;
      std::ifstream in(it->path());
      sources.push_back({path, WithoutComments({std::istreambuf_iterator<char>(in), {}})});
    }
  }
  return sources;
}

std::vector<std::string> FilesWith(const std::string& pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> files;
  for (const Source& source : Sources()) {
    if (std::regex_search(source.code, regex)) files.push_back(source.path);
  }
  return files;
}

TEST(BansTest, TheSourcesAreFound) { EXPECT_GT(Sources().size(), 20); }

TEST(BansTest, NobodyUsesWhatSwallowsErrors) {
  for (const char* pattern :
       {R"((->|\.)commit\()", R"((->|\.)rollback\()", "setAutoCommit", R"((->|\.)reconnect\()",
        "OPT_RECONNECT", "setUInt", "addBatch", "setQueryTimeout", "setTransactionIsolation"}) {
    EXPECT_THAT(FilesWith(pattern), ::testing::IsEmpty()) << pattern;
  }
}

TEST(BansTest, NobodyUsesLibrariesThatWereFoundWanting) {
  for (const char* pattern : {"httplib", "absl::Mutex"}) {
    EXPECT_THAT(FilesWith(pattern), ::testing::IsEmpty()) << pattern;
  }
  // Its one use switches the deadlock detector off that gRPC's own locks go through.
  EXPECT_THAT(FilesWith(R"(absl/synchronization/mutex\.h)"), ::testing::ElementsAre("chassis/rpc/tune.h"));
}

// Several threads that make the driver at once crash one time in twenty.
TEST(BansTest, TheDriverIsMadeInOnePlace) {
  EXPECT_THAT(FilesWith(R"(get_(mysql_)?driver_instance)"),
              ::testing::ElementsAre("chassis/sql/connection.cc"));
}

// Its exceptions would escape, and its traps would have to be closed again. Benchmarks measure against it.
TEST(BansTest, OnlyThisFolderTouchesTheConnector) {
  for (const std::string& file : FilesWith(R"(#include [<"](cppconn/|mysql_))")) {
    EXPECT_TRUE(file.starts_with("chassis/sql/") || file.starts_with("tools/bench/")) << file;
  }
}

// The connector ignores an option that it does not know, e.g. OPT_SSL_MODE, without a word.
TEST(BansTest, OnlyOptionsThatWereSeenToWorkAreSet) {
  const std::set<std::string> working = {"userName",
                                         "password",
                                         "schema",
                                         "hostName",
                                         "sslCA",
                                         "sslVerify",
                                         "sslEnforce",
                                         "OPT_CHARSET_NAME",
                                         "OPT_READ_TIMEOUT",
                                         "OPT_WRITE_TIMEOUT",
                                         "OPT_LOCAL_INFILE",
                                         "CLIENT_FOUND_ROWS",
                                         "OPT_CONNECT_TIMEOUT"};
  std::set<std::string> set;
  for (const Source& source : Sources()) {
    if (source.path != "chassis/sql/connection.cc") continue;
    const std::regex option(R"re(map\["([^"]+)"\])re");
    for (std::sregex_iterator it(source.code.begin(), source.code.end(), option), end; it != end; ++it) {
      set.insert((*it)[1]);
    }
  }
  EXPECT_EQ(set, working);
}

}  // namespace
}  // namespace duaal::sql
