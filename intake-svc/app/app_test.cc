// The use cases of intake-svc on a real database, with the faults that a write must survive.

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "chassis/testing/fault_points.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/programme/v1/programme.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/app/apply_moves.h"
#include "intake-svc/app/change_referral.h"
#include "intake-svc/app/create_participant.h"
#include "intake-svc/app/create_referral.h"
#include "intake-svc/app/import_municipalities.h"
#include "intake-svc/app/import_participants.h"
#include "intake-svc/app/move_participant.h"
#include "intake-svc/app/record_duty.h"
#include "intake-svc/app/update_participant.h"
#include "tests/intake/use_case_fixture.h"

namespace duaal::intake::app {
namespace {

using ::duaal::testing::FaultPoint;
using ::duaal::testing::IsOk;
using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;

const absl::CivilDay kToday(2026, 11, 16);
const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 16, 9, 0, 0), absl::UTCTimeZone());

programme::v1::ProgrammeDefinition MakeProgramme() {
  programme::v1::ProgrammeDefinition definition;
  definition.set_code("hengelo");
  definition.mutable_region()->add_core_municipalities("GM0164");
  definition.mutable_region()->add_admitted_municipalities("GM0153");
  definition.add_intake_steps()->set_code("intake-talk");
  definition.mutable_participation()->set_voluntary(true);
  return definition;
}

class IntakeTest : public UseCaseTest {
 protected:
  IntakeTest() {
    staff_.id = "cm-1";
    staff_.mandates = {{"GM0164", {}, {}}, {"GM0153", {}, {}}};
    other_.id = "cm-2";
    other_.mandates = {{"GM0599", {}, {}}};
    const auto prepared = db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
      RETURN_IF_ERROR(deps_.reference.PutMunicipalities(
          tx,
          {{"GM0164", "Hengelo", {}, {}}, {"GM0153", "Enschede", {}, {}}, {"GM0599", "Rotterdam", {}, {}}}));
      return deps_.reference.PutProgramme(tx, "hengelo", MakeProgramme().SerializeAsString());
    });
    EXPECT_OK(prepared);
  }

  Caller By(const auth::Principal& principal, const std::string& request_id, char body = 'b') {
    return {principal, Soon(), kNow, kToday, {principal.id, "method", request_id, std::string(32, body)}};
  }
  Caller Staff(const std::string& request_id) { return By(staff_, request_id); }

  static CreateParticipantCommand Person(const std::string& bsn = "") {
    CreateParticipantCommand command;
    command.participant.given_name = "Rima";
    command.participant.family_name = "Darwish";
    command.participant.birth_date = PartialDate(absl::CivilDay(1991, 4, 17));
    command.participant.bsn = bsn;
    command.participant.municipality_code = "GM0164";
    command.participant.arrival_date = absl::CivilDay(2026, 9, 1);
    command.participant.target_group = domain::TargetGroup::kAsylumStatusHolder;
    command.participant.benefit_category = domain::BenefitCategory::kBenefit;
    command.participant.legal_regime = domain::LegalRegime::kWi2013;
    return command;
  }

  static UpdateParticipantCommand Level(const domain::Participant& person, const std::string& level) {
    UpdateParticipantCommand command;
    command.id = person.id;
    command.expected_version = person.row_version;
    command.change.language_level = level;
    return command;
  }

  static MoveParticipantCommand Move(const domain::Participant& person, const std::string& to,
                                     absl::CivilDay day) {
    return {person.id, person.row_version, to, day};
  }
  domain::Participant Refer(const domain::Participant& person, const std::string& request_id) {
    CreateReferralCommand command;
    command.referral.participant_id = person.id;
    command.referral.programme_code = "hengelo";
    command.referral.channel = domain::InflowChannel::kCaseManager;
    EXPECT_OK(CreateReferral(deps_, Staff(request_id), command));
    return person;
  }
  // Runs the job of a day until nothing is left to do.
  void PassMidnight(absl::CivilDay today) {
    bool more = true;
    while (more) {
      const auto step = db_.Run(Soon(), [&](sql::Tx& tx) { return ApplyMoves(deps_, tx, today, kNow); });
      ASSERT_OK(step);
      more = *step;
    }
  }
  bool Sees(const auth::Principal& who, const Uuid& id, absl::CivilDay today = kToday) {
    return db_.Read(Soon(),
                    [&](sql::Session& s) {
                      return deps_.participants.Get(s, id, {who, today});
                    })
        .ok();
  }
  domain::Residences ResidencesOf(const domain::Participant& person) {
    return *db_.Read(Soon(), [&](sql::Session& s) -> StatusOr<domain::Residences> {
      auth::Principal self;
      self.kind = auth::PrincipalKind::kService;
      ASSIGN_OR_RETURN(const auto now, deps_.participants.Get(s, person.id, {self, kToday}));
      return deps_.residences.List(s, now);
    });
  }

  auth::Principal staff_;
  auth::Principal other_;
};

