#include "chassis/log/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "chassis/testing/status_matchers.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace duaal::log {
namespace {

using duaal::testing::StatusIs;
using google::protobuf::Struct;
using ::testing::HasSubstr;
using ::testing::Not;

class LogTest : public ::testing::Test {
 protected:
  LogTest() : path_(::testing::TempDir() + "log-" + std::to_string(::getpid())) {
    std::remove(path_.c_str());
    EXPECT_OK(Open({.service = "intake-svc", .path = path_, .level = Level::kInfo}));
  }
  ~LogTest() override {
    EXPECT_OK(Open({}));
    std::remove(path_.c_str());
  }

  [[nodiscard]] std::vector<std::string> Lines() const {
    std::vector<std::string> lines;
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }
  // The last line, which must be JSON.
  [[nodiscard]] Struct Last() const {
    const std::vector<std::string> lines = Lines();
    Struct object;
    EXPECT_FALSE(lines.empty());
    if (lines.empty()) return object;
    const auto status = google::protobuf::util::JsonStringToMessage(lines.back(), &object);
    EXPECT_TRUE(status.ok()) << lines.back();
    return object;
  }
  static std::string Text(const Struct& object, const std::string& key) {
    const auto found = object.fields().find(key);
    return found == object.fields().end() ? "(none)" : found->second.string_value();
  }

  std::string path_;
};

TEST_F(LogTest, WritesOneJsonObjectPerEvent) {
  Info("rpc",
       {{"method", "GetParticipant"}, {"ms", 3}, {"share", 0.5}, {"ok", true}, {"rows", std::int64_t{-7}}});
  const Struct line = Last();
  EXPECT_EQ(Text(line, "level"), "info");
  EXPECT_EQ(Text(line, "service"), "intake-svc");
  EXPECT_EQ(Text(line, "event"), "rpc");
  EXPECT_EQ(Text(line, "method"), "GetParticipant");
  EXPECT_EQ(line.fields().at("ms").number_value(), 3);
  EXPECT_EQ(line.fields().at("share").number_value(), 0.5);
  EXPECT_EQ(line.fields().at("rows").number_value(), -7);
  EXPECT_TRUE(line.fields().at("ok").bool_value());
  EXPECT_THAT(Text(line, "ts"), ::testing::MatchesRegex("[0-9-]{10}T[0-9:]{8}\\.[0-9]{6}Z"));
  EXPECT_FALSE(line.fields().contains("trace_id"));
}

TEST_F(LogTest, EscapesSoThatNoValueCanForgeALine) {
  const std::string evil = "a\"b\\c\n{\"level\":\"error\"}\r\t\x01\x7f end";
  Warn("event", {{"text", evil}});
  EXPECT_EQ(Lines().size(), 1u);
  EXPECT_EQ(Text(Last(), "text"), evil);
}

TEST_F(LogTest, KeepsGoodUtf8AndReplacesBad) {
  Info("event",
       {{"good", "Zo\xc3\xab \xf0\x9f\x98\x80"}, {"bad", "a\xff\xc3(\xed\xa0\x80z"}, {"cut", "\xe2\x82"}});
  const Struct line = Last();
  EXPECT_EQ(Text(line, "good"), "Zo\xc3\xab \xf0\x9f\x98\x80");
  EXPECT_THAT(Text(line, "bad"), ::testing::StartsWith("a\xef\xbf\xbd"));
  EXPECT_THAT(Text(line, "bad"), ::testing::EndsWith("z"));
}

TEST_F(LogTest, CutsLongText) {
  Info("event", {{"text", std::string(100'000, 'x')}});
  EXPECT_EQ(Text(Last(), "text").size(), 4096u + 3u);
}

TEST_F(LogTest, WritesNumbersThatJsonCannotHoldAsNull) {
  Info("event", {{"a", std::nan("")}, {"b", std::numeric_limits<double>::infinity()}});
  EXPECT_TRUE(Last().fields().at("a").has_null_value());
}

TEST_F(LogTest, ObeysTheLevel) {
  Debug("hidden");
  Info("shown");
  SetLevel(Level::kError);
  Warn("hidden");
  Error("shown");
  SetLevel(Level::kDebug);
  Debug("shown");
  const std::vector<std::string> lines = Lines();
  ASSERT_EQ(lines.size(), 3u);
  for (const std::string& line : lines) EXPECT_THAT(line, Not(HasSubstr("hidden")));
}

TEST_F(LogTest, PutsTheTraceOfTheScopeOnEachLine) {
  {
    const TraceScope outer("0af7651916cd43dd8448eb211c80319c");
    {
      const TraceScope inner("11111111111111111111111111111111");
      Info("inner");
      EXPECT_EQ(Text(Last(), "trace_id"), "11111111111111111111111111111111");
    }
    Info("outer");
    EXPECT_EQ(Text(Last(), "trace_id"), "0af7651916cd43dd8448eb211c80319c");
    Info("own", {{"trace_id", "22222222222222222222222222222222"}});
    EXPECT_EQ(Text(Last(), "trace_id"), "22222222222222222222222222222222");
    EXPECT_THAT(Lines().back(), Not(HasSubstr("0af76519")));
    std::thread([] { Info("other thread"); }).join();
    EXPECT_EQ(Text(Last(), "trace_id"), "(none)");
  }
  Info("after");
  EXPECT_EQ(Text(Last(), "trace_id"), "(none)");
}

TEST_F(LogTest, TellsCodeAndReasonOfAStatus) {
  Info("failed", {{"status", duaal::Error(absl::StatusCode::kNotFound, "PARTICIPANT", "No such person.")}});
  EXPECT_EQ(Text(Last(), "status"), "NOT_FOUND PARTICIPANT: No such person.");
}

TEST_F(LogTest, LinesOfManyThreadsStayWhole) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 250; ++i) Info("event", {{"text", std::string(200, 'x')}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<std::string> lines = Lines();
  EXPECT_EQ(lines.size(), 1000u);
  for (const std::string& line : lines) {
    EXPECT_EQ(line.front(), '{');
    EXPECT_EQ(line.back(), '}');
  }
}

TEST(LogOpenTest, TellsAFileThatCannotBeOpened) {
  EXPECT_THAT(Open({.service = "s", .path = "/proc/nowhere/log"}),
              StatusIs(absl::StatusCode::kUnavailable, "LOG_FILE"));
}

}  // namespace
}  // namespace duaal::log
