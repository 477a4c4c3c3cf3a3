#include "trajectory-svc/planner/proof.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "trajectory-svc/planner/parallel.h"
#include "trajectory-svc/planner/prices.h"
#include "trajectory-svc/planner/proof_cuts.h"
#include "trajectory-svc/planner/proof_lp.h"

namespace duaal::planner {
namespace {

constexpr int kMostWeeksOfPerson = 10'000;
constexpr std::size_t kMostWeeks = 60'000;
// The best plan is looked for this little above the bound of the prices first, which leaves few weeks; then
// twice as far. Where cuts have raised the bound and it has to branch, it begins closer.
constexpr Cost kFirstReach = 2 * kPoint;
constexpr Cost kFirstGap = 3 * kPoint / 2;
constexpr int kCutsOfRound = 10;
constexpr int kMostCuts = 60;  // that may stay, used or not
struct CutEffort {
  int rounds = 0;
  double least_gain = 0;  // of what is missing, for which another round is made
};
constexpr CutEffort kFarAbove = {40, 0.02};  // where there are many weeks
constexpr CutEffort kBeforeBranching = {40, 0.001};
constexpr CutEffort kAtNode = {10, 0.02};
constexpr double kMostBarred = 0.3;         // of the columns, that are carried along
constexpr double kWhole = 1e-5;             // as close to a whole number
constexpr std::size_t kMostQuestions = 16;  // that are looked at in a node
constexpr std::int64_t kTrialSteps = 30;    // for each answer to a question that is new

std::size_t Z(int index) { return static_cast<std::size_t>(index); }

class Prover {
 public:
  Prover(const Model& model, const ProofOptions& options)
      : model_(model), options_(options), steps_(options.steps), solver_(model) {}

  Proof Run() {
    std::vector<Cost> prices = *options_.prices;
    prices.resize(model_.seats().size(), 0);
    pricing_ = PriceEverybody(model_, prices, options_.threads, nullptr);
    proof_.bound = std::min(pricing_.bound, options_.total);
    for (Cost reach = kFirstReach; !proof_.best; reach *= 2) {
      const Cost below = std::min(options_.total, pricing_.bound + reach);
      if (below > pricing_.bound && !LookBelow(below)) break;
      proof_.best = proof_.weeks.empty() ? below == options_.total : true;
      proof_.bound = proof_.weeks.empty() ? below : total_;
    }
    return std::move(proof_);
  }

 private:
  using Rows = std::vector<std::pair<int, int>>;

  // Looks for the cheapest of all plans below; false when it has to give up.
  bool LookBelow(Cost below) {
    target_ = below;
    given_up_ = options_.go_on && !options_.go_on(proof_.bound);
    if (given_up_) return false;
    std::optional<ProofLp> lp = Collect();
    if (given_up_) return false;
    if (lp) Start(*std::move(lp));
    return !given_up_;
  }

  // The first solution and the cuts are kept for when it is looked further.
  void Start(ProofLp lp) {
    if (!first_.weeks.empty()) StartFromFirst(&lp);
    const ProofLp::Outcome outcome = lp.Solve(target_, &steps_);
    given_up_ = outcome == ProofLp::Outcome::kGivenUp;
    if (outcome != ProofLp::Outcome::kBelow) return;
    KeepFirst(lp);
    for (const std::vector<int>& cut : cuts_) {
      if (const auto rows = RowsNamed(cut)) AddHalfCut(*rows, &lp);
    }
    Node root = Tighten(std::move(lp), kFarAbove);
    steps_ -= root.steps;
    KeepCuts(root.lp);
    if (root.left != Node::Left::kShares) return Explore(std::move(root));
    LookFurther(root.lp);
  }

  // A little above the bound first, then twice as far.
  void LookFurther(const ProofLp& root) {
    const Cost wide = target_;
    const Cost bound = std::max(proof_.bound, root.SafeBound());
    for (Cost gap = kFirstGap;; gap *= 2) {
      target_ = Below(std::min(wide, bound + gap)) + 1;
      ProofLp part = root;
      part.BarDearerThan(target_);
      Node node = Tighten(std::move(part), kBeforeBranching);
      steps_ -= node.steps;
      Explore(std::move(node));
      if (given_up_ || !proof_.weeks.empty()) return;
      proof_.bound = std::max(proof_.bound, target_);
      if (target_ >= wide) return;
    }
  }