TEST_F(IntakeTest, AWriteLeavesTheRowItsEventAndItsRequestId) {
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person("999828836")));
  EXPECT_EQ(person.bsn_tail, "36");
  EXPECT_EQ(Count("participant"), 1);
  EXPECT_EQ(Count("outbox"), 1);
  EXPECT_EQ(Count("idempotency"), 1);
  // The BSN stands nowhere in the clear.
  EXPECT_EQ(Count("participant WHERE bsn_sealed LIKE '%999828836%'"), 0);
  EXPECT_EQ(Count("outbox WHERE payload LIKE '%999828836%' OR payload LIKE '%Darwish%'"), 0);
}

TEST_F(IntakeTest, TheSameRequestTwiceHappensOnce) {
  ASSERT_OK_AND_ASSIGN(const auto first, CreateParticipant(deps_, Staff("r1"), Person("999828836")));
  ASSERT_OK_AND_ASSIGN(const auto again, CreateParticipant(deps_, Staff("r1"), Person("999828836")));
  EXPECT_EQ(first.id, again.id);
  EXPECT_EQ(Count("participant"), 1);
  EXPECT_EQ(Count("outbox"), 1);
  EXPECT_THAT(CreateParticipant(deps_, By(staff_, "r1", 'x'), Person()),
              StatusIs(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));
}

TEST_F(IntakeTest, ARepeatIsAnsweredEvenWhenItsEtagIsStaleByNow) {
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person()));
  ASSERT_OK_AND_ASSIGN(const auto changed, UpdateParticipant(deps_, Staff("r2"), Level(person, "A2")));
  ASSERT_OK_AND_ASSIGN(const auto repeated, UpdateParticipant(deps_, Staff("r2"), Level(person, "A2")));
  EXPECT_EQ(repeated.row_version, changed.row_version);
}

