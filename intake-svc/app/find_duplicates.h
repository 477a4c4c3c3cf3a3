#ifndef INTAKE_SVC_APP_FIND_DUPLICATES_H_
#define INTAKE_SVC_APP_FIND_DUPLICATES_H_

#include <string>
#include <vector>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/duplicate.h"

namespace duaal::intake::app {

// A record that may be of the same person. The other person is for rules alone, and no caller's to see.
struct Duplicate {
  std::string reference;
  domain::Certainty certainty = domain::Certainty::kPossible;
  domain::Participant other;
};

// The duplicates of a person in all municipalities, the most certain first; at most 50.
//
// Status codes: those of the database.
[[nodiscard]] StatusOr<std::vector<Duplicate>> FindDuplicates(const Deps& deps, sql::Session& session,
                                                              const domain::Participant& person,
                                                              absl::CivilDay today);

// One step of the job that keeps the keys by which duplicates are found, for people behind `after`: those of
// the step before stay in the way until the server has swept the index. Returns the last person of this step;
// nil when nobody is left behind `after`, and the next step begins anew.
//
// Status codes: those of the database.
[[nodiscard]] StatusOr<Uuid> PutMatchKeys(const Deps& deps, sql::Tx& tx, const Uuid& after,
                                          absl::CivilDay today);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_FIND_DUPLICATES_H_