  // What the rows are called from one time to the other: people, then resources.
  [[nodiscard]] int NameOf(int row) const {
    return row < model_.people() ? row : model_.people() + resource_of_[Z(row - model_.people())];
  }
  [[nodiscard]] std::optional<std::vector<int>> RowsNamed(const std::vector<int>& names) const {
    std::vector<int> rows;
    for (const int name : names) {
      rows.push_back(name < model_.people() ? name : row_of_[Z(name - model_.people())]);
      if (rows.back() < 0) return std::nullopt;
    }
    return rows;
  }

  void KeepFirst(const ProofLp& lp) {
    first_ = {};
    for (const int c : lp.WeeksInBasis()) {
      const ProofColumn& column = lp.columns()[Z(c)];
      first_.weeks.emplace_back(column.person, weeks_[Z(column.week)]);
    }
    for (const int row : lp.FullRows()) first_.full.push_back(NameOf(row));
  }

  // Without it when a week or a row of it is not there any more.
  void StartFromFirst(ProofLp* lp) const {
    std::map<std::pair<int, Rows>, int> column_of;
    for (std::size_t c = 0; c < lp->columns().size(); ++c)
      column_of.emplace(std::pair(lp->columns()[c].person, lp->columns()[c].rows), static_cast<int>(c));
    std::vector<int> weeks;
    for (const auto& [person, week] : first_.weeks) {
      const auto found = column_of.find({person, RowsOf(week)});
      if (found == column_of.end()) return;
      weeks.push_back(found->second);
    }
    if (const auto full = RowsNamed(first_.full)) lp->StartFrom(weeks, *full);
  }

  void KeepCuts(const ProofLp& lp) {
    cuts_.clear();
    for (int row = lp.own_rows(); row < lp.rows(); ++row) {
      cuts_.emplace_back();
      for (const int source : lp.sources(row)) cuts_.back().push_back(NameOf(source));
    }
  }

  // Everybody's weeks that a plan below the target can have; nothing when somebody has none, and there is no
  // such plan.
  std::optional<ProofLp> Collect() {
    std::vector<std::vector<Alternative>> found;
    std::size_t count = 0;
    for (int person = 0; person < model_.people(); ++person) {
      WeekQuery query;
      query.person = person;
      query.prices = pricing_.prices.data();
      query.below = pricing_.least[Z(person)] + target_ - pricing_.bound;
      found.push_back(solver_.Best(query, kMostWeeksOfPerson));
      count += found.back().size();
      given_up_ = given_up_ || found.back().size() >= kMostWeeksOfPerson || count > kMostWeeks;
      if (given_up_ || found.back().empty()) return std::nullopt;
    }
    weeks_.clear();
    rates_.clear();
    row_of_ = NumberRows(found);
    std::vector<ProofColumn> columns;
    for (int person = 0; person < model_.people(); ++person) AddColumns(person, found[Z(person)], &columns);
    Round(columns);
    std::vector<int> capacities;
    resource_of_.clear();
    for (std::size_t k = 0; k < row_of_.size(); ++k) {
      if (row_of_[k] < 0) continue;
      capacities.push_back(model_.seats()[k]);
      resource_of_.push_back(static_cast<int>(k));
    }
    return ProofLp(model_.people(), columns, capacities);
  }

  // Rows of the resources that could run out; -1 for the others.
  std::vector<int> NumberRows(const std::vector<std::vector<Alternative>>& found) const {
    std::vector<int> wanted(Z(model_.real_resources()), 0);
    for (int person = 0; person < model_.people(); ++person) {
      std::map<std::uint32_t, int> most;
      for (const Alternative& week : found[Z(person)]) {
        for (const auto& [k, times] : SeatsOf(week.week)) most[k] = std::max(most[k], times);
      }
      for (const auto& [k, times] : most) wanted[k] += times;
    }
    std::vector<int> row_of(wanted.size(), -1);
    int row = model_.people();
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      if (wanted[k] > model_.seats()[k]) row_of[k] = row++;
    }
    return row_of;
  }

