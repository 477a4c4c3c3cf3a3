#ifndef INTAKE_SVC_STORAGE_FEEDS_H_
#define INTAKE_SVC_STORAGE_FEEDS_H_

#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "duaal/feed/v1/feed_service.pb.h"
#include "intake-svc/storage/intake_step_repository.h"
#include "intake-svc/storage/reference_repository.h"

namespace duaal::intake::storage {

// Applies a batch of trajectory-svc's feed: programmes, whose rules decide who may enter, enrolments, by
// which a partner comes to serve a person and may see that person's record, and starts, after which steps are
// due.
//
// DATA_LOSS: a payload cannot be read. Otherwise the codes of the database.
[[nodiscard]] Status ApplyTrajectoryFeed(const ReferenceRepository& reference,
                                         const IntakeStepRepository& steps, sql::Tx& tx,
                                         const std::vector<feed::v1::Event>& events);

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_FEEDS_H_
