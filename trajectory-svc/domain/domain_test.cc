#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trajectory-svc/domain/attendance.h"
#include "trajectory-svc/domain/enrolment.h"
#include "trajectory-svc/domain/language_level.h"
#include "trajectory-svc/domain/offering.h"
#include "trajectory-svc/domain/programme.h"
#include "trajectory-svc/domain/trajectory.h"

namespace duaal::trajectory::domain {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using enum AttendanceStatus;

std::vector<std::string> Faults(const Status& status) {
  std::vector<std::string> told;
  for (const FieldViolation& v : DetailsOf(status).violations) told.push_back(v.field + " " + v.reason);
  return told;
}

Programme TwoComponents() {
  Programme programme;
  programme.code = "hengelo";
  programme.components = {{"language", "Taal", 3, 3, 0, 0, true, false},
                          {"work", "Werk", 1, 5, 0, 0, false, false}};
  programme.load_limits = {{LoadScope::kAll, 3, 0, false}};
  return programme;
}

Offering LanguageClass() {
  Offering offering;
  offering.id = Uuid::FromName("class b");
  offering.programme_code = "hengelo";
  offering.component_code = "language";
  offering.capacity = 2;
  offering.period = {absl::CivilDay(2026, 9, 1), absl::CivilDay(2026, 12, 20)};
  offering.timetable = {{1, {*TimeOfDay::Parse("09:00"), *TimeOfDay::Parse("12:00")}, "Hengelo"},
                        {3, {*TimeOfDay::Parse("09:00"), *TimeOfDay::Parse("12:00")}, "Hengelo"}};
  return offering;
}

Candidate Declared() {
  return {Uuid::FromName("referral"), Uuid::FromName("person"), "hengelo", "GM0164", std::nullopt,
          CandidateState::kDeclared};
}

Trajectory Started() {
  return *Start(Declared(), TwoComponents(), Uuid::FromName("trajectory"), "cm-1", absl::CivilDay(2026, 9, 1),
                absl::UnixEpoch());
}

TEST(StartTest, NeedsASignedDeclaration) {
  EXPECT_EQ(Started().case_manager_id, "cm-1");
  for (const CandidateState state :
       {CandidateState::kReferred, CandidateState::kInIntake, CandidateState::kIntakeComplete}) {
    Candidate candidate = Declared();
    candidate.state = state;
    const auto result =
        Start(candidate, TwoComponents(), Uuid(), "cm-1", absl::CivilDay(2026, 9, 1), absl::UnixEpoch());
    EXPECT_TRUE(HasReason(result.status(), "NOT_DECLARED"));
    EXPECT_EQ(result.status().code(), absl::StatusCode::kFailedPrecondition);
  }
}

TEST(StartTest, AProgrammeWithoutDeclarationStartsAfterTheSteps) {
  Programme programme = TwoComponents();
  programme.declaration_required = false;
  Candidate candidate = Declared();
  candidate.state = CandidateState::kIntakeComplete;
  EXPECT_TRUE(
      Start(candidate, programme, Uuid(), "cm-1", absl::CivilDay(2026, 9, 1), absl::UnixEpoch()).ok());
  candidate.state = CandidateState::kReferred;
  EXPECT_FALSE(
      Start(candidate, programme, Uuid(), "cm-1", absl::CivilDay(2026, 9, 1), absl::UnixEpoch()).ok());
  programme.has_steps_before_start = false;
  EXPECT_TRUE(
      Start(candidate, programme, Uuid(), "cm-1", absl::CivilDay(2026, 9, 1), absl::UnixEpoch()).ok());
}

TEST(StartTest, AClosedReferralStartsNobody) {
  Candidate candidate = Declared();
  candidate.state = CandidateState::kExcluded;
  EXPECT_TRUE(HasReason(
      Start(candidate, TwoComponents(), Uuid(), "cm-1", absl::CivilDay(2026, 9, 1), absl::UnixEpoch())
          .status(),
      "REFERRAL_CLOSED"));
}

TEST(StartTest, ACaseManagerIsAssignedAfterTheSettlementWhereTheProgrammeSaysSo) {
  Programme programme = TwoComponents();
  Candidate candidate = Declared();
  const absl::CivilDay settled(2026, 9, 2);
  candidate.settlement_date = settled;
  const auto start = [&](absl::CivilDay day) {
    return Start(candidate, programme, Uuid(), "cm-1", day, absl::UnixEpoch()).status();
  };
  EXPECT_TRUE(start(settled - 1).ok()) << "no such rule";
  programme.case_manager_after_settlement = true;
  EXPECT_THAT(Faults(start(settled - 1)), ElementsAre("start_date BEFORE_SETTLEMENT"));
  EXPECT_TRUE(start(settled).ok());
  candidate.settlement_date.reset();
  EXPECT_TRUE(start(settled - 1).ok()) << "an unknown settlement holds nobody back";
}

TEST(AssignCaseManagerTest, CountsFromTodayOrTheFirstDay) {
  Programme programme = TwoComponents();
  programme.case_manager_after_settlement = true;
  const Trajectory before = Started();  // from 1 September
  const absl::CivilDay settled(2026, 9, 10);
  const auto assign = [&](absl::CivilDay settlement, absl::CivilDay today) {
    return AssignCaseManager(before, programme, settlement, "cm-2", today);
  };
  EXPECT_THAT(Faults(assign(settled, settled - 1).status()),
              ElementsAre("case_manager_id BEFORE_SETTLEMENT"));
  ASSERT_TRUE(assign(settled, settled).ok());
  EXPECT_EQ(assign(settled, settled)->case_manager_id, "cm-2");
  EXPECT_EQ(assign(settled, settled)->row_version, before.row_version + 1);
  EXPECT_TRUE(assign(absl::CivilDay(2026, 9, 1), absl::CivilDay(2026, 8, 1)).ok()) << "starts settled";
}

TEST(LanguageLevelTest, OrdersTheLevelsOfTheFramework) {
  EXPECT_EQ(LanguageRank("A1"), 1);
  EXPECT_EQ(LanguageRank("B1"), 3);
  EXPECT_EQ(LanguageRank("C2"), 6);
  EXPECT_EQ(LanguageRank("A2+"), 2);
  for (const char* other : {"", "A", "A0", "A3", "D1", "a1", "Alfa B", "A1-"})
    EXPECT_EQ(LanguageRank(other), 0);
  EXPECT_TRUE(ReachesLevel("", ""));
  EXPECT_TRUE(ReachesLevel("A2", "A2"));
  EXPECT_FALSE(ReachesLevel("A1", "A2"));
  EXPECT_FALSE(ReachesLevel("", "A1"));
}

TEST(EnrolmentTest, RunsFromTheOfferingsFirstDayToItsLast) {
  const auto enrolment =
      ProposeEnrolment(Started(), LanguageClass(), TwoComponents(), std::nullopt, Uuid(), absl::UnixEpoch());
  ASSERT_TRUE(enrolment.ok());
  EXPECT_EQ(enrolment->period, LanguageClass().period);
  EXPECT_EQ(enrolment->municipality_code, "GM0164");
}

TEST(EnrolmentTest, NamesWhatDoesNotFitTheOffering) {
  Offering other = LanguageClass();
  other.programme_code = "arnhem";
  EXPECT_THAT(Faults(ProposeEnrolment(Started(), other, TwoComponents(), absl::CivilDay(2026, 12, 20), Uuid(),
                                      absl::UnixEpoch())
                         .status()),
              UnorderedElementsAre("start_date OUT_OF_RANGE", "offering_id OTHER_PROGRAMME"));
  Offering unknown = LanguageClass();
  unknown.component_code = "sport";
  EXPECT_THAT(
      Faults(ProposeEnrolment(Started(), unknown, TwoComponents(), std::nullopt, Uuid(), absl::UnixEpoch())
                 .status()),
      ElementsAre("offering_id UNKNOWN_COMPONENT"));
  Offering cancelled = LanguageClass();
  cancelled.state = OfferingState::kCancelled;
  EXPECT_TRUE(HasReason(
      ProposeEnrolment(Started(), cancelled, TwoComponents(), std::nullopt, Uuid(), absl::UnixEpoch())
          .status(),
      "OFFERING_NOT_OPEN"));
}

TEST(EnrolmentTest, FindsClashesOnlyWhereWeeksAndDatesMeet) {
  const Offering offering = LanguageClass();
  const Enrolment enrolment =
      *ProposeEnrolment(Started(), offering, TwoComponents(), std::nullopt, Uuid(), absl::UnixEpoch());
  EnrolledOffering other{Uuid(),
                         Uuid::FromName("other"),
                         "work",
                         "",
                         {absl::CivilDay(2026, 9, 1), absl::CivilDay(2026, 12, 1)},
                         WeekPattern::kEvery,
                         {{3, {*TimeOfDay::Parse("11:00"), *TimeOfDay::Parse("13:00")}, ""}},
                         false};
  Schedule schedule;
  schedule.enrolled = {other};
  const auto found = FindConflicts(TwoComponents(), schedule, enrolment, offering);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].reason, "TIMETABLE_CLASH");
  EXPECT_THAT(found[0].description, testing::HasSubstr("2026-W36"));

  schedule.enrolled[0].valid = {absl::CivilDay(2026, 12, 20), absl::CivilDay(2027, 2, 1)};
  EXPECT_THAT(FindConflicts(TwoComponents(), schedule, enrolment, offering), IsEmpty());

  schedule.enrolled = {other};
  schedule.enrolled[0].pattern = WeekPattern::kOdd;
  Offering even = offering;
  even.pattern = WeekPattern::kEven;
  EXPECT_THAT(FindConflicts(TwoComponents(), schedule, enrolment, even), IsEmpty());
}

