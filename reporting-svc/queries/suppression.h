#ifndef REPORTING_SVC_QUERIES_SUPPRESSION_H_
#define REPORTING_SVC_QUERIES_SUPPRESSION_H_

#include <cstdint>
#include <vector>

namespace duaal::reporting::queries {

// A count that may be hidden.
struct Cell {
  std::int64_t value = 0;
  bool suppressed = false;
};

// Fewer people than this behind a figure could be recognised.
inline constexpr std::int64_t kSmallestShown = 5;

// Hides the small cells of one breakdown: 1 to 4 people. When exactly one cell is hidden, the total would
// give it away, so the smallest other cell with people in it is hidden as well; when there is none, the
// total is hidden. A hidden cell has value 0.
void Suppress(std::vector<Cell*> parts, Cell* total);

}  // namespace duaal::reporting::queries

#endif  // REPORTING_SVC_QUERIES_SUPPRESSION_H_
