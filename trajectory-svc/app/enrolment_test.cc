#include <atomic>
#include <thread>

#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trajectory-svc/app/assign_case_manager.h"
#include "trajectory-svc/app/end_enrolment.h"
#include "trajectory-svc/app/enrol_class.h"
#include "trajectory-svc/app/test_region.h"

namespace duaal::trajectory::app {
namespace {

using absl::StatusCode;
using ::duaal::testing::IsOk;
using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

std::vector<std::string> Faults(const Status& status) {
  std::vector<std::string> told;
  for (const FieldViolation& v : DetailsOf(status).violations) told.push_back(v.field + " " + v.reason);
  return told;
}

class EnrolmentTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::int64_t Taken(const domain::Offering& offering) {
    return TestRegion::Must(region_.db.Read(absl::Now() + absl::Seconds(20),
                                            [&](sql::Session& session) {
                                              return region_.deps.offerings.Find(session, offering.id);
                                            }))
        ->taken;
  }
  [[nodiscard]] std::int64_t Events(const std::string& type) const {
    return region_.Count("SELECT COUNT(*) FROM outbox WHERE type = 'duaal.trajectory.v1." + type + "'");
  }

  TestRegion region_;
};

TEST_F(EnrolmentTest, TheLastSeatGoesToOneOfTwenty) {
  const domain::Offering offering = region_.AddLanguageClass(2);
  region_.Enrol(region_.AddTrajectory(), offering);
  std::vector<domain::Trajectory> people;
  for (int i = 0; i < 20; ++i) people.push_back(region_.AddTrajectory());
  std::vector<Status> answers(people.size());
  std::vector<std::thread> callers;
  for (std::size_t i = 0; i < people.size(); ++i) {
    callers.emplace_back([&, i] {
      answers[i] =
          CreateEnrolment(region_.deps, region_.AsCaseManager(), {people[i].id, offering.id, {}}).status();
    });
  }
  for (std::thread& caller : callers) caller.join();
  int taken = 0;
  for (const Status& answer : answers) {
    if (answer.ok()) {
      ++taken;
    } else {
      EXPECT_THAT(answer, StatusIs(StatusCode::kFailedPrecondition, "NO_SEAT_LEFT"));
    }
  }
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(Taken(offering), 2);
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM enrolment"), 2);
  EXPECT_EQ(Events("EnrolmentCreated"), 2);
}

TEST_F(EnrolmentTest, ARepeatedRequestTakesOneSeatAndGetsTheFirstAnswer) {
  const domain::Offering offering = region_.AddLanguageClass();
  const domain::Trajectory person = region_.AddTrajectory();
  const CreateEnrolmentCommand command{person.id, offering.id, std::nullopt};
  ASSERT_OK_AND_ASSIGN(const auto first,
                       CreateEnrolment(region_.deps, region_.AsCaseManager("r-1"), command));
  ASSERT_OK_AND_ASSIGN(const auto again,
                       CreateEnrolment(region_.deps, region_.AsCaseManager("r-1"), command));
  EXPECT_EQ(first.id, again.id);
  EXPECT_EQ(Taken(offering), 1);
  EXPECT_EQ(Events("EnrolmentCreated"), 1);
  EXPECT_THAT(CreateEnrolment(region_.deps, region_.AsCaseManager("r-1", "other body"), command),
              StatusIs(StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));
  EXPECT_THAT(CreateEnrolment(region_.deps, region_.AsCaseManager("r-2"), command),
              StatusIs(StatusCode::kAlreadyExists, "ALREADY_ENROLLED"));
  EXPECT_EQ(Taken(offering), 1) << "a refused call takes nothing";
}

TEST_F(EnrolmentTest, ASeatLetsTheOrganisationSeeThePersonAndMakesWeeksStale) {
  const domain::Trajectory person = region_.AddTrajectory();
  auth::Principal partner;
  partner.kind = auth::PrincipalKind::kPartner;
  partner.id = "school";
  partner.organisation_id = region_.provider.ToString();
  EXPECT_THAT(region_.Read(person.id, "2026-W47", partner), StatusIs(StatusCode::kNotFound));
  const std::int64_t before = region_.Read(person.id, "2026-W47").schedule_version;
  region_.Enrol(person, region_.AddLanguageClass());
  EXPECT_THAT(region_.Read(person.id, "2026-W47", partner), IsOk());
  EXPECT_GT(region_.Read(person.id, "2026-W47").schedule_version, before);
}

TEST_F(EnrolmentTest, NamesEveryClashAndEveryLimit) {
  const domain::Trajectory person = region_.AddFullClassMember();
  const domain::Offering clash =
      region_.AddOffering("work", {TestRegion::At(1, "11:00", "14:00"), TestRegion::At(2, "15:00", "17:00")});
  const auto refused =
      CreateEnrolment(region_.deps, region_.AsCaseManager(), {person.id, clash.id, std::nullopt});
  EXPECT_THAT(refused, StatusIs(StatusCode::kFailedPrecondition, "TIMETABLE_CLASH"));
  EXPECT_THAT(Faults(refused.status()), SizeIs(2));
  const domain::Offering sixth = region_.AddOffering("trade", {TestRegion::At(6, "09:00", "12:00")});
  EXPECT_THAT(CreateEnrolment(region_.deps, region_.AsCaseManager(), {person.id, sixth.id, std::nullopt}),
              StatusIs(StatusCode::kFailedPrecondition, "LOAD_EXCEEDED"));
  EXPECT_EQ(Taken(clash) + Taken(sixth), 0);
}

TEST_F(EnrolmentTest, RefusesWhatIsNotThere) {
  const domain::Trajectory person = region_.AddTrajectory();
  EXPECT_THAT(CreateEnrolment(region_.deps, region_.AsCaseManager(), {Uuid::NewV7(), Uuid::NewV7(), {}}),
              StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(CreateEnrolment(region_.deps, region_.AsCaseManager(), {person.id, Uuid::NewV7(), {}}),
              StatusIs(StatusCode::kFailedPrecondition, "OFFERING_NOT_OPEN"));
  const auto early = CreateEnrolment(region_.deps, region_.AsCaseManager(),
                                     {person.id, region_.AddLanguageClass().id, absl::CivilDay(2026, 8, 31)});
  EXPECT_THAT(early, StatusIs(StatusCode::kInvalidArgument));
  EXPECT_THAT(Faults(early.status()), ElementsAre("enrolment.start_date OUT_OF_RANGE"));
  auth::Principal stranger = region_.case_manager;
  stranger.mandates = {{"GM0147", {}, {}}};
  EXPECT_THAT(
      CreateEnrolment(region_.deps, region_.As(stranger), {person.id, region_.AddLanguageClass().id, {}}),
      StatusIs(StatusCode::kNotFound));
}

TEST_F(EnrolmentTest, AClassIsEnrolledAtOnceInTheOrderAsked) {
  const domain::Offering offering = region_.AddLanguageClass(3);
  EnrolClassCommand command{offering.id, {}, std::nullopt};
  for (int i = 0; i < 3; ++i) command.trajectory_ids.push_back(region_.AddTrajectory().id);
  std::swap(command.trajectory_ids[0], command.trajectory_ids[2]);
  ASSERT_OK_AND_ASSIGN(const auto seats, EnrolClass(region_.deps, region_.AsCaseManager("class-1"), command));
  ASSERT_THAT(seats, SizeIs(3));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(seats[i].trajectory_id, command.trajectory_ids[i]);
  EXPECT_EQ(Taken(offering), 3);
  ASSERT_OK_AND_ASSIGN(const auto again, EnrolClass(region_.deps, region_.AsCaseManager("class-1"), command));
  ASSERT_THAT(again, SizeIs(3));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(seats[i].id, again[i].id);
  EXPECT_EQ(Taken(offering), 3);
}

TEST_F(EnrolmentTest, AClassTooLargeNamesEveryOtherFaultAndEnrolsNobody) {
  const domain::Offering offering = region_.AddLanguageClass(4);
  const domain::Trajectory member = region_.AddTrajectory();
  region_.Enrol(member, offering);
  const domain::Trajectory busy = region_.AddTrajectory();
  region_.Enrol(busy, region_.AddOffering("work", {TestRegion::At(4, "08:00", "09:30")}));
  const domain::Trajectory fine = region_.AddTrajectory();
  const EnrolClassCommand command{
      offering.id, {fine.id, member.id, busy.id, Uuid::NewV7(), fine.id}, std::nullopt};
  const auto refused = EnrolClass(region_.deps, region_.AsCaseManager(), command);
  EXPECT_THAT(refused, StatusIs(StatusCode::kInvalidArgument, "CLASS_TOO_LARGE"));
  EXPECT_THAT(Faults(refused.status()),
              UnorderedElementsAre("trajectory_ids CLASS_TOO_LARGE", "trajectory_ids[1] ALREADY_ENROLLED",
                                   "trajectory_ids[2] TIMETABLE_CLASH",
                                   "trajectory_ids[3] UNKNOWN_TRAJECTORY", "trajectory_ids[4] DUPLICATE"));
  EXPECT_EQ(Taken(offering), 1);
  EXPECT_EQ(Events("EnrolmentCreated"), 2);
}

TEST_F(EnrolmentTest, ASeatGivenBackIsFreeFromThatDayOn) {
  const domain::Offering offering = region_.AddLanguageClass(1);
  const domain::Trajectory first = region_.AddTrajectory();
  const domain::Enrolment seat = region_.Enrol(first, offering);
  EXPECT_THAT(EndEnrolment(region_.deps, region_.AsCaseManager(), {seat.id, 7, absl::CivilDay(2027, 1, 4)}),
              StatusIs(StatusCode::kAborted, "ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const auto ended,
                       EndEnrolment(region_.deps, region_.AsCaseManager(),
                                    {seat.id, seat.row_version, absl::CivilDay(2027, 1, 4)}));
  EXPECT_EQ(ended.row_version, 2);
  EXPECT_THAT(EndEnrolment(region_.deps, region_.AsCaseManager(), {seat.id, 2, absl::CivilDay(2027, 1, 4)}),
              StatusIs(StatusCode::kFailedPrecondition, "ENROLMENT_ENDED"));
  EXPECT_THAT(region_.Read(first.id, "2026-W53").week.activities, SizeIs(3));
  EXPECT_THAT(region_.Read(first.id, "2027-W01").week.activities, IsEmpty());

  const domain::Trajectory next = region_.AddTrajectory();
  EXPECT_THAT(CreateEnrolment(region_.deps, region_.AsCaseManager(),
                              {next.id, offering.id, absl::CivilDay(2026, 12, 1)}),
              StatusIs(StatusCode::kFailedPrecondition, "NO_SEAT_LEFT"));
  EXPECT_THAT(CreateEnrolment(region_.deps, region_.AsCaseManager(),
                              {next.id, offering.id, absl::CivilDay(2027, 1, 4)}),
              IsOk());
  EXPECT_EQ(Taken(offering), 1);
}

TEST_F(EnrolmentTest, ACancelledOfferingEndsItsSeatsAndSessions) {
  const domain::Offering offering = region_.AddLanguageClass();
  const domain::Trajectory person = region_.AddTrajectory();
  region_.Enrol(person, offering);
  const std::int64_t before = region_.Read(person.id, "2026-W49").schedule_version;
  const auto cancel = [&](sql::Tx& tx) {
    return CancelOffering(region_.deps, tx, offering.id, absl::CivilDay(2026, 12, 1), region_.now);
  };
  ASSERT_OK(region_.db.Run(absl::Now() + absl::Seconds(20), cancel));
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM session WHERE state = 1 AND session_date >= '2026-12-01'"),
            0);
  EXPECT_GT(region_.Count("SELECT COUNT(*) FROM session WHERE state = 1"), 30);
  EXPECT_EQ(Events("EnrolmentEnded"), 1);
  EXPECT_EQ(Taken(offering), 0);
  EXPECT_GT(region_.Read(person.id, "2026-W49").schedule_version, before);
  EXPECT_THAT(region_.Read(person.id, "2026-W48").week.activities, SizeIs(3));
  EXPECT_THAT(region_.Read(person.id, "2026-W49").week.activities, SizeIs(1))
      << "Monday 30 November is still held";
  EXPECT_THAT(
      CreateEnrolment(region_.deps, region_.AsCaseManager(), {region_.AddTrajectory().id, offering.id, {}}),
      StatusIs(StatusCode::kFailedPrecondition, "OFFERING_NOT_OPEN"));
  // Told again, nothing changes any more.
  ASSERT_OK(region_.db.Run(absl::Now() + absl::Seconds(20), cancel));
  EXPECT_EQ(Events("EnrolmentEnded"), 1);
}

TEST_F(EnrolmentTest, AnOfferingMakesItsSessionsOnce) {
  const domain::Offering offering = region_.AddLanguageClass();
  const std::int64_t sessions = region_.Count("SELECT COUNT(*) FROM session");
  EXPECT_EQ(sessions, static_cast<std::int64_t>(domain::SessionsOf(offering).size()));
  EXPECT_GT(sessions, 120);
  ASSERT_OK(region_.db.Run(absl::Now() + absl::Seconds(20),
                           [&](sql::Tx& tx) { return PublishOffering(region_.deps, tx, offering); }));
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM session"), sessions);
}

TEST_F(EnrolmentTest, ATrajectoryStartsOnceFromADeclaredReferralUnderOneCaseManager) {
  const domain::Candidate candidate = region_.AddCandidate();
  const StartTrajectoryCommand command{candidate.referral_id, "cm-1", absl::CivilDay(2026, 9, 1)};
  EXPECT_THAT(
      StartTrajectory(region_.deps, region_.AsCaseManager(), {Uuid::NewV7(), "cm-1", command.start_date}),
      StatusIs(StatusCode::kFailedPrecondition, "NOT_DECLARED"));
  ASSERT_OK_AND_ASSIGN(const auto started,
                       StartTrajectory(region_.deps, region_.AsCaseManager("s"), command));
  ASSERT_OK_AND_ASSIGN(const auto again, StartTrajectory(region_.deps, region_.AsCaseManager("s"), command));
  EXPECT_EQ(started.id, again.id);
  EXPECT_THAT(StartTrajectory(region_.deps, region_.AsCaseManager(), command),
              StatusIs(StatusCode::kAlreadyExists, "ALREADY_STARTED"));
  ASSERT_OK_AND_ASSIGN(const auto moved,
                       AssignCaseManager(region_.deps, region_.AsCaseManager(), {started.id, 1, "cm-2"}));
  EXPECT_EQ(moved.case_manager_id, "cm-2");
  EXPECT_THAT(AssignCaseManager(region_.deps, region_.AsCaseManager(), {started.id, 1, "cm-3"}),
              StatusIs(StatusCode::kAborted, "ETAG_MISMATCH"));
}

TEST_F(EnrolmentTest, RightsFollowAPersonWhoMoves) {
  const domain::Trajectory person = region_.AddTrajectory();
  ASSERT_OK(region_.db.Run(absl::Now() + absl::Seconds(20), [&](sql::Tx& tx) {
    return MovePerson(region_.deps, tx, person.participant_id, "GM0147");
  }));
  EXPECT_THAT(region_.Read(person.id, "2026-W47", region_.case_manager), StatusIs(StatusCode::kNotFound));
  auth::Principal borne = region_.case_manager;
  borne.mandates = {{"GM0147", {}, {}}};
  EXPECT_THAT(region_.Read(person.id, "2026-W47", borne), IsOk());
}

TEST_F(EnrolmentTest, AnEqualDefinitionChangesNothing) {
  const auto definition = ReadProgramme("hengelo");
  ASSERT_OK_AND_ASSIGN(const auto same,
                       PutProgramme(region_.deps, region_.AsCaseManager(), ToCommand(definition)));
  EXPECT_EQ(same.row_version, 1);
  auto changed = definition;
  changed.mutable_load_limits(0)->set_max_half_days(4);
  PutProgrammeCommand command = ToCommand(changed);
  command.expected_version = 1;
  ASSERT_OK_AND_ASSIGN(const auto after, PutProgramme(region_.deps, region_.AsCaseManager(), command));
  EXPECT_EQ(after.row_version, 2);
  EXPECT_EQ(Events("ProgrammePublished"), 2);
  changed.mutable_components(1)->set_catalogue("nowhere");
  EXPECT_THAT(Faults(PutProgramme(region_.deps, region_.AsCaseManager(), ToCommand(changed)).status()),
              ElementsAre("definition.components[1].catalogue UNKNOWN_CATALOGUE"));
}

TEST_F(EnrolmentTest, AChangedDefinitionRestsOnTheStateThatWasRead) {
  auto definition = ReadProgramme("hengelo");
  definition.mutable_load_limits(0)->set_max_half_days(4);
  PutProgrammeCommand command = ToCommand(definition);
  EXPECT_THAT(Faults(PutProgramme(region_.deps, region_.AsCaseManager(), command).status()),
              ElementsAre("etag REQUIRED"));
  command.expected_version = 7;
  EXPECT_THAT(PutProgramme(region_.deps, region_.AsCaseManager(), command),
              StatusIs(StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_EQ(Events("ProgrammePublished"), 1);
  definition.set_code("hengelo-2");
  PutProgrammeCommand fresh = ToCommand(definition);
  fresh.expected_version = 1;
  EXPECT_THAT(PutProgramme(region_.deps, region_.AsCaseManager(), fresh),
              StatusIs(StatusCode::kAborted, "ETAG_MISMATCH"))
      << "there is no state to rest on";
  fresh.expected_version.reset();
  EXPECT_THAT(PutProgramme(region_.deps, region_.AsCaseManager(), fresh), IsOk());
}

TEST_F(EnrolmentTest, ACaseManagerIsAssignedFromTheDayOfSettlementOn) {
  const domain::Candidate candidate = region_.AddCandidate();  // settled on 1 June
  EXPECT_THAT(Faults(StartTrajectory(region_.deps, region_.AsCaseManager(),
                                     {candidate.referral_id, "cm-1", absl::CivilDay(2026, 5, 31)})
                         .status()),
              ElementsAre("trajectory.start_date BEFORE_SETTLEMENT"));
  ASSERT_OK_AND_ASSIGN(const auto started,
                       StartTrajectory(region_.deps, region_.AsCaseManager(),
                                       {candidate.referral_id, "cm-1", absl::CivilDay(2026, 6, 1)}));
  region_.Update(started, absl::CivilDay(2026, 11, 23), "A1");  // moves house tomorrow
  EXPECT_THAT(
      Faults(AssignCaseManager(region_.deps, region_.AsCaseManager(), {started.id, 1, "cm-2"}).status()),
      ElementsAre("case_manager_id BEFORE_SETTLEMENT"));
  region_.Update(started, std::nullopt, "A1");
  EXPECT_THAT(AssignCaseManager(region_.deps, region_.AsCaseManager(), {started.id, 1, "cm-2"}), IsOk());
}

TEST_F(EnrolmentTest, AWorkPlaceWaitsForTheLanguageLevel) {
  const domain::Offering place = region_.AddOffering("work", {});
  const domain::Trajectory person = region_.AddTrajectory();
  for (const char* level : {"", "Alfa B"}) {
    region_.Update(person, std::nullopt, level);
    EXPECT_THAT(
        Faults(CreateEnrolment(region_.deps, region_.AsCaseManager(), {person.id, place.id, std::nullopt})
                   .status()),
        ElementsAre("enrolment.offering_id LANGUAGE_LEVEL_TOO_LOW"));
  }
  EXPECT_EQ(Taken(place), 0);
  region_.Update(person, std::nullopt, "A2");
  region_.Enrol(person, place);
  EXPECT_EQ(Taken(place), 1);
}

// The programme of Hengelo in which the module is finished before the trade training starts.
class OrderTest : public EnrolmentTest {
 protected:
  OrderTest() {
    auto definition = ReadProgramme("hengelo");
    definition.set_code("ordered");
    definition.mutable_order_rules(0)->set_kind(programme::v1::OrderRule::BEFORE);
    region_.Publish(definition);
    person_ = region_.AddTrajectory("ordered");
  }
  domain::Offering Add(const std::string& component, int weekday) {
    return region_.AddOffering(component, {TestRegion::At(weekday, "09:00", "12:00")}, 20, "ordered");
  }
  [[nodiscard]] std::vector<std::string> TryTrade(const domain::Offering& trade, absl::CivilDay from) {
    return Faults(
        CreateEnrolment(region_.deps, region_.AsCaseManager(), {person_.id, trade.id, from}).status());
  }

  domain::Trajectory person_;
};

TEST_F(OrderTest, TheSecondStartsWhenTheFirstHasEnded) {
  const domain::Offering module = Add("module", 2);
  const domain::Offering trade = Add("trade", 4);
  EXPECT_THAT(TryTrade(trade, absl::CivilDay(2026, 12, 1)), ElementsAre("enrolment.offering_id OUT_OF_ORDER"))
      << "no module yet";
  const domain::Enrolment first = region_.Enrol(person_, module);
  EXPECT_THAT(TryTrade(trade, absl::CivilDay(2026, 12, 1)), ElementsAre("enrolment.offering_id OUT_OF_ORDER"))
      << "the module runs until July";
  ASSERT_OK(EndEnrolment(region_.deps, region_.AsCaseManager(), {first.id, 1, absl::CivilDay(2026, 12, 1)}));
  EXPECT_THAT(TryTrade(trade, absl::CivilDay(2026, 11, 30)),
              ElementsAre("enrolment.offering_id OUT_OF_ORDER"));
  EXPECT_THAT(TryTrade(trade, absl::CivilDay(2027, 1, 4)), IsEmpty()) << "ended long before: still known";
  const auto whole_class = EnrolClass(region_.deps, region_.AsCaseManager(),
                                      {Add("module", 3).id, {person_.id}, absl::CivilDay(2026, 12, 7)});
  EXPECT_THAT(Faults(whole_class.status()), ElementsAre("trajectory_ids[0] OUT_OF_ORDER"));
}

TEST_F(OrderTest, APlannedWeekKeepsTheOrderToo) {
  const domain::PlannedActivity trade{"trade", TestRegion::At(4, "13:00", "16:00"), std::nullopt, ""};
  const auto save = [&](const char* week, std::vector<domain::PlannedActivity> activities,
                        std::int64_t version, bool validate_only = false) {
    return SaveWeek(
        region_.deps, region_.AsCaseManager(),
        {person_.id, *IsoWeek::Parse(week), std::move(activities), false, validate_only, version});
  };
  EXPECT_THAT(Faults(save("2026-W48", {trade}, 1).status()),
              ElementsAre("activities[0].component_code OUT_OF_ORDER"));
  ASSERT_OK_AND_ASSIGN(const auto preview, save("2026-W48", {trade}, 1, true));
  EXPECT_THAT(preview.week.findings,
              ::testing::Contains(::testing::Field(&domain::Finding::reason, "OUT_OF_ORDER")));
  ASSERT_OK(save("2026-W48", {{"module", TestRegion::At(2, "13:00", "16:00"), std::nullopt, ""}}, 1));
  EXPECT_THAT(save("2026-W50", {trade}, 2), IsOk()) << "the module's last week is the one before";
}

TEST(ProgrammeDataTest, NamesALevelThatDoesNotExistAndAComponentBeforeItself) {
  auto definition = ReadProgramme("hengelo");
  definition.mutable_components(3)->set_minimum_language_level("A9");
  definition.mutable_order_rules(0)->set_kind(programme::v1::OrderRule::BEFORE);
  definition.mutable_order_rules(0)->set_components(1, "module");
  EXPECT_THAT(Faults(domain::CheckProgramme(storage::ToOutline(definition))),
              UnorderedElementsAre("definition.components[3].minimum_language_level UNKNOWN_LEVEL",
                                   "definition.order_rules[0].components[1] DUPLICATE_CODE"));
}

TEST(ProgrammeDataTest, NamesACircleOfOrders) {
  auto definition = ReadProgramme("hengelo");
  auto& rule = *definition.mutable_order_rules(0);
  rule.set_kind(programme::v1::OrderRule::BEFORE);
  auto& reversed = *definition.add_order_rules();
  reversed.set_kind(programme::v1::OrderRule::BEFORE);
  reversed.add_components(rule.components(1));
  reversed.add_components(rule.components(0));
  const std::string last =
      "definition.order_rules[" + std::to_string(definition.order_rules_size() - 1) + "]";
  EXPECT_THAT(Faults(domain::CheckProgramme(storage::ToOutline(definition))),
              ElementsAre(last + ".components[1] ORDER_CYCLE"));
}

TEST(ProgrammeDataTest, AllFivePilotsAgreeWithThemselves) {
  for (const char* code : {"hengelo", "dordrecht", "arnhem", "weert", "oost-groningen"}) {
    EXPECT_THAT(domain::CheckProgramme(storage::ToOutline(ReadProgramme(code))), IsOk()) << code;
  }
}

}  // namespace
}  // namespace duaal::trajectory::app
