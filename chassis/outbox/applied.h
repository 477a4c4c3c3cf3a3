#ifndef CHASSIS_OUTBOX_APPLIED_H_
#define CHASSIS_OUTBOX_APPLIED_H_

#include <string>
#include <vector>

#include "chassis/outbox/consumer.h"

// For tests: the simplest projection, a row per event in the order of application. Nothing in the table
// hinders a double.
namespace duaal::outbox {

inline constexpr char kCreateApplied[] =
    "CREATE TABLE applied (id BIGINT AUTO_INCREMENT PRIMARY KEY, position BIGINT NOT NULL,"
    " payload VARCHAR(64) NOT NULL)";

inline Status ApplyToTable(sql::Tx& tx, const std::vector<feed::v1::Event>& events) {
  for (const auto& event : events) {
    RETURN_IF_ERROR(
        tx.Execute("INSERT INTO applied (position, payload) VALUES (?, ?)", event.position(), event.payload())
            .status());
  }
  return absl::OkStatus();
}

}  // namespace duaal::outbox

#endif  // CHASSIS_OUTBOX_APPLIED_H_
