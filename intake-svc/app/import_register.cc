#include "intake-svc/app/import_register.h"

#include <map>
#include <set>
#include <utility>

#include "chassis/access/rights.h"
#include "chassis/core/civil.h"

namespace duaal::intake::app {
namespace {

using domain::Screening;
using NumberKey = std::pair<std::string, std::string>;  // municipality, keyed hash of BSN or V-number

// What a batch needs to know beforehand, read with one query each.
struct Known {
  std::set<std::string> municipalities;
  std::map<std::string, Screening> last;  // by row key
  std::map<NumberKey, Uuid> numbers;
};

std::string RowKey(const storage::ScreeningRepository& screenings, const RegisterRow& row) {
  return screenings.Hash("screening:" + row.person.municipality_code + "\n" + row.list_code + "\n" +
                         row.row_reference);
}

StatusOr<Known> Look(const Deps& deps, sql::Session& session, const Caller& caller,
                     const std::vector<RegisterRow>& rows) {
  Known known;
  std::set<std::string> codes;
  std::vector<std::string> row_keys;
  storage::ParticipantRepository::NumberLookups lookups;
  const storage::ScreeningRepository screenings = deps.screenings();
  for (const RegisterRow& row : rows) {
    codes.insert(row.person.municipality_code);
    row_keys.push_back(RowKey(screenings, row));
    deps.participants.AddLookups(row.person, lookups);
  }
  ASSIGN_OR_RETURN(known.municipalities, deps.reference.ExistingMunicipalities(session, codes, caller.today));
  ASSIGN_OR_RETURN(known.last, screenings.FindLast(session, row_keys));
  ASSIGN_OR_RETURN(const auto numbers, deps.participants.FindKnownNumbers(session, lookups));
  for (const auto& one : numbers) known.numbers[{one.municipality_code, one.lookup}] = one.id;
  return known;
}

// Every fault of a row.
Violations CheckRow(const RegisterRow& row, const Known& known, const Caller& caller) {
  Violations violations;
  const bool fields_good = row.check.ok();
  if (!fields_good) violations.Absorb(row.check);
  const std::string& code = row.person.municipality_code;
  if (!code.empty() && !known.municipalities.contains(code)) {
    violations.Add("participant.municipality_code", "UNKNOWN_MUNICIPALITY",
                   "No municipality has this CBS code today; look it up in the list of municipalities.");
  } else if (!code.empty() && !caller.principal.HasMandate(code, caller.today)) {
    violations.Add("participant.municipality_code", "NO_MANDATE",
                   "Your token holds no mandate for this municipality; ask for one or leave the row out.");
  }
  if (row.week_date && *row.week_date > caller.today) {
    violations.Add("week", "IN_THE_FUTURE", "The week of the list is still to come; check the week.");
  }
  if (fields_good) violations.Absorb(domain::Check(row.person, caller.today));
  return violations;
}

// Works through the rows of one batch inside its transaction.
class Batch {
 public:
  Batch(const Deps& deps, sql::Tx& tx, const Caller& caller, Known known)
      : deps_(deps), screenings_(deps.screenings()), tx_(tx), caller_(caller), known_(std::move(known)) {}

  StatusOr<RegisterOutcome> Take(const RegisterRow& row) {
    RegisterOutcome outcome{.row = row.row};
    const Violations violations = CheckRow(row, known_, caller_);
    if (!violations.empty()) {
      outcome.violations = violations.list();
      return outcome;
    }
    Screening screening = ToScreening(row);
    outcome.kind = RegisterOutcome::Kind::kQueued;
    const auto last = known_.last.find(screening.row_key);
    if (last != known_.last.end()) {
      if (last->second.content_hash == screening.content_hash) {
        outcome.kind = RegisterOutcome::Kind::kUnchanged;
        outcome.screening_id = last->second.id;
        return outcome;
      }
      outcome.kind = RegisterOutcome::Kind::kChanged;
      screening = domain::Follow(last->second, screening);
      RETURN_IF_ERROR(Write());  // what this row follows may be of this batch
      RETURN_IF_ERROR(screenings_.Supersede(tx_, last->second.id));
    }
    outcome.screening_id = screening.id;
    known_.last[screening.row_key] = screening;
    writes_.push_back(std::move(screening));
    return outcome;
  }

  Status Write() {
    RETURN_IF_ERROR(screenings_.InsertMany(tx_, writes_));
    writes_.clear();
    return absl::OkStatus();
  }

 private:
  Screening ToScreening(const RegisterRow& row) {
    Screening screening;
    screening.id = Uuid::NewV7();
    screening.municipality_code = row.person.municipality_code;
    screening.list_code = row.list_code;
    screening.week_date = *row.week_date;
    screening.row_key = RowKey(screenings_, row);
    screening.content_hash =
        screenings_.Hash("content:" + std::to_string(static_cast<int>(row.change)) + "\n" + row.packed);
    screening.change = row.change;
    screening.person = row.packed;
    screening.create_time = caller_.now;
    for (const std::string& number : {row.person.bsn, row.person.v_number}) {
      if (number.empty()) continue;
      const auto known =
          known_.numbers.find({screening.municipality_code, deps_.participants.LookupHash(number)});
      if (known != known_.numbers.end()) screening.known_participant_id = known->second;
    }
    return screening;
  }

  const Deps& deps_;
  const storage::ScreeningRepository screenings_;
  sql::Tx& tx_;
  const Caller& caller_;
  Known known_;
  std::vector<Screening> writes_;
};

}  // namespace

StatusOr<std::vector<RegisterOutcome>> ImportRegister(const Deps& deps, const Caller& caller,
                                                      const std::vector<RegisterRow>& rows) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<std::vector<RegisterOutcome>> {
    ASSIGN_OR_RETURN(Known known, Look(deps, tx, caller, rows));
    Batch batch(deps, tx, caller, std::move(known));
    std::vector<RegisterOutcome> outcomes;
    for (const RegisterRow& row : rows) {
      ASSIGN_OR_RETURN(RegisterOutcome outcome, batch.Take(row));
      outcomes.push_back(std::move(outcome));
    }
    RETURN_IF_ERROR(batch.Write());
    return outcomes;
  };
  // Someone else may bring the same list at the same time; the second look finds what that one stored.
  auto result = deps.db.Run(caller.deadline, body);
  if (absl::IsAlreadyExists(result.status())) result = deps.db.Run(caller.deadline, body);
  return result;
}

}  // namespace duaal::intake::app
