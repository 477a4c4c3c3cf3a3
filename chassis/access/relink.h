#ifndef CHASSIS_ACCESS_RELINK_H_
#define CHASSIS_ACCESS_RELINK_H_

#include <vector>

#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "chassis/sql/database.h"

namespace duaal::access {

// The facts of who serves whom are of another record of the same person from now on. A fact that is not known
// here is passed over.
//
// Status codes: those of Session::Execute.
[[nodiscard]] Status RelinkServices(sql::Tx& tx, const std::vector<Uuid>& fact_ids, const Uuid& person_id);

}  // namespace duaal::access

#endif  // CHASSIS_ACCESS_RELINK_H_
