#ifndef INTAKE_SVC_DOMAIN_INTAKE_STEP_H_
#define INTAKE_SVC_DOMAIN_INTAKE_STEP_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/instrument.h"

namespace duaal::intake::domain {

// Who is with the person. The numbers are those of the protos and of the database.
enum class IntakeCompany { kUnknown = 0, kAlone = 1, kWithPartner = 2, kWithOthers = 3 };

// A step of the intake, as the programme orders and describes it.
struct IntakeStep {
  std::string code;
  std::string display_name;
  int professionals = 0;            // who must hold it together, at least
  int within_days_after_start = 0;  // 0: before the start
  bool group = false;
  bool named_professionals = false;
  bool different_organisations = false;
  std::vector<std::string> held_by{};  // empty: any role
  AssessmentSetting setting = AssessmentSetting::kUnknown;
  std::vector<std::string> instruments{};
  bool needs_instruments = false;
  bool client_view = false;
  std::set<std::string> workplaces{};  // of which it picks one; empty when it picks none
  bool decides_tasks = false;
  int summonses_before_absence = 0;  // 0: never completed in absence
};

// Somebody who holds a step; the municipality itself has no organisation id.
struct Professional {
  std::string staff_id;
  std::string role_code;
  std::optional<Uuid> organisation_id{};
  friend bool operator==(const Professional&, const Professional&) = default;
};

// An intake step that was held. `staff_ids` names everybody, the professionals included.
struct HeldIntake {
  std::string step_code;
  absl::CivilDay held_date;
  std::vector<std::string> staff_ids;
  std::vector<Professional> professionals{};
  AssessmentSetting setting = AssessmentSetting::kUnknown;
  IntakeCompany company = IntakeCompany::kUnknown;
  std::string workplace_code{};
  bool in_absence = false;
};

// What is noted with a step; kept apart and sealed.
struct IntakeNotes {
  std::string client_view{};
  std::vector<std::string> tasks{};
};

// A wish to be spoken with alone in a step, or not any more.
struct AloneWish {
  std::string step_code;
  bool alone = false;
  absl::CivilDay asked_date;
};

// What must be known beside the referral when a step is recorded.
struct IntakeContext {
  absl::CivilDay today;
  std::set<std::string> missing_instruments{};  // that the step needs
  bool alone_asked = false;
  std::optional<absl::CivilDay> start_date{};
};

// The instruments that the step needs and that were not taken: those for the person's target group, without
// those that are taken only when relevant.
[[nodiscard]] std::set<std::string> MissingInstruments(const IntakeStep& step, const InstrumentSet& set,
                                                       TargetGroup target_group,
                                                       const std::set<std::string>& taken);

// Holds what was recorded against what the programme says of the step, by field.
//
// Adds TOO_FEW_PROFESSIONALS, SAME_PROFESSIONAL, ROLE_MAY_NOT_HOLD, ROLE_MISSING, SAME_ORGANISATION,
// HELD_ELSEWHERE, ALONE_ASKED, CLIENT_VIEW_MISSING, WORKPLACE_MISSING, UNKNOWN_WORKPLACE, TASKS_MISSING,
// NOT_ASKED, BEFORE_START.
void CheckHeld(const IntakeStep& step, const HeldIntake& intake, const IntakeNotes& notes,
               const IntakeContext& context, Violations& violations);

// Whether the step can be held yet.
//
// FAILED_PRECONDITION: NOT_STARTED; ASSESSMENT_MISSING, with each instrument as a violation.
[[nodiscard]] Status CheckReady(const IntakeStep& step, const IntakeContext& context);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_INTAKE_STEP_H_
