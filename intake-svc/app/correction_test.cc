// Requests to correct something, on a real database: who may, until when, who is told, and who sees what.

#include <string>
#include <vector>

#include "chassis/access/rights.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/app/change_correction.h"
#include "intake-svc/app/create_participant.h"
#include "intake-svc/app/find_duplicates.h"
#include "intake-svc/app/merge_participants.h"
#include "intake-svc/app/record_sharing.h"
#include "intake-svc/storage/person_data.h"
#include "tests/intake/two_towns_fixture.h"

namespace duaal::intake::app {
namespace {

using domain::CorrectionOutcome;
using domain::CorrectionRequest;
using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CorrectionTest : public TwoTownsTest {
 protected:
  CorrectionTest() {
    hengelo_.id = "po-hengelo";
    enschede_.id = "po-enschede";
    both_.id = "po-both";
  }

  static RequestCorrectionCommand Asking(const Uuid& person, absl::CivilDay received = kToday) {
    RequestCorrectionCommand command;
    command.correction.participant_id = person;
    command.correction.service = "intake-svc";
    command.correction.section_code = "residence";
    command.correction.statement = "ik woon hier sinds mei";
    command.correction.channel = domain::CorrectionChannel::kLetter;
    command.correction.received_date = received;
    return command;
  }
  CorrectionRequest Asked(const Uuid& person, absl::CivilDay received = kToday) {
    const auto correction = RequestCorrection(deps_, By(both_), Asking(person, received));
    EXPECT_OK(correction);
    return *correction;
  }

  StatusOr<CorrectionRequest> DecideIt(const CorrectionRequest& before, CorrectionOutcome outcome) {
    return DecideCorrection(deps_, By(hengelo_),
                            {before.id, before.row_version, {outcome, "gezien de akte", true, ""}});
  }

  std::vector<Uuid> Open(const auth::Principal& who, const storage::CorrectionPosition& after = {},
                         int limit = 50) {
    const auto open = db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.corrections.ListOpen(session, {who, kToday}, after, limit);
    });
    EXPECT_OK(open);
    std::vector<Uuid> ids;
    for (const CorrectionRequest& one : *open) ids.push_back(one.id);
    return ids;
  }

  std::vector<CorrectionRequest> Of(const Uuid& person) {
    return *db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.corrections.List(session, {both_, kToday}, person, Uuid(), 50);
    });
  }
};

TEST_F(CorrectionTest, IsKeptSealedWithItsLastDay) {
  const auto person = Person();
  const CorrectionRequest asked = Asked(person.id, absl::CivilDay(2026, 10, 31));
  EXPECT_EQ(asked.due_date, absl::CivilDay(2026, 11, 30));
  EXPECT_EQ(asked.requested_by, "po-both");
  ASSERT_THAT(Of(person.id), SizeIs(1));
  EXPECT_EQ(Of(person.id)[0].statement, "ik woon hier sinds mei");
  EXPECT_EQ(server_.Root(schema_, "SELECT COUNT(1) FROM correction WHERE sealed LIKE '%woon%'").at(0).Int(0),
            0);
}

