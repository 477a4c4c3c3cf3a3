#include "intake-svc/app/import_participants.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "chassis/access/rights.h"
#include "chassis/outbox/outbox.h"
#include "intake-svc/app/create_referral.h"
#include "intake-svc/storage/events.h"

namespace duaal::intake::app {
namespace {

using domain::Participant;
using domain::Referral;
using storage::SourceKey;
using Programmes = std::map<std::string, std::optional<domain::ProgrammeRules>>;
using NumberKey = std::pair<std::string, std::string>;  // municipality, keyed hash of BSN or V-number

// What a batch needs to know beforehand, read with one query each.
struct Known {
  std::vector<std::vector<std::string>> lookups;  // by row: the hashes of its numbers, made once
  std::set<std::string> municipalities;
  Programmes programmes;
  std::map<SourceKey, Uuid> sources;
  std::map<NumberKey, Uuid> numbers;
};

// What a batch writes.
struct Writes {
  std::vector<Participant> participants;
  std::vector<Referral> referrals;
  std::vector<std::pair<SourceKey, Uuid>> sources;
  std::vector<outbox::Event> events;
};

SourceKey KeyOf(const ImportRow& row) {
  return {row.participant.municipality_code, row.source, row.source_reference};
}

StatusOr<Known> Look(const Deps& deps, sql::Session& session, const Caller& caller,
                     const std::vector<ImportRow>& rows) {
  Known known;
  std::set<std::string> codes;
  std::vector<SourceKey> sources;
  storage::ParticipantRepository::NumberLookups lookups;
  for (const ImportRow& row : rows) {
    codes.insert(row.participant.municipality_code);
    sources.push_back(KeyOf(row));
    known.lookups.push_back(deps.participants.AddLookups(row.participant, lookups));
    if (!row.programme_code.empty()) known.programmes[row.programme_code];
  }
  ASSIGN_OR_RETURN(known.municipalities, deps.reference.ExistingMunicipalities(session, codes, caller.today));
  for (auto& [code, rules] : known.programmes) {
    ASSIGN_OR_RETURN(rules, deps.reference.FindProgramme(session, code));
  }
  ASSIGN_OR_RETURN(const auto found_sources, deps.participants.FindSources(session, sources));
  known.sources.insert(found_sources.begin(), found_sources.end());
  ASSIGN_OR_RETURN(const auto found_numbers, deps.participants.FindKnownNumbers(session, lookups));
  for (const auto& one : found_numbers) known.numbers[{one.municipality_code, one.lookup}] = one.id;
  return known;
}

// Every fault of a row that the batch can know before it writes.
Violations CheckRow(const ImportRow& row, const Known& known, const Caller& caller) {
  Violations violations;
  const bool fields_good = row.check.ok();
  if (!fields_good) violations.Absorb(row.check);
  const std::string& code = row.participant.municipality_code;
  if (!code.empty() && !known.municipalities.contains(code)) {
    violations.Add("participant.municipality_code", "UNKNOWN_MUNICIPALITY",
                   "No municipality has this CBS code today; look it up in the list of municipalities.");
  } else if (!code.empty() && !caller.principal.HasMandate(code, caller.today)) {
    violations.Add("participant.municipality_code", "NO_MANDATE",
                   "Your token holds no mandate for this municipality; ask for one or leave the row out.");
  }
  if (fields_good) violations.Absorb(domain::Check(row.participant, caller.today));
  if (!row.programme_code.empty()) {
    const auto programme = known.programmes.find(row.programme_code);
    if (programme == known.programmes.end() || !programme->second) {
      violations.Add("programme_code", "UNKNOWN_PROGRAMME",
                     "No programme has this code; look it up in the list.");
    }
    if (row.channel == domain::InflowChannel::kUnknown) {
      violations.Add("channel", "REQUIRED",
                     "Say how the person came in: by preselection or by a case manager.");
    }
  }
  return violations;
}

// The person of this row of this list, if it was imported before or earlier in this batch.
std::optional<Uuid> FindBySource(const ImportRow& row, const Known& known) {
  const auto source = known.sources.find(KeyOf(row));
  return source == known.sources.end() ? std::nullopt : std::optional<Uuid>(source->second);
}

// The people of this BSN and this V-number, if the municipality knows them from elsewhere: one, unless the
// numbers belong to two.
std::set<Uuid> FindByNumbers(const ImportRow& row, const std::vector<std::string>& lookups,
                             const Known& known) {
  std::set<Uuid> people;
  for (const std::string& lookup : lookups) {
    const auto person = known.numbers.find({row.participant.municipality_code, lookup});
    if (person != known.numbers.end()) people.insert(person->second);
  }
  return people;
}

// Works through the rows of one batch inside its transaction.
class Batch {
 public:
  Batch(const Deps& deps, sql::Tx& tx, const Caller& caller, Known known)
      : deps_(deps), tx_(tx), caller_(caller), known_(std::move(known)) {}

