#include "trajectory-svc/app/project_candidate.h"

namespace duaal::trajectory::app {

Status PutCandidate(const Deps& deps, sql::Tx& tx, const domain::Candidate& candidate) {
  return deps.candidates.Put(tx, candidate);
}

Status SetCandidateState(const Deps& deps, sql::Tx& tx, const Uuid& referral_id,
                         domain::CandidateState state) {
  return deps.candidates.SetState(tx, referral_id, state);
}

Status SetProgress(const Deps& deps, sql::Tx& tx, const Uuid& participant_id,
                   const std::optional<absl::CivilDay>& settlement_date, const std::string& language_level) {
  return deps.candidates.SetProgress(tx, participant_id, settlement_date, language_level);
}

Status MovePerson(const Deps& deps, sql::Tx& tx, const Uuid& participant_id,
                  const std::string& municipality_code) {
  return deps.candidates.Move(tx, participant_id, municipality_code);
}

}  // namespace duaal::trajectory::app
