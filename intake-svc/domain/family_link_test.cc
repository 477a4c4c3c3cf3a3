#include "intake-svc/domain/family_link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

#include "chassis/testing/status_matchers.h"

namespace duaal::intake::domain {
namespace {

using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::CivilDay kToday(2026, 11, 16);

Uuid Id(int number) { return Uuid::FromName("person " + std::to_string(number)); }

Participant Born(int number, const PartialDate& birth_date = PartialDate()) {
  Participant person;
  person.id = Id(number);
  person.birth_date = birth_date;
  return person;
}

FamilyLink Link(FamilyLinkKind kind, int participant, int relative,
                std::optional<absl::CivilDay> start = std::nullopt,
                std::optional<absl::CivilDay> end = std::nullopt) {
  FamilyLink link;
  link.id = Uuid::NewV7();
  link.kind = kind;
  link.participant_id = Id(participant);
  link.relative_id = Id(relative);
  link.start_date = start;
  link.end_date = end;
  link.row_version = 1;
  return link;
}

std::vector<std::string> ReasonsOf(const Status& status) {
  std::vector<std::string> reasons;
  for (const FieldViolation& one : DetailsOf(status).violations) reasons.push_back(one.reason);
  return reasons;
}

std::vector<std::string> Faults(const FamilyLink& link, const FamilyFacts& facts = {}) {
  return ReasonsOf(Check(link, Born(1), Born(2), facts, kToday));
}

TEST(FamilyLinkTest, NamesEveryFaultAtOnce) {
  EXPECT_THAT(Faults(Link(FamilyLinkKind::kSibling, 1, 1, kToday + 2, kToday + 1)),
              ElementsAre("LINK_TO_SELF", "IN_THE_FUTURE", "IN_THE_FUTURE", "INTERVAL_REVERSED"));
  EXPECT_THAT(Faults(Link(FamilyLinkKind::kSibling, 1, 2)), IsEmpty());
  EXPECT_THAT(Faults(Link(FamilyLinkKind::kGuardian, 1, 2, kToday - 9, kToday)), IsEmpty());
}

TEST(FamilyLinkTest, TheSamePairIsLinkedOncePerKindAndTime) {
  const auto against = [](const FamilyLink& known) { return FamilyFacts{{known}, {}, false}; };
  const FamilyLink siblings = Link(FamilyLinkKind::kSibling, 1, 2);
  EXPECT_THAT(Faults(Link(FamilyLinkKind::kSibling, 1, 2), against(siblings)),
              ElementsAre("FAMILY_LINK_KNOWN"));
  EXPECT_THAT(Faults(Link(FamilyLinkKind::kSibling, 2, 1), against(siblings)),
              ElementsAre("FAMILY_LINK_KNOWN"));
  EXPECT_THAT(Faults(Link(FamilyLinkKind::kGuardian, 1, 2), against(siblings)), IsEmpty());
  const FamilyLink guardian = Link(FamilyLinkKind::kGuardian, 1, 2, kToday - 100, kToday - 50);
  EXPECT_THAT(Faults(Link(FamilyLinkKind::kGuardian, 2, 1, kToday - 60), against(guardian)), IsEmpty());
  EXPECT_THAT(Faults(Link(FamilyLinkKind::kGuardian, 1, 2, kToday - 50), against(guardian)), IsEmpty());
  EXPECT_THAT(Faults(Link(FamilyLinkKind::kGuardian, 1, 2, kToday - 51), against(guardian)),
              ElementsAre("FAMILY_LINK_KNOWN"));
}

TEST(FamilyLinkTest, NobodyHasTwoPartnersOnOneDay) {
  const FamilyFacts facts{{Link(FamilyLinkKind::kPartner, 3, 1, kToday - 100),
                           Link(FamilyLinkKind::kPartner, 2, 4, std::nullopt, kToday - 30)},
                          {},
                          false};
  const Status both = Check(Link(FamilyLinkKind::kPartner, 1, 2), Born(1), Born(2), facts, kToday);
  EXPECT_THAT(ReasonsOf(both), ElementsAre("PARTNER_ALREADY", "PARTNER_ALREADY"));
  EXPECT_EQ(DetailsOf(both).violations[0].field, "family_link.participant_id");
  EXPECT_EQ(DetailsOf(both).violations[1].field, "family_link.relative_id");
  EXPECT_THAT(Faults(Link(FamilyLinkKind::kPartner, 2, 5, kToday - 30), facts), IsEmpty());
  EXPECT_THAT(Faults(Link(FamilyLinkKind::kSibling, 1, 2), facts), IsEmpty());
}

TEST(FamilyLinkTest, AParentIsNotTheYoungerOneWhereThatIsCertain) {
  const FamilyLink parent = Link(FamilyLinkKind::kParent, 1, 2);
  const auto faults = [&](const char* parent_born, const char* child_born) {
    return ReasonsOf(Check(parent, Born(1, *PartialDate::Parse(parent_born)),
                           Born(2, *PartialDate::Parse(child_born)), {}, kToday));
  };
  EXPECT_THAT(faults("1980-01-01", "2010-01-01"), IsEmpty());
  EXPECT_THAT(faults("2010-01-02", "2010-01-01"), ElementsAre("PARENT_BORN_AFTER_CHILD"));
  EXPECT_THAT(faults("2010-00-00", "2009-12-31"), ElementsAre("PARENT_BORN_AFTER_CHILD"));
  EXPECT_THAT(faults("2010-01-02", "2010-00-00"), IsEmpty());
  EXPECT_THAT(faults("0000-00-00", "1950-01-01"), IsEmpty());
  EXPECT_THAT(faults("2010-01-02", "0000-00-00"), IsEmpty());
}

TEST(FamilyLinkTest, WhatIsTooMuchIsRefused) {
  FamilyFacts facts;
  facts.too_many = true;
  EXPECT_THAT(Check(Link(FamilyLinkKind::kSibling, 1, 2), Born(1), Born(2), facts, kToday),
              StatusIs(absl::StatusCode::kFailedPrecondition, "TOO_MANY_FAMILY_LINKS"));
  facts = {{}, {{}, false}, false};
  EXPECT_THAT(Check(Link(FamilyLinkKind::kParent, 1, 2), Born(1), Born(2), facts, kToday),
              StatusIs(absl::StatusCode::kFailedPrecondition, "FAMILY_TOO_LARGE"));
}

// Reachability by another way than the rule's: the closure of a matrix.
constexpr int kPeople = 12;
using Matrix = std::array<std::array<bool, kPeople>, kPeople>;

Matrix Closure(Matrix above) {
  for (int via = 0; via < kPeople; ++via) {
    for (int a = 0; a < kPeople; ++a) {
      for (int b = 0; b < kPeople; ++b) above[a][b] = above[a][b] || (above[a][via] && above[via][b]);
    }
  }
  return above;
}

TEST(FamilyLinkTest, WhateverIsLinkedInWhateverOrderNobodyIsAnOwnAncestor) {
  int refused = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> pick(0, kPeople - 1);
    Matrix parents{};
    FamilyFacts facts;
    for (int attempt = 0; attempt < 40; ++attempt) {
      const int parent = pick(random);
      const int child = pick(random);
      if (parent == child) continue;
      const bool circle = Closure(parents)[child][parent];
      const Status status =
          Check(Link(FamilyLinkKind::kParent, parent, child), Born(parent), Born(child), facts, kToday);
      ASSERT_EQ(!status.ok(), circle) << "seed " << seed;
      if (circle) {
        EXPECT_THAT(ReasonsOf(status), ElementsAre("CIRCULAR_FAMILY"));
        ++refused;
        continue;
      }
      facts.ancestry.edges.push_back({Id(parent), Id(child)});
      parents[parent][child] = true;
      const Matrix above = Closure(parents);
      for (int person = 0; person < kPeople; ++person) ASSERT_FALSE(above[person][person]);
    }
  }
  EXPECT_GT(refused, 100);
}

TEST(FamilyLinkTest, TheWalkEndsEvenWhereACircleStands) {
  EXPECT_FALSE(StandsAbove(Id(9), Id(1), {{Id(2), Id(1)}, {Id(1), Id(2)}}));
}

TEST(FamilyLinkTest, EndsOnce) {
  const FamilyLink link = Link(FamilyLinkKind::kPartner, 1, 2, kToday - 10);
  ASSERT_OK_AND_ASSIGN(const FamilyLink ended, End(link, kToday, kToday));
  EXPECT_EQ(ended.end_date, kToday);
  EXPECT_EQ(ended.row_version, 2);
  EXPECT_THAT(End(ended, kToday, kToday),
              StatusIs(absl::StatusCode::kFailedPrecondition, "FAMILY_LINK_ENDED"));
  EXPECT_THAT(ReasonsOf(End(link, kToday + 1, kToday).status()), ElementsAre("IN_THE_FUTURE"));
  EXPECT_THAT(ReasonsOf(End(link, kToday - 10, kToday).status()), ElementsAre("INTERVAL_REVERSED"));
}

TEST(FamilyLinkTest, OfAMergedRecordGoesOverWhatTheOtherDoesNotHave) {
  const std::vector<FamilyLink> links = {
      Link(FamilyLinkKind::kSibling, 1, 2),                          // would be to oneself
      Link(FamilyLinkKind::kSibling, 3, 1),                          // known
      Link(FamilyLinkKind::kPartner, 1, 4),                          // a second partner
      Link(FamilyLinkKind::kPartner, 5, 1, kToday - 9, kToday - 5),  // before that
      Link(FamilyLinkKind::kParent, 1, 6)};
  const std::vector<FamilyLink> of_two = {Link(FamilyLinkKind::kSibling, 2, 3),
                                          Link(FamilyLinkKind::kPartner, 2, 7, kToday - 5)};
  const std::vector<FamilyLink> taken = HandOver(links, Id(1), Id(2), of_two);
  ASSERT_THAT(taken, SizeIs(2));
  EXPECT_EQ(taken[0].participant_id, Id(5));
  EXPECT_EQ(taken[0].relative_id, Id(2));
  EXPECT_EQ(taken[1].participant_id, Id(2));
  EXPECT_EQ(taken[1].relative_id, Id(6));
  EXPECT_EQ(taken[1].row_version, 2);
}

TEST(FamilyLinkTest, TwoRecordsOfOneFamilyLineAreTwoPeople) {
  EXPECT_TRUE(MergeMakesCircle(Id(1), Id(3), {{Id(1), Id(2)}, {Id(2), Id(3)}}));
  EXPECT_TRUE(MergeMakesCircle(Id(3), Id(1), {{Id(1), Id(2)}, {Id(2), Id(3)}}));
  EXPECT_FALSE(MergeMakesCircle(Id(1), Id(3), {{Id(1), Id(3)}}));  // it stays behind
  EXPECT_FALSE(MergeMakesCircle(Id(1), Id(3), {{Id(2), Id(1)}, {Id(2), Id(3)}}));
}

}  // namespace
}  // namespace duaal::intake::domain
