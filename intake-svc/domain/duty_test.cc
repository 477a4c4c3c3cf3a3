#include "intake-svc/domain/duty.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace duaal::intake::domain {
namespace {

using ::testing::ElementsAre;

const absl::CivilDay kToday(2026, 11, 16);

Duty MakeDuty() {
  Duty duty;
  duty.legal_regime = LegalRegime::kWi2021;
  duty.plan_dates = {absl::CivilDay(2025, 3, 10)};
  return duty;
}

std::vector<std::string> Reasons(const Status& status) {
  std::vector<std::string> reasons;
  for (const FieldViolation& violation : DetailsOf(status).violations) reasons.push_back(violation.reason);
  return reasons;
}

std::vector<std::string> ConflictsOf(const Duty& duty) {
  std::vector<std::string> reasons;
  for (const TermConflict& conflict : Conflicts(duty)) reasons.push_back(conflict.reason);
  return reasons;
}

TEST(MonthsLaterTest, LosesNoDayInAShortMonth) {
  EXPECT_EQ(MonthsLater(absl::CivilDay(2025, 3, 11), 36), absl::CivilDay(2028, 3, 11));
  EXPECT_EQ(MonthsLater(absl::CivilDay(2024, 2, 29), 36), absl::CivilDay(2027, 3, 1));
  EXPECT_EQ(MonthsLater(absl::CivilDay(2025, 8, 31), 6), absl::CivilDay(2026, 3, 1));
  EXPECT_EQ(MonthsLater(absl::CivilDay(2025, 1, 31), 2), absl::CivilDay(2025, 3, 31));
}

TEST(ForecastTest, ThreeYearsFromTheDayAfterThePlan) {
  EXPECT_EQ(*Forecast(MakeDuty()), (Term{absl::CivilDay(2025, 3, 11), absl::CivilDay(2028, 3, 11)}));
  Duty corrected = MakeDuty();
  corrected.plan_dates.emplace_back(2025, 3, 12);
  EXPECT_EQ(Forecast(corrected)->start, absl::CivilDay(2025, 3, 13));
}

TEST(ForecastTest, ExtensionsOfEveryGroundAddUp) {
  Duty duty = MakeDuty();
  duty.extensions = {{ExtensionGround::kInterruption, 0, 45, kToday - 9},
                     {ExtensionGround::kNearlyDone, 6, 0, kToday}};
  EXPECT_EQ(Forecast(duty)->end, absl::CivilDay(2028, 9, 11) + 45);
}

TEST(ForecastTest, NoneWithoutAPlanAndInTheOtherActs) {
  Duty duty = MakeDuty();
  duty.legal_regime = LegalRegime::kWi2013;
  EXPECT_FALSE(Forecast(duty).has_value());
  EXPECT_FALSE(Leading(duty).has_value());
  duty = MakeDuty();
  duty.plan_dates.clear();
  EXPECT_FALSE(Forecast(duty).has_value());
}

TEST(LeadingTest, DuoLeadsAndTheConflictShows) {
  Duty duty = MakeDuty();
  EXPECT_FALSE(Leading(duty)->registered);
  EXPECT_THAT(ConflictsOf(duty), ElementsAre());
  duty.registered = {{{absl::CivilDay(2025, 3, 11), absl::CivilDay(2028, 3, 11)}, {}, ""}};
  EXPECT_TRUE(Leading(duty)->registered);
  EXPECT_THAT(ConflictsOf(duty), ElementsAre());
  duty.registered.push_back({{absl::CivilDay(2025, 3, 12), absl::CivilDay(2028, 9, 12)}, {}, "2"});
  EXPECT_EQ(Leading(duty)->term.end, absl::CivilDay(2028, 9, 12));
  EXPECT_THAT(ConflictsOf(duty), ElementsAre("START_DIFFERS", "END_DIFFERS"));
  EXPECT_EQ(Forecast(duty)->end, absl::CivilDay(2028, 3, 11));
}

TEST(RecordPlanDateTest, EveryFaultIsNamed) {
  EXPECT_THAT(Reasons(RecordPlanDate(MakeDuty(), kToday + 1, kToday).status()), ElementsAre("IN_THE_FUTURE"));
  EXPECT_THAT(Reasons(RecordPlanDate(MakeDuty(), absl::CivilDay(2021, 12, 31), kToday).status()),
              ElementsAre("BEFORE_ACT"));
  EXPECT_EQ(RecordPlanDate(MakeDuty(), absl::CivilDay(2025, 3, 10), kToday)->plan_dates.size(), 1U);
  Duty full = MakeDuty();
  full.plan_dates.assign(100, absl::CivilDay(2025, 3, 10));
  EXPECT_TRUE(HasReason(RecordPlanDate(full, kToday, kToday).status(), "TOO_MANY_FACTS"));
}

TEST(RecordExtensionTest, EveryFaultIsNamed) {
  const auto reasons = [](const Duty& duty, const TermExtension& extension) {
    return Reasons(RecordExtension(duty, extension, kToday).status());
  };
  Duty duty = MakeDuty();
  EXPECT_THAT(reasons(duty, {ExtensionGround::kEducation, 0, 0, kToday + 1}),
              ElementsAre("REQUIRED", "IN_THE_FUTURE"));
  EXPECT_THAT(reasons(duty, {ExtensionGround::kNearlyDone, 5, 0, kToday}), ElementsAre("LENGTH_OF_GROUND"));
  duty.extensions = {{ExtensionGround::kNearlyDone, 6, 0, kToday - 5}};
  EXPECT_THAT(reasons(duty, {ExtensionGround::kNearlyDone, 6, 0, kToday - 5}), ElementsAre("DUPLICATE"));
  EXPECT_THAT(reasons(duty, {ExtensionGround::kNearlyDone, 6, 0, kToday}), ElementsAre("ONCE_ONLY"));
  EXPECT_THAT(reasons(duty, {ExtensionGround::kCategory, 12, 0, kToday}), ElementsAre());
  duty.extensions.assign(100, {ExtensionGround::kCategory, 1, 0, kToday - 5});
  EXPECT_TRUE(HasReason(RecordExtension(duty, {ExtensionGround::kEducation, 1, 0, kToday}, kToday).status(),
                        "TOO_MANY_FACTS"));
}

TEST(RecordTermTest, KeepsEveryTermOnce) {
  const RegisteredTerm term{{absl::CivilDay(2025, 3, 11), absl::CivilDay(2028, 3, 11)}, {}, ""};
  const auto first = RecordTerm(MakeDuty(), term, kToday);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(RecordTerm(*first, term, kToday)->registered.size(), 1U);
  EXPECT_THAT(Reasons(RecordTerm(*first, {{kToday, kToday}, kToday + 1, ""}, kToday).status()),
              ElementsAre("INTERVAL_REVERSED", "IN_THE_FUTURE"));
  Duty full = MakeDuty();
  full.registered.assign(100, term);
  EXPECT_TRUE(HasReason(RecordTerm(full, {term.term, kToday, ""}, kToday).status(), "TOO_MANY_FACTS"));
}

}  // namespace
}  // namespace duaal::intake::domain
