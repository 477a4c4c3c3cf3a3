// Households on a real database: which one holds, whose childcare waits, and what a merge does with them.

#include <string>
#include <vector>

#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/app/record_household.h"
#include "tests/intake/two_towns_fixture.h"

namespace duaal::intake::app {
namespace {

using domain::ChildcareArrangement;
using domain::Household;
using domain::Participant;
using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class HouseholdTest : public TwoTownsTest {
 protected:
  static RecordHouseholdCommand Command(const Participant& person, absl::CivilDay from,
                                        ChildcareArrangement arrangement, absl::CivilDay since,
                                        const char* child = "2020-05-00") {
    RecordHouseholdCommand command;
    command.household.participant_id = person.id;
    command.household.from_date = from;
    command.household.child_birth_months = {*PartialDate::Parse(child)};
    command.household.childcare = {{1, 1, arrangement, since}};
    return command;
  }
  // People in the order of the list.
  std::vector<Uuid> WaitingFor(const auth::Principal& who, absl::CivilDay today = kToday, int limit = 50) {
    std::vector<Uuid> people;
    const auto needs = db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.households.ListNeeds(session, {who, today}, domain::OldestInCare(today),
                                        absl::CivilDay(1, 1, 1), Uuid(), limit);
    });
    EXPECT_OK(needs);
    for (const domain::ChildcareNeed& one : *needs) people.push_back(one.participant_id);
    return people;
  }
};

TEST_F(HouseholdTest, OfTheFactsTheLastToBeginHolds) {
  const auto rima = Person();
  const auto caller = By(hengelo_);
  const auto now = Command(rima, kToday - 10, ChildcareArrangement::kNone, kToday - 10);
  ASSERT_OK_AND_ASSIGN(const auto first, RecordHousehold(deps_, caller, now));
  ASSERT_OK_AND_ASSIGN(const auto again, RecordHousehold(deps_, caller, now));
  EXPECT_EQ(again, first);
  // What was so before is recorded afterwards, and changes nothing of today.
  ASSERT_OK_AND_ASSIGN(
      const auto earlier,
      RecordHousehold(deps_, By(hengelo_),
                      Command(rima, kToday - 90, ChildcareArrangement::kArranged, kToday - 90)));
  EXPECT_THAT(WaitingFor(hengelo_), ElementsAre(rima.id));
  // The same day again corrects it.
  ASSERT_OK_AND_ASSIGN(
      const auto corrected,
      RecordHousehold(deps_, By(hengelo_),
                      Command(rima, kToday - 10, ChildcareArrangement::kOtherParent, kToday - 10)));
  EXPECT_THAT(WaitingFor(hengelo_), IsEmpty());
  const auto all = db_.Read(
      Soon(), [&](sql::Session& session) { return deps_.households.List(session, rima.id, Uuid(), 50); });
  ASSERT_OK(all);
  EXPECT_THAT(*all, ElementsAre(corrected, earlier, first));
  EXPECT_EQ(Count("outbox WHERE type LIKE '%ousehold%'"), 0);
  EXPECT_EQ(Count("household WHERE sealed LIKE '%2020-05%'"), 0);
}

TEST_F(HouseholdTest, WhoWaitsLongestStandsFirstAndOnlyForWhoHasTheMandate) {
  const auto rima = Person();
  const auto noor = Person();
  const auto samir = Person(kEnschede);
  for (const auto& [person, since] :
       {std::pair(rima, kToday - 5), std::pair(noor, kToday - 50), std::pair(samir, kToday - 20)}) {
    ASSERT_OK(
        RecordHousehold(deps_, By(both_), Command(person, since, ChildcareArrangement::kWaitingList, since)));
  }
  EXPECT_THAT(WaitingFor(both_), ElementsAre(noor.id, samir.id, rima.id));
  EXPECT_THAT(WaitingFor(hengelo_), ElementsAre(noor.id, rima.id));
  const auto rest = db_.Read(Soon(), [&](sql::Session& session) {
    return deps_.households.ListNeeds(session, {both_, kToday}, domain::OldestInCare(kToday), kToday - 50,
                                      noor.id, 1);
  });
  ASSERT_OK(rest);
  EXPECT_THAT(*rest,
              ElementsAre(domain::ChildcareNeed{samir.id, kToday - 20, 1, true, absl::CivilMonth(2020, 5)}));
}

TEST_F(HouseholdTest, AChildGrowsOutOfChildcareWithoutAnybodyRecordingIt) {
  const auto rima = Person();
  ASSERT_OK(RecordHousehold(deps_, By(hengelo_),
                            Command(rima, kToday, ChildcareArrangement::kNone, kToday, "2013-11-00")));
  EXPECT_THAT(WaitingFor(hengelo_, absl::CivilDay(2026, 11, 30)), ElementsAre(rima.id));
  EXPECT_THAT(WaitingFor(hengelo_, absl::CivilDay(2026, 12, 1)), IsEmpty());
}

