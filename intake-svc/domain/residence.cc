#include "intake-svc/domain/residence.h"

#include <algorithm>
#include <cstddef>

namespace duaal::intake::domain {
namespace {

// A move is known some weeks ahead; a day beyond a year is a slip of the pen.
constexpr int kFarthestDays = 366;

std::size_t IndexOn(const Residences& residences, absl::CivilDay day) {
  const auto next = std::find_if(residences.begin() + 1, residences.end(),
                                 [&](const Residence& residence) { return residence.start_date > day; });
  return static_cast<std::size_t>(next - residences.begin()) - 1;
}

void CheckMoveDate(const Participant& person, const Residences& before, absl::CivilDay move_date,
                   absl::CivilDay today, Violations& violations) {
  const bool taken = std::any_of(before.begin(), before.end(),
                                 [&](const Residence& known) { return known.start_date == move_date; });
  if (taken) {
    violations.Add("move_date", "TWO_MOVES_ON_ONE_DAY",
                   "A residence begins on that day already; correct it, or take another day.");
  } else if (move_date < before.back().start_date) {
    violations.Add(
        "move_date", "OVERLAPPING_RESIDENCE",
        "A later residence is on record; take a day after its start, or withdraw that move first.");
  }
  if (move_date < person.birth_date.First()) {
    violations.Add("move_date", "BEFORE_BIRTH", "The move lies before the birth date; check the year.");
  }
  if (person.arrival_date && move_date < *person.arrival_date) {
    violations.Add("move_date", "BEFORE_ARRIVAL",
                   "The move lies before the arrival in the country; one of the two is wrong.");
  }
  if (move_date > today + kFarthestDays) {
    violations.Add("move_date", "TOO_FAR_AHEAD", "The move lies more than a year ahead; check the year.");
  }
}

}  // namespace

Residences FirstResidence(const Participant& person) {
  return {{person.municipality_code, person.settlement_date.value_or(kUnknownStart),
           ResidenceCause::kRegistered}};
}

const Residence& ResidenceOn(const Residences& residences, absl::CivilDay day) {
  return residences[IndexOn(residences, day)];
}

StatusOr<Residences> Move(const Participant& person, const Residences& before,
                          const std::string& municipality_code, absl::CivilDay move_date, bool exists,
                          absl::CivilDay today) {
  Violations violations;
  if (!exists) {
    violations.Add(
        "municipality_code", "UNKNOWN_MUNICIPALITY",
        "No municipality has this CBS code on that day; look it up in the list of municipalities.");
  } else if (before.back().municipality_code == municipality_code) {
    violations.Add("municipality_code", "SAME_MUNICIPALITY",
                   "The person lives there already; a move leads to another municipality.");
  }
  CheckMoveDate(person, before, move_date, today, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  if (before.size() >= kMostResidences) {
    return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_RESIDENCES",
                 "Fifty residences of this person are on record; correct them instead of adding more.");
  }
  Residences after = before;
  after.push_back({municipality_code, move_date, ResidenceCause::kMove});
  return after;
}

StatusOr<Residences> WithdrawMove(const Residences& before, absl::CivilDay move_date, absl::CivilDay today) {
  Violations violations;
  const auto move = std::find_if(before.begin(), before.end(), [&](const Residence& residence) {
    return residence.start_date == move_date && residence.cause == ResidenceCause::kMove;
  });
  if (move == before.end() || move_date <= today) {
    violations.Add("move_date", "UNKNOWN_MOVE",
                   "No move to come is recorded for that day; list the residences.");
  } else if (move + 1 != before.end()) {
    violations.Add("move_date", "LATER_MOVE", "Another move follows this one; withdraw that one first.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return Residences(before.begin(), before.end() - 1);
}

Residences Merge(const Residences& before, const std::string& successor_code, absl::CivilDay merger_date,
                 absl::CivilDay today) {
  Residences after = before;
  const std::size_t current = IndexOn(before, today);
  if (before[current].start_date >= merger_date) {
    // Who came after the merger has lived in the successor from the start.
    after[current].municipality_code = successor_code;
  } else {
    after.insert(after.begin() + static_cast<std::ptrdiff_t>(current) + 1,
                 {successor_code, merger_date, ResidenceCause::kMerger});
  }
  return after;
}

StatusOr<Residences> Correct(const Residences& before, const Participant& person, absl::CivilDay today) {
  Residences after = before;
  const std::size_t current = IndexOn(before, today);
  after[current].municipality_code = person.municipality_code;
  // A merger is no settlement: whoever went over with a municipality settled before.
  const bool settled_here = after[current].cause != ResidenceCause::kMerger;
  if (settled_here && person.settlement_date) after[current].start_date = *person.settlement_date;
  const absl::CivilDay start = after[current].start_date;
  const bool too_early = current > 0 && start <= after[current - 1].start_date;
  const bool too_late = current + 1 < after.size() && start >= after[current + 1].start_date;
  if (too_early || too_late) {
    Violations violations;
    violations.Add("participant.settlement_date", "OVERLAPPING_RESIDENCE",
                   "Another residence is on record for that time; list the residences and correct the day.");
    return violations.ToStatus();
  }
  return after;
}

Participant Settle(const Participant& before, const Residence& residence, absl::Time now) {
  Participant after = before;
  after.municipality_code = residence.municipality_code;
  if (residence.cause == ResidenceCause::kMove) after.settlement_date = residence.start_date;
  after.update_time = now;
  ++after.row_version;
  return after;
}

}  // namespace duaal::intake::domain
