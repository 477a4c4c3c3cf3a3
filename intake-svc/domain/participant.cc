#include "intake-svc/domain/participant.h"

namespace duaal::intake::domain {
namespace {

// Nobody in the Netherlands has lived longer; a birth year before it is a slip of the pen.
constexpr int kOldestYears = 115;

template <typename T>
void Assign(T& field, const std::optional<T>& value) {
  if (value.has_value()) field = *value;
}

}  // namespace

Status Check(const Participant& p, absl::CivilDay today) {
  Violations violations;
  if (p.birth_date > today) {
    violations.Add("participant.birth_date", "IN_THE_FUTURE",
                   "The birth date lies in the future; check the year.");
  }
  if (p.birth_date.year() < today.year() - kOldestYears) {
    violations.Add("participant.birth_date", "TOO_LONG_AGO",
                   "The birth date lies more than 115 years back; check the year.");
  }
  if (p.arrival_date && *p.arrival_date > today) {
    violations.Add("participant.arrival_date", "IN_THE_FUTURE",
                   "The arrival lies in the future; register the person on arrival.");
  }
  if (p.arrival_date && *p.arrival_date < p.birth_date) {
    violations.Add("participant.arrival_date", "BEFORE_BIRTH",
                   "The arrival lies before the birth date; one of the two is wrong.");
  }
  if (p.settlement_date && p.arrival_date && *p.settlement_date < *p.arrival_date) {
    violations.Add("participant.settlement_date", "INTERVAL_REVERSED",
                   "The settlement lies before the arrival; swap or correct the dates.");
  }
  return violations.ToStatus();
}

StatusOr<Participant> Change(const Participant& before, const ParticipantChange& change, absl::Time now,
                             absl::CivilDay today) {
  Participant after = before;
  Assign(after.given_name, change.given_name);
  Assign(after.family_name_prefix, change.family_name_prefix);
  Assign(after.family_name, change.family_name);
  Assign(after.birth_date, change.birth_date);
  Assign(after.gender, change.gender);
  Assign(after.origin_country, change.origin_country);
  Assign(after.municipality_code, change.municipality_code);
  Assign(after.arrival_date, change.arrival_date);
  Assign(after.settlement_date, change.settlement_date);
  Assign(after.target_group, change.target_group);
  Assign(after.benefit_category, change.benefit_category);
  Assign(after.legal_regime, change.legal_regime);
  Assign(after.language_level, change.language_level);
  if (change.bsn) {
    after.bsn = *change.bsn;
    after.bsn_tail = BsnTail(*change.bsn);
  }
  RETURN_IF_ERROR(Check(after, today));
  after.update_time = now;
  ++after.row_version;
  return after;
}

std::string BsnTail(const std::string& bsn) {
  return bsn.size() < 2 ? std::string() : bsn.substr(bsn.size() - 2);
}

}  // namespace duaal::intake::domain
