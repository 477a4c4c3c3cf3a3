#include "trajectory-svc/planner/proof.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "trajectory-svc/planner/prices.h"
#include "trajectory-svc/planner/proof_columns.h"
#include "trajectory-svc/planner/proof_cuts.h"
#include "trajectory-svc/planner/proof_tree.h"

namespace duaal::planner {
namespace {

// The best plan is looked for this little above the bound of the prices first, which leaves few weeks; then
// twice as far. Where cuts have raised the bound and it has to branch, it begins closer.
constexpr Cost kFirstReach = 2 * kPoint;
constexpr Cost kFirstGap = 3 * kPoint;
constexpr CutEffort kFarAbove = {40, 0.02};  // where there are many weeks
constexpr CutEffort kBeforeBranching = {40, 0.001};

class Prover {
 public:
  Prover(const Model& model, const ProofOptions& options)
      : model_(model),
        options_(options),
        columns_(model, options.threads),
        tree_(columns_, options.threads, options.steps, [this] { return GoesOn(); }) {}

  Proof Run() {
    std::vector<Cost> prices = *options_.prices;
    prices.resize(model_.seats().size(), 0);
    const Pricing pricing = PriceEverybody(model_, prices, options_.threads, nullptr);
    proof_.bound = std::min(pricing.bound, options_.total);
    for (Cost reach = kFirstReach; !proof_.best; reach *= 2) {
      const Cost below = std::min(options_.total, pricing.bound + reach);
      if (below > pricing.bound && !LookBelow(pricing, below)) break;
      proof_.best = tree_.found() || below == options_.total;
      proof_.bound = tree_.found() ? tree_.found()->first : below;
    }
    if (tree_.found()) proof_.weeks = tree_.found()->second;
    return std::move(proof_);
  }

 private:
  using Names = std::vector<int>;  // of a cut: those of the rows that it was made of

  [[nodiscard]] bool GoesOn() const { return !options_.go_on || options_.go_on(proof_.bound); }

  // Looks for the cheapest of all plans below; false when it has to give up.
  bool LookBelow(const Pricing& pricing, Cost below) {
    if (!GoesOn()) return false;
    const ProofColumns::Outcome outcome = columns_.Gather(pricing, below);
    if (outcome != ProofColumns::Outcome::kGathered) return outcome == ProofColumns::Outcome::kNoPlan;
    tree_.Forget();
    tree_.Aim(below);
    Start(columns_.ToLp());
    return !tree_.given_up();
  }

  // The last solution and the cuts are kept for when it is looked further. Cuts that the solution breaks come
  // in when the weeks that are new have been looked at: both at once could go in circles.
  void Start(ProofLp lp) {
    AddCuts(solved_.cuts, &lp);
    if (!solved_.weeks.empty()) StartFromSolved(&lp);
    if (tree_.Solve(&lp) != ProofLp::Outcome::kBelow) return;
    std::set<Names> others = std::exchange(cuts_, {});
    for (const Names& cut : solved_.cuts) others.erase(cut);
    KeepSolved(lp);
    AddCuts(others, &lp);
    ProofNode root = tree_.Cut(std::move(lp), kFarAbove);
    cuts_ = CutsOf(root.lp);
    if (root.left != ProofNode::Left::kShares) return tree_.Explore(std::move(root));
    KeepSolved(root.lp);
    LookFurther(root.lp);
  }

  // A little above the bound first, then twice as far.
  void LookFurther(const ProofLp& root) {
    const Cost wide = tree_.target();
    const Cost bound = std::max(proof_.bound, root.SafeBound());
    for (Cost gap = kFirstGap;; gap *= 2) {
      tree_.Aim(std::min(wide, bound + gap));
      const Cost target = tree_.target();
      ProofLp part = root;
      tree_.Prune(&part);
      tree_.Explore(tree_.Cut(std::move(part), kBeforeBranching));
      if (tree_.given_up() || tree_.found()) return;
      proof_.bound = std::max(proof_.bound, target);
      if (target >= wide) return;
    }
  }

  [[nodiscard]] std::set<Names> CutsOf(const ProofLp& lp) const {
    std::set<Names> cuts;
    for (int row = lp.own_rows(); row < lp.rows(); ++row) cuts.insert(columns_.NamesOf(lp.sources(row)));
    return cuts;
  }
  void AddCuts(const std::set<Names>& cuts, ProofLp* lp) const {
    for (const Names& cut : cuts) {
      if (const auto rows = columns_.RowsNamed(cut)) AddHalfCut(*rows, lp);
    }
  }

  void KeepSolved(const ProofLp& lp) {
    solved_ = {};
    solved_.cuts = CutsOf(lp);
    for (const int c : lp.WeeksInBasis()) {
      const ProofColumn& column = lp.columns()[static_cast<std::size_t>(c)];
      solved_.weeks.emplace_back(column.person, columns_.week(column.week));
    }
    std::vector<int> own;
    for (const int row : lp.FullRows()) {
      if (row < lp.own_rows()) {
        own.push_back(row);
      } else {
        solved_.full_cuts.insert(columns_.NamesOf(lp.sources(row)));
      }
    }
    solved_.full = columns_.NamesOf(own);
  }

  // Without it when a week or a row of it is not there any more.
  void StartFromSolved(ProofLp* lp) const {
    std::map<std::pair<int, ProofColumns::Rows>, int> column_of;
    for (std::size_t c = 0; c < lp->columns().size(); ++c)
      column_of.emplace(std::pair(lp->columns()[c].person, lp->columns()[c].rows), static_cast<int>(c));
    std::vector<int> weeks;
    for (const auto& [person, week] : solved_.weeks) {
      const auto found = column_of.find({person, columns_.RowsOf(week)});
      if (found == column_of.end()) return;
      weeks.push_back(found->second);
    }
    auto full = columns_.RowsNamed(solved_.full);
    if (!full) return;
    for (int row = lp->own_rows(); row < lp->rows(); ++row) {
      if (solved_.full_cuts.contains(columns_.NamesOf(lp->sources(row)))) full->push_back(row);
    }
    lp->StartFrom(weeks, *full);
  }

  const Model& model_;
  const ProofOptions& options_;
  Proof proof_;
  ProofColumns columns_;
  ProofTree tree_;
  // Where it was solved last, by names.
  struct Solved {
    std::vector<std::pair<int, Week>> weeks;
    std::vector<int> full;
    std::set<Names> cuts;
    std::set<Names> full_cuts;
  };
  Solved solved_;
  std::set<Names> cuts_;  // that held something back
};

}  // namespace

Proof ProveBest(const Model& model, const ProofOptions& options) { return Prover(model, options).Run(); }

}  // namespace duaal::planner
