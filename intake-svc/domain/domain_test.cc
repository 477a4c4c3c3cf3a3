#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake-svc/domain/composition.h"
#include "intake-svc/domain/participant.h"
#include "intake-svc/domain/programme_rules.h"
#include "intake-svc/domain/referral.h"

namespace duaal::intake::domain {
namespace {

const absl::CivilDay kToday(2026, 11, 16);
constexpr InflowChannel kWay = InflowChannel::kPreselection;

Participant MakePerson() {
  Participant person;
  person.birth_date = absl::CivilDay(1990, 5, 1);
  person.municipality_code = "GM0164";
  person.arrival_date = absl::CivilDay(2026, 1, 10);
  person.target_group = TargetGroup::kAsylumStatusHolder;
  person.benefit_category = BenefitCategory::kBenefit;
  person.row_version = 1;
  return person;
}

ProgrammeRules MakeRules() {
  ProgrammeRules rules;
  rules.code = "hengelo";
  rules.core_municipalities = {"GM0164"};
  rules.admitted_municipalities = {"GM0153"};
  rules.arrival_cohorts = {{"recent", 0, 6}, {"longer", 6, 12}, {"year", 12, 0}};
  rules.intake_steps = {{"intake-talk", "Intake", 1, false},
                        {"kick-off", "Kick-off", 0, false},
                        {"second-talk", "Second", 0, true}};
  rules.voluntary = true;
  rules.free_of_charge = true;
  return rules;
}

std::vector<std::string> Reasons(const Status& status) {
  std::vector<std::string> reasons;
  for (const FieldViolation& violation : DetailsOf(status).violations) reasons.push_back(violation.reason);
  return reasons;
}

TEST(ParticipantTest, EveryContradictionIsNamed) {
  Participant person = MakePerson();
  person.birth_date = absl::CivilDay(2027, 1, 1);
  person.settlement_date = absl::CivilDay(2026, 1, 9);
  EXPECT_THAT(Reasons(Check(person, kToday)),
              ::testing::ElementsAre("IN_THE_FUTURE", "BEFORE_BIRTH", "INTERVAL_REVERSED"));
}

TEST(ParticipantTest, AChangeTouchesOnlyWhatIsNamed) {
  const Participant before = MakePerson();
  const auto after = Change(before, {.language_level = "A2"}, absl::UnixEpoch(), kToday);
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->language_level, "A2");
  EXPECT_EQ(after->birth_date, before.birth_date);
  EXPECT_EQ(after->row_version, 2);
}

TEST(ParticipantTest, ADateCanBeCleared) {
  const auto after =
      Change(MakePerson(), {.arrival_date = std::optional<absl::CivilDay>()}, absl::UnixEpoch(), kToday);
  ASSERT_TRUE(after.ok());
  EXPECT_FALSE(after->arrival_date.has_value());
}

TEST(WholeMonthsTest, CountsOnlyFullMonths) {
  EXPECT_EQ(WholeMonths(absl::CivilDay(2026, 1, 31), absl::CivilDay(2026, 2, 28)), 0);
  EXPECT_EQ(WholeMonths(absl::CivilDay(2026, 1, 10), absl::CivilDay(2026, 7, 10)), 6);
  EXPECT_EQ(WholeMonths(absl::CivilDay(2026, 1, 10), absl::CivilDay(2025, 7, 10)), 0);
}

TEST(AdmitTest, CohortsMeetAtTheirBorders) {
  Participant person = MakePerson();
  const ProgrammeRules rules = MakeRules();
  EXPECT_EQ(Admit(rules, person, kWay, absl::CivilDay(2026, 7, 9))->arrival_cohort, "recent");
  EXPECT_EQ(Admit(rules, person, kWay, absl::CivilDay(2026, 7, 10))->arrival_cohort, "longer");
  EXPECT_EQ(Admit(rules, person, kWay, absl::CivilDay(2036, 1, 10))->arrival_cohort, "year");
  person.arrival_date.reset();
  EXPECT_EQ(Admit(rules, person, kWay, kToday)->arrival_cohort, "");
}

TEST(AdmitTest, TheRegionIsAdmittedAndTheRestIsNot) {
  Participant person = MakePerson();
  person.municipality_code = "GM0153";
  EXPECT_TRUE(Admit(MakeRules(), person, kWay, kToday)->from_region);
  person.municipality_code = "GM0599";
  EXPECT_THAT(Reasons(Admit(MakeRules(), person, kWay, kToday).status()),
              ::testing::ElementsAre("MUNICIPALITY_OUTSIDE_REGION"));
}

TEST(AdmitTest, EveryRuleThatFailsIsNamed) {
  ProgrammeRules rules = MakeRules();
  rules.benefit_categories = {BenefitCategory::kNoBenefit};
  rules.target_groups = {TargetGroup::kFamilyMigrant};
  rules.inflow_channels = {InflowChannel::kReceptionCentre};
  rules.settled_from = absl::CivilDay(2018, 1, 1);
  EXPECT_THAT(
      Reasons(Admit(rules, MakePerson(), kWay, kToday).status()),
      ::testing::ElementsAre("BENEFIT_CATEGORY", "TARGET_GROUP", "SETTLED_OUTSIDE_WINDOW", "INFLOW_CHANNEL"));
}

TEST(ReferralTest, TheWayFromReferralToDeclaration) {
  const ProgrammeRules rules = MakeRules();
  auto referral = RecordIntake(Referral{}, rules, {"intake-talk", kToday - 9, {"staff-1"}}, kToday);
  ASSERT_TRUE(referral.ok()) << referral.status();
  EXPECT_EQ(referral->state, ReferralState::kInIntake);
  referral = RecordIntake(*referral, rules, {"kick-off", kToday - 2, {}}, kToday);
  ASSERT_TRUE(referral.ok());
  EXPECT_EQ(referral->state, ReferralState::kIntakeComplete);
  referral = SignDeclaration(*referral, rules, kToday, kToday);
  ASSERT_TRUE(referral.ok());
  EXPECT_EQ(referral->state, ReferralState::kDeclared);
  EXPECT_TRUE(referral->voluntary && referral->free_of_charge);
  EXPECT_EQ(referral->row_version, 3);
  // A step after the start does not take the declaration back.
  referral = RecordIntake(*referral, rules, {"second-talk", kToday, {}}, kToday);
  ASSERT_TRUE(referral.ok());
  EXPECT_EQ(referral->state, ReferralState::kDeclared);
}

TEST(ReferralTest, StepsKeepTheirOrder) {
  const auto result = RecordIntake(Referral{}, MakeRules(), {"kick-off", kToday, {}}, kToday);
  EXPECT_TRUE(HasReason(result.status(), "STEP_OUT_OF_ORDER"));
  EXPECT_EQ(DetailsOf(result.status()).metadata.at("missing_step"), "intake-talk");
}

TEST(ReferralTest, AStepIsHeldOnce) {
  const auto first = RecordIntake(Referral{}, MakeRules(), {"intake-talk", kToday, {"a"}}, kToday);
  EXPECT_TRUE(HasReason(RecordIntake(*first, MakeRules(), {"intake-talk", kToday, {"a"}}, kToday).status(),
                        "STEP_ALREADY_HELD"));
}

TEST(ReferralTest, EveryFaultOfAStepIsNamed) {
  Referral referral;
  referral.intakes.push_back({"intake-talk", kToday + 9, {}});
  EXPECT_THAT(Reasons(RecordIntake(referral, MakeRules(), {"nonsense", kToday + 1, {}}, kToday).status()),
              ::testing::ElementsAre("UNKNOWN_STEP", "IN_THE_FUTURE", "INTERVAL_REVERSED"));
  EXPECT_THAT(Reasons(RecordIntake(Referral{}, MakeRules(), {"intake-talk", kToday, {}}, kToday).status()),
              ::testing::ElementsAre("TOO_FEW_PROFESSIONALS"));
}

TEST(ReferralTest, NoSignatureBeforeTheSteps) {
  EXPECT_TRUE(HasReason(SignDeclaration(Referral{}, MakeRules(), kToday, kToday).status(), "STEPS_MISSING"));
}

TEST(ReferralTest, AnEndedReferralStaysEnded) {
  const auto refused = Close(Referral{}, CloseReason::kRefused);
  ASSERT_TRUE(refused.ok());
  EXPECT_EQ(refused->state, ReferralState::kRefused);
  EXPECT_EQ(Close(Referral{}, CloseReason::kMoved)->state, ReferralState::kExcluded);
  EXPECT_TRUE(HasReason(Close(*refused, CloseReason::kMoved).status(), "REFERRAL_CLOSED"));
  EXPECT_TRUE(HasReason(SignDeclaration(*refused, MakeRules(), kToday, kToday).status(), "REFERRAL_CLOSED"));
}

TEST(CompositionTest, CountsValuesAndDistinctValues) {
  ProgrammeRules rules;
  rules.composition_rules = {{"target_group", "TARGET_GROUP_FAMILY_MIGRANT", 1}, {"origin", "", 3}};
  const auto findings = CheckComposition(rules, {{"target_group", "TARGET_GROUP_ASYLUM_STATUS_HOLDER", 9},
                                                 {"origin", "SY", 5},
                                                 {"origin", "ER", 4},
                                                 {"origin", "", 2}});
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_FALSE(findings[0].met);
  EXPECT_EQ(findings[1].actual, 2);
  EXPECT_FALSE(findings[1].met);
}

}  // namespace
}  // namespace duaal::intake::domain
