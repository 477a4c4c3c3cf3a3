#ifndef CHASSIS_PERSON_DATA_COMPLETENESS_H_
#define CHASSIS_PERSON_DATA_COMPLETENESS_H_

#include <set>
#include <string>
#include <vector>

#include "chassis/person_data/person_data.h"

// For tests: what a schema holds about people, found from its columns and keys.
namespace duaal::person_data {

// The tables of a schema that hold facts about people: those with a column of `person_columns`, those that
// such a column refers to (`person` for `person_id`), and those that refer to one of these by a foreign key
// or by a column `TABLE_id`. The queue of events is left out: what stands there is in the feed within
// moments.
[[nodiscard]] StatusOr<std::set<std::string>> PersonTables(sql::Session& root, const std::string& schema,
                                                           const std::set<std::string>& person_columns);

// What the catalogue forgets: tables, columns of its tables, and what becomes of their rows; and what it
// names that is not there. Empty when it is complete.
[[nodiscard]] StatusOr<std::vector<std::string>> Forgotten(sql::Session& root, const std::string& schema,
                                                           const std::set<std::string>& person_columns,
                                                           const Catalogue& catalogue);

}  // namespace duaal::person_data

#endif  // CHASSIS_PERSON_DATA_COMPLETENESS_H_