  [[nodiscard]] std::map<std::uint32_t, int> SeatsOf(const Week& week) const {
    std::map<std::uint32_t, int> seats;
    for (const ItemId id : week) {
      if (id == kNoItem) continue;
      for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) {
        if (k < static_cast<std::uint32_t>(model_.real_resources())) ++seats[k];
      }
    }
    return seats;
  }

  [[nodiscard]] Rows RowsOf(const Week& week) const {
    Rows rows;
    for (const auto& [k, times] : SeatsOf(week)) {
      if (row_of_[k] >= 0) rows.emplace_back(row_of_[k], times);
    }
    return rows;
  }

  // Of weeks that count in the same rows the cheapest will do.
  void AddColumns(int person, const std::vector<Alternative>& found, std::vector<ProofColumn>* columns) {
    std::map<Rows, std::pair<Cost, const Week*>> cheapest;
    for (const Alternative& alternative : found) {
      Cost cost = alternative.cost;
      for (const auto& [k, times] : SeatsOf(alternative.week)) cost -= pricing_.prices[k] * times;
      const auto [known, fresh] = cheapest.try_emplace(RowsOf(alternative.week), cost, &alternative.week);
      if (!fresh && cost < known->second.first) known->second = {cost, &alternative.week};
    }
    for (auto& [rows, week] : cheapest) {
      columns->push_back({person, week.first, rows, static_cast<int>(weeks_.size())});
      weeks_.push_back(*week.second);
    }
  }

  // All plans of these columns cost the same but for multiples of some amount.
  void Round(const std::vector<ProofColumn>& columns) {
    step_ = 0;
    Cost sum = 0;
    const ProofColumn* first = nullptr;
    for (const ProofColumn& column : columns) {
      if (first == nullptr || first->person != column.person) {
        first = &column;
        sum += column.cost;
      }
      step_ = std::gcd(step_, column.cost - first->cost);
    }
    some_total_ = sum;
    target_ = Below(target_) + 1;
  }
  // The dearest total that a plan can have below.
  [[nodiscard]] Cost Below(Cost target) const {
    if (step_ == 0) return some_total_ < target ? some_total_ : target - 1;
    const Cost above = (target - 1 - some_total_) % step_;
    return target - 1 - (above < 0 ? above + step_ : above);
  }

  // What is left to look for where some columns are barred.
  struct Node {
    enum class Left { kNothing, kWholeWeeks, kShares, kGivenUp };
    ProofLp lp;
    Left left = Left::kNothing;
    std::int64_t steps = 0;  // that it took
  };

  // Solves and adds cuts. Changes nothing else, so that several may go on at the same time, and each may take
  // all the steps that are left.
  [[nodiscard]] Node Tighten(ProofLp lp, const CutEffort& effort) const {
    Node node{std::move(lp)};
    std::int64_t steps = steps_;
    node.left = TightenLp(effort, &node.lp, &steps);
    node.steps = steps_ - steps;
    return node;
  }
  Node::Left TightenLp(const CutEffort& effort, ProofLp* lp, std::int64_t* steps) const {
    for (int round = 0;; ++round) {
      const double before = lp->value();
      const ProofLp::Outcome outcome = lp->Solve(target_, steps);
      if (outcome == ProofLp::Outcome::kGivenUp) return Node::Left::kGivenUp;
      if (outcome == ProofLp::Outcome::kAbove) return Node::Left::kNothing;
      if (lp->rows() > lp->own_rows() + kMostCuts) lp->DropSlackRows();
      lp->BarDearerThan(target_);
      if (IsWhole(lp->Shares())) return Node::Left::kWholeWeeks;
      const double least = effort.least_gain * (static_cast<double>(target_) - before);
      if (round == effort.rounds || (round > 0 && lp->value() - before < least)) return Node::Left::kShares;
      if (AddHalfCuts(lp, kCutsOfRound) == 0) return Node::Left::kShares;
    }
  }

