#ifndef INTAKE_SVC_STORAGE_RESIDENCE_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_RESIDENCE_REPOSITORY_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/residence.h"

namespace duaal::intake::storage {

// A person whose municipality has gone on in another.
struct MergedPerson {
  Uuid participant_id;
  std::string successor_code;
  absl::CivilDay merger_date;
};

// Residences in the database. Rights hang on the person: whoever calls has read that one.
class ResidenceRepository {
 public:
  // All of a person; the first alone when no move is recorded.
  [[nodiscard]] StatusOr<domain::Residences> List(sql::Session& session,
                                                  const domain::Participant& person) const;
  // Writes them anew; those that began by `today` count as applied.
  [[nodiscard]] Status Replace(sql::Tx& tx, const Uuid& participant_id, const domain::Residences& residences,
                               absl::CivilDay today) const;
  // At most `limit` people with a residence that began by `today` and is not applied, the longest due first.
  [[nodiscard]] StatusOr<std::vector<Uuid>> FindDue(sql::Session& session, absl::CivilDay today,
                                                    int limit) const;
  // At most `limit` people whose municipality of today has a successor since `today` or before.
  [[nodiscard]] StatusOr<std::vector<MergedPerson>> FindMerged(sql::Session& session, absl::CivilDay today,
                                                               int limit) const;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_RESIDENCE_REPOSITORY_H_
