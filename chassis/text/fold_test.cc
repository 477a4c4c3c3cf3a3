#include "chassis/text/fold.h"

#include <gtest/gtest.h>

namespace duaal::text {
namespace {

TEST(FoldTest, FindsANameWithoutRegardToCaseAccentsAndSpaces) {
  EXPECT_EQ(FoldForSearch("  Müller   de  Vries "), FoldForSearch("muller de vries"));
  EXPECT_EQ(FoldForSearch("Ĳsbrand"), FoldForSearch("ijsbrand"));
}

TEST(FoldTest, KeepsOtherScripts) {
  EXPECT_EQ(FoldForSearch("\u1270\u1235\u134B\u12ED"), "\u1270\u1235\u134B\u12ED");
  // Arabic vowel marks are dropped, letters stay.
  EXPECT_EQ(FoldForSearch("\u0645\u064F\u062D"), "\u0645\u062D");
}

TEST(FoldTest, KeepsNoMoreThanIsAskedFor) {
  EXPECT_EQ(FoldForSearch("\u1270\u1235\u134B\u12ED", 2), "\u1270\u1235");
  EXPECT_EQ(FoldForSearch("\ufdfa", 5).size(), 9U);  // one sign that stands for four words
}

TEST(FoldTest, BrokenUtf8FoldsToNothing) { EXPECT_EQ(FoldForSearch("\xff\xfe"), ""); }

}  // namespace
}  // namespace duaal::text
