// Register lists and their screening on a real database: what counts as new, and what is kept of it.

#include <string>
#include <thread>
#include <vector>

#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/programme/v1/programme.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/app/create_participant.h"
#include "intake-svc/app/import_register.h"
#include "intake-svc/app/screen_candidate.h"
#include "tests/intake/use_case_fixture.h"

namespace duaal::intake::app {
namespace {

using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using Kind = RegisterOutcome::Kind;

const absl::CivilDay kToday(2026, 11, 18);
const absl::CivilDay kMonday(2026, 11, 16);
const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 18, 9, 0, 0), absl::UTCTimeZone());

class ScreeningTest : public UseCaseTest {
 protected:
  ScreeningTest() {
    staff_.id = "cm-1";
    staff_.mandates = {{"GM0164", {}, {}}};
    programme::v1::ProgrammeDefinition definition;
    definition.set_code("weert");
    definition.add_inflow_channels("INFLOW_CHANNEL_CASE_MANAGER");
    EXPECT_OK(db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
      RETURN_IF_ERROR(deps_.reference.PutProgramme(tx, "weert", definition.SerializeAsString()));
      definition.add_inflow_channels("INFLOW_CHANNEL_REGISTER");
      RETURN_IF_ERROR(deps_.reference.PutProgramme(tx, "groningen", definition.SerializeAsString()));
      return deps_.reference.PutMunicipalities(
          tx, {{"GM0164", "Hengelo", {}, {}}, {"GM0599", "Rotterdam", {}, {}}});
    }));
  }

  Caller Staff() {
    return {staff_,
            Soon(),
            kNow,
            kToday,
            {staff_.id, "method", std::to_string(++requests_), std::string(32, 'b')}};
  }

  static domain::Participant Person(const std::string& bsn = "999828836") {
    domain::Participant person;
    person.given_name = "Rima";
    person.family_name = "Darwish";
    person.birth_date = PartialDate(absl::CivilDay(1991, 4, 17));
    person.municipality_code = "GM0164";
    person.bsn = bsn;
    return person;
  }
  static RegisterRow Row(const std::string& reference, const std::string& says = "Darwish 999828836") {
    RegisterRow row;
    row.row = 1;
    row.list_code = "bpi";
    row.week_date = kMonday;
    row.row_reference = reference;
    row.person = Person();
    row.packed = says;
    return row;
  }
  RegisterOutcome Import(const RegisterRow& row) {
    const auto outcomes = ImportRegister(deps_, Staff(), {row});
    EXPECT_OK(outcomes);
    return outcomes->at(0);
  }
  AdmitScreeningCommand Admitting(const Uuid& id, std::int64_t version = 1,
                                  const std::string& programme = "") {
    return {id, version, kToday, programme, [](const std::string&) { return Person(); }};
  }
  auth::Principal staff_;
  int requests_ = 0;
};

TEST_F(ScreeningTest, ARowQueuesOnceHoweverOftenItComes) {
  EXPECT_EQ(Import(Row("7")).kind, Kind::kQueued);
  EXPECT_EQ(Import(Row("7")).kind, Kind::kUnchanged);
  RegisterRow next_week = Row("7");
  next_week.week_date = kMonday - 7;
  EXPECT_EQ(Import(next_week).kind, Kind::kUnchanged);
  EXPECT_EQ(Import(Row("8")).kind, Kind::kQueued);
  EXPECT_EQ(Count("screening"), 2);
}

TEST_F(ScreeningTest, ARowThatSaysSomethingElseTakesThePlaceOfTheOpenOne) {
  const auto first = Import(Row("7"));
  ASSERT_OK(AssignScreening(deps_, Staff(), {*first.screening_id, 1, "cm-7"}));
  EXPECT_EQ(Import(Row("7", "moved")).kind, Kind::kChanged);
  EXPECT_EQ(Count("screening WHERE state = 5 AND sealed = ''"), 1);
  EXPECT_EQ(Count("screening WHERE state = 1 AND assigned_staff_id = 'cm-7' AND revision = 2"), 1);
  EXPECT_THAT(
      DismissScreening(deps_, Staff(), {*first.screening_id, 3, kToday, domain::DismissReason::kNotYet}),
      StatusIs(absl::StatusCode::kFailedPrecondition, "SCREENED"));
  // Twice in one batch, too.
  ASSERT_OK_AND_ASSIGN(const auto batch,
                       ImportRegister(deps_, Staff(), {Row("9", "a"), Row("9", "b"), Row("9", "b")}));
  EXPECT_EQ(batch[0].kind, Kind::kQueued);
  EXPECT_EQ(batch[1].kind, Kind::kChanged);
  EXPECT_EQ(batch[2].kind, Kind::kUnchanged);
}

