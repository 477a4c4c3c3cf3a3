#include "intake-svc/domain/participant.h"

#include <cstddef>
#include <set>

namespace duaal::intake::domain {
namespace {

// Nobody in the Netherlands has lived longer; a birth year before it is a slip of the pen.
constexpr int kOldestYears = 115;

template <typename T>
void Assign(T& field, const std::optional<T>& value) {
  if (value.has_value()) field = *value;
}

void CheckNames(const Participant& p, Violations& violations) {
  if (!p.single_name && p.given_name.empty()) {
    violations.Add("participant.given_name", "REQUIRED",
                   "Give a given name, or say that the person has a single name.");
  }
  if (p.single_name && !p.given_name.empty()) {
    violations.Add("participant.given_name", "SINGLE_NAME",
                   "A single name stands in family_name; leave the given name empty.");
  }
}

void CheckNationalities(const Participant& p, Violations& violations) {
  std::set<std::string> codes;
  for (std::size_t i = 0; i < p.nationalities.size(); ++i) {
    if (codes.insert(p.nationalities[i]).second) continue;
    violations.Add("participant.nationalities[" + std::to_string(i) + "]", "DUPLICATE",
                   "This nationality stands in the list twice; keep one of the entries.");
  }
  if (p.stateless && !p.nationalities.empty()) {
    violations.Add("participant.stateless", "HAS_NATIONALITY",
                   "Whoever has a nationality is not stateless; correct one of the two.");
  }
}

// A birth date that is known in part is at fault only where no day that it can be would do.
void CheckDates(const Participant& p, absl::CivilDay today, Violations& violations) {
  if (p.birth_date.First() > today) {
    violations.Add("participant.birth_date", "IN_THE_FUTURE",
                   "The birth date lies in the future; check the year.");
  }
  if (p.birth_date.Last().year() < today.year() - kOldestYears) {
    violations.Add("participant.birth_date", "TOO_LONG_AGO",
                   "The birth date lies more than 115 years back; check the year.");
  }
  if (p.arrival_date && *p.arrival_date > today) {
    violations.Add("participant.arrival_date", "IN_THE_FUTURE",
                   "The arrival lies in the future; register the person on arrival.");
  }
  if (p.arrival_date && *p.arrival_date < p.birth_date.First()) {
    violations.Add("participant.arrival_date", "BEFORE_BIRTH",
                   "The arrival lies before the birth date; one of the two is wrong.");
  }
  if (p.settlement_date && p.arrival_date && *p.settlement_date < *p.arrival_date) {
    violations.Add("participant.settlement_date", "INTERVAL_REVERSED",
                   "The settlement lies before the arrival; swap or correct the dates.");
  }
}

}  // namespace

Status Check(const Participant& p, absl::CivilDay today) {
  Violations violations;
  CheckNames(p, violations);
  CheckDates(p, today, violations);
  CheckNationalities(p, violations);
  CheckLiteracy(p.languages, p.literacy, today, violations);
  return violations.ToStatus();
}

StatusOr<Participant> Change(const Participant& before, const ParticipantChange& change, absl::Time now,
                             absl::CivilDay today) {
  Participant after = before;
  Assign(after.given_name, change.given_name);
  Assign(after.family_name_prefix, change.family_name_prefix);
  Assign(after.family_name, change.family_name);
  Assign(after.single_name, change.single_name);
  Assign(after.birth_date, change.birth_date);
  Assign(after.gender, change.gender);
  Assign(after.origin_country, change.origin_country);
  Assign(after.nationalities, change.nationalities);
  Assign(after.stateless, change.stateless);
  Assign(after.languages, change.languages);
  Assign(after.literacy.literacy, change.literacy);
  Assign(after.literacy.expected_route, change.expected_route);
  Assign(after.literacy.judged_date, change.literacy_date);
  Assign(after.contact_channel, change.contact_channel);
  Assign(after.contact_language, change.contact_language);
  Assign(after.municipality_code, change.municipality_code);
  Assign(after.arrival_date, change.arrival_date);
  Assign(after.settlement_date, change.settlement_date);
  Assign(after.target_group, change.target_group);
  Assign(after.benefit_category, change.benefit_category);
  Assign(after.legal_regime, change.legal_regime);
  Assign(after.language_level, change.language_level);
  if (change.bsn) {
    after.bsn = *change.bsn;
    after.bsn_tail = NumberTail(*change.bsn);
    after.bsn_changed = true;
  }
  if (change.v_number) {
    after.v_number = *change.v_number;
    after.v_number_tail = NumberTail(*change.v_number);
    after.v_number_changed = true;
  }
  after.likeness_changed = after.given_name != before.given_name || after.family_name != before.family_name ||
                           after.birth_date != before.birth_date;
  RETURN_IF_ERROR(Check(after, today));
  after.update_time = now;
  ++after.row_version;
  return after;
}

Participant Register(Participant person, absl::Time now) {
  person.id = Uuid::NewV7();
  person.bsn_tail = NumberTail(person.bsn);
  person.v_number_tail = NumberTail(person.v_number);
  person.create_time = now;
  person.update_time = now;
  person.row_version = 1;
  return person;
}

std::string NumberTail(const std::string& number) {
  return number.size() < 2 ? std::string() : number.substr(number.size() - 2);
}

}  // namespace duaal::intake::domain