  static bool IsWhole(const std::vector<double>& shares) {
    return std::all_of(shares.begin(), shares.end(),
                       [](double share) { return share <= kWhole || share >= 1 - kWhole; });
  }

  void Explore(Node node) {
    given_up_ =
        given_up_ || node.left == Node::Left::kGivenUp || (options_.go_on && !options_.go_on(proof_.bound));
    if (given_up_ || node.left == Node::Left::kNothing) return;
    if (node.left == Node::Left::kWholeWeeks) return Record(node.lp);
    // The target may have come down since.
    node.lp.BarDearerThan(target_);
    if (node.lp.SafeBound() >= target_) return;
    if (node.lp.allowed() < (1 - kMostBarred) * static_cast<double>(node.lp.columns().size()))
      node.lp.Compact();
    Branch(node.lp);
  }

  // Takes a solution of whole weeks.
  void Record(const ProofLp& lp) {
    const std::vector<double> shares = lp.Shares();
    std::vector<Week> plan;
    std::vector<int> left;
    for (int row = 0; row < lp.own_rows(); ++row) left.push_back(lp.capacity(row));
    Cost total = 0;
    for (std::size_t c = 0; c < shares.size(); ++c) {
      if (shares[c] < 1 - kWhole) continue;
      const ProofColumn& column = lp.columns()[c];
      plan.push_back(weeks_[Z(column.week)]);
      total += column.cost;
      --left[Z(column.person)];
      for (const auto& [row, times] : column.rows) left[Z(row)] -= times;
    }
    // Whether it is one is counted, not believed.
    const bool real = static_cast<int>(plan.size()) == lp.people() &&
                      std::all_of(left.begin(), left.end(), [](int seats) { return seats >= 0; });
    if (real && total < target_) {
      proof_.weeks = std::move(plan);
      total_ = total;
      target_ = Below(total) + 1;
    }
    // That nothing else here is cheaper is counted, too.
    given_up_ = given_up_ || !real || lp.SafeBound() < target_;
  }

  // What a person does or does not do: takes a column that counts in a row, or just this column.
  struct Question {
    int person = 0;
    int row = -1;
    int column = -1;
    double share = 0;
  };

  // Those to which the answer is most open, the most open first.
  static std::vector<Question> QuestionsOf(const ProofLp& lp) {
    const std::vector<double> shares = lp.Shares();
    std::map<std::pair<int, int>, double> share_of;  // of a person and a row
    std::vector<Question> questions;
    for (std::size_t c = 0; c < shares.size(); ++c) {
      if (shares[c] <= kWhole || shares[c] >= 1 - kWhole) continue;
      const ProofColumn& column = lp.columns()[c];
      if (questions.empty()) questions.push_back({column.person, -1, static_cast<int>(c), shares[c]});
      for (const auto& [row, times] : column.rows) share_of[{column.person, row}] += shares[c];
    }
    std::vector<Question> by_row;
    for (const auto& [place, share] : share_of) {
      if (share > kWhole && share < 1 - kWhole) by_row.push_back({place.first, place.second, -1, share});
    }
    if (by_row.empty()) return questions;
    std::stable_sort(by_row.begin(), by_row.end(), [](const Question& a, const Question& b) {
      return std::abs(a.share - 0.5) < std::abs(b.share - 0.5);
    });
    // One for each person: what one does, others of the same person often follow from.
    questions.clear();
    std::set<int> asked;
    for (const Question& question : by_row) {
      if (questions.size() < kMostQuestions && asked.insert(question.person).second)
        questions.push_back(question);
    }
    return questions;
  }

  static ProofLp Answer(const ProofLp& lp, const Question& question, bool holds) {
    ProofLp answered = lp;
    for (int c = 0; c < static_cast<int>(lp.columns().size()); ++c) {
      const ProofColumn& column = lp.columns()[Z(c)];
      if (column.person != question.person) continue;
      const bool counts = question.row < 0
                              ? c == question.column
                              : std::any_of(column.rows.begin(), column.rows.end(),
                                            [&](const auto& e) { return e.first == question.row; });
      if (counts != holds) answered.Bar(c);
    }
    return answered;
  }

