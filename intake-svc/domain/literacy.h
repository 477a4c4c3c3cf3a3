#ifndef INTAKE_SVC_DOMAIN_LITERACY_H_
#define INTAKE_SVC_DOMAIN_LITERACY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"

namespace duaal::intake::domain {

// The numbers are those of the protos and of the database.
enum class ScriptLevel { kUnknown = 0, kNone = 1, kLimited = 2, kGood = 3 };
enum class Literacy { kUnknown = 0, kIlliterate = 1, kOtherScript = 2, kLiterate = 3 };
enum class LearningRoute { kUnknown = 0, kB1 = 1, kEducation = 2, kSelfReliance = 3 };

// How well a person reads and writes a language in one script (ISO 15924).
struct ScriptLiteracy {
  std::string script_code;
  ScriptLevel level = ScriptLevel::kUnknown;
  friend bool operator==(const ScriptLiteracy&, const ScriptLiteracy&) = default;
};

// A language (ISO 639) that a person speaks.
struct SpokenLanguage {
  std::string language_code;
  bool first_language = false;
  std::vector<ScriptLiteracy> scripts;
  friend bool operator==(const SpokenLanguage&, const SpokenLanguage&) = default;
};

// What was judged of a person's reading and writing, and the route that follows from it (N07).
struct LiteracyProfile {
  Literacy literacy = Literacy::kUnknown;
  LearningRoute expected_route = LearningRoute::kUnknown;
  std::optional<absl::CivilDay> judged_date;
};

// Checks the languages by themselves and against the profile: double languages and scripts (DUPLICATE), a
// profile that the scripts contradict (LITERACY_CONTRADICTED), a judgement without a day (REQUIRED) or with
// one in the future (IN_THE_FUTURE). Adds each fault to `violations`, by field below `participant.`.
void CheckLiteracy(const std::vector<SpokenLanguage>& languages, const LiteracyProfile& profile,
                   absl::CivilDay today, Violations& violations);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_LITERACY_H_
