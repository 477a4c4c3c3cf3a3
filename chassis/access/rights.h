#ifndef CHASSIS_ACCESS_RIGHTS_H_
#define CHASSIS_ACCESS_RIGHTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/auth/principal.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"

// The caller's rights as a predicate inside the SQL: the same one for get, list, search, export and
// stream. Staff and systems see rows of the municipalities they hold a mandate for today; a partner
// sees the people it serves today (table `access_service`, projected from the feeds); the region sees
// no rows at all.
namespace duaal::access {

// Which columns of a statement the predicate binds.
struct Columns {
  std::string_view municipality;  // e.g. `p.municipality_code`
  std::string_view person;        // e.g. `p.id`
};

// A statement completed with the predicate, and all its values.
struct Scoped {
  std::string text;
  std::vector<sql::Value> values;
};

// Replaces the one `{rights}` in `text` by the predicate; its values go between `before` and `after`, in
// the order of the placeholders. Municipalities are padded to 1, 4, 16, 64 or 512 placeholders, so that
// few statements are prepared.
[[nodiscard]] Scoped Scope(std::string_view text, const Columns& columns, const auth::Principal& principal,
                           absl::CivilDay today, std::vector<sql::Value> before = {},
                           std::vector<sql::Value> after = {});

// May the caller write for this municipality today? PERMISSION_DENIED (NO_MANDATE) otherwise.
[[nodiscard]] Status CheckMandate(const auth::Principal& principal, const std::string& municipality_code,
                                  absl::CivilDay today);

// Projects that `organisation_id` serves `person_id` during `[from, until)`; replaces an earlier fact
// with the same `fact_id`.
[[nodiscard]] Status PutService(sql::Tx& tx, const Uuid& fact_id, const Uuid& person_id,
                                const Uuid& organisation_id, absl::CivilDay from,
                                std::optional<absl::CivilDay> until);

}  // namespace duaal::access

#endif  // CHASSIS_ACCESS_RIGHTS_H_