TEST_F(IntakeTest, OfTwoWritersOnTheSameStateOneIsToldToReadAgain) {
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person()));
  std::vector<Status> results(2);
  std::vector<std::thread> writers;
  for (int i = 0; i < 2; ++i) {
    writers.emplace_back([&, i] {
      results[i] = UpdateParticipant(deps_, Staff("w" + std::to_string(i)), Level(person, "B1")).status();
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_NE(results[0].ok(), results[1].ok());
  EXPECT_THAT(results[0].ok() ? results[1] : results[0],
              StatusIs(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
}

TEST_F(IntakeTest, ADeadlockIsRerunWithoutTheCallerNoticing) {
  const FaultPoint deadlock = FaultPoint::Fail("INSERT INTO outbox", 1213);
  EXPECT_OK(CreateParticipant(deps_, Staff("r1"), Person()));
  EXPECT_EQ(deadlock.hits(), 1);
  EXPECT_EQ(Count("participant"), 1);
  EXPECT_EQ(Count("outbox"), 1);
}

TEST_F(IntakeTest, ACommitWhoseAnswerIsLostHappensOnce) {
  const FaultPoint lost = FaultPoint::LoseAfter("COMMIT");
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person("999828836")));
  EXPECT_EQ(lost.hits(), 1);
  EXPECT_EQ(Count("participant"), 1);
  EXPECT_EQ(Count("outbox"), 1);
  EXPECT_OK(db_.Read(Soon(), [&](sql::Session& s) {
    return deps_.participants.Get(s, person.id, {staff_, kToday});
  }));
}

TEST_F(IntakeTest, ACommitThatNeverArrivedIsRerun) {
  const FaultPoint lost = FaultPoint::LoseBefore("COMMIT");
  EXPECT_OK(CreateParticipant(deps_, Staff("r1"), Person()));
  EXPECT_EQ(Count("participant"), 1);
}

TEST_F(IntakeTest, AFailureLeavesNothing) {
  const FaultPoint broken = FaultPoint::Fail("INSERT INTO outbox", 1364);
  EXPECT_FALSE(CreateParticipant(deps_, Staff("r1"), Person()).ok());
  EXPECT_EQ(Count("participant"), 0);
  EXPECT_EQ(Count("idempotency"), 0);
}

TEST_F(IntakeTest, ABsnIsKnownOncePerMunicipality) {
  ASSERT_OK(CreateParticipant(deps_, Staff("r1"), Person("999828836")));
  EXPECT_THAT(CreateParticipant(deps_, Staff("r2"), Person("999828836")),
              StatusIs(absl::StatusCode::kAlreadyExists, "BSN_IN_USE"));
  CreateParticipantCommand elsewhere = Person("999828836");
  elsewhere.participant.municipality_code = "GM0153";
  EXPECT_OK(CreateParticipant(deps_, Staff("r3"), elsewhere));
}

TEST_F(IntakeTest, AnotherMunicipalityNeitherSeesNorChangesAPerson) {
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person()));
  EXPECT_THAT(UpdateParticipant(deps_, By(other_, "x1"), Level(person, "A2")),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(CreateParticipant(deps_, By(other_, "x2"), Person()),
              StatusIs(absl::StatusCode::kPermissionDenied, "NO_MANDATE"));
}

TEST_F(IntakeTest, ManyAreFoundByIdWithinTheRightsOnly) {
  ASSERT_OK_AND_ASSIGN(const auto first, CreateParticipant(deps_, Staff("r1"), Person()));
  ASSERT_OK_AND_ASSIGN(const auto second, CreateParticipant(deps_, Staff("r2"), Person()));
  const auto found = [&](const auth::Principal& who) {
    const auto people = db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.participants.FindMany(session, {who, kToday}, {first.id, second.id, Uuid::NewV7()},
                                         storage::Detail::kFull);
    });
    EXPECT_OK(people);
    return people.ok() ? people->size() : 99;
  };
  EXPECT_EQ(found(staff_), 2U);
  EXPECT_EQ(found(other_), 0U);
}

TEST_F(IntakeTest, UnknownMunicipalityAndWrongDatesAreToldTogether) {
  CreateParticipantCommand command = Person();
  command.participant.municipality_code = "GM9999";
  command.participant.birth_date = PartialDate(absl::CivilDay(2030, 1, 1));
  const auto result = CreateParticipant(deps_, Staff("r1"), command);
  std::set<std::string> reasons;
  for (const auto& violation : DetailsOf(result.status()).violations) reasons.insert(violation.reason);
  EXPECT_THAT(reasons, ElementsAre("BEFORE_BIRTH", "IN_THE_FUTURE", "UNKNOWN_MUNICIPALITY"));
}

TEST_F(IntakeTest, APersonHasOneOpenReferralPerProgramme) {
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person()));
  CreateReferralCommand command;
  command.referral.participant_id = person.id;
  command.referral.programme_code = "hengelo";
  command.referral.channel = domain::InflowChannel::kCaseManager;
  ASSERT_OK_AND_ASSIGN(const auto referral, CreateReferral(deps_, Staff("r2"), command));
  EXPECT_THAT(CreateReferral(deps_, Staff("r3"), command),
              StatusIs(absl::StatusCode::kAlreadyExists, "ALREADY_REFERRED"));
  ASSERT_OK(CloseReferral(deps_, Staff("r4"), {referral.id, 1, domain::CloseReason::kRefused}));
  EXPECT_OK(CreateReferral(deps_, Staff("r5"), command));
}

