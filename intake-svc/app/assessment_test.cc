// Assessments and barriers on a real database: what is sealed, what supersedes what, and who sees it.

#include <string>
#include <thread>
#include <vector>

#include "chassis/testing/fault_points.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/programme/v1/programme.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/app/change_barrier.h"
#include "intake-svc/app/correct_assessment.h"
#include "intake-svc/app/create_participant.h"
#include "intake-svc/app/create_referral.h"
#include "intake-svc/app/import_participants.h"
#include "intake-svc/app/record_assessment.h"
#include "intake-svc/app/record_barrier.h"
#include "tests/intake/use_case_fixture.h"

namespace duaal::intake::app {
namespace {

using ::duaal::testing::FaultPoint;
using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 16);
const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 16, 9, 0, 0), absl::UTCTimeZone());

// A programme with one instrument, of which one aspect is special, and a catalogue of barriers.
programme::v1::ProgrammeDefinition MakeProgramme() {
  programme::v1::ProgrammeDefinition definition;
  definition.set_code("dordrecht");
  definition.mutable_region()->add_core_municipalities("GM0164");
  auto& scan = *definition.add_instruments();
  scan.set_code("scan");
  scan.set_version("1");
  scan.mutable_taking()->add_target_groups("TARGET_GROUP_ASYLUM_STATUS_HOLDER");
  auto& language = *scan.add_aspects();
  language.set_code("language");
  language.mutable_scale()->set_kind(programme::v1::Scale::CEFR);
  language.set_required(true);
  auto& mood = *scan.add_aspects();
  mood.set_code("mood");
  mood.set_special_category(true);
  auto& barriers = *definition.add_catalogues();
  barriers.set_code("barriers");
  for (const char* kind : {"psychological", "financial"}) barriers.add_entries()->set_code(kind);
  barriers.mutable_entries(1)->add_deliverers("Leger des Heils");
  definition.mutable_target_group()->set_barrier_catalogue("barriers");
  return definition;
}

class AssessmentTest : public UseCaseTest {
 protected:
  AssessmentTest() {
    staff_.id = "cm-1";
    staff_.mandates = {{"GM0164", {}, {}}};
    staff_.permissions = {"assessments.write-special"};
    plain_ = staff_;
    plain_.permissions = {};
    other_.id = "cm-2";
    other_.mandates = {{"GM0599", {}, {}}};
    Publish(MakeProgramme());
    EXPECT_OK(db_.Run(Soon(), [&](sql::Tx& tx) {
      return deps_.reference.PutMunicipalities(
          tx, {{"GM0164", "Hengelo", {}, {}}, {"GM0599", "Rotterdam", {}, {}}});
    }));
  }

  void Publish(const programme::v1::ProgrammeDefinition& definition) {
    EXPECT_OK(db_.Run(Soon(), [&](sql::Tx& tx) {
      return deps_.reference.PutProgramme(tx, definition.code(), definition.SerializeAsString());
    }));
  }

  Caller By(const auth::Principal& principal, const std::string& request_id) {
    return {principal, Soon(), kNow, kToday, {principal.id, "method", request_id, std::string(32, 'b')}};
  }
  Caller Staff(const std::string& request_id) { return By(staff_, request_id); }
  storage::Viewer Viewer(const auth::Principal& principal) { return {principal, kToday}; }

  domain::Participant Person(const std::string& request_id,
                             domain::TargetGroup group = domain::TargetGroup::kAsylumStatusHolder) {
    CreateParticipantCommand command;
    command.participant.given_name = "Rima";
    command.participant.family_name = "Darwish";
    command.participant.birth_date = PartialDate(absl::CivilDay(1991, 4, 17));
    command.participant.municipality_code = "GM0164";
    command.participant.target_group = group;
    const auto person = CreateParticipant(deps_, Staff(request_id), command);
    EXPECT_OK(person);
    return *person;
  }

