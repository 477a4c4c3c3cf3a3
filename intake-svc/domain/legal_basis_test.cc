#include "intake-svc/domain/legal_basis.h"

#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::intake::domain {
namespace {

using ::testing::ElementsAre;

const absl::CivilDay kToday(2026, 11, 16);

const ParticipationRules kBenefitOnly{true,
                                      {{BenefitCategory::kBenefit, false, "Participatiewet"}},
                                      {{TargetGroup::kFamilyMigrant, "participatieverklaringstraject"}}};
const ParticipationRules kByMotivation{true, {{BenefitCategory::kBenefit, true, "Participatiewet"}}, {}};

Participant Someone(BenefitCategory category, TargetGroup group = TargetGroup::kAsylumStatusHolder) {
  Participant person;
  person.benefit_category = category;
  person.target_group = group;
  return person;
}

LegalBasis Wish(LegalBasisKind kind, const std::string& motivation = "", absl::CivilDay day = kToday) {
  LegalBasis wish;
  wish.kind = kind;
  wish.motivation = motivation;
  wish.decided_date = day;
  return wish;
}

std::vector<std::string> Reasons(const Status& status) {
  std::vector<std::string> reasons;
  for (const auto& one : DetailsOf(status).violations) reasons.push_back(one.reason);
  return reasons;
}

TEST(AllowedBasesTest, ABenefitCompelsThoseWhoHaveOneAndNobodyElse) {
  EXPECT_THAT(AllowedBases(kBenefitOnly, Someone(BenefitCategory::kBenefit)),
              ElementsAre(AllowedBasis{LegalBasisKind::kCompulsoryForBenefit, "Participatiewet", {}}));
  EXPECT_THAT(
      AllowedBases(kBenefitOnly, Someone(BenefitCategory::kNoBenefit, TargetGroup::kFamilyMigrant)),
      ElementsAre(AllowedBasis{LegalBasisKind::kVoluntary, {}, "participatieverklaringstraject"},
                  AllowedBasis{LegalBasisKind::kCannotBeCompelled, {}, "participatieverklaringstraject"}));
}

TEST(AllowedBasesTest, WhoIsMotivatedTakesPartOfFreeWill) {
  EXPECT_THAT(AllowedBases(kByMotivation, Someone(BenefitCategory::kBenefit)),
              ElementsAre(AllowedBasis{LegalBasisKind::kCompulsoryByMotivation, "Participatiewet", {}},
                          AllowedBasis{LegalBasisKind::kVoluntary, {}, {}}));
}

TEST(RecordLegalBasisTest, TheDecisionCarriesTheGroundAndItsNumber) {
  const Participant person = Someone(BenefitCategory::kBenefit);
  ASSERT_OK_AND_ASSIGN(const LegalBasis first,
                       RecordLegalBasis(Referral{}, kByMotivation, person, {},
                                        Wish(LegalBasisKind::kVoluntary, "", kToday - 5), kToday));
  EXPECT_EQ(first.legal_ground, "");
  ASSERT_OK_AND_ASSIGN(
      const LegalBasis second,
      RecordLegalBasis(Referral{}, kByMotivation, person, {first},
                       Wish(LegalBasisKind::kCompulsoryByMotivation, "kwam drie keer niet"), kToday));
  EXPECT_EQ(second.number, 2);
  EXPECT_EQ(second.legal_ground, "Participatiewet");
}

TEST(RecordLegalBasisTest, EveryFaultIsNamed) {
  const Participant person = Someone(BenefitCategory::kNoBenefit);
  const LegalBasis earlier = Wish(LegalBasisKind::kVoluntary);
  EXPECT_THAT(Reasons(RecordLegalBasis(Referral{}, kBenefitOnly, person, {},
                                       Wish(LegalBasisKind::kCompulsoryByMotivation, "", kToday + 1), kToday)
                          .status()),
              ElementsAre("BASIS_NOT_ALLOWED", "MOTIVATION_REQUIRED", "IN_THE_FUTURE"));
  EXPECT_THAT(Reasons(RecordLegalBasis(Referral{}, kBenefitOnly, person, {earlier},
                                       Wish(LegalBasisKind::kVoluntary, "graag", kToday - 1), kToday)
                          .status()),
              ElementsAre("NOT_ASKED", "INTERVAL_REVERSED"));
}

TEST(RecordLegalBasisTest, AnEndedReferralTakesNoMoreDecisions) {
  Referral ended;
  ended.state = ReferralState::kExcluded;
  const Participant person = Someone(BenefitCategory::kBenefit);
  const LegalBasis wish = Wish(LegalBasisKind::kCompulsoryForBenefit);
  EXPECT_TRUE(
      HasReason(RecordLegalBasis(ended, kBenefitOnly, person, {}, wish, kToday).status(), "REFERRAL_CLOSED"));
  const std::vector<LegalBasis> many(kMostDecisions, wish);
  EXPECT_TRUE(HasReason(RecordLegalBasis(Referral{}, kBenefitOnly, person, many, wish, kToday).status(),
                        "TOO_MANY_DECISIONS"));
}

}  // namespace
}  // namespace duaal::intake::domain
