#ifndef PARTNER_SVC_APP_DEPS_H_
#define PARTNER_SVC_APP_DEPS_H_

#include "chassis/service/caller.h"
#include "chassis/sql/database.h"
#include "partner-svc/storage/offering_repository.h"
#include "partner-svc/storage/organisation_repository.h"

namespace duaal::partner::app {

using service::Caller;

// What the use cases work with.
struct Deps {
  sql::Database& db;
  storage::OrganisationRepository organisations;
  storage::OfferingRepository offerings;
};

}  // namespace duaal::partner::app

#endif  // PARTNER_SVC_APP_DEPS_H_
