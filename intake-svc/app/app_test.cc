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
#include "intake-svc/app/change_referral.h"
#include "intake-svc/app/create_participant.h"
#include "intake-svc/app/create_referral.h"
#include "intake-svc/app/import_participants.h"
#include "intake-svc/app/update_participant.h"

namespace duaal::intake::app {
namespace {

using ::duaal::testing::FaultPoint;
using ::duaal::testing::HasReason;
using ::duaal::testing::IsOk;
using ::duaal::testing::MariaDb;
using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;

const absl::CivilDay kToday(2026, 11, 16);
const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 16, 9, 0, 0), absl::UTCTimeZone());

std::shared_ptr<crypto::KeyRing> MakeKeys(const std::string& folder) {
  const std::string path = folder + "/ring";
  std::FILE* file = std::fopen(path.c_str(), "w");
  for (const char* purpose : {"field", "lookup", "page"}) {
    std::fprintf(file, "k1 %s %s\n", purpose, std::string(64, 'a').c_str());
  }
  std::fclose(file);
  return *crypto::KeyRing::FromFile(path);
}

programme::v1::ProgrammeDefinition MakeProgramme() {
  programme::v1::ProgrammeDefinition definition;
  definition.set_code("hengelo");
  definition.mutable_region()->add_core_municipalities("GM0164");
  definition.mutable_region()->add_admitted_municipalities("GM0153");
  definition.add_intake_steps()->set_code("intake-talk");
  definition.mutable_participation()->set_voluntary(true);
  return definition;
}

class IntakeTest : public ::testing::Test {
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

  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  Caller By(const auth::Principal& principal, const std::string& request_id, char body = 'b') {
    return {principal, Soon(), kNow, kToday, {principal.id, "method", request_id, std::string(32, body)}};
  }
  Caller Staff(const std::string& request_id) { return By(staff_, request_id); }

  static CreateParticipantCommand Person(const std::string& bsn = "") {
    CreateParticipantCommand command;
    command.participant.given_name = "Rima";
    command.participant.family_name = "Darwish";
    command.participant.birth_date = absl::CivilDay(1991, 4, 17);
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

  std::int64_t Count(const std::string& table) {
    return server_.Root(schema_, "SELECT COUNT(1) FROM " + table).at(0).Int(0);
  }

  MariaDb& server_ = MariaDb::Shared();
  std::string schema_ = server_.CreateSchema({"chassis/migrations", "intake-svc/migrations"});
  sql::Database db_ = server_.Open(schema_);
  std::shared_ptr<crypto::KeyRing> keys_ = MakeKeys(server_.TempFolder());
  Deps deps_{db_, storage::ParticipantRepository(*keys_), {}, {}};
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
      return deps_.participants.FindMany(session, {who, kToday}, {first.id, second.id, Uuid::NewV7()});
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
  command.participant.birth_date = absl::CivilDay(2030, 1, 1);
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
  row.participant.birth_date = absl::CivilDay(1990, 1, 1);
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

TEST_F(IntakeTest, ListsGoByIndexWhateverTheTableHolds) {
  for (const char* query :
       {"SELECT p.id FROM participant p WHERE p.municipality_code = 'GM0164' AND p.municipality_code IN "
        "('GM0164')"
        " AND p.id < X'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF' ORDER BY p.id DESC LIMIT 51",
        "SELECT p.id FROM participant p WHERE p.municipality_code IN ('GM0164') AND p.bsn_lookup = X'00' "
        "LIMIT 10",
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
