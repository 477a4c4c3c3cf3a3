#ifndef TRAJECTORY_SVC_PLANNER_PROOF_TREE_H_
#define TRAJECTORY_SVC_PLANNER_PROOF_TREE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/proof_columns.h"
#include "trajectory-svc/planner/proof_lp.h"

namespace duaal::planner {

// What is left to look for where some columns are barred.
struct ProofNode {
  enum class Left { kNothing, kWholeWeeks, kShares, kGivenUp };
  ProofLp lp;
  Left left = Left::kNothing;
  std::int64_t steps = 0;  // that it took
};

struct CutEffort {
  int rounds = 0;
  double least_gain = 0;  // of what is missing, for which another round is made
};

// Looks for the cheapest choice of whole weeks below a target, by questions about who takes what. Inside of
// ProveBest.
class ProofTree {
 public:
  // `go_on` is asked now and then; false gives up.
  ProofTree(const ProofColumns& columns, int threads, std::int64_t steps, std::function<bool()> go_on);

  // Only plans that cost less are of interest from now on.
  void Aim(Cost target) { target_ = columns_.Below(target) + 1; }
  [[nodiscard]] Cost target() const { return target_; }
  // For good: it was told to, its steps are used up, or the numbers are worth nothing.
  [[nodiscard]] bool given_up() const { return given_up_; }
  // The cheapest plan found, and its cost.
  [[nodiscard]] const std::optional<std::pair<Cost, std::vector<Week>>>& found() const { return found_; }

  // Forgets what questions were worth: rows have other numbers.
  void Forget() { rates_.clear(); }
  ProofLp::Outcome Solve(ProofLp* lp);
  // Solves and adds cuts.
  [[nodiscard]] ProofNode Cut(ProofLp lp, const CutEffort& effort);
  // Leaves out what no solution below the target has.
  void Prune(ProofLp* lp) const;
  // Looks at all that is left of a node. The same on any number of threads.
  void Explore(ProofNode root);

 private:
  // What a person does or does not do: takes a column that counts in a row, or just this column.
  struct Question {
    int person = 0;
    int row = -1;
    int column = -1;
    double share = 0;
  };
  using Place = std::pair<int, int>;  // a person and a row
  // How much the answers have raised the bound when the question was new, for each share that they moved.
  using Rates = std::array<double, 2>;  // for no, for yes
  // What a look at a node gave.
  struct Looked {
    ProofNode node;
    std::map<Place, Rates> rates;  // of its questions
    std::vector<ProofLp> answers;  // to the question that is left, the one that costs less last
  };

  [[nodiscard]] ProofNode Tighten(ProofLp lp, const CutEffort& effort) const;
  [[nodiscard]] ProofNode::Left TightenLp(const CutEffort& effort, ProofLp* lp, std::int64_t* steps) const;
  [[nodiscard]] Looked Look(ProofNode node, int worker, int threads);
  void Take(Looked looked, std::vector<ProofLp>* open);
  void Record(const ProofLp& lp);
  [[nodiscard]] static std::vector<Question> QuestionsOf(const ProofLp& lp);
  static void Answer(const Question& question, bool holds, ProofLp* lp);
  [[nodiscard]] double Try(const ProofLp& lp, const Question& question, bool holds,
                           std::optional<ProofLp>* answered, std::int64_t* used) const;
  void TryAll(const std::vector<Question>& questions, int worker, int threads, Looked* looked);
  [[nodiscard]] Question PickQuestion(int worker, int threads, Looked* looked);

  const ProofColumns& columns_;
  const int threads_;
  std::int64_t steps_;  // that are left
  const std::function<bool()> go_on_;
  std::vector<std::optional<ProofLp>> trials_;  // of each thread; what they hold is used again
  Cost target_ = 0;
  bool given_up_ = false;
  std::optional<std::pair<Cost, std::vector<Week>>> found_;
  std::map<Place, Rates> rates_;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_PROOF_TREE_H_
