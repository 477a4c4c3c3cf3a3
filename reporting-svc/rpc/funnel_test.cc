// The funnel per municipality, when people move between municipalities.

#include <atomic>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "chassis/sql/fault_hook.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/intake/v1/intake_events.pb.h"
#include "duaal/intake/v1/merge_events.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reporting-svc/projections/funnel.h"
#include "reporting-svc/queries/figures.h"

namespace duaal::reporting::rpc {
namespace {

using feed::v1::Event;
using ::testing::ElementsAre;
using ::testing::Pair;

template <typename Message>
Event Wrap(const Message& message) {
  Event event;
  event.set_type(message.GetTypeName());
  event.set_payload(message.SerializeAsString());
  return event;
}

class FunnelTest : public ::testing::Test {
 protected:
  Status Project(const std::vector<Event>& events) {
    return db_.Run(absl::Now() + absl::Seconds(20),
                   [&](sql::Tx& tx) { return projections::ProjectFunnel(tx, events); });
  }
  // People per municipality that reached a stage.
  std::map<std::string, int> Reached(int stage) {
    std::map<std::string, int> people;
    for (const sql::Row& row : server_.Root(
             schema_, "SELECT municipality_code, people FROM funnel_count WHERE people <> 0 AND stage = " +
                          std::to_string(stage))) {
      people[row.Str(0)] = static_cast<int>(row.Int(1));
    }
    return people;
  }
  static Event Referred(const Uuid& id) {
    intake::v1::ParticipantReferred event;
    event.set_referral_id(id.ToString());
    event.set_programme_code("hengelo");
    event.set_municipality_code("GM0164");
    return Wrap(event);
  }
  static Event Moved(const std::vector<Uuid>& referrals) {
    intake::v1::ParticipantMoved event;
    event.set_from_municipality_code("GM0164");
    event.set_municipality_code("GM0147");
    event.set_move_date("2026-11-16");
    for (const Uuid& id : referrals) event.add_referral_ids(id.ToString());
    return Wrap(event);
  }
  static Event Started(const Uuid& id) {
    trajectory::v1::TrajectoryStarted event;
    event.set_referral_id(id.ToString());
    return Wrap(event);
  }

