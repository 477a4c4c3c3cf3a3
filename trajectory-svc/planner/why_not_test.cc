#include "trajectory-svc/planner/why_not.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <set>

#include "trajectory-svc/planner/random.h"
#include "trajectory-svc/planner/testing/small_instance.h"
#include "trajectory-svc/planner/week_solver.h"

namespace duaal::planner {
namespace {

constexpr std::uint64_t kInstances = 1500;

// A question, with the seats that are left written into the instance itself, so that whatever is lifted in a
// copy is all that differs.
struct Question {
  Instance instance;
  WhyNotQuery query;

  [[nodiscard]] const Person& person() const {
    return instance.people[static_cast<std::size_t>(query.person)];
  }
};

// The model leaves out placements that nobody's size allows; somebody who takes any size keeps them in.
void AddAnybody(Instance* instance) {
  Person anybody;
  anybody.id = "anybody";
  for (int kind = 0; kind < static_cast<int>(instance->kinds.size()); ++kind) {
    anybody.requirements.push_back(
        {"any-" + std::to_string(kind), kind, false, 0, 0, 0, 0, 0, 0, {}, {}, {}});
  }
  instance->people.push_back(std::move(anybody));
}

Question Ask(std::uint64_t seed) {
  Random random(seed);
  Question question{SmallInstance(seed), {}};
  Instance& instance = question.instance;
  question.query.person = random.Below(static_cast<int>(instance.people.size()));
  AddAnybody(&instance);
  for (Resource& resource : instance.resources) resource.seats = random.Below(2);
  const int count = static_cast<int>(question.person().requirements.size());
  question.query.demanded = static_cast<std::uint32_t>(1 + random.Below((1 << count) - 1));
  if (random.Below(3) == 0) {
    question.query.wanted = random.Below(count);
    question.query.offering = random.Below(static_cast<int>(instance.offerings.size()));
  }
  question.query.most_conflicts = kMostConflicts;
  return question;
}

// What the instance is when an obstacle is gone. A limit gets `most`.
void Lift(const Obstacle& obstacle, int most, Question* question) {
  Instance& instance = question->instance;
  Person& person = instance.people[static_cast<std::size_t>(question->query.person)];
  const auto index = static_cast<std::size_t>(obstacle.index);
  const auto r = static_cast<std::size_t>(obstacle.requirement);
  switch (obstacle.type) {
    case ObstacleType::kRequirement:
      question->query.demanded &= ~(1U << obstacle.requirement);
      break;
    case ObstacleType::kSeats:
      instance.offerings[index].resources.clear();
      for (Meeting& meeting : instance.offerings[index].meetings) meeting.resources.clear();
      break;
    case ObstacleType::kLimit:
      person.limits[index].most = most;
      break;
    case ObstacleType::kTravel: {
      // Whoever is in reach stays in reach: what is too far is closed to this person by a condition.
      std::fill(instance.travel.begin(), instance.travel.end(), 0);
      break;
    }
    case ObstacleType::kBlock:
      person.blocks[index].stretch.weeks = {instance.weeks, instance.weeks + 1, 1, 0};
      break;
    case ObstacleType::kRule:
      instance.rules[index] = {RuleType::kSame,
                               instance.rules[index].kind_a,
                               instance.rules[index].kind_b,
                               "nothing has this",
                               {},
                               {}};
      break;
    case ObstacleType::kCondition:
      person.requirements[r].conditions[index].cost = 0;
      break;
    case ObstacleType::kReach:
      person.reach = kMostTravel;
      break;
    case ObstacleType::kEntry:
      person.entry_week = 0;
      for (Offering& offering : instance.offerings) offering.entry_weeks.clear();
      break;
    case ObstacleType::kSize: {
      Requirement& requirement = person.requirements[r];
      requirement.least_half_days = requirement.most_half_days = 0;
      requirement.least_minutes = requirement.most_minutes = 0;
      break;
    }
    case ObstacleType::kPinned:
      person.requirements[r].pinned.reset();
      break;
    case ObstacleType::kFloor:
      FAIL() << "no question here closes an offering";
  }
}

// The wanted offering is the only one of its kind that does not need a mark that nobody has.
void NarrowToWanted(Question* question) {
  if (!question->query.offering) return;
  const int wanted = *question->query.offering;
  Person& person = question->instance.people[static_cast<std::size_t>(question->query.person)];
  for (int o = 0; o < static_cast<int>(question->instance.offerings.size()); ++o) {
    if (o == wanted)
      question->instance.offerings[static_cast<std::size_t>(o)].properties.push_back(
          {"wanted", {"yes"}, std::nullopt});
  }
  Condition condition;
  condition.attribute = "wanted";
  condition.one_of = {"yes"};
  person.requirements[static_cast<std::size_t>(question->query.wanted)].conditions.push_back(condition);
}

// The cheapest week by the solver, on a model made anew; kImpossible when there is none.
Cost Solve(Question question) {
  NarrowToWanted(&question);
  const auto model = Model::Make(question.instance);
  EXPECT_TRUE(model.ok()) << model.status();
  if (!model.ok()) return kImpossible;
  WeekSolver solver(**model);
  WeekQuery query;
  query.person = question.query.person;
  query.free = (*model)->seats().data();
  query.demanded = question.query.demanded;
  if (question.query.offering) query.demanded |= 1U << question.query.wanted;
  Week week = EmptyWeek();
  return solver.Solve(query, &week);
}

// Lifting travel times lifts more than that in an instance: how far it is from home, and what it costs. Both
// are put back: by conditions, and by leaving such costs out.
void LiftAll(const std::vector<Obstacle>& obstacles, Question* question) {
  const Instance before = question->instance;
  bool travel = false;
  for (const Obstacle& obstacle : obstacles) {
    travel |= obstacle.type == ObstacleType::kTravel;
    Lift(obstacle, kMostOfLimit, question);
  }
  if (!travel) return;
  Person& person = question->instance.people[static_cast<std::size_t>(question->query.person)];
  for (std::size_t o = 0; o < before.offerings.size(); ++o) {
    const Offering& offering = before.offerings[o];
    if (!offering.online && before.TravelMinutes(person.home, offering.site) > person.reach) continue;
    question->instance.offerings[o].properties.push_back({"near", {"yes"}, std::nullopt});
  }
  Condition condition;
  condition.attribute = "near";
  condition.one_of = {"yes"};
  for (Requirement& requirement : person.requirements) requirement.conditions.push_back(condition);
}

bool PossibleWithout(const Question& question, const std::vector<Obstacle>& obstacles) {
  Question lifted = question;
  LiftAll(obstacles, &lifted);
  return Solve(std::move(lifted)) < kImpossible;
}

// Everything that can be lifted in a question.
std::vector<Obstacle> AllObstacles(const Question& question) {
  std::vector<Obstacle> all;
  const Person& person = question.person();
  std::uint32_t demanded = question.query.demanded;
  if (question.query.offering) demanded |= 1U << question.query.wanted;
  const bool only = !question.query.offering && std::popcount(demanded) == 1;
  for (int r = 0; r < static_cast<int>(person.requirements.size()); ++r) {
    if ((demanded >> r & 1U) == 0) continue;
    const Requirement& requirement = person.requirements[static_cast<std::size_t>(r)];
    if (!only && !(question.query.offering && r == question.query.wanted))
      all.push_back({ObstacleType::kRequirement, r, -1});
    for (int i = 0; i < static_cast<int>(requirement.conditions.size()); ++i) {
      if (!requirement.conditions[static_cast<std::size_t>(i)].cost)
        all.push_back({ObstacleType::kCondition, r, i});
    }
    all.push_back({ObstacleType::kSize, r, -1});
    all.push_back({ObstacleType::kPinned, r, -1});
  }
  const auto each = [&](ObstacleType type, std::size_t count) {
    for (int i = 0; i < static_cast<int>(count); ++i) all.push_back({type, -1, i});
  };
  each(ObstacleType::kSeats, question.instance.offerings.size());
  each(ObstacleType::kLimit, person.limits.size());
  each(ObstacleType::kBlock, person.blocks.size());
  each(ObstacleType::kRule, question.instance.rules.size());
  for (const ObstacleType type : {ObstacleType::kTravel, ObstacleType::kReach, ObstacleType::kEntry})
    all.push_back({type, -1, -1});
  return all;
}

WhyNot AnswerTo(const Question& question) {
  const auto model = Model::Make(question.instance);
  EXPECT_TRUE(model.ok()) << model.status();
  WhyNotQuery query = question.query;
  query.free = (*model)->seats().data();
  return Explain(**model, query);
}

void CheckConflict(const Question& question, const std::vector<Obstacle>& conflict) {
  std::vector<Obstacle> others;
  for (const Obstacle& obstacle : AllObstacles(question)) {
    if (std::find(conflict.begin(), conflict.end(), obstacle) == conflict.end()) others.push_back(obstacle);
  }
  EXPECT_FALSE(PossibleWithout(question, others)) << "the members do not make it impossible";
  for (const Obstacle& obstacle : conflict) {
    others.push_back(obstacle);
    EXPECT_TRUE(PossibleWithout(question, others))
        << "member " << static_cast<int>(obstacle.type) << " is beside the point";
    others.pop_back();
  }
}

// Lifting these in an instance changes what weeks cost as well.
bool KeepsCosts(ObstacleType type) {
  return type != ObstacleType::kTravel && type != ObstacleType::kEntry && type != ObstacleType::kSize;
}

void CheckRemedies(const Question& question, const WhyNot& answer) {
  std::set<Obstacle> named;
  for (const Remedy& remedy : answer.remedies) {
    named.insert(remedy.obstacle);
    if (remedy.obstacle.type == ObstacleType::kLimit) {
      Question less = question;
      Lift(remedy.obstacle, remedy.to - 1, &less);
      EXPECT_EQ(Solve(less), kImpossible) << "a lower limit would do";
    }
    if (!KeepsCosts(remedy.obstacle.type)) continue;
    Question lifted = question;
    Lift(remedy.obstacle, remedy.to, &lifted);
    EXPECT_EQ(Solve(lifted), remedy.cost) << "remedy " << static_cast<int>(remedy.obstacle.type);
  }
  for (const Obstacle& obstacle : AllObstacles(question)) {
    EXPECT_EQ(PossibleWithout(question, {obstacle}), named.contains(obstacle))
        << "lifting " << static_cast<int>(obstacle.type) << " " << obstacle.index;
  }
}

// Whatever makes it possible must meet every conflict when all of them are known.
void CheckComplete(const Question& question, const WhyNot& answer, Random* random) {
  const std::vector<Obstacle> all = AllObstacles(question);
  for (int draw = 0; draw < 10; ++draw) {
    std::vector<Obstacle> lifted;
    for (const auto& conflict : answer.conflicts) {
      lifted.push_back(conflict[static_cast<std::size_t>(random->Below(static_cast<int>(conflict.size())))]);
    }
    EXPECT_TRUE(PossibleWithout(question, lifted)) << "a conflict is missing";
  }
}

TEST(Explain, AgreesWithTheSolverOnInstancesMadeAnew) {
  Random random(1);
  int impossible = 0;
  std::set<ObstacleType> types;
  std::size_t several = 0;
  for (std::uint64_t seed = 1; seed <= kInstances; ++seed) {
    SCOPED_TRACE(seed);
    const Question question = Ask(seed);
    const WhyNot answer = AnswerTo(question);
    const Cost cost = Solve(question);
    ASSERT_EQ(answer.possible, cost < kImpossible);
    if (answer.possible) {
      ASSERT_EQ(answer.cost, cost);
      continue;
    }
    ++impossible;
    ASSERT_FALSE(answer.conflicts.empty());
    if (answer.conflicts.front().empty()) {
      EXPECT_FALSE(PossibleWithout(question, AllObstacles(question)));
      continue;
    }
    for (const auto& conflict : answer.conflicts) {
      CheckConflict(question, conflict);
      for (const Obstacle& obstacle : conflict) types.insert(obstacle.type);
    }
    CheckRemedies(question, answer);
    several += answer.conflicts.size() > 1 ? 1 : 0;
    if (answer.all_conflicts) CheckComplete(question, answer, &random);
    if (HasFailure()) return;
  }
  EXPECT_GT(impossible, 100);
  EXPECT_GT(several, 10U);
  EXPECT_GE(types.size(), 10U) << "the instances do not use every kind of obstacle";
}

}  // namespace
}  // namespace duaal::planner
