#ifndef INTAKE_SVC_APP_SUMMON_H_
#define INTAKE_SVC_APP_SUMMON_H_

#include <cstdint>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/summons.h"

// Summonses to an intake step. They publish nothing: nothing follows from them by itself.
namespace duaal::intake::app {

// A summons that was sent or said; id, number, time and version are set here.
struct RecordSummonsCommand {
  Uuid referral_id;
  domain::Summons summons;
};

// It is known whether the person came.
struct RecordAppearanceCommand {
  Uuid summons_id;
  std::int64_t expected_version = 0;
  domain::Appearance appearance = domain::Appearance::kUnknown;
};

// Status codes: those of the RPC of the same name in SummonsService.
[[nodiscard]] StatusOr<domain::Summons> RecordSummons(const Deps& deps, const Caller& caller,
                                                      const RecordSummonsCommand& command);
[[nodiscard]] StatusOr<domain::Summons> RecordAppearance(const Deps& deps, const Caller& caller,
                                                         const RecordAppearanceCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_SUMMON_H_
