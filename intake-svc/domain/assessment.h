#ifndef INTAKE_SVC_DOMAIN_ASSESSMENT_H_
#define INTAKE_SVC_DOMAIN_ASSESSMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/instrument.h"
#include "intake-svc/domain/participant.h"

namespace duaal::intake::domain {

// Why an observation corrects another. The numbers are those of the protos and of the database.
enum class CorrectionReason {
  kNone = 0,
  kWrongValue = 1,
  kWrongCircumstance = 2,
  kIncomplete = 3,
  kObjection = 4,
  kOther = 5,
};

// The value of one aspect, written as its kind asks.
struct AspectValue {
  std::string aspect_code;
  std::string value;
  friend bool operator==(const AspectValue&, const AspectValue&) = default;
};

// One dated observation of a person with one instrument. It never changes; only `superseded_by_id` is set,
// once, when another observation corrects it.
struct Assessment {
  Uuid id;
  Uuid participant_id;
  std::string programme_code;
  std::string instrument_code;
  std::string instrument_version;
  absl::CivilDay taken_date;
  std::string taken_by_role;
  std::vector<std::string> staff_ids;
  std::optional<Uuid> organisation_id;
  AssessmentSetting setting = AssessmentSetting::kUnknown;
  std::string relevance_ground;
  std::string source;
  std::string source_reference;
  std::vector<AspectValue> values;
  std::vector<AspectValue> special_values;  // only while it is being recorded; stored sealed, read apart
  std::optional<Uuid> supersedes_id;
  std::optional<Uuid> superseded_by_id;
  CorrectionReason correction_reason = CorrectionReason::kNone;
  absl::Time create_time;
  std::int64_t row_version = 0;
};

// What a correction says otherwise; an empty optional leaves it as it was.
struct Correction {
  CorrectionReason reason = CorrectionReason::kOther;
  std::optional<absl::CivilDay> taken_date{};
  std::optional<std::string> taken_by_role{};
  std::optional<AssessmentSetting> setting{};
  std::vector<AspectValue> values{};
  std::vector<AspectValue> special_values{};  // empty keeps those of the observation before
};

// Holds an assessment against the programme's instruments and the person. `path` stands before the fields in
// the answer, e.g. `assessment.`.
//
// INVALID_ARGUMENT, every fault: UNKNOWN_INSTRUMENT, UNKNOWN_VERSION, NOT_FOR_PARTICIPANTS, IN_THE_FUTURE,
// BEFORE_BIRTH, AFTER_SETTLEMENT, NOT_TAKEN_HERE, UNKNOWN_ROLE, ROLE_MAY_NOT_TAKE, RELEVANCE_REQUIRED,
// UNKNOWN_GROUND, SOURCE_REQUIRED, and per value UNKNOWN_ASPECT, DUPLICATE_ASPECT, SPECIAL_ASPECT,
// NOT_SPECIAL, ASPECT_MISSING and those of `CheckValue`.
[[nodiscard]] Status Check(const Assessment& assessment, const InstrumentSet& instruments,
                           const Participant& person, absl::CivilDay today, const std::string& path);

// The observation that takes the place of `before`, without id and times. `special_before` are the special
// values of `before`.
//
// FAILED_PRECONDITION (ASSESSMENT_SUPERSEDED): `before` was corrected already.
[[nodiscard]] StatusOr<Assessment> Correct(const Assessment& before,
                                           const std::vector<AspectValue>& special_before,
                                           const Correction& correction);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_ASSESSMENT_H_