TEST_F(IntakeTest, UnknownPersonAndProgrammeAreToldTogether) {
  CreateReferralCommand command;
  command.referral.participant_id = Uuid::NewV7();
  command.referral.programme_code = "nowhere";
  EXPECT_EQ(DetailsOf(CreateReferral(deps_, Staff("r1"), command).status()).violations.size(), 2u);
}

ImportRow Row(int number, const std::string& bsn, const std::string& reference) {
  ImportRow row;
  row.row = number;
  row.participant.given_name = "Invented";
  row.participant.family_name = "Person";
  row.participant.birth_date = PartialDate(absl::CivilDay(1990, 1, 1));
  row.participant.bsn = bsn;
  row.participant.municipality_code = "GM0164";
  row.participant.benefit_category = domain::BenefitCategory::kBenefit;
  row.source = "list";
  row.source_reference = reference;
  row.programme_code = "hengelo";
  row.channel = domain::InflowChannel::kPreselection;
  return row;
}

TEST_F(IntakeTest, AnImportTakesTheGoodRowsNamesTheBadOnesAndIsRepeatable) {
  std::vector<ImportRow> rows = {Row(2, "999828836", "a"), Row(3, "999790328", "b"), Row(4, "", "c"),
                                 Row(5, "999828836", "d")};  // the person of row 2 under another reference
  rows[2].participant.municipality_code = "GM9999";
  rows[2].channel = domain::InflowChannel::kUnknown;
  ASSERT_OK_AND_ASSIGN(const auto outcomes, ImportParticipants(deps_, Staff(""), rows));
  using Kind = ImportOutcome::Kind;
  EXPECT_THAT((std::vector<Kind>{outcomes[0].kind, outcomes[1].kind, outcomes[2].kind, outcomes[3].kind}),
              ElementsAre(Kind::kCreated, Kind::kCreated, Kind::kRejected, Kind::kUnchanged));
  EXPECT_EQ(outcomes[2].violations.size(), 2u);
  EXPECT_EQ(outcomes[3].participant_id, outcomes[0].participant_id);
  EXPECT_EQ(Count("participant"), 2);
  EXPECT_EQ(Count("referral"), 2);
  EXPECT_EQ(Count("outbox"), 4);

  ASSERT_OK_AND_ASSIGN(const auto again, ImportParticipants(deps_, Staff(""), rows));
  EXPECT_EQ(again[0].kind, Kind::kUnchanged);
  EXPECT_EQ(again[0].referral_id, outcomes[0].referral_id);
  EXPECT_EQ(Count("participant"), 2);
  EXPECT_EQ(Count("outbox"), 4);
}

TEST_F(IntakeTest, AnImportRefersAPersonWhoIsKnownAlreadyOnce) {
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person("999828836")));
  const std::vector<ImportRow> rows = {Row(2, "999828836", "a")};
  ASSERT_OK_AND_ASSIGN(const auto first, ImportParticipants(deps_, Staff(""), rows));
  EXPECT_EQ(first[0].kind, ImportOutcome::Kind::kReferred);
  EXPECT_EQ(first[0].participant_id, person.id);
  // Not even when the referral has ended since: the list tells nothing new.
  ASSERT_OK(CloseReferral(deps_, Staff("r2"), {*first[0].referral_id, 1, domain::CloseReason::kRefused}));
  ASSERT_OK_AND_ASSIGN(const auto again, ImportParticipants(deps_, Staff(""), rows));
  EXPECT_EQ(again[0].kind, ImportOutcome::Kind::kUnchanged);
  EXPECT_EQ(Count("referral"), 1);
}

