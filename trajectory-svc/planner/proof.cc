#include "trajectory-svc/planner/proof.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "trajectory-svc/planner/prices.h"
#include "trajectory-svc/planner/proof_cuts.h"
#include "trajectory-svc/planner/proof_lp.h"

namespace duaal::planner {
namespace {

constexpr int kMostWeeksOfPerson = 10'000;
constexpr std::size_t kMostWeeks = 60'000;
// The best plan is looked for this little above the bound first, which leaves few weeks; then twice as far.
constexpr Cost kFirstReach = 2 * kPoint;
constexpr int kCutRounds = 40;  // at one node
constexpr int kCutsOfRound = 10;
constexpr int kMostCuts = 150;             // that may stay, used or not
constexpr double kLeastGain = 0.005;       // of what is missing, for which another round of cuts is made
constexpr double kWhole = 1e-5;            // as close to a whole number
constexpr std::size_t kMostQuestions = 8;  // that are tried at a node
constexpr std::int64_t kTrialSteps = 10;   // for each of their answers

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
    std::optional<ProofLp> lp = Collect();
    if (given_up_) return false;
    if (lp) Explore(*std::move(lp));
    return !given_up_;
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
    const std::vector<int> row_of = NumberRows(found);
    std::vector<ProofColumn> columns;
    for (int person = 0; person < model_.people(); ++person)
      AddColumns(person, found[Z(person)], row_of, &columns);
    Round(columns);
    std::vector<int> capacities;
    for (std::size_t k = 0; k < row_of.size(); ++k) {
      if (row_of[k] >= 0) capacities.push_back(model_.seats()[k]);
    }
    return ProofLp(model_.people(), std::move(columns), capacities);
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

  // Of weeks that count in the same rows the cheapest will do.
  void AddColumns(int person, const std::vector<Alternative>& found, const std::vector<int>& row_of,
                  std::vector<ProofColumn>* columns) {
    std::map<Rows, std::pair<Cost, const Week*>> cheapest;
    for (const Alternative& alternative : found) {
      Cost cost = alternative.cost;
      Rows rows;
      for (const auto& [k, times] : SeatsOf(alternative.week)) {
        cost -= pricing_.prices[k] * times;
        if (row_of[k] >= 0) rows.emplace_back(row_of[k], times);
      }
      const auto [known, fresh] = cheapest.try_emplace(std::move(rows), cost, &alternative.week);
      if (!fresh && cost < known->second.first) known->second = {cost, &alternative.week};
    }
    for (auto& [rows, week] : cheapest) {
      columns->push_back({person, week.first, rows});
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

  void Explore(ProofLp lp) {
    given_up_ = given_up_ || (options_.go_on && !options_.go_on(proof_.bound));
    if (given_up_ || !IsBelow(&lp)) return;
    for (int round = 0; round < kCutRounds; ++round) {
      lp.BarDearerThan(target_);
      if (Record(lp)) return;
      const double before = lp.value();
      if (AddHalfCuts(&lp, kCutsOfRound) == 0) break;
      if (!IsBelow(&lp)) return;
      if (lp.rows() > lp.own_rows() + kMostCuts) lp.DropSlackRows();
      if (lp.value() - before < kLeastGain * (static_cast<double>(target_) - before)) break;
    }
    lp.BarDearerThan(target_);
    if (!Record(lp)) Branch(lp);
  }

  bool IsBelow(ProofLp* lp) {
    const ProofLp::Outcome outcome = lp->Solve(target_, &steps_);
    given_up_ = given_up_ || outcome == ProofLp::Outcome::kGivenUp;
    return outcome == ProofLp::Outcome::kBelow;
  }

  // Takes a solution of whole weeks; false when there are shares of weeks in it.
  bool Record(const ProofLp& lp) {
    const std::vector<double> shares = lp.Shares();
    std::vector<Week> plan;
    std::vector<int> left;
    for (int row = 0; row < lp.own_rows(); ++row) left.push_back(lp.capacity(row));
    Cost total = 0;
    for (std::size_t c = 0; c < shares.size(); ++c) {
      if (shares[c] > kWhole && shares[c] < 1 - kWhole) return false;
      if (shares[c] <= kWhole) continue;
      const ProofColumn& column = lp.columns()[c];
      plan.push_back(weeks_[c]);
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
    return true;
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

  // The question whose answers raise the bound most, as far as a few steps tell.
  Question PickQuestion(const ProofLp& lp) {
    const std::vector<Question> questions = QuestionsOf(lp);
    if (questions.size() == 1) return questions.front();
    Question best = questions.front();
    double most = -1;
    for (const Question& question : questions) {
      double gains[2];
      for (const bool holds : {false, true}) {
        ProofLp answered = Answer(lp, question, holds);
        std::int64_t steps = std::min(kTrialSteps, steps_);
        const std::int64_t before = steps;
        const auto outcome = answered.Solve(target_, &steps);
        steps_ -= before - std::max<std::int64_t>(0, steps);
        const double value =
            outcome == ProofLp::Outcome::kAbove ? static_cast<double>(target_) : answered.value();
        gains[holds ? 1 : 0] = std::min(value, static_cast<double>(target_)) - lp.value();
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
    for (const bool holds : {first, !first}) {
      if (!given_up_) Explore(Answer(lp, question, holds));
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
  std::vector<Week> weeks_;  // of each column
  Cost some_total_ = 0;      // totals differ from it by multiples of
  Cost step_ = 0;
};

}  // namespace

Proof ProveBest(const Model& model, const ProofOptions& options) { return Prover(model, options).Run(); }

}  // namespace duaal::planner
