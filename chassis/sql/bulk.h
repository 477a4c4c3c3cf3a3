#ifndef CHASSIS_SQL_BULK_H_
#define CHASSIS_SQL_BULK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chassis/sql/database.h"

namespace duaal::sql {

// Inserts many rows with few statements: `head` up to and including VALUES, then rows of `columns`
// placeholders, then `tail` (e.g. ON DUPLICATE KEY UPDATE ...). The rows go in chunks of 250, 64, 16, 4, 2
// and 1, so that each text is prepared at most six times per connection, whatever the number of rows, and few
// rows still go in one or two statements.
// `values` holds whole rows, one after the other. Returns the rows matched.
//
// Status codes: those of Session::Execute.
[[nodiscard]] inline StatusOr<std::int64_t> InsertRows(Tx& tx, std::string_view head, std::size_t columns,
                                                       const std::vector<Value>& values,
                                                       std::string_view tail = {}) {
  std::int64_t matched = 0;
  std::size_t at = 0;
  for (const std::size_t chunk :
       {std::size_t{250}, std::size_t{64}, std::size_t{16}, std::size_t{4}, std::size_t{2}, std::size_t{1}}) {
    while (at + chunk * columns <= values.size()) {
      std::string text(head);
      text += Placeholders(chunk, columns);
      text += tail;
      ASSIGN_OR_RETURN(const std::int64_t rows,
                       tx.Execute(text, std::span<const Value>(values).subspan(at, chunk * columns)));
      matched += rows;
      at += chunk * columns;
    }
  }
  return matched;
}

// Calls `run(text, values)` with `head` + `(?,...,?)` + `tail` for the keys, in padded chunks of 1, 10, 50 or
// 250. A chunk is padded by repeating its last key, so `head` must be a set test (`... WHERE k IN `).
// `before` fills what stands in `head`.
template <typename Run>
[[nodiscard]] Status InChunks(std::string_view head, const std::vector<Value>& keys, std::string_view tail,
                              const std::vector<Value>& before, const Run& run) {
  for (std::size_t at = 0; at < keys.size();) {
    const std::size_t left = keys.size() - at;
    const std::size_t chunk = left > 50 ? 250 : left > 10 ? 50 : left > 1 ? 10 : 1;
    std::vector<Value> padded = before;
    for (std::size_t i = 0; i < chunk; ++i) padded.push_back(keys[at + std::min(i, left - 1)]);
    std::string text(head);
    text += Placeholders(1, chunk);
    text += tail;
    RETURN_IF_ERROR(run(text, std::span<const Value>(padded)));
    at += std::min(chunk, left);
  }
  return absl::OkStatus();
}

// Queries in chunks, and joins the rows.
//
// Status codes: those of Session::Query.
[[nodiscard]] inline StatusOr<Rows> QueryIn(Session& session, std::string_view head,
                                            const std::vector<Value>& keys, std::string_view tail = {},
                                            const std::vector<Value>& before = {}) {
  Rows all;
  const auto run = [&](const std::string& text, std::span<const Value> values) -> Status {
    ASSIGN_OR_RETURN(Rows rows, session.Query(text, values));
    for (Row& row : rows) all.push_back(std::move(row));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(InChunks(head, keys, tail, before, run));
  return all;
}

// Changes or deletes in chunks. Returns the rows matched.
//
// Status codes: those of Session::Execute.
[[nodiscard]] inline StatusOr<std::int64_t> ExecuteIn(Tx& tx, std::string_view head,
                                                      const std::vector<Value>& keys) {
  std::int64_t matched = 0;
  const auto run = [&](const std::string& text, std::span<const Value> values) -> Status {
    ASSIGN_OR_RETURN(const std::int64_t rows, tx.Execute(text, values));
    matched += rows;
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(InChunks(head, keys, {}, {}, run));
  return matched;
}

}  // namespace duaal::sql

#endif  // CHASSIS_SQL_BULK_H_
