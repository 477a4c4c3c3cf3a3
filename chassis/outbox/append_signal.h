#ifndef CHASSIS_OUTBOX_APPEND_SIGNAL_H_
#define CHASSIS_OUTBOX_APPEND_SIGNAL_H_

#include <cstdint>

#include "absl/time/time.h"

// Internal. Tells the sequencers of this process that events were appended, so that they look at once.
// This is the one process-wide object of the house: `Append` has only the transaction at hand, and a missed
// or needless signal costs no more than one poll.
namespace duaal::outbox::internal {

// Counts an append and wakes the waiting sequencers.
void AnnounceAppend();

// Number of appends announced so far.
[[nodiscard]] std::uint64_t AppendCount();

// Waits until the count differs from `seen` or the time is up; returns the count.
std::uint64_t WaitForAppend(std::uint64_t seen, absl::Duration timeout);

}  // namespace duaal::outbox::internal

#endif  // CHASSIS_OUTBOX_APPEND_SIGNAL_H_
