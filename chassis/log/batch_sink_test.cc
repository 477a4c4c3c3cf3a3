#include "chassis/log/batch_sink.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace duaal::log::internal {
namespace {

using ::testing::ElementsAre;

class BatchSinkTest : public ::testing::Test {
 protected:
  BatchSinkTest() { EXPECT_EQ(::pipe2(pipe_.data(), O_CLOEXEC), 0); }
  ~BatchSinkTest() override {
    for (const int end : pipe_) ::close(end);
  }

  static void Log(BatchSink& sink, const std::string& text) {
    sink.log(spdlog::details::log_msg("test", spdlog::level::info, text));
  }
  // Waits for `count` lines.
  std::vector<std::string> Read(std::size_t count) {
    std::vector<std::string> lines;
    std::string line;
    for (char c = 0; lines.size() < count && ::read(pipe_[0], &c, 1) == 1;) {
      if (c != '\n') {
        line.push_back(c);
      } else {
        lines.push_back(std::exchange(line, ""));
      }
    }
    return lines;
  }

  std::array<int, 2> pipe_{};
};

TEST_F(BatchSinkTest, WritesByItself) {
  BatchSink sink(pipe_[1]);
  Log(sink, "one");
  EXPECT_THAT(Read(1), ElementsAre("one"));
  Log(sink, "two");
  Log(sink, "three");
  EXPECT_THAT(Read(2), ElementsAre("two", "three"));
}

TEST_F(BatchSinkTest, WritesAtOnceWhenFlushed) {
  BatchSink sink(pipe_[1], absl::Hours(1));
  Log(sink, "one");
  Log(sink, "two");
  sink.flush();
  EXPECT_THAT(Read(2), ElementsAre("one", "two"));
}

TEST_F(BatchSinkTest, WritesWhatWaitsBeforeItEnds) {
  auto sink = std::make_unique<BatchSink>(pipe_[1], absl::Hours(1));
  Log(*sink, "last");
  sink.reset();
  EXPECT_THAT(Read(1), ElementsAre("last"));
}

TEST_F(BatchSinkTest, MakesCallersWaitForASlowReaderAndLosesNothing) {
  constexpr std::size_t kLines = 3000;
  const std::string text(1000, 'x');  // three times what may wait
  BatchSink sink(pipe_[1], absl::Hours(1));
  std::thread writer([&] {
    for (std::size_t i = 0; i < kLines; ++i) Log(sink, text);
    sink.flush();
  });
  const std::vector<std::string> lines = Read(kLines);
  writer.join();
  EXPECT_EQ(lines, std::vector<std::string>(kLines, text));
}

TEST_F(BatchSinkTest, LinesOfOneThreadKeepTheirOrder) {
  constexpr int kThreads = 4;
  constexpr int kLines = 200;
  std::vector<std::string> lines;
  {
    BatchSink sink(pipe_[1], absl::Milliseconds(1));
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&sink, thread] {
        for (int i = 0; i < kLines; ++i) Log(sink, std::to_string(thread) + " " + std::to_string(i));
      });
    }
    lines = Read(kThreads * kLines);
    for (std::thread& thread : threads) thread.join();
  }
  std::array<int, kThreads> next{};
  for (const std::string& line : lines) {
    const int thread = line.front() - '0';
    EXPECT_EQ(line.substr(2), std::to_string(next.at(static_cast<std::size_t>(thread))++));
  }
}

}  // namespace
}  // namespace duaal::log::internal
