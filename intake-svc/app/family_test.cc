// Family links on a real database: who may see them, what happens at once, and what a merge does with them.

#include "intake-svc/app/link_family.h"

#include <string>
#include <thread>
#include <vector>

#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/app/find_duplicates.h"
#include "intake-svc/app/merge_participants.h"
#include "tests/intake/two_towns_fixture.h"

namespace duaal::intake::app {
namespace {

using domain::FamilyLink;
using domain::FamilyLinkKind;
using domain::Participant;
using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FamilyTest : public TwoTownsTest {
 protected:
  static CreateFamilyLinkCommand Command(FamilyLinkKind kind, const Participant& one,
                                         const Participant& other) {
    CreateFamilyLinkCommand command;
    command.link.kind = kind;
    command.link.participant_id = one.id;
    command.link.relative_id = other.id;
    return command;
  }
  StatusOr<FamilyLink> Link(const auth::Principal& who, FamilyLinkKind kind, const Participant& one,
                            const Participant& other) {
    return CreateFamilyLink(deps_, By(who), Command(kind, one, other));
  }
  std::vector<FamilyLink> ListAs(const auth::Principal& who, const Participant& person) {
    const auto links = db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.families.List(session, {who, kToday}, person.id, Uuid(), 50);
    });
    EXPECT_OK(links);
    return *links;
  }
  static std::vector<std::string> ReasonsOf(const Status& status) {
    std::vector<std::string> reasons;
    for (const FieldViolation& one : DetailsOf(status).violations) {
      reasons.push_back(one.field + " " + one.reason);
    }
    return reasons;
  }
  StatusOr<domain::RecordMerge> Merge(const Participant& kept) {
    PutAllMatchKeys(kToday);
    const auto duplicates = db_.Read(Soon(), [&](sql::Session& s) -> StatusOr<std::vector<Duplicate>> {
      ASSIGN_OR_RETURN(const auto now, deps_.participants.Get(s, kept.id, {both_, kToday}));
      return FindDuplicates(deps_, s, now, kToday);
    });
    EXPECT_OK(duplicates);
    EXPECT_FALSE(duplicates->empty());  // the one with the same number stands first
    return RequestMerge(deps_, By(both_), {kept.id, duplicates->front().reference, false});
  }
};

TEST_F(FamilyTest, ALinkIsThereForWhoMaySeeBothPeopleOnly) {
  const auto rima = Person();
  const auto samir = Person(kEnschede, "Samir");
  const auto noor = Person(kHengelo, "Noor");
  ASSERT_OK_AND_ASSIGN(const auto partners, Link(both_, FamilyLinkKind::kPartner, rima, samir));
  ASSERT_OK_AND_ASSIGN(const auto siblings, Link(hengelo_, FamilyLinkKind::kSibling, noor, rima));
  EXPECT_THAT(ListAs(both_, rima), ElementsAre(siblings, partners));
  EXPECT_THAT(ListAs(both_, samir), ElementsAre(partners));
  EXPECT_THAT(ListAs(hengelo_, rima), ElementsAre(siblings));
  EXPECT_THAT(ListAs(enschede_, samir), IsEmpty());

  EXPECT_THAT(EndFamilyLink(deps_, By(hengelo_), {partners.id, 1, kToday}),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ReasonsOf(Link(hengelo_, FamilyLinkKind::kGuardian, rima, samir).status()),
              ElementsAre("family_link.relative_id UNKNOWN_PARTICIPANT"));
  EXPECT_THAT(ReasonsOf(Link(enschede_, FamilyLinkKind::kGuardian, rima, noor).status()),
              ElementsAre("family_link.participant_id UNKNOWN_PARTICIPANT",
                          "family_link.relative_id UNKNOWN_PARTICIPANT"));
  EXPECT_EQ(Count("outbox WHERE payload LIKE CONCAT('%', (SELECT id FROM family_link LIMIT 1), '%')"), 0);
}

