#ifndef REPORTING_SVC_PROJECTIONS_FUNNEL_H_
#define REPORTING_SVC_PROJECTIONS_FUNNEL_H_

#include <map>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "chassis/sql/database.h"
#include "duaal/feed/v1/feed_service.pb.h"

namespace duaal::reporting::projections {

// How far a candidate came, put together from two feeds that may arrive in any order.
struct ReferralFact {
  std::string programme_code;
  std::string municipality_code;
  Uuid class_offering_id;  // nil when the group is no class
  int stage = 0;           // 0 unknown, 1 referred, 2 in intake, 3 intake complete, 4 declared
  bool started = false;    // has a trajectory: stage 5
  int close_reason = 0;
  std::string exit_reason_code;  // the programme's own
};

// The stages of a funnel. Who takes part still is counted beside them: started, and not left since (N02).
inline constexpr int kStageStarted = 5;
inline constexpr int kStageParticipating = 6;

// What a fact adds to the counts: one per stage reached, none before the referral itself is known.
struct CountKey {
  std::string programme_code;
  Uuid class_offering_id;
  std::string municipality_code;
  int number = 0;                  // stage, or close reason
  std::string exit_reason_code{};  // empty for stages
  friend auto operator<=>(const CountKey&, const CountKey&) = default;
};
void AddStages(const ReferralFact& fact, int sign, std::map<CountKey, int>& stages);
void AddExit(const ReferralFact& fact, int sign, std::map<CountKey, int>& exits);

// Applies a batch of any feed: referrals and their ends from intake-svc, starts from trajectory-svc. Other
// events are ignored.
//
// DATA_LOSS: a payload cannot be read. Otherwise the codes of the database.
[[nodiscard]] Status ProjectFunnel(sql::Tx& tx, const std::vector<feed::v1::Event>& events);

}  // namespace duaal::reporting::projections

#endif  // REPORTING_SVC_PROJECTIONS_FUNNEL_H_
