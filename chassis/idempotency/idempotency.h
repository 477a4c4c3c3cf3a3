#ifndef CHASSIS_IDEMPOTENCY_IDEMPOTENCY_H_
#define CHASSIS_IDEMPOTENCY_IDEMPOTENCY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"

// The same request id twice gives the first answer once. The row is written last, in the effect's own
// transaction, so the common path costs one INSERT and no look-up; who comes second runs into the
// unique key, is rolled back whole, and is answered from the row (docs/adr). A failed command stores
// nothing and may be tried again under the same id.
namespace duaal::idempotency {

// Who asked for what, under which id.
struct Key {
  std::string principal_id;
  std::string method;
  std::string request_id;  // any text up to 128 characters; stored hashed
  std::string body_hash;   // 32 bytes
};

// What is kept of an answer: enough to read the resource again and mask it afresh.
struct Outcome {
  std::string resource_id;  // up to 64 bytes
  std::string etag;
  std::string note;  // up to 1,000 bytes for answers that are counts, never personal
};

// Stores the outcome. Give its error back unchanged from the transaction's body.
//
// ALREADY_EXISTS with reason REQUEST_REPEATED: the id was used before; `Execute` below handles it.
// INVALID_ARGUMENT (REQUEST_ID_MISSING): the id is empty. INTERNAL: the outcome is longer than said.
[[nodiscard]] Status Store(sql::Tx& tx, const Key& key, const Outcome& outcome);

// Looks an id up. INVALID_ARGUMENT (REQUEST_ID_REUSED): it was used with another body.
[[nodiscard]] StatusOr<std::optional<Outcome>> Find(sql::Session& session, const Key& key);

// Runs a command once: `body(tx)` does the work, stores events and ends with `Store`; when it fails
// for whatever reason, the id is looked up, and if it was used before, `replay(session, outcome)` answers
// instead. Both return StatusOr<T>. When the look-up fails, its status is the answer.
template <typename Body, typename Replay>
auto Execute(sql::Database& db, absl::Time deadline, const Key& key, Body&& body, Replay&& replay)
    -> std::invoke_result_t<Body, sql::Tx&> {
  auto result = db.Run(deadline, body);
  if (result.ok()) return result;
  auto found = db.Read(deadline, [&](sql::Session& s) { return Find(s, key); });
  // Without the look-up nobody knows whether the command's failure is that of a repeat (a stale etag after
  // its own success), so the caller is told to try again, never that it was refused.
  if (!found.ok()) return found.status();
  if (!found->has_value()) return result;
  return db.Read(deadline, [&](sql::Session& s) { return replay(s, **found); });
}

// Deletes rows older than seven days by the database's clock, at most `limit` (1 to 10,000), oldest
// first; returns how many. Call it again while it returns `limit`.
[[nodiscard]] StatusOr<std::int64_t> Purge(sql::Tx& tx, int limit);
[[nodiscard]] StatusOr<std::int64_t> Purge(sql::Database& db, absl::Time deadline, int limit);

}  // namespace duaal::idempotency

#endif  // CHASSIS_IDEMPOTENCY_IDEMPOTENCY_H_
