#include "trajectory-svc/planner/proof_cuts.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <set>

namespace duaal::planner {
namespace {

constexpr double kZero = 1e-6;
constexpr double kLeastBroken = 0.02;
constexpr double kMostOdd = 0.9;  // of the shares that a sum counts an odd number of times

std::size_t Z(int index) { return static_cast<std::size_t>(index); }

class Bits {
 public:
  explicit Bits(std::size_t size) : words_((size + 63) / 64) {}
  void Flip(std::size_t bit) { words_[bit / 64] ^= std::uint64_t{1} << bit % 64; }
  [[nodiscard]] bool Has(std::size_t bit) const { return (words_[bit / 64] >> bit % 64 & 1U) != 0; }
  [[nodiscard]] int Count() const {
    int count = 0;
    for (const std::uint64_t word : words_) count += std::popcount(word);
    return count;
  }
  Bits& operator^=(const Bits& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] ^= other.words_[i];
    return *this;
  }
  friend auto operator<=>(const Bits&, const Bits&) = default;
  template <typename Body>
  void ForEach(const Body& body) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t rest = words_[i]; rest != 0; rest &= rest - 1)
        body(i * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
    }
  }

 private:
  std::vector<std::uint64_t> words_;
};

// A sum of rows.
struct Sum {
  Bits odd_in;  // the columns in use that it counts an odd number of times
  Bits rows;
  bool odd = false;   // what the rows hold together
  bool used = false;  // to eliminate a column
};

struct Cut {
  double broken = 0;
  Bits rows;
};

class Finder {
 public:
  explicit Finder(const ProofLp& lp) : lp_(lp), shares_(lp.Shares()) {
    for (std::size_t c = 0; c < shares_.size(); ++c) {
      if (shares_[c] > kZero) in_use_.push_back(static_cast<int>(c));
    }
    // What is left of a sum when the large shares are eliminated counts little.
    std::stable_sort(in_use_.begin(), in_use_.end(),
                     [&](int a, int b) { return shares_[Z(a)] > shares_[Z(b)]; });
  }

  // Of three rows each, all there are.
  std::vector<Cut> Triples() const {
    const std::size_t rows = Z(lp_.own_rows());
    std::vector<double> both(rows * rows, 0);
    std::map<std::array<std::size_t, 3>, double> all_three;
    for (const int c : in_use_) {
      const std::vector<std::size_t> own = RowsOf(c);
      for (std::size_t a = 0; a < own.size(); ++a) {
        for (std::size_t b = a + 1; b < own.size(); ++b) {
          both[own[a] * rows + own[b]] += shares_[Z(c)];
          both[own[b] * rows + own[a]] += shares_[Z(c)];
          for (std::size_t d = b + 1; d < own.size(); ++d)
            all_three[{own[a], own[b], own[d]}] += shares_[Z(c)];
        }
      }
    }
    std::vector<Cut> cuts;
    for (std::size_t a = 0; a < rows; ++a) {
      for (std::size_t b = a + 1; b < rows; ++b) {
        for (std::size_t d = b + 1; d < rows; ++d) {
          const int hold = CapacityOf(a) + CapacityOf(b) + CapacityOf(d);
          const int half = hold / 2;
          const double sum = both[a * rows + b] + both[a * rows + d] + both[b * rows + d];
          if (hold % 2 == 0 || sum <= half + kLeastBroken) continue;
          const auto three = all_three.find({a, b, d});
          const double broken = sum - half - (three == all_three.end() ? 0 : 2 * three->second);
          if (broken <= kLeastBroken) continue;
          cuts.push_back({broken, Bits(rows)});
          for (const std::size_t row : {a, b, d}) cuts.back().rows.Flip(row);
        }
      }
    }
    std::stable_sort(cuts.begin(), cuts.end(),
                     [](const Cut& a, const Cut& b) { return a.broken > b.broken; });
    return cuts;
  }

