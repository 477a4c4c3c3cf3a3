#include "trajectory-svc/planner/instance.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trajectory-svc/planner/testing/small_instance.h"

namespace duaal::planner {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::SizeIs;

Instance Good() {
  Instance in;
  in.id = "good";
  in.weeks = 10;
  in.sites = {{"a", {}}, {"b", {}}};
  in.travel = {0, 30, 30, 0};
  in.kinds = {{"lesson", {}}, {"work", {}}};
  in.resources = {{"seats", 3}};
  Offering offering;
  offering.id = "o";
  offering.meetings = {{{1, 540, 720, {0, 10, 1, 0}}, {0}}};
  offering.resources = {0};
  offering.properties = {{"level", {"A1"}, 1}};
  in.offerings = {offering};
  in.limits = {{"load", {}, Unit::kHalfDays, {0}}};
  in.cohorts = {{"class", {}, {0}, 5}};
  in.rules = {{RuleType::kSame, 0, 1, "provider", {}, {}}};
  Person person;
  person.id = "p";
  person.limits = {{0, 4, 2}};
  person.blocks = {{{1, 800, 900, {0, 10, 1, 0}}, {}}};
  person.requirements.resize(1);
  person.requirements[0].id = "r";
  person.requirements[0].conditions = {{"level", {}, 1, 2, std::nullopt, {}}};
  in.people = {person};
  return in;
}

TEST(CheckInstance, PassesWhatAgreesWithItself) {
  EXPECT_TRUE(CheckInstance(Good()).ok()) << CheckInstance(Good());
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    EXPECT_TRUE(CheckInstance(SmallInstance(seed)).ok()) << CheckInstance(SmallInstance(seed));
  }
}

struct Fault {
  const char* field;
  const char* reason;
  std::function<void(Instance&)> spoil;
};

void ExpectEach(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    Instance in = Good();
    fault.spoil(in);
    const Status status = CheckInstance(in);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << fault.field;
    EXPECT_THAT(DetailsOf(status).violations,
                ElementsAre(AllOf(Field(&FieldViolation::field, fault.field),
                                  Field(&FieldViolation::reason, fault.reason))));
  }
}

TEST(CheckInstance, FindsFaultsOfWhatIsOnOffer) {
  ExpectEach({
      {"weeks", "OUT_OF_RANGE", [](Instance& in) { in.weeks = kMostWeeks + 1; }},
      {"travel", "WRONG_SIZE", [](Instance& in) { in.travel.pop_back(); }},
      {"travel[0]", "OUT_OF_RANGE", [](Instance& in) { in.travel[0] = kMostTravel + 1; }},
      {"sites[1].id", "DUPLICATE_ID", [](Instance& in) { in.sites[1].id = "a"; }},
      {"kinds[0].id", "EMPTY", [](Instance& in) { in.kinds[0].id = ""; }},
      {"resources[0].seats", "OUT_OF_RANGE", [](Instance& in) { in.resources[0].seats = -1; }},
      {"offerings[0].kind", "UNKNOWN_REFERENCE", [](Instance& in) { in.offerings[0].kind = 2; }},
      {"offerings[0].site", "UNKNOWN_REFERENCE", [](Instance& in) { in.offerings[0].site = -1; }},
      {"offerings[0].resources[0]", "UNKNOWN_REFERENCE",
       [](Instance& in) { in.offerings[0].resources[0] = 1; }},
      {"offerings[0].meetings[0].resources[0]", "UNKNOWN_REFERENCE",
       [](Instance& in) { in.offerings[0].meetings[0].resources[0] = 1; }},
      {"offerings[0].meetings[0].stretch.weekday", "OUT_OF_RANGE",
       [](Instance& in) { in.offerings[0].meetings[0].stretch.weekday = 0; }},
      {"offerings[0].meetings[0].stretch.end", "INTERVAL_REVERSED",
       [](Instance& in) { in.offerings[0].meetings[0].stretch.end = 540; }},
      {"offerings[0].meetings[0].stretch.weeks.end", "INTERVAL_REVERSED",
       [](Instance& in) { in.offerings[0].meetings[0].stretch.weeks.end = 0; }},
      {"offerings[0].meetings[0].stretch.weeks.every", "OUT_OF_RANGE",
       [](Instance& in) { in.offerings[0].meetings[0].stretch.weeks.every = 0; }},
      {"offerings[0].meetings", "WRONG_SIZE",
       [](Instance& in) { in.offerings[0].meetings.resize(kMostMeetings + 1, in.offerings[0].meetings[0]); }},
      {"offerings[0].choose_most", "OUT_OF_RANGE", [](Instance& in) { in.offerings[0].choose_most = 2; }},
      {"offerings[0].choose_most", "INTERVAL_REVERSED",
       [](Instance& in) { in.offerings[0].choose_least = 1; }},
      {"offerings[0].properties[1].attribute", "DUPLICATE_ID",
       [](Instance& in) {
         in.offerings[0].properties.push_back({"level", {}, 2});
       }},
      {"offerings[0].price_euro", "OUT_OF_RANGE", [](Instance& in) { in.offerings[0].price_euro = -1; }},
      {"offerings[0].floor", "OUT_OF_RANGE", [](Instance& in) { in.offerings[0].floor = -1; }},
      {"offerings[0].entry_weeks[0]", "OUT_OF_RANGE",
       [](Instance& in) { in.offerings[0].entry_weeks = {10}; }},
      {"limits[0].kinds[0]", "UNKNOWN_REFERENCE", [](Instance& in) { in.limits[0].kinds = {2}; }},
      {"cohorts[0].kinds[1]", "DUPLICATE_ID",
       [](Instance& in) {
         in.cohorts[0].kinds = {0, 0};
       }},
      {"cohorts[0].deviation", "OUT_OF_RANGE", [](Instance& in) { in.cohorts[0].deviation = -1; }},
      {"rules[0].kind_b", "UNKNOWN_REFERENCE", [](Instance& in) { in.rules[0].kind_b = 2; }},
      {"rules[0].attribute", "EMPTY", [](Instance& in) { in.rules[0].attribute = ""; }},
      {"weights.evening", "OUT_OF_RANGE", [](Instance& in) { in.weights.evening = kMostCost + 1; }},
      {"weights.late_factor", "OUT_OF_RANGE", [](Instance& in) { in.weights.late_factor = 0; }},
  });
}

