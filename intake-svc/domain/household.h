#ifndef INTAKE_SVC_DOMAIN_HOUSEHOLD_H_
#define INTAKE_SVC_DOMAIN_HOUSEHOLD_H_

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/civil.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"

namespace duaal::intake::domain {

// The numbers are those of the protos and of the database.
enum class LivingSituation { kAlone = 1, kWithPartner = 2, kWithFamily = 3, kOther = 4 };
enum class ChildcareArrangement { kNone = 1, kArranged = 2, kWaitingList = 3, kOtherParent = 4 };

// Childcare that is needed to take part on one half-day of the week, and how it is arranged since a day.
struct ChildcareHalfDay {
  int weekday = 1;   // 1 = Monday ... 7 = Sunday
  int half_day = 1;  // 1 = morning, 2 = afternoon, 3 = evening
  ChildcareArrangement arrangement = ChildcareArrangement::kNone;
  absl::CivilDay since_date;
  friend bool operator==(const ChildcareHalfDay&, const ChildcareHalfDay&) = default;
};

// How a person lives from a day on. Of children no more is known than the month of birth.
struct Household {
  Uuid id;
  Uuid participant_id;
  absl::CivilDay from_date;
  LivingSituation living_situation = LivingSituation::kAlone;
  int other_adults = 0;
  std::vector<PartialDate> child_birth_months{};
  std::vector<ChildcareHalfDay> childcare{};
  absl::Time create_time;
  friend bool operator==(const Household&, const Household&) = default;
};

// What of a household's childcare waits to be arranged.
struct ChildcareNeed {
  Uuid participant_id;
  absl::CivilDay since_date;  // of the half-day that waits longest
  int open_half_days = 0;
  bool on_waiting_list = false;  // all of them
  absl::CivilMonth youngest_birth_month;
  friend bool operator==(const ChildcareNeed&, const ChildcareNeed&) = default;
};

// Childcare is for children until the first day of the month in which their secondary school begins (art. 1.1
// Wet kinderopvang). Of a child whose school is not known that is taken to be the end of the month in which
// it turns thirteen: who has left primary school is not older.
inline constexpr int kChildcareYears = 13;

// The earliest month of birth of a child that is of the age for childcare on a day.
[[nodiscard]] absl::CivilMonth OldestInCare(absl::CivilDay day);

// INVALID_ARGUMENT, every fault, by field below `household.`: IN_THE_FUTURE, NOT_ALONE, PARTNER_MISSING,
// MONTH_ONLY, DOUBLE_HALF_DAY, NO_CHILD_IN_CARE_AGE.
[[nodiscard]] Status Check(const Household& household, absl::CivilDay today);

// What waits; nothing when all is arranged, or no child is named. Whether a child is of the age for it is for
// the day of reading: hold `youngest_birth_month` against `OldestInCare`.
[[nodiscard]] std::optional<ChildcareNeed> OpenNeed(const Household& household);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_HOUSEHOLD_H_
