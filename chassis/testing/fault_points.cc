#include "chassis/testing/fault_points.h"

#include <map>
#include <string_view>
#include <utility>

#include "chassis/core/mutex.h"
#include "chassis/sql/fault_hook.h"

namespace duaal::testing {
namespace {

struct Point {
  std::string needle;
  sql::Fault fault;
  int left = 0;
  int hits = 0;
};

// All living points. A function pointer is all that chassis/sql knows of them, hence one table for the
// process.
struct Points {
  Mutex mutex;
  std::map<int, Point> by_id ABSL_GUARDED_BY(mutex);
  int next_id ABSL_GUARDED_BY(mutex) = 1;
};

Points& AllPoints() {
  static Points points;
  return points;
}

sql::Fault Strike(std::string_view statement) {
  Points& points = AllPoints();
  const MutexLock lock(points.mutex);
  for (auto& [id, point] : points.by_id) {
    if (point.left == 0 || statement.find(point.needle) == std::string_view::npos) continue;
    --point.left;
    ++point.hits;
    return point.fault;
  }
  return {};
}

int Set(std::string needle, sql::Fault fault, int times) {
  Points& points = AllPoints();
  const MutexLock lock(points.mutex);
  const int id = points.next_id++;
  points.by_id.emplace(id, Point{std::move(needle), fault, times});
  sql::SetFaultHook(&Strike);
  return id;
}

}  // namespace

FaultPoint FaultPoint::Fail(std::string needle, int error_number, int times) {
  return FaultPoint(Set(std::move(needle), {sql::Fault::Kind::kError, error_number}, times));
}

FaultPoint FaultPoint::LoseBefore(std::string needle, int times) {
  return FaultPoint(Set(std::move(needle), {sql::Fault::Kind::kLoseBefore}, times));
}

FaultPoint FaultPoint::LoseAfter(std::string needle, int times) {
  return FaultPoint(Set(std::move(needle), {sql::Fault::Kind::kLoseAfter}, times));
}

FaultPoint::~FaultPoint() {
  Points& points = AllPoints();
  const MutexLock lock(points.mutex);
  points.by_id.erase(id_);
  if (points.by_id.empty()) sql::SetFaultHook(nullptr);
}

int FaultPoint::hits() const {
  Points& points = AllPoints();
  const MutexLock lock(points.mutex);
  return points.by_id.at(id_).hits;
}

}  // namespace duaal::testing
