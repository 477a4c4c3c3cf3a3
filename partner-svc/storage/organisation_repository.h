#ifndef PARTNER_SVC_STORAGE_ORGANISATION_REPOSITORY_H_
#define PARTNER_SVC_STORAGE_ORGANISATION_REPOSITORY_H_

#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "partner-svc/domain/organisation.h"

namespace duaal::partner::storage {

// Organisations and their contracts in the database. Reference data: every caller sees all.
class OrganisationRepository {
 public:
  // NOT_FOUND: unknown.
  [[nodiscard]] StatusOr<domain::Organisation> Get(sql::Session& session, const Uuid& id) const;
  [[nodiscard]] StatusOr<bool> Exists(sql::Session& session, const Uuid& id) const;
  // At most `limit`, by code, after `after_code`; only `code` when it is not empty.
  [[nodiscard]] StatusOr<std::vector<domain::Organisation>> List(sql::Session& session,
                                                                 const std::string& code,
                                                                 const std::string& after_code,
                                                                 int limit) const;
  // ALREADY_EXISTS (CODE_IN_USE): the code is taken.
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::Organisation& organisation) const;

  // NOT_FOUND: unknown.
  [[nodiscard]] StatusOr<domain::Contract> GetContract(sql::Session& session, const Uuid& id) const;
  // At most `limit` of a programme with an id below `before_id` (nil: from the newest on), newest first.
  [[nodiscard]] StatusOr<std::vector<domain::Contract>> ListContracts(sql::Session& session,
                                                                      const std::string& programme_code,
                                                                      const Uuid& before_id, int limit) const;
  [[nodiscard]] Status InsertContract(sql::Tx& tx, const domain::Contract& contract) const;
};

}  // namespace duaal::partner::storage

#endif  // PARTNER_SVC_STORAGE_ORGANISATION_REPOSITORY_H_
