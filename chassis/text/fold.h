#ifndef CHASSIS_TEXT_FOLD_H_
#define CHASSIS_TEXT_FOLD_H_

#include <string>
#include <string_view>

namespace duaal::text {

// The form under which a name is found: case folded, accents and invisible marks dropped, runs of white
// space joined. `Ĳsbrand  Müller` and `ijsbrand muller` fold to the same. Text that is not UTF-8 folds to "".
[[nodiscard]] std::string FoldForSearch(std::string_view text);

}  // namespace duaal::text

#endif  // CHASSIS_TEXT_FOLD_H_
