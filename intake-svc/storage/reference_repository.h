#ifndef INTAKE_SVC_STORAGE_REFERENCE_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_REFERENCE_REPOSITORY_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/barrier.h"
#include "intake-svc/domain/characteristic.h"
#include "intake-svc/domain/conversation.h"
#include "intake-svc/domain/instrument.h"
#include "intake-svc/domain/legal_basis.h"
#include "intake-svc/domain/plan.h"
#include "intake-svc/domain/programme_rules.h"

namespace duaal::intake::storage {

// A municipality, over the time that it exists.
struct Municipality {
  std::string code;
  std::string display_name;
  std::optional<absl::CivilDay> start_date;
  std::optional<absl::CivilDay> end_date;
  std::string successor_code{};  // in which it goes on from `end_date` on
  friend bool operator==(const Municipality&, const Municipality&) = default;
};

// Reference data that intake leans on: municipalities, and programmes as trajectory-svc publishes them.
class ReferenceRepository {
 public:
  // NOT_FOUND: unknown.
  [[nodiscard]] StatusOr<Municipality> GetMunicipality(sql::Session& session, const std::string& code) const;
  // At most `limit` municipalities with a code above `after_code`, by code.
  [[nodiscard]] StatusOr<std::vector<Municipality>> ListMunicipalities(sql::Session& session,
                                                                       const std::string& after_code,
                                                                       int limit) const;
  // Those of `codes` that exist on `today`.
  [[nodiscard]] StatusOr<std::set<std::string>> ExistingMunicipalities(sql::Session& session,
                                                                       const std::set<std::string>& codes,
                                                                       absl::CivilDay today) const;
  // Inserts or replaces.
  [[nodiscard]] Status PutMunicipalities(sql::Tx& tx, const std::vector<Municipality>& municipalities) const;

  // The rules of a programme; nothing when it was not published here yet.
  // DATA_LOSS: the stored definition cannot be read.
  [[nodiscard]] StatusOr<std::optional<domain::ProgrammeRules>> FindProgramme(sql::Session& session,
                                                                              const std::string& code) const;
  // Its instruments, and what it says of barriers; as above.
  [[nodiscard]] StatusOr<std::optional<domain::InstrumentSet>> FindInstruments(sql::Session& session,
                                                                               const std::string& code) const;
  [[nodiscard]] StatusOr<std::optional<domain::BarrierRules>> FindBarrierRules(sql::Session& session,
                                                                               const std::string& code) const;
  // Its guides for conversations; as above.
  [[nodiscard]] StatusOr<std::optional<domain::ConversationGuides>> FindGuides(sql::Session& session,
                                                                               const std::string& code) const;
  // What it says of its plans; empty where it has no form. As above.
  [[nodiscard]] StatusOr<std::optional<domain::PlanForm>> FindPlanForm(sql::Session& session,
                                                                       const std::string& code) const;
  // On what basis people take part, and what it wants to know of everybody; as above.
  [[nodiscard]] StatusOr<std::optional<domain::ParticipationRules>> FindParticipationRules(
      sql::Session& session, const std::string& code) const;
  [[nodiscard]] StatusOr<std::optional<domain::CharacteristicRules>> FindCharacteristicRules(
      sql::Session& session, const std::string& code) const;
  // Stores a serialized duaal.programme.v1.ProgrammeDefinition.
  [[nodiscard]] Status PutProgramme(sql::Tx& tx, const std::string& code,
                                    const std::string& definition) const;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_REFERENCE_REPOSITORY_H_