TEST_F(HouseholdTest, WhatCannotBeIsRefusedAtOnceAndNothingIsKept) {
  const auto samir = Person(kEnschede);
  const auto refused = RecordHousehold(
      deps_, By(hengelo_), Command(samir, kToday + 1, ChildcareArrangement::kNone, kToday, "2001-01-00"));
  std::vector<std::string> reasons;
  for (const FieldViolation& one : DetailsOf(refused.status()).violations) reasons.push_back(one.reason);
  EXPECT_THAT(reasons, ElementsAre("UNKNOWN_PARTICIPANT", "IN_THE_FUTURE", "NO_CHILD_IN_CARE_AGE"));
  EXPECT_EQ(Count("household"), 0);
  EXPECT_EQ(Count("childcare_need"), 0);
}

TEST_F(HouseholdTest, AMergeTakesTheHouseholdsAlongAndItsUndoingGivesThemBack) {
  const auto kept = Person();
  const auto merged = Person(kEnschede);
  ASSERT_OK(RecordHousehold(deps_, By(both_),
                            Command(kept, kToday - 60, ChildcareArrangement::kArranged, kToday - 60)));
  ASSERT_OK(RecordHousehold(deps_, By(both_),
                            Command(merged, kToday - 10, ChildcareArrangement::kNone, kToday - 10)));
  EXPECT_THAT(WaitingFor(both_), ElementsAre(merged.id));
  domain::RecordMerge merge;
  merge.id = Uuid::NewV7();
  merge.kept_id = kept.id;
  merge.merged_id = merged.id;
  merge.kept_municipality_code = kHengelo;
  merge.merged_municipality_code = kEnschede;
  merge.state = domain::MergeState::kMerged;
  merge.request_time = kNow;
  ASSERT_OK(db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
    RETURN_IF_ERROR(deps_.merges.Insert(tx, merge));
    return deps_.merge_links().TakeOver(tx, merge, kNow);
  }));
  EXPECT_THAT(WaitingFor(both_), ElementsAre(kept.id));
  ASSERT_OK(db_.Run(Soon(), [&](sql::Tx& tx) { return deps_.merge_links().GiveBack(tx, merge, kNow); }));
  EXPECT_THAT(WaitingFor(both_), ElementsAre(merged.id));
}

TEST_F(HouseholdTest, TheQueriesReadByIndex) {
  server_.Root(
      schema_,
      "INSERT INTO participant (id, given_name, family_name_prefix, family_name, family_name_key,"
      " birth_date, bsn_tail, gender, origin_country, municipality_code, target_group,"
      " benefit_category, legal_regime, language_level, create_time, update_time, row_version)"
      " SELECT UNHEX(LPAD(HEX(seq), 32, '0')), 'Rima', '', 'Darwish', 'darwish', '1991-04-17', '', 1,"
      " 'SY', 'GM0164', 1, 1, 3, 'A1', '2026-11-16', '2026-11-16', 1 FROM seq_1_to_1000");
  server_.Root(
      schema_,
      "INSERT INTO childcare_need (participant_id, since_date, open_half_days, on_waiting_list,"
      " youngest_birth_month) SELECT UNHEX(LPAD(HEX(seq), 32, '0')), '2026-01-01' + INTERVAL seq % 90"
      " DAY, 1, TRUE, '2020-01-01' FROM seq_1_to_1000");
  server_.Root(schema_, "ANALYZE TABLE childcare_need, participant");
  for (const std::string query :
       {"SELECT n.participant_id FROM childcare_need n STRAIGHT_JOIN participant p ON p.id = "
        "n.participant_id WHERE"
        " p.merged_into_id IS NULL AND p.municipality_code IN ('GM0164') AND n.youngest_birth_month >="
        " '2013-11-01' AND n.since_date >= '2026-03-01' AND (n.since_date, n.participant_id) >"
        " ('2026-03-01', 'a') ORDER BY n.since_date, n.participant_id LIMIT 51",
        "SELECT h.id, h.sealed FROM household h WHERE h.participant_id = 'a' AND h.id < 'z' ORDER BY h.id "
        "DESC LIMIT "
        "51",
        "SELECT h.id, h.sealed FROM household h WHERE h.participant_id = 'a' ORDER BY h.from_date DESC, h.id "
        "DESC"
        " LIMIT 1"}) {
    const std::string explain = "EXPLAIN " + query;
    ASSERT_OK_AND_ASSIGN(const sql::Rows plan,
                         db_.Read(Soon(), [&](sql::Session& session) { return session.Query(explain); }));
    ASSERT_FALSE(plan.empty());
    for (const sql::Row& row : plan) {
      EXPECT_NE(row.Str(3), "ALL") << query;
      EXPECT_EQ(row.Str(9).find("filesort"), std::string::npos) << query;
    }
  }
}

}  // namespace
}  // namespace duaal::intake::app
