#include "gateway/cli/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace duaal::cli {
namespace {

std::vector<std::vector<std::string>> ReadAll(const std::string& text) {
  std::istringstream in(text);
  CsvReader reader(in);
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> cells;
  while (*reader.Next(&cells)) records.push_back(cells);
  return records;
}

TEST(CsvTest, ReadsQuotesLineBreaksAndBothLineEnds) {
  const auto records = ReadAll(
      "\xEF\xBB\xBF"
      "a,b\r\n\n\"x, \"\"y\"\"\",\"two\nlines\"\n,\nlast");
  ASSERT_EQ(records.size(), 4u);
  EXPECT_THAT(records[0], ::testing::ElementsAre("a", "b"));
  EXPECT_THAT(records[1], ::testing::ElementsAre("x, \"y\"", "two\nlines"));
  EXPECT_THAT(records[2], ::testing::ElementsAre("", ""));
  EXPECT_THAT(records[3], ::testing::ElementsAre("last"));
}

TEST(CsvTest, WhatIsWrittenReadsBack) {
  const std::vector<std::string> cells = {"a", "", "x,\"y\"", "two\r\nlines", "Şükrü"};
  EXPECT_EQ(ReadAll(CsvLine(cells)), std::vector<std::vector<std::string>>{cells});
}

TEST(CsvTest, BrokenFilesAreNamedByLine) {
  for (const char* text : {"a\n\"open", "a\n\"x\"y"}) {
    std::istringstream in(text);
    CsvReader reader(in);
    std::vector<std::string> cells;
    ASSERT_TRUE(*reader.Next(&cells));
    const auto result = reader.Next(&cells);
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_THAT(std::string(result.status().message()), ::testing::HasSubstr("Line 2"));
  }
}

TEST(CsvTest, AnEndlessRecordIsRefused) {
  std::istringstream in("\"" + std::string(100000, 'x'));
  CsvReader reader(in);
  std::vector<std::string> cells;
  EXPECT_FALSE(reader.Next(&cells).ok());
}

}  // namespace
}  // namespace duaal::cli
