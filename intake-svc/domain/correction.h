#ifndef INTAKE_SVC_DOMAIN_CORRECTION_H_
#define INTAKE_SVC_DOMAIN_CORRECTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"

namespace duaal::intake::domain {

// The numbers are those of the protos and of the database.
enum class CorrectionChannel {
  kUnknown = 0,
  kLetter = 1,
  kEmail = 2,
  kPhone = 3,
  kInPerson = 4,
  kPortal = 5
};
enum class CorrectionOutcome { kNone = 0, kGranted = 1, kPartly = 2, kRefused = 3 };

// Somebody who received the data: an organisation, or a service of Duaal.
struct CorrectionRecipient {
  int number = 0;  // from 1
  std::optional<Uuid> organisation_id;
  std::string service;
  std::optional<absl::CivilDay> told_date;
  std::string told_by;
};

// Somebody says that what is held about them is wrong (art. 16 AVG), and what became of it.
struct CorrectionRequest {
  Uuid id;
  Uuid participant_id;
  std::string service;
  std::string section_code;
  std::string statement;
  CorrectionChannel channel = CorrectionChannel::kUnknown;
  absl::CivilDay received_date;
  std::string requested_by;
  absl::CivilDay due_date;
  std::optional<absl::CivilDay> extension_told_date;
  std::string extension_reason;
  CorrectionOutcome outcome = CorrectionOutcome::kNone;
  std::string decision_reasons;
  bool complaint_right_told = false;
  std::string decided_by;
  std::optional<absl::CivilDay> decided_date;
  std::vector<CorrectionRecipient> recipients;
  absl::Time create_time;
  std::int64_t row_version = 0;
};

// The last day of a period of months that an event on `day` starts (art. 3(2)(c) of Regulation 1182/71): the
// same day of the last month, or the last that it has. That weekends and holidays may carry it further is
// left out: who keeps this day keeps that one.
[[nodiscard]] absl::CivilDay LastDayOfMonthsFrom(absl::CivilDay day, int months);

// The request with the day until which it is to be decided (art. 12(3)).
[[nodiscard]] CorrectionRequest WithDueDate(CorrectionRequest correction);

// Not decided in time. A decision that came too late is not overdue any more.
[[nodiscard]] bool IsOverdue(const CorrectionRequest& correction, absl::CivilDay today);

// `section_known`: this service tells of such a section; what other services tell of is not known here.
//
// INVALID_ARGUMENT: UNKNOWN_SERVICE, UNKNOWN_SECTION, IN_THE_FUTURE, BEFORE_REGULATION.
[[nodiscard]] Status Check(const CorrectionRequest& correction, bool section_known, absl::CivilDay today);

// Two months more; the person was told why on `told_date`.
//
// FAILED_PRECONDITION: ALREADY_DECIDED, ALREADY_EXTENDED. INVALID_ARGUMENT: IN_THE_FUTURE, BEFORE_RECEIPT,
// AFTER_FIRST_MONTH.
[[nodiscard]] StatusOr<CorrectionRequest> Extend(const CorrectionRequest& before, absl::CivilDay told_date,
                                                 const std::string& reason, absl::CivilDay today);

// What a person decided on a request.
struct CorrectionDecision {
  CorrectionOutcome outcome = CorrectionOutcome::kNone;
  std::string reasons;
  bool complaint_right_told = false;
  std::string decided_by;
};

// `organisations`: those that received data of the person, who are told if something is corrected (art. 19).
//
// FAILED_PRECONDITION: ALREADY_DECIDED. INVALID_ARGUMENT: REQUIRED, COMPLAINT_RIGHT_NOT_TOLD.
[[nodiscard]] StatusOr<CorrectionRequest> Decide(const CorrectionRequest& before,
                                                 const CorrectionDecision& decision,
                                                 const std::vector<Uuid>& organisations,
                                                 absl::CivilDay today);

// A recipient was told.
//
// INVALID_ARGUMENT: UNKNOWN_RECIPIENT, IN_THE_FUTURE, BEFORE_DECISION. FAILED_PRECONDITION: ALREADY_TOLD.
[[nodiscard]] StatusOr<CorrectionRequest> NoteTold(const CorrectionRequest& before, int recipient_number,
                                                   absl::CivilDay told_date, const std::string& told_by,
                                                   absl::CivilDay today);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_CORRECTION_H_
