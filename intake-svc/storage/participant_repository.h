#ifndef INTAKE_SVC_STORAGE_PARTICIPANT_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_PARTICIPANT_REPOSITORY_H_

#include <optional>
#include <string>
#include <vector>

#include "chassis/auth/principal.h"
#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/participant.h"

namespace duaal::intake::storage {

// Who looks, and on which day its mandates are judged.
struct Viewer {
  const auth::Principal& principal;
  absl::CivilDay today;
};

// How much of each person a list gives: what one recognises a person by (names, birth date, gender, the ends
// of the numbers, municipality, version), or all.
enum class Detail { kBasic, kFull };

// What a family name begins with, folded, and where in the list of names a page ended.
struct NamePosition {
  std::string name_key;
  std::string after_key;
  Uuid after_id;
};

// Where an imported person came from.
struct SourceKey {
  std::string municipality_code;
  std::string source;
  std::string source_reference;
  friend auto operator<=>(const SourceKey&, const SourceKey&) = default;
};

// ALREADY_EXISTS (BSN_IN_USE, V_NUMBER_IN_USE) in place of the database's word for it.
[[nodiscard]] Status NamedDuplicate(const Status& status);
// What binds a sealed number to its row, so that it cannot be moved to another person.
[[nodiscard]] std::string NumberContext(const std::string& field, const Uuid& id);

// People in the database. The BSN goes in sealed and never comes out through here.
class ParticipantRepository {
 public:
  explicit ParticipantRepository(const crypto::KeyRing& keys) : keys_(keys) {}

  // NOT_FOUND: unknown, or outside the viewer's rights.
  [[nodiscard]] StatusOr<domain::Participant> Get(sql::Session& session, const Uuid& id,
                                                  const Viewer& viewer) const;
  // The same, and holds the row until the transaction ends.
  [[nodiscard]] StatusOr<domain::Participant> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                           const Viewer& viewer) const;

  // At most `limit` people with an id below `before_id` (nil: from the newest on), newest first.
  [[nodiscard]] StatusOr<std::vector<domain::Participant>> List(sql::Session& session, const Viewer& viewer,
                                                                const std::string& municipality_code,
                                                                const Uuid& before_id, int limit,
                                                                Detail detail) const;
  // Those of `ids` that exist within the viewer's rights, in any order.
  [[nodiscard]] StatusOr<std::vector<domain::Participant>> FindMany(sql::Session& session,
                                                                    const Viewer& viewer,
                                                                    const std::vector<Uuid>& ids,
                                                                    Detail detail) const;
  // The people with this BSN, or this V-number, within the viewer's rights.
  [[nodiscard]] StatusOr<std::vector<domain::Participant>> FindByBsn(sql::Session& session,
                                                                     const Viewer& viewer,
                                                                     const std::string& bsn,
                                                                     Detail detail) const;
  [[nodiscard]] StatusOr<std::vector<domain::Participant>> FindByVNumber(sql::Session& session,
                                                                         const Viewer& viewer,
                                                                         const std::string& v_number,
                                                                         Detail detail) const;
  // At most `limit` people whose folded family name begins with `from.name_key`, after where `from` stands.
  [[nodiscard]] StatusOr<std::vector<domain::Participant>> FindByName(sql::Session& session,
                                                                      const Viewer& viewer,
                                                                      const NamePosition& from, int limit,
                                                                      Detail detail) const;
  // The same of people whose birth date lies in `born` and is known as far as that is, at least to the year.
  // Every name begins with an empty key.
  [[nodiscard]] StatusOr<std::vector<domain::Participant>> FindByBirthDate(sql::Session& session,
                                                                           const Viewer& viewer,
                                                                           const PartialDate& born,
                                                                           const NamePosition& from,
                                                                           int limit, Detail detail) const;
  // The key under which a family name is found, cut to what the index holds.
  [[nodiscard]] static std::string NameKey(const std::string& family_name);

