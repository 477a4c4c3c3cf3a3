// Groups per municipality, from the events in to the figures out.

#include <algorithm>
#include <string>
#include <vector>

#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/intake/v1/intake_events.pb.h"
#include "duaal/partner/v1/partner_events.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reporting-svc/projections/groups.h"
#include "reporting-svc/queries/figures.h"

namespace duaal::reporting::rpc {
namespace {

using feed::v1::Event;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

template <typename Message>
Event Wrap(const Message& message) {
  Event event;
  event.set_type(message.GetTypeName());
  event.set_payload(message.SerializeAsString());
  return event;
}

// One language class of Hengelo with 20 seats: two people of Hengelo and one of Borne sit in it, one of
// Haaksbergen waits, and a lockdown ends it.
class GroupsTest : public ::testing::Test {
 protected:
  GroupsTest() {
    everyone_.mandates = {{"GM0164", {}, {}}, {"GM0147", {}, {}}, {"GM0158", {}, {}}};
    borne_.mandates = {{"GM0147", {}, {}}};
  }

  // Whatever a test did: the counts are those of the groups.
  void TearDown() override {
    const sql::Rows wrong = server_.Root(
        schema_,
        "SELECT COUNT(*) FROM (SELECT programme_code, municipality_code, component_code, cancel_cause,"
        " COUNT(*) AS n, SUM(planned) AS p, SUM(planned * capacity) AS s, SUM(enrolments > 0) AS e"
        " FROM group_municipality GROUP BY 1, 2, 3, 4) g LEFT JOIN group_count c"
        " USING (programme_code, municipality_code, component_code, cancel_cause)"
        " WHERE NOT (g.n <=> c.belonging AND g.p <=> c.planned AND g.s <=> c.planned_seats AND g.e <=> "
        "c.started)");
    EXPECT_EQ(wrong.at(0).Int(0), 0);
  }

  Status Project(const std::vector<Event>& events) {
    return db_.Run(absl::Now() + absl::Seconds(20),
                   [&](sql::Tx& tx) { return projections::ProjectGroups(tx, events); });
  }
  queries::Groups Read(const auth::Principal& who) {
    const auto groups = db_.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) {
      return queries::GetGroups(session, {who, absl::CivilDay(2026, 11, 24)}, "hengelo", {"language"});
    });
    EXPECT_OK(groups);
    return groups.value_or(queries::Groups());
  }
  // Code, planned groups, planned seats, started groups and cancelled groups of each municipality.
  std::vector<std::pair<std::string, std::vector<int>>> Table(const auth::Principal& who) {
    std::vector<std::pair<std::string, std::vector<int>>> rows;
    for (const auto& [code, one] : Read(who).municipalities) {
      int cancelled = 0;
      for (const auto& groups : one.cancelled) cancelled += groups.groups;
      rows.push_back(
          {code, {one.planned, one.planned_seats, static_cast<int>(one.started.value), cancelled}});
    }
    return rows;
  }

  partner::v1::Offering Class() const {
    partner::v1::Offering offering;
    offering.set_id(class_id_.ToString());
    offering.set_programme_code("hengelo");
    offering.set_component_code("language");
    offering.set_municipality_code("GM0164");
    offering.set_capacity(20);
    return offering;
  }
  Event Published() const {
    partner::v1::OfferingPublished event;
    *event.mutable_offering() = Class();
    return Wrap(event);
  }
  Event Cancelled() const {
    partner::v1::OfferingCancelled event;
    *event.mutable_offering() = Class();
    event.mutable_offering()->set_cancel_cause(partner::v1::CANCEL_CAUSE_LOCKDOWN);
    return Wrap(event);
  }
  Event Enrolled(const std::string& municipality_code) const {
    trajectory::v1::EnrolmentCreated event;
    event.set_offering_id(class_id_.ToString());
    event.set_programme_code("hengelo");
    event.set_component_code("language");
    event.set_municipality_code(municipality_code);
    return Wrap(event);
  }
  Event Referred(const std::string& municipality_code, const std::string& programme_code = "hengelo") const {
    intake::v1::ParticipantReferred event;
    event.set_class_offering_id(class_id_.ToString());
    event.set_programme_code(programme_code);
    event.set_municipality_code(municipality_code);
    return Wrap(event);
  }

  duaal::testing::MariaDb& server_ = duaal::testing::MariaDb::Shared();
  std::string schema_ = server_.CreateSchema({"chassis/migrations", "reporting-svc/migrations"});
  sql::Database db_ = server_.Open(schema_);
  auth::Principal everyone_;
  auth::Principal borne_;
  Uuid class_id_ = Uuid::NewV7();
};

TEST_F(GroupsTest, CountForTheMunicipalitiesOfTheirPeopleInWhateverOrderTheFeedsTell) {
  for (const bool turned : {false, true}) {
    class_id_ = Uuid::NewV7();
    std::vector<Event> events = {Published(),        Referred("GM0158"), Enrolled("GM0164"),
                                 Enrolled("GM0164"), Enrolled("GM0147"), Cancelled()};
    if (turned) std::reverse(events.begin(), events.end());
    for (const Event& event : events) ASSERT_OK(Project({event}));
    const int times = turned ? 2 : 1;
    EXPECT_THAT(Table(everyone_), ElementsAre(Pair("GM0147", ElementsAre(0, 0, times, times)),
                                              Pair("GM0158", ElementsAre(0, 0, 0, times)),
                                              Pair("GM0164", ElementsAre(times, 20 * times, times, times))));
    EXPECT_EQ(Read(everyone_).started, times);
  }
}

TEST_F(GroupsTest, ABatchSaysTheSameAsItsEventsOneByOne) {
  ASSERT_OK(Project({Referred("GM0158"), Enrolled("GM0147"), Enrolled("GM0147"), Published(), Cancelled()}));
  EXPECT_THAT(Table(everyone_),
              ElementsAre(Pair("GM0147", ElementsAre(0, 0, 1, 1)), Pair("GM0158", ElementsAre(0, 0, 0, 1)),
                          Pair("GM0164", ElementsAre(1, 20, 0, 1))));
}

TEST_F(GroupsTest, StaffSeeTheirMunicipalityOnly) {
  ASSERT_OK(Project({Published(), Enrolled("GM0164"), Enrolled("GM0147")}));
  EXPECT_THAT(Table(borne_), UnorderedElementsAre(Pair("GM0147", ElementsAre(0, 0, 1, 0))));
}

TEST_F(GroupsTest, AReferralToAClassOfAnotherProgrammeMovesNothing) {
  ASSERT_OK(Project({Referred("GM0158", "arnhem")}));
  ASSERT_OK(Project({Published(), Cancelled()}));
  EXPECT_THAT(Table(everyone_), ElementsAre(Pair("GM0164", ElementsAre(1, 20, 0, 1))));
  EXPECT_EQ(Read(everyone_).cancelled.size(), 1U);
}

}  // namespace
}  // namespace duaal::reporting::rpc
