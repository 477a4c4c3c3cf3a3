#ifndef CHASSIS_RPC_TUNE_H_
#define CHASSIS_RPC_TUNE_H_

#include "absl/synchronization/mutex.h"

namespace duaal::rpc {

// Debian builds Abseil with its deadlock detector on, as for a debug build: every lock that gRPC takes then
// goes through one graph of the whole process. Switched off, a small unary call costs a third less CPU at
// both ends. Our own locks are std::mutex and were never in that graph. For the process; may be called again.
inline void TuneGrpc() { absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore); }

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_TUNE_H_
