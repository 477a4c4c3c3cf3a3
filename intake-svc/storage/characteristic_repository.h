#ifndef INTAKE_SVC_STORAGE_CHARACTERISTIC_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_CHARACTERISTIC_REPOSITORY_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/characteristic.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Which characteristic of which programme.
struct CharacteristicKey {
  std::string programme_code;
  std::string characteristic_code;
};

// Somebody of whom a value holds.
struct CharacterisedPerson {
  Uuid participant_id;
  std::string municipality_code;
};

// Characteristics of people, and specialisations of staff, in the database.
class CharacteristicRepository {
 public:
  // The keys outlive the repository.
  explicit CharacteristicRepository(const crypto::KeyRing& keys) : keys_(keys) {}

  // What was recorded last; nothing when nothing was. The caller has read the person, as in `List`.
  //
  // DATA_LOSS (SEALED_UNREADABLE): a note cannot be opened.
  [[nodiscard]] StatusOr<std::optional<domain::Characteristic>> Last(sql::Session& session,
                                                                     const Uuid& participant_id,
                                                                     const CharacteristicKey& key) const;
  // At most `limit` facts of a person in a programme, the last recorded first. As above.
  [[nodiscard]] StatusOr<std::vector<domain::Characteristic>> List(sql::Session& session,
                                                                   const Uuid& participant_id,
                                                                   const std::string& programme_code,
                                                                   int limit) const;
  // Adds a fact, and lets its values hold from now on. The caller holds the person's row.
  [[nodiscard]] Status Add(sql::Tx& tx, const domain::Characteristic& fact) const;

  // At most `limit` people of whom the value holds, with an id below `before_id` (nil: from the newest on),
  // newest first, within the viewer's rights.
  [[nodiscard]] StatusOr<std::vector<CharacterisedPerson>> Find(sql::Session& session, const Viewer& viewer,
                                                                const CharacteristicKey& key,
                                                                const std::string& value_code,
                                                                const Uuid& before_id, int limit) const;
  // People by value, within the viewer's rights.
  [[nodiscard]] StatusOr<std::vector<std::pair<std::string, std::int64_t>>> Count(
      sql::Session& session, const Viewer& viewer, const CharacteristicKey& key) const;

  // Takes the place of what was said of the member of staff in that municipality.
  [[nodiscard]] Status PutSpecialisation(sql::Tx& tx, const domain::Specialisation& specialisation) const;
  // At most `limit` within the viewer's rights, by municipality and member of staff; with `value_code` those
  // specialised in it alone.
  [[nodiscard]] StatusOr<std::vector<domain::Specialisation>> ListSpecialisations(
      sql::Session& session, const Viewer& viewer, const CharacteristicKey& key,
      const std::string& value_code, int limit) const;

 private:
  [[nodiscard]] StatusOr<domain::Characteristic> FromRow(const Uuid& participant_id,
                                                         const sql::Row& row) const;

  const crypto::KeyRing& keys_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_CHARACTERISTIC_REPOSITORY_H_
