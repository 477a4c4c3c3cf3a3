#ifndef TOOLS_BENCH_PLAN_PEER_MODEL_H_
#define TOOLS_BENCH_PLAN_PEER_MODEL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "trajectory-svc/planner/model.h"

// The week of one person as a compact integer programme, for solvers of others: a binary for each option, and
// rows for everything that must hold. It has the hard rules and the costs of the planner, no more and no
// less.
namespace duaal::bench {

class PeerModel {
 public:
  // `free`: seats left of each resource of the model.
  //
  // UNIMPLEMENTED: a person with a published plan, or limits that counters do not count exactly.
  [[nodiscard]] static StatusOr<PeerModel> Make(const planner::Model& model, int person,
                                                const std::int32_t* free);

  [[nodiscard]] std::string ToLp() const;        // CPLEX LP format
  [[nodiscard]] std::string ToMiniZinc() const;  // with a search that tries the cheapest options first
  [[nodiscard]] std::size_t columns() const { return columns_.size(); }
  [[nodiscard]] std::size_t rows() const { return rows_.size(); }

 private:
  friend class PeerModelMaker;
  struct Column {
    std::string name;
    std::int64_t cost = 0;
    std::int64_t most = 1;  // integers from 0 to here
  };
  struct Term {
    std::size_t column = 0;
    std::int64_t factor = 1;
    friend auto operator<=>(const Term&, const Term&) = default;
  };
  // A sum of terms that is at most `most`, or equals it.
  struct Row {
    std::vector<Term> terms;
    std::int64_t most = 1;
    bool equal = false;
    friend auto operator<=>(const Row&, const Row&) = default;
  };

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_PLAN_PEER_MODEL_H_