TEST_F(IntakeTest, TwoImportsOfOneListAtOnceRegisterEverybodyOnce) {
  std::vector<ImportRow> rows;
  for (int i = 0; i < 60; ++i) rows.push_back(Row(i + 2, "", "ref-" + std::to_string(i)));
  std::vector<Status> results(4);
  std::vector<std::thread> importers;
  for (int i = 0; i < 4; ++i) {
    importers.emplace_back([&, i] { results[i] = ImportParticipants(deps_, Staff(""), rows).status(); });
  }
  for (std::thread& importer : importers) importer.join();
  EXPECT_THAT(results, ::testing::Each(IsOk()));
  EXPECT_EQ(Count("participant"), 60);
  EXPECT_EQ(Count("outbox"), 120);
}

TEST_F(IntakeTest, AllThatIsKnownOfAPersonComesBack) {
  CreateParticipantCommand command = Person("999828836");
  domain::Participant& person = command.participant;
  person.given_name.clear();
  person.single_name = true;
  person.birth_date = *PartialDate::Parse("1991-04-00");
  person.v_number = "0123456789";
  person.nationalities = {"SY", "TR"};
  person.languages = {
      {"ar", true, {{"Arab", domain::ScriptLevel::kGood}, {"Latn", domain::ScriptLevel::kNone}}},
      {"ku", false, {}}};
  person.literacy = {domain::Literacy::kOtherScript, domain::LearningRoute::kSelfReliance, kToday};
  person.contact_channel = domain::ContactChannel::kTextMessage;
  person.contact_language = "ar";
  ASSERT_OK_AND_ASSIGN(const auto made, CreateParticipant(deps_, Staff("r1"), command));
  UpdateParticipantCommand change = Level(made, "A2");
  change.change.birth_date = PartialDate();
  ASSERT_OK(UpdateParticipant(deps_, Staff("r2"), change));
  ASSERT_OK_AND_ASSIGN(const auto read, db_.Read(Soon(), [&](sql::Session& s) {
    return deps_.participants.Get(s, made.id, {staff_, kToday});
  }));
  EXPECT_TRUE(read.single_name);
  EXPECT_EQ(read.birth_date.ToString(), "0000-00-00");
  EXPECT_EQ(read.v_number_tail, "89");
  EXPECT_EQ(read.nationalities, person.nationalities);
  EXPECT_EQ(read.languages, person.languages);
  EXPECT_EQ(read.literacy.literacy, domain::Literacy::kOtherScript);
  EXPECT_EQ(read.literacy.expected_route, domain::LearningRoute::kSelfReliance);
  EXPECT_EQ(read.literacy.judged_date, kToday);
  EXPECT_EQ(read.contact_channel, domain::ContactChannel::kTextMessage);
  EXPECT_EQ(read.contact_language, "ar");
  EXPECT_EQ(Count("participant WHERE v_number_sealed LIKE '%0123456789%'"), 0);
}

TEST_F(IntakeTest, AVNumberIsKnownOncePerMunicipalityAndFound) {
  CreateParticipantCommand command = Person();
  command.participant.v_number = "0123456789";
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), command));
  EXPECT_THAT(CreateParticipant(deps_, Staff("r2"), command),
              StatusIs(absl::StatusCode::kAlreadyExists, "V_NUMBER_IN_USE"));
  const auto found = [&](const auth::Principal& who) {
    return db_.Read(Soon(), [&](sql::Session& s) {
      return deps_.participants.FindByVNumber(s, {who, kToday}, "0123456789", storage::Detail::kFull);
    });
  };
  ASSERT_EQ(found(staff_)->size(), 1U);
  EXPECT_EQ(found(staff_)->front().id, person.id);
  EXPECT_TRUE(found(other_)->empty());
  // Taken away, it is free for another.
  UpdateParticipantCommand taken = Level(person, "A1");
  taken.change.v_number = "";
  ASSERT_OK(UpdateParticipant(deps_, Staff("r3"), taken));
  EXPECT_TRUE(found(staff_)->empty());
  EXPECT_OK(CreateParticipant(deps_, Staff("r4"), command));
}

