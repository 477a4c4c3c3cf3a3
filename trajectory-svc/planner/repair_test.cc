#include "trajectory-svc/planner/repair.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/generator.h"
#include "trajectory-svc/planner/random.h"
#include "trajectory-svc/planner/testing/every_plan.h"
#include "trajectory-svc/planner/testing/small_change.h"

namespace duaal::planner {
namespace {

Instance PublishedRegion(int people, std::uint64_t seed) {
  GeneratorOptions options;
  options.people = people;
  options.seed = seed;
  Generated made = Generate(options);
  Publish(made.hidden, &made.instance);
  return made.instance;
}

WeekPlan PublishedOf(const Person& person) {
  WeekPlan week(person.requirements.size());
  for (std::size_t r = 0; person.published && r < week.size(); ++r)
    week[r] = person.requirements[r].published;
  return week;
}

std::vector<WeekPlan> Today(const Instance& instance) {
  std::vector<WeekPlan> now;
  for (const Person& person : instance.people) now.push_back(PublishedOf(person));
  return now;
}

std::vector<int> Everything(const Repair& repair) {
  std::vector<int> all(repair.changes.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int>(i);
  return all;
}

// Taking back any one change of somebody who was not hit breaks a rule or costs more.
void ExpectNoNeedlessChange(const Instance& instance, const Repair& repair, const std::string& where) {
  for (const PersonChange& change : repair.changes) {
    if (change.cause == ChangeCause::kHit || change.cause == ChangeCause::kArrived) continue;
    Plan back = repair.plan;
    back.people[static_cast<std::size_t>(change.person)] = change.from;
    // An offering that nobody has may run or not; the plan says not.
    if (!CheckPlan(instance, back).ok()) continue;
    EXPECT_GT(ObjectiveOf(instance, back).total, repair.objective.total)
        << where << " person " << change.person;
  }
}

void ExpectSound(const Instance& instance, const Repair& repair, const std::string& where) {
  const Status keeps = CheckPlan(instance, repair.plan);
  EXPECT_TRUE(keeps.ok()) << where << " " << keeps;
  EXPECT_EQ(repair.objective, ObjectiveOf(instance, repair.plan)) << where;
  EXPECT_EQ(repair.changed, repair.objective.people_changed) << where;
  EXPECT_LE(repair.hit, repair.bound) << where;
  EXPECT_LE(repair.bound, repair.changed) << where;
}

std::vector<int> SeatsOf(const Instance& instance, const WeekPlan& week) {
  std::vector<int> all;
  for (const auto& placement : week) {
    if (!placement) continue;
    const Offering& offering = instance.offerings[static_cast<std::size_t>(placement->offering)];
    std::set<int> taken(offering.resources.begin(), offering.resources.end());
    for (std::size_t i = 0; i < offering.meetings.size(); ++i) {
      if ((placement->meetings >> i & 1U) == 0) continue;
      taken.insert(offering.meetings[i].resources.begin(), offering.meetings[i].resources.end());
    }
    all.insert(all.end(), taken.begin(), taken.end());
  }
  return all;
}

// Accepting the changes in their order, and every part of a bundle alone.
void ExpectAccepted(const Instance& instance, const Model& model, const Repair& repair,
                    const std::string& where) {
  const Acceptance all = Accept(model, repair, Today(instance), Everything(repair));
  EXPECT_EQ(all.taken, Everything(repair)) << where;
  EXPECT_TRUE(all.refused.empty()) << where;
  EXPECT_EQ(all.plan.people, repair.plan.people) << where;
  std::map<int, int> bundles;
  for (const PersonChange& change : repair.changes) ++bundles[change.together];
  for (std::size_t i = 0; i < repair.changes.size(); ++i) {
    const PersonChange& change = repair.changes[i];
    if (change.together < 0) continue;
    EXPECT_GE(bundles[change.together], 2) << where;
    const Acceptance half = Accept(model, repair, Today(instance), {static_cast<int>(i)});
    ASSERT_EQ(half.refused.size(), 1U) << where;
    EXPECT_EQ(half.refused.front().why, Refusal::kTogether) << where;
  }
}

TEST(Repair, ChangesNothingWhenNothingHappened) {
  const Instance instance = PublishedRegion(100, 3);
  const auto model = Model::Make(instance);
  ASSERT_TRUE(model.ok());
  const Repair repair = RepairPlan(**model, {});
  EXPECT_TRUE(repair.changes.empty());
  EXPECT_EQ(repair.hit, 0);
  EXPECT_EQ(repair.bound, 0);
  EXPECT_EQ(repair.unplaced, 0);
  EXPECT_EQ(Today(instance), repair.plan.people);
}

TEST(Repair, EveryCancelledGroupOfARegion) {
  const Instance published = PublishedRegion(100, 5);
  int hit = 0;
  int unplaced = 0;
  for (std::size_t o = 0; o < published.offerings.size(); ++o) {
    Instance instance = published;
    instance.offerings[o].closed = true;
    const auto model = Model::Make(instance);
    ASSERT_TRUE(model.ok());
    const Repair repair = RepairPlan(**model, {});
    const std::string where = "offering " + std::to_string(o);
    int members = 0;
    for (const WeekPlan& week : Today(instance)) {
      members += std::any_of(week.begin(), week.end(), [&](const auto& placement) {
        return placement && placement->offering == static_cast<int>(o);
      });
    }
    EXPECT_EQ(repair.hit, members) << where;
    EXPECT_EQ(repair.bound, members) << where;
    ExpectSound(instance, repair, where);
    EXPECT_LE(repair.unplaced, repair.unplaced_before) << where;
    ExpectNoNeedlessChange(instance, repair, where);
    ExpectAccepted(instance, **model, repair, where);
    hit += repair.hit;
    unplaced += repair.unplaced;
  }
  // The smaller the town, the fewer groups there are to go to.
  EXPECT_GT(hit, 300);
  EXPECT_LT(unplaced * 10, hit * 7);
}

// The first answer is there at once; who asks for a search gets a better one.
TEST(Repair, SearchesForFewPeopleWhenAsked) {
  const Instance published = PublishedRegion(100, 5);
  Cost saved = 0;
  for (std::size_t o = 0; o < published.offerings.size(); o += 4) {
    Instance instance = published;
    instance.offerings[o].closed = true;
    const auto model = Model::Make(instance);
    ASSERT_TRUE(model.ok());
    const std::string where = "offering " + std::to_string(o);
    const Repair quick = RepairPlan(**model, {});
    RepairOptions options;
    options.moves = 300;
    const Repair searched = RepairPlan(**model, options);
    ExpectSound(instance, searched, where);
    ExpectNoNeedlessChange(instance, searched, where);
    EXPECT_LE(searched.objective.total, quick.objective.total) << where;
    saved += quick.objective.total - searched.objective.total;
  }
  EXPECT_GT(saved, 0);
}

TEST(Repair, SmallInstancesOfEveryKind) {
  int collateral = 0;
  int bundles = 0;
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    const Instance instance = SmallChange(seed);
    const auto model = Model::Make(instance);
    ASSERT_TRUE(model.ok()) << seed << " " << model.status();
    const Repair repair = RepairPlan(**model, {});
    const std::string where = "seed " + std::to_string(seed);
    ExpectSound(instance, repair, where);
    ExpectNoNeedlessChange(instance, repair, where);
    ExpectAccepted(instance, **model, repair, where);
    for (const PersonChange& change : repair.changes) {
      EXPECT_EQ(change.from, PublishedOf(instance.people[static_cast<std::size_t>(change.person)])) << where;
      EXPECT_EQ(change.to, repair.plan.people[static_cast<std::size_t>(change.person)]) << where;
      EXPECT_EQ(change.after, ObjectiveOfPerson(instance, change.person, change.to)) << where;
      bundles += change.together >= 0 ? 1 : 0;
    }
    collateral += repair.collateral;
  }
  EXPECT_GT(collateral, 20);
  EXPECT_GT(bundles, 2);
}

TEST(Repair, IsNearlyAlwaysTheBestOfAllPlans) {
  int tried = 0;
  int optimal = 0;
  for (std::uint64_t seed = 1; seed <= 250; ++seed) {
    const Instance instance = SmallChange(seed);
    const EveryPlan truth(instance);
    if (!truth.best()) continue;
    const auto model = Model::Make(instance);
    ASSERT_TRUE(model.ok());
    const Repair repair = RepairPlan(**model, {});
    ASSERT_GE(repair.objective.total, *truth.best()) << "seed " << seed;
    ++tried;
    optimal += repair.objective.total == *truth.best() ? 1 : 0;
  }
  EXPECT_GT(tried, 60);
  EXPECT_GE(optimal * 100, tried * 97) << optimal << " of " << tried;
}

TEST(Repair, DoesNotDependOnThreads) {
  Instance instance = PublishedRegion(150, 7);
  Random random(1);
  for (Offering& offering : instance.offerings) offering.closed = offering.closed || random.Below(100) < 8;
  const auto model = Model::Make(instance);
  ASSERT_TRUE(model.ok());
  RepairOptions options;
  options.moves = 400;
  const Repair one = RepairPlan(**model, options);
  ASSERT_GT(one.hit, 20);
  ExpectSound(instance, one, "broad");
  ExpectNoNeedlessChange(instance, one, "broad");
  ExpectAccepted(instance, **model, one, "broad");
  options.threads = 3;
  const Repair three = RepairPlan(**model, options);
  EXPECT_EQ(one.plan.people, three.plan.people);
  EXPECT_EQ(one.objective, three.objective);
  ASSERT_EQ(one.changes.size(), three.changes.size());
  for (std::size_t i = 0; i < one.changes.size(); ++i)
    EXPECT_EQ(one.changes[i].person, three.changes[i].person);
}

// Groups that need people, and classes whose members stay together.
void AddGroups(Instance* instance) {
  std::vector<int> members(instance->offerings.size());
  for (const Person& person : instance->people) {
    for (const Requirement& requirement : person.requirements)
      ++members[static_cast<std::size_t>(requirement.published->offering)];
  }
  for (std::size_t o = 0; o < members.size(); ++o) {
    if (o % 3 == 0 && members[o] > 3) instance->offerings[o].floor = members[o] - 2;
  }
  instance->cohorts.push_back({"class", {}, {instance->people[0].requirements[0].kind}, 10 * kPoint});
  for (std::size_t p = 0; p < instance->people.size(); p += 4) instance->people[p].cohort = 0;
}

TEST(Repair, BroadEventsWithGroupsAndClasses) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    Instance instance = PublishedRegion(150, seed);
    AddGroups(&instance);
    Random random(seed);
    for (Offering& offering : instance.offerings) offering.closed = random.Below(100) < 8;
    const auto model = Model::Make(instance);
    ASSERT_TRUE(model.ok());
    const Repair repair = RepairPlan(**model, {});
    const std::string where = "seed " + std::to_string(seed);
    EXPECT_GT(repair.hit, 20) << where;
    ExpectSound(instance, repair, where);
    ExpectNoNeedlessChange(instance, repair, where);
    ExpectAccepted(instance, **model, repair, where);
  }
}

