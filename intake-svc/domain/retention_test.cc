#include "intake-svc/domain/retention.h"

#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::intake::domain {
namespace {

using duaal::testing::StatusIs;
using ::testing::HasSubstr;

const absl::CivilDay kToday(2026, 11, 16);
const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

const RetentionClass kRecord{
    "record", "", "", "", {{RetentionEventKind::kDutyEnded, 5}, {RetentionEventKind::kDied, 0}}};

bool Due(RetentionEventKind kind, absl::CivilDay date) {
  return IsDue(kRecord, {{Uuid(), kind, date, kNow}}, kToday);
}

TEST(RetentionTest, RunsWholeYearsAfterTheEvent) {
  EXPECT_TRUE(Due(RetentionEventKind::kDutyEnded, absl::CivilDay(2021, 11, 16)));
  EXPECT_FALSE(Due(RetentionEventKind::kDutyEnded, absl::CivilDay(2021, 11, 17)));
  EXPECT_TRUE(Due(RetentionEventKind::kDied, kToday));
  EXPECT_FALSE(IsDue(kRecord, {}, kToday));
}

TEST(RetentionTest, NeverEndsTooEarlyAfterALeapDay) {
  EXPECT_EQ(DueDate(absl::CivilDay(2024, 2, 29), 5), absl::CivilDay(2029, 3, 1));
  EXPECT_EQ(DueUntil(absl::CivilDay(2029, 2, 28), 5), absl::CivilDay(2024, 2, 28));
  EXPECT_EQ(DueUntil(absl::CivilDay(2029, 3, 1), 5), absl::CivilDay(2024, 3, 1));
  EXPECT_EQ(DueUntil(absl::CivilDay(2028, 2, 29), 5), absl::CivilDay(2023, 2, 28));
}

TEST(RetentionTest, AnEventLiesBetweenBirthAndToday) {
  Participant person;
  person.birth_date = PartialDate(absl::CivilDay(1990, 1, 1));
  const auto check = [&](absl::CivilDay date) {
    return Check({Uuid(), RetentionEventKind::kDied, date, kNow}, person, kToday);
  };
  EXPECT_OK(check(kToday));
  EXPECT_EQ(DetailsOf(check(kToday + 1)).violations[0].reason, "IN_THE_FUTURE");
  EXPECT_EQ(DetailsOf(check(absl::CivilDay(1989, 12, 31))).violations[0].reason, "BEFORE_BIRTH");
}

TEST(RetentionTest, AProposalNamesEachFaultByItsPlace) {
  const Uuid due = Uuid::NewV7();
  const Uuid other = Uuid::NewV7();
  EXPECT_OK(CheckProposal({due}, {due}));
  const auto violations = DetailsOf(CheckProposal({due, other, due}, {due})).violations;
  ASSERT_EQ(violations.size(), 2u);
  EXPECT_EQ(violations[0].field, "destruction.participant_ids[1]");
  EXPECT_EQ(violations[0].reason, "NOT_DUE");
  EXPECT_EQ(violations[1].reason, "DUPLICATE");
}

TEST(RetentionTest, ASecondPersonAgreesOnce) {
  Destruction proposed;
  proposed.proposed_by = "one";
  EXPECT_THAT(Decide(proposed, true, "one", kNow),
              StatusIs(absl::StatusCode::kPermissionDenied, "SECOND_PERSON"));
  EXPECT_EQ(Decide(proposed, false, "one", kNow)->state, DestructionState::kRejected);
  ASSERT_OK_AND_ASSIGN(const Destruction approved, Decide(proposed, true, "two", kNow));
  EXPECT_EQ(approved.state, DestructionState::kApproved);
  EXPECT_EQ(approved.decided_by, "two");
  EXPECT_EQ(approved.row_version, proposed.row_version + 1);
  EXPECT_THAT(Decide(approved, false, "three", kNow),
              StatusIs(absl::StatusCode::kFailedPrecondition, "DECIDED"));
}

TEST(RetentionTest, TheProofChangesWithEachOfItsFacts) {
  Destruction done;
  done.proposed_by = "one";
  done.people = {{Uuid::NewV7(), DestructionOutcome::kDestroyed}};
  done.rows = {{"intake-svc", "barrier", 2}};
  const std::string proof = ProofText(Finish(done, kNow));
  EXPECT_THAT(proof, HasSubstr("rows intake-svc barrier 2\n"));
  Destruction other = done;
  other.rows[0].rows = 1;
  EXPECT_NE(ProofText(Finish(other, kNow)), proof);
  other = done;
  other.people[0].outcome = DestructionOutcome::kLeft;
  EXPECT_NE(ProofText(Finish(other, kNow)), proof);
}

}  // namespace
}  // namespace duaal::intake::domain
