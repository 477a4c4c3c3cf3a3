#include "trajectory-svc/app/destroy_person.h"

#include "chassis/outbox/outbox.h"
#include "trajectory-svc/storage/events.h"
#include "trajectory-svc/storage/person_data.h"

namespace duaal::trajectory::app {

Status DestroyPerson(const Deps& deps, sql::Tx& tx, const DestroyPersonCommand& command,
                     const std::string& municipality_code, absl::Time now) {
  deps.planning.ForgetAll(tx);
  // Whatever class goes, nothing that is held here outlives it.
  ASSIGN_OR_RETURN(const std::int64_t batches, storage::ForgetInBatches(tx, command.participant_id));
  ASSIGN_OR_RETURN(auto rows, person_data::Destroy(tx, storage::PersonCatalogue(), command.participant_id,
                                                   storage::kIntegrationRecord));
  if (batches > 0) rows.push_back({"feed (several people)", batches});
  return outbox::Append(tx, {storage::PersonDataDestroyed(command.destruction_id, command.participant_id,
                                                          command.class_code, rows, municipality_code, now)});
}

}  // namespace duaal::trajectory::app