  // Of any number of rows: those that are left when the large shares are eliminated.
  std::vector<Cut> Eliminated() {
    MakeSums();
    std::vector<Cut> cuts;
    for (std::size_t step = 0; step < in_use_.size(); ++step) {
      const int pivot = PickPivot(step);
      if (pivot < 0) continue;
      sums_[Z(pivot)].used = true;
      for (Sum& sum : sums_) {
        if (sum.used || !sum.odd_in.Has(step)) continue;
        sum.odd_in ^= sums_[Z(pivot)].odd_in;
        sum.rows ^= sums_[Z(pivot)].rows;
        sum.odd ^= sums_[Z(pivot)].odd;
        const double lost = sum.odd ? SharesIn(sum.odd_in) : 1.0;
        if (lost < kMostOdd) cuts.push_back({(1 - lost) / 2, sum.rows});
      }
    }
    std::stable_sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) {
      return a.broken / std::sqrt(a.rows.Count()) > b.broken / std::sqrt(b.rows.Count());
    });
    return cuts;
  }

 private:
  [[nodiscard]] int CapacityOf(std::size_t row) const { return lp_.capacity(static_cast<int>(row)); }
  // The rows of a column in rising order.
  [[nodiscard]] std::vector<std::size_t> RowsOf(int c) const {
    const ProofColumn& column = lp_.columns()[Z(c)];
    std::vector<std::size_t> rows = {Z(column.person)};
    for (const auto& [row, times] : column.rows) rows.push_back(Z(row));
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  // The rows that are full, one by one.
  void MakeSums() {
    std::vector<double> taken(Z(lp_.own_rows()), 0);
    for (const int c : in_use_) {
      taken[Z(lp_.columns()[Z(c)].person)] += shares_[Z(c)];
      for (const auto& [row, times] : lp_.columns()[Z(c)].rows) taken[Z(row)] += times * shares_[Z(c)];
    }
    std::vector<int> sum_of(taken.size(), -1);
    for (int row = 0; row < lp_.own_rows(); ++row) {
      if (taken[Z(row)] < lp_.capacity(row) - kZero) continue;
      sum_of[Z(row)] = static_cast<int>(sums_.size());
      sums_.push_back({Bits(in_use_.size()), Bits(taken.size()), lp_.capacity(row) % 2 != 0, false});
      sums_.back().rows.Flip(Z(row));
    }
    for (std::size_t i = 0; i < in_use_.size(); ++i) {
      const ProofColumn& column = lp_.columns()[Z(in_use_[i])];
      if (const int own = sum_of[Z(column.person)]; own >= 0) sums_[Z(own)].odd_in.Flip(i);
      for (const auto& [row, times] : column.rows) {
        if (sum_of[Z(row)] >= 0 && times % 2 != 0) sums_[Z(sum_of[Z(row)])].odd_in.Flip(i);
      }
    }
  }

  // Of the sums that count the column oddly, the one of the fewest rows: its like stays short.
  [[nodiscard]] int PickPivot(std::size_t step) const {
    int best = -1;
    int fewest = 0;
    for (std::size_t s = 0; s < sums_.size(); ++s) {
      if (sums_[s].used || !sums_[s].odd_in.Has(step)) continue;
      const int rows = sums_[s].rows.Count();
      if (best >= 0 && rows >= fewest) continue;
      best = static_cast<int>(s);
      fewest = rows;
    }
    return best;
  }

  [[nodiscard]] double SharesIn(const Bits& columns) const {
    double sum = 0;
    columns.ForEach([&](std::size_t i) { sum += shares_[Z(in_use_[i])]; });
    return sum;
  }

  const ProofLp& lp_;
  const std::vector<double> shares_;
  std::vector<int> in_use_;
  std::vector<Sum> sums_;
};

void Add(const Bits& rows, ProofLp* lp) {
  int holds = 0;
  rows.ForEach([&](std::size_t row) { holds += lp->capacity(static_cast<int>(row)); });
  std::vector<std::pair<int, int>> members;
  for (std::size_t c = 0; c < lp->columns().size(); ++c) {
    const ProofColumn& column = lp->columns()[c];
    int times = rows.Has(Z(column.person)) ? 1 : 0;
    for (const auto& [row, count] : column.rows) {
      if (rows.Has(Z(row))) times += count;
    }
    if (times >= 2) members.emplace_back(static_cast<int>(c), times / 2);
  }
  lp->AddRow(members, holds / 2);
}

}  // namespace

int AddHalfCuts(ProofLp* lp, int most) {
  Finder finder(*lp);
  std::set<Bits> added;
  const auto add = [&](const std::vector<Cut>& cuts) {
    for (const Cut& cut : cuts) {
      if (static_cast<int>(added.size()) >= most) break;
      if (added.insert(cut.rows).second) Add(cut.rows, lp);
    }
  };
  add(finder.Triples());
  // Long sums make rows that many columns count in; they are for when short ones say little.
  if (static_cast<int>(added.size()) < most / 4) add(finder.Eliminated());
  return static_cast<int>(added.size());
}

}  // namespace duaal::planner