TEST(Repair, StopsWhenAsked) {
  Instance instance = PublishedRegion(150, 7);
  for (std::size_t o = 0; o < instance.offerings.size(); o += 10) instance.offerings[o].closed = true;
  const auto model = Model::Make(instance);
  ASSERT_TRUE(model.ok());
  RepairOptions options;
  int asked = 0;
  options.progress = [&](int) { return ++asked < 2; };
  const Repair repair = RepairPlan(**model, options);
  EXPECT_EQ(asked, 2);
  ExpectSound(instance, repair, "stopped");
}

// Groups at one time each, of one kind; people who need one of them, or several kinds.
class Town {
 public:
  Town() {
    instance_.id = "town";
    instance_.weeks = 4;
    instance_.sites = {{"site", {}}};
    instance_.travel = {0};
  }
  int Kind() {
    instance_.kinds.push_back({"kind-" + std::to_string(instance_.kinds.size()), {}});
    return static_cast<int>(instance_.kinds.size()) - 1;
  }
  int Group(int kind, int weekday, int seats, int floor = 0) {
    const auto resource = static_cast<int>(instance_.resources.size());
    instance_.resources.push_back({"seats-" + std::to_string(resource), seats});
    Offering offering;
    offering.id = "group-" + std::to_string(resource);
    offering.kind = kind;
    offering.meetings = {{{weekday, 540, 720, {0, 4, 1, 0}}, {}}};
    offering.resources = {resource};
    offering.floor = floor;
    instance_.offerings.push_back(offering);
    return resource;
  }
  // Someone with these groups, -1: missing; nothing published when `known` is false.
  int Member(const std::vector<std::pair<int, int>>& groups, bool known = true) {
    Person person;
    person.id = "person-" + std::to_string(instance_.people.size());
    person.published = known;
    for (const auto& [kind, group] : groups) {
      Requirement requirement;
      requirement.id = "requirement-" + std::to_string(person.requirements.size());
      requirement.kind = kind;
      requirement.unplaced = 1000 * kPoint;
      if (known && group >= 0) requirement.published = Placement{group, 1};
      person.requirements.push_back(requirement);
    }
    instance_.people.push_back(person);
    return static_cast<int>(instance_.people.size()) - 1;
  }
  Instance& instance() { return instance_; }