TEST_F(CorrectionTest, NamesEveryFaultAndWritesNothing) {
  RequestCorrectionCommand wrong = Asking(Uuid::NewV7(), kToday + 1);
  wrong.correction.section_code = "shoe-size";
  std::vector<std::string> faults;
  for (const auto& one : DetailsOf(RequestCorrection(deps_, By(hengelo_), wrong).status()).violations) {
    faults.push_back(one.field + " " + one.reason);
  }
  EXPECT_THAT(faults, ElementsAre("correction.participant_id UNKNOWN_PARTICIPANT",
                                  "correction.section_code UNKNOWN_SECTION",
                                  "correction.received_date IN_THE_FUTURE"));
  const auto person = Person();
  EXPECT_THAT(RequestCorrection(deps_, By(enschede_), Asking(person.id)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(server_.Root(schema_, "SELECT COUNT(1) FROM correction").at(0).Int(0), 0);
}

TEST_F(CorrectionTest, EverySectionOfTheExportCanBeAskedAbout) {
  const auto person = Person();
  for (const person_data::Section& section : storage::PersonCatalogue()) {
    RequestCorrectionCommand command = Asking(person.id);
    command.correction.section_code = std::string(section.code);
    EXPECT_OK(RequestCorrection(deps_, By(hengelo_), command)) << section.code;
  }
}

TEST_F(CorrectionTest, TheSameRequestTwiceIsRecordedOnce) {
  const auto person = Person();
  const Caller caller = By(hengelo_);
  ASSERT_OK_AND_ASSIGN(const CorrectionRequest first, RequestCorrection(deps_, caller, Asking(person.id)));
  ASSERT_OK_AND_ASSIGN(const CorrectionRequest again, RequestCorrection(deps_, caller, Asking(person.id)));
  EXPECT_EQ(first.id, again.id);
  EXPECT_THAT(Of(person.id), SizeIs(1));
}

TEST_F(CorrectionTest, GrantedItListsWhoReceivedTheDataAndNotesWhoWasTold) {
  const auto person = Person();
  const Uuid serves = Uuid::NewV7();
  const Uuid served = Uuid::NewV7();
  const Uuid to_come = Uuid::NewV7();
  const Uuid consented = Uuid::NewV7();
  EXPECT_OK(db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
    RETURN_IF_ERROR(access::PutService(tx, Uuid::NewV7(), person.id, serves, kToday, std::nullopt));
    RETURN_IF_ERROR(access::PutService(tx, Uuid::NewV7(), person.id, serves, kToday - 9, kToday - 5));
    RETURN_IF_ERROR(access::PutService(tx, Uuid::NewV7(), person.id, served, kToday - 9, kToday - 5));
    RETURN_IF_ERROR(access::PutService(tx, Uuid::NewV7(), person.id, to_come, kToday + 1, std::nullopt));
    domain::Sharing given;
    given.id = Uuid::NewV7();
    given.participant_id = person.id;
    given.organisation_id = consented;
    given.decision = domain::SharingDecision::kGiven;
    given.decision_date = kToday;
    given.record_time = kNow;
    return deps_.sharings.Insert(tx, given);
  }));
  const CorrectionRequest asked = Asked(person.id);
  ASSERT_OK_AND_ASSIGN(const CorrectionRequest granted, DecideIt(asked, CorrectionOutcome::kGranted));
  std::vector<Uuid> organisations;
  std::vector<std::string> services;
  for (const auto& one : granted.recipients) {
    if (one.organisation_id) organisations.push_back(*one.organisation_id);
    if (!one.organisation_id) services.push_back(one.service);
  }
  EXPECT_THAT(organisations, ::testing::UnorderedElementsAre(serves, served, consented));
  EXPECT_THAT(services, ElementsAre("trajectory-svc", "reporting-svc"));

  ASSERT_OK_AND_ASSIGN(
      const CorrectionRequest told,
      RecordRecipientTold(deps_, By(hengelo_), {granted.id, granted.row_version, 2, kToday}));
  EXPECT_EQ(told.recipients[1].told_by, "po-hengelo");
  EXPECT_EQ(Of(person.id)[0].recipients[1].told_date, kToday);
  EXPECT_EQ(Of(person.id)[0].recipients[0].told_date, std::nullopt);
  EXPECT_THAT(RecordRecipientTold(deps_, By(hengelo_), {granted.id, granted.row_version, 1, kToday}),
              StatusIs(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
}

TEST_F(CorrectionTest, OnlyPeopleWithAMandateDecideAndOnlyOnWhatTheyRead) {
  const CorrectionRequest asked = Asked(Person().id);
  const DecideCorrectionCommand grant{asked.id, 1, {CorrectionOutcome::kGranted, "", false, ""}};
  auth::Principal system = hengelo_;
  system.kind = auth::PrincipalKind::kSystem;
  EXPECT_THAT(DecideCorrection(deps_, By(system), grant),
              StatusIs(absl::StatusCode::kPermissionDenied, "HUMAN_REQUIRED"));
  EXPECT_THAT(ExtendCorrection(deps_, By(system), {asked.id, 1, kToday, "veel"}),
              StatusIs(absl::StatusCode::kPermissionDenied, "HUMAN_REQUIRED"));
  EXPECT_THAT(DecideCorrection(deps_, By(enschede_), grant), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const CorrectionRequest extended,
                       ExtendCorrection(deps_, By(hengelo_), {asked.id, 1, kToday, "veel stukken"}));
  EXPECT_EQ(extended.due_date, absl::CivilDay(2027, 2, 16));
  EXPECT_THAT(DecideCorrection(deps_, By(hengelo_), grant),
              StatusIs(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const CorrectionRequest refused, DecideIt(extended, CorrectionOutcome::kRefused));
  EXPECT_EQ(refused.extension_reason, "veel stukken");
  EXPECT_THAT(refused.recipients, IsEmpty());
}

TEST_F(CorrectionTest, WhatWaitsComesByItsLastDayInPagesAndWithinTheMandates) {
  const auto here = Person();
  const auto there = Person(kEnschede);
  const CorrectionRequest late = Asked(here.id, kToday - 2);
  const CorrectionRequest overdue = Asked(here.id, kToday - 60);
  const CorrectionRequest same_day = Asked(here.id, kToday - 2);
  const CorrectionRequest decided = Asked(here.id, kToday - 30);
  const CorrectionRequest theirs = Asked(there.id, kToday - 10);
  ASSERT_OK(DecideIt(decided, CorrectionOutcome::kGranted));
  EXPECT_THAT(Open(hengelo_), ElementsAre(overdue.id, late.id, same_day.id));
  EXPECT_THAT(Open(enschede_), ElementsAre(theirs.id));
  EXPECT_THAT(Open(both_, {}, 2), ElementsAre(overdue.id, theirs.id));
  EXPECT_THAT(Open(both_, {theirs.due_date, theirs.id}, 1), ElementsAre(late.id));
  EXPECT_THAT(Open(both_, {late.due_date, late.id}, 5), ElementsAre(same_day.id));
}

TEST_F(CorrectionTest, AMergeTakesThemAlongAndItsUndoingGivesThemBack) {
  const auto kept = Person();
  const auto other = Person(kEnschede);
  const CorrectionRequest asked = Asked(other.id);
  PutAllMatchKeys(kToday);
  const auto duplicates =
      db_.Read(Soon(), [&](sql::Session& session) { return FindDuplicates(deps_, session, kept, kToday); });
  ASSERT_OK(duplicates);
  ASSERT_THAT(*duplicates, SizeIs(1));
  ASSERT_OK_AND_ASSIGN(const auto merge,
                       RequestMerge(deps_, By(both_), {kept.id, duplicates->at(0).reference, false}));
  ASSERT_THAT(Of(kept.id), SizeIs(1));
  EXPECT_EQ(Of(kept.id)[0].statement, asked.statement);
  ASSERT_OK(UndoMerge(deps_, By(both_), {merge.id, merge.row_version}));
  EXPECT_THAT(Of(kept.id), IsEmpty());
  EXPECT_THAT(Of(other.id), SizeIs(1));
}

TEST_F(CorrectionTest, ListsGoByIndexWhateverTheTablesHold) {
  for (const char* query :
       {"SELECT c.id FROM correction c JOIN participant p ON p.id = c.participant_id WHERE"
        " p.municipality_code IN ('GM0164') AND c.open_due_date >= '2026-01-01'"
        " AND (c.open_due_date > '2026-01-01' OR c.id > X'00') ORDER BY c.open_due_date, c.id LIMIT 51",
        "SELECT c.id FROM correction c JOIN participant p ON p.id = c.participant_id WHERE"
        " c.participant_id = X'00' AND p.municipality_code IN ('GM0164') AND c.id < X'FF' ORDER BY c.id DESC"
        " LIMIT 51",
        "SELECT a.organisation_id FROM access_service a WHERE a.person_id = X'00'"
        " AND a.valid_from <= '2026-11-16'",
        "SELECT r.number FROM correction_recipient r WHERE r.correction_id IN (X'00', X'01')"
        " ORDER BY r.correction_id, r.number"}) {
    const std::string explain = std::string("EXPLAIN ") + query;
    ASSERT_OK_AND_ASSIGN(const sql::Rows plan,
                         db_.Read(Soon(), [&](sql::Session& session) { return session.Query(explain); }));
    ASSERT_FALSE(plan.empty());
    for (const sql::Row& row : plan) EXPECT_NE(row.Str(3), "ALL") << query;
  }
}

}  // namespace
}  // namespace duaal::intake::app
