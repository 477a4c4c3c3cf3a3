// Duplicates, merges and their undoing on a real database: who is told what, and that everything goes back.

#include <string>
#include <thread>
#include <vector>

#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/programme/v1/programme.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/app/create_referral.h"
#include "intake-svc/app/find_duplicates.h"
#include "intake-svc/app/import_participants.h"
#include "intake-svc/app/merge_participants.h"
#include "intake-svc/app/move_participant.h"
#include "intake-svc/app/record_barrier.h"
#include "intake-svc/app/record_duty.h"
#include "intake-svc/app/update_participant.h"
#include "tests/intake/two_towns_fixture.h"

namespace duaal::intake::app {
namespace {

using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::SizeIs;

programme::v1::ProgrammeDefinition MakeProgramme(const std::string& code) {
  programme::v1::ProgrammeDefinition definition;
  definition.set_code(code);
  auto& barriers = *definition.add_catalogues();
  barriers.set_code("barriers");
  for (const char* kind : {"psychological", "financial"}) barriers.add_entries()->set_code(kind);
  definition.mutable_target_group()->set_barrier_catalogue("barriers");
  return definition;
}

class MergeTest : public TwoTownsTest {
 protected:
  MergeTest() {
    EXPECT_OK(db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
      for (const char* code : {"weert", "arnhem"}) {
        RETURN_IF_ERROR(deps_.reference.PutProgramme(tx, code, MakeProgramme(code).SerializeAsString()));
      }
      return deps_.reference.PutMunicipalities(tx, {{"GM0147", "Borne", {}, {}}});
    }));
  }

  void Refer(const domain::Participant& person, const std::string& programme) {
    CreateReferralCommand command;
    command.referral.participant_id = person.id;
    command.referral.programme_code = programme;
    command.referral.channel = domain::InflowChannel::kCaseManager;
    EXPECT_OK(CreateReferral(deps_, By(both_), command));
  }
  void AddBarrier(const domain::Participant& person, const std::string& kind) {
    RecordBarrierCommand command;
    command.barrier.participant_id = person.id;
    command.barrier.programme_code = "weert";
    command.barrier.kind_code = kind;
    command.barrier.noted_date = kToday;
    EXPECT_OK(RecordBarrier(deps_, By(both_), command));
  }
  std::vector<Duplicate> DuplicatesOf(const domain::Participant& person) {
    PutAllMatchKeys(kToday);
    return *db_.Read(Soon(), [&](sql::Session& s) -> StatusOr<std::vector<Duplicate>> {
      ASSIGN_OR_RETURN(const auto now, deps_.participants.Get(s, person.id, {both_, kToday}));
      return FindDuplicates(deps_, s, now, kToday);
    });
  }
  RequestMergeCommand Asking(const domain::Participant& own, bool keep_duplicate = false) {
    const auto duplicates = DuplicatesOf(own);
    EXPECT_THAT(duplicates, SizeIs(1));
    return {own.id, duplicates.empty() ? "" : duplicates[0].reference, keep_duplicate};
  }
  bool Sees(const auth::Principal& who, const Uuid& id) {
    return db_.Read(Soon(),
                    [&](sql::Session& s) {
                      return deps_.participants.Get(s, id, {who, kToday});
                    })
        .ok();
  }

  // Whose everything is.
  std::vector<std::string> Links() {
    std::vector<std::string> links;
    for (const char* text :
         {"SELECT CONCAT_WS(' ', HEX(id), HEX(bsn_lookup), HEX(v_number_lookup), bsn_tail, number_claim, "
          "municipality_code, HEX(merged_into_id)) FROM participant ORDER BY id",
          "SELECT CONCAT_WS(' ', HEX(id), HEX(participant_id), municipality_code, open_programme_code) "
          "FROM referral ORDER BY id",
          "SELECT CONCAT_WS(' ', HEX(id), HEX(participant_id), HEX(open_kind)) FROM barrier ORDER BY id",
          "SELECT CONCAT_WS(' ', HEX(participant_id), plan_date, record_time) FROM duty_plan_date "
          "ORDER BY record_time",
          "SELECT CONCAT_WS(' ', HEX(participant_id), start_date, record_time) FROM duty_term "
          "ORDER BY record_time"}) {
      for (const sql::Row& row : server_.Root(schema_, text)) links.push_back(row.Str(0));
    }
    return links;
  }
};