TEST(EnrolmentTest, ALimitThatRefusesIsNamed) {
  const Offering offering = LanguageClass();
  const Enrolment enrolment =
      *ProposeEnrolment(Started(), offering, TwoComponents(), std::nullopt, Uuid(), absl::UnixEpoch());
  Schedule schedule;
  schedule.enrolled = {{Uuid(),
                        Uuid::FromName("other"),
                        "work",
                        "",
                        {absl::CivilDay(2026, 10, 1), absl::CivilDay(2026, 12, 1)},
                        WeekPattern::kEvery,
                        {{4, {*TimeOfDay::Parse("09:00"), *TimeOfDay::Parse("12:00")}, ""},
                         {5, {*TimeOfDay::Parse("09:00"), *TimeOfDay::Parse("12:00")}, ""}},
                        false}};
  const auto found = FindConflicts(TwoComponents(), schedule, enrolment, offering);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].reason, "LOAD_EXCEEDED");
}

TEST(EnrolmentTest, EndsOnceWithinItsPeriod) {
  const Enrolment enrolment =
      *ProposeEnrolment(Started(), LanguageClass(), TwoComponents(), std::nullopt, Uuid(), absl::UnixEpoch());
  EXPECT_THAT(Faults(End(enrolment, absl::CivilDay(2027, 1, 1)).status()),
              ElementsAre("end_date OUT_OF_RANGE"));
  const auto ended = End(enrolment, absl::CivilDay(2026, 10, 1));
  ASSERT_TRUE(ended.ok());
  EXPECT_EQ(ended->row_version, 2);
  EXPECT_TRUE(HasReason(End(*ended, absl::CivilDay(2026, 9, 20)).status(), "ENROLMENT_ENDED"));
}