  // ALREADY_EXISTS (BSN_IN_USE, V_NUMBER_IN_USE): the municipality knows this number.
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::Participant& participant) const;
  // Many at once. ALREADY_EXISTS: as above, without telling which.
  [[nodiscard]] Status InsertMany(sql::Tx& tx, const std::vector<domain::Participant>& participants) const;
  // Writes the new state over the one before it. ABORTED (ETAG_MISMATCH): it is not there any more.
  // ALREADY_EXISTS: as above.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::Participant& participant) const;

  // Writes where a person lives from now on, over the state before it. A number that somebody in the new
  // municipality has too stays with both, claimed by the one who was there; both are found by it. ABORTED
  // (ETAG_MISMATCH): the state before is not there any more.
  [[nodiscard]] Status Settle(sql::Tx& tx, const domain::Participant& participant) const;

  // Two records become one, and two again; the caller holds both. The numbers of `from` that `to` lacks are
  // sealed for `to` too; which. ALREADY_EXISTS (BSN_IN_USE, V_NUMBER_IN_USE): a third record of that
  // municipality has the number. DATA_LOSS: the seal does not open.
  struct Numbers {
    bool bsn = false;
    bool v_number = false;
  };
  [[nodiscard]] StatusOr<Numbers> AdoptNumbers(sql::Tx& tx, const Uuid& from, const Uuid& to) const;
  // Takes them away from `to` again, unless they were changed since.
  [[nodiscard]] Status ReturnNumbers(sql::Tx& tx, const Uuid& from, const Uuid& to,
                                     const Numbers& adopted) const;
  // The record is nobody's to see, and claims its numbers no more.
  [[nodiscard]] Status PutAway(sql::Tx& tx, const Uuid& id, const Uuid& into_id, absl::Time now) const;
  // The record stands again; it claims its numbers unless somebody in its municipality does.
  [[nodiscard]] Status BringBack(sql::Tx& tx, const Uuid& id, absl::Time now) const;

  // Keyed hashes of the BSNs and of the V-numbers of people: apart, as each kind has its own index.
  struct NumberLookups {
    std::vector<std::string> bsn;
    std::vector<std::string> v_number;
  };
  // Adds those of one person, and gives them.
  std::vector<std::string> AddLookups(const domain::Participant& person, NumberLookups& lookups) const;

  // People by the numbers that somebody in their municipality holds; the pairs that exist.
  struct Known {
    std::string municipality_code;
    std::string lookup;
    Uuid id;
  };
  [[nodiscard]] StatusOr<std::vector<Known>> FindKnownNumbers(sql::Session& session,
                                                              const NumberLookups& lookups) const;
  [[nodiscard]] std::string LookupHash(const std::string& number) const { return keys_.LookupHash(number); }

  // The keys under which people are sealed, for what else is kept of them.
  [[nodiscard]] const crypto::KeyRing& keys() const { return keys_; }

  // Imported people by source; the keys that exist. Who was merged is found as the record that was kept.
  [[nodiscard]] StatusOr<std::vector<std::pair<SourceKey, Uuid>>> FindSources(
      sql::Session& session, const std::vector<SourceKey>& keys) const;
  [[nodiscard]] Status InsertSources(sql::Tx& tx,
                                     const std::vector<std::pair<SourceKey, Uuid>>& sources) const;

 private:
  // A sealed number, the hash it is found by and its tail; all empty without a number.
  [[nodiscard]] std::vector<sql::Value> Seal(const std::string& field, const Uuid& id,
                                             const std::string& number) const;
  // 1, or nothing where somebody in that municipality claims a number of the person.
  [[nodiscard]] StatusOr<std::optional<int>> FreeClaim(sql::Tx& tx, const Uuid& id,
                                                       const std::string& municipality_code) const;
  [[nodiscard]] std::vector<sql::Value> InsertValues(const domain::Participant& participant) const;

  const crypto::KeyRing& keys_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_PARTICIPANT_REPOSITORY_H_
