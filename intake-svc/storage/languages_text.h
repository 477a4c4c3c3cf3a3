#ifndef INTAKE_SVC_STORAGE_LANGUAGES_TEXT_H_
#define INTAKE_SVC_STORAGE_LANGUAGES_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "intake-svc/domain/literacy.h"

namespace duaal::intake::storage {

// The languages of a person as one column holds them: a line each, `ar* Arab=3 Latn=1`, the star for a first
// language, the numbers those of ScriptLevel.
[[nodiscard]] std::string WriteLanguages(const std::vector<domain::SpokenLanguage>& languages);
// The reverse; what is not of that form is left out.
[[nodiscard]] std::vector<domain::SpokenLanguage> ReadLanguages(std::string_view text);

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_LANGUAGES_TEXT_H_
