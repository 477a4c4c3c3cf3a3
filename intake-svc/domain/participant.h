#ifndef INTAKE_SVC_DOMAIN_PARTICIPANT_H_
#define INTAKE_SVC_DOMAIN_PARTICIPANT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/civil.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/literacy.h"

namespace duaal::intake::domain {

// The numbers are those of the protos and of the database; they never change meaning.
enum class Gender { kUnknown = 0, kFemale = 1, kMale = 2, kOther = 3 };
enum class TargetGroup { kUnknown = 0, kAsylumStatusHolder = 1, kFamilyMigrant = 2, kOtherMigrant = 3 };
enum class BenefitCategory { kUnknown = 0, kBenefit = 1, kNoBenefit = 2, kWorking = 3, kNoDuty = 4 };
enum class LegalRegime { kUnknown = 0, kWi2007 = 1, kWi2013 = 2, kWi2021 = 3 };
enum class ContactChannel {
  kUnknown = 0,
  kPhone = 1,
  kTextMessage = 2,
  kEmail = 3,
  kLetter = 4,
  kInPerson = 5
};

// A person with, or near, an integration duty (inburgeraar).
struct Participant {
  Uuid id;
  std::string given_name;  // empty for a person with a single name
  std::string family_name_prefix;
  std::string family_name;
  bool single_name = false;
  PartialDate birth_date;
  std::string bsn;       // only while it is being set; stored encrypted
  std::string bsn_tail;  // last two digits, empty without a BSN
  bool bsn_changed = false;
  std::string v_number;  // as the BSN
  std::string v_number_tail;
  bool v_number_changed = false;
  bool likeness_changed = false;  // what duplicates are found by
  Gender gender = Gender::kUnknown;
  std::string origin_country;
  std::vector<std::string> nationalities;
  bool stateless = false;
  std::vector<SpokenLanguage> languages;
  LiteracyProfile literacy;
  ContactChannel contact_channel = ContactChannel::kUnknown;
  std::string contact_language;
  std::string municipality_code;
  std::optional<absl::CivilDay> arrival_date;
  std::optional<absl::CivilDay> settlement_date;
  TargetGroup target_group = TargetGroup::kUnknown;
  BenefitCategory benefit_category = BenefitCategory::kUnknown;
  LegalRegime legal_regime = LegalRegime::kUnknown;
  std::string language_level;
  absl::Time create_time;
  absl::Time update_time;
  std::int64_t row_version = 0;
};

// New values for some fields; an empty optional leaves the field as it is. A cleared date is an engaged
// optional that holds nothing.
struct ParticipantChange {
  std::optional<std::string> given_name{};
  std::optional<std::string> family_name_prefix{};
  std::optional<std::string> family_name{};
  std::optional<bool> single_name{};
  std::optional<PartialDate> birth_date{};
  std::optional<std::string> bsn{};       // empty: taken away
  std::optional<std::string> v_number{};  // as the BSN
  std::optional<Gender> gender{};
  std::optional<std::string> origin_country{};
  std::optional<std::vector<std::string>> nationalities{};
  std::optional<bool> stateless{};
  std::optional<std::vector<SpokenLanguage>> languages{};
  std::optional<Literacy> literacy{};
  std::optional<LearningRoute> expected_route{};
  std::optional<std::optional<absl::CivilDay>> literacy_date{};
  std::optional<ContactChannel> contact_channel{};
  std::optional<std::string> contact_language{};
  std::optional<std::string> municipality_code{};
  std::optional<std::optional<absl::CivilDay>> arrival_date{};
  std::optional<std::optional<absl::CivilDay>> settlement_date{};
  std::optional<TargetGroup> target_group{};
  std::optional<BenefitCategory> benefit_category{};
  std::optional<LegalRegime> legal_regime{};
  std::optional<std::string> language_level{};
};

// Checks what the single fields cannot know: dates that contradict each other or lie in the future, a name
// too few or too many, double nationalities, and what `CheckLiteracy` finds.
//
// INVALID_ARGUMENT: every contradiction, by field below `participant.`.
[[nodiscard]] Status Check(const Participant& participant, absl::CivilDay today);

// The person after the change; `row_version` counts up.
//
// INVALID_ARGUMENT: as `Check`.
[[nodiscard]] StatusOr<Participant> Change(const Participant& before, const ParticipantChange& change,
                                           absl::Time now, absl::CivilDay today);

// A person as it enters the books: with an id of its own, now, at version 1.
[[nodiscard]] Participant Register(Participant person, absl::Time now);

// The last two digits of a BSN or V-number: all that an answer may show.
[[nodiscard]] std::string NumberTail(const std::string& number);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_PARTICIPANT_H_
