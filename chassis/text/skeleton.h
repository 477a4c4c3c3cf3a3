#ifndef CHASSIS_TEXT_SKELETON_H_
#define CHASSIS_TEXT_SKELETON_H_

#include <string>
#include <string_view>
#include <vector>

namespace duaal::text {

// The words of a name, each as the consonants that are left of it in Latin letters, so that spellings and
// scripts of one name meet: `Mohammed`, `Muhamad` and the name in Arabic letters give `mhmd`. Articles and
// prefixes are left out, a word without consonants gives itself in Latin letters. Sorted, each once, at most
// eight; text that is not UTF-8 gives none. For comparing only: nobody is called so.
[[nodiscard]] std::vector<std::string> NameSkeletons(std::string_view name);

}  // namespace duaal::text

#endif  // CHASSIS_TEXT_SKELETON_H_
