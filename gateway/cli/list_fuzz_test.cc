// Lists with bytes changed, cut and joined: the reader and the columns of a list of people read them or
// refuse them, and nothing else.

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "gateway/cli/csv.h"
#include "gateway/cli/person_columns.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::cli {
namespace {

constexpr std::size_t kLongestRecord = 64 * 1024;
const std::vector<std::string> kOwn = {"reference", "change"};

// The lists that the repository ships, and what spreadsheets and hostile hands make of one.
std::vector<std::string> Seeds() {
  std::vector<std::string> seeds = {
      "",
      "\n\n\r\n",
      "reference,given_name\n",
      "\xEF\xBB\xBFreference,given_name,family_name\r\n1,\"A \"\"B\"\"\",\"two\nlines\"\r\n",
      "reference;given_name\n1;Amira\n",
      "reference,reference,languages,id,etag\n1,2,3,4,5\n",
      "reference,given_name\n\"open,Amira\n",
      "reference,given_name\n1,=HYPERLINK(\"http://x\")\n",
      "reference,given_name,nationalities,stateless,gender\n1,\xD9\x85\xD8\xAD\xD9\x85\xD8\xAF\xE2\x80\xAE,"
      "SY  ER,true,GENDER_NONE\n",
      std::string("reference,given_name\n1,\0Amira\n", 29),
      "reference,given_name\n1,\xC3\x28\xFF\xFE\n",
      "change,reference,birth_date\nleft,1,0000-00-00\n",
      "a" + std::string(kLongestRecord, ',') + "\n",
  };
  const char* source = std::getenv("DUAAL_SOURCE");
  const std::string root = source != nullptr ? source : ".";
  for (const char* name : {"class-b.csv", "class-b-with-faults.csv"}) {
    std::ifstream file(root + "/demo/hengelo/" + name);
    EXPECT_TRUE(file) << name;
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return seeds;
}

// Reads a list as the import does. Only the two answers of the contract will do.
void ReadList(const std::string& text) {
  std::istringstream in(text);
  CsvReader reader(in);
  std::vector<std::string> cells;
  const auto header = reader.Next(&cells);
  if (!header.ok()) {
    ASSERT_EQ(header.status().code(), absl::StatusCode::kInvalidArgument);
    return;
  }
  if (!*header) return;
  const auto columns = PersonColumns::Read(cells, kOwn, {});
  if (!columns.ok()) {
    ASSERT_EQ(columns.status().code(), absl::StatusCode::kInvalidArgument);
    ASSERT_FALSE(DetailsOf(columns.status()).violations.empty());
  }
  for (std::size_t records = 0; records <= text.size(); ++records) {
    const auto more = reader.Next(&cells);
    if (!more.ok()) {
      ASSERT_EQ(more.status().code(), absl::StatusCode::kInvalidArgument);
      return;
    }
    if (!*more) return;
    std::size_t size = 0;
    for (const std::string& cell : cells) size += cell.size();
    ASSERT_LE(size, 2 * kLongestRecord + 2);
    if (!columns.ok() || cells.size() != columns->size()) continue;
    std::size_t own = 0;
    const auto person = columns->ToPerson(cells, [&](const std::string&, const std::string&) { ++own; });
    ASSERT_LE(own, kOwn.size());
    ASSERT_TRUE(person.IsInitialized());
  }
  FAIL() << "the reader gives more records than there are bytes";
}

TEST(ListFuzzTest, EverySeedIsReadOrRefused) {
  for (const std::string& seed : Seeds()) ReadList(seed);
}

TEST(ListFuzzTest, AListCutAnywhereIsReadOrRefused) {
  for (const std::string& seed : Seeds()) {
    for (std::size_t size = 0; size < std::min<std::size_t>(seed.size(), 4000); ++size) {
      ReadList(seed.substr(0, size));
    }
  }
}

TEST(ListFuzzTest, ListsWithBytesChangedAreReadOrRefused) {
  static constexpr std::string_view kLikely = "\",\r\n;\t\xEF\xBB\xBF\xE2\x80\x8E=0-aR";
  const std::vector<std::string> seeds = Seeds();
  std::mt19937 random(20261116);
  for (int round = 0; round < 6000; ++round) {
    std::string text = seeds[random() % seeds.size()].substr(0, 3000);
    for (int changes = 1 + static_cast<int>(random() % 6); changes > 0; --changes) {
      const std::size_t at = text.empty() ? 0 : random() % text.size();
      switch (random() % 4) {
        case 0:
          text.insert(at, 1, kLikely[random() % kLikely.size()]);
          break;
        case 1:
          if (!text.empty()) text[at] = static_cast<char>(random() % 256);
          break;
        case 2:
          text.erase(at, random() % 20);
          break;
        default:
          text.insert(at, seeds[random() % seeds.size()].substr(0, 200));
      }
    }
    ReadList(text);
  }
}

// Whatever stands in the cells, a list that was written reads back the same.
TEST(ListFuzzTest, HostileCellsReadBack) {
  static constexpr std::string_view kLikely = "\",\r\n \t;'=+-@\\\x7f";
  std::mt19937 random(4);
  for (int round = 0; round < 4000; ++round) {
    std::vector<std::string> cells(1 + random() % 6);
    for (std::string& cell : cells) {
      for (std::size_t size = random() % 12; size > 0; --size) {
        cell += random() % 3 == 0 ? static_cast<char>(random() % 256) : kLikely[random() % kLikely.size()];
      }
    }
    if (cells.size() == 1 && cells[0].empty()) continue;  // an empty line is skipped
    if (cells[0].starts_with("\xEF")) continue;           // may be taken for a mark
    std::istringstream in(CsvLine(cells));
    CsvReader reader(in);
    std::vector<std::string> read;
    const auto more = reader.Next(&read);
    ASSERT_TRUE(more.ok() && *more);
    ASSERT_EQ(read, cells);
  }
}

}  // namespace
}  // namespace duaal::cli
