#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake-svc/domain/composition.h"
#include "intake-svc/domain/participant.h"
#include "intake-svc/domain/programme_rules.h"
#include "intake-svc/domain/referral.h"
#include "intake-svc/domain/residence.h"

namespace duaal::intake::domain {
namespace {

const absl::CivilDay kToday(2026, 11, 16);
constexpr InflowChannel kWay = InflowChannel::kPreselection;

Participant MakePerson() {
  Participant person;
  person.given_name = "Rima";
  person.family_name = "Darwish";
  person.birth_date = PartialDate(absl::CivilDay(1990, 5, 1));
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
  rules.intake_steps = {
      {"intake-talk", "Intake", 1}, {"kick-off", "Kick-off", 0}, {"second-talk", "Second", 0, 28}};
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
  person.birth_date = PartialDate(absl::CivilDay(2027, 1, 1));
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

TEST(ParticipantTest, ABirthDateKnownInPartIsAtFaultOnlyWhereNoDayWouldDo) {
  Participant person = MakePerson();
  person.arrival_date = absl::CivilDay(1990, 3, 1);
  person.birth_date = *PartialDate::Parse("1990-00-00");
  EXPECT_TRUE(Check(person, kToday).ok());
  person.birth_date = *PartialDate::Parse("1990-04-00");
  EXPECT_THAT(Reasons(Check(person, kToday)), ::testing::ElementsAre("BEFORE_BIRTH"));
  person.birth_date = *PartialDate::Parse("2027-00-00");
  EXPECT_THAT(Reasons(Check(person, kToday)), ::testing::ElementsAre("IN_THE_FUTURE", "BEFORE_BIRTH"));
  person.birth_date = *PartialDate::Parse("1900-00-00");
  EXPECT_THAT(Reasons(Check(person, kToday)), ::testing::ElementsAre("TOO_LONG_AGO"));
  person.birth_date = PartialDate();
  EXPECT_TRUE(Check(person, kToday).ok());
}

TEST(ParticipantTest, ASingleNameStandsAlone) {
  Participant person = MakePerson();
  person.single_name = true;
  EXPECT_THAT(Reasons(Check(person, kToday)), ::testing::ElementsAre("SINGLE_NAME"));
  person.given_name.clear();
  EXPECT_TRUE(Check(person, kToday).ok());
  person.single_name = false;
  EXPECT_THAT(Reasons(Check(person, kToday)), ::testing::ElementsAre("REQUIRED"));
}

TEST(ParticipantTest, NationalitiesAreNamedOnceAndNotByTheStateless) {
  Participant person = MakePerson();
  person.nationalities = {"SY", "TR", "SY"};
  person.stateless = true;
  EXPECT_THAT(Reasons(Check(person, kToday)), ::testing::ElementsAre("DUPLICATE", "HAS_NATIONALITY"));
}

TEST(ParticipantTest, ANumberCanBeSetAndTakenAway) {
  const auto set = Change(MakePerson(), {.v_number = "0123456789"}, absl::UnixEpoch(), kToday);
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->v_number_tail, "89");
  EXPECT_TRUE(set->v_number_changed);
  EXPECT_FALSE(set->bsn_changed);
  EXPECT_EQ(Change(*set, {.v_number = ""}, absl::UnixEpoch(), kToday)->v_number_tail, "");
}

std::vector<std::string> LiteracyReasons(const std::vector<SpokenLanguage>& languages,
                                         const LiteracyProfile& profile) {
  Violations violations;
  CheckLiteracy(languages, profile, kToday, violations);
  return Reasons(violations.ToStatus());
}

TEST(LiteracyTest, ScriptsAndProfileAgree) {
  const std::vector<SpokenLanguage> arabic = {{"ar", true, {{"Arab", ScriptLevel::kGood}}}};
  const std::vector<SpokenLanguage> none = {{"ti", true, {{"Ethi", ScriptLevel::kLimited}}}};
  const std::vector<SpokenLanguage> latin = {{"tr", true, {{"Latn", ScriptLevel::kGood}}}};
  const auto profile = [](Literacy literacy) {
    return LiteracyProfile{literacy, LearningRoute::kSelfReliance, kToday};
  };
  EXPECT_THAT(LiteracyReasons(arabic, profile(Literacy::kOtherScript)), ::testing::IsEmpty());
  EXPECT_THAT(LiteracyReasons(none, profile(Literacy::kIlliterate)), ::testing::IsEmpty());
  EXPECT_THAT(LiteracyReasons(arabic, profile(Literacy::kIlliterate)),
              ::testing::ElementsAre("LITERACY_CONTRADICTED"));
  EXPECT_THAT(LiteracyReasons(latin, profile(Literacy::kOtherScript)),
              ::testing::ElementsAre("LITERACY_CONTRADICTED"));
  EXPECT_THAT(LiteracyReasons(latin, profile(Literacy::kLiterate)), ::testing::IsEmpty());
}

TEST(LiteracyTest, EveryFaultIsNamed) {
  EXPECT_THAT(LiteracyReasons({{"ar", true, {}},
                               {"ar", false, {{"Arab", ScriptLevel::kNone}, {"Arab", ScriptLevel::kGood}}}},
                              {Literacy::kIlliterate, LearningRoute::kUnknown, {}}),
              ::testing::ElementsAre("DUPLICATE", "DUPLICATE", "LITERACY_CONTRADICTED", "REQUIRED"));
  EXPECT_THAT(LiteracyReasons({}, {Literacy::kUnknown, LearningRoute::kB1, kToday + 1}),
              ::testing::ElementsAre("IN_THE_FUTURE"));
}

TEST(ResidenceTest, AMoveEndsTheResidenceBeforeOnItsDay) {
  Participant person = MakePerson();
  person.settlement_date = absl::CivilDay(2026, 2, 1);
  const Residences first = FirstResidence(person);
  const auto moved = Move(person, first, "GM0153", kToday + 10, true, kToday);
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(ResidenceOn(*moved, kToday + 9).municipality_code, "GM0164");
  EXPECT_EQ(ResidenceOn(*moved, kToday + 10).municipality_code, "GM0153");
  EXPECT_EQ(ResidenceOn(*moved, absl::CivilDay(1999, 1, 1)).municipality_code, "GM0164");
  const Participant settled = Settle(person, moved->back(), absl::UnixEpoch());
  EXPECT_EQ(settled.municipality_code, "GM0153");
  EXPECT_EQ(settled.settlement_date, kToday + 10);
  EXPECT_EQ(settled.row_version, 2);
}

TEST(ResidenceTest, EveryFaultOfAMoveIsNamed) {
  Participant person = MakePerson();
  person.settlement_date = absl::CivilDay(2026, 2, 1);
  const auto reasons = [&](const Residences& known, const std::string& code, absl::CivilDay day,
                           bool exists) {
    return Reasons(Move(person, known, code, day, exists, kToday).status());
  };
  const Residences first = FirstResidence(person);
  EXPECT_THAT(reasons(first, "GM0164", absl::CivilDay(2026, 2, 1), true),
              ::testing::ElementsAre("SAME_MUNICIPALITY", "TWO_MOVES_ON_ONE_DAY"));
  EXPECT_THAT(reasons(first, "GM9999", absl::CivilDay(1989, 2, 1), false),
              ::testing::ElementsAre("UNKNOWN_MUNICIPALITY", "OVERLAPPING_RESIDENCE", "BEFORE_BIRTH",
                                     "BEFORE_ARRIVAL"));
  EXPECT_THAT(reasons(first, "GM0153", kToday + 400, true), ::testing::ElementsAre("TOO_FAR_AHEAD"));
  const Residences planned = *Move(person, first, "GM0153", kToday + 10, true, kToday);
  EXPECT_THAT(reasons(planned, "GM0599", kToday + 9, true), ::testing::ElementsAre("OVERLAPPING_RESIDENCE"));
  EXPECT_THAT(reasons(planned, "GM0599", kToday + 10, true), ::testing::ElementsAre("TWO_MOVES_ON_ONE_DAY"));
  Residences many;
  for (int i = 0; i < 50; ++i)
    many.push_back({"GM0164", absl::CivilDay(2026, 2, 1) + i, ResidenceCause::kMove});
  EXPECT_TRUE(HasReason(Move(person, many, "GM0153", kToday, true, kToday).status(), "TOO_MANY_RESIDENCES"));
}

TEST(ResidenceTest, OnlyTheLastMoveToComeIsTakenBack) {
  const Residences first = FirstResidence(MakePerson());
  const Residences one = *Move(MakePerson(), first, "GM0153", kToday + 10, true, kToday);
  const Residences two = *Move(MakePerson(), one, "GM0599", kToday + 20, true, kToday);
  EXPECT_EQ(*WithdrawMove(two, kToday + 20, kToday), one);
  EXPECT_EQ(*WithdrawMove(one, kToday + 10, kToday), first);
  EXPECT_THAT(Reasons(WithdrawMove(two, kToday + 10, kToday).status()), ::testing::ElementsAre("LATER_MOVE"));
  EXPECT_THAT(Reasons(WithdrawMove(one, kToday + 11, kToday).status()),
              ::testing::ElementsAre("UNKNOWN_MOVE"));
  // It has taken effect by then.
  EXPECT_THAT(Reasons(WithdrawMove(one, kToday + 10, kToday + 10).status()),
              ::testing::ElementsAre("UNKNOWN_MOVE"));
}

TEST(ResidenceTest, AMergerMovesNobody) {
  Participant person = MakePerson();
  person.settlement_date = absl::CivilDay(2026, 2, 1);
  const Residences planned = *Move(person, FirstResidence(person), "GM0153", kToday + 10, true, kToday);
  const Residences merged = Merge(planned, "GM1952", kToday - 5, kToday);
  ASSERT_EQ(merged.size(), 3U);
  EXPECT_EQ(merged[1], (Residence{"GM1952", kToday - 5, ResidenceCause::kMerger}));
  EXPECT_EQ(Settle(person, merged[1], absl::UnixEpoch()).settlement_date, person.settlement_date);
  // Who came after the merger, which was told late, was never in the municipality that had ended.
  const Residences late = Merge(FirstResidence(person), "GM1952", absl::CivilDay(2026, 1, 1), kToday);
  EXPECT_EQ(late, (Residences{{"GM1952", absl::CivilDay(2026, 2, 1), ResidenceCause::kRegistered}}));
}

TEST(ResidenceTest, ACorrectionOverlapsNothing) {
  Participant person = MakePerson();
  person.settlement_date = absl::CivilDay(2026, 2, 1);
  const Residences known = *Move(person, FirstResidence(person), "GM0153", kToday - 10, true, kToday);
  Participant corrected = Settle(person, known.back(), absl::UnixEpoch());
  corrected.municipality_code = "GM0599";
  corrected.settlement_date = kToday - 20;
  const auto after = Correct(known, corrected, kToday);
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->back(), (Residence{"GM0599", kToday - 20, ResidenceCause::kMove}));
  corrected.settlement_date = absl::CivilDay(2026, 2, 1);
  EXPECT_THAT(Reasons(Correct(known, corrected, kToday).status()),
              ::testing::ElementsAre("OVERLAPPING_RESIDENCE"));
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
  auto referral = RecordIntake(Referral{}, rules, {"intake-talk", kToday - 9, {"staff-1"}}, {kToday});
  ASSERT_TRUE(referral.ok()) << referral.status();
  EXPECT_EQ(referral->state, ReferralState::kInIntake);
  referral = RecordIntake(*referral, rules, {"kick-off", kToday - 2, {}}, {kToday});
  ASSERT_TRUE(referral.ok());
  EXPECT_EQ(referral->state, ReferralState::kIntakeComplete);
  referral = SignDeclaration(*referral, rules, kToday, kToday);
  ASSERT_TRUE(referral.ok());
  EXPECT_EQ(referral->state, ReferralState::kDeclared);
  EXPECT_TRUE(referral->voluntary && referral->free_of_charge);
  EXPECT_EQ(referral->row_version, 3);
  // A step after the start does not take the declaration back.
  referral = RecordIntake(*referral, rules, {"second-talk", kToday, {}},
                          {.today = kToday, .start_date = kToday - 1});
  ASSERT_TRUE(referral.ok());
  EXPECT_EQ(referral->state, ReferralState::kDeclared);
}

TEST(ReferralTest, StepsKeepTheirOrder) {
  const auto result = RecordIntake(Referral{}, MakeRules(), {"kick-off", kToday, {}}, {kToday});
  EXPECT_TRUE(HasReason(result.status(), "STEP_OUT_OF_ORDER"));
  EXPECT_EQ(DetailsOf(result.status()).metadata.at("missing_step"), "intake-talk");
}

TEST(ReferralTest, AStepIsHeldOnce) {
  const auto first = RecordIntake(Referral{}, MakeRules(), {"intake-talk", kToday, {"a"}}, {kToday});
  EXPECT_TRUE(HasReason(RecordIntake(*first, MakeRules(), {"intake-talk", kToday, {"a"}}, {kToday}).status(),
                        "STEP_ALREADY_HELD"));
}

TEST(ReferralTest, EveryFaultOfAStepIsNamed) {
  Referral referral;
  referral.intakes.push_back({"intake-talk", kToday + 9, {}});
  EXPECT_THAT(Reasons(RecordIntake(referral, MakeRules(), {"nonsense", kToday + 1, {}}, {kToday}).status()),
              ::testing::ElementsAre("UNKNOWN_STEP", "IN_THE_FUTURE", "INTERVAL_REVERSED"));
  EXPECT_THAT(Reasons(RecordIntake(Referral{}, MakeRules(), {"intake-talk", kToday, {}}, {kToday}).status()),
              ::testing::ElementsAre("TOO_FEW_PROFESSIONALS"));
}

TEST(ReferralTest, NoSignatureBeforeTheSteps) {
  EXPECT_TRUE(HasReason(SignDeclaration(Referral{}, MakeRules(), kToday, kToday).status(), "STEPS_MISSING"));
}

TEST(ReferralTest, AnEndedReferralStaysEnded) {
  const auto refused = Close(Referral{}, MakeRules(), CloseReason::kRefused);
  ASSERT_TRUE(refused.ok());
  EXPECT_EQ(refused->state, ReferralState::kRefused);
  EXPECT_EQ(Close(Referral{}, MakeRules(), CloseReason::kMoved)->state, ReferralState::kExcluded);
  EXPECT_TRUE(HasReason(Close(*refused, MakeRules(), CloseReason::kMoved).status(), "REFERRAL_CLOSED"));
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
