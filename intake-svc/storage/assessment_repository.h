#ifndef INTAKE_SVC_STORAGE_ASSESSMENT_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_ASSESSMENT_REPOSITORY_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/assessment.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Which assessments: those of a person, or, without one, those with an instrument of a programme.
struct AssessmentFilter {
  std::optional<Uuid> participant_id{};
  std::string programme_code{};   // empty for all of the person
  std::string instrument_code{};  // likewise
  bool include_superseded = false;
};

// Of whose open referrals to a programme an instrument is taken.
struct CoverageFilter {
  std::string programme_code;
  std::string instrument_code;
  std::set<domain::TargetGroup> target_groups;  // empty for everyone
  std::set<std::string> aspect_codes;           // whose values are counted
};

// How far an instrument has come.
struct Coverage {
  struct Count {
    std::string aspect_code;
    std::string value;
    int count = 0;
  };
  int candidates = 0;
  int assessed = 0;
  std::vector<Count> counts;
};

// A candidate from whom an instrument still has to be taken.
struct Unassessed {
  Uuid referral_id;
  Uuid participant_id;
};

// Assessments in the database. Who may see the person sees them, wherever they were taken. Special values go
// in sealed and come out through `GetSpecialValues` only.
class AssessmentRepository {
 public:
  explicit AssessmentRepository(const crypto::KeyRing& keys) : keys_(keys) {}

  // NOT_FOUND: unknown, or outside the viewer's rights.
  [[nodiscard]] StatusOr<domain::Assessment> Get(sql::Session& session, const Uuid& id,
                                                 const Viewer& viewer) const;
  // The same, and holds the row until the transaction ends.
  [[nodiscard]] StatusOr<domain::Assessment> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                          const Viewer& viewer) const;
  // Empty when it has none. NOT_FOUND: as above. DATA_LOSS: the seal does not open.
  [[nodiscard]] StatusOr<std::vector<domain::AspectValue>> GetSpecialValues(sql::Session& session,
                                                                            const Uuid& id,
                                                                            const Viewer& viewer) const;

  // Those of `ids` that are of this person, and whether each was superseded. For rules, so without a viewer's
  // rights: the caller has read the person under them.
  [[nodiscard]] StatusOr<std::map<Uuid, bool>> FindSuperseded(sql::Session& session,
                                                              const Uuid& participant_id,
                                                              const std::vector<Uuid>& ids) const;

  // At most `limit` assessments with an id below `before_id` (nil: from the newest on), newest first.
  [[nodiscard]] StatusOr<std::vector<domain::Assessment>> List(sql::Session& session, const Viewer& viewer,
                                                               const AssessmentFilter& filter,
                                                               const Uuid& before_id, int limit) const;

  // ALREADY_EXISTS (ASSESSMENT_KNOWN): the person has a record with this number of this source.
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::Assessment& assessment) const;
  // Points from `before` to the observation that corrects it. ABORTED (ETAG_MISMATCH): `before` is not there
  // any more in this version.
  [[nodiscard]] Status Supersede(sql::Tx& tx, const domain::Assessment& before, const Uuid& by) const;

  // The instruments of a programme that were taken from a person. For rules, so without a viewer's rights:
  // the caller has read the person under them.
  [[nodiscard]] StatusOr<std::set<std::string>> TakenCodes(sql::Session& session, const Uuid& participant_id,
                                                           const std::string& programme_code) const;

  // Counts over the open referrals within the viewer's rights; values by each person's last assessment.
  [[nodiscard]] StatusOr<Coverage> CountCoverage(sql::Session& session, const Viewer& viewer,
                                                 const CoverageFilter& filter) const;
  // At most `limit` open referrals of people without the assessment, with an id below `before_id`, newest
  // first.
  [[nodiscard]] StatusOr<std::vector<Unassessed>> ListUnassessed(sql::Session& session, const Viewer& viewer,
                                                                 const CoverageFilter& filter,
                                                                 const Uuid& before_id, int limit) const;

 private:
  const crypto::KeyRing& keys_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_ASSESSMENT_REPOSITORY_H_
