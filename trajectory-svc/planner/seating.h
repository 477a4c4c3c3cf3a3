#ifndef TRAJECTORY_SVC_PLANNER_SEATING_H_
#define TRAJECTORY_SVC_PLANNER_SEATING_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/random.h"
#include "trajectory-svc/planner/region_state.h"
#include "trajectory-svc/planner/week_pool.h"

// Everybody in one of the weeks of the pool, with seats that may be given out more than once. Inside of
// `Overbook`.
namespace duaal::planner {

class Seating {
 public:
  // Starts with everybody's first week. `pool` is sorted by cost at `prices`; `rise` is that of the options
  // of `Overbook`.
  Seating(const Model& model, const std::vector<Cost>& prices, WeekPool* pool, std::uint64_t seed,
          int threads, int people_of_part, Cost rise);

  // Tries about so many swaps, and more while seats stay overbooked: `late` is that of the options of
  // `Overbook`. `go_on` is asked now and then, with the share done in thousandths.
  void Search(std::int64_t swaps, double late, const std::function<bool(int)>& go_on);

  // The plan, after those for whom there is no seat have got the best that is left.
  [[nodiscard]] RegionState Result();

 private:
  struct Seat {
    std::int32_t used = 0;
    std::int32_t most = 0;
    Cost fine = 0;  // for each one too many
  };
  struct Swapped {
    std::int32_t person = 0;
    std::uint32_t before = 0;
  };
  // What a thread works with.
  struct Worker {
    explicit Worker(const Model& model) : solver(model) {}
    WeekSolver solver;
    std::vector<Seat> seats;  // as at the beginning of the stage, and the part's own swaps
    std::vector<Swapped> swapped;
    std::vector<Cost> prices;
    int stage = -1;
  };

  void Stage(std::int64_t swaps, double temperature);
  void LateStage(std::int64_t swaps, std::int64_t tries, double temperature);
  [[nodiscard]] std::vector<std::int32_t> Overbookers() const;
  void RunPart(Worker& worker, std::size_t first, std::size_t count, std::int64_t swaps, double temperature,
               Random random);
  void Swap(Worker& worker, int person, double temperature, Random& random);
  void Forget(Worker& worker);
  void Count(std::vector<Seat>* seats, int person, const PoolWeek& week, int change) const;
  [[nodiscard]] std::uint32_t Pick(int person, std::size_t count, Random& random) const;
  void Recount();
  void SetFines(bool late);
  // New weeks for people on overbooked seats: the best that there are at the fines of the moment.
  void AddWeeks();
  void AddWeek(Worker& worker, int person);
  [[nodiscard]] bool Overbooks(int person) const;
  void FollowCohorts();
  void CloseThinnest();
  [[nodiscard]] const PoolWeek& WeekAt(int person) const {
    return pool_->WeeksOf(person)[at_[static_cast<std::size_t>(person)]];
  }

  const Model& model_;
  WeekPool* pool_;
  const int threads_;
  const std::size_t people_of_part_;
  const double rise_;
  Random random_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::int32_t> order_;    // people, neighbours side by side
  std::vector<std::uint32_t> at_;      // the week that each has
  std::vector<std::uint32_t> sorted_;  // how many of each one's weeks are in order; later ones follow
  std::vector<Seat> seats_;
  std::vector<Cost> least_fine_;
  std::vector<double> raised_;  // what a seat's fine has risen by
  std::vector<double> raised_before_late_;
  std::vector<int> closed_;  // offerings
  References references_;
  Cost cost_ = 0;
  std::int64_t overbooked_ = 0;
  int stage_ = 0;
  int stages_ = 1;
  std::vector<std::uint32_t> best_;  // the cheapest that overbooked nothing
  Cost best_cost_ = kImpossible;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_SEATING_H_
