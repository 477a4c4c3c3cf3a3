#include "trajectory-svc/planner/proof_tree.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "trajectory-svc/planner/parallel.h"
#include "trajectory-svc/planner/proof_cuts.h"

namespace duaal::planner {
namespace {

constexpr int kCutsOfRound = 10;
constexpr int kMostCuts = 60;  // that may stay, used or not
constexpr CutEffort kAtNode = {10, 0.02};
constexpr double kMostBarred = 0.3;  // of the columns, that are carried along
constexpr double kWhole = 1e-5;      // as close to a whole number
constexpr std::size_t kNodesAtATime = 4;
constexpr std::size_t kMostQuestions = 16;  // that are looked at in a node
constexpr std::int64_t kTrialSteps = 30;    // for each answer to a question that is new
constexpr double kShareForTrials = 0.5;     // of what is missing: no dearer weeks for them

std::size_t Z(int index) { return static_cast<std::size_t>(index); }

bool IsWhole(const std::vector<double>& shares) {
  return std::all_of(shares.begin(), shares.end(),
                     [](double share) { return share <= kWhole || share >= 1 - kWhole; });
}

double Moved(double share, bool holds) { return holds ? 1 - share : share; }

}  // namespace

ProofTree::ProofTree(const ProofColumns& columns, int threads, std::int64_t steps,
                     std::function<bool()> go_on)
    : columns_(columns),
      threads_(std::max(1, threads)),
      steps_(steps),
      go_on_(std::move(go_on)),
      trials_(Z(threads_)) {}

ProofLp::Outcome ProofTree::Solve(ProofLp* lp) {
  const ProofLp::Outcome outcome = lp->Solve(target_, &steps_);
  given_up_ = given_up_ || outcome == ProofLp::Outcome::kGivenUp;
  return outcome;
}

ProofNode ProofTree::Cut(ProofLp lp, const CutEffort& effort) {
  ProofNode node = Tighten(std::move(lp), effort);
  steps_ -= std::exchange(node.steps, 0);
  return node;
}

// Solves and adds cuts. Changes nothing else, so that several may go on at the same time, and each may take
// all the steps that are left.
ProofNode ProofTree::Tighten(ProofLp lp, const CutEffort& effort) const {
  ProofNode node{std::move(lp)};
  std::int64_t steps = steps_;
  node.left = TightenLp(effort, &node.lp, &steps);
  node.steps = steps_ - steps;
  return node;
}

ProofNode::Left ProofTree::TightenLp(const CutEffort& effort, ProofLp* lp, std::int64_t* steps) const {
  for (int round = 0;; ++round) {
    const double before = lp->value();
    const ProofLp::Outcome outcome = lp->Solve(target_, steps);
    if (outcome == ProofLp::Outcome::kGivenUp) return ProofNode::Left::kGivenUp;
    if (outcome == ProofLp::Outcome::kAbove) return ProofNode::Left::kNothing;
    if (lp->rows() > lp->own_rows() + kMostCuts) lp->DropSlackRows();
    Prune(lp);
    if (IsWhole(lp->Shares())) return ProofNode::Left::kWholeWeeks;
    const double least = effort.least_gain * (static_cast<double>(target_) - before);
    if (round == effort.rounds || (round > 0 && lp->value() - before < least))
      return ProofNode::Left::kShares;
    if (AddHalfCuts(lp, kCutsOfRound) == 0) return ProofNode::Left::kShares;
  }
}

void ProofTree::Prune(ProofLp* lp) const {
  lp->BarDearerThan(target_);
  if (lp->allowed() < (1 - kMostBarred) * static_cast<double>(lp->columns().size())) lp->Compact();
}

// Looks at some nodes at a time, always the same ones, on however many threads: what is found at one, the
// others do not know yet.
void ProofTree::Explore(ProofNode root) {
  std::vector<ProofLp> open;
  Take(Look(std::move(root), 0, threads_), &open);
  while (!open.empty() && !given_up_) {
    const std::size_t count = std::min(kNodesAtATime, open.size());
    std::vector<std::optional<Looked>> looked(count);
    ForBlocks(static_cast<int>(count), threads_, [&](int worker, int i) {
      ProofLp& lp = open[open.size() - 1 - Z(i)];
      looked[Z(i)] = Look(Tighten(std::move(lp), kAtNode), worker, count == 1 ? threads_ : 1);
    });
    open.erase(open.end() - static_cast<std::ptrdiff_t>(count), open.end());
    for (std::size_t i = count; i-- > 0;) Take(*std::move(looked[i]), &open);
    given_up_ = given_up_ || !go_on_();
  }
}

// Asks the next question, where there is one. Changes nothing but the trials of its threads.
ProofTree::Looked ProofTree::Look(ProofNode node, int worker, int threads) {
  Looked looked{std::move(node), {}, {}};
  if (looked.node.left != ProofNode::Left::kShares) return looked;
  ProofLp& lp = looked.node.lp;
  Prune(&lp);
  if (lp.SafeBound() >= target_) {
    looked.node.left = ProofNode::Left::kNothing;
    return looked;
  }
  const Question question = PickQuestion(worker, threads, &looked);
  const bool first = question.share >= 0.5;
  for (const bool holds : {!first, first}) {
    looked.answers.push_back(lp);
    Answer(question, holds, &looked.answers.back());
  }
  return looked;
}

void ProofTree::Take(Looked looked, std::vector<ProofLp>* open) {
  steps_ -= looked.node.steps;
  for (const auto& [place, rates] : looked.rates) rates_[place] = rates;
  if (looked.node.left == ProofNode::Left::kGivenUp) given_up_ = true;
  if (looked.node.left == ProofNode::Left::kWholeWeeks) Record(looked.node.lp);
  std::move(looked.answers.begin(), looked.answers.end(), std::back_inserter(*open));
}

// Takes a solution of whole weeks.
void ProofTree::Record(const ProofLp& lp) {
  const std::vector<double> shares = lp.Shares();
  std::vector<Week> plan;
  std::vector<int> left;
  for (int row = 0; row < lp.own_rows(); ++row) left.push_back(lp.capacity(row));
  Cost total = 0;
  for (std::size_t c = 0; c < shares.size(); ++c) {
    if (shares[c] < 1 - kWhole) continue;
    const ProofColumn& column = lp.columns()[c];
    plan.push_back(columns_.week(column.week));
    total += column.cost;
    --left[Z(column.person)];
    for (const auto& [row, times] : column.rows) left[Z(row)] -= times;
  }
  // Whether it is one is counted, not believed.
  const bool real = static_cast<int>(plan.size()) == lp.people() &&
                    std::all_of(left.begin(), left.end(), [](int seats) { return seats >= 0; });
  if (real && total < target_) {
    found_ = {total, std::move(plan)};
    Aim(total);
  }
  // That nothing else here is cheaper is counted, too.
  given_up_ = given_up_ || !real || lp.SafeBound() < target_;
}

// Those to which the answer is most open, the most open first.
std::vector<ProofTree::Question> ProofTree::QuestionsOf(const ProofLp& lp) {
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

void ProofTree::Answer(const Question& question, bool holds, ProofLp* lp) {
  for (int c = 0; c < static_cast<int>(lp->columns().size()); ++c) {
    const ProofColumn& column = lp->columns()[Z(c)];
    if (column.person != question.person) continue;
    const bool counts = question.row < 0
                            ? c == question.column
                            : std::any_of(column.rows.begin(), column.rows.end(),
                                          [&](const auto& e) { return e.first == question.row; });
    if (counts != holds) lp->Bar(c);
  }
}

// How much an answer to a question raises the bound within a few steps.
double ProofTree::Try(const ProofLp& lp, const Question& question, bool holds,
                      std::optional<ProofLp>* answered, std::int64_t* used) const {
  *answered = lp;
  Answer(question, holds, &**answered);
  std::int64_t steps = kTrialSteps;
  const ProofLp::Outcome outcome = (*answered)->Solve(target_, &steps);
  *used = kTrialSteps - std::max<std::int64_t>(0, steps);
  const auto most = static_cast<double>(target_);
  return (outcome == ProofLp::Outcome::kAbove ? most : std::min(most, (*answered)->value())) - lp.value();
}

// How much the answers to new questions raise the bound, for each share that they move.
void ProofTree::TryAll(const std::vector<Question>& questions, int worker, int threads, Looked* looked) {
  if (questions.empty()) return;
  ProofLp lp = looked->node.lp;
  lp.BarDearerThan(std::llround(lp.value() + kShareForTrials * (static_cast<double>(target_) - lp.value())));
  lp.Compact();
  std::vector<double> gains(2 * questions.size());
  std::vector<std::int64_t> used(gains.size());
  ForBlocks(static_cast<int>(gains.size()), threads, [&](int helper, int block) {
    gains[Z(block)] =
        Try(lp, questions[Z(block / 2)], block % 2 != 0, &trials_[Z(worker + helper)], &used[Z(block)]);
  });
  for (std::size_t i = 0; i < gains.size(); ++i) {
    const Question& question = questions[i / 2];
    looked->rates[{question.person, question.row}][i % 2] = gains[i] / Moved(question.share, i % 2 != 0);
    looked->node.steps += used[i];
  }
}

// The question whose answers raise the bound most, as far as a few steps tell.
ProofTree::Question ProofTree::PickQuestion(int worker, int threads, Looked* looked) {
  const ProofLp& lp = looked->node.lp;
  const std::vector<Question> questions = QuestionsOf(lp);
  if (questions.size() == 1) return questions.front();
  std::vector<Question> unknown;
  for (const Question& question : questions) {
    const auto known = rates_.find({question.person, question.row});
    if (known == rates_.end()) {
      unknown.push_back(question);
    } else {
      looked->rates.insert(*known);
    }
  }
  TryAll(unknown, worker, threads, looked);
  Question best = questions.front();
  double most = -1;
  for (const Question& question : questions) {
    const Rates& rates = looked->rates.at({question.person, question.row});
    double gains[2];
    for (const int holds : {0, 1}) {
      gains[holds] = std::min(rates[Z(holds)] * Moved(question.share, holds != 0),
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

}  // namespace duaal::planner
