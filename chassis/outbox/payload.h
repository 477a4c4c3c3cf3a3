#ifndef CHASSIS_OUTBOX_PAYLOAD_H_
#define CHASSIS_OUTBOX_PAYLOAD_H_

#include <optional>
#include <string>
#include <utility>

#include "chassis/core/status.h"
#include "duaal/feed/v1/feed_service.pb.h"

namespace duaal::outbox {

// The payload of an event as `Message`; nothing when the event is of another type, or a tombstone whose
// payload was destroyed with the person's data. DATA_LOSS: unreadable.
template <typename Message>
[[nodiscard]] StatusOr<std::optional<Message>> As(const feed::v1::Event& event) {
  Message message;
  if (event.payload().empty() || event.type() != message.GetTypeName()) return std::optional<Message>();
  if (!message.ParseFromString(event.payload())) {
    return Error(absl::StatusCode::kDataLoss, "EVENT_UNREADABLE",
                 "The event at position " + std::to_string(event.position()) + " cannot be read.");
  }
  return std::optional<Message>(std::move(message));
}

// Runs `handle(message)` when the event is of this type.
template <typename Message, typename Handle>
[[nodiscard]] Status On(const feed::v1::Event& event, Handle handle) {
  ASSIGN_OR_RETURN(const std::optional<Message> message, As<Message>(event));
  if (message) handle(*message);
  return absl::OkStatus();
}

}  // namespace duaal::outbox

#endif  // CHASSIS_OUTBOX_PAYLOAD_H_