TEST_F(MergeTest, DuplicatesAreFoundByNumberByNameAndAcrossScripts) {
  const auto rima = Person(kHengelo, "Rima", "999828836");
  Person(kEnschede, "Rima", "999828836");
  Person(kEnschede, "Reema");
  Person(kEnschede, "ريما");
  Person(kEnschede, "Rima", "999990019");  // another BSN, so another person
  Person(kEnschede, "Samir");
  const auto found = DuplicatesOf(rima);
  ASSERT_THAT(found, SizeIs(4));
  EXPECT_EQ(found[0].certainty, domain::Certainty::kNumber);
  EXPECT_EQ(found[1].certainty, domain::Certainty::kLikely);
  EXPECT_EQ(found[2].certainty, domain::Certainty::kLikely);
  EXPECT_EQ(found[3].certainty, domain::Certainty::kPossible);  // the family name and the birth date
}

TEST_F(MergeTest, WhatIsStoredToFindDuplicatesTellsNothing) {
  const auto rima = Person(kHengelo);
  PutAllMatchKeys(kToday);
  EXPECT_GT(Count("participant_match"), 0);
  EXPECT_EQ(Count("participant_match WHERE match_key LIKE '%rm%' OR match_key LIKE '%1991%'"), 0);
  EXPECT_EQ(Count("participant WHERE matched = FALSE"), 0);
  UpdateParticipantCommand rename{rima.id, rima.row_version, {}};
  rename.change.family_name = "Haddad";
  ASSERT_OK(UpdateParticipant(deps_, By(both_), rename));
  EXPECT_EQ(Count("participant WHERE matched = FALSE"), 1);
  const auto other = Person(kEnschede);
  EXPECT_THAT(DuplicatesOf(other),
              ElementsAre(::testing::Field(&Duplicate::certainty, domain::Certainty::kPossible)));
}

TEST_F(MergeTest, EverythingGoesOverAndComesBack) {
  const auto kept = Person(kHengelo, "Rima", "", "0000000012");
  const auto merged = Person(kEnschede, "Reema", "999828836");
  Refer(kept, "weert");
  Refer(merged, "arnhem");
  AddBarrier(kept, "financial");
  AddBarrier(merged, "financial");  // both have it open: it stays
  AddBarrier(merged, "psychological");
  ASSERT_OK(RecordPlanDate(deps_, By(both_), {merged.id, absl::CivilDay(2026, 2, 1)}));
  ASSERT_OK(RecordPlanDate(deps_, By(both_), {kept.id, absl::CivilDay(2026, 3, 1)}));
  const auto before = Links();

  ASSERT_OK_AND_ASSIGN(const auto merge, RequestMerge(deps_, By(both_), Asking(kept)));
  EXPECT_EQ(merge.state, domain::MergeState::kMerged);
  EXPECT_FALSE(Sees(both_, merged.id));
  EXPECT_EQ(Count("referral WHERE municipality_code = 'GM0164'"), 2);
  EXPECT_EQ(Count("barrier b JOIN participant p ON p.id = b.participant_id WHERE p.merged_into_id IS NULL"),
            2);
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.ParticipantsMerged'"), 1);
  EXPECT_EQ(Count("outbox WHERE payload LIKE '%Darwish%' OR payload LIKE '%999828836%'"), 0);
  const auto by_bsn = *db_.Read(Soon(), [&](sql::Session& s) {
    return deps_.participants.FindByBsn(s, {hengelo_, kToday}, "999828836", storage::Detail::kFull);
  });
  ASSERT_THAT(by_bsn, SizeIs(1));
  EXPECT_EQ(by_bsn[0].id, kept.id);
  const auto duty = *db_.Read(Soon(), [&](sql::Session& s) { return deps_.duties.Load(s, by_bsn[0]); });
  EXPECT_THAT(duty.plan_dates, ElementsAre(absl::CivilDay(2026, 2, 1), absl::CivilDay(2026, 3, 1)));

  ASSERT_OK(UndoMerge(deps_, By(enschede_), {merge.id, merge.row_version}));
  EXPECT_EQ(Links(), before);
  EXPECT_TRUE(Sees(enschede_, merged.id));
  EXPECT_FALSE(Sees(enschede_, kept.id));
  // What is recorded afterwards goes on where it was.
  ASSERT_OK(RecordPlanDate(deps_, By(both_), {kept.id, absl::CivilDay(2026, 4, 1)}));
  ASSERT_OK(RecordPlanDate(deps_, By(both_), {merged.id, absl::CivilDay(2026, 5, 1)}));
}