 private:
  Instance instance_;
};

Repair RepairOf(const Instance& instance) {
  const auto model = Model::Make(instance);
  EXPECT_TRUE(model.ok()) << model.status();
  Repair repair = RepairPlan(**model, {});
  ExpectSound(instance, repair, "town");
  return repair;
}

Acceptance AcceptAt(const Instance& instance, const Repair& repair, const std::vector<WeekPlan>& now,
                    const std::vector<int>& accepted) {
  const auto model = Model::Make(instance);
  EXPECT_TRUE(model.ok()) << model.status();
  return Accept(**model, repair, now, accepted);
}

TEST(Repair, LateNoticeWeighsMore) {
  for (const int late : {0, 1}) {
    Town town;
    const int kind = town.Kind();
    const int full = town.Group(kind, 1, 1);
    town.Group(kind, 2, 5);
    town.Member({{kind, full}});
    town.Member({{kind, full}});
    town.instance().people[static_cast<std::size_t>(late)].notice_passed = true;
    const Repair repair = RepairOf(town.instance());
    ASSERT_EQ(repair.changes.size(), 1U);
    EXPECT_EQ(repair.changes[0].person, 1 - late);
    EXPECT_EQ(repair.changes[0].cause, ChangeCause::kSeatGone);
    EXPECT_EQ(repair.hit, 0);
    EXPECT_EQ(repair.bound, 1);
  }
}

