#include "intake-svc/domain/barrier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake-svc/domain/programme_rules.h"

namespace duaal::intake::domain {
namespace {

using ::testing::ElementsAre;

const absl::CivilDay kToday(2026, 11, 16);
const BarrierRules kRules{{"psychological", "financial"}, {"Stichting Mee"}};

std::vector<std::string> Faults(const Status& status) {
  std::vector<std::string> faults;
  for (const FieldViolation& violation : DetailsOf(status).violations) {
    faults.push_back(violation.field + " " + violation.reason);
  }
  return faults;
}

Participant MakePerson() {
  Participant person;
  person.birth_date = PartialDate(absl::CivilDay(1990, 5, 1));
  return person;
}

Barrier MakeBarrier() {
  Barrier barrier;
  barrier.kind_code = "financial";
  barrier.noted_date = absl::CivilDay(2026, 11, 2);
  barrier.row_version = 1;
  return barrier;
}

CoachingEstimate By(const std::string& deliverer, absl::CivilDay date = kToday) {
  return {date, {{.minutes_per_week = 90, .weeks = 13, .deliverer_name = deliverer}}};
}

TEST(BarrierTest, EveryFaultIsNamed) {
  Barrier barrier = MakeBarrier();
  barrier.kind_code = "weather";
  barrier.noted_date = kToday + 1;
  barrier.estimates = {By("a passer-by"), By("Stichting Mee")};
  barrier.estimates[1].coaching.push_back({.minutes_per_week = 60});
  barrier.estimates[1].coaching.push_back(
      {.minutes_per_week = 60, .organisation_id = Uuid::NewV7(), .deliverer_name = "Stichting Mee"});
  EXPECT_THAT(Faults(Check(barrier, kRules, MakePerson(), kToday)),
              ElementsAre("barrier.kind_code UNKNOWN_BARRIER", "barrier.noted_date IN_THE_FUTURE",
                          "barrier.estimates TOO_MANY_ESTIMATES",
                          "barrier.estimates[0].estimated_date ESTIMATED_BEFORE_NOTED",
                          "barrier.estimates[0].coaching[0].deliverer_name UNKNOWN_DELIVERER",
                          "barrier.estimates[1].estimated_date ESTIMATED_BEFORE_NOTED",
                          "barrier.estimates[1].coaching[1].deliverer_name DELIVERER_REQUIRED",
                          "barrier.estimates[1].coaching[2].deliverer_name ONE_DELIVERER"));
  barrier = MakeBarrier();
  barrier.noted_date = absl::CivilDay(1990, 4, 30);
  EXPECT_THAT(Faults(Check(barrier, kRules, MakePerson(), kToday)),
              ElementsAre("barrier.noted_date BEFORE_BIRTH"));
}

TEST(BarrierTest, EstimatesAreAddedInTheOrderOfTheirDays) {
  auto barrier = Estimate(MakeBarrier(), By("Stichting Mee", kToday - 3), kRules, kToday);
  ASSERT_TRUE(barrier.ok()) << barrier.status();
  // Nothing is needed any more: an estimate too.
  barrier = Estimate(*barrier, {kToday, {}}, kRules, kToday);
  ASSERT_TRUE(barrier.ok()) << barrier.status();
  EXPECT_EQ(barrier->estimates.size(), 2U);
  EXPECT_EQ(barrier->row_version, 3);
  EXPECT_THAT(Faults(Estimate(*barrier, {kToday - 1, {}}, kRules, kToday).status()),
              ElementsAre("estimate.estimated_date INTERVAL_REVERSED"));
  EXPECT_THAT(Faults(Estimate(*barrier, {kToday + 1, {}}, kRules, kToday).status()),
              ElementsAre("estimate.estimated_date IN_THE_FUTURE"));
}

TEST(BarrierTest, HoldsABoundedNumberOfEstimates) {
  Barrier barrier = MakeBarrier();
  barrier.estimates.assign(kMostEstimates, By("Stichting Mee"));
  EXPECT_TRUE(
      HasReason(Estimate(barrier, By("Stichting Mee"), kRules, kToday).status(), "TOO_MANY_ESTIMATES"));
}

TEST(BarrierTest, EndsOnce) {
  EXPECT_THAT(Faults(End(MakeBarrier(), kToday + 1, kToday).status()), ElementsAre("end_date IN_THE_FUTURE"));
  EXPECT_THAT(Faults(End(MakeBarrier(), absl::CivilDay(2026, 11, 1), kToday).status()),
              ElementsAre("end_date INTERVAL_REVERSED"));
  const auto ended = End(MakeBarrier(), kToday, kToday);
  ASSERT_TRUE(ended.ok());
  EXPECT_EQ(ended->end_date, kToday);
  EXPECT_TRUE(HasReason(End(*ended, kToday, kToday).status(), "BARRIER_ENDED"));
  EXPECT_TRUE(HasReason(Estimate(*ended, By("Stichting Mee"), kRules, kToday).status(), "BARRIER_ENDED"));
}

TEST(AdmitTest, AProgrammeForPeopleWithABarrierAsksForOneThatItNames) {
  ProgrammeRules rules;
  rules.required_barriers = {"psychological", "physical", "financial"};
  const auto admit = [&](const std::set<std::string>& barriers) {
    return Admit(rules, MakePerson(), InflowChannel::kCaseManager, kToday, {barriers, false}).status();
  };
  EXPECT_THAT(Faults(admit({})), ElementsAre("referral.participant_id BARRIER_MISSING"));
  EXPECT_THAT(Faults(admit({"weather"})), ElementsAre("referral.participant_id BARRIER_MISSING"));
  EXPECT_TRUE(admit({"weather", "physical"}).ok());
}

}  // namespace
}  // namespace duaal::intake::domain