TEST_F(MergeTest, TheOtherMunicipalityConfirmsAndNobodyIsNamedBefore) {
  const auto own = Person(kHengelo);
  const auto other = Person(kEnschede, "Reema");
  ASSERT_OK_AND_ASSIGN(const auto request, RequestMerge(deps_, By(hengelo_), Asking(own, true)));
  EXPECT_EQ(request.state, domain::MergeState::kRequested);
  EXPECT_TRUE(Sees(hengelo_, own.id));
  EXPECT_FALSE(Sees(hengelo_, other.id));
  EXPECT_THAT(RequestMerge(deps_, By(hengelo_), Asking(own)),
              StatusIs(absl::StatusCode::kAlreadyExists, "MERGE_KNOWN"));
  EXPECT_THAT(ConfirmMerge(deps_, By(hengelo_), {request.id, request.row_version}),
              StatusIs(absl::StatusCode::kPermissionDenied, "NO_MANDATE"));
  ASSERT_OK_AND_ASSIGN(const auto merged,
                       ConfirmMerge(deps_, By(enschede_), {request.id, request.row_version}));
  EXPECT_EQ(merged.state, domain::MergeState::kMerged);
  EXPECT_FALSE(Sees(hengelo_, own.id));
  EXPECT_TRUE(Sees(enschede_, other.id));
  EXPECT_THAT(DeclineMerge(deps_, By(enschede_), {request.id, merged.row_version}),
              StatusIs(absl::StatusCode::kFailedPrecondition, "MERGE_ANSWERED"));
  EXPECT_THAT(UndoMerge(deps_, By(hengelo_), {request.id, request.row_version}),
              StatusIs(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  ASSERT_OK(UndoMerge(deps_, By(hengelo_), {request.id, merged.row_version}));
  EXPECT_TRUE(Sees(hengelo_, own.id));
}

TEST_F(MergeTest, ARefusedRequestMayBeMadeAgain) {
  const auto own = Person(kHengelo);
  Person(kEnschede, "Reema");
  ASSERT_OK_AND_ASSIGN(const auto request, RequestMerge(deps_, By(hengelo_), Asking(own)));
  ASSERT_OK(DeclineMerge(deps_, By(enschede_), {request.id, request.row_version}));
  EXPECT_OK(RequestMerge(deps_, By(hengelo_), Asking(own)));
}

TEST_F(MergeTest, EachGroundAgainstAMergeIsNamedAndNothingIsWritten) {
  const auto own = Person(kHengelo, "Rima", "", "0000000012");
  const auto other = Person(kEnschede, "Rima", "", "0000000012");
  Refer(own, "weert");
  Refer(other, "weert");
  ASSERT_OK(MoveParticipant(deps_, By(both_), {other.id, other.row_version, "GM0147", kToday + 10}));
  const auto before = Links();
  const auto refused = RequestMerge(deps_, By(both_), Asking(own));
  ASSERT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, "NOT_MERGEABLE"));
  std::vector<std::string> reasons;
  for (const auto& one : DetailsOf(refused.status()).violations) reasons.push_back(one.reason);
  EXPECT_THAT(reasons, ElementsAre("MOVE_TO_COME", "OPEN_REFERRAL_TWICE"));
  EXPECT_EQ(Links(), before);
  EXPECT_EQ(Count("participant_merge"), 0);
}