TEST(Repair, WhoLeavesTwoFullPlacesCountsOnce) {
  Town town;
  const int first = town.Kind();
  const int second = town.Kind();
  const int a = town.Group(first, 1, 1);
  const int b = town.Group(second, 2, 1);
  town.Group(first, 3, 5);
  town.Group(second, 4, 5);
  const int both = town.Member({{first, a}, {second, b}});
  town.Member({{first, a}});
  town.Member({{second, b}});
  const Repair repair = RepairOf(town.instance());
  EXPECT_EQ(repair.bound, 1);
  ASSERT_EQ(repair.changes.size(), 1U);
  EXPECT_EQ(repair.changes[0].person, both);
}

TEST(Repair, MakesRoomByAChainOfTwo) {
  Town town;
  const int kind = town.Kind();
  const int gone = town.Group(kind, 1, 1);
  const int monday = town.Group(kind, 1, 1);
  const int tuesday = town.Group(kind, 2, 1);
  const int wednesday = town.Group(kind, 3, 1);
  town.instance().offerings[static_cast<std::size_t>(gone)].closed = true;
  const int hit = town.Member({{kind, gone}});
  const int first = town.Member({{kind, monday}});
  const int second = town.Member({{kind, tuesday}});
  const auto block = [&](int person, int weekday) {
    town.instance().people[static_cast<std::size_t>(person)].blocks.push_back(
        {{weekday, 0, 1440, {0, 4, 1, 0}}, {}});
  };
  block(hit, 2);
  block(hit, 3);
  block(first, 3);
  const Repair repair = RepairOf(town.instance());
  EXPECT_EQ(repair.unplaced_before, 1);
  EXPECT_EQ(repair.unplaced, 0);
  ASSERT_EQ(repair.changes.size(), 3U);
  EXPECT_EQ(repair.changes[0].person, second);
  EXPECT_EQ(repair.changes[0].cause, ChangeCause::kMadeRoom);
  EXPECT_EQ(repair.changes[0].seats, std::vector<int>{wednesday});
  EXPECT_EQ(repair.changes[0].gives_way_to, std::vector<int>{first});
  EXPECT_EQ(repair.changes[1].person, first);
  EXPECT_EQ(repair.changes[1].waits_for, std::vector<int>{second});
  EXPECT_EQ(repair.changes[2].person, hit);
  EXPECT_EQ(repair.changes[2].cause, ChangeCause::kHit);
  EXPECT_EQ(repair.changes[2].waits_for, std::vector<int>{first});
  EXPECT_EQ(repair.collateral, 2);

  // Somebody else took the seat on Wednesday: nobody can move, and the person hit has nothing.
  std::vector<WeekPlan> now = Today(town.instance());
  town.Member({{kind, wednesday}});
  now.push_back({Placement{wednesday, 1}});
  const Acceptance taken = AcceptAt(town.instance(), repair, now, {0, 1, 2});
  EXPECT_TRUE(taken.taken.empty());
  ASSERT_EQ(taken.refused.size(), 3U);
  EXPECT_EQ(taken.refused[0].why, Refusal::kSeatTaken);
  EXPECT_EQ(taken.refused[0].resource, wednesday);
  EXPECT_FALSE(taken.plan.people[static_cast<std::size_t>(hit)][0].has_value());
  EXPECT_TRUE(CheckPlan(town.instance(), taken.plan).ok());
}

