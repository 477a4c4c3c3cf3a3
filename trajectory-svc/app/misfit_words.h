#ifndef TRAJECTORY_SVC_APP_MISFIT_WORDS_H_
#define TRAJECTORY_SVC_APP_MISFIT_WORDS_H_

#include <string>

#include "trajectory-svc/planner/why_not.h"

// What stands in the way of a component and what would help, in sentences for case managers. They name
// components, offerings and limits, never another person.
namespace duaal::trajectory::app {

enum class Language { kDutch, kEnglish };

[[nodiscard]] std::string Describe(const planner::Instance& instance, const planner::Obstacle& obstacle,
                                   Language language);
// The step that takes the obstacle away.
[[nodiscard]] std::string Describe(const planner::Instance& instance, const planner::Remedy& remedy,
                                   Language language);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_MISFIT_WORDS_H_
