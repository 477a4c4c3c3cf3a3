#ifndef TRAJECTORY_SVC_PLANNER_INSTANCE_H_
#define TRAJECTORY_SVC_PLANNER_INSTANCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chassis/core/status.h"

// The week-planning problem (roosterpuzzel) as plain data: who needs what, what is on offer, how many seats
// there are, and what a good plan is. Everything else in this folder reads it; nothing here knows protos,
// databases or clocks. Things refer to each other by their place in the lists below.
//
// Time is a horizon of numbered weeks, week 0 first. Minutes count from midnight, local. Intervals are
// half-open.
namespace duaal::planner {

// Costs and prices are thousandths of a point.
using Cost = std::int64_t;
inline constexpr Cost kPoint = 1000;

inline constexpr int kMostWeeks = 208;
inline constexpr int kMostRequirements = 16;  // of one person
inline constexpr int kMostLimits = 8;
inline constexpr int kMostMeetings = 20;  // of one offering
inline constexpr int kMostTravel = 600;   // minutes
inline constexpr Cost kMostCost = 100'000 * kPoint;
inline constexpr int kMostOfLimit = 30'000;  // of a person's limit, and euros of a price

// A name as people know it.
struct Name {
  std::string nl;
  std::string en;
  friend bool operator==(const Name&, const Name&) = default;
};

// The weeks in which something recurs: every `every`-th week of [first, end), counted so that week w takes
// part when (w - phase) is a multiple of `every`. Odd and even weeks: every = 2.
struct Weeks {
  int first = 0;
  int end = 0;
  int every = 1;
  int phase = 0;
  friend bool operator==(const Weeks&, const Weeks&) = default;
};

// A stretch of one weekday, 1 = Monday ... 7 = Sunday.
struct Stretch {
  int weekday = 1;
  int start = 0;
  int end = 0;
  Weeks weeks;
  friend bool operator==(const Stretch&, const Stretch&) = default;
};

struct Site {
  std::string id;
  Name name;
};

// What a requirement asks for and an offering gives: language, module, trade series, work, coaching ...
struct Kind {
  std::string id;
  Name name;
};

// Seats that run out: those of a group, or of a work place or a coach on one half-day.
struct Resource {
  std::string id;
  int seats = 0;
};

// A property of an offering on which conditions and rules can turn: provider, sector, level, language of the
// staff. Texts and numbers are kept apart; a property may have several texts.
struct Property {
  std::string attribute;
  std::vector<std::string> texts;
  std::optional<std::int64_t> number;
};

// One recurring meeting of an offering, and the seats it takes beside those of the whole offering.
struct Meeting {
  Stretch stretch;
  std::vector<int> resources;
};

// A thing in which a person can take part: a class, a series, a work place, a coach.
struct Offering {
  std::string id;
  Name name;
  int kind = 0;
  int site = 0;
  bool online = false;  // no travel to and from it
  std::vector<Meeting> meetings;
  // A person takes part in all meetings (choose_most = 0), or in any `choose_least` ... `choose_most` of
  // them.
  int choose_least = 0;
  int choose_most = 0;
  std::vector<int> resources;  // one seat of each for whoever takes part
  std::vector<Property> properties;
  std::int64_t price_euro = 0;   // counted by limits in euros
  int floor = 0;                 // opens only from this many people; 0: always open
  std::vector<int> entry_weeks;  // weeks in which one may begin; empty: any week of the horizon
  bool closed = false;           // exists, but takes nobody
};

// A test of an offering's property. Without a cost it is a must; with one, failing it costs that much.
struct Condition {
  std::string attribute;
  std::vector<std::string> one_of;    // passes when one of the offering's texts is here
  std::optional<std::int64_t> least;  // passes when the number is at least this
  std::optional<std::int64_t> most;
  std::optional<Cost> cost;
  Name name;  // of the condition, for explanations
};

// What counts towards a limit.
enum class Unit { kHalfDays, kMinutes, kActivities, kEuros };

// A kind of upper limit that people can have: per week, or over the whole horizon for euros. Half-days are
// the distinct half-days (morning before 12:30, evening from 17:30) in which anything counted starts.
struct Limit {
  std::string id;
  Name name;
  Unit unit = Unit::kHalfDays;
  std::vector<int> kinds;  // that count; empty: all
};

// What a person has in a plan for one requirement.
struct Placement {
  int offering = 0;
  std::uint32_t meetings = 0;  // bit i: meeting i of the offering
  friend bool operator==(const Placement&, const Placement&) = default;
};

// What a person needs: one offering of a kind.
struct Requirement {
  std::string id;
  int kind = 0;
  bool legal = false;  // a duty by law: level 1 of the objective, the others are level 2
  Cost unplaced = 0;   // the cost of not placing it
  // Size of the placement in a week that has any of it; zero for no bound.
  int least_half_days = 0;
  int most_half_days = 0;
  int least_minutes = 0;
  int most_minutes = 0;
  Cost short_half_day = 0;  // for every half-day below `most_half_days`
  std::vector<Condition> conditions;
  std::optional<Placement> pinned;     // agreed: nothing else will do
  std::optional<Placement> published;  // stands in the plan that people know
};

// When a person cannot take part, with what stands in the way: childcare, prayer, treatment, work.
struct Block {
  Stretch stretch;
  Name name;
};

struct PersonLimit {
  int limit = 0;
  int most = 0;
  std::optional<int>
      preferred;  // soft; above it every unit of the busiest week costs `Weights::above_preferred`
};

struct Person {
  std::string id;
  int home = 0;             // a site
  int reach = kMostTravel;  // minutes to travel at most, one way
  int entry_week = 0;       // the first week in which the person can take part
  std::vector<Block> blocks;
  std::vector<PersonLimit> limits;
  std::vector<Requirement> requirements;
  int cohort = -1;             // the class whose members stay together, or -1
  Cost per_day = 0;            // for each weekday with anything on it (childcare)
  int weight_permille = 1000;  // below 1000 for people who are only expected to come
  bool published = false;      // the person knows a plan; see Requirement::published
  bool notice_passed = false;  // too late to change without need: changes weigh Weights::late_factor
};

// People who should have the same offering for the kinds named.
struct Cohort {
  std::string id;
  Name name;
  std::vector<int> kinds;
  Cost deviation = 0;  // for each member and kind with another offering than most members
};

// What must hold between two placements of one person.
enum class RuleType {
  kSame,         // share a text of the attribute
  kDiffer,       // share no text of the attribute
  kPairs,        // texts of (a, b) occur in `pairs`; a text of a that is in no pair allows every b
  kNotSameWeek,  // never in one week
  kBefore,       // a has ended before b begins
};

struct Rule {
  RuleType type = RuleType::kSame;
  int kind_a = 0;
  int kind_b = 0;
  std::string attribute;
  std::vector<std::pair<std::string, std::string>> pairs;
  Name name;
};

// The price of everything that is soft. Set per programme.
struct Weights {
  Cost travel_minute = 50;         // one way, per meeting in a week
  Cost evening = 500;              // per meeting that starts in an evening
  Cost above_preferred = 1000;     // per unit in the busiest week
  Cost week_later = 100;           // per week between the entry week and the beginning of the placement
  Cost person_changed = 200'000;   // a published week that changes
  Cost activity_changed = 20'000;  // another offering than published
  Cost slot_changed = 5'000;       // the same offering on other half-days
  int late_factor = 3;             // of the three above, once the notice period has passed
};

struct Instance {
  std::string id;
  int weeks = 1;
  std::vector<Site> sites;
  std::vector<int> travel;  // minutes, sites x sites, row by row; the same there and back
  std::vector<Kind> kinds;
  std::vector<Resource> resources;
  std::vector<Offering> offerings;
  std::vector<Limit> limits;
  std::vector<Cohort> cohorts;
  std::vector<Rule> rules;
  std::vector<Person> people;
  Weights weights;

