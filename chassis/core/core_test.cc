#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <set>
#include <thread>

#include "chassis/core/civil.h"
#include "chassis/core/clock.h"
#include "chassis/core/mutex.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"

namespace duaal {
namespace {

TEST(StatusTest, CarriesReasonMetadataAndEveryViolation) {
  const Status status = Error(
      absl::StatusCode::kInvalidArgument, "INVALID_FIELDS", "Two fields.", {{"limit", "25"}, {"a:b", "c:d"}},
      {{"name", "REQUIRED", "Give a name."}, {"date", "NOT_A_DATE", "Use: 2026-11-22"}});
  const ErrorDetails details = DetailsOf(status);
  EXPECT_EQ(details.reason, "INVALID_FIELDS");
  EXPECT_EQ(details.metadata.at("a:b"), "c:d");
  ASSERT_EQ(details.violations.size(), 2u);
  EXPECT_EQ(details.violations[1].description, "Use: 2026-11-22");
  EXPECT_TRUE(HasReason(status, "INVALID_FIELDS"));
  EXPECT_FALSE(HasReason(absl::OkStatus(), ""));
}

TEST(StatusTest, ForeignStatusHasNoDetails) { EXPECT_EQ(DetailsOf(absl::InternalError("x")).reason, ""); }

TEST(ViolationsTest, AbsorbsThoseOfAStatus) {
  Violations inner;
  inner.Add("a", "REQUIRED", "Give a.");
  Violations outer;
  EXPECT_TRUE(outer.Absorb(inner.ToStatus()));
  EXPECT_FALSE(outer.Absorb(absl::OkStatus()));
  EXPECT_EQ(outer.list().size(), 1u);
}

TEST(UuidTest, TextAndBytesRoundTrip) {
  const Uuid id = Uuid::NewV7();
  EXPECT_EQ(Uuid::Parse(id.ToString()), id);
  EXPECT_EQ(Uuid::FromBytes(id.Bytes()), id);
  EXPECT_EQ(id.ToString()[14], '7');
}

TEST(UuidTest, NewIdsDifferAndGrowWithTime) {
  std::set<Uuid> ids;
  for (int i = 0; i < 10000; ++i) ids.insert(Uuid::NewV7());
  EXPECT_EQ(ids.size(), 10000u);
  // Within a millisecond, too: what was recorded later is listed as later.
  for (int i = 0; i < 1000; ++i) {
    const Uuid earlier = Uuid::NewV7();
    for (const absl::Time made = absl::Now(); absl::Now() < made + absl::Microseconds(1);) {
    }
    EXPECT_LT(earlier, Uuid::NewV7());
  }
}

TEST(UuidTest, RefusesOtherForms) {
  for (const char* text : {"", "0192F0C1-7A3B-7C4D-8E5F-001122334455", "0192f0c17a3b7c4d8e5f001122334455",
                           "0192f0c1-7a3b-7c4d-8e5f-00112233445g", "{192f0c1-7a3b-7c4d-8e5f-00112233445}"}) {
    EXPECT_FALSE(Uuid::Parse(text).has_value()) << text;
  }
}

TEST(UuidTest, SameNameSameId) {
  EXPECT_EQ(Uuid::FromName("session"), Uuid::FromName("session"));
  EXPECT_NE(Uuid::FromName("session"), Uuid::FromName("sessions"));
}

TEST(CivilTest, RefusesDatesThatDoNotExist) {
  EXPECT_EQ(ParseDate("2024-02-29"), absl::CivilDay(2024, 2, 29));
  for (const char* text :
       {"2031-02-30", "2026-13-01", "2026-00-10", "26-01-01", "2026-1-01", "0000-01-01", "2026-01-0x"}) {
    EXPECT_FALSE(ParseDate(text).has_value()) << text;
  }
}

TEST(PartialDateTest, KnowsWhatItKnows) {
  for (const char* text : {"1990-05-17", "1990-05-00", "1990-00-00", "0000-00-00"}) {
    EXPECT_EQ(PartialDate::Parse(text)->ToString(), text);
  }
  for (const char* text :
       {"", "1990", "1990-00-17", "0000-05-00", "1990-13-00", "1990-02-30", "-00", "1990-05-0"}) {
    EXPECT_FALSE(PartialDate::Parse(text).has_value()) << text;
  }
  EXPECT_EQ(PartialDate::Parse("1990-02-00")->Last(), absl::CivilDay(1990, 2, 28));
  EXPECT_EQ(PartialDate::Parse("1990-00-00")->First(), absl::CivilDay(1990, 1, 1));
  EXPECT_EQ(PartialDate::Parse("1990-00-00")->Last(), absl::CivilDay(1990, 12, 31));
  EXPECT_EQ(PartialDate(absl::CivilDay(1990, 5, 17), PartialDate::Known::kMonth),
            *PartialDate::Parse("1990-05-00"));
  EXPECT_LT(PartialDate().First(), absl::CivilDay(1900, 1, 1));
}

TEST(IsoWeekTest, Week53OnlyInYearsThatHaveIt) {
  EXPECT_TRUE(IsoWeek::Parse("2026-W53").has_value());
  EXPECT_TRUE(IsoWeek::Parse("2020-W53").has_value());
  for (const char* text : {"2025-W53", "2027-W53", "2026-W00", "2026-W54", "2026W47", "2026-w47"}) {
    EXPECT_FALSE(IsoWeek::Parse(text).has_value()) << text;
  }
}

TEST(IsoWeekTest, EveryDayOfACenturyLiesInExactlyOneWeek) {
  IsoWeek week = IsoWeek::Of(absl::CivilDay(2000, 1, 3));
  for (absl::CivilDay day(2000, 1, 3); day < absl::CivilDay(2100, 1, 1); day += 7) {
    ASSERT_EQ(week.FirstDay(), day);
    for (int weekday = 1; weekday <= 7; ++weekday) ASSERT_EQ(IsoWeek::Of(week.Day(weekday)), week);
    ASSERT_EQ(IsoWeek::Parse(week.ToString()), week);
    week = week.Next();
  }
}

TEST(IntervalTest, TouchingIntervalsDoNotOverlap) {
  const Interval<int> morning{9, 12};
  EXPECT_FALSE(morning.Overlaps({12, 13}));
  EXPECT_TRUE(morning.Overlaps({11, 13}));
  EXPECT_FALSE((Interval<int>{12, 9}).Valid());
}

TEST(TimeOfDayTest, ReadsTheDayAndItsEnd) {
  EXPECT_EQ(TimeOfDay::Parse("09:30")->minutes(), 570);
  EXPECT_EQ(TimeOfDay::Parse("24:00")->minutes(), 1440);
  for (const char* text : {"24:01", "9:30", "09:60", "25:00", "0930"}) {
    EXPECT_FALSE(TimeOfDay::Parse(text).has_value()) << text;
  }
}

TEST(BusinessClockTest, AFileFixesTheTimeAndItsAbsenceFreesIt) {
  const std::string path = ::testing::TempDir() + "duaal_clock_test";
  std::ofstream(path) << "2026-11-16T22:30:00Z\n";
  EXPECT_EQ(BusinessClock(path).Now(), absl::FromUnixSeconds(1794868200));
  EXPECT_EQ(BusinessClock(path).Today(), absl::CivilDay(2026, 11, 16));
  std::remove(path.c_str());
  EXPECT_GT(BusinessClock(path).Now(), absl::Now() - absl::Minutes(1));
}

TEST(ClockTest, TheCivilDateIsThatOfAmsterdam) {
  // 23:30 UTC in winter is half past midnight in Amsterdam.
  EXPECT_EQ(FakeClock(absl::FromUnixSeconds(1794871800)).Today(), absl::CivilDay(2026, 11, 17));
}

struct Talk {
  Mutex mutex;
  CondVar changed;
  bool said ABSL_GUARDED_BY(mutex) = false;
  bool heard ABSL_GUARDED_BY(mutex) = false;
};

// Ends only when a wait gives the lock away and has it again afterwards.
TEST(MutexTest, AWaitLendsTheLockToOthers) {
  Talk talk;
  std::thread other([&talk] {
    const MutexLock lock(talk.mutex);
    talk.said = true;
    talk.changed.NotifyAll();
    while (!talk.heard) talk.changed.Wait(talk.mutex);
  });
  {
    MutexLock lock(talk.mutex);
    while (!talk.said) talk.changed.Wait(talk.mutex);
    lock.Unlock();
    lock.Lock();
    talk.heard = true;
  }
  talk.changed.NotifyOne();
  other.join();
}

TEST(MutexTest, AWaitEndsWithItsTime) {
  Talk talk;
  const MutexLock lock(talk.mutex);
  const SteadyTime end = SteadyAfter(absl::Milliseconds(1));
  while (!talk.said && talk.changed.WaitUntil(talk.mutex, end)) {
  }
  EXPECT_FALSE(talk.said);
  EXPECT_GE(std::chrono::steady_clock::now(), end);
  EXPECT_FALSE(talk.changed.WaitUntil(talk.mutex, SteadyAfter(-absl::InfiniteDuration())));
  EXPECT_GT(SteadyAfter(absl::InfiniteDuration()), end);
}

}  // namespace
}  // namespace duaal
