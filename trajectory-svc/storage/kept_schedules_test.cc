#include "trajectory-svc/storage/kept_schedules.h"

#include <gtest/gtest.h>

#include <utility>

namespace duaal::trajectory::storage {
namespace {

const Interval<absl::CivilDay> kDates{absl::CivilDay(2026, 11, 23), absl::CivilDay(2027, 11, 22)};

PlannedPerson Person(std::int64_t version = 3) {
  PlannedPerson person;
  person.trajectory_id = Uuid::NewV7();
  person.language_level = "A1";
  person.schedule_version = version;
  return person;
}

std::shared_ptr<const domain::Schedule> WithTurns(std::size_t turns) {
  domain::Schedule schedule;
  schedule.alternations.push_back({absl::CivilDay(2026, 11, 23), std::vector<domain::Turn>(turns)});
  return std::make_shared<const domain::Schedule>(std::move(schedule));
}

TEST(KeptSchedules, TellsOnlyWhatWasReadOfThisVeryPersonAndTheseDates) {
  const KeptSchedules kept;
  const PlannedPerson person = Person();
  const auto schedule = WithTurns(2);
  kept.Keep(person, kDates, schedule);
  EXPECT_EQ(kept.Find(person, kDates), schedule);

  EXPECT_EQ(kept.Find(Person(), kDates), nullptr);
  EXPECT_EQ(kept.Find(person, {kDates.start + 7, kDates.end + 7}), nullptr);
  PlannedPerson changed = person;
  ++changed.schedule_version;
  EXPECT_EQ(kept.Find(changed, kDates), nullptr);
  changed = person;
  changed.language_level = "A2";
  EXPECT_EQ(kept.Find(changed, kDates), nullptr);
  changed = person;
  changed.programme_version = 2;
  EXPECT_EQ(kept.Find(changed, kDates), nullptr);

  EXPECT_EQ(kept.PersonOf(person.trajectory_id), person);
  EXPECT_EQ(kept.PersonOf(Uuid::NewV7()), std::nullopt);
}

TEST(KeptSchedules, KeepsTheLatestOfAPerson) {
  const KeptSchedules kept;
  PlannedPerson person = Person();
  kept.Keep(person, kDates, WithTurns(2));
  ++person.schedule_version;
  const auto later = WithTurns(3);
  kept.Keep(person, kDates, later);
  EXPECT_EQ(kept.Find(person, kDates), later);
}

TEST(KeptSchedules, ForgetsWhatWasAskedForLongestAgo) {
  const KeptSchedules kept(10);
  const PlannedPerson busy = Person();
  const PlannedPerson idle = Person();
  kept.Keep(busy, kDates, WithTurns(3));
  kept.Keep(idle, kDates, WithTurns(3));
  for (int others = 0; others < 20; ++others) {
    EXPECT_NE(kept.Find(busy, kDates), nullptr) << others;
    kept.Keep(Person(), kDates, WithTurns(3));
  }
  EXPECT_EQ(kept.Find(idle, kDates), nullptr);
  EXPECT_EQ(kept.PersonOf(idle.trajectory_id), std::nullopt);
  EXPECT_EQ(kept.PersonOf(busy.trajectory_id), busy);
}

}  // namespace
}  // namespace duaal::trajectory::storage
