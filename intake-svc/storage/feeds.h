#ifndef INTAKE_SVC_STORAGE_FEEDS_H_
#define INTAKE_SVC_STORAGE_FEEDS_H_

#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "duaal/feed/v1/feed_service.pb.h"
#include "intake-svc/storage/destruction_repository.h"
#include "intake-svc/storage/intake_step_repository.h"
#include "intake-svc/storage/reference_repository.h"
#include "intake-svc/storage/sharing_repository.h"
#include "intake-svc/storage/trajectory_repository.h"

namespace duaal::intake::storage {

// What a feed is applied to.
struct FeedTargets {
  const ReferenceRepository& reference;
  const IntakeStepRepository& steps;
  const TrajectoryRepository& trajectories;
  const DestructionRepository& destructions;
  const SharingRepository& sharings;
};

// Applies a batch of trajectory-svc's feed: programmes, whose rules decide who may enter; enrolments, by
// which a partner comes to serve a person and may see that person's record; starts, after
// which steps are due; what was destroyed there, and by which decisions on sharing it goes.
//
// DATA_LOSS: a payload cannot be read. Otherwise the codes of the database.
[[nodiscard]] Status ApplyTrajectoryFeed(const FeedTargets& targets, sql::Tx& tx,
                                         const std::vector<feed::v1::Event>& events);

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_FEEDS_H_
