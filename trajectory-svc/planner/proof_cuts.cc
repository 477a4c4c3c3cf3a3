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

  // Of three rows each, all there are: two of them meet the third.
  std::vector<Cut> Triples() const {
    const std::size_t rows = Z(lp_.own_rows());
    std::vector<double> both(rows * rows, 0);  // the shares that count in both
    std::vector<std::vector<std::size_t>> met(rows);
    for (const int c : in_use_) {
      const std::vector<std::size_t> own = RowsOf(c);
      for (const std::size_t a : own) {
        for (const std::size_t b : own) {
          if (a == b) continue;
          if (both[a * rows + b] == 0) met[a].push_back(b);
          both[a * rows + b] += shares_[Z(c)];
        }
      }
    }
    std::vector<std::pair<double, std::array<std::size_t, 3>>> broken;
    for (std::size_t middle = 0; middle < rows; ++middle) {
      for (const std::size_t a : met[middle]) {
        for (const std::size_t b : met[middle]) {
          const double outer = both[a * rows + b];
          // Three that all meet are looked at from the first of them.
          if (a >= b || (outer > 0 && middle > a)) continue;
          const int hold = CapacityOf(a) + CapacityOf(b) + CapacityOf(middle);
          const int half = hold / 2;
          const double sum = both[middle * rows + a] + both[middle * rows + b] + outer - half;
          if (hold % 2 == 0 || sum <= kLeastBroken) continue;
          std::array<std::size_t, 3> three = {a, b, middle};
          std::sort(three.begin(), three.end());
          broken.emplace_back(sum, three);
        }
      }
    }
    return CutsOf(std::move(broken));
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
  // A column that counts in all three rows is counted three times, where it is worth one.
  [[nodiscard]] std::vector<Cut> CutsOf(
      std::vector<std::pair<double, std::array<std::size_t, 3>>> broken) const {
    std::map<std::array<std::size_t, 3>, double> all_three;
    for (const auto& [sum, three] : broken) all_three.emplace(three, 0);
    for (const int c : in_use_) {
      const std::vector<std::size_t> own = RowsOf(c);
      for (std::size_t a = 0; a < own.size(); ++a) {
        for (std::size_t b = a + 1; b < own.size(); ++b) {
          for (std::size_t d = b + 1; d < own.size(); ++d) {
            const auto found = all_three.find({own[a], own[b], own[d]});
            if (found != all_three.end()) found->second += shares_[Z(c)];
          }
        }
      }
    }
    for (auto& [sum, three] : broken) sum -= 2 * all_three[three];
    std::sort(broken.begin(), broken.end(), [](const auto& a, const auto& b) {
      return a.first > b.first || (a.first == b.first && a.second < b.second);
    });
    std::vector<Cut> cuts;
    for (const auto& [sum, three] : broken) {
      if (sum <= kLeastBroken) break;
      cuts.push_back({sum, Bits(Z(lp_.own_rows()))});
      for (const std::size_t row : three) cuts.back().rows.Flip(row);
    }
    return cuts;
  }

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

}  // namespace

void AddHalfCut(const std::vector<int>& rows, ProofLp* lp) {
  std::vector<std::uint8_t> has(Z(lp->own_rows()), 0);
  int holds = 0;
  for (const int row : rows) {
    has[Z(row)] = 1;
    holds += lp->capacity(row);
  }
  std::vector<std::pair<int, int>> members;
  for (std::size_t c = 0; c < lp->columns().size(); ++c) {
    const ProofColumn& column = lp->columns()[c];
    int times = has[Z(column.person)];
    for (const auto& [row, count] : column.rows) times += has[Z(row)] * count;
    if (times >= 2) members.emplace_back(static_cast<int>(c), times / 2);
  }
  lp->AddRow(std::move(members), holds / 2, rows);
}

int AddHalfCuts(ProofLp* lp, int most) {
  Finder finder(*lp);
  std::set<Bits> added;
  const auto add = [&](const std::vector<Cut>& cuts) {
    for (const Cut& cut : cuts) {
      if (static_cast<int>(added.size()) >= most) break;
      if (!added.insert(cut.rows).second) continue;
      std::vector<int> rows;
      cut.rows.ForEach([&](std::size_t row) { rows.push_back(static_cast<int>(row)); });
      AddHalfCut(rows, lp);
    }
  };
  add(finder.Triples());
  // Long sums make rows that many columns count in; they are for when short ones say little.
  if (static_cast<int>(added.size()) < most / 4) add(finder.Eliminated());
  return static_cast<int>(added.size());
}

}  // namespace duaal::planner
