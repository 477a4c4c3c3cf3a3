#include "tools/bench/rounds.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace duaal::bench {

double Quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double rank = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(rank));
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (values[above] - values[below]) * (rank - std::floor(rank));
}

double Median(std::vector<double> values) { return Quantile(std::move(values), 0.5); }

StatusOr<int> BestCount(const char* name, std::span<const int> counts,
                        const std::function<StatusOr<double>(int callers)>& run) {
  int best = 0;
  double most = 0;
  for (const int callers : counts) {
    ASSIGN_OR_RETURN(const double rate, run(callers));
    std::printf("  %s with %d callers %10.0f rows/s\n", name, callers, rate);
    if (rate > most) {
      most = rate;
      best = callers;
    }
  }
  return best;
}

StatusOr<Rounds> Rounds::Run(std::vector<Side> sides, absl::Duration time, const std::string& only,
                             const std::function<Status()>& settle) {
  if (!only.empty()) std::erase_if(sides, [&](const Side& side) { return side.name != only; });
  Rounds rounds;
  rounds.rates_.resize(sides.size());
  for (const Side& side : sides) rounds.names_.push_back(side.name);
  for (int round = -1; round < kRounds; ++round) {
    for (std::size_t turn = 0; turn < sides.size(); ++turn) {
      const std::size_t i = round % 2 == 0 ? turn : sides.size() - 1 - turn;
      RETURN_IF_ERROR(settle());
      ASSIGN_OR_RETURN(const double rate, sides[i].run(round < 0 ? time / 2 : time));
      if (round < 0) continue;
      rounds.rates_[i].push_back(rate);
      std::printf("  round %d  %-14s %10.0f/s\n", round + 1, sides[i].name.c_str(), rate);
      std::fflush(stdout);
    }
  }
  if (only.empty()) return rounds;
  return Error(absl::StatusCode::kCancelled, "ONE_SIDE", "Only " + only + " ran; nothing is compared.");
}

const std::vector<double>& Rounds::Of(const std::string& side) const {
  const auto found = std::find(names_.begin(), names_.end(), side);
  if (found == names_.end()) std::abort();  // a misspelt side is a programming error
  return rates_[static_cast<std::size_t>(found - names_.begin())];
}

double Rounds::Rate(const std::string& side) const { return Median(Of(side)); }

double Rounds::Ratio(const std::string& side, const std::string& bound) const {
  std::vector<double> ratios;
  for (int round = 0; round < kRounds; ++round) {
    const auto at = static_cast<std::size_t>(round);
    ratios.push_back(Of(side)[at] / Of(bound)[at]);
  }
  return Median(ratios);
}

double Rounds::Spread() const {
  double widest = 1;
  for (const auto& rates : rates_) {
    const auto [least, most] = std::minmax_element(rates.begin(), rates.end());
    if (*least > 0) widest = std::max(widest, *most / *least);
  }
  return widest;
}

}  // namespace duaal::bench
