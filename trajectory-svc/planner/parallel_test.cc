#include "trajectory-svc/planner/parallel.h"

#include <gtest/gtest.h>

namespace duaal::planner {
namespace {

TEST(Crew, DoesEveryBlockOfEveryPieceOnce) {
  for (const int threads : {0, 1, 2, 5}) {
    Crew crew(threads);
    EXPECT_EQ(crew.threads(), std::max(1, threads));
    std::vector<int> done(40, 0);  // each touched by one thread of a piece
    std::atomic<int> strangers = 0;
    for (int piece = 0; piece < 1000; ++piece) {
      // From none at all to more than there are threads; what the last piece wrote is there to read.
      crew.ForBlocks(piece % 41, [&](int worker, int block) {
        if (worker < 0 || worker >= crew.threads()) ++strangers;
        ++done[static_cast<std::size_t>(block)];
      });
    }
    EXPECT_EQ(strangers, 0);
    for (int block = 0; block < 40; ++block) {
      int asked = 0;
      for (int piece = 0; piece < 1000; ++piece) asked += block < piece % 41 ? 1 : 0;
      EXPECT_EQ(done[static_cast<std::size_t>(block)], asked) << threads << " threads, block " << block;
    }
  }
}

TEST(Crew, DoesEachOfSomeOnce) {
  Crew crew(3);
  for (const int count : {0, 1, 16, 17, 100}) {
    std::vector<int> done(100, 0);
    crew.ForEach(count, [&](int, int i) { ++done[static_cast<std::size_t>(i)]; });
    for (int i = 0; i < 100; ++i) EXPECT_EQ(done[static_cast<std::size_t>(i)], i < count ? 1 : 0) << count;
  }
}

TEST(Crew, GoesHomeWithoutWork) { const Crew crew(3); }

}  // namespace
}  // namespace duaal::planner
