#ifndef INTAKE_SVC_DOMAIN_MERGE_H_
#define INTAKE_SVC_DOMAIN_MERGE_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"

namespace duaal::intake::domain {

// The numbers are those of the protos and of the database.
enum class MergeState { kRequested = 1, kMerged = 2, kDeclined = 3, kUndone = 4 };

// Two records of one person.
struct RecordMerge {
  Uuid id;
  Uuid kept_id;
  Uuid merged_id;
  std::string kept_municipality_code;    // of today
  std::string merged_municipality_code;  // of today, or of the day of the merge
  MergeState state = MergeState::kRequested;
  std::string requested_by_municipality_code;
  std::string requested_by_id;
  std::string decided_by_id{};
  std::string undone_by_id{};
  absl::Time request_time;
  std::optional<absl::Time> decide_time{};
  std::optional<absl::Time> undo_time{};
  std::int64_t row_version = 0;
};

// What can keep two records from merging.
struct MergeFacts {
  bool bsn_differs = false;
  bool v_number_differs = false;
  bool move_to_come = false;   // of either
  bool put_away = false;       // either went over into another record meanwhile
  bool holds_a_merge = false;  // another record went over into the one that is to be put away
  std::vector<std::string> programmes_open_twice{};
  bool family_circle =
      false;  // as one they would be an own ancestor, or more stands above than is looked through
};

// The municipalities that have to confirm: those of the two records but the one that asked; that one itself
// where both records are its own.
[[nodiscard]] std::set<std::string> ConfirmingMunicipalities(const RecordMerge& merge);

// Whether a request or a merge of the two stands.
[[nodiscard]] bool Stands(const RecordMerge& merge);

// FAILED_PRECONDITION (NOT_MERGEABLE): each ground is a violation: NUMBERS_DISAGREE, OPEN_REFERRAL_TWICE,
// MOVE_TO_COME, PUT_AWAY, HOLDS_A_MERGE, CIRCULAR_FAMILY.
[[nodiscard]] Status CheckMergeable(const MergeFacts& facts);

// The merge after it was confirmed. FAILED_PRECONDITION (MERGE_ANSWERED): it is not waiting.
[[nodiscard]] StatusOr<RecordMerge> Confirm(const RecordMerge& before, const std::string& by, absl::Time now);
// The merge after it was refused or taken back. As above.
[[nodiscard]] StatusOr<RecordMerge> Decline(const RecordMerge& before, const std::string& by, absl::Time now);
// The merge after it was undone. FAILED_PRECONDITION (NOT_MERGED): there is nothing to undo.
[[nodiscard]] StatusOr<RecordMerge> Undo(const RecordMerge& before, const std::string& by, absl::Time now);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_MERGE_H_
