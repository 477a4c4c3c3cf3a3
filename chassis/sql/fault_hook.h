#ifndef CHASSIS_SQL_FAULT_HOOK_H_
#define CHASSIS_SQL_FAULT_HOOK_H_

#include <string_view>

// The seam by which chassis/testing/fault_points.h makes statements fail. No hook is ever set outside
// tests; without one a statement pays for a single relaxed load.
namespace duaal::sql {

// What is to happen at a statement.
struct Fault {
  enum class Kind {
    kNone,
    kError,       // fails with `error_number`; the server does not see it
    kLoseBefore,  // the connection breaks before the server sees it; the server rolls back
    kLoseAfter,   // the server runs it, the answer is lost
  };
  Kind kind = Kind::kNone;
  int error_number = 0;
};

// Asked for every statement, COMMIT and ROLLBACK included. Called from any thread.
using FaultHook = Fault (*)(std::string_view statement);

// Sets the hook, or removes it with nullptr.
void SetFaultHook(FaultHook hook);

}  // namespace duaal::sql

#endif  // CHASSIS_SQL_FAULT_HOOK_H_
