#ifndef CHASSIS_ACCESS_RIGHTS_H_
#define CHASSIS_ACCESS_RIGHTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/auth/principal.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"

// The caller's rights as a predicate inside the SQL: the same one for get, list, search, export and
// stream. Staff and systems see rows of the municipalities they hold a mandate for today; a partner
// sees the people it serves today (table `access_service`, projected from the feeds), but for those who
// withdrew that it may have their data for the purpose it states (`access_refusal`); the region sees no
// rows at all.
namespace duaal::access {

// Which columns of a statement the predicate binds. Where one is empty, callers whose rights go by it see
// no rows.
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
// few statements are prepared; more take multiples of 512. A text without exactly one `{rights}` ends the
// process: it would run without rights.
[[nodiscard]] Scoped Scope(std::string_view text, const Columns& columns, const auth::Principal& principal,
                           absl::CivilDay today, std::vector<sql::Value> before = {},
                           std::vector<sql::Value> after = {});

// May the caller write for this municipality today? Staff and systems by mandate, services of Duaal always.
// PERMISSION_DENIED (NO_MANDATE) otherwise, so for partners too: what they may write goes by `Scope`.
[[nodiscard]] Status CheckMandate(const auth::Principal& principal, const std::string& municipality_code,
                                  absl::CivilDay today);

// Projects that `organisation_id` serves `person_id` during `[from, until)`; replaces an earlier fact
// with the same `fact_id`.
[[nodiscard]] Status PutService(sql::Tx& tx, const Uuid& fact_id, const Uuid& person_id,
                                const Uuid& organisation_id, absl::CivilDay from,
                                std::optional<absl::CivilDay> until);

// Projects what a person decided: `organisation_id` may not have the person's data for `purpose` (any, when
// empty), or may again. Takes effect on the next statement.
[[nodiscard]] Status PutRefusal(sql::Tx& tx, const Uuid& person_id, const Uuid& organisation_id,
                                const std::string& purpose, absl::CivilDay refused_date);
[[nodiscard]] Status DropRefusal(sql::Tx& tx, const Uuid& person_id, const Uuid& organisation_id,
                                 const std::string& purpose);

}  // namespace duaal::access

#endif  // CHASSIS_ACCESS_RIGHTS_H_
