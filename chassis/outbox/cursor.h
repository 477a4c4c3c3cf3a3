#ifndef CHASSIS_OUTBOX_CURSOR_H_
#define CHASSIS_OUTBOX_CURSOR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/outbox/consumer.h"
#include "chassis/sql/database.h"

namespace duaal::outbox::internal {

// Internal. Applies batches together with the stored position of one feed; no threads, no gRPC.
class Cursor {
 public:
  Cursor(sql::Database& db, std::string feed, ApplyBatch apply)
      : db_(db), feed_(std::move(feed)), apply_(std::move(apply)) {}

  // Reads the stored position, 0 at first. Later positions come from `Apply`.
  [[nodiscard]] Status Load(absl::Time deadline);

  // Applies consecutive events, of which those up to `position()` are left out, in one transaction with
  // the new position. When another process moved the position meanwhile, nothing is applied and
  // `position()` tells where it stands.
  //
  // ABORTED (CURSOR_MOVED): it stands elsewhere than these events begin; read on from there. Otherwise the
  // status of `ApplyBatch` or of the database.
  [[nodiscard]] Status Apply(const std::vector<feed::v1::Event>& events, absl::Time deadline);

  [[nodiscard]] std::int64_t position() const { return position_; }

 private:
  Status ApplyIn(sql::Tx& tx, const std::vector<feed::v1::Event>& events, std::int64_t* stored) const;

  sql::Database& db_;
  const std::string feed_;
  const ApplyBatch apply_;
  std::int64_t position_ = 0;
};

}  // namespace duaal::outbox::internal

#endif  // CHASSIS_OUTBOX_CURSOR_H_
