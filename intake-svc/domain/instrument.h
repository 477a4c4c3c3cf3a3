#ifndef INTAKE_SVC_DOMAIN_INSTRUMENT_H_
#define INTAKE_SVC_DOMAIN_INSTRUMENT_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "intake-svc/domain/participant.h"

namespace duaal::intake::domain {

// Where an assessment was taken. The numbers are those of the protos and of the database.
enum class AssessmentSetting {
  kUnknown = 0,
  kMunicipality = 1,
  kReceptionCentre = 2,
  kPartner = 3,
  kHome = 4,
  kOnline = 5,
};

// What the values of an aspect are. The numbers are those of the programme's definition.
enum class AspectKind {
  kUnspecified = 0,  // free text
  kLevel = 1,
  kNumber = 2,
  kCefr = 3,
  kCode = 4,
  kYesNo = 5,
  kText = 6,
};

// Something that an instrument measures or asks.
struct Aspect {
  std::string code;
  AspectKind kind = AspectKind::kUnspecified;
  int minimum = 0;  // of a number, both inclusive
  int maximum = 0;
  int decimals = 0;
  std::set<std::string> values{};  // of a level or a code
  bool required = false;
  bool special = false;  // of a special category: health
};

// A test, an assessment or a questionnaire in one version.
struct Instrument {
  std::string code;
  std::string version;
  std::vector<Aspect> aspects{};
  bool when_relevant = false;
  bool for_partners = false;                  // answered by partners, about no person
  std::set<std::string> relevance_grounds{};  // of which a record names one
  std::set<std::string> taken_by{};           // roles; empty for anyone
  std::set<AssessmentSetting> settings{};     // empty for every place
  std::set<TargetGroup> target_groups{};      // from whom it is taken; empty for everyone

  // The aspect, or nullptr.
  [[nodiscard]] const Aspect* Find(std::string_view aspect_code) const;
};

// What assessments need of a programme's definition.
struct InstrumentSet {
  std::vector<Instrument> instruments;
  std::set<std::string> roles;

  // The instrument in this version, or nullptr.
  [[nodiscard]] const Instrument* Find(std::string_view code, std::string_view version) const;
  // Some version of the instrument, the first that the definition names, or nullptr.
  [[nodiscard]] const Instrument* FindAny(std::string_view code) const;
  // From which target groups the instrument is taken, over all its versions; empty for everyone.
  [[nodiscard]] std::set<TargetGroup> TakenFrom(std::string_view code) const;
  // Its aspects, over all its versions, of which one counts how often a value occurs: no numbers, no texts,
  // and none of a special category in any version.
  [[nodiscard]] std::set<std::string> CountableAspects(std::string_view code) const;
};

// Why `value` cannot be a value of the aspect: OFF_SCALE, UNKNOWN_VALUE, NOT_YES_OR_NO or TOO_LONG, with a
// sentence that says what to write. Empty when it can.
struct ValueFault {
  std::string reason;
  std::string remedy;
};
[[nodiscard]] ValueFault CheckValue(const Aspect& aspect, std::string_view value);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_INSTRUMENT_H_
