#ifndef CHASSIS_TEXT_NAME_H_
#define CHASSIS_TEXT_NAME_H_

#include <optional>
#include <string>
#include <string_view>

// Names of people, in any script.
namespace duaal::text {

// What is wrong with a name: a reason for programs and a sentence for people that never holds the name.
struct NameFault {
  const char* reason;
  const char* description;
};

// Checks valid UTF-8 that is not empty; nothing when it can be a name. INVISIBLE_CHARACTER: a control
// character, a direction mark, a zero-width or another character that is not seen; only the joiners U+200C
// and U+200D may stand between two letters of Arabic, Indic and neighbouring scripts. UNKNOWN_CHARACTER: one
// that stands for nothing. MARK_WITHOUT_LETTER, TOO_MANY_MARKS: marks under or above no letter, or more than
// six. NO_LETTER: nothing but signs.
[[nodiscard]] std::optional<NameFault> CheckName(std::string_view text);

// The form in which a name is kept: composed (NFC), white space joined to single spaces and cut off at the
// ends. The name is otherwise as it was written. Text that is not UTF-8 becomes "".
[[nodiscard]] std::string NormaliseName(std::string_view text);

}  // namespace duaal::text

#endif  // CHASSIS_TEXT_NAME_H_
