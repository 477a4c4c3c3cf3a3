#ifndef CHASSIS_ACCESS_LISTS_H_
#define CHASSIS_ACCESS_LISTS_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/access/rights.h"
#include "chassis/auth/principal.h"
#include "chassis/sql/database.h"

namespace duaal::access {

// Whether the principal sees people by its mandates, as staff and systems do. Others see them by what they
// are to them, wherever these live.
[[nodiscard]] bool SeesByMandate(const auth::Principal& principal);

// The only municipality that a list can hold people of: the one asked for, or the principal's only mandate
// today. Empty when there are several, or none in particular.
[[nodiscard]] std::string OneMunicipality(const auth::Principal& principal, absl::CivilDay today,
                                          const std::string& asked = "");

// A list of records, newest first.
struct List {
  std::string_view head;  // `SELECT r.id, ... FROM referral r`
  std::string_view id;    // `r.id`
  // The index that holds the municipality and what the conditions fix, and then the id.
  std::string_view index;
  std::vector<std::pair<std::string_view, sql::Value>> conditions;  // `r.state = ?` and its value
};

// The statement of the page of a list before `before`, of what the principal may see. With one municipality
// it walks along the index: left to choose, the server takes what is fixed from the index and walks over all
// that stand before the page.
[[nodiscard]] Scoped PageOf(const List& list, const Columns& columns, const auth::Principal& principal,
                            absl::CivilDay today, const std::string& before, int limit);

}  // namespace duaal::access

#endif  // CHASSIS_ACCESS_LISTS_H_
