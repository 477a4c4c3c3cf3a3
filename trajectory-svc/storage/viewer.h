#ifndef TRAJECTORY_SVC_STORAGE_VIEWER_H_
#define TRAJECTORY_SVC_STORAGE_VIEWER_H_

#include <string>

#include "absl/time/civil_time.h"
#include "chassis/auth/principal.h"
#include "chassis/core/civil.h"
#include "chassis/core/uuid.h"
#include "chassis/sql/database.h"

// What all repositories of this service share.
namespace duaal::trajectory::storage {

// Who looks, and on which day its rights are judged.
struct Viewer {
  const auth::Principal& principal;
  absl::CivilDay today;
};

// The bytes below which a newest-first page starts: those of `before`, or above every id when it is nil.
inline std::string BelowBytes(const Uuid& before) {
  return before.IsNil() ? std::string(16, '\xff') : before.Bytes();
}

inline TimeOfDay MinuteOf(const sql::Row& row, std::size_t column) {
  return TimeOfDay(static_cast<int>(row.Int(column)));
}

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_VIEWER_H_
