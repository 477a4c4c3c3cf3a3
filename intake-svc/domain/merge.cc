#include "intake-svc/domain/merge.h"

namespace duaal::intake::domain {
namespace {

StatusOr<RecordMerge> Answer(const RecordMerge& before, MergeState state, const std::string& by,
                             absl::Time now) {
  if (before.state != MergeState::kRequested) {
    return Error(absl::StatusCode::kFailedPrecondition, "MERGE_ANSWERED",
                 "This request was answered before; read it again.");
  }
  RecordMerge after = before;
  after.state = state;
  after.decided_by_id = by;
  after.decide_time = now;
  ++after.row_version;
  return after;
}

}  // namespace

std::set<std::string> ConfirmingMunicipalities(const RecordMerge& merge) {
  std::set<std::string> codes = {merge.kept_municipality_code, merge.merged_municipality_code};
  if (codes.size() > 1) codes.erase(merge.requested_by_municipality_code);
  return codes;
}

bool Stands(const RecordMerge& merge) {
  return merge.state == MergeState::kRequested || merge.state == MergeState::kMerged;
}

Status CheckMergeable(const MergeFacts& facts) {
  Violations violations;
  if (facts.bsn_differs || facts.v_number_differs) {
    violations.Add(
        "duplicate_reference", "NUMBERS_DISAGREE",
        "The two have different numbers, so they are two people; or correct the wrong number first.");
  }
  if (facts.move_to_come) {
    violations.Add("duplicate_reference", "MOVE_TO_COME",
                   "A move to come is recorded for one of the two; withdraw it, or wait for its day.");
  }
  if (facts.put_away) {
    violations.Add("duplicate_reference", "PUT_AWAY",
                   "One of the two went over into another record meanwhile; look for duplicates again.");
  }
  if (facts.holds_a_merge) {
    violations.Add(
        "kept", "HOLDS_A_MERGE",
        "Another record went over into the one to put away; keep that one, or undo its merge first.");
  }
  for (const std::string& programme : facts.programmes_open_twice) {
    violations.Add("duplicate_reference", "OPEN_REFERRAL_TWICE",
                   "Both have an open referral to `" + programme + "`; close one of the two first.");
  }
  if (facts.family_circle) {
    violations.Add(
        "duplicate_reference", "CIRCULAR_FAMILY",
        "One of the two stands above the other in the family, so they are two people or a link is wrong.");
  }
  if (violations.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "NOT_MERGEABLE",
               "The two records cannot be merged as they are; each ground is named.", {}, violations.list());
}

StatusOr<RecordMerge> Confirm(const RecordMerge& before, const std::string& by, absl::Time now) {
  return Answer(before, MergeState::kMerged, by, now);
}

StatusOr<RecordMerge> Decline(const RecordMerge& before, const std::string& by, absl::Time now) {
  return Answer(before, MergeState::kDeclined, by, now);
}

StatusOr<RecordMerge> Undo(const RecordMerge& before, const std::string& by, absl::Time now) {
  if (before.state != MergeState::kMerged) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_MERGED",
                 "The two records are not merged; there is nothing to undo.");
  }
  RecordMerge after = before;
  after.state = MergeState::kUndone;
  after.undone_by_id = by;
  after.undo_time = now;
  ++after.row_version;
  return after;
}

}  // namespace duaal::intake::domain