  duaal::testing::MariaDb& server_ = duaal::testing::MariaDb::Shared();
  std::string schema_ = server_.CreateSchema({"chassis/migrations", "reporting-svc/migrations"});
  sql::Database db_ = server_.Open(schema_);
  const Uuid first_ = Uuid::NewV7();
  const Uuid second_ = Uuid::NewV7();
};

TEST_F(FunnelTest, WhoMovesIsCountedWhereTheyLive) {
  ASSERT_OK(Project({Referred(first_), Referred(second_), Started(first_)}));
  ASSERT_OK(Project({Moved({first_})}));
  EXPECT_THAT(Reached(1), ElementsAre(Pair("GM0147", 1), Pair("GM0164", 1)));
  EXPECT_THAT(Reached(projections::kStageStarted), ElementsAre(Pair("GM0147", 1)));
}

TEST_F(FunnelTest, AMergeAndItsUndoingLeaveTheFiguresAsTheyWere) {
  ASSERT_OK(Project({Referred(first_), Referred(second_), Started(first_)}));
  const auto before = Reached(1);
  intake::v1::ParticipantsMerged merged;
  merged.set_municipality_code("GM0147");
  merged.add_referral_ids(first_.ToString());
  intake::v1::ParticipantMergeUndone undone;
  undone.set_municipality_code("GM0164");
  undone.add_referral_ids(first_.ToString());
  ASSERT_OK(Project({Wrap(merged)}));
  EXPECT_THAT(Reached(1), ElementsAre(Pair("GM0147", 1), Pair("GM0164", 1)));
  EXPECT_THAT(Reached(projections::kStageStarted), ElementsAre(Pair("GM0147", 1)));
  ASSERT_OK(Project({Wrap(undone)}));
  EXPECT_EQ(Reached(1), before);
  EXPECT_THAT(Reached(projections::kStageStarted), ElementsAre(Pair("GM0164", 1)));
}

TEST_F(FunnelTest, AllReferralsOfAPersonMoveWithinOneBatch) {
  ASSERT_OK(Project({Referred(first_), Referred(second_), Moved({first_, second_}), Started(second_)}));
  EXPECT_THAT(Reached(1), ElementsAre(Pair("GM0147", 2)));
}

// Both have looked for the referral, and neither has found it, before one stores it.
std::atomic<int> g_looked{0};

sql::Fault WaitForBoth(std::string_view text) {
  thread_local bool passed = false;
  if (passed || !text.starts_with("INSERT INTO referral_fact")) return {};
  passed = true;
  ++g_looked;
  const absl::Time limit = absl::Now() + absl::Seconds(20);
  while (g_looked < 2 && absl::Now() < limit) std::this_thread::yield();
  return {};
}

// As after a pause, when both feeds have much to tell.
TEST_F(FunnelTest, WhatTwoFeedsTellFirstOfOneReferralAtTheSameTimeBothCounts) {
  g_looked = 0;
  sql::SetFaultHook(&WaitForBoth);
  Status started;
  Status referred;
  std::thread one([&] { started = Project({Started(first_)}); });
  std::thread two([&] { referred = Project({Referred(first_)}); });
  one.join();
  two.join();
  sql::SetFaultHook(nullptr);
  ASSERT_OK(started);
  ASSERT_OK(referred);
  EXPECT_EQ(g_looked, 2);
  EXPECT_THAT(Reached(1), ElementsAre(Pair("GM0164", 1)));
  EXPECT_THAT(Reached(projections::kStageStarted), ElementsAre(Pair("GM0164", 1)));
  EXPECT_THAT(Reached(projections::kStageParticipating), ElementsAre(Pair("GM0164", 1)));
}

TEST_F(FunnelTest, AMoveWithoutReferralsCountsNothing) {
  ASSERT_OK(Project({Referred(first_)}));
  ASSERT_OK(Project({Moved({})}));
  EXPECT_THAT(Reached(1), ElementsAre(Pair("GM0164", 1)));
}

TEST_F(FunnelTest, WhoLeftAfterTheStartHasStartedButTakesPartNoMore) {
  intake::v1::ReferralClosed closed;
  closed.set_referral_id(first_.ToString());
  closed.set_reason(intake::v1::CLOSE_REASON_MOVED);
  ASSERT_OK(Project({Referred(first_), Referred(second_), Started(first_), Started(second_)}));
  EXPECT_THAT(Reached(projections::kStageParticipating), ElementsAre(Pair("GM0164", 2)));
  ASSERT_OK(Project({Wrap(closed)}));
  EXPECT_THAT(Reached(projections::kStageParticipating), ElementsAre(Pair("GM0164", 1)));
  EXPECT_THAT(Reached(projections::kStageStarted), ElementsAre(Pair("GM0164", 2)));
}

TEST_F(FunnelTest, TheRegionIsNotToldThatOneHasLeft) {
  std::vector<Event> events;
  for (int i = 0; i < 7; ++i) {
    const Uuid id = Uuid::NewV7();
    events.push_back(Referred(id));
    events.push_back(Started(id));
    if (i > 0) continue;
    intake::v1::ReferralClosed closed;
    closed.set_referral_id(id.ToString());
    closed.set_reason(intake::v1::CLOSE_REASON_MOVED);
    events.push_back(Wrap(closed));
  }
  ASSERT_OK(Project(events));
  const auto participating = [&](const auth::Principal& who) {
    const auto funnel = db_.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) {
      return queries::GetFunnel(session, {who, absl::CivilDay(2026, 11, 16)}, "hengelo", std::nullopt);
    });
    EXPECT_OK(funnel);
    return funnel->participating;
  };
  auth::Principal staff;
  staff.mandates = {{"GM0164", {}, {}}};
  EXPECT_EQ(participating(staff).value, 6);
  auth::Principal region;
  region.kind = auth::PrincipalKind::kRegion;
  EXPECT_TRUE(participating(region).suppressed);
  EXPECT_EQ(participating(region).value, 0);
}

}  // namespace
}  // namespace duaal::reporting::rpc
