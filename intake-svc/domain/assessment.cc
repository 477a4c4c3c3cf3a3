#include "intake-svc/domain/assessment.h"

#include <set>

namespace duaal::intake::domain {
namespace {

// The instrument, after telling why there is none.
const Instrument* FindInstrument(const Assessment& a, const InstrumentSet& set, const std::string& path,
                                 Violations& violations) {
  const Instrument* instrument = set.Find(a.instrument_code, a.instrument_version);
  if (instrument == nullptr && set.FindAny(a.instrument_code) != nullptr) {
    violations.Add(path + "instrument_version", "UNKNOWN_VERSION",
                   "The programme has this instrument in other versions; read its definition.");
  } else if (instrument == nullptr) {
    violations.Add(path + "instrument_code", "UNKNOWN_INSTRUMENT",
                   "The programme has no such instrument; read its definition.");
  } else if (instrument->for_partners) {
    violations.Add(path + "instrument_code", "NOT_FOR_PARTICIPANTS",
                   "Partners answer this instrument about themselves; take another for a person.");
  }
  return instrument;
}

void CheckDay(const Assessment& a, const Participant& person, absl::CivilDay today, const std::string& path,
              Violations& violations) {
  if (a.taken_date > today) {
    violations.Add(path + "taken_date", "IN_THE_FUTURE",
                   "An assessment is recorded once it was taken; take today or earlier.");
  }
  if (a.taken_date < person.birth_date.First()) {
    violations.Add(path + "taken_date", "BEFORE_BIRTH",
                   "The day lies before the person's birth; one of the two is wrong.");
  }
  if (a.setting == AssessmentSetting::kReceptionCentre && person.settlement_date &&
      a.taken_date >= *person.settlement_date) {
    violations.Add(path + "taken_date", "AFTER_SETTLEMENT",
                   "The person had settled by then; correct the day, or say where else it was taken.");
  }
}

void CheckTaker(const Assessment& a, const Instrument& instrument, const InstrumentSet& set,
                const std::string& path, Violations& violations) {
  if (!a.taken_by_role.empty() && !set.roles.contains(a.taken_by_role)) {
    violations.Add(path + "taken_by_role", "UNKNOWN_ROLE",
                   "The programme has no such role; read its definition.");
  } else if (!instrument.taken_by.empty() && !instrument.taken_by.contains(a.taken_by_role)) {
    violations.Add(path + "taken_by_role", "ROLE_MAY_NOT_TAKE",
                   "The programme says which roles take this instrument; name the one that did.");
  }
  if (!instrument.settings.empty() && !instrument.settings.contains(a.setting)) {
    violations.Add(path + "setting", "NOT_TAKEN_HERE",
                   "The programme says where this instrument is taken; name that place.");
  }
}

void CheckGround(const Assessment& a, const Instrument& instrument, const std::string& path,
                 Violations& violations) {
  if (a.relevance_ground.empty()) {
    if (!instrument.when_relevant) return;
    violations.Add(path + "relevance_ground", "RELEVANCE_REQUIRED",
                   "This instrument is taken only when relevant; say on which ground.");
  } else if (!instrument.relevance_grounds.contains(a.relevance_ground)) {
    violations.Add(path + "relevance_ground", "UNKNOWN_GROUND",
                   "The programme has no such ground for this instrument; read its definition.");
  }
}

// One list of values: of the special aspects, or of the others.
void CheckValues(const std::vector<AspectValue>& values, const Instrument& instrument, bool special,
                 const std::string& path, std::set<std::string>& seen, Violations& violations) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string at = path + "[" + std::to_string(i) + "]";
    const Aspect* aspect = instrument.Find(values[i].aspect_code);
    if (aspect == nullptr) {
      violations.Add(at + ".aspect_code", "UNKNOWN_ASPECT",
                     "The instrument has no such aspect in this version; read the programme's definition.");
      continue;
    }
    if (!seen.insert(aspect->code).second) {
      violations.Add(at + ".aspect_code", "DUPLICATE_ASPECT",
                     "An aspect has one value; keep one of the two.");
    }
    if (aspect->special && !special) {
      violations.Add(at + ".aspect_code", "SPECIAL_ASPECT",
                     "This aspect is of a special category; send it among the special values.");
    } else if (!aspect->special && special) {
      violations.Add(at + ".aspect_code", "NOT_SPECIAL",
                     "This aspect is of no special category; send it among the other values.");
    }
    const ValueFault fault = CheckValue(*aspect, values[i].value);
    if (!fault.reason.empty()) violations.Add(at + ".value", fault.reason, fault.remedy);
  }
}

void CheckFindings(const Assessment& a, const Instrument& instrument, const std::string& path,
                   Violations& violations) {
  std::set<std::string> seen;
  CheckValues(a.values, instrument, false, path + "values", seen, violations);
  CheckValues(a.special_values, instrument, true, path + "special_values", seen, violations);
  for (const Aspect& aspect : instrument.aspects) {
    if (!aspect.required || seen.contains(aspect.code)) continue;
    violations.Add(path + (aspect.special ? "special_values" : "values"), "ASPECT_MISSING",
                   "The instrument asks for the aspect `" + aspect.code + "`; add its value.");
  }
}

}  // namespace

Status Check(const Assessment& a, const InstrumentSet& instruments, const Participant& person,
             absl::CivilDay today, const std::string& path) {
  Violations violations;
  const Instrument* instrument = FindInstrument(a, instruments, path, violations);
  CheckDay(a, person, today, path, violations);
  if (!a.source_reference.empty() && a.source.empty()) {
    violations.Add(path + "source", "SOURCE_REQUIRED", "Say which source the reference is a number of.");
  }
  if (instrument != nullptr) {
    CheckTaker(a, *instrument, instruments, path, violations);
    CheckGround(a, *instrument, path, violations);
    CheckFindings(a, *instrument, path, violations);
  }
  return violations.ToStatus();
}

StatusOr<Assessment> Correct(const Assessment& before, const std::vector<AspectValue>& special_before,
                             const Correction& correction) {
  if (before.superseded_by_id) {
    return Error(absl::StatusCode::kFailedPrecondition, "ASSESSMENT_SUPERSEDED",
                 "This assessment was corrected before; correct the newer one.",
                 {{"superseded_by_id", before.superseded_by_id->ToString()}});
  }
  Assessment after = before;
  after.taken_date = correction.taken_date.value_or(before.taken_date);
  after.taken_by_role = correction.taken_by_role.value_or(before.taken_by_role);
  after.setting = correction.setting.value_or(before.setting);
  after.values = correction.values;
  after.special_values = correction.special_values.empty() ? special_before : correction.special_values;
  after.supersedes_id = before.id;
  after.correction_reason = correction.reason;
  after.row_version = 1;
  return after;
}

}  // namespace duaal::intake::domain