  static RecordAssessmentCommand Scan(const Uuid& person, const std::string& level,
                                      const std::string& mood = "") {
    RecordAssessmentCommand command;
    command.assessment.participant_id = person;
    command.assessment.programme_code = "dordrecht";
    command.assessment.instrument_code = "scan";
    command.assessment.instrument_version = "1";
    command.assessment.taken_date = absl::CivilDay(2026, 11, 2);
    command.assessment.setting = domain::AssessmentSetting::kPartner;
    command.assessment.values = {{"language", level}};
    if (!mood.empty()) command.assessment.special_values = {{"mood", mood}};
    return command;
  }

  static CorrectAssessmentCommand To(const domain::Assessment& before, const std::string& level) {
    CorrectAssessmentCommand command{before.id, before.row_version, {}};
    command.correction.reason = domain::CorrectionReason::kWrongValue;
    command.correction.values = {{"language", level}};
    return command;
  }

  static RecordBarrierCommand Stands(const Uuid& person, const std::string& kind) {
    RecordBarrierCommand command;
    command.barrier.participant_id = person;
    command.barrier.programme_code = "dordrecht";
    command.barrier.kind_code = kind;
    command.barrier.noted_date = absl::CivilDay(2026, 11, 2);
    return command;
  }

  static CreateReferralCommand Referral(const Uuid& person) {
    CreateReferralCommand command;
    command.referral.participant_id = person;
    command.referral.programme_code = "dordrecht";
    command.referral.channel = domain::InflowChannel::kCaseManager;
    return command;
  }

  std::vector<domain::Assessment> List(const auth::Principal& who, const storage::AssessmentFilter& filter) {
    const auto list = db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.assessments.List(session, Viewer(who), filter, Uuid(), 50);
    });
    EXPECT_OK(list);
    return list.ok() ? *list : std::vector<domain::Assessment>();
  }

  StatusOr<std::vector<domain::AspectValue>> Special(const auth::Principal& who, const Uuid& id) {
    return db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.assessments.GetSpecialValues(session, id, Viewer(who));
    });
  }

  auth::Principal staff_;
  auth::Principal plain_;
  auth::Principal other_;
};

TEST_F(AssessmentTest, SpecialValuesAreSealedAndStandNowhereElse) {
  const auto person = Person("p1");
  ASSERT_OK_AND_ASSIGN(const auto a, RecordAssessment(deps_, Staff("a1"), Scan(person.id, "A2", "somber")));
  EXPECT_THAT(*Special(staff_, a.id), ElementsAre(domain::AspectValue{"mood", "somber"}));
  EXPECT_EQ(Count("assessment_special"), 1);
  EXPECT_EQ(Count("assessment_special WHERE sealed LIKE '%somber%' OR sealed LIKE '%mood%'"), 0);
  EXPECT_EQ(Count("assessment_value WHERE value = 'somber' OR aspect_code = 'mood'"), 0);
  EXPECT_EQ(Count("outbox WHERE payload LIKE '%somber%' OR payload LIKE '%mood%' OR payload LIKE '%A2%'"), 0);
  EXPECT_EQ(Count("outbox WHERE payload LIKE '%scan%'"), 1);
  for (const auto& one : List(staff_, {.participant_id = person.id}))
    EXPECT_THAT(one.special_values, IsEmpty());
}

