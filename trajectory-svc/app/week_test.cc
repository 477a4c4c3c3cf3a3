#include <thread>

#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trajectory-svc/app/cancel_session.h"
#include "trajectory-svc/app/test_region.h"

namespace duaal::trajectory::app {
namespace {

using absl::StatusCode;
using ::duaal::testing::IsOk;
using ::duaal::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

IsoWeek W(const char* text) { return *IsoWeek::Parse(text); }

// `count` half-days of work beside the class of Hengelo.
std::vector<domain::PlannedActivity> Work(int count) {
  const std::vector<domain::Slot> free = {
      TestRegion::At(1, "13:00", "16:30"), TestRegion::At(2, "09:00", "12:00"),
      TestRegion::At(3, "13:00", "16:30"), TestRegion::At(4, "13:00", "16:30"),
      TestRegion::At(5, "13:00", "16:30"), TestRegion::At(6, "09:00", "12:00")};
  std::vector<domain::PlannedActivity> activities;
  for (int i = 0; i < count; ++i) activities.push_back({"work", free[i], std::nullopt, "Werk"});
  return activities;
}

std::vector<std::string> Faults(const Status& status) {
  std::vector<std::string> told;
  for (const FieldViolation& v : DetailsOf(status).violations) told.push_back(v.field + " " + v.reason);
  return told;
}

std::vector<std::string> Reasons(const WeekView& view) {
  std::vector<std::string> reasons;
  for (const domain::Finding& finding : view.week.findings) reasons.push_back(finding.reason);
  return reasons;
}

class WeekTest : public ::testing::Test {
 protected:
  StatusOr<WeekView> Save(const char* week, std::vector<domain::PlannedActivity> activities,
                          std::int64_t version, bool this_week_only = false, bool validate_only = false,
                          const std::string& request_id = {}) {
    return SaveWeek(region_.deps, region_.AsCaseManager(request_id),
                    {person_.id, W(week), std::move(activities), this_week_only, validate_only, version});
  }
  [[nodiscard]] std::int64_t Version() { return region_.Read(person_.id, "2026-W47").schedule_version; }