TEST(Repair, AcceptKeepsWhatStands) {
  Town town;
  const int kind = town.Kind();
  const int gone = town.Group(kind, 1, 3);
  const int other = town.Group(kind, 2, 3);
  town.instance().offerings[static_cast<std::size_t>(gone)].closed = true;
  for (int i = 0; i < 3; ++i) town.Member({{kind, gone}});
  const Repair repair = RepairOf(town.instance());
  ASSERT_EQ(repair.changes.size(), 3U);
  std::vector<WeekPlan> now = Today(town.instance());

  now[1] = {std::nullopt};  // was changed by hand
  Acceptance result = AcceptAt(town.instance(), repair, now, {0, 1, 2});
  EXPECT_EQ(result.taken, (std::vector<int>{0, 2}));
  ASSERT_EQ(result.refused.size(), 1U);
  EXPECT_EQ(result.refused[0].change, 1);
  EXPECT_EQ(result.refused[0].why, Refusal::kWeekChanged);
  EXPECT_TRUE(CheckPlan(town.instance(), result.plan).ok());

  now = Today(town.instance());
  town.Member({{kind, other}});  // came meanwhile
  now.push_back({Placement{other, 1}});
  result = AcceptAt(town.instance(), repair, now, {0, 1, 2});
  EXPECT_EQ(result.taken, (std::vector<int>{0, 1}));
  ASSERT_EQ(result.refused.size(), 1U);
  EXPECT_EQ(result.refused[0].change, 2);
  EXPECT_EQ(result.refused[0].why, Refusal::kSeatTaken);
  EXPECT_TRUE(CheckPlan(town.instance(), result.plan).ok());
}

