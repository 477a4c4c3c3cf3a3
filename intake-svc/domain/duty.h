#ifndef INTAKE_SVC_DOMAIN_DUTY_H_
#define INTAKE_SVC_DOMAIN_DUTY_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/civil.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/participant.h"

namespace duaal::intake::domain {

// The time in which the duty must be met.
using Term = Interval<absl::CivilDay>;

// The numbers are those of the protos and of the database.
enum class ExtensionGround {
  kUnknown = 0,
  kInterruption = 1,
  kNotCulpable = 2,
  kEducation = 3,
  kNearlyDone = 4,
  kCategory = 5,
};

// An extension of the term.
struct TermExtension {
  ExtensionGround ground = ExtensionGround::kUnknown;
  int months = 0;
  int days = 0;
  absl::CivilDay decided_date;
  friend bool operator==(const TermExtension&, const TermExtension&) = default;
};

// A term as DUO gave it.
struct RegisteredTerm {
  Term term;
  std::optional<absl::CivilDay> changed_date;
  std::string ground_code;
  friend bool operator==(const RegisteredTerm&, const RegisteredTerm&) = default;
};

// What is on record of a person's duty, each kind in the order of recording. Nothing is ever taken away.
struct Duty {
  Uuid participant_id;
  LegalRegime legal_regime = LegalRegime::kUnknown;
  std::vector<absl::CivilDay> plan_dates;  // of the first plan; the last corrects those before it
  std::vector<TermExtension> extensions;
  std::vector<RegisteredTerm> registered;
};
// Of each kind.
inline constexpr std::size_t kMostFacts = 100;

// Our forecast (M13): in the Act of 2021 three years from the day after the date of the first plan, and the
// extensions. Nothing without a plan, and in the other Acts, whose start is DUO's alone.
[[nodiscard]] std::optional<Term> Forecast(const Duty& duty);

// The term that counts.
struct LeadingTerm {
  Term term;
  bool registered = false;  // DUO's
};
// DUO's term, or where DUO gave none our forecast.
[[nodiscard]] std::optional<LeadingTerm> Leading(const Duty& duty);

// A difference between DUO's term and our forecast.
struct TermConflict {
  std::string reason;  // START_DIFFERS, END_DIFFERS
  absl::CivilDay registered;
  absl::CivilDay forecast;
};
[[nodiscard]] std::vector<TermConflict> Conflicts(const Duty& duty);

// The duty with one more fact.
//
// INVALID_ARGUMENT: as said at the method of the same name in DutyService. FAILED_PRECONDITION
// (TOO_MANY_FACTS).
[[nodiscard]] StatusOr<Duty> RecordPlanDate(const Duty& before, absl::CivilDay plan_date,
                                            absl::CivilDay today);
[[nodiscard]] StatusOr<Duty> RecordExtension(const Duty& before, const TermExtension& extension,
                                             absl::CivilDay today);
// The same term as the last one changes nothing.
[[nodiscard]] StatusOr<Duty> RecordTerm(const Duty& before, const RegisteredTerm& term, absl::CivilDay today);

// The day `months` later: the same day of the month, or where that month is shorter the first of the next, so
// that a term never loses a day.
[[nodiscard]] absl::CivilDay MonthsLater(absl::CivilDay day, int months);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_DUTY_H_
