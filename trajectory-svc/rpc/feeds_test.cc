#include "trajectory-svc/rpc/feeds.h"

#include "chassis/testing/status_matchers.h"
#include "duaal/intake/v1/intake_events.pb.h"
#include "duaal/intake/v1/merge_events.pb.h"
#include "duaal/partner/v1/partner_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trajectory-svc/app/test_region.h"

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

class FeedsTest : public ::testing::Test {
 protected:
  Status Intake(const std::vector<Event>& events) {
    return region_.db.Run(absl::Now() + absl::Seconds(20),
                          [&](sql::Tx& tx) { return ApplyIntakeEvents(region_.deps, tx, events); });
  }
  Status Partner(const std::vector<Event>& events) {
    return region_.db.Run(absl::Now() + absl::Seconds(20),
                          [&](sql::Tx& tx) { return ApplyPartnerEvents(region_.deps, tx, events); });
  }
  Status Start() {
    return StartTrajectory(region_.deps, region_.AsCaseManager(),
                           {referral_, "cm-1", absl::CivilDay(2026, 9, 1)})
        .status();
  }

  Event Referred() {
    intake::v1::ParticipantReferred referred;
    referred.set_referral_id(referral_.ToString());
    referred.set_participant_id(person_.ToString());
    referred.set_programme_code("hengelo");
    referred.set_municipality_code("GM0164");
    referred.set_settlement_date("2026-06-01");
    referred.set_language_level("A1");
    return Wrap(referred);
  }
  Event Declared() {
    intake::v1::DeclarationSigned declared;
    declared.set_referral_id(referral_.ToString());
    declared.set_participant_id(person_.ToString());
    declared.set_programme_code("hengelo");
    declared.set_municipality_code("GM0164");
    declared.set_signed_date("2026-08-20");
    return Wrap(declared);
  }
  partner::v1::Offering Class() {
    partner::v1::Offering offering;
    offering.set_id(offering_.ToString());
    offering.set_programme_code("hengelo");
    offering.set_component_code("language");
    offering.set_organisation_id(region_.provider.ToString());
    offering.set_display_name("Klas B");
    offering.set_capacity(15);
    offering.set_start_date("2026-09-01");
    offering.set_end_date("2026-10-01");
    type::v1::Slot& slot = *offering.add_timetable();
    slot.set_weekday(type::v1::WEEKDAY_MONDAY);
    slot.set_start_time("09:00");
    slot.set_end_time("12:00");
    offering.set_week_pattern(type::v1::WEEK_PATTERN_ODD);
    return offering;
  }

  app::TestRegion region_;
  Uuid referral_ = Uuid::NewV7();
  Uuid person_ = Uuid::NewV7();
  Uuid offering_ = Uuid::NewV7();
};

TEST_F(FeedsTest, OnlyADeclaredCandidateStarts) {
  ASSERT_OK(Intake({Referred()}));
  EXPECT_THAT(Start(), StatusIs(StatusCode::kFailedPrecondition, "NOT_DECLARED"));
  intake::v1::IntakeRecorded recorded;
  recorded.set_referral_id(referral_.ToString());
  recorded.set_state(intake::v1::REFERRAL_STATE_INTAKE_COMPLETE);
  ASSERT_OK(Intake({Wrap(recorded)}));
  EXPECT_THAT(Start(), StatusIs(StatusCode::kFailedPrecondition, "NOT_DECLARED"));
  ASSERT_OK(Intake({Declared()}));
  EXPECT_THAT(Start(), IsOk());
}

TEST_F(FeedsTest, AClosedReferralDoesNotStart) {
  intake::v1::ReferralClosed closed;
  closed.set_referral_id(referral_.ToString());
  closed.set_state(intake::v1::REFERRAL_STATE_EXCLUDED);
  ASSERT_OK(Intake({Referred(), Declared(), Wrap(closed)}));
  EXPECT_THAT(Start(), StatusIs(StatusCode::kFailedPrecondition, "REFERRAL_CLOSED"));
}

TEST_F(FeedsTest, ACandidateWhoMovesIsStartedByTheNewMunicipality) {
  intake::v1::ParticipantUpdated updated;
  updated.set_participant_id(person_.ToString());
  updated.set_municipality_code("GM0147");
  ASSERT_OK(Intake({Referred(), Declared(), Wrap(updated)}));
  EXPECT_THAT(Start(), StatusIs(StatusCode::kFailedPrecondition, "NOT_DECLARED"))
      << "not known to Hengelo any more";
  region_.case_manager.mandates = {{"GM0147", {}, {}}};
  EXPECT_THAT(Start(), IsOk());
}

TEST_F(FeedsTest, SettlementAndLevelFollowThePersonAndOutliveTheDeclaration) {
  ASSERT_OK(Intake({Referred()}));
  const std::string known = "SELECT COUNT(*) FROM candidate WHERE settlement_date = '";
  EXPECT_EQ(region_.Count(known + "2026-06-01' AND language_level = 'A1'"), 1);
  intake::v1::ParticipantUpdated updated;
  updated.set_participant_id(person_.ToString());
  updated.set_municipality_code("GM0164");
  updated.set_settlement_date("2026-09-15");
  updated.set_language_level("A2");
  ASSERT_OK(Intake({Wrap(updated), Declared(), Referred(), Declared()}));
  EXPECT_EQ(region_.Count(known + "2026-09-15' AND language_level = 'A2'"), 1);
  EXPECT_THAT(Start(), StatusIs(StatusCode::kInvalidArgument)) << "1 September lies before the settlement";
}