TEST(EnrolmentTest, ACancelledOfferingEndsWhatStillRuns) {
  const Enrolment enrolment =
      *ProposeEnrolment(Started(), LanguageClass(), TwoComponents(), std::nullopt, Uuid(), absl::UnixEpoch());
  EXPECT_FALSE(EndByCancellation(enrolment, absl::CivilDay(2027, 1, 1)).has_value());
  EXPECT_EQ(EndByCancellation(enrolment, absl::CivilDay(2026, 11, 1))->period.end,
            absl::CivilDay(2026, 11, 1));
  EXPECT_EQ(EndByCancellation(enrolment, absl::CivilDay(2026, 8, 1))->period.end, absl::CivilDay(2026, 9, 1));
}

TEST(SessionsTest, HaveTheSameIdsWhenMadeAgain) {
  const auto first = SessionsOf(LanguageClass());
  const auto again = SessionsOf(LanguageClass());
  ASSERT_EQ(first.size(), again.size());
  EXPECT_EQ(first.size(), 31U);
  std::set<Uuid> ids;
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].id, again[i].id);
    ids.insert(first[i].id);
  }
  EXPECT_EQ(ids.size(), first.size());
  EXPECT_EQ(first[0].minutes(), 180);
}

TEST(AttendanceTest, SomeoneThereWithoutMinutesWasThereAllTheTime) {
  EXPECT_EQ(Normalise({kPresent, 0}, 180)->minutes, 180);
  EXPECT_EQ(Normalise({kLate, 150}, 180)->minutes, 150);
  EXPECT_EQ(Normalise({kAbsentWithNotice, 0}, 180)->minutes, 0);
  EXPECT_THAT(Faults(Normalise({kPresent, 181}, 180).status()), ElementsAre("minutes OUT_OF_RANGE"));
  EXPECT_THAT(Faults(Normalise({kAbsentWithoutNotice, 10}, 180).status()), ElementsAre("minutes NOT_ABSENT"));
}

