#ifndef CHASSIS_TESTING_ROWS_READ_H_
#define CHASSIS_TESTING_ROWS_READ_H_

#include <cstdint>

#include "chassis/sql/database.h"

namespace duaal::testing {

// Rows that the server has read for this session up to now. What the index alone sends away counts too.
// Asking reads some rows itself, so a test allows for `kRowsOfAsking` between two answers.
inline constexpr std::int64_t kRowsOfAsking = 7;

[[nodiscard]] inline StatusOr<std::int64_t> RowsRead(sql::Session& session) {
  ASSIGN_OR_RETURN(
      const auto row,
      session.QueryOne("SELECT CAST(SUM(IF(variable_name = 'HANDLER_ICP_MATCH', -1, 1) * variable_value)"
                       " AS SIGNED) FROM information_schema.session_status WHERE variable_name IN"
                       " ('HANDLER_READ_NEXT', 'HANDLER_READ_PREV', 'HANDLER_READ_RND_NEXT',"
                       " 'HANDLER_ICP_ATTEMPTS', 'HANDLER_ICP_MATCH')"));
  return row->Int(0);
}

}  // namespace duaal::testing

#endif  // CHASSIS_TESTING_ROWS_READ_H_