TEST_F(ScreeningTest, WhatWasDecidedComesBackOnlyWhenTheRegisterSaysSomethingElse) {
  const auto first = Import(Row("7"));
  ASSERT_OK(
      DismissScreening(deps_, Staff(), {*first.screening_id, 1, kToday, domain::DismissReason::kNotYet}));
  EXPECT_EQ(Import(Row("7")).kind, Kind::kUnchanged);
  EXPECT_EQ(Import(Row("7", "moved")).kind, Kind::kChanged);
  EXPECT_EQ(Count("screening WHERE state = 3"), 1);
}

TEST_F(ScreeningTest, ThePersonIsSealedUntilTheDecisionAndGoneAfterIt) {
  const auto first = Import(Row("bpi-reference"));
  EXPECT_EQ(Count("screening WHERE sealed LIKE '%Darwish%' OR row_key LIKE '%bpi-reference%'"), 0);
  ASSERT_OK_AND_ASSIGN(const auto admitted, AdmitScreening(deps_, Staff(), Admitting(*first.screening_id)));
  EXPECT_EQ(admitted.state, domain::ScreeningState::kAdmitted);
  EXPECT_EQ(
      Count("screening WHERE sealed = '' AND participant_id IS NOT NULL AND decided_date = '2026-11-18'"), 1);
  EXPECT_EQ(Count("participant"), 1);
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.ParticipantRegistered'"), 1);
  EXPECT_THAT(AdmitScreening(deps_, Staff(), Admitting(*first.screening_id, 2)),
              StatusIs(absl::StatusCode::kFailedPrecondition, "SCREENED"));
}

TEST_F(ScreeningTest, WhoeverIsKnownIsPointedOutAndLinked) {
  ASSERT_OK_AND_ASSIGN(const auto known, CreateParticipant(deps_, Staff(), {Person()}));
  const auto row = Import(Row("7"));
  EXPECT_EQ(Count("screening WHERE known_participant_id IS NOT NULL"), 1);
  EXPECT_THAT(AdmitScreening(deps_, Staff(), Admitting(*row.screening_id)),
              StatusIs(absl::StatusCode::kAlreadyExists, "BSN_IN_USE"));
  EXPECT_THAT(LinkScreening(deps_, Staff(), {*row.screening_id, 1, kToday, Uuid::NewV7()}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(LinkScreening(deps_, Staff(), {*row.screening_id, 1, kToday, known.id}));
  EXPECT_EQ(Count("participant"), 1);
}

TEST_F(ScreeningTest, AnAdmissionObeysTheProgrammeAndItsOwnDay) {
  const auto row = Import(Row("7"));
  EXPECT_THAT(AdmitScreening(deps_, Staff(), Admitting(*row.screening_id, 1, "weert")),
              StatusIs(absl::StatusCode::kFailedPrecondition, "NOT_ADMITTED"));
  auto early = Admitting(*row.screening_id);
  early.decided_date = kMonday - 1;
  EXPECT_THAT(AdmitScreening(deps_, Staff(), early), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(Count("participant"), 0);
  ASSERT_OK(AdmitScreening(deps_, Staff(), Admitting(*row.screening_id, 1, "groningen")));
  EXPECT_EQ(Count("referral WHERE channel = 5"), 1);
}

TEST_F(ScreeningTest, BadRowsAreAnsweredWithEveryFaultAndTheOthersLand) {
  RegisterRow elsewhere = Row("1");
  elsewhere.person.municipality_code = "GM0599";
  elsewhere.week_date = kMonday + 7;
  RegisterRow nowhere = Row("2");
  nowhere.person.municipality_code = "GM9999";
  nowhere.person.arrival_date = absl::CivilDay(1980, 1, 1);
  ASSERT_OK_AND_ASSIGN(const auto outcomes, ImportRegister(deps_, Staff(), {elsewhere, nowhere, Row("3")}));
  std::vector<std::string> faults;
  for (const RegisterOutcome& outcome : outcomes) {
    for (const FieldViolation& fault : outcome.violations) faults.push_back(fault.field + " " + fault.reason);
  }
  EXPECT_THAT(faults, ElementsAre("participant.municipality_code NO_MANDATE", "week IN_THE_FUTURE",
                                  "participant.municipality_code UNKNOWN_MUNICIPALITY",
                                  "participant.arrival_date BEFORE_BIRTH"));
  EXPECT_EQ(Count("screening"), 1);
}

TEST_F(ScreeningTest, TheSameListFromTwoSidesQueuesEachRowOnce) {
  std::vector<RegisterRow> rows;
  for (int i = 0; i < 40; ++i) rows.push_back(Row(std::to_string(i)));
  const Caller callers[] = {Staff(), Staff()};
  std::vector<std::thread> sides;
  for (const Caller& caller : callers) {
    sides.emplace_back([&] { EXPECT_OK(ImportRegister(deps_, caller, rows)); });
  }
  for (std::thread& side : sides) side.join();
  EXPECT_EQ(Count("screening"), 40);
}

}  // namespace
}  // namespace duaal::intake::app
