#ifndef CHASSIS_TESTING_FAULT_POINTS_H_
#define CHASSIS_TESTING_FAULT_POINTS_H_

#include <string>

// Faults at named places: while a FaultPoint lives, the next statements whose text contains `needle` fail
// in the stated way, on any connection of the process. Thread-safe.
//
//   const FaultPoint deadlock = FaultPoint::Fail("INSERT INTO outbox", 1213);
//   const FaultPoint lost = FaultPoint::LoseAfter("COMMIT");
namespace duaal::testing {

class FaultPoint {
 public:
  // The server does not see the statement; it fails with this error number (1213 deadlock, 1205 lock
  // wait, 1062 duplicate, 2013 connection lost, ...).
  [[nodiscard]] static FaultPoint Fail(std::string needle, int error_number, int times = 1);
  // The connection closes before the statement; the server rolls back.
  [[nodiscard]] static FaultPoint LoseBefore(std::string needle, int times = 1);
  // The server runs the statement, then the connection closes; the caller sees only that it was lost.
  [[nodiscard]] static FaultPoint LoseAfter(std::string needle, int times = 1);

  ~FaultPoint();
  FaultPoint(const FaultPoint&) = delete;
  FaultPoint& operator=(const FaultPoint&) = delete;

  // How often it struck.
  [[nodiscard]] int hits() const;

 private:
  explicit FaultPoint(int id) : id_(id) {}
  int id_;
};

}  // namespace duaal::testing

#endif  // CHASSIS_TESTING_FAULT_POINTS_H_