TEST_F(IntakeTest, ANameThatUnfoldsToManyLettersIsStoredAndFound) {
  CreateParticipantCommand command = Person();
  for (int i = 0; i < 200; ++i) command.participant.family_name += "\ufdfa";  // eighteen letters when folded
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), command));
  const std::string key = storage::ParticipantRepository::NameKey(person.family_name);
  ASSERT_OK_AND_ASSIGN(const auto found, db_.Read(Soon(), [&](sql::Session& s) {
    return deps_.participants.FindByName(s, {staff_, kToday}, {key, "", Uuid()}, 10, storage::Detail::kFull);
  }));
  EXPECT_EQ(found.size(), 1U);
}

TEST_F(IntakeTest, AnImportKnowsAPersonByEitherNumber) {
  CreateParticipantCommand command = Person();
  command.participant.v_number = "0123456789";
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), command));
  ASSERT_OK(CreateParticipant(deps_, Staff("r2"), Person("999790328")));
  ImportRow by_v_number = Row(2, "", "a");
  by_v_number.participant.v_number = "0123456789";
  ImportRow two_people = Row(3, "999790328", "b");
  two_people.participant.v_number = "0123456789";
  ASSERT_OK_AND_ASSIGN(const auto outcomes, ImportParticipants(deps_, Staff(""), {by_v_number, two_people}));
  EXPECT_EQ(outcomes[0].kind, ImportOutcome::Kind::kReferred);
  EXPECT_EQ(outcomes[0].participant_id, person.id);
  EXPECT_EQ(outcomes[1].kind, ImportOutcome::Kind::kRejected);
  EXPECT_EQ(outcomes[1].violations.at(0).reason, "NUMBERS_DISAGREE");
}

TEST_F(IntakeTest, AMoveOfTodayTakesThePersonOverWithTheReferrals) {
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person()));
  Refer(person, "r2");
  ASSERT_OK_AND_ASSIGN(const auto moved, MoveParticipant(deps_, Staff("r3"), Move(person, "GM0599", kToday)));
  EXPECT_EQ(moved.municipality_code, "GM0599");
  EXPECT_EQ(moved.settlement_date, kToday);
  EXPECT_FALSE(Sees(staff_, person.id));
  EXPECT_TRUE(Sees(other_, person.id));
  EXPECT_EQ(Count("referral WHERE municipality_code = 'GM0599'"), 1);
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.ParticipantMoved' AND municipality_code = 'GM0599'"),
            1);
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.ParticipantUpdated'"), 1);
  EXPECT_EQ(ResidencesOf(person).size(), 2U);
  // Who moved the person may not see the person any more, so a repeat finds nobody and does nothing.
  EXPECT_THAT(MoveParticipant(deps_, Staff("r3"), Move(person, "GM0599", kToday)),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(ResidencesOf(person).size(), 2U);
}

TEST_F(IntakeTest, AMoveToComeTakesEffectOnItsDayOnce) {
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person()));
  ASSERT_OK_AND_ASSIGN(const auto planned,
                       MoveParticipant(deps_, Staff("r2"), Move(person, "GM0599", kToday + 10)));
  EXPECT_EQ(planned.municipality_code, "GM0164");
  PassMidnight(kToday + 9);
  EXPECT_TRUE(Sees(staff_, person.id));
  EXPECT_FALSE(Sees(other_, person.id));
  EXPECT_EQ(Count("outbox"), 1);
  PassMidnight(kToday + 10);
  PassMidnight(kToday + 10);
  EXPECT_FALSE(Sees(staff_, person.id));
  EXPECT_TRUE(Sees(other_, person.id));
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.ParticipantMoved'"), 1);
}