TEST(Repair, AGroupBelowItsFloorIsClosed) {
  Town town;
  const int kind = town.Kind();
  const int group = town.Group(kind, 1, 5, 3);
  const int other = town.Group(kind, 2, 5);
  for (int i = 0; i < 3; ++i) town.Member({{kind, group}});
  town.instance().people[0].blocks.push_back({{1, 0, 1440, {0, 4, 1, 0}}, {}});
  const Repair repair = RepairOf(town.instance());
  EXPECT_EQ(repair.hit, 1);
  EXPECT_EQ(repair.unplaced, 0);
  ASSERT_EQ(repair.changes.size(), 3U);
  for (const PersonChange& change : repair.changes) {
    EXPECT_EQ(change.to[0], (Placement{other, 1}));
    EXPECT_EQ(change.cause, change.person == 0 ? ChangeCause::kHit : ChangeCause::kSeatGone);
  }
  EXPECT_FALSE(repair.plan.open[static_cast<std::size_t>(group)]);
}

TEST(Repair, OpensAGroupWhenEnoughPeopleCome) {
  Town town;
  const int kind = town.Kind();
  const int gone = town.Group(kind, 1, 3);
  const int group = town.Group(kind, 2, 5, 3);
  town.instance().offerings[static_cast<std::size_t>(gone)].closed = true;
  for (int i = 0; i < 3; ++i) town.Member({{kind, gone}});
  const Repair repair = RepairOf(town.instance());
  EXPECT_EQ(repair.unplaced, 0);
  ASSERT_EQ(repair.changes.size(), 3U);
  for (const PersonChange& change : repair.changes) EXPECT_EQ(change.together, repair.changes[0].together);
  EXPECT_GE(repair.changes[0].together, 0);
  EXPECT_TRUE(repair.plan.open[static_cast<std::size_t>(group)]);

  const Acceptance part = AcceptAt(town.instance(), repair, Today(town.instance()), {0, 1});
  EXPECT_TRUE(part.taken.empty());
  EXPECT_EQ(part.refused.size(), 2U);
  EXPECT_TRUE(CheckPlan(town.instance(), part.plan).ok());
}

TEST(Repair, SwapsStandTogether) {
  Town town;
  const int module = town.Kind();
  const int series = town.Kind();
  const int monday = town.Group(module, 1, 1);
  const int tuesday = town.Group(module, 2, 1);
  const int gone = town.Group(series, 3, 1);
  town.Group(series, 1, 1);
  town.instance().offerings[static_cast<std::size_t>(gone)].closed = true;
  // The one hit can only have the series on Monday, so the module has to move to Tuesday, where the other is.
  const int hit = town.Member({{module, monday}, {series, gone}});
  const int other = town.Member({{module, tuesday}});
  const Repair repair = RepairOf(town.instance());
  EXPECT_EQ(repair.unplaced, 0);
  ASSERT_EQ(repair.changes.size(), 2U);
  EXPECT_EQ(repair.changes[0].together, repair.changes[1].together);
  EXPECT_GE(repair.changes[0].together, 0);
  for (const PersonChange& change : repair.changes) {
    EXPECT_EQ(change.waits_for, std::vector<int>{change.person == hit ? other : hit});
    EXPECT_EQ(SeatsOf(town.instance(), change.to).size(), change.to.size());
  }
}

TEST(Repair, WhoArrivesFindsAPlace) {
  Town town;
  const int kind = town.Kind();
  const int group = town.Group(kind, 1, 2);
  town.Member({{kind, group}});
  const int arrived = town.Member({{kind, -1}}, false);
  const Repair repair = RepairOf(town.instance());
  ASSERT_EQ(repair.changes.size(), 1U);
  EXPECT_EQ(repair.changes[0].person, arrived);
  EXPECT_EQ(repair.changes[0].cause, ChangeCause::kArrived);
  EXPECT_EQ(repair.changes[0].seats, std::vector<int>{group});
  EXPECT_EQ(repair.changed, 0);
  EXPECT_EQ(repair.unplaced_before, 1);
}

}  // namespace
}  // namespace duaal::planner
