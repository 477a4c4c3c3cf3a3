#include "intake-svc/domain/correction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "chassis/testing/status_matchers.h"

namespace duaal::intake::domain {
namespace {

using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 16);

std::vector<std::string> Faults(const Status& status) {
  std::vector<std::string> faults;
  for (const FieldViolation& one : DetailsOf(status).violations)
    faults.push_back(one.field + " " + one.reason);
  return faults;
}

CorrectionRequest Received(absl::CivilDay day) {
  CorrectionRequest correction;
  correction.service = "intake-svc";
  correction.section_code = "residence";
  correction.received_date = day;
  correction.row_version = 1;
  return WithDueDate(correction);
}

TEST(CorrectionTest, AMonthEndsOnTheSameDayOrTheLastOne) {
  EXPECT_EQ(LastDayOfMonthsFrom(absl::CivilDay(2026, 10, 16), 1), absl::CivilDay(2026, 11, 16));
  EXPECT_EQ(LastDayOfMonthsFrom(absl::CivilDay(2026, 1, 31), 1), absl::CivilDay(2026, 2, 28));
  EXPECT_EQ(LastDayOfMonthsFrom(absl::CivilDay(2028, 1, 30), 1), absl::CivilDay(2028, 2, 29));
  EXPECT_EQ(LastDayOfMonthsFrom(absl::CivilDay(2026, 2, 28), 1), absl::CivilDay(2026, 3, 28));
  EXPECT_EQ(LastDayOfMonthsFrom(absl::CivilDay(2026, 12, 31), 1), absl::CivilDay(2027, 1, 31));
  EXPECT_EQ(LastDayOfMonthsFrom(absl::CivilDay(2026, 11, 30), 3), absl::CivilDay(2027, 2, 28));
}

TEST(CorrectionTest, IsOverdueFromTheDayAfterTheLastOne) {
  EXPECT_FALSE(IsOverdue(Received(absl::CivilDay(2026, 10, 16)), kToday));
  EXPECT_TRUE(IsOverdue(Received(absl::CivilDay(2026, 10, 15)), kToday));
  CorrectionRequest decided = Received(absl::CivilDay(2026, 10, 15));
  decided.outcome = CorrectionOutcome::kGranted;
  EXPECT_FALSE(IsOverdue(decided, kToday));
}

TEST(CorrectionTest, NamesEveryFaultOfARequest) {
  EXPECT_THAT(Faults(Check(Received(kToday), true, kToday)), IsEmpty());
  EXPECT_THAT(
      Faults(Check(Received(kToday + 1), false, kToday)),
      ElementsAre("correction.section_code UNKNOWN_SECTION", "correction.received_date IN_THE_FUTURE"));
  CorrectionRequest elsewhere = Received(absl::CivilDay(2018, 5, 24));
  elsewhere.service = "trajectory-svc";
  EXPECT_THAT(Faults(Check(elsewhere, false, kToday)),
              ElementsAre("correction.received_date BEFORE_REGULATION"));
  elsewhere.service = "partner-svc";
  EXPECT_THAT(
      Faults(Check(elsewhere, true, kToday)),
      ElementsAre("correction.service UNKNOWN_SERVICE", "correction.received_date BEFORE_REGULATION"));
}

TEST(CorrectionTest, IsExtendedOnceWithinTheFirstMonth) {
  const CorrectionRequest before = Received(absl::CivilDay(2026, 10, 1));
  ASSERT_OK_AND_ASSIGN(const CorrectionRequest after,
                       Extend(before, absl::CivilDay(2026, 11, 1), "veel stukken", kToday));
  EXPECT_EQ(after.due_date, absl::CivilDay(2027, 1, 1));
  EXPECT_EQ(after.row_version, 2);
  EXPECT_THAT(Extend(after, absl::CivilDay(2026, 11, 1), "nog meer", kToday),
              StatusIs(absl::StatusCode::kFailedPrecondition, "ALREADY_EXTENDED"));
  EXPECT_THAT(Faults(Extend(before, absl::CivilDay(2026, 11, 2), "te laat", kToday).status()),
              ElementsAre("told_date AFTER_FIRST_MONTH"));
  EXPECT_THAT(Faults(Extend(before, absl::CivilDay(2026, 9, 30), "te vroeg", kToday).status()),
              ElementsAre("told_date BEFORE_RECEIPT"));
  EXPECT_THAT(Faults(Extend(Received(kToday), kToday + 1, "morgen", kToday).status()),
              ElementsAre("told_date IN_THE_FUTURE"));
}

TEST(CorrectionTest, ARefusalHasItsReasonsAndTellsOfTheRightToComplain) {
  const CorrectionRequest before = Received(kToday);
  for (const CorrectionOutcome outcome : {CorrectionOutcome::kRefused, CorrectionOutcome::kPartly}) {
    EXPECT_THAT(Faults(Decide(before, {outcome, "", false, "po"}, {}, kToday).status()),
                ElementsAre("reasons REQUIRED", "complaint_right_told COMPLAINT_RIGHT_NOT_TOLD"));
  }
  ASSERT_OK_AND_ASSIGN(
      const CorrectionRequest refused,
      Decide(before, {CorrectionOutcome::kRefused, "klopt", true, "po"}, {Uuid::NewV7()}, kToday));
  EXPECT_THAT(refused.recipients, IsEmpty());
  EXPECT_EQ(refused.decided_date, kToday);
  const auto already = StatusIs(absl::StatusCode::kFailedPrecondition, "ALREADY_DECIDED");
  EXPECT_THAT(Decide(refused, {CorrectionOutcome::kGranted, "", false, "po"}, {}, kToday), already);
  EXPECT_THAT(Extend(refused, kToday, "meer tijd", kToday), already);
}

TEST(CorrectionTest, WhoReceivedWhatIsCorrectedIsToldOnce) {
  const Uuid school = Uuid::NewV7();
  ASSERT_OK_AND_ASSIGN(
      const CorrectionRequest granted,
      Decide(Received(kToday - 2), {CorrectionOutcome::kGranted, "", false, "po"}, {school}, kToday));
  std::vector<std::string> services;
  for (const auto& one : granted.recipients)
    services.push_back(std::to_string(one.number) + " " + one.service);
  EXPECT_THAT(services, ElementsAre("1 ", "2 trajectory-svc", "3 reporting-svc"));
  EXPECT_EQ(granted.recipients[0].organisation_id, school);
  ASSERT_OK_AND_ASSIGN(const CorrectionRequest told, NoteTold(granted, 1, kToday, "cm", kToday));
  EXPECT_EQ(told.recipients[0].told_date, kToday);
  EXPECT_EQ(told.recipients[1].told_date, std::nullopt);
  EXPECT_THAT(NoteTold(told, 1, kToday, "cm", kToday),
              StatusIs(absl::StatusCode::kFailedPrecondition, "ALREADY_TOLD"));
  EXPECT_THAT(Faults(NoteTold(told, 4, kToday - 1, "cm", kToday).status()),
              ElementsAre("recipient_number UNKNOWN_RECIPIENT", "told_date BEFORE_DECISION"));
  EXPECT_THAT(Faults(NoteTold(told, 2, kToday + 1, "cm", kToday).status()),
              ElementsAre("told_date IN_THE_FUTURE"));
}

}  // namespace
}  // namespace duaal::intake::domain