TEST_F(IntakeTest, AMoveTakenBackNeverHappens) {
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person()));
  ASSERT_OK_AND_ASSIGN(const auto planned,
                       MoveParticipant(deps_, Staff("r2"), Move(person, "GM0599", kToday + 10)));
  EXPECT_THAT(WithdrawMove(deps_, Staff("r3"), {person.id, person.row_version, kToday + 10}),
              StatusIs(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  ASSERT_OK(WithdrawMove(deps_, Staff("r4"), {person.id, planned.row_version, kToday + 10}));
  EXPECT_EQ(Count("residence"), 0);
  PassMidnight(kToday + 10);
  EXPECT_TRUE(Sees(staff_, person.id));
}

TEST_F(IntakeTest, NobodyMovesAPersonOfAnotherMunicipality) {
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person()));
  EXPECT_THAT(MoveParticipant(deps_, By(other_, "x1"), Move(person, "GM0599", kToday)),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(IntakeTest, AMoveDoesNotFailOnANumberThatIsKnownThere) {
  CreateParticipantCommand there = Person("999828836");
  there.participant.municipality_code = "GM0153";
  ASSERT_OK_AND_ASSIGN(const auto known, CreateParticipant(deps_, Staff("r1"), there));
  ASSERT_OK_AND_ASSIGN(const auto mover, CreateParticipant(deps_, Staff("r2"), Person("999828836")));
  ASSERT_OK(MoveParticipant(deps_, Staff("r3"), Move(mover, "GM0153", kToday)));
  ASSERT_OK_AND_ASSIGN(const auto both, db_.Read(Soon(), [&](sql::Session& s) {
    return deps_.participants.FindByBsn(s, {staff_, kToday}, "999828836", storage::Detail::kFull);
  }));
  EXPECT_EQ(both.size(), 2U);
  EXPECT_THAT(CreateParticipant(deps_, Staff("r4"), there),
              StatusIs(absl::StatusCode::kAlreadyExists, "BSN_IN_USE"));
}

TEST_F(IntakeTest, ACorrectedMunicipalityTakesThePersonOverAndIsNoMove) {
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person()));
  Refer(person, "r2");
  UpdateParticipantCommand command{person.id, person.row_version, {}};
  command.change.municipality_code = "GM0153";
  ASSERT_OK(UpdateParticipant(deps_, Staff("r3"), command));
  EXPECT_EQ(Count("referral WHERE municipality_code = 'GM0153'"), 1);
  EXPECT_EQ(ResidencesOf(person),
            (domain::Residences{{"GM0153", domain::kUnknownStart, domain::ResidenceCause::kRegistered}}));
}

TEST_F(IntakeTest, PeopleOfAMergedMunicipalityGoOverToItsSuccessor) {
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person()));
  Refer(person, "r2");
  const ImportMunicipalitiesCommand merger{
      {{"GM0164", "Hengelo", {}, kToday + 1, "GM0599"}, {"GM0599", "Rotterdam", {}, {}}}};
  ASSERT_OK(ImportMunicipalities(deps_, Staff("r3"), merger));
  PassMidnight(kToday);
  EXPECT_TRUE(Sees(staff_, person.id));
  PassMidnight(kToday + 1);
  EXPECT_FALSE(Sees(staff_, person.id));
  EXPECT_TRUE(Sees(other_, person.id));
  EXPECT_EQ(Count("referral WHERE municipality_code = 'GM0599'"), 1);
  EXPECT_EQ(ResidencesOf(person).back(),
            (domain::Residence{"GM0599", kToday + 1, domain::ResidenceCause::kMerger}));
}

TEST_F(IntakeTest, ASuccessorExistsOnTheDayOfTheMerger) {
  const ImportMunicipalitiesCommand command{{{"GM0164", "Hengelo", {}, kToday, "GM9999"},
                                             {"GM0153", "Enschede", {}, kToday, "GM0153"},
                                             {"GM0599", "Rotterdam", {}, kToday + 1, "GM0147"},
                                             {"GM0147", "Borne", {}, {}}}};
  const auto faults = [&](const ImportMunicipalitiesCommand& wish, const std::string& request_id) {
    std::vector<std::string> list;
    for (const auto& one :
         DetailsOf(ImportMunicipalities(deps_, Staff(request_id), wish).status()).violations) {
      list.push_back(one.field + " " + one.reason);
    }
    return list;
  };
  // Rotterdam tells of its own merger; who acts for Hengelo and Enschede cannot hand over its people.
  EXPECT_THAT(faults(command, "r1"), ElementsAre("municipalities[0].successor_code UNKNOWN_SUCCESSOR",
                                                 "municipalities[1].successor_code UNKNOWN_SUCCESSOR",
                                                 "municipalities[2].successor_code NO_MANDATE"));
  EXPECT_THAT(faults({{{"GM0164", "Hengelo", {}, {}, "GM0599"}}}, "r2"),
              ElementsAre("municipalities[0].end_date REQUIRED"));
}

