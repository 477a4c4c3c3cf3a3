#ifndef INTAKE_SVC_STORAGE_EVENTS_H_
#define INTAKE_SVC_STORAGE_EVENTS_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "chassis/outbox/outbox.h"
#include "intake-svc/domain/assessment.h"
#include "intake-svc/domain/duty.h"
#include "intake-svc/domain/merge.h"
#include "intake-svc/domain/participant.h"
#include "intake-svc/domain/referral.h"
#include "intake-svc/domain/residence.h"
#include "intake-svc/domain/retention.h"
#include "intake-svc/domain/sharing.h"
#include "intake-svc/storage/destruction_repository.h"

namespace duaal::intake::storage {

// The facts that intake-svc publishes, as outbox events. Ids and codes only.
[[nodiscard]] outbox::Event ParticipantRegistered(const domain::Participant& participant, absl::Time now);
[[nodiscard]] outbox::Event ParticipantUpdated(const domain::Participant& participant, absl::Time now);
// `how` is the residence that began; `referrals` are those that went over with the person.
[[nodiscard]] outbox::Event ParticipantMoved(const domain::Participant& before,
                                             const domain::Participant& after, const domain::Residence& how,
                                             const std::vector<Uuid>& referrals, absl::Time now);
[[nodiscard]] outbox::Event DutyRecorded(const domain::Duty& duty, const std::string& municipality_code,
                                         absl::Time now);
// `person` is the one referred, as known at that moment.
[[nodiscard]] outbox::Event ParticipantReferred(const domain::Referral& referral,
                                                const domain::Participant& person, absl::Time now);
// The last step of the referral was held.
[[nodiscard]] outbox::Event IntakeRecorded(const domain::Referral& referral, absl::Time now);
[[nodiscard]] outbox::Event DeclarationSigned(const domain::Referral& referral, absl::Time now);
[[nodiscard]] outbox::Event ReferralClosed(const domain::Referral& referral, absl::Time now);
// An assessment was taken; what it found is not told. `municipality_code` is the person's.
[[nodiscard]] outbox::Event AssessmentRecorded(const domain::Assessment& assessment,
                                               const std::string& municipality_code, absl::Time now);
[[nodiscard]] outbox::Event AssessmentCorrected(const domain::Assessment& assessment,
                                                const std::string& municipality_code, absl::Time now);
// A person decided on sharing. `municipality_code` is the person's.
[[nodiscard]] outbox::Event SharingRecorded(const domain::Sharing& sharing,
                                            const std::string& municipality_code, absl::Time now);
// A person's data of a class is gone here; whoever holds more of it is to destroy it too.
[[nodiscard]] outbox::Event PersonDestroyed(const DestructionItem& item, absl::Time now);
// A list is done, with its proof.
[[nodiscard]] outbox::Event DestructionFinished(const domain::Destruction& done, absl::Time now);

// Two records became one, or two again; `referrals` are those that went over, or go back.
[[nodiscard]] outbox::Event ParticipantsMerged(const domain::RecordMerge& merge,
                                               const std::vector<Uuid>& referrals, absl::Time now);
[[nodiscard]] outbox::Event ParticipantMergeUndone(const domain::RecordMerge& merge,
                                                   const std::vector<Uuid>& referrals, absl::Time now);

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_EVENTS_H_
