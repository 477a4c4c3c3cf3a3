#ifndef TRAJECTORY_SVC_PLANNER_WHAT_IF_H_
#define TRAJECTORY_SVC_PLANNER_WHAT_IF_H_

#include <span>
#include <string>
#include <variant>
#include <vector>

#include "chassis/core/status.h"
#include "trajectory-svc/planner/instance.h"

// Questions about a region that is not: what would a change do to the plan in force? Nothing that is asked
// about is touched; answers are plans beside the one in force.
namespace duaal::planner {

// One more offering like another, with seats of its own. It opens for any number of people.
struct AddCopy {
  int offering = 0;
  std::string id;
  Name name;
  std::vector<Stretch> times;  // of its meetings; empty: those of the other
  int seats = 0;
};
// Nobody can come to a site any more; what is online goes on.
struct CloseSite {
  int site = 0;
};
struct TakeAway {
  int offering = 0;
};
// For these people, as far as they have the limit; empty: for everybody who has it.
struct SetLimit {
  int limit = 0;
  int most = 0;
  std::vector<int> people;
};
struct AddSeats {
  int resource = 0;
  int more = 0;
};
using Change = std::variant<AddCopy, CloseSite, TakeAway, SetLimit, AddSeats>;

// A person whose week or cost is another. Costs leave the split of cohorts out.
struct PersonEffect {
  int person = 0;
  Cost before = 0;
  Cost after = 0;
  std::vector<int> placed;    // requirements that get a placement
  std::vector<int> unplaced;  // and those that lose it
  [[nodiscard]] bool gains() const { return after < before; }
  [[nodiscard]] bool loses() const { return after > before; }
};

struct WhatIfAnswer {
  Instance instance;  // with the change
  Plan plan;          // keeps every rule of that instance
  Objective before;
  Objective after;
  std::vector<PersonEffect> people;  // who loses most first, who gains most last
};

// What the change does when people are left alone as far as can be. Whoever can keep the week keeps it;
// whoever cannot gets the best week that the seats which are left allow, in order of what the loss costs.
// What a change adds goes to people with something unplaced first, then to whoever improves, and so do the
// seats that they leave.
//
// INVALID_ARGUMENT: what CheckInstance says of the instance with the change; UNKNOWN_REFERENCE, OUT_OF_RANGE:
// a field of `change`. As CheckPlan: the plan breaks rules before the change.
[[nodiscard]] StatusOr<WhatIfAnswer> WhatIf(const Instance& instance, const Plan& plan, const Change& change,
                                            int threads = 1);

// What one more seat is worth, and whose it would be.
struct SeatPrice {
  int resource = 0;
  Cost price = 0;
  std::vector<int> offerings;  // that take the seat
};
// Where one more seat helps most: the `count` dearest resources that have a price, dearest first. `prices`
// are those of a region plan, by resource.
[[nodiscard]] std::vector<SeatPrice> DearestSeats(const Instance& instance, std::span<const Cost> prices,
                                                  int count);

struct Affordable {
  std::vector<int> able;  // people whose limits in euros leave room for the price
  std::vector<int> unable;
};
// Who could pay for a group, which need not be part of the instance yet, out of what the plan leaves of their
// limits in euros. What they pay for this very offering already is not counted. Without a plan nothing is
// spent.
[[nodiscard]] Affordable AffordableBy(const Instance& instance, const Offering& offering,
                                      std::span<const int> people, const Plan* plan = nullptr);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WHAT_IF_H_