TEST_F(IntakeTest, FactsOfADutyAreAddedOnceAndTold) {
  CreateParticipantCommand command = Person();
  command.participant.legal_regime = domain::LegalRegime::kWi2021;
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), command));
  const domain::RegisteredTerm theirs{{kToday, kToday + 1100}, kToday - 1, "2"};
  const domain::TermExtension extension{domain::ExtensionGround::kInterruption, 1, 20, kToday - 2};
  ASSERT_OK(RecordPlanDate(deps_, Staff("r2"), {person.id, kToday - 1}));
  ASSERT_OK(RecordExtension(deps_, Staff("r3"), {person.id, extension}));
  ASSERT_OK(RecordTerm(deps_, Staff("r4"), {person.id, theirs}));
  ASSERT_OK_AND_ASSIGN(const auto duty, RecordTerm(deps_, Staff("r4"), {person.id, theirs}));
  EXPECT_THAT(duty.plan_dates, ElementsAre(kToday - 1));
  EXPECT_THAT(duty.extensions, ElementsAre(extension));
  EXPECT_THAT(duty.registered, ElementsAre(theirs));
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.DutyRecorded'"), 3);
  EXPECT_THAT(RecordTerm(deps_, By(other_, "x1"), {person.id, theirs}),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(IntakeTest, OfTwoFactsAtOnceNeitherIsLost) {
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("r1"), Person()));
  std::vector<Status> results(4);
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&, i] {
      const domain::RegisteredTerm term{{kToday, kToday + 1000 + i}, {}, ""};
      results[i] = RecordTerm(deps_, Staff("w" + std::to_string(i)), {person.id, term}).status();
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_THAT(results, ::testing::Each(IsOk()));
  EXPECT_EQ(Count("duty_term"), 4);
}

TEST_F(IntakeTest, ListsGoByIndexWhateverTheTableHolds) {
  for (const char* query :
       {"SELECT p.id FROM participant p WHERE p.municipality_code = 'GM0164' AND p.municipality_code IN "
        "('GM0164')"
        " AND p.id < X'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF' ORDER BY p.id DESC LIMIT 51",
        "SELECT p.id FROM participant p WHERE p.municipality_code IN ('GM0164') AND p.bsn_lookup = X'00' "
        "LIMIT 10",
        "SELECT p.id FROM participant p WHERE p.municipality_code IN ('GM0164') AND p.v_number_lookup = "
        "X'00' "
        "LIMIT 10",
        "SELECT s.participant_id FROM residence s WHERE s.applied = FALSE AND s.start_date <= '2026-11-16'"
        " ORDER BY s.start_date LIMIT 50",
        "SELECT p.id FROM municipality m STRAIGHT_JOIN participant p ON p.municipality_code = m.code"
        " WHERE m.successor_code > '' AND m.end_date <= '2026-11-16' LIMIT 50",
        "SELECT r.id FROM referral r WHERE r.programme_code = 'hengelo' AND r.municipality_code IN ('GM0164')"
        " AND r.id < X'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF' ORDER BY r.id DESC LIMIT 51"}) {
    const std::string explain = std::string("EXPLAIN ") + query;
    ASSERT_OK_AND_ASSIGN(const sql::Rows plan,
                         db_.Read(Soon(), [&](sql::Session& session) { return session.Query(explain); }));
    ASSERT_FALSE(plan.empty());
    for (const sql::Row& row : plan) EXPECT_NE(row.Str(3), "ALL") << query;
  }
}

}  // namespace
}  // namespace duaal::intake::app