TEST_F(MergeTest, ARecordThatHoldsAnotherIsNotPutAway) {
  const auto first = Person(kHengelo);
  const auto second = Person(kEnschede, "Reema");
  ASSERT_OK_AND_ASSIGN(const auto merge, RequestMerge(deps_, By(both_), Asking(first)));
  const auto third = Person(kHengelo, "Reemah");
  EXPECT_THAT(RequestMerge(deps_, By(both_), Asking(third)),
              StatusIs(absl::StatusCode::kFailedPrecondition, "NOT_MERGEABLE"));
  // The other way round the first keeps both, and the undoing parts just the one.
  ASSERT_OK(RequestMerge(deps_, By(both_), Asking(third, true)));
  ASSERT_OK(UndoMerge(deps_, By(both_), {merge.id, merge.row_version}));
  EXPECT_TRUE(Sees(both_, second.id));
  EXPECT_FALSE(Sees(both_, third.id));
}

TEST_F(MergeTest, OnlyPeopleMergeAndOnlyWhatTheyWereTold) {
  const auto own = Person(kHengelo);
  Person(kEnschede, "Reema");
  auth::Principal system = both_;
  system.kind = auth::PrincipalKind::kSystem;
  EXPECT_THAT(RequestMerge(deps_, By(system), Asking(own)),
              StatusIs(absl::StatusCode::kPermissionDenied, "PERSON_NEEDED"));
  EXPECT_THAT(RequestMerge(deps_, By(both_), {own.id, "nothing", false}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(RequestMerge(deps_, By(enschede_), Asking(own)), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(MergeTest, OfTwoWhoConfirmOneMerges) {
  const auto own = Person(kHengelo);
  Person(kEnschede, "Reema");
  ASSERT_OK_AND_ASSIGN(const auto request, RequestMerge(deps_, By(hengelo_), Asking(own)));
  std::vector<Status> results(2);
  const Caller callers[] = {By(enschede_), By(both_)};
  std::vector<std::thread> people;
  for (int i = 0; i < 2; ++i) {
    people.emplace_back([&, i] {
      results[i] = ConfirmMerge(deps_, callers[i], {request.id, request.row_version}).status();
    });
  }
  for (std::thread& one : people) one.join();
  EXPECT_NE(results[0].ok(), results[1].ok());
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.ParticipantsMerged'"), 1);
}

TEST_F(MergeTest, TheSameListAgainFindsTheRecordThatWasKept) {
  ImportRow row;
  row.row = 1;
  row.participant = Person(kHengelo);
  row.participant.municipality_code = kEnschede;
  row.source = "list";
  row.source_reference = "7";
  const auto kept = *db_.Read(Soon(), [&](sql::Session& s) {
    return deps_.participants.Get(s, row.participant.id, {both_, kToday});
  });
  ASSERT_OK_AND_ASSIGN(const auto imported, ImportParticipants(deps_, By(both_), {row}));
  ASSERT_OK(RequestMerge(deps_, By(both_), Asking(kept)));
  ASSERT_OK_AND_ASSIGN(const auto again, ImportParticipants(deps_, By(both_), {row}));
  EXPECT_EQ(again[0].kind, ImportOutcome::Kind::kUnchanged);
  EXPECT_EQ(again[0].participant_id, kept.id);
  EXPECT_EQ(Count("participant"), 2);
}

TEST_F(MergeTest, TheQueriesReadByIndex) {
  Person(kHengelo, "Rima", "999828836");
  for (const char* query :
       {"SELECT m.participant_id FROM participant_match m WHERE m.match_key IN ('a', 'b')",
        "SELECT p.id FROM participant p WHERE p.matched = FALSE AND p.id > 'a' AND p.merged_into_id IS NULL"
        " ORDER BY p.id LIMIT 9 FOR UPDATE",
        "SELECT m.id FROM participant_merge m WHERE m.state = 1 AND m.id < 'z' ORDER BY m.id DESC LIMIT 9",
        "SELECT m.id FROM participant_merge m WHERE m.kept_id = 'a' AND m.state = 2",
        "SELECT w.row_id FROM participant_merge_row w WHERE w.merge_id = 'a' AND w.kind = 1"}) {
    const std::string explain = std::string("EXPLAIN ") + query;
    ASSERT_OK_AND_ASSIGN(const sql::Rows plan,
                         db_.Read(Soon(), [&](sql::Session& session) { return session.Query(explain); }));
    ASSERT_FALSE(plan.empty());
    for (const sql::Row& row : plan) EXPECT_NE(row.Str(3), "ALL") << query;
  }
}

}  // namespace
}  // namespace duaal::intake::app