  TestRegion region_;
  domain::Trajectory person_ = region_.AddFullClassMember();
};

TEST_F(WeekTest, HoldsSixToTenHalfDays) {
  for (int work = 1; work <= 5; ++work) {
    ASSERT_OK_AND_ASSIGN(const WeekView saved, Save("2026-W48", Work(work), Version()));
    EXPECT_EQ(saved.week.half_days, 5 + work);
    const WeekView read = region_.Read(person_.id, "2027-W10");
    EXPECT_EQ(read.week.half_days, 5 + work);
    EXPECT_EQ(read.week.class_half_days, 5);
    EXPECT_EQ(read.schedule_version, saved.schedule_version);
    EXPECT_THAT(read.week.totals, Contains(domain::ComponentTotal{"language", 3, 540}));
  }
  EXPECT_EQ(region_.Read(person_.id, "2026-W47").week.half_days, 5) << "weeks before the first saved one";
}

TEST_F(WeekTest, RefusesWhatDoesNotFitAndNamesIt) {
  EXPECT_THAT(Faults(Save("2026-W48", Work(6), Version()).status()),
              ElementsAre("activities LOAD_EXCEEDED", "activities OUT_OF_RANGE"));
  std::vector<domain::PlannedActivity> activities = Work(1);
  activities.push_back({"work", TestRegion::At(3, "11:30", "13:30"), std::nullopt, ""});
  activities.push_back({"sport", TestRegion::At(7, "14:00", "13:00"), std::nullopt, ""});
  EXPECT_THAT(Faults(Save("2026-W48", activities, Version()).status()),
              ElementsAre("activities[2].component_code UNKNOWN_COMPONENT",
                          "activities[2].slot.end_time INTERVAL_REVERSED"));
  activities.pop_back();
  const auto clash = Save("2026-W48", activities, Version());
  EXPECT_THAT(clash, StatusIs(StatusCode::kInvalidArgument));
  EXPECT_THAT(Faults(clash.status()), ElementsAre("activities[1].slot TIMETABLE_CLASH"));
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM saved_week"), 0);
}

TEST_F(WeekTest, ValidateOnlyTellsWithoutSaving) {
  const std::int64_t version = Version();
  ASSERT_OK_AND_ASSIGN(const WeekView preview, Save("2026-W48", Work(6), version, false, true));
  EXPECT_THAT(Reasons(preview), Contains("LOAD_EXCEEDED"));
  EXPECT_EQ(preview.week.half_days, 11);
  EXPECT_EQ(Version(), version);
  EXPECT_THAT(region_.Read(person_.id, "2026-W48").week.activities, SizeIs(5));
}

TEST_F(WeekTest, OfTwoCaseManagersTheSecondIsToldToReadAgain) {
  const std::int64_t version = Version();
  std::vector<Status> answers(2);
  std::vector<std::thread> callers;
  for (int i = 0; i < 2; ++i) {
    callers.emplace_back([&, i] { answers[i] = Save("2026-W48", Work(i + 1), version).status(); });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_NE(answers[0].ok(), answers[1].ok());
  EXPECT_THAT(answers[0].ok() ? answers[1] : answers[0], StatusIs(StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM saved_week"), 1);
}

TEST_F(WeekTest, AnyChangeOfTheScheduleMakesAWeekStale) {
  const std::int64_t version = Version();
  region_.Enrol(person_, region_.AddOffering("work", {}));
  EXPECT_THAT(Save("2026-W48", Work(1), version), StatusIs(StatusCode::kAborted, "ETAG_MISMATCH"));
}

TEST_F(WeekTest, ARepeatedSaveAnswersTheFirst) {
  const std::int64_t version = Version();
  ASSERT_OK_AND_ASSIGN(const WeekView first, Save("2026-W48", Work(2), version, false, false, "save-1"));
  ASSERT_OK_AND_ASSIGN(const WeekView again, Save("2026-W48", Work(2), version, false, false, "save-1"));
  EXPECT_EQ(first.schedule_version, again.schedule_version);
  EXPECT_EQ(first.week.half_days, again.week.half_days);
  EXPECT_EQ(Version(), version + 1);
}

TEST_F(WeekTest, AWeekHoldsUntilTheNextSavedOne) {
  ASSERT_OK(Save("2026-W48", Work(1), Version()));
  ASSERT_OK(Save("2027-W02", Work(4), Version()));
  ASSERT_OK(Save("2026-W51", Work(5), Version(), true));
  const auto half_days = [&](const char* week) { return region_.Read(person_.id, week).week.half_days; };
  EXPECT_EQ(half_days("2026-W50"), 6);
  EXPECT_EQ(half_days("2026-W51"), 10);
  EXPECT_EQ(half_days("2026-W52"), 6);
  EXPECT_EQ(half_days("2027-W02"), 9);
  ASSERT_OK(Save("2026-W51", Work(2), Version()));
  EXPECT_EQ(half_days("2026-W50"), 6);
  EXPECT_EQ(half_days("2026-W51"), 7);
  EXPECT_EQ(half_days("2027-W01"), 7);
  EXPECT_EQ(half_days("2027-W02"), 9);
  ASSERT_OK(Save("2026-W48", {}, Version()));
  EXPECT_EQ(half_days("2026-W49"), 5) << "an empty week is a saved week too";
}

TEST_F(WeekTest, WorkWithinASeatNeedsTheSeat) {
  const domain::Offering shop = region_.AddOffering("work", {});
  std::vector<domain::PlannedActivity> activities = Work(1);
  activities[0].offering_id = shop.id;
  EXPECT_THAT(Faults(Save("2026-W48", activities, Version()).status()),
              ElementsAre("activities[0].offering_id NOT_ENROLLED"));
  region_.Enrol(person_, shop);
  ASSERT_OK_AND_ASSIGN(const WeekView saved, Save("2026-W48", activities, Version()));
  EXPECT_EQ(saved.week.half_days, 6);
}

TEST_F(WeekTest, AlternationTakesClassTimeFromFiveToFour) {
  ASSERT_OK(Save("2026-W48", Work(5), Version()));
  EXPECT_THAT(Reasons(region_.Read(person_.id, "2026-W48")), Contains("TOO_BUSY"));
  const std::int64_t version = Version();
  ASSERT_OK_AND_ASSIGN(const WeekView first, AlternateComponents(region_.deps, region_.AsCaseManager("alt"),
                                                                 {person_.id, W("2026-W48"), version}));
  EXPECT_EQ(first.week.class_half_days, 4);
  EXPECT_EQ(first.week.half_days, 9);
  EXPECT_THAT(Reasons(first), Not(Contains("TOO_BUSY")));
  ASSERT_OK_AND_ASSIGN(const WeekView again, AlternateComponents(region_.deps, region_.AsCaseManager("alt"),
                                                                 {person_.id, W("2026-W48"), version}));
  EXPECT_EQ(again.schedule_version, version + 1);
  IsoWeek week = W("2026-W48");
  std::string last;
  for (int i = 0; i < 12; ++i, week = week.Next()) {
    std::vector<std::string> turns;
    for (const domain::ComponentTotal& total :
         region_.Read(person_.id, week.ToString().c_str()).week.totals) {
      if (total.component_code == "module" || total.component_code == "trade")
        turns.push_back(total.component_code);
    }
    ASSERT_THAT(turns, SizeIs(1)) << week.ToString();
    EXPECT_NE(turns[0], last) << week.ToString();
    last = turns[0];
  }
  EXPECT_EQ(region_.Read(person_.id, "2026-W47").week.class_half_days, 5);
  EXPECT_THAT(
      AlternateComponents(region_.deps, region_.AsCaseManager(), {person_.id, W("2026-W48"), version}),
      StatusIs(StatusCode::kAborted, "ETAG_MISMATCH"));
}

TEST_F(WeekTest, AnEnrolmentTellsItsTurn) {
  ASSERT_OK(
      AlternateComponents(region_.deps, region_.AsCaseManager(), {person_.id, W("2026-W48"), Version()}));
  const Caller caller = region_.AsCaseManager();
  ASSERT_OK_AND_ASSIGN(const auto seats, region_.db.Read(caller.deadline, [&](sql::Session& session) {
    return region_.deps.enrolments.ListOfTrajectory(session, ViewerOf(caller), person_.id, Uuid(), 10);
  }));
  for (const domain::Enrolment& seat : seats) {
    if (seat.component_code == "language") {
      EXPECT_FALSE(seat.rhythm.first_week.has_value());
    } else {
      EXPECT_EQ(seat.rhythm.every_weeks, 2);
      EXPECT_EQ(seat.rhythm.first_week->ToString(),
                seat.component_code == "module" ? "2026-W48" : "2026-W49");
    }
  }
}

TEST_F(WeekTest, ThereIsNothingToAlternateWithOneComponent) {
  const domain::Trajectory other = region_.AddTrajectory();
  region_.Enrol(other, region_.AddOffering("module", {TestRegion::At(2, "13:00", "16:00")}));
  EXPECT_THAT(
      AlternateComponents(region_.deps, region_.AsCaseManager(),
                          {other.id, W("2026-W48"), region_.Read(other.id, "2026-W48").schedule_version}),
      StatusIs(StatusCode::kFailedPrecondition, "NOTHING_TO_ALTERNATE"));
}

TEST_F(WeekTest, ACancelledSessionLeavesTheWeekAndMakesItStale) {
  const domain::Offering offering = region_.AddOffering("work", {TestRegion::At(6, "10:00", "12:00")});
  region_.Enrol(person_, offering);
  const std::int64_t version = Version();
  const domain::Session session = region_.SessionOn(offering, absl::CivilDay(2026, 11, 23));
  ASSERT_OK_AND_ASSIGN(const auto cancelled,
                       CancelSession(region_.deps, region_.AsCaseManager(), {session.id, true, 1}));
  EXPECT_TRUE(cancelled.notice_given);
  EXPECT_GT(Version(), version);
  EXPECT_EQ(region_.Read(person_.id, "2026-W48").week.half_days, 5);
  EXPECT_EQ(region_.Read(person_.id, "2026-W49").week.half_days, 6);
  EXPECT_THAT(CancelSession(region_.deps, region_.AsCaseManager(), {session.id, true, 2}),
              StatusIs(StatusCode::kFailedPrecondition, "SESSION_CANCELLED"));
  EXPECT_THAT(CancelSession(region_.deps, region_.AsCaseManager(), {Uuid::NewV7(), true, 1}),
              StatusIs(StatusCode::kNotFound));
}

TEST_F(WeekTest, AClassWeekShowsTheMembersOneMaySee) {
  const domain::Offering offering = region_.AddLanguageClass();
  const domain::Trajectory first = region_.AddTrajectory();
  const domain::Trajectory second = region_.AddTrajectory();
  region_.Enrol(first, offering);
  region_.Enrol(second, offering);
  ASSERT_OK(region_.db.Run(absl::Now() + absl::Seconds(20), [&](sql::Tx& tx) {
    return MovePerson(region_.deps, tx, second.participant_id, "GM0147");
  }));
  const Caller caller = region_.AsCaseManager();
  const auto read = [&](const char* week) {
    return region_.db.Read(caller.deadline, [&](sql::Session& session) {
      return ReadClassWeek(region_.deps, session, ViewerOf(caller), offering.id, W(week));
    });
  };
  ASSERT_OK_AND_ASSIGN(const auto weeks, read("2026-W48"));
  ASSERT_THAT(weeks, SizeIs(1));
  EXPECT_EQ(weeks[0].trajectory_id, first.id);
  EXPECT_EQ(weeks[0].week.half_days, 3);
  ASSERT_OK_AND_ASSIGN(const auto before, read("2026-W30"));
  EXPECT_THAT(before, IsEmpty());
}

}  // namespace
}  // namespace duaal::trajectory::app
