#ifndef INTAKE_SVC_DOMAIN_RESIDENCE_H_
#define INTAKE_SVC_DOMAIN_RESIDENCE_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "intake-svc/domain/participant.h"

namespace duaal::intake::domain {

// How a residence began. The numbers are those of the protos and of the database.
enum class ResidenceCause { kRegistered = 1, kMove = 2, kMerger = 3, kCorrection = 4 };

// The first day of a residence of which it is not known.
inline constexpr absl::CivilDay kUnknownStart(1, 1, 1);

// A stretch of time in one municipality: from `start_date` until the start of the next.
struct Residence {
  std::string municipality_code;
  absl::CivilDay start_date;
  ResidenceCause cause = ResidenceCause::kRegistered;
  friend bool operator==(const Residence&, const Residence&) = default;
};

// All of one person, in the order of time; never empty, at most `kMostResidences`.
using Residences = std::vector<Residence>;
inline constexpr std::size_t kMostResidences = 50;

// The one residence of a person of whom no move is recorded.
[[nodiscard]] Residences FirstResidence(const Participant& person);
// The residence on a day: the last that began by then, or the first.
[[nodiscard]] const Residence& ResidenceOn(const Residences& residences, absl::CivilDay day);

// The residences with a move at the end. `exists` tells whether the municipality exists on that day.
//
// INVALID_ARGUMENT: UNKNOWN_MUNICIPALITY, SAME_MUNICIPALITY, TWO_MOVES_ON_ONE_DAY, OVERLAPPING_RESIDENCE,
// BEFORE_BIRTH, BEFORE_ARRIVAL, TOO_FAR_AHEAD. FAILED_PRECONDITION (TOO_MANY_RESIDENCES): fifty are known.
[[nodiscard]] StatusOr<Residences> Move(const Participant& person, const Residences& before,
                                        const std::string& municipality_code, absl::CivilDay move_date,
                                        bool exists, absl::CivilDay today);
// The residences without the last move, which has not taken effect.
//
// INVALID_ARGUMENT: UNKNOWN_MOVE, LATER_MOVE.
[[nodiscard]] StatusOr<Residences> WithdrawMove(const Residences& before, absl::CivilDay move_date,
                                                absl::CivilDay today);
// The residences after the municipality of today went on in `successor_code` on `merger_date`, by today.
[[nodiscard]] Residences Merge(const Residences& before, const std::string& successor_code,
                               absl::CivilDay merger_date, absl::CivilDay today);
// The residences with the one of today as the corrected person has it: municipality, and settlement as its
// start.
//
// INVALID_ARGUMENT (OVERLAPPING_RESIDENCE): it would begin on or before the start of the one before it, or on
// or after that of the next.
[[nodiscard]] StatusOr<Residences> Correct(const Residences& before, const Participant& person,
                                           absl::CivilDay today);

// The person who lives where `residence` says from now on; a move is a settlement too. `row_version` counts
// up.
[[nodiscard]] Participant Settle(const Participant& before, const Residence& residence, absl::Time now);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_RESIDENCE_H_