  [[nodiscard]] int TravelMinutes(int from, int to) const {
    return travel[static_cast<std::size_t>(from) * sites.size() + static_cast<std::size_t>(to)];
  }
};

// The plan of one person: a placement for each requirement, or none.
using WeekPlan = std::vector<std::optional<Placement>>;

// A plan for everybody.
struct Plan {
  std::vector<WeekPlan> people;
  std::vector<bool> open;  // of each offering with a floor that it runs; others are true
};

// What a plan costs, level by level; see ObjectiveOf in checker.h.
struct Objective {
  Cost total = 0;
  Cost unplaced_legal = 0;  // cost; the counts are below
  Cost unplaced_other = 0;
  Cost changes = 0;
  Cost split = 0;  // of cohorts
  Cost soft = 0;
  int legal_count = 0;
  int other_count = 0;
  int people_changed = 0;
  int activities_changed = 0;
  friend bool operator==(const Objective&, const Objective&) = default;
};

// Checks that an instance agrees with itself: references, bounds, reversed intervals, numbers out of range.
//
// INVALID_ARGUMENT: every fault by its path, e.g. `people[3].requirements[0].kind`: UNKNOWN_REFERENCE,
// OUT_OF_RANGE, INTERVAL_REVERSED, DUPLICATE_ID, WRONG_SIZE, NOT_SYMMETRIC, EMPTY.
[[nodiscard]] Status CheckInstance(const Instance& instance);

// The plan, which is one of this instance, is what everybody knows from now on.
void Publish(const Plan& plan, Instance* instance);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_INSTANCE_H_
