#ifndef TRAJECTORY_SVC_STORAGE_PROGRAMME_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_PROGRAMME_REPOSITORY_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chassis/core/mutex.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/domain/programme.h"

namespace duaal::trajectory::storage {

// A programme as it is published.
struct PublishedProgramme {
  std::string code;
  std::string display_name;
  std::string definition;  // serialized duaal.programme.v1.ProgrammeDefinition; empty in lists
  absl::Time create_time;
  absl::Time update_time;
  std::int64_t row_version = 0;
};

// Programmes in the database. Their facts are kept in memory by version, so that reading them costs one
// look at the version. Thread-safe.
class ProgrammeRepository {
 public:
  ProgrammeRepository() = default;
  ProgrammeRepository(const ProgrammeRepository&) = delete;
  ProgrammeRepository& operator=(const ProgrammeRepository&) = delete;

  // NOT_FOUND: unknown.
  [[nodiscard]] StatusOr<PublishedProgramme> Get(sql::Session& session, const std::string& code) const;
  // Nothing when unknown; holds the row until the transaction ends.
  [[nodiscard]] StatusOr<std::optional<PublishedProgramme>> FindForUpdate(sql::Tx& tx,
                                                                          const std::string& code) const;
  // At most `limit` programmes with a code above `after_code`, by code, without definitions.
  [[nodiscard]] StatusOr<std::vector<PublishedProgramme>> List(sql::Session& session,
                                                               const std::string& after_code,
                                                               int limit) const;
  // ABORTED (PUBLISHED_MEANWHILE): someone published the code at the same moment.
  [[nodiscard]] Status Insert(sql::Tx& tx, const PublishedProgramme& programme) const;
  [[nodiscard]] Status Update(sql::Tx& tx, const PublishedProgramme& programme) const;

  // What the domain needs of a programme.
  //
  // FAILED_PRECONDITION (UNKNOWN_PROGRAMME): not published. DATA_LOSS: the stored definition is unreadable.
  [[nodiscard]] StatusOr<std::shared_ptr<const domain::Programme>> Facts(sql::Session& session,
                                                                         const std::string& code) const;
  // The same for a caller who has read the version along with something else; nothing when it is unknown.
  [[nodiscard]] StatusOr<std::shared_ptr<const domain::Programme>> FactsAt(
      sql::Session& session, const std::string& code, std::optional<std::int64_t> row_version) const;

 private:
  struct Known {
    std::int64_t row_version = 0;
    std::shared_ptr<const domain::Programme> facts;
  };
  mutable Mutex mutex_;
  mutable std::map<std::string, Known> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_PROGRAMME_REPOSITORY_H_
