#ifndef CHASSIS_OUTBOX_OUTBOX_H_
#define CHASSIS_OUTBOX_OUTBOX_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "chassis/sql/database.h"

// Events leave a service through its outbox: written in the transaction of the effect, numbered by one
// leased sequencer in an order that is safe against late commits, read by `Watch` for ever.
namespace duaal::outbox {

// An event to append. The payload is a serialized message of `type`.
struct Event {
  std::string type;               // full message name
  std::string subject_id;         // resource, UUID or code, up to 64 bytes
  std::string person_id;          // participant, UUID text; empty if none
  std::string municipality_code;  // empty if none
  absl::Time occur_time;
  std::string payload;
};

// Makes an event from a proto message.
template <typename Message>
[[nodiscard]] Event MakeEvent(const Message& payload, std::string subject_id, absl::Time occur_time,
                              std::string person_id = {}, std::string municipality_code = {}) {
  return Event{payload.GetTypeName(),
               std::move(subject_id),
               std::move(person_id),
               std::move(municipality_code),
               occur_time,
               payload.SerializeAsString()};
}

// Appends events within the transaction. The sequencer of this process is told and looks again for a
// while, so that it finds them right after the commit; any other notices within 100 ms, and within 20 ms
// once it has found some.
//
// INTERNAL (EVENT_INVALID): no type, a person id that is not a UUID, or longer than 120 bytes (type), 64
// (subject), 8 (municipality) or 1 MiB (payload). Otherwise as Session::Execute.
[[nodiscard]] Status Append(sql::Tx& tx, const std::vector<Event>& events);

}  // namespace duaal::outbox

#endif  // CHASSIS_OUTBOX_OUTBOX_H_
