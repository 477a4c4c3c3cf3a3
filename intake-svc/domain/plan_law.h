#ifndef INTAKE_SVC_DOMAIN_PLAN_LAW_H_
#define INTAKE_SVC_DOMAIN_PLAN_LAW_H_

#include <span>
#include <string_view>

#include "absl/time/civil_time.h"

namespace duaal::intake::domain {

// From which day the time for the first plan counts.
enum class PlanClockStart {
  kRegistration,  // in the register of people (BRP), in the municipality of housing
  kNotice,        // of the duty, by DUO; or a later registration of somebody who is housed
};

// What the law says of plans over the time that it holds. [W] is the Act (Wet inburgering 2021), [B] the
// decree (Besluit inburgering 2021).
struct PlanLaw {
  absl::CivilDay from;      // until the next version
  std::string_view source;  // of the version
  PlanClockStart clock_start = PlanClockStart::kNotice;
  int plan_weeks = 10;        // [B 5.3(1)] and, after a move, [B 5.3(3)]; in the first version 5.3(1) and (2)
  int third_party_weeks = 0;  // [B 5.3(2)]: after information of a third party came; 0 without that exception
  int route_change_months = 18;      // [B 5.4(1)]
  bool education_exception = false;  // [B 5.4(2)]: a route changed after an education that does not exempt
  int a2_lesson_hours = 600;         // [B 5.5(1)]
  int participation_declaration_hours = 12;  // [B 3.1]
  int labour_market_hours = 40;              // [B 3.2], as the ministerial order fills it in
};

// All versions, the oldest first.
[[nodiscard]] std::span<const PlanLaw> PlanLaws();
// The version that holds on a day; the oldest for a day before it.
[[nodiscard]] const PlanLaw& PlanLawOn(absl::CivilDay day);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_PLAN_LAW_H_