TEST_F(AssessmentTest, ASealOfAnotherAssessmentDoesNotOpen) {
  const auto person = Person("p1");
  ASSERT_OK_AND_ASSIGN(const auto a, RecordAssessment(deps_, Staff("a1"), Scan(person.id, "A2", "somber")));
  ASSERT_OK_AND_ASSIGN(const auto b, RecordAssessment(deps_, Staff("a2"), Scan(person.id, "A2", "blij")));
  server_.Root(schema_,
               "UPDATE assessment_special x JOIN (SELECT MIN(assessment_id) AS a, MAX(assessment_id) AS b"
               " FROM assessment_special) y ON x.assessment_id = y.b SET x.sealed = (SELECT z.sealed FROM"
               " (SELECT sealed, assessment_id FROM assessment_special) z WHERE z.assessment_id = y.a)");
  EXPECT_OK(Special(staff_, a.id));
  EXPECT_THAT(Special(staff_, b.id), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(AssessmentTest, SpecialValuesNeedTheirPermissionAndLeaveNothingBehindWithout) {
  const auto person = Person("p1");
  EXPECT_THAT(RecordAssessment(deps_, By(plain_, "a1"), Scan(person.id, "A2", "somber")),
              StatusIs(absl::StatusCode::kPermissionDenied, "PERMISSION_MISSING"));
  EXPECT_EQ(Count("assessment"), 0);
  EXPECT_OK(RecordAssessment(deps_, By(plain_, "a1"), Scan(person.id, "A2")));
}

TEST_F(AssessmentTest, ACorrectionSupersedesAndTheHistoryStays) {
  const auto person = Person("p1");
  ASSERT_OK_AND_ASSIGN(const auto first,
                       RecordAssessment(deps_, Staff("a1"), Scan(person.id, "A1", "somber")));
  // Whoever may not see the special values corrects the others; the special ones go along unseen.
  ASSERT_OK_AND_ASSIGN(const auto second, CorrectAssessment(deps_, By(plain_, "a2"), To(first, "A2")));
  EXPECT_EQ(second.supersedes_id, first.id);
  EXPECT_THAT(*Special(staff_, second.id), ElementsAre(domain::AspectValue{"mood", "somber"}));
  const auto current = List(staff_, {.participant_id = person.id});
  ASSERT_EQ(current.size(), 1U);
  EXPECT_THAT(current[0].values, ElementsAre(domain::AspectValue{"language", "A2"}));
  const auto history = List(staff_, {.participant_id = person.id, .include_superseded = true});
  ASSERT_EQ(history.size(), 2U);
  EXPECT_THAT(history[1].values, ElementsAre(domain::AspectValue{"language", "A1"}));
  EXPECT_EQ(history[1].superseded_by_id, second.id);
  EXPECT_THAT(CorrectAssessment(deps_, Staff("a3"), To(first, "B1")),
              StatusIs(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  CorrectAssessmentCommand again = To(first, "B1");
  again.expected_version = 2;
  EXPECT_THAT(CorrectAssessment(deps_, Staff("a4"), again),
              StatusIs(absl::StatusCode::kFailedPrecondition, "ASSESSMENT_SUPERSEDED"));
}

TEST_F(AssessmentTest, OfTwoCorrectionsAtOnceOneStands) {
  const auto person = Person("p1");
  ASSERT_OK_AND_ASSIGN(const auto first, RecordAssessment(deps_, Staff("a1"), Scan(person.id, "A1")));
  std::vector<Status> results(2);
  std::vector<std::thread> writers;
  for (int i = 0; i < 2; ++i) {
    writers.emplace_back([&, i] {
      results[i] = CorrectAssessment(deps_, Staff("w" + std::to_string(i)), To(first, "B1")).status();
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_NE(results[0].ok(), results[1].ok());
  EXPECT_EQ(Count("assessment"), 2);
  EXPECT_EQ(Count("outbox"), 3);  // person, record, one correction
}

TEST_F(AssessmentTest, ARepeatedRequestAndALostCommitHappenOnce) {
  const auto person = Person("p1");
  const FaultPoint lost = FaultPoint::LoseAfter("COMMIT");
  ASSERT_OK_AND_ASSIGN(const auto first,
                       RecordAssessment(deps_, Staff("a1"), Scan(person.id, "A1", "somber")));
  ASSERT_OK_AND_ASSIGN(const auto again,
                       RecordAssessment(deps_, Staff("a1"), Scan(person.id, "A1", "somber")));
  EXPECT_EQ(first.id, again.id);
  EXPECT_EQ(Count("assessment"), 1);
  EXPECT_EQ(Count("assessment_special"), 1);
}

TEST_F(AssessmentTest, ARecordOfASourceIsTakenOverOnce) {
  const auto person = Person("p1");
  RecordAssessmentCommand command = Scan(person.id, "A1");
  command.assessment.source = "coa";
  command.assessment.source_reference = "4711";
  ASSERT_OK_AND_ASSIGN(const auto first, RecordAssessment(deps_, Staff("a1"), command));
  EXPECT_THAT(RecordAssessment(deps_, Staff("a2"), command),
              StatusIs(absl::StatusCode::kAlreadyExists, "ASSESSMENT_KNOWN"));
  ASSERT_OK_AND_ASSIGN(const auto corrected, CorrectAssessment(deps_, Staff("a3"), To(first, "A2")));
  EXPECT_EQ(corrected.source_reference, "4711");
  EXPECT_THAT(RecordAssessment(deps_, Staff("a4"), command),
              StatusIs(absl::StatusCode::kAlreadyExists, "ASSESSMENT_KNOWN"));
}

TEST_F(AssessmentTest, RightsFollowThePerson) {
  const auto person = Person("p1");
  ASSERT_OK_AND_ASSIGN(const auto a, RecordAssessment(deps_, Staff("a1"), Scan(person.id, "A2", "somber")));
  EXPECT_THAT(Special(other_, a.id), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(List(other_, {.participant_id = person.id}), IsEmpty());
  EXPECT_THAT(CorrectAssessment(deps_, By(other_, "x1"), To(a, "B1")), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(RecordAssessment(deps_, By(other_, "x2"), Scan(person.id, "A2")),
              StatusIs(absl::StatusCode::kInvalidArgument));
  // After a move the new municipality reads what was found, and the old one does not.
  server_.Root(schema_, "UPDATE participant SET municipality_code = 'GM0599'");
  EXPECT_THAT(List(other_, {.participant_id = person.id}), ::testing::SizeIs(1));
  EXPECT_THAT(*Special(other_, a.id), ElementsAre(domain::AspectValue{"mood", "somber"}));
  EXPECT_THAT(List(staff_, {.participant_id = person.id}), IsEmpty());
}

TEST_F(AssessmentTest, UnknownPersonAndProgrammeAreToldTogether) {
  RecordAssessmentCommand command = Scan(Uuid::NewV7(), "A2");
  command.assessment.programme_code = "nowhere";
  const auto details = DetailsOf(RecordAssessment(deps_, Staff("a1"), command).status());
  ASSERT_EQ(details.violations.size(), 2U);
  EXPECT_EQ(details.violations[0].field, "assessment.participant_id");
  EXPECT_EQ(details.violations[1].field, "assessment.programme_code");
}

TEST_F(AssessmentTest, CoverageCountsTheLastAssessmentOfEachOpenCandidate) {
  const auto first = Person("p1");
  const auto second = Person("p2");
  const auto family = Person("p3", domain::TargetGroup::kFamilyMigrant);
  for (const auto* person : {&first, &second, &family}) {
    ASSERT_OK(CreateReferral(deps_, Staff("r" + person->id.ToString()), Referral(person->id)));
  }
  const storage::CoverageFilter filter{
      "dordrecht", "scan", {domain::TargetGroup::kAsylumStatusHolder}, {"language"}};
  const auto count = [&](const auth::Principal& who) {
    return db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.assessments.CountCoverage(session, Viewer(who), filter);
    });
  };
  // Asked before there is anything, so that the statements are prepared by then.
  ASSERT_OK_AND_ASSIGN(const auto before, count(staff_));
  EXPECT_EQ(before.candidates, 2);
  EXPECT_EQ(before.assessed, 0);
  ASSERT_OK_AND_ASSIGN(const auto a, RecordAssessment(deps_, Staff("a1"), Scan(first.id, "A1")));
  ASSERT_OK(CorrectAssessment(deps_, Staff("a2"), To(a, "A2")));
  RecordAssessmentCommand earlier = Scan(first.id, "A0", "somber");
  earlier.assessment.taken_date = absl::CivilDay(2026, 1, 5);
  ASSERT_OK(RecordAssessment(deps_, Staff("a3"), earlier));
  ASSERT_OK_AND_ASSIGN(const auto coverage, count(staff_));
  EXPECT_EQ(coverage.candidates, 2);
  EXPECT_EQ(coverage.assessed, 1);
  ASSERT_EQ(coverage.counts.size(), 1U);
  EXPECT_EQ(coverage.counts[0].value, "A2");
  EXPECT_EQ(coverage.counts[0].count, 1);
  ASSERT_OK_AND_ASSIGN(const auto open, db_.Read(Soon(), [&](sql::Session& session) {
    return deps_.assessments.ListUnassessed(session, Viewer(staff_), filter, Uuid(), 50);
  }));
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].participant_id, second.id);
  ASSERT_OK_AND_ASSIGN(const auto elsewhere, count(other_));
  EXPECT_EQ(elsewhere.candidates, 0);
}

TEST_F(AssessmentTest, ABarrierIsSealedAndTellsNobody) {
  const auto person = Person("p1");
  ASSERT_OK_AND_ASSIGN(const auto barrier,
                       RecordBarrier(deps_, Staff("b1"), Stands(person.id, "psychological")));
  EXPECT_EQ(Count("barrier WHERE sealed LIKE '%psychological%'"), 0);
  EXPECT_EQ(Count("outbox"), 1);  // the registration of the person
  EXPECT_THAT(RecordBarrier(deps_, Staff("b2"), Stands(person.id, "psychological")),
              StatusIs(absl::StatusCode::kAlreadyExists, "BARRIER_KNOWN"));
  // The same barrier of somebody else looks different.
  ASSERT_OK(RecordBarrier(deps_, Staff("b3"), Stands(Person("p2").id, "psychological")));
  EXPECT_EQ(server_.Root(schema_, "SELECT COUNT(DISTINCT open_kind) FROM barrier").at(0).Int(0), 2);
  const auto seen = [&](const auth::Principal& who) {
    return db_.Read(Soon(), [&](sql::Session& s) { return deps_.barriers.Get(s, barrier.id, Viewer(who)); });
  };
  EXPECT_EQ(seen(staff_)->kind_code, "psychological");
  EXPECT_THAT(seen(other_), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(AssessmentTest, ABarrierKeepsItsEstimatesAndCanComeBackAfterItsEnd) {
  const auto person = Person("p1");
  ASSERT_OK_AND_ASSIGN(auto barrier, RecordBarrier(deps_, Staff("b1"), Stands(person.id, "financial")));
  for (int i = 1; i <= 2; ++i) {
    const domain::CoachingEstimate estimate{kToday, {{60 * i, 13, {}, "Leger des Heils"}}};
    ASSERT_OK_AND_ASSIGN(barrier, EstimateCoaching(deps_, Staff("e" + std::to_string(i)),
                                                   {barrier.id, barrier.row_version, estimate}));
  }
  EXPECT_THAT(EstimateCoaching(deps_, Staff("e3"), {barrier.id, 1, {kToday, {}}}),
              StatusIs(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  ASSERT_OK(EndBarrier(deps_, Staff("b2"), {barrier.id, barrier.row_version, kToday}));
  ASSERT_OK(RecordBarrier(deps_, Staff("b3"), Stands(person.id, "financial")));
  ASSERT_OK_AND_ASSIGN(const auto list, db_.Read(Soon(), [&](sql::Session& session) {
    return deps_.barriers.List(session, Viewer(staff_), person.id, Uuid(), 50);
  }));
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1].end_date, kToday);
  ASSERT_EQ(list[1].estimates.size(), 2U);
  EXPECT_EQ(list[1].estimates[1].coaching[0].minutes_per_week, 120);
}

TEST_F(AssessmentTest, AProgrammeThatAsksForABarrierAdmitsOnlyWithOne) {
  programme::v1::ProgrammeDefinition definition = MakeProgramme();
  definition.mutable_target_group()->add_required_barriers("psychological");
  Publish(definition);
  const auto person = Person("p1");
  EXPECT_THAT(CreateReferral(deps_, Staff("r1"), Referral(person.id)),
              StatusIs(absl::StatusCode::kFailedPrecondition, "NOT_ADMITTED"));
  ASSERT_OK(RecordBarrier(deps_, Staff("b1"), Stands(person.id, "financial")));
  EXPECT_THAT(CreateReferral(deps_, Staff("r2"), Referral(person.id)),
              StatusIs(absl::StatusCode::kFailedPrecondition, "NOT_ADMITTED"));
  ASSERT_OK_AND_ASSIGN(const auto barrier,
                       RecordBarrier(deps_, Staff("b2"), Stands(person.id, "psychological")));
  ASSERT_OK(EndBarrier(deps_, Staff("b3"), {barrier.id, 1, kToday}));
  EXPECT_THAT(CreateReferral(deps_, Staff("r3"), Referral(person.id)),
              StatusIs(absl::StatusCode::kFailedPrecondition, "NOT_ADMITTED"));
  ASSERT_OK(RecordBarrier(deps_, Staff("b4"), Stands(person.id, "psychological")));
  EXPECT_OK(CreateReferral(deps_, Staff("r4"), Referral(person.id)));
}

TEST_F(AssessmentTest, AnImportRefersToSuchAProgrammeOnlyWhoHasABarrier) {
  programme::v1::ProgrammeDefinition definition = MakeProgramme();
  definition.mutable_target_group()->add_required_barriers("psychological");
  Publish(definition);
  ImportRow row;
  row.row = 2;
  row.participant = Person("p1");
  row.participant.bsn = "999828836";
  row.source = "list";
  row.source_reference = "a";
  row.programme_code = "dordrecht";
  row.channel = domain::InflowChannel::kCaseManager;
  ASSERT_OK_AND_ASSIGN(const auto stranger, ImportParticipants(deps_, Staff(""), {row}));
  EXPECT_EQ(stranger[0].kind, ImportOutcome::Kind::kRejected);
  ASSERT_EQ(stranger[0].violations.size(), 1U);
  EXPECT_EQ(stranger[0].violations[0].reason, "BARRIER_MISSING");
  EXPECT_EQ(Count("participant"), 1);

  CreateParticipantCommand known;
  known.participant = row.participant;
  ASSERT_OK_AND_ASSIGN(const auto person, CreateParticipant(deps_, Staff("p2"), known));
  ASSERT_OK(RecordBarrier(deps_, Staff("b1"), Stands(person.id, "psychological")));
  ASSERT_OK_AND_ASSIGN(const auto joined, ImportParticipants(deps_, Staff(""), {row}));
  EXPECT_EQ(joined[0].kind, ImportOutcome::Kind::kReferred);
  EXPECT_EQ(joined[0].participant_id, person.id);
}

TEST_F(AssessmentTest, ListsGoByIndexWhateverTheTableHolds) {
  for (const char* query :
       {"SELECT a.id FROM assessment a JOIN participant p ON p.id = a.participant_id WHERE a.participant_id "
        "= X'00'"
        " AND p.municipality_code IN ('GM0164') AND a.id < X'FF' ORDER BY a.id DESC LIMIT 51",
        "SELECT a.id FROM assessment a JOIN participant p ON p.id = a.participant_id WHERE a.programme_code "
        "= 'd'"
        " AND a.instrument_code = 's' AND a.superseded_by_id IS NULL AND p.municipality_code IN ('GM0164')"
        " AND a.id < X'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF' ORDER BY a.id DESC LIMIT 51",
        "SELECT b.id FROM barrier b JOIN participant p ON p.id = b.participant_id WHERE b.participant_id = "
        "X'00'"
        " AND p.municipality_code IN ('GM0164') AND b.id < X'FF' ORDER BY b.id DESC LIMIT 51",
        "SELECT r.id FROM referral r JOIN participant p ON p.id = r.participant_id WHERE r.programme_code = "
        "'d'"
        " AND r.open_programme_code IS NOT NULL AND p.municipality_code IN ('GM0164') AND NOT EXISTS (SELECT "
        "1 FROM"
        " assessment a WHERE a.participant_id = r.participant_id AND a.programme_code = 'd' AND "
        "a.instrument_code ="
        " 's' AND a.superseded_by_id IS NULL) ORDER BY r.id DESC LIMIT 51"}) {
    const std::string explain = std::string("EXPLAIN ") + query;
    ASSERT_OK_AND_ASSIGN(const sql::Rows plan,
                         db_.Read(Soon(), [&](sql::Session& session) { return session.Query(explain); }));
    ASSERT_FALSE(plan.empty());
    for (const sql::Row& row : plan) EXPECT_NE(row.Str(3), "ALL") << query;
  }
}

}  // namespace
}  // namespace duaal::intake::app
