#include "trajectory-svc/app/put_programme.h"

#include <optional>

#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {
namespace {

using storage::PublishedProgramme;

// A change names the state that it rests on; a new programme has none.
Status CheckVersion(const std::optional<PublishedProgramme>& before,
                    std::optional<std::int64_t> expected_version) {
  if (before && !expected_version) {
    Violations violations;
    violations.Add("etag", "REQUIRED",
                   "The programme is published already; read it and send its etag with the change.");
    return violations.ToStatus();
  }
  return expected_version.value_or(0) == (before ? before->row_version : 0) ? absl::OkStatus()
                                                                            : EtagMismatch();
}

// Stores the definition, if it says anything new.
StatusOr<PublishedProgramme> Publish(const Deps& deps, sql::Tx& tx, const Caller& caller,
                                     const PutProgrammeCommand& command) {
  ASSIGN_OR_RETURN(const std::optional<PublishedProgramme> before,
                   deps.programmes.FindForUpdate(tx, command.code));
  if (before && before->definition == command.definition) return *before;
  RETURN_IF_ERROR(CheckVersion(before, command.expected_version));
  PublishedProgramme after{command.code, command.display_name, command.definition, caller.now, caller.now, 1};
  if (before) {
    after.create_time = before->create_time;
    after.row_version = before->row_version + 1;
    RETURN_IF_ERROR(deps.programmes.Update(tx, after));
  } else {
    RETURN_IF_ERROR(deps.programmes.Insert(tx, after));
  }
  RETURN_IF_ERROR(outbox::Append(tx, {storage::ProgrammePublished(after, caller.now)}));
  return after;
}

}  // namespace

StatusOr<PublishedProgramme> PutProgramme(const Deps& deps, const Caller& caller,
                                          const PutProgrammeCommand& command) {
  RETURN_IF_ERROR(domain::CheckProgramme(command.outline));
  const auto body = [&](sql::Tx& tx) -> StatusOr<PublishedProgramme> {
    ASSIGN_OR_RETURN(const PublishedProgramme after, Publish(deps, tx, caller, command));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {after.code, rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.programmes.Get(session, outcome.resource_id);
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::trajectory::app
