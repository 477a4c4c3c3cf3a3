#ifndef TRAJECTORY_SVC_PLANNER_VERIFIER_PERSON_H_
#define TRAJECTORY_SVC_PLANNER_VERIFIER_PERSON_H_

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "trajectory-svc/planner/instance.h"
#include "trajectory-svc/planner/verifier_search.h"
#include "trajectory-svc/planner/verifier_tables.h"

// The cheapest week of one person at given prices: rules 1 to 9 and the costs of single placements here, the
// rest in the search.
namespace duaal::planner::verifier {

// What each choice of each offering pays for its seats.
using ChoicePrices = std::vector<std::vector<Cost>>;

[[nodiscard]] ChoicePrices PriceChoices(const Tables& tables, const std::vector<Cost>& prices);

// For one thread at a time. Both arguments outlive it.
class PersonPricer {
 public:
  PersonPricer(const Tables& tables, const ChoicePrices& prices);

  [[nodiscard]] Cost CheapestWeek(const Person& person);

 private:
  struct Wish {  // a condition with its texts as numbers
    int attribute = 0;
    bool has_texts = false;
    std::vector<int> texts;
    const Condition* from = nullptr;
  };
  // The published week, which alone does not change the person.
  struct Published {
    Needs needs;
    bool possible = true;
  };

  void Read(const Person& person);
  void ReadRequirement(const Person& person, const Requirement& requirement);
  void ReadLimits(const Person& person);
  void ReadWishes(const Requirement& requirement);
  void AddOffering(const Person& person, const Requirement& requirement, int offering, Need& need);
  void AddOption(const Option& option, Need& need);
  void FinishNeed(const Person& person, const Requirement& requirement, Need need);
  [[nodiscard]] bool MeetsWishes(int offering, Cost& cost) const;
  void ReadBlocks(const Person& person);
  [[nodiscard]] bool IsBlocked(const Shape& shape) const;
  [[nodiscard]] Cost ChangeCost(const Person& person, const Requirement& requirement,
                                const Placement& placement) const;
  const std::vector<int>& OfferingsFor(const Person& person, int kind);
  int PlaceOf(int site);

  const Tables& tables_;
  const ChoicePrices& prices_;
  Search search_;
  Needs needs_;
  Published published_;
  Option published_option_;
  bool found_published_ = false;
  std::vector<Wish> wishes_;
  std::vector<bool> blocked_;  // by slot
  std::unordered_map<std::int64_t, std::vector<int>> offerings_for_;
  std::vector<int> place_of_;           // by site, for this person; -1 when not used
  std::vector<std::uint64_t> seen_;     // by shape: the need in which it was last seen
  std::vector<std::size_t> option_of_;  // and where
  std::uint64_t need_number_ = 0;
};

}  // namespace duaal::planner::verifier

#endif  // TRAJECTORY_SVC_PLANNER_VERIFIER_PERSON_H_
