#include "reporting-svc/queries/suppression.h"

#include <gtest/gtest.h>

namespace duaal::reporting::queries {
namespace {

TEST(SuppressionTest, ShowsLargeCellsAndZeros) {
  Cell a{12}, b{0}, total{12};
  Suppress({&a, &b}, &total);
  EXPECT_EQ(a.value, 12);
  EXPECT_FALSE(b.suppressed);
  EXPECT_EQ(total.value, 12);
}

TEST(SuppressionTest, TwoSmallCellsAreHiddenAndTheTotalStays) {
  Cell a{4}, b{1}, c{20}, total{25};
  Suppress({&a, &b, &c}, &total);
  EXPECT_TRUE(a.suppressed && b.suppressed);
  EXPECT_EQ(a.value + b.value, 0);
  EXPECT_FALSE(c.suppressed || total.suppressed);
}

TEST(SuppressionTest, OneSmallCellTakesTheNextSmallestWithIt) {
  Cell a{4}, b{9}, c{20}, total{33};
  Suppress({&a, &b, &c}, &total);
  EXPECT_TRUE(a.suppressed && b.suppressed);
  EXPECT_FALSE(c.suppressed || total.suppressed);
}

TEST(SuppressionTest, ASmallTotalIsHiddenItself) {
  Cell a{4}, b{0}, total{4};
  Suppress({&a, &b}, &total);
  EXPECT_TRUE(a.suppressed && total.suppressed);
  EXPECT_FALSE(b.suppressed);
}

TEST(SuppressionTest, NoHiddenCellCanBeReckonedBack) {
  // Whatever the cells, either nothing is hidden, or at least two unknowns are left among parts and total.
  for (int x = 0; x < 12; ++x) {
    for (int y = 0; y < 12; ++y) {
      Cell a{x}, b{y}, total{x + y};
      Suppress({&a, &b}, &total);
      const int hidden = a.suppressed + b.suppressed + total.suppressed;
      EXPECT_NE(hidden, 1) << x << " " << y;
    }
  }
}

}  // namespace
}  // namespace duaal::reporting::queries
