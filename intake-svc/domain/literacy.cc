#include "intake-svc/domain/literacy.h"

#include <cstddef>
#include <set>

namespace duaal::intake::domain {
namespace {

constexpr char kLatin[] = "Latn";

void CheckDoubles(const std::vector<SpokenLanguage>& languages, Violations& violations) {
  std::set<std::string> codes;
  for (std::size_t i = 0; i < languages.size(); ++i) {
    const std::string field = "participant.languages[" + std::to_string(i) + "]";
    if (!codes.insert(languages[i].language_code).second) {
      violations.Add(field + ".language_code", "DUPLICATE",
                     "This language stands in the list twice; keep one of the entries.");
    }
    std::set<std::string> scripts;
    for (std::size_t j = 0; j < languages[i].scripts.size(); ++j) {
      if (scripts.insert(languages[i].scripts[j].script_code).second) continue;
      violations.Add(field + ".scripts[" + std::to_string(j) + "].script_code", "DUPLICATE",
                     "This script stands in the list twice; keep one of the entries.");
    }
  }
}

// Whether the person reads and writes a script well: any, or only the Latin one.
bool Masters(const std::vector<SpokenLanguage>& languages, bool latin_only) {
  for (const SpokenLanguage& language : languages) {
    for (const ScriptLiteracy& script : language.scripts) {
      const bool counts = !latin_only || script.script_code == kLatin;
      if (counts && script.level == ScriptLevel::kGood) return true;
    }
  }
  return false;
}

}  // namespace

void CheckLiteracy(const std::vector<SpokenLanguage>& languages, const LiteracyProfile& profile,
                   absl::CivilDay today, Violations& violations) {
  CheckDoubles(languages, violations);
  const bool illiterate = profile.literacy == Literacy::kIlliterate;
  const bool other_script = profile.literacy == Literacy::kOtherScript;
  if ((illiterate && Masters(languages, false)) || (other_script && Masters(languages, true))) {
    violations.Add("participant.literacy", "LITERACY_CONTRADICTED",
                   "A script that the person reads and writes well says otherwise; correct one of the two.");
  }
  const bool judged =
      profile.literacy != Literacy::kUnknown || profile.expected_route != LearningRoute::kUnknown;
  if (judged && !profile.judged_date) {
    violations.Add("participant.literacy_date", "REQUIRED",
                   "Say on which day literacy and route were judged.");
  }
  if (profile.judged_date && *profile.judged_date > today) {
    violations.Add("participant.literacy_date", "IN_THE_FUTURE",
                   "Literacy is recorded once it is judged; take today or earlier.");
  }
}

}  // namespace duaal::intake::domain