  // In the order in which they were looked at.
  StatusOr<ImportOutcome> TakeNext(const ImportRow& row) {
    const std::vector<std::string> lookups = std::move(known_.lookups.at(next_++));
    ImportOutcome outcome;
    outcome.row = row.row;
    const Violations violations = CheckRow(row, known_, caller_);
    if (!violations.empty()) {
      outcome.violations = violations.list();
      return outcome;
    }
    outcome.participant_id = FindBySource(row, known_);
    const std::set<Uuid> people = FindByNumbers(row, lookups, known_);
    if (outcome.participant_id) {
      RETURN_IF_ERROR(Keep(row, outcome));
    } else if (people.size() > 1) {
      outcome.violations = {{"participant.v_number", "NUMBERS_DISAGREE",
                             "BSN and V-number belong to two people; correct one of the numbers."}};
    } else if (!people.empty()) {
      outcome.participant_id = *people.begin();
      RETURN_IF_ERROR(Join(row, outcome));
    } else {
      Add(row, lookups, outcome);
    }
    return outcome;
  }

  Status Write() {
    RETURN_IF_ERROR(deps_.participants.InsertMany(tx_, writes_.participants));
    RETURN_IF_ERROR(deps_.participants.InsertSources(tx_, writes_.sources));
    RETURN_IF_ERROR(deps_.referrals.InsertMany(tx_, writes_.referrals));
    if (writes_.events.empty()) return absl::OkStatus();
    return outbox::Append(tx_, writes_.events);
  }

 private:
  // Changes nothing; tells where the person stands.
  Status Keep(const ImportRow& row, ImportOutcome& outcome) {
    outcome.kind = ImportOutcome::Kind::kUnchanged;
    if (row.programme_code.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(outcome.referral_id,
                     deps_.referrals.FindLast(tx_, *outcome.participant_id, row.programme_code));
    return absl::OkStatus();
  }

  // Notes the row for a person known from elsewhere, and refers that person if it never was.
  Status Join(const ImportRow& row, ImportOutcome& outcome) {
    RETURN_IF_ERROR(Keep(row, outcome));
    known_.sources[KeyOf(row)] = *outcome.participant_id;
    writes_.sources.emplace_back(KeyOf(row), *outcome.participant_id);
    const bool in_batch =
        std::any_of(writes_.referrals.begin(), writes_.referrals.end(), [&](const Referral& r) {
          return r.participant_id == *outcome.participant_id && r.programme_code == row.programme_code;
        });
    if (row.programme_code.empty() || outcome.referral_id || in_batch) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Participant person,
                     deps_.participants.GetForUpdate(tx_, *outcome.participant_id, ViewerOf(caller_)));
    ASSIGN_OR_RETURN(const auto standing,
                     StandingFor(deps_, tx_, *known_.programmes.at(row.programme_code), person.id));
    if (AddReferral(row, person, standing, outcome)) outcome.kind = ImportOutcome::Kind::kReferred;
    return absl::OkStatus();
  }

  // False when a rule of the programme keeps the person out; the outcome then names each.
  bool AddReferral(const ImportRow& row, const Participant& person, const domain::Standing& standing,
                   ImportOutcome& outcome) {
    Referral wish;
    wish.channel = row.channel;
    wish.class_offering_id = row.class_offering_id;
    const auto referral = Refer(*known_.programmes.at(row.programme_code), person, wish, standing, caller_);
    if (!referral.ok()) {
      outcome.kind = ImportOutcome::Kind::kRejected;
      outcome.violations = DetailsOf(referral.status()).violations;
      return false;
    }
    outcome.referral_id = referral->id;
    writes_.events.push_back(storage::ParticipantReferred(*referral, person, caller_.now));
    writes_.referrals.push_back(*referral);
    return true;
  }

  void Add(const ImportRow& row, const std::vector<std::string>& lookups, ImportOutcome& outcome) {
    Participant person = domain::Register(row.participant, caller_.now);
    const auto registered = static_cast<std::ptrdiff_t>(writes_.events.size());
    // Nobody has recorded a barrier of a person who is new.
    if (!row.programme_code.empty() && !AddReferral(row, person, {}, outcome)) return;
    // The registration is told before the referral that rests on it.
    writes_.events.insert(writes_.events.begin() + registered,
                          storage::ParticipantRegistered(person, caller_.now));
    outcome.kind = ImportOutcome::Kind::kCreated;
    outcome.participant_id = person.id;
    known_.sources[KeyOf(row)] = person.id;
    writes_.sources.emplace_back(KeyOf(row), person.id);
    for (const std::string& lookup : lookups) {
      known_.numbers[{person.municipality_code, lookup}] = person.id;
    }
    writes_.participants.push_back(std::move(person));
  }

  const Deps& deps_;
  sql::Tx& tx_;
  const Caller& caller_;
  Known known_;
  Writes writes_;
  std::size_t next_ = 0;  // row
};

}  // namespace

StatusOr<std::vector<ImportOutcome>> ImportParticipants(const Deps& deps, const Caller& caller,
                                                        const std::vector<ImportRow>& rows) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<std::vector<ImportOutcome>> {
    ASSIGN_OR_RETURN(Known known, Look(deps, tx, caller, rows));
    Batch batch(deps, tx, caller, std::move(known));
    std::vector<ImportOutcome> outcomes;
    for (const ImportRow& row : rows) {
      ASSIGN_OR_RETURN(ImportOutcome outcome, batch.TakeNext(row));
      outcomes.push_back(std::move(outcome));
    }
    RETURN_IF_ERROR(batch.Write());
    return outcomes;
  };
  // Someone else may register one of these people between the look and the write. The second look finds
  // that person, so once more is enough; a third time means something else is wrong.
  auto result = deps.db.Run(caller.deadline, body);
  if (absl::IsAlreadyExists(result.status())) result = deps.db.Run(caller.deadline, body);
  return result;
}

}  // namespace duaal::intake::app
