#include "trajectory-svc/app/suggest_week.h"

#include <algorithm>

#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trajectory-svc/app/end_enrolment.h"
#include "trajectory-svc/app/test_region.h"

// Suggestions over the real database: what is suggested is accepted, and says what is true now.
namespace duaal::trajectory::app {
namespace {

using absl::StatusCode;
using ::duaal::testing::StatusIs;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class SuggestWeekTest : public ::testing::Test {
 protected:
  static SuggestWeekQuery About(const domain::Trajectory& person, std::vector<std::string> components = {}) {
    return {person.id, *IsoWeek::Parse("2026-W48"), 3, std::move(components), {}, 0, Language::kDutch};
  }
  StatusOr<SuggestionView> Suggest(const SuggestWeekQuery& query) {
    return SuggestWeek(region_.deps, region_.AsCaseManager(), query);
  }
  static std::vector<std::string> Faults(const Status& status) {
    std::vector<std::string> told;
    for (const FieldViolation& v : DetailsOf(status).violations) told.push_back(v.field + " " + v.reason);
    return told;
  }
  // All of a schedule that recurs.
  static std::vector<std::string> Words(const domain::Schedule& schedule) {
    std::vector<std::string> words = {schedule.language_level};
    const auto add = [&](const std::string& what, const domain::Slot& slot) {
      words.push_back(what + " " + std::to_string(slot.weekday) + " " + slot.time.start.ToString() + "-" +
                      slot.time.end.ToString() + " " + slot.site);
    };
    for (const domain::EnrolledOffering& seat : schedule.enrolled) {
      words.push_back(seat.enrolment_id.ToString() + seat.offering_id.ToString() + seat.component_code +
                      seat.display_name + FormatDate(seat.valid.start) + FormatDate(seat.valid.end) +
                      std::to_string(static_cast<int>(seat.pattern)));
      for (const domain::Slot& slot : seat.timetable) add("seat", slot);
    }
    for (const domain::SavedPlan& plan : schedule.plans) {
      words.push_back(FormatDate(plan.holds.start) + FormatDate(plan.holds.end) +
                      (plan.this_week_only ? "once" : "on"));
      for (const domain::PlannedActivity& a : plan.activities)
        add(a.component_code + a.display_name + a.offering_id.value_or(Uuid()).ToString(), a.slot);
    }
    for (const domain::Alternation& alternation : schedule.alternations) {
      words.push_back(FormatDate(alternation.from));
      for (const domain::Turn& turn : alternation.turns)
        words.push_back(turn.component_code + std::to_string(turn.position) + std::to_string(turn.turns) +
                        std::to_string(static_cast<int>(turn.pattern)));
    }
    return words;
  }
  Status Cancel(const domain::Offering& offering) {
    return region_.db.Run(absl::Now() + absl::Seconds(20), [&](sql::Tx& tx) {
      return CancelOffering(region_.deps, tx, offering.id, absl::CivilDay(2026, 11, 23), region_.now);
    });
  }

  TestRegion region_;
  domain::Trajectory person_ = region_.AddTrajectory();
};

TEST_F(SuggestWeekTest, WhatIsSuggestedIsAccepted) {
  region_.Enrol(person_, region_.AddLanguageClass());
  region_.AddOffering("module", {TestRegion::At(1, "10:00", "13:00")});
  region_.AddOffering("module", {TestRegion::At(2, "13:00", "16:00")});
  region_.AddOffering("trade", {TestRegion::At(2, "13:00", "16:00")});
  region_.AddOffering("trade", {TestRegion::At(5, "09:00", "12:00")});
  region_.AddOffering("work", {});
  ASSERT_OK_AND_ASSIGN(const SuggestionView view, Suggest(About(person_)));
  EXPECT_EQ(view.schedule_version, region_.Read(person_.id, "2026-W48").schedule_version);
  EXPECT_THAT(view.suggestion.misfits, IsEmpty());
  ASSERT_THAT(view.suggestion.choices, SizeIs(3));
  const WeekChoice& best = view.suggestion.choices.front();
  ASSERT_THAT(best.activities, SizeIs(3));
  std::vector<domain::PlannedActivity> agreed;
  for (const SuggestedActivity& activity : best.activities) {
    EXPECT_EQ(activity.seats_left, 20);
    ASSERT_OK(CreateEnrolment(region_.deps, region_.AsCaseManager(),
                              {person_.id, activity.offering->id, activity.entry_date}));
    if (!activity.agreed_per_person) continue;
    for (const domain::Slot& slot : activity.timetable) {
      agreed.push_back({activity.component_code, slot, activity.offering->id, ""});
    }
  }
  EXPECT_THAT(agreed, SizeIs(5));
  const std::int64_t version = region_.Read(person_.id, "2026-W48").schedule_version;
  ASSERT_OK_AND_ASSIGN(const WeekView saved,
                       SaveWeek(region_.deps, region_.AsCaseManager(),
                                {person_.id, view.week, agreed, false, false, version}));
  EXPECT_EQ(saved.week.half_days, 10);
  // The programme's limits are reached, so taking turns is worth a thought (H13); nothing more is said.
  for (const domain::Finding& finding : saved.week.findings) EXPECT_EQ(finding.reason, "TOO_BUSY");
  ASSERT_OK_AND_ASSIGN(const SuggestionView after, Suggest(About(person_)));
  EXPECT_THAT(after.suggestion.choices, IsEmpty()) << "nothing is lacking";
}

TEST_F(SuggestWeekTest, EveryAlternativeIsAccepted) {
  region_.Enrol(person_, region_.AddLanguageClass());
  for (const int day : {1, 2, 3, 5}) region_.AddOffering("module", {TestRegion::At(day, "13:00", "16:00")});
  for (const int day : {2, 4}) region_.AddOffering("trade", {TestRegion::At(day, "13:00", "16:00")});
  SuggestWeekQuery query = About(person_, {"module", "trade"});
  query.alternatives = 10;
  ASSERT_OK_AND_ASSIGN(const SuggestionView view, Suggest(query));
  ASSERT_THAT(view.suggestion.choices, SizeIs(10));
  for (const WeekChoice& choice : view.suggestion.choices) {
    const domain::Trajectory other = region_.AddTrajectory();
    region_.Enrol(other, region_.AddLanguageClass());
    for (const SuggestedActivity& activity : choice.activities) {
      EXPECT_OK(CreateEnrolment(region_.deps, region_.AsCaseManager(),
                                {other.id, activity.offering->id, activity.entry_date}));
    }
  }
}

TEST_F(SuggestWeekTest, SeatsAndTheCatalogueAreThoseOfNow) {
  const domain::Offering one = region_.AddOffering("module", {TestRegion::At(2, "13:00", "16:00")}, 1);
  ASSERT_OK_AND_ASSIGN(const SuggestionView before, Suggest(About(person_, {"module"})));
  ASSERT_THAT(before.suggestion.choices[0].activities, SizeIs(1));
  EXPECT_EQ(before.suggestion.choices[0].activities[0].seats_left, 1);

  region_.Enrol(region_.AddTrajectory(), one);
  ASSERT_OK_AND_ASSIGN(const SuggestionView full, Suggest(About(person_, {"module"})));
  ASSERT_THAT(full.suggestion.misfits, SizeIs(1));
  ASSERT_THAT(full.suggestion.misfits[0].conflict, SizeIs(1));
  EXPECT_EQ(full.suggestion.misfits[0].conflict[0].kind, ObstacleKind::kSeats);
  EXPECT_THAT(full.suggestion.misfits[0].remedies, SizeIs(1));

  const domain::Offering fresh = region_.AddOffering("module", {TestRegion::At(3, "13:00", "16:00")});
  ASSERT_OK_AND_ASSIGN(const SuggestionView found, Suggest(About(person_, {"module"})));
  ASSERT_THAT(found.suggestion.choices[0].activities, SizeIs(1));
  EXPECT_EQ(found.suggestion.choices[0].activities[0].offering->id, fresh.id);

  ASSERT_OK(Cancel(fresh));
  ASSERT_OK_AND_ASSIGN(const SuggestionView gone, Suggest(About(person_, {"module"})));
  EXPECT_THAT(gone.suggestion.choices[0].activities, IsEmpty());
}

TEST_F(SuggestWeekTest, ASeatGivenBackForLaterIsFreeFromThenOn) {
  const domain::Offering one = region_.AddOffering("module", {TestRegion::At(2, "13:00", "16:00")}, 1);
  const domain::Enrolment had = region_.Enrol(region_.AddTrajectory(), one);
  ASSERT_OK(EndEnrolment(region_.deps, region_.AsCaseManager(), {had.id, 1, absl::CivilDay(2026, 12, 21)}));
  SuggestWeekQuery query = About(person_, {"module"});
  ASSERT_OK_AND_ASSIGN(const SuggestionView held, Suggest(query));
  EXPECT_THAT(held.suggestion.choices[0].activities, IsEmpty());
  ASSERT_THAT(held.suggestion.misfits, SizeIs(1));
  EXPECT_EQ(held.suggestion.misfits[0].conflict[0].kind, ObstacleKind::kSeats);

  query.week = *IsoWeek::Parse("2026-W52");
  ASSERT_OK_AND_ASSIGN(const SuggestionView free, Suggest(query));
  ASSERT_THAT(free.suggestion.choices[0].activities, SizeIs(1));
  const SuggestedActivity& activity = free.suggestion.choices[0].activities[0];
  EXPECT_EQ(activity.seats_left, 1);
  EXPECT_OK(
      CreateEnrolment(region_.deps, region_.AsCaseManager(), {person_.id, one.id, activity.entry_date}));
}

TEST_F(SuggestWeekTest, WhatAnotherProcessPublishesIsSeenWithinAMoment) {
  Deps other(region_.db);
  const domain::Offering first = region_.AddOffering("module", {TestRegion::At(2, "13:00", "16:00")}, 1);
  ASSERT_OK_AND_ASSIGN(const SuggestionView before, Suggest(About(person_, {"module"})));
  ASSERT_THAT(before.suggestion.choices, SizeIs(2)) << "with it and without";

  domain::Offering second = first;
  second.id = Uuid::NewV7();
  second.timetable = {TestRegion::At(4, "13:00", "16:00")};
  ASSERT_OK(region_.db.Run(absl::Now() + absl::Seconds(20),
                           [&](sql::Tx& tx) { return PublishOffering(other, tx, second); }));
  ASSERT_OK(
      CreateEnrolment(other, region_.AsCaseManager(), {region_.AddTrajectory().id, first.id, std::nullopt}));
  Uuid suggested = first.id;
  for (const absl::Time end = absl::Now() + absl::Seconds(20); suggested == first.id && absl::Now() < end;) {
    ASSERT_OK_AND_ASSIGN(const SuggestionView after, Suggest(About(person_, {"module"})));
    ASSERT_THAT(after.suggestion.choices[0].activities, SizeIs(1));
    suggested = after.suggestion.choices[0].activities[0].offering->id;
  }
  EXPECT_EQ(suggested, second.id);
}

TEST_F(SuggestWeekTest, ASeatThatAnotherProcessGaveOutIsSeenAtOnce) {
  Deps other(region_.db);
  const domain::Offering module = region_.AddOffering("module", {TestRegion::At(2, "13:00", "16:00")});
  region_.AddOffering("work", {TestRegion::At(2, "13:00", "16:00")});
  ASSERT_OK_AND_ASSIGN(const SuggestionView before, Suggest(About(person_, {"work"})));
  ASSERT_THAT(before.suggestion.choices[0].activities, SizeIs(1));

  ASSERT_OK_AND_ASSIGN(
      const domain::Enrolment seat,
      CreateEnrolment(other, region_.AsCaseManager(), {person_.id, module.id, absl::CivilDay(2026, 11, 30)}));
  ASSERT_OK_AND_ASSIGN(const SuggestionView taken, Suggest(About(person_, {"work"})));
  EXPECT_THAT(taken.suggestion.choices[0].activities, IsEmpty());

  ASSERT_OK(EndEnrolment(other, region_.AsCaseManager(),
                         {seat.id, seat.row_version, absl::CivilDay(2026, 11, 30)}));
  ASSERT_OK_AND_ASSIGN(const SuggestionView free, Suggest(About(person_, {"work"})));
  EXPECT_THAT(free.suggestion.choices[0].activities, SizeIs(1));
}

TEST_F(SuggestWeekTest, ANewLanguageLevelCountsAtOnce) {
  region_.AddOffering("work", {TestRegion::At(2, "13:00", "16:00")});
  ASSERT_OK_AND_ASSIGN(const SuggestionView before, Suggest(About(person_, {"work"})));
  EXPECT_THAT(before.suggestion.misfits, IsEmpty());
  region_.Update(person_, absl::CivilDay(2026, 6, 1), "A0");
  ASSERT_OK_AND_ASSIGN(const SuggestionView after, Suggest(About(person_, {"work"})));
  ASSERT_THAT(after.suggestion.misfits, SizeIs(1));
  EXPECT_EQ(after.suggestion.misfits[0].conflict[0].kind, ObstacleKind::kLanguageLevel);
}

TEST_F(SuggestWeekTest, NobodyIsLoggedAheadForWhoMayNotSeeThem) {
  auth::Principal stranger = region_.case_manager;
  stranger.mandates.front().municipality_code = "GM0001";
  std::vector<Uuid> logged;
  const auto ask = [&](const auth::Principal& who) {
    Caller caller = region_.As(who);
    caller.log_ahead = [&](const Uuid& subject) { logged.push_back(subject); };
    return SuggestWeek(region_.deps, caller, About(person_)).status();
  };
  for (int time = 0; time < 2; ++time) {  // known from memory the second time
    EXPECT_THAT(ask(stranger), StatusIs(StatusCode::kNotFound));
    EXPECT_THAT(logged, IsEmpty());
    EXPECT_OK(ask(region_.case_manager));
    EXPECT_THAT(logged, Each(person_.participant_id));
    EXPECT_THAT(logged, Not(IsEmpty()));
    logged.clear();
  }
}

TEST_F(SuggestWeekTest, RestsOnTheScheduleThatTheWeekShows) {
  const domain::Trajectory busy = region_.AddFullClassMember();
  const domain::Offering shop = region_.AddOffering("work", {});
  region_.Enrol(busy, shop);
  const auto save = [&](const char* week, bool this_week_only, std::vector<domain::PlannedActivity> plan) {
    const std::int64_t version = region_.Read(busy.id, week).schedule_version;
    EXPECT_OK(SaveWeek(region_.deps, region_.AsCaseManager(),
                       {busy.id, *IsoWeek::Parse(week), std::move(plan), this_week_only, false, version}));
  };
  const domain::PlannedActivity morning{"work", TestRegion::At(2, "09:00", "12:00"), shop.id, "winkel"};
  const domain::PlannedActivity other{"work", TestRegion::At(5, "13:00", "16:00"), shop.id, "winkel"};
  save("2026-W40", false, {morning});
  save("2026-W48", false, {morning, other});
  save("2026-W50", true, {});
  ASSERT_OK(AlternateComponents(
      region_.deps, region_.AsCaseManager(),
      {busy.id, *IsoWeek::Parse("2026-W49"), region_.Read(busy.id, "2026-W49").schedule_version}));

  const Interval<absl::CivilDay> dates = CheckedFrom(absl::CivilDay(2026, 11, 23));
  const Caller caller = region_.AsCaseManager();
  ASSERT_OK_AND_ASSIGN(const auto schedules, region_.db.Read(caller.deadline, [&](sql::Session& session) {
    return region_.deps.schedules.Load(session, {busy.id}, dates);
  }));
  const auto person = region_.db.Read(caller.deadline, [&](sql::Session& session) {
    return region_.deps.planning.Find(session, busy.id, ViewerOf(caller));
  });
  ASSERT_OK(person);
  ASSERT_OK_AND_ASSIGN(const auto schedule, region_.db.Read(caller.deadline, [&](sql::Session& session) {
    return region_.deps.planning.LoadSchedule(session, *person, dates);
  }));
  ASSERT_OK_AND_ASSIGN(const auto to_plan, region_.db.Read(caller.deadline, [&](sql::Session& session) {
    return region_.deps.planning.LoadToPlan(session, *person, domain::Programme(), dates);
  }));
  const domain::Schedule& expected = schedules.at(busy.id);
  EXPECT_THAT(expected.plans, SizeIs(2));
  EXPECT_THAT(expected.alternations, SizeIs(1));
  EXPECT_EQ(Words(schedule), Words(expected));
  domain::Schedule uncancelled = expected;
  uncancelled.cancelled.clear();
  EXPECT_EQ(Words(*to_plan), Words(uncancelled));
  EXPECT_EQ(person->schedule_version, region_.Read(busy.id, "2026-W48").schedule_version);
}

TEST_F(SuggestWeekTest, WhatEndedBeforeCountsWhereComponentsAreOrdered) {
  auto definition = ReadProgramme("hengelo");
  definition.set_code("ordered");
  definition.mutable_order_rules(0)->set_kind(programme::v1::OrderRule::BEFORE);
  region_.Publish(definition);
  const domain::Trajectory person = region_.AddTrajectory("ordered");
  const auto at = [](int weekday) { return std::vector{TestRegion::At(weekday, "09:00", "12:00")}; };
  const domain::Offering module = region_.AddOffering("module", at(2), 20, "ordered");
  const domain::Offering trade = region_.AddOffering("trade", at(4), 20, "ordered");
  SuggestWeekQuery query = About(person, {"trade"});
  query.week = *IsoWeek::Parse("2027-W02");
  ASSERT_OK_AND_ASSIGN(const SuggestionView without, Suggest(query));
  ASSERT_THAT(without.suggestion.misfits, SizeIs(1));
  EXPECT_EQ(without.suggestion.misfits[0].conflict[0].kind, ObstacleKind::kRule);

  const domain::Enrolment had = region_.Enrol(person, module);
  ASSERT_OK(EndEnrolment(region_.deps, region_.AsCaseManager(), {had.id, 1, absl::CivilDay(2026, 12, 1)}));
  ASSERT_OK_AND_ASSIGN(const SuggestionView after, Suggest(query));
  EXPECT_THAT(after.suggestion.misfits, IsEmpty());
  ASSERT_THAT(after.suggestion.choices[0].activities, SizeIs(1));
  EXPECT_EQ(after.suggestion.choices[0].activities[0].offering->id, trade.id);
}

TEST_F(SuggestWeekTest, NamesEveryFaultAtOnce) {
  region_.Enrol(person_, region_.AddLanguageClass());
  SuggestWeekQuery query = About(person_, {"language", "sport", "module"});
  query.unavailable = {{1, {TimeOfDay(600), TimeOfDay(540)}, UnavailabilityReason::kOther}};
  EXPECT_THAT(Faults(Suggest(query).status()),
              ElementsAre("component_codes[0] ALREADY_PLANNED", "component_codes[1] UNKNOWN_COMPONENT",
                          "unavailable[0].end_time INTERVAL_REVERSED"));
}

TEST_F(SuggestWeekTest, IsForTheMunicipalityOnly) {
  auth::Principal elsewhere = region_.case_manager;
  elsewhere.mandates = {{"GM0363", {}, {}}};
  EXPECT_THAT(SuggestWeek(region_.deps, region_.As(elsewhere), About(person_)),
              StatusIs(StatusCode::kNotFound));
  auth::Principal partner;
  partner.kind = auth::PrincipalKind::kPartner;
  partner.organisation_id = region_.provider.ToString();
  region_.Enrol(person_, region_.AddLanguageClass());
  EXPECT_THAT(SuggestWeek(region_.deps, region_.As(partner), About(person_)),
              StatusIs(StatusCode::kPermissionDenied))
      << "it serves the person, but does not plan";
}

TEST_F(SuggestWeekTest, ASeatWhoseHalfDaysAreOpenGetsHalfDays) {
  const domain::Offering shop = region_.AddOffering("work", {}, 1);
  region_.Enrol(person_, shop);
  ASSERT_OK_AND_ASSIGN(const SuggestionView view, Suggest(About(person_, {"work"})));
  ASSERT_THAT(view.suggestion.choices[0].activities, SizeIs(1));
  const SuggestedActivity& activity = view.suggestion.choices[0].activities[0];
  EXPECT_TRUE(activity.enrolled);
  EXPECT_EQ(activity.offering->id, shop.id);
  EXPECT_THAT(activity.timetable, SizeIs(5));
}

}  // namespace
}  // namespace duaal::trajectory::app
