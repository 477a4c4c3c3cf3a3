#ifndef TRAJECTORY_SVC_PLANNER_VERIFIER_SEARCH_H_
#define TRAJECTORY_SVC_PLANNER_VERIFIER_SEARCH_H_

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/instance.h"
#include "trajectory-svc/planner/verifier_tables.h"

// The cheapest week of a list of needs: rules 10 to 13 and the costs that grow with the week. Exact.
namespace duaal::planner::verifier {

struct Option {
  Cost cost = 0;
  int shape = 0;
  int place = 0;   // local number of the site; see Needs::sites
  int reach = -1;  // of its cells in the scratch memory of the search, once made
};

struct Need {
  int kind = 0;
  Cost unplaced = 0;
  bool required = false;        // unplaced will not do
  std::vector<Option> options;  // cheapest first
};

// A limit of the person as the search uses it.
struct Ceiling {
  Unit unit = Unit::kHalfDays;
  std::int64_t most = 0;
  std::int64_t preferred = 0;  // with `above` 0 when there is none
  Cost above = 0;
  unsigned needs = 0;  // bit r: counts need r
};

struct Needs {
  std::vector<Need> needs;
  std::vector<Ceiling> ceilings;
  std::vector<int> sites;  // of all options; place i is sites[i], online has the place after the last
  Cost per_day = 0;
};

class Search {
 public:
  explicit Search(const Tables& tables);

  // The least cost below `limit`, or `limit` when there is none.
  [[nodiscard]] Cost Cheapest(Needs& needs, Cost limit);

 private:
  // A partial week: what it still lets others do.
  struct Frame {
    Word* words = nullptr;  // cells out of bounds by place, then load and half-days by ceiling
    Cost extra = 0;         // of days and of loads above what is preferred
    unsigned days = 0;
    int placed = 0;
    std::array<std::int64_t, kMostLimits> euros{};
    std::array<std::int64_t, kMostLimits> busiest{};
  };
  using Starts = std::array<int, kMostRequirements>;

  void Prepare();
  void PrepareRules();
  void Explore(const Frame& frame, unsigned open, Starts starts, Cost base);
  [[nodiscard]] Cost DearestDays(const Frame& frame, unsigned open, const Starts& starts) const;
  int FindConflict(const Frame& frame, unsigned open, const Starts& starts, Cost cost);
  [[nodiscard]] bool Fits(const Frame& frame, int need, const Option& option) const;
  [[nodiscard]] bool KeepsCeiling(const Frame& frame, std::size_t ceiling, const Option& option) const;
  [[nodiscard]] bool KeepsRules(const Frame& frame, int need, int shape) const;
  [[nodiscard]] bool Holds(std::size_t rule, int first, int second) const;
  const Frame& Place(const Frame& frame, int need, Option& option);
  void PlaceLoad(std::size_t ceiling, const Option& option, Frame& to);
  const Word* Reach(Option& option);
  [[nodiscard]] const Word* SlotReach(int slot, bool after, int minutes);
  [[nodiscard]] Word* LoadAt(const Frame& frame, std::size_t ceiling) const;

  const Tables& tables_;
  Needs* person_ = nullptr;
  Cost best_ = 0;
  int places_ = 0;
  int frame_words_ = 0;
  std::array<Frame, kMostRequirements + 1> frames_;
  std::vector<Word> frame_memory_;
  std::vector<Word> reach_memory_;
  // The cells of each slot and so many minutes before or after it, the same for all people. By slot and
  // minutes: where they stand in the memory, -1 until they are asked for.
  std::array<std::vector<int>, 2> slot_reach_;
  std::vector<Word> slot_reach_memory_;
  std::vector<std::uint16_t> room_;  // by ceiling: added to a lane, its top bit says that there is too much
  std::array<std::pair<int, int>, kMostRequirements> chosen_;  // need and shape of each placed
  // By pair of needs: the rules with the first of them as first.
  std::array<std::array<std::vector<int>, kMostRequirements>, kMostRequirements> rules_;
  std::array<unsigned, kMostRequirements> limited_{};  // by need: bit i says that ceiling i counts it
  std::array<unsigned, kMostRequirements> ruled_{};    // by need: bit r says that rules bind it with need r
};

}  // namespace duaal::planner::verifier

#endif  // TRAJECTORY_SVC_PLANNER_VERIFIER_SEARCH_H_
