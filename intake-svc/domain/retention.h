#ifndef INTAKE_SVC_DOMAIN_RETENTION_H_
#define INTAKE_SVC_DOMAIN_RETENTION_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/participant.h"

// How long data is kept, and how it is destroyed: one proposes, another agrees, and a proof remains.
namespace duaal::intake::domain {

// From what retention runs.
enum class RetentionEventKind { kUnknown = 0, kDutyEnded = 1, kDied = 2 };

struct RetentionEvent {
  Uuid participant_id;
  RetentionEventKind kind = RetentionEventKind::kUnknown;
  absl::CivilDay date;
  absl::Time record_time;
};

struct RetentionTerm {
  RetentionEventKind event = RetentionEventKind::kUnknown;
  int years = 0;
};

struct RetentionClass {
  std::string code;
  std::string display_name;
  std::string description;
  std::string legal_ground;
  std::vector<RetentionTerm> terms;
};

// First day on which data may go that is kept `years` after `event`.
[[nodiscard]] absl::CivilDay DueDate(absl::CivilDay event, int years);
// The last day of an event after which data kept `years` is due today.
[[nodiscard]] absl::CivilDay DueUntil(absl::CivilDay today, int years);
// Whether any term of the class has run out.
[[nodiscard]] bool IsDue(const RetentionClass& retention_class, const std::vector<RetentionEvent>& events,
                         absl::CivilDay today);

// INVALID_ARGUMENT: IN_THE_FUTURE, BEFORE_BIRTH.
[[nodiscard]] Status Check(const RetentionEvent& event, const Participant& person, absl::CivilDay today);

enum class DestructionState { kProposed = 1, kApproved = 2, kDone = 3, kRejected = 4 };
enum class DestructionOutcome { kWaiting = 1, kUnderWay = 2, kDestroyed = 3, kLeft = 4, kRejected = 5 };

struct DestructionPerson {
  Uuid participant_id;
  DestructionOutcome outcome = DestructionOutcome::kWaiting;
};

struct DestroyedRows {
  std::string service;
  std::string table;
  std::int64_t rows = 0;
};

struct Destruction {
  Uuid id;
  std::string class_code;
  std::string municipality_code;
  DestructionState state = DestructionState::kProposed;
  std::string proposed_by;
  absl::Time propose_time;
  std::string decided_by;
  std::optional<absl::Time> decide_time;
  std::optional<absl::Time> finish_time;
  std::string proof_hash;
  std::vector<DestructionPerson> people;  // by ordinal
  std::vector<DestroyedRows> rows;        // by service and table
  std::int64_t row_version = 0;
};

// INVALID_ARGUMENT: every person that is not due (NOT_DUE) or stands twice (DUPLICATE), by its place.
[[nodiscard]] Status CheckProposal(const std::vector<Uuid>& people, const std::set<Uuid>& due);

// The list once `decider` has agreed or rejected.
//
// FAILED_PRECONDITION (DECIDED): decided before. PERMISSION_DENIED (SECOND_PERSON): agreed to by whoever
// proposed it.
[[nodiscard]] StatusOr<Destruction> Decide(const Destruction& before, bool approve,
                                           const std::string& decider, absl::Time now);

// The list once every service has answered; its hash is set by whoever can reckon one.
[[nodiscard]] Destruction Finish(const Destruction& before, absl::Time now);

// What the proof's hash is taken over: one line for each fact, in an order that does not depend on chance.
[[nodiscard]] std::string ProofText(const Destruction& done);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_RETENTION_H_
