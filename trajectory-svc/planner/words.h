#ifndef TRAJECTORY_SVC_PLANNER_WORDS_H_
#define TRAJECTORY_SVC_PLANNER_WORDS_H_

#include <string>

#include "trajectory-svc/planner/why_not.h"

// Sentences about plans, with the names that people know. They say nothing about anybody else.
namespace duaal::planner {

enum class Language { kDutch, kEnglish };

// What stands in the way: "De plaatsen van Taalles B (maandag- en woensdagochtend) zijn bezet."
[[nodiscard]] std::string Describe(const Instance& instance, int person, const Obstacle& obstacle,
                                   Language language);
// What to do about it: "Sta 5 dagdelen per week toe in plaats van 4."
[[nodiscard]] std::string Describe(const Instance& instance, int person, const Remedy& remedy,
                                   Language language);

// An offering with its times: "Taalles B (maandag- en woensdagochtend, even weken)". Weeks count from the
// first week of the plan, which is week 1. Times that people choose themselves are not listed.
[[nodiscard]] std::string NameWithTimes(const Instance& instance, int offering, Language language);

// One stretch: "woensdagmiddag, week 3 t/m 12", or "woensdag 11:00-15:00" when it is not within one part of
// the day.
[[nodiscard]] std::string TimeOf(const Instance& instance, const Stretch& stretch, Language language);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WORDS_H_
