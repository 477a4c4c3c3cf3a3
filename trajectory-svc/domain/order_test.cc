#include "trajectory-svc/domain/order.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::trajectory::domain {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr absl::CivilDay kMonday(2026, 11, 23);

// `module` before `visit`, which not everybody has, before `trade`.
Programme Ordered() {
  Programme programme;
  programme.components = {{"module", "", 1, 1}, {"visit", "", 1, 1, 0, 0, false, true}, {"trade", "", 1, 1}};
  programme.orders = {{"module", "visit", "trade"}};
  return programme;
}

EnrolledOffering Seat(const std::string& component, absl::CivilDay start, absl::CivilDay end,
                      bool proposed = false) {
  EnrolledOffering seat;
  seat.offering_id = Uuid::FromName(component);
  seat.component_code = component;
  seat.valid = {start, end};
  seat.proposed = proposed;
  return seat;
}

PlannedActivity Planned(const std::string& component) {
  return {component, {2, {TimeOfDay(540), TimeOfDay(720)}, ""}, std::nullopt, ""};
}

std::vector<std::string> Pairs(const std::vector<Finding>& findings) {
  std::vector<std::string> pairs;
  for (const Finding& finding : findings) {
    EXPECT_EQ(finding.reason, "OUT_OF_ORDER");
    EXPECT_TRUE(finding.blocking);
    pairs.push_back(finding.component_codes.at(0) + " " + finding.component_codes.at(1));
  }
  return pairs;
}

std::vector<std::string> Check(const Schedule& schedule) {
  return Pairs(FindOutOfOrder(Ordered(), schedule));
}

TEST(OrderTest, TheNextStartsOnTheDayAfterTheLastOfTheFirst) {
  Schedule schedule;
  schedule.enrolled = {Seat("module", kMonday - 70, kMonday), Seat("trade", kMonday, kMonday + 70, true)};
  EXPECT_THAT(Check(schedule), IsEmpty());
  schedule.enrolled[0].valid.end = kMonday + 1;
  EXPECT_THAT(Check(schedule), ElementsAre("module trade"));
  EXPECT_THAT(FindOutOfOrder(Ordered(), schedule).at(0).description,
              HasSubstr("start it on 2026-11-24 or later"));
}

TEST(OrderTest, WhatWasNeverBegunKeepsOthersWaitingUnlessItIsOptional) {
  Schedule schedule;
  schedule.enrolled = {Seat("trade", kMonday, kMonday + 70, true)};
  EXPECT_THAT(Check(schedule), ElementsAre("module trade"));
  schedule.finished = {"module"};
  EXPECT_THAT(Check(schedule), IsEmpty());
}

TEST(OrderTest, AnOptionalOneThatIsHadKeepsItsPlace) {
  Schedule schedule;
  schedule.finished = {"module"};
  schedule.enrolled = {Seat("visit", kMonday, kMonday + 14), Seat("trade", kMonday, kMonday + 70, true)};
  EXPECT_THAT(Check(schedule), ElementsAre("visit trade"));
}

TEST(OrderTest, TheFirstCannotBeTakenUpAfterTheNextBegan) {
  Schedule schedule;
  schedule.enrolled = {Seat("trade", kMonday, kMonday + 70), Seat("module", kMonday - 7, kMonday + 7, true)};
  EXPECT_THAT(Check(schedule), ElementsAre("module trade"));
  schedule.enrolled = {Seat("module", kMonday, kMonday + 7, true)};
  schedule.finished = {"trade"};
  EXPECT_THAT(Check(schedule), ElementsAre("module trade"));
}

TEST(OrderTest, OnlyWhatIsProposedIsBlamed) {
  Schedule schedule;
  schedule.enrolled = {Seat("module", kMonday, kMonday + 70), Seat("trade", kMonday, kMonday + 70)};
  EXPECT_THAT(Check(schedule), IsEmpty()) << "taken before the rule was";
  schedule.enrolled.push_back(Seat("language", kMonday, kMonday + 70, true));
  EXPECT_THAT(Check(schedule), IsEmpty());
}

TEST(OrderTest, ASeatGivenBackBeforeItsFirstDayDoesNotCount) {
  Schedule schedule;
  schedule.enrolled = {Seat("module", kMonday, kMonday), Seat("trade", kMonday, kMonday + 70, true)};
  EXPECT_THAT(Check(schedule), ElementsAre("module trade"));
}

TEST(OrderTest, WhatIsPlannedWithoutAnEndMustBeEndedFirst) {
  const IsoWeek week = IsoWeek::Of(kMonday);
  Schedule schedule = WithPlan({}, week, false, {Planned("module")});
  EXPECT_THAT(Check(schedule), IsEmpty());
  schedule.plans[0].proposed = false;
  schedule.enrolled = {Seat("trade", kMonday + 70, kMonday + 140, true)};
  const std::vector<Finding> findings = FindOutOfOrder(Ordered(), schedule);
  EXPECT_THAT(Pairs(findings), ElementsAre("module trade"));
  EXPECT_THAT(findings.at(0).description, HasSubstr("no end yet"));
  schedule.enrolled.clear();
  const Schedule later = WithPlan(schedule, IsoWeek::Of(kMonday + 70), false, {Planned("trade")});
  EXPECT_THAT(Check(later), IsEmpty()) << "the later week ends the earlier one";
  const Schedule both = WithPlan(schedule, week, false, {Planned("module"), Planned("trade")});
  EXPECT_THAT(FindOutOfOrder(Ordered(), both).at(0).planned_indexes, ElementsAre(0, 1));
}

TEST(OrderTest, AProgrammeWithoutOrderFindsNothing) {
  Schedule schedule;
  schedule.enrolled = {Seat("trade", kMonday, kMonday + 70, true)};
  EXPECT_THAT(FindOutOfOrder(Programme(), schedule), IsEmpty());
}

}  // namespace
}  // namespace duaal::trajectory::domain
