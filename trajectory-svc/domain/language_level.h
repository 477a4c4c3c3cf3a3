#ifndef TRAJECTORY_SVC_DOMAIN_LANGUAGE_LEVEL_H_
#define TRAJECTORY_SVC_DOMAIN_LANGUAGE_LEVEL_H_

#include <string_view>

// Language levels of the CEFR, from A1 to C2.
namespace duaal::trajectory::domain {

// The place of a level: 1 for `A1` to 6 for `C2`; `A2+` counts as `A2`. 0 for an empty or any other text.
[[nodiscard]] int LanguageRank(std::string_view level);

// Whether a person at `level` may have what asks for `minimum`. An empty minimum asks for nothing; a level
// that is not known reaches none.
[[nodiscard]] bool ReachesLevel(std::string_view level, std::string_view minimum);

}  // namespace duaal::trajectory::domain

#endif  // TRAJECTORY_SVC_DOMAIN_LANGUAGE_LEVEL_H_