TEST_F(FamilyTest, APartnerWhoMayNotBeKnownOfIsNotTold) {
  const auto rima = Person();
  const auto samir = Person(kEnschede, "Samir");
  const auto noor = Person(kHengelo, "Noor");
  ASSERT_OK(Link(both_, FamilyLinkKind::kPartner, rima, samir));
  EXPECT_THAT(ReasonsOf(Link(both_, FamilyLinkKind::kPartner, noor, rima).status()),
              ElementsAre("family_link.relative_id PARTNER_ALREADY"));
  EXPECT_OK(Link(hengelo_, FamilyLinkKind::kPartner, noor, rima));
}

TEST_F(FamilyTest, EndsWithTheStateThatWasRead) {
  const auto rima = Person();
  const auto samir = Person(kHengelo, "Samir");
  const auto caller = By(hengelo_);
  const auto command = Command(FamilyLinkKind::kPartner, rima, samir);
  ASSERT_OK_AND_ASSIGN(const auto link, CreateFamilyLink(deps_, caller, command));
  ASSERT_OK_AND_ASSIGN(const auto again, CreateFamilyLink(deps_, caller, command));
  EXPECT_EQ(again.id, link.id);
  EXPECT_EQ(Count("family_link"), 1);
  EXPECT_THAT(ReasonsOf(Link(hengelo_, FamilyLinkKind::kPartner, samir, rima).status()),
              ElementsAre("family_link.kind FAMILY_LINK_KNOWN"));
  EXPECT_THAT(EndFamilyLink(deps_, By(hengelo_), {link.id, 7, kToday}),
              StatusIs(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const auto ended, EndFamilyLink(deps_, By(hengelo_), {link.id, 1, kToday}));
  EXPECT_THAT(ListAs(hengelo_, samir), ElementsAre(ended));
  EXPECT_THAT(EndFamilyLink(deps_, By(hengelo_), {link.id, 2, kToday}),
              StatusIs(absl::StatusCode::kFailedPrecondition, "FAMILY_LINK_ENDED"));
  EXPECT_THAT(EndFamilyLink(deps_, By(hengelo_), {Uuid::NewV7(), 1, kToday}),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(FamilyTest, ACircleIsFoundThroughPeopleWhomTheCallerMayNotSee) {
  const auto old = Person(kHengelo, "Amira", "", "", absl::CivilDay(1950, 1, 1));
  const auto middle = Person(kEnschede, "Huda", "", "", absl::CivilDay(1950, 1, 1));
  const auto young = Person(kHengelo, "Rima", "", "", absl::CivilDay(1950, 1, 1));
  ASSERT_OK(Link(both_, FamilyLinkKind::kParent, old, middle));
  ASSERT_OK_AND_ASSIGN(const auto last, Link(both_, FamilyLinkKind::kParent, middle, young));
  const std::vector<std::string> circle = {"family_link.relative_id CIRCULAR_FAMILY"};
  EXPECT_EQ(ReasonsOf(Link(hengelo_, FamilyLinkKind::kParent, young, old).status()), circle);
  // A parent once is an ancestor for ever.
  ASSERT_OK(EndFamilyLink(deps_, By(both_), {last.id, 1, kToday}));
  EXPECT_EQ(ReasonsOf(Link(hengelo_, FamilyLinkKind::kParent, young, old).status()), circle);
}

// Four writers close a ring of eight, each between two people whom no other writer touches.
TEST_F(FamilyTest, ManyAtOnceCannotCloseACircle) {
  constexpr int kWriters = 4;
  for (int round = 0; round < 5; ++round) {
    std::vector<Participant> people;
    for (int i = 0; i < 2 * kWriters; ++i) people.push_back(Person());
    for (int i = 0; i < kWriters; ++i) {
      ASSERT_OK(Link(hengelo_, FamilyLinkKind::kParent, people[2 * i], people[2 * i + 1]));
    }
    std::vector<Caller> callers;
    for (int i = 0; i < kWriters; ++i) callers.push_back(By(hengelo_));
    std::vector<Status> results(kWriters);
    std::vector<std::thread> writers;
    for (int i = 0; i < kWriters; ++i) {
      writers.emplace_back([&, i] {
        const Participant& child = people[(2 * i + 2) % people.size()];
        results[i] =
            CreateFamilyLink(deps_, callers[i], Command(FamilyLinkKind::kParent, people[2 * i + 1], child))
                .status();
      });
    }
    for (std::thread& writer : writers) writer.join();
    std::vector<std::string> refused;
    for (const Status& result : results) {
      for (const std::string& reason : ReasonsOf(result)) refused.push_back(reason);
    }
    EXPECT_THAT(refused, ElementsAre("family_link.relative_id CIRCULAR_FAMILY"));
    EXPECT_EQ(Count("family_link"), (round + 1) * (2 * kWriters - 1));
  }
}

TEST_F(FamilyTest, OfTwoPartnersAtOnceOneIsRefused) {
  const auto rima = Person();
  const std::vector<Participant> others = {Person(kHengelo, "Samir"), Person(kHengelo, "Nabil")};
  std::vector<Caller> callers = {By(hengelo_), By(hengelo_)};
  std::vector<Status> results(2);
  std::vector<std::thread> writers;
  for (int i = 0; i < 2; ++i) {
    writers.emplace_back([&, i] {
      results[i] =
          CreateFamilyLink(deps_, callers[i], Command(FamilyLinkKind::kPartner, others[i], rima)).status();
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_NE(results[0].ok(), results[1].ok());
  EXPECT_THAT(ReasonsOf(results[0].ok() ? results[1] : results[0]),
              ElementsAre("family_link.relative_id PARTNER_ALREADY"));
}

TEST_F(FamilyTest, ALongLineIsRefusedRatherThanHalfRead) {
  std::vector<Participant> line = {Person()};
  for (int i = 0; i <= domain::kMostGenerations; ++i) {
    line.push_back(Person());
    ASSERT_OK(Link(hengelo_, FamilyLinkKind::kParent, line[i], line[i + 1]));
  }
  EXPECT_THAT(Link(hengelo_, FamilyLinkKind::kParent, line.back(), Person()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "FAMILY_TOO_LARGE"));
}

TEST_F(FamilyTest, AMergeTakesTheLinksAlongAndItsUndoingGivesThemBack) {
  const auto kept = Person(kHengelo, "Rima", "999828836");
  const auto merged = Person(kEnschede, "Rima", "999828836");
  const auto child = Person(kEnschede, "Noor", "", "", absl::CivilDay(2012, 1, 1));
  const auto brother = Person(kHengelo, "Samir", "", "", absl::CivilDay(1985, 1, 1));
  ASSERT_OK(Link(both_, FamilyLinkKind::kSibling, kept, merged));  // between the two: stays behind
  ASSERT_OK(Link(both_, FamilyLinkKind::kSibling, kept, brother));
  ASSERT_OK(Link(both_, FamilyLinkKind::kSibling, brother, merged));  // both have it: stays behind
  ASSERT_OK(Link(both_, FamilyLinkKind::kParent, merged, child));
  const auto links = [&] {
    std::vector<std::string> all;
    for (const sql::Row& row :
         server_.Root(schema_,
                      "SELECT CONCAT_WS(' ', HEX(id), HEX(participant_id), HEX(relative_id)) FROM family_link"
                      " ORDER BY id")) {
      all.push_back(row.Str(0));
    }
    return all;
  };
  const auto before = links();

  ASSERT_OK_AND_ASSIGN(const auto merge, Merge(kept));
  ASSERT_THAT(ListAs(both_, kept), SizeIs(2));
  ASSERT_THAT(ListAs(both_, child), SizeIs(1));
  EXPECT_EQ(ListAs(both_, child)[0].participant_id, kept.id);
  EXPECT_THAT(ListAs(both_, brother), SizeIs(1));
  ASSERT_OK(UndoMerge(deps_, By(both_), {merge.id, merge.row_version}));
  EXPECT_EQ(links(), before);
  EXPECT_THAT(ListAs(both_, merged), SizeIs(3));
}

TEST_F(FamilyTest, AMergeThatWouldCloseACircleIsRefused) {
  const auto kept = Person(kHengelo, "Rima", "999828836");
  const auto merged = Person(kEnschede, "Rima", "999828836");
  const auto between = Person(kHengelo, "Noor");
  ASSERT_OK(Link(both_, FamilyLinkKind::kParent, kept, between));
  ASSERT_OK(Link(both_, FamilyLinkKind::kParent, between, merged));
  const auto refused = Merge(kept);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, "NOT_MERGEABLE"));
  EXPECT_THAT(ReasonsOf(refused.status()), ElementsAre("duplicate_reference CIRCULAR_FAMILY"));
}

TEST_F(FamilyTest, TheQueriesReadByIndex) {
  server_.Root(
      schema_,
      "INSERT INTO participant (id, given_name, family_name_prefix, family_name, family_name_key,"
      " birth_date, bsn_tail, gender, origin_country, municipality_code, target_group,"
      " benefit_category, legal_regime, language_level, create_time, update_time, row_version)"
      " SELECT UNHEX(LPAD(HEX(seq), 32, '0')), 'Rima', '', 'Darwish', 'darwish', '1991-04-17', '', 1,"
      " 'SY', 'GM0164', 1, 1, 3, 'A1', '2026-11-16', '2026-11-16', 1 FROM seq_1_to_1000");
  server_.Root(schema_,
               "INSERT INTO family_link (id, kind, participant_id, relative_id, create_time, row_version)"
               " SELECT UNHEX(LPAD(HEX(seq), 32, '0')), 1 + seq % 4, UNHEX(LPAD(HEX(seq), 32, '0')),"
               " UNHEX(LPAD(HEX(seq + 1), 32, '0')), '2026-11-16', 1 FROM seq_1_to_999");
  server_.Root(schema_, "ANALYZE TABLE family_link, participant");
  const std::string person = "UNHEX(LPAD(HEX(500), 32, '0'))";
  for (const std::string& query :
       {"SELECT f.id FROM (SELECT a.id, a.relative_id AS other_id FROM family_link a WHERE a.participant_id "
        "= " +
            person +
            " UNION ALL SELECT b.id, b.participant_id AS other_id FROM family_link b WHERE b.relative_id = " +
            person +
            ") f JOIN participant o ON o.id = f.other_id WHERE o.merged_into_id IS NULL AND"
            " o.municipality_code IN ('GM0164') ORDER BY f.id DESC LIMIT 51",
        "WITH RECURSIVE above (parent_id, child_id, generation) AS (SELECT f.participant_id, f.relative_id, 1"
        " FROM family_link f WHERE f.relative_id = " +
            person +
            " AND f.kind = 2 UNION SELECT f.participant_id, f.relative_id, a.generation + 1 FROM above a"
            " JOIN family_link f ON f.relative_id = a.parent_id AND f.kind = 2 WHERE a.generation <= 30)"
            " SELECT a.parent_id, a.child_id, MAX(a.generation) FROM above a GROUP BY 1, 2 LIMIT 1001"}) {
    const std::string explain = "EXPLAIN " + query;
    ASSERT_OK_AND_ASSIGN(const sql::Rows plan,
                         db_.Read(Soon(), [&](sql::Session& session) { return session.Query(explain); }));
    int tables = 0;
    for (const sql::Row& row : plan) {
      const std::string table = row.Str(2);
      if (table.find('<') != std::string::npos || table == "above") continue;  // what the query makes itself
      if (table.empty()) continue;
      EXPECT_NE(row.Str(3), "ALL") << table << " in " << query;
      ++tables;
    }
    EXPECT_GE(tables, 2);
  }
}

}  // namespace
}  // namespace duaal::intake::app
