#ifndef INTAKE_SVC_APP_MERGE_PARTICIPANTS_H_
#define INTAKE_SVC_APP_MERGE_PARTICIPANTS_H_

#include <cstdint>
#include <string>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/merge.h"

// Two records of one person become one, and two again. The four differ in what they do to the merge; the way
// of a change through the house stands once, in merge_participants.cc.
namespace duaal::intake::app {

// Asks for a merge, and merges where the caller may for both.
struct RequestMergeCommand {
  Uuid participant_id;
  std::string duplicate_reference;
  bool keep_duplicate = false;
};

// An answer to a request, or the undoing of a merge.
struct AnswerMergeCommand {
  Uuid merge_id;
  std::int64_t expected_version = 0;
};

// Status codes: those of the RPC of the same name in DuplicateService.
[[nodiscard]] StatusOr<domain::RecordMerge> RequestMerge(const Deps& deps, const Caller& caller,
                                                         const RequestMergeCommand& command);
[[nodiscard]] StatusOr<domain::RecordMerge> ConfirmMerge(const Deps& deps, const Caller& caller,
                                                         const AnswerMergeCommand& command);
[[nodiscard]] StatusOr<domain::RecordMerge> DeclineMerge(const Deps& deps, const Caller& caller,
                                                         const AnswerMergeCommand& command);
[[nodiscard]] StatusOr<domain::RecordMerge> UndoMerge(const Deps& deps, const Caller& caller,
                                                      const AnswerMergeCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_MERGE_PARTICIPANTS_H_
