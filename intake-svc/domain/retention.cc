#include "intake-svc/domain/retention.h"

#include <algorithm>

#include "chassis/core/civil.h"

namespace duaal::intake::domain {
namespace {

std::string FormatInstant(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
}

std::string Line(std::initializer_list<std::string> words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line + "\n";
}

}  // namespace

// The 29th of February has its day on the 1st of March in other years, so nothing goes too early.
absl::CivilDay DueDate(absl::CivilDay event, int years) {
  return absl::CivilDay(event.year() + years, event.month(), event.day());
}

absl::CivilDay DueUntil(absl::CivilDay today, int years) {
  absl::CivilDay day(today.year() - years, today.month(), today.day());
  while (DueDate(day, years) > today) --day;
  return day;
}

bool IsDue(const RetentionClass& retention_class, const std::vector<RetentionEvent>& events,
           absl::CivilDay today) {
  return std::any_of(events.begin(), events.end(), [&](const RetentionEvent& event) {
    return std::any_of(retention_class.terms.begin(), retention_class.terms.end(),
                       [&](const RetentionTerm& t) {
                         return t.event == event.kind && DueDate(event.date, t.years) <= today;
                       });
  });
}

Status Check(const RetentionEvent& event, const Participant& person, absl::CivilDay today) {
  Violations violations;
  if (event.date > today) {
    violations.Add("event_date", "IN_THE_FUTURE",
                   "It is recorded once it has happened; take today or earlier.");
  }
  if (event.date < person.birth_date.First()) {
    violations.Add("event_date", "BEFORE_BIRTH",
                   "The day lies before the person's birth; one of the two is wrong.");
  }
  return violations.ToStatus();
}

Status CheckProposal(const std::vector<Uuid>& people, const std::set<Uuid>& due) {
  Violations violations;
  std::set<Uuid> seen;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const std::string field = "destruction.participant_ids[" + std::to_string(i) + "]";
    if (!seen.insert(people[i]).second) {
      violations.Add(field, "DUPLICATE", "This person stands on the list twice; name each once.");
    } else if (!due.contains(people[i])) {
      violations.Add(field, "NOT_DUE",
                     "This person's data is not due in this municipality, or stands on another list; take the"
                     " people from the list of what is due.");
    }
  }
  return violations.ToStatus();
}

StatusOr<Destruction> Decide(const Destruction& before, bool approve, const std::string& decider,
                             absl::Time now) {
  if (before.state != DestructionState::kProposed) {
    return Error(absl::StatusCode::kFailedPrecondition, "DECIDED",
                 "This list was agreed to or rejected before; read it again.");
  }
  if (approve && decider == before.proposed_by) {
    return Error(absl::StatusCode::kPermissionDenied, "SECOND_PERSON",
                 "You proposed this list; somebody else has to agree to it.");
  }
  Destruction after = before;
  after.state = approve ? DestructionState::kApproved : DestructionState::kRejected;
  after.decided_by = decider;
  after.decide_time = now;
  ++after.row_version;
  return after;
}

Destruction Finish(const Destruction& before, absl::Time now) {
  Destruction after = before;
  after.state = DestructionState::kDone;
  after.finish_time = now;
  ++after.row_version;
  return after;
}

std::string ProofText(const Destruction& done) {
  std::string text =
      Line({"destruction", done.id.ToString()}) + Line({"class", done.class_code}) +
      Line({"municipality", done.municipality_code}) +
      Line({"proposed", FormatInstant(done.propose_time), done.proposed_by}) +
      Line({"approved", FormatInstant(done.decide_time.value_or(absl::UnixEpoch())), done.decided_by}) +
      Line({"finished", FormatInstant(done.finish_time.value_or(absl::UnixEpoch()))});
  for (const DestructionPerson& person : done.people) {
    const bool destroyed = person.outcome == DestructionOutcome::kDestroyed;
    text += Line({"person", person.participant_id.ToString(), destroyed ? "destroyed" : "left"});
  }
  for (const DestroyedRows& one : done.rows) {
    text += Line({"rows", one.service, one.table, std::to_string(one.rows)});
  }
  return text;
}

}  // namespace duaal::intake::domain