  // How much the answers to a question have raised the bound when it was new, for each share that they moved.
  using Rates = std::array<double, 2>;  // for no, for yes
  static double Moved(const Question& question, bool holds) {
    return holds ? 1 - question.share : question.share;
  }

  // How much an answer to a question raises the bound within a few steps.
  [[nodiscard]] double Try(const ProofLp& lp, const Question& question, bool holds,
                           std::int64_t* used) const {
    ProofLp answered = Answer(lp, question, holds);
    std::int64_t steps = kTrialSteps;
    const ProofLp::Outcome outcome = answered.Solve(target_, &steps);
    *used = kTrialSteps - std::max<std::int64_t>(0, steps);
    const auto most = static_cast<double>(target_);
    return (outcome == ProofLp::Outcome::kAbove ? most : std::min(most, answered.value())) - lp.value();
  }

  void TryAll(const ProofLp& lp, const std::vector<Question>& questions) {
    std::vector<double> gains(2 * questions.size());
    std::vector<std::int64_t> used(gains.size());
    ForBlocks(static_cast<int>(gains.size()), options_.threads, [&](int, int block) {
      gains[Z(block)] = Try(lp, questions[Z(block / 2)], block % 2 != 0, &used[Z(block)]);
    });
    for (std::size_t i = 0; i < gains.size(); ++i) {
      const Question& question = questions[i / 2];
      rates_[{question.person, question.row}][i % 2] = gains[i] / Moved(question, i % 2 != 0);
      steps_ -= used[i];
    }
  }

  // The question whose answers raise the bound most, as far as a few steps tell.
  Question PickQuestion(const ProofLp& lp) {
    const std::vector<Question> questions = QuestionsOf(lp);
    if (questions.size() == 1) return questions.front();
    std::vector<Question> unknown;
    for (const Question& question : questions) {
      if (!rates_.contains({question.person, question.row})) unknown.push_back(question);
    }
    TryAll(lp, unknown);
    Question best = questions.front();
    double most = -1;
    for (const Question& question : questions) {
      const Rates& rates = rates_.at({question.person, question.row});
      double gains[2];
      for (const int holds : {0, 1}) {
        gains[holds] = std::min(rates[Z(holds)] * Moved(question, holds != 0),
                                static_cast<double>(target_) - lp.value());
      }
      const double gain = std::min(gains[0], gains[1]) + std::max(gains[0], gains[1]) / 6;
      if (gain <= most) continue;
      most = gain;
      best = question;
      best.share = gains[1] <= gains[0] ? 1 : 0;  // the answer that costs less goes first
    }
    return best;
  }

  void Branch(const ProofLp& lp) {
    const Question question = PickQuestion(lp);
    const bool first = question.share >= 0.5;
    std::optional<Node> nodes[2];
    ForBlocks(2, options_.threads, [&](int, int block) {
      nodes[block] = Tighten(Answer(lp, question, (block == 0) == first), kAtNode);
    });
    for (const auto& node : nodes) steps_ -= node->steps;
    for (auto& node : nodes) {
      if (!given_up_) Explore(*std::exchange(node, std::nullopt));
    }
  }

  const Model& model_;
  const ProofOptions& options_;
  std::int64_t steps_;
  WeekSolver solver_;
  Pricing pricing_;
  Proof proof_;
  Cost total_ = 0;   // of the plan found
  Cost target_ = 0;  // only plans that cost less are of interest
  bool given_up_ = false;
  std::vector<Week> weeks_;       // of each column
  std::vector<int> row_of_;       // of each resource, or -1
  std::vector<int> resource_of_;  // of each row behind those of the people
  // The basis of the first solution of all, by names.
  struct First {
    std::vector<std::pair<int, Week>> weeks;
    std::vector<int> full;
  };
  First first_;
  std::map<std::pair<int, int>, Rates> rates_;  // of a person and a row
  std::vector<std::vector<int>> cuts_;          // that held something back, by names
  Cost some_total_ = 0;                         // totals differ from it by multiples of
  Cost step_ = 0;
};

}  // namespace

Proof ProveBest(const Model& model, const ProofOptions& options) { return Prover(model, options).Run(); }

}  // namespace duaal::planner
