// What intake-svc tells of people's rights: destruction, and with whom data may be shared.

#include "chassis/testing/status_matchers.h"
#include "duaal/intake/v1/destruction_events.pb.h"
#include "duaal/intake/v1/sharing_events.pb.h"
#include "duaal/trajectory/v1/destruction_events.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trajectory-svc/app/suggest_week.h"
#include "trajectory-svc/app/test_region.h"
#include "trajectory-svc/rpc/feeds.h"

namespace duaal::trajectory::rpc {
namespace {

using absl::StatusCode;
using ::duaal::testing::IsOk;
using ::duaal::testing::StatusIs;
using feed::v1::Event;

template <typename Message>
Event Wrap(const Message& message) {
  Event event;
  event.set_position(1);
  event.set_event_id(Uuid::NewV7().ToString());
  event.set_type(message.GetTypeName());
  event.set_payload(message.SerializeAsString());
  event.mutable_occur_time()->set_seconds(1'763'800'000);
  return event;
}

class PeopleFeedTest : public ::testing::Test {
 protected:
  PeopleFeedTest() {
    region_.Enrol(gone_, class_);
    region_.Enrol(stays_, class_);
    const domain::Session session = region_.SessionOn(class_, absl::CivilDay(2026, 11, 16));
    EXPECT_OK(app::BatchRecordAttendance(
        region_.deps, region_.AsCaseManager(),
        {{session.id, gone_.participant_id, {domain::AttendanceStatus::kPresent, 0}},
         {session.id, stays_.participant_id, {domain::AttendanceStatus::kPresent, 0}}}));
    // What the sequencer does.
    region_.server.Root(
        region_.schema,
        "INSERT INTO feed SELECT id, event_id, type, subject_id, person_id, municipality_code,"
        " occur_time, occur_time, payload FROM outbox");
    region_.server.Root(region_.schema, "DELETE FROM outbox");
  }

  Status Intake(const Event& event) {
    return region_.db.Run(absl::Now() + absl::Seconds(20),
                          [&](sql::Tx& tx) { return ApplyIntakeEvents(region_.deps, tx, {event}); });
  }

  Status Destroy(const Uuid& person) {
    intake::v1::PersonDestroyed destroyed;
    destroyed.set_destruction_id(Uuid::NewV7().ToString());
    destroyed.set_participant_id(person.ToString());
    destroyed.set_retention_class_code("integration-record");
    return Intake(Wrap(destroyed));
  }

  Status Share(const Uuid& person, bool given) {
    intake::v1::SharingRecorded recorded;
    recorded.set_sharing_id(Uuid::NewV7().ToString());
    recorded.set_participant_id(person.ToString());
    recorded.set_organisation_id(region_.provider.ToString());
    recorded.set_decision(given ? intake::v1::SHARING_DECISION_GIVEN
                                : intake::v1::SHARING_DECISION_WITHDRAWN);
    recorded.set_decision_date("2026-11-20");
    return Intake(Wrap(recorded));
  }

  std::int64_t Holding(const std::string& table, const std::string& column, const Uuid& id) {
    return region_.Count("SELECT COUNT(*) FROM " + table + " WHERE HEX(" + column + ") = UPPER(REPLACE('" +
                         id.ToString() + "', '-', ''))");
  }

  app::TestRegion region_;
  domain::Offering class_ = region_.AddLanguageClass();
  domain::Trajectory gone_ = region_.AddTrajectory();
  domain::Trajectory stays_ = region_.AddTrajectory();
};

TEST_F(PeopleFeedTest, DestructionTakesAllRowsOfOnePersonAndKeepsTheSeatCounted) {
  ASSERT_OK(Destroy(gone_.participant_id));
  for (const char* table : {"candidate", "trajectory", "enrolment", "attendance", "case_signal"}) {
    EXPECT_EQ(Holding(table, "participant_id", gone_.participant_id), 0) << table;
  }
  for (const char* table : {"candidate", "trajectory", "enrolment", "attendance"}) {
    EXPECT_EQ(Holding(table, "participant_id", stays_.participant_id), 1) << table;
  }
  EXPECT_EQ(Holding("trajectory_schedule", "trajectory_id", gone_.id), 0);
  EXPECT_EQ(Holding("enrolment", "trajectory_id", gone_.id), 0);
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM enrolment WHERE active = 1"), 2);
  EXPECT_EQ(region_.Count("SELECT taken FROM offering"), 2);
}

TEST_F(PeopleFeedTest, DestructionEmptiesTheMemoryToo) {
  ASSERT_OK(app::SuggestWeek(region_.deps, region_.AsCaseManager(),
                             {gone_.id, *IsoWeek::Parse("2026-W48"), 1, {}, {}, 0, app::Language::kDutch})
                .status());
  ASSERT_TRUE(region_.deps.planning.Recall(gone_.id).has_value());
  ASSERT_OK(Destroy(gone_.participant_id));
  EXPECT_FALSE(region_.deps.planning.Recall(gone_.id).has_value());
}

TEST_F(PeopleFeedTest, DestructionEmptiesTheEventsOfThePast) {
  ASSERT_OK(Destroy(gone_.participant_id));
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM feed WHERE payload LIKE '%" +
                          gone_.participant_id.ToString() + "%'"),
            0);
  EXPECT_GT(region_.Count("SELECT COUNT(*) FROM feed WHERE payload = ''"), 0);
  // The event that tells of both keeps what it tells of the session, and of the other.
  const auto rows = region_.server.Root(
      region_.schema, "SELECT payload FROM feed WHERE type = 'duaal.trajectory.v1.AttendanceRecorded'");
  ASSERT_EQ(rows.size(), 1U);
  v1::AttendanceRecorded event;
  ASSERT_TRUE(event.ParseFromString(rows.at(0).Str(0)));
  ASSERT_EQ(event.entries_size(), 2);
  for (const auto& entry : event.entries()) EXPECT_EQ(entry.status(), v1::ATTENDANCE_STATUS_PRESENT);
  EXPECT_NE(event.entries(0).participant_id().empty(), event.entries(1).participant_id().empty());
}

TEST_F(PeopleFeedTest, DestructionAnswersWithWhatItDidAlsoWhereNothingWasHeld) {
  ASSERT_OK(Destroy(gone_.participant_id));
  ASSERT_OK(Destroy(Uuid::NewV7()));
  const auto rows = region_.server.Root(region_.schema, "SELECT type, payload FROM outbox ORDER BY id");
  ASSERT_EQ(rows.size(), 2U);
  v1::PersonDataDestroyed answer;
  ASSERT_TRUE(answer.ParseFromString(rows.at(0).Str(1)));
  EXPECT_EQ(rows.at(0).Str(0), "duaal.trajectory.v1.PersonDataDestroyed");
  EXPECT_GT(answer.destroyed_rows_size(), 5);
  ASSERT_TRUE(answer.ParseFromString(rows.at(1).Str(1)));
  EXPECT_EQ(answer.destroyed_rows_size(), 0);
}

TEST_F(PeopleFeedTest, APartnerLosesSightOfWhoWithdrewAndSeesWhoGaveAgain) {
  auth::Principal partner;
  partner.kind = auth::PrincipalKind::kPartner;
  partner.id = "partner";
  partner.organisation_id = region_.provider.ToString();
  partner.purpose = "inburgering";
  EXPECT_THAT(region_.Read(gone_.id, "2026-W48", partner), IsOk());
  ASSERT_OK(Share(gone_.participant_id, false));
  EXPECT_THAT(region_.Read(gone_.id, "2026-W48", partner), StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(region_.Read(stays_.id, "2026-W48", partner), IsOk());
  EXPECT_THAT(region_.Read(gone_.id, "2026-W48", region_.case_manager), IsOk());
  ASSERT_OK(Share(gone_.participant_id, true));
  EXPECT_THAT(region_.Read(gone_.id, "2026-W48", partner), IsOk());
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM outbox WHERE type = 'duaal.trajectory.v1.SharingApplied'"),
            2);
}

}  // namespace
}  // namespace duaal::trajectory::rpc
