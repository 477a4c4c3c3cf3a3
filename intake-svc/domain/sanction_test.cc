#include "intake-svc/domain/sanction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace duaal::intake::domain {
namespace {

const absl::CivilDay kToday(2026, 11, 16);

Participant Person(TargetGroup group) {
  Participant person;
  person.legal_regime = LegalRegime::kWi2021;
  person.target_group = group;
  return person;
}

SanctionProposal Proposal() {
  SanctionProposal proposal;
  proposal.fact_date = kToday - 7;
  proposal.row_version = 1;
  return proposal;
}

TEST(CheckTest, AnAsylumStatusHolderIsGuardedByTheCaseLaw) {
  const Status refused = Check(Proposal(), Person(TargetGroup::kAsylumStatusHolder), kToday);
  EXPECT_TRUE(HasReason(refused, "ASYLUM_STATUS_HOLDER"));
  EXPECT_NE(refused.message().find("C-158/23"), std::string_view::npos);
  EXPECT_TRUE(
      CheckMayBeSanctioned(Person(TargetGroup::kAsylumStatusHolder), absl::CivilDay(2025, 2, 3)).ok());
  EXPECT_FALSE(
      CheckMayBeSanctioned(Person(TargetGroup::kAsylumStatusHolder), absl::CivilDay(2025, 2, 4)).ok());
  EXPECT_TRUE(Check(Proposal(), Person(TargetGroup::kFamilyMigrant), kToday).ok());
}

TEST(CheckTest, TheFactIsOfTheActAndPast) {
  SanctionProposal proposal = Proposal();
  proposal.fact_date = kToday + 1;
  EXPECT_EQ(DetailsOf(Check(proposal, Person(TargetGroup::kFamilyMigrant), kToday)).violations.at(0).reason,
            "IN_THE_FUTURE");
  proposal.fact_date = absl::CivilDay(2021, 12, 31);
  EXPECT_EQ(DetailsOf(Check(proposal, Person(TargetGroup::kFamilyMigrant), kToday)).violations.at(0).reason,
            "BEFORE_ACT");
  EXPECT_TRUE(HasReason(Check(Proposal(), Participant(), kToday), "OUTSIDE_ACT"));
}

TEST(DecideTest, OnceWithReasonsAndTheGuardAgain) {
  const Participant migrant = Person(TargetGroup::kFamilyMigrant);
  const auto imposed = Decide(Proposal(), migrant, SanctionDecision::kImposed, "na gesprek", "cm-1", kToday);
  ASSERT_TRUE(imposed.ok());
  EXPECT_EQ(imposed->decided_by, "cm-1");
  EXPECT_EQ(imposed->decided_date, kToday);
  EXPECT_TRUE(HasReason(Decide(*imposed, migrant, SanctionDecision::kDropped, "x", "cm-1", kToday).status(),
                        "ALREADY_DECIDED"));
  const Participant changed = Person(TargetGroup::kAsylumStatusHolder);
  EXPECT_TRUE(HasReason(Decide(Proposal(), changed, SanctionDecision::kImposed, "x", "cm-1", kToday).status(),
                        "ASYLUM_STATUS_HOLDER"));
  EXPECT_TRUE(Decide(Proposal(), changed, SanctionDecision::kDropped, "x", "cm-1", kToday).ok());
}

}  // namespace
}  // namespace duaal::intake::domain
