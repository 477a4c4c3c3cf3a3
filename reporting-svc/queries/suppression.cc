#include "reporting-svc/queries/suppression.h"

#include <algorithm>

namespace duaal::reporting::queries {
namespace {

bool Small(std::int64_t value) { return value > 0 && value < kSmallestShown; }

void Hide(Cell* cell) {
  cell->value = 0;
  cell->suppressed = true;
}

}  // namespace

void Suppress(std::vector<Cell*> parts, Cell* total) {
  int hidden = 0;
  for (Cell* cell : parts) {
    if (!Small(cell->value)) continue;
    Hide(cell);
    ++hidden;
  }
  if (Small(total->value)) Hide(total);
  if (hidden != 1 || total->suppressed) return;
  Cell* smallest = nullptr;
  for (Cell* cell : parts) {
    if (cell->suppressed || cell->value == 0) continue;
    if (smallest == nullptr || cell->value < smallest->value) smallest = cell;
  }
  Hide(smallest != nullptr ? smallest : total);
}

}  // namespace duaal::reporting::queries
