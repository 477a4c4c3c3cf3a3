#ifndef CHASSIS_TEXT_FOLD_H_
#define CHASSIS_TEXT_FOLD_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace duaal::text {

// The form under which a name is found: case folded, accents and invisible marks dropped, runs of white
// space joined. `Ĳsbrand  Müller` and `ijsbrand muller` fold to the same. Text that is not UTF-8 folds to "".
// At most `most_characters` code points are kept: some letters fold to eighteen.
[[nodiscard]] std::string FoldForSearch(std::string_view text,
                                        std::size_t most_characters = std::string::npos);

}  // namespace duaal::text

#endif  // CHASSIS_TEXT_FOLD_H_