TEST(AttendanceTest, SignalsEveryAbsenceWhenOneIsEnough) {
  const std::vector<AttendanceStatus> statuses = {kPresent, kAbsentWithoutNotice, kAbsentWithoutNotice,
                                                  kAbsentWithNotice, kAbsentWithoutNotice};
  EXPECT_THAT(SignalPlaces(statuses, 1), ElementsAre(1, 2, 4));
  EXPECT_THAT(SignalPlaces(statuses, 0), ElementsAre(1, 2, 4)) << "a rule without a number means one";
}

TEST(AttendanceTest, SignalsEveryFullRunAndStartsOverAfterPresence) {
  const std::vector<AttendanceStatus> statuses = {
      kAbsentWithoutNotice, kAbsentWithoutNotice, kPresent,
      kAbsentWithoutNotice, kAbsentWithoutNotice, kAbsentWithoutNotice,
      kAbsentWithoutNotice, kAbsentWithoutNotice, kAbsentWithoutNotice};
  EXPECT_THAT(SignalPlaces(statuses, 3), ElementsAre(5, 8));
  EXPECT_THAT(SignalPlaces({}, 3), IsEmpty());
}

TEST(SignalTest, IsSeenOnce) {
  Signal signal;
  signal.row_version = 1;
  const auto seen = Acknowledge(signal, absl::UnixEpoch());
  ASSERT_TRUE(seen.ok());
  EXPECT_TRUE(HasReason(Acknowledge(*seen, absl::UnixEpoch()).status(), "SIGNAL_ACKNOWLEDGED"));
}

TEST(ProgrammeTest, NamesEveryInconsistency) {
  ProgrammeOutline outline;
  outline.code_lists = {
      {"component", {{"c[0].code", "language"}, {"c[1].code", "language"}, {"c[2].code", "Work"}}},
      {"funding source", {{"f[0].code", "duo"}}}};
  outline.references = {{"r.components[0]", "component", "sport"},
                        {"c[0].funding_source", "funding source", "esf"},
                        {"c[1].funding_source", "funding source", ""},
                        {"c[0].catalogue", "catalogue", "topics"}};
  outline.ranges = {{"c[0].max_half_days", 3, 1, false, false},
                    {"cohort", 12, 0, true, true},
                    {"dates", 5, 5, false, true}};
  outline.counts = {{"rule.consecutive_absences", 0, 1}};
  outline.faults = {{"kind", "REQUIRED", "Say what it is."}};
  const Status status = CheckProgramme(outline);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(Faults(status),
              UnorderedElementsAre(
                  "c[1].code DUPLICATE_CODE", "c[2].code BAD_CODE", "r.components[0] UNKNOWN_COMPONENT",
                  "c[0].funding_source UNKNOWN_FUNDING_SOURCE", "c[0].catalogue UNKNOWN_CATALOGUE",
                  "c[0].max_half_days RANGE_REVERSED", "dates RANGE_REVERSED",
                  "rule.consecutive_absences OUT_OF_RANGE", "kind REQUIRED"));
}

TEST(ProgrammeTest, RefusesACircleOfOrders) {
  ProgrammeOutline outline;
  outline.orders = {{{{"o[0][0]", "language"}, {"o[0][1]", "module"}}},
                    {{{"o[1][0]", "module"}, {"o[1][1]", "sport"}, {"o[1][2]", "work"}}},
                    {{{"o[2][0]", "language"}, {"o[2][1]", "work"}}}};
  EXPECT_TRUE(CheckProgramme(outline).ok()) << "two ways to the same end are no circle";
  outline.orders.push_back({{{"o[3][0]", "work"}, {"o[3][1]", "trade"}, {"o[3][2]", "language"}}});
  EXPECT_THAT(Faults(CheckProgramme(outline)), ElementsAre("o[3][2] ORDER_CYCLE"));
  outline.orders = {{{{"a", "language"}, {"b", "work"}}}, {{{"c", "work"}, {"d", "language"}}}};
  EXPECT_THAT(Faults(CheckProgramme(outline)), ElementsAre("d ORDER_CYCLE"));
}

}  // namespace
}  // namespace duaal::trajectory::domain