TEST(CheckInstance, FindsFaultsOfPeople) {
  const auto requirement = [](Instance& in) -> Requirement& { return in.people[0].requirements[0]; };
  ExpectEach({
      {"people[1].id", "DUPLICATE_ID", [](Instance& in) { in.people.push_back(in.people[0]); }},
      {"people[0].home", "UNKNOWN_REFERENCE", [](Instance& in) { in.people[0].home = 2; }},
      {"people[0].reach", "OUT_OF_RANGE", [](Instance& in) { in.people[0].reach = -1; }},
      {"people[0].entry_week", "OUT_OF_RANGE", [](Instance& in) { in.people[0].entry_week = 10; }},
      {"people[0].blocks[0].stretch.end", "INTERVAL_REVERSED",
       [](Instance& in) { in.people[0].blocks[0].stretch.end = 1; }},
      {"people[0].limits[0].limit", "UNKNOWN_REFERENCE",
       [](Instance& in) { in.people[0].limits[0].limit = 1; }},
      {"people[0].limits[0].most", "OUT_OF_RANGE", [](Instance& in) { in.people[0].limits[0].most = -1; }},
      {"people[0].limits[0].preferred", "OUT_OF_RANGE",
       [](Instance& in) { in.people[0].limits[0].preferred = -1; }},
      {"people[0].limits[1].limit", "DUPLICATE_ID",
       [](Instance& in) { in.people[0].limits.push_back(in.people[0].limits[0]); }},
      {"people[0].cohort", "UNKNOWN_REFERENCE", [](Instance& in) { in.people[0].cohort = 1; }},
      {"people[0].per_day", "OUT_OF_RANGE", [](Instance& in) { in.people[0].per_day = -1; }},
      {"people[0].weight_permille", "OUT_OF_RANGE", [](Instance& in) { in.people[0].weight_permille = -1; }},
      {"people[0].requirements[0].kind", "UNKNOWN_REFERENCE",
       [&](Instance& in) { requirement(in).kind = 2; }},
      {"people[0].requirements[0].unplaced", "OUT_OF_RANGE",
       [&](Instance& in) { requirement(in).unplaced = -1; }},
      {"people[0].requirements[0].most_half_days", "INTERVAL_REVERSED",
       [&](Instance& in) {
         requirement(in).least_half_days = 3;
         requirement(in).most_half_days = 2;
       }},
      {"people[0].requirements[0].conditions[0].most", "INTERVAL_REVERSED",
       [&](Instance& in) { requirement(in).conditions[0].most = 0; }},
      {"people[0].requirements[0].conditions[0].attribute", "EMPTY",
       [&](Instance& in) { requirement(in).conditions[0].attribute = ""; }},
      {"people[0].requirements[0].conditions[0].cost", "OUT_OF_RANGE",
       [&](Instance& in) { requirement(in).conditions[0].cost = -1; }},
      {"people[0].requirements[0].pinned.offering", "UNKNOWN_REFERENCE",
       [&](Instance& in) {
         requirement(in).pinned = Placement{1, 0};
       }},
      {"people[0].requirements[0].published.meetings", "UNKNOWN_REFERENCE",
       [&](Instance& in) {
         requirement(in).published = Placement{0, 2};
       }},
  });
}

TEST(CheckInstance, WantsTheSameTravelThereAndBack) {
  Instance in = Good();
  in.travel[1] = 31;
  EXPECT_THAT(DetailsOf(CheckInstance(in)).violations, Each(Field(&FieldViolation::reason, "NOT_SYMMETRIC")));
  EXPECT_FALSE(CheckInstance(in).ok());
}

TEST(CheckInstance, TellsAllFaultsUpToAHundred) {
  Instance in = Good();
  in.people[0].reach = -1;
  in.offerings[0].floor = -1;
  EXPECT_THAT(DetailsOf(CheckInstance(in)).violations, SizeIs(2));
  in.people.resize(200, in.people[0]);
  EXPECT_THAT(DetailsOf(CheckInstance(in)).violations, SizeIs(100));
}

}  // namespace
}  // namespace duaal::planner
