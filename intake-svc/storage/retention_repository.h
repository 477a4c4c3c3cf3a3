#ifndef INTAKE_SVC_STORAGE_RETENTION_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_RETENTION_REPOSITORY_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "intake-svc/domain/retention.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// A person of whom data is due.
struct DuePerson {
  Uuid participant_id;
  std::string municipality_code;
  domain::RetentionEventKind event = domain::RetentionEventKind::kUnknown;
  absl::CivilDay event_date;
};

// Retention classes and the events from which they run.
class RetentionRepository {
 public:
  // By code. They are few.
  [[nodiscard]] StatusOr<std::vector<domain::RetentionClass>> ListClasses(sql::Session& session) const;
  [[nodiscard]] StatusOr<std::optional<domain::RetentionClass>> FindClass(sql::Session& session,
                                                                          const std::string& code) const;

  // Writes the event, over one of the same kind.
  [[nodiscard]] Status PutEvent(sql::Tx& tx, const domain::RetentionEvent& event) const;
  [[nodiscard]] StatusOr<std::vector<domain::RetentionEvent>> EventsOf(sql::Session& session,
                                                                       const Uuid& participant_id) const;

  // At most `limit` people within the viewer's rights of whom the class is due by `event` with its term,
  // after
  // (`after_date`, `after_id`), longest due first; none who stands on an open list.
  [[nodiscard]] StatusOr<std::vector<DuePerson>> ListDue(sql::Session& session, const Viewer& viewer,
                                                         const std::string& class_code,
                                                         domain::RetentionEventKind event,
                                                         absl::CivilDay due_until, absl::CivilDay after_date,
                                                         const Uuid& after_id, int limit) const;
  // Those of `people` of the municipality of whom the class is due by any of its terms, on no open list.
  // Their rows stay as they are until the transaction ends.
  [[nodiscard]] StatusOr<std::set<Uuid>> DueAmong(sql::Tx& tx, const domain::RetentionClass& retention_class,
                                                  const std::string& municipality_code,
                                                  const std::vector<Uuid>& people,
                                                  absl::CivilDay today) const;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_RETENTION_REPOSITORY_H_