// One row of each kind that hangs on the trajectory, and one of the other record at the same session.
TEST_F(FeedsTest, AMergeTakesAllAlongAndItsUndoingGivesAllBack) {
  const Uuid kept = Uuid::NewV7();
  ASSERT_OK(Intake({Referred(), Declared()}));
  ASSERT_THAT(Start(), IsOk());
  const auto hex = [](const Uuid& id) {
    std::string text = id.ToString();
    std::erase(text, '-');
    return "X'" + text + "'";
  };
  const std::string trajectory =
      "(SELECT t.id FROM trajectory t WHERE t.participant_id = " + hex(person_) + ")";
  const Uuid alone = Uuid::NewV7();
  const Uuid together = Uuid::NewV7();
  for (const auto& [session, person] : {std::pair(alone, person_), {together, person_}, {together, kept}}) {
    region_.server.Root(region_.schema,
                        "INSERT INTO attendance SELECT " + hex(session) + ", " + hex(person) + ", " +
                            (person == kept ? "X'00'" : trajectory) +
                            ", 'GM0164', 'language', '2026-11-16', 540, 1, 180, 2, '2026-11-16'");
    region_.server.Root(region_.schema, "INSERT INTO attendance_history VALUES (" + hex(session) + ", " +
                                            hex(person) + ", 1, 2, 0, '2026-11-16')");
  }
  const auto of = [&](const std::string& table, const Uuid& person) {
    return region_.Count("SELECT COUNT(*) FROM " + table + " WHERE participant_id = " + hex(person));
  };
  intake::v1::ParticipantsMerged merged;
  merged.set_participant_id(kept.ToString());
  merged.set_merged_participant_id(person_.ToString());
  merged.set_municipality_code("GM0147");
  merged.add_referral_ids(referral_.ToString());
  ASSERT_OK(Intake({Wrap(merged)}));
  for (const char* table : {"candidate", "trajectory"}) {
    EXPECT_EQ(of(table, kept), 1) << table;
    EXPECT_EQ(of(table, person_), 0) << table;
  }
  EXPECT_EQ(of("attendance", kept), 2);
  EXPECT_EQ(of("attendance", person_), 1) << "both were at that session";
  EXPECT_EQ(of("attendance_history", kept), 2);
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM trajectory WHERE municipality_code = 'GM0147'"), 1);
  EXPECT_EQ(
      region_.Count("SELECT COUNT(*) FROM outbox WHERE type = 'duaal.trajectory.v1.TrajectoriesRelinked'"),
      1);

  intake::v1::ParticipantMergeUndone undone;
  undone.set_participant_id(person_.ToString());
  undone.set_kept_participant_id(kept.ToString());
  undone.set_municipality_code("GM0164");
  undone.add_referral_ids(referral_.ToString());
  ASSERT_OK(Intake({Wrap(undone)}));
  for (const char* table : {"candidate", "trajectory"}) EXPECT_EQ(of(table, person_), 1) << table;
  EXPECT_EQ(of("attendance", person_), 2);
  EXPECT_EQ(of("attendance", kept), 1);
  EXPECT_EQ(of("attendance_history", person_), 2);
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM attendance WHERE municipality_code = 'GM0164'"), 3);
}

TEST_F(FeedsTest, APublishedOfferingHasItsSessionsOnceHoweverOftenItIsTold) {
  partner::v1::OfferingPublished published;
  *published.mutable_offering() = Class();
  ASSERT_OK(Partner({Wrap(published), Wrap(published)}));
  ASSERT_OK(Partner({Wrap(published)}));
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM offering WHERE capacity = 15 AND taken = 0"), 1);
  // Mondays of odd weeks within September: 7 (W37) and 21 (W39).
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM session"), 2);
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM session WHERE session_date IN ('2026-09-07', '2026-09-21')"),
            2);
}

TEST_F(FeedsTest, ACancelledOfferingLosesItsLaterSessions) {
  partner::v1::OfferingPublished published;
  *published.mutable_offering() = Class();
  partner::v1::OfferingCancelled cancelled;
  *cancelled.mutable_offering() = Class();
  cancelled.set_from_date("2026-09-10");
  ASSERT_OK(Partner({Wrap(published), Wrap(cancelled)}));
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM session WHERE state = 1"), 1);
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM outbox WHERE type = 'duaal.trajectory.v1.SessionCancelled'"),
            1);
}

TEST_F(FeedsTest, TombstonesAndOtherEventsChangeNothingAndNonsenseStopsTheFeed) {
  Event tombstone = Referred();
  tombstone.clear_payload();
  Event other = Referred();
  other.set_type("duaal.intake.v1.SomethingNew");
  ASSERT_OK(Intake({tombstone, other}));
  ASSERT_OK(Partner({tombstone, other}));
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM candidate"), 0);
  Event torn = Declared();
  torn.set_payload("\xff\xff\xff");
  EXPECT_THAT(Intake({torn}), StatusIs(StatusCode::kDataLoss));
}

}  // namespace
}  // namespace duaal::trajectory::rpc
