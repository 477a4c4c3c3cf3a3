#include "trajectory-svc/planner/format/itc2019.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"
#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/random.h"
#include "trajectory-svc/planner/verifier.h"

namespace duaal::planner {
namespace {

std::string SmallUniversity() {
  const char* root = std::getenv("DUAAL_SOURCE");
  std::ifstream file(std::string(root == nullptr ? "." : root) +
                     "/trajectory-svc/planner/testdata/small-university.xml");
  std::ostringstream all;
  all << file.rdbuf();
  EXPECT_FALSE(all.str().empty());
  return all.str();
}

Placement Of(const Instance& instance, const std::string& id) {
  for (std::size_t i = 0; i < instance.offerings.size(); ++i) {
    if (instance.offerings[i].id != id) continue;
    return {static_cast<int>(i), (1U << instance.offerings[i].meetings.size()) - 1};
  }
  ADD_FAILURE() << "no offering " << id;
  return {};
}

const Offering& Find(const Instance& instance, const std::string& id) {
  return instance.offerings[static_cast<std::size_t>(Of(instance, id).offering)];
}

// The rules that break when the first student has these classes.
std::string Broken(const Instance& instance, const std::string& first, const std::string& second,
                   const std::string& other) {
  Plan plan;
  plan.people = {{Of(instance, first), Of(instance, second), Of(instance, other)},
                 {std::nullopt, std::nullopt},
                 {std::nullopt, std::nullopt}};
  plan.open.assign(instance.offerings.size(), true);
  std::string out;
  for (const FieldViolation& violation : DetailsOf(CheckPlan(instance, plan)).violations) {
    if (out.find(violation.reason) == std::string::npos) out += violation.reason + " ";
  }
  return out;
}

TEST(Itc2019, TimesAndRoomsAreTheLeastPenaltyThatIsFree) {
  const auto made = ConvertItc2019(SmallUniversity());
  ASSERT_TRUE(made.ok()) << made.status();
  const Instance& in = made->instance;
  EXPECT_EQ(made->classes, 6);
  EXPECT_EQ(made->students_left_out, 0);
  EXPECT_EQ(made->without_free_room, 0);
  // Room 1 is unavailable on Monday, so the other room is dearer but free.
  const Offering& first = Find(in, "class-100");
  EXPECT_EQ(in.sites[static_cast<std::size_t>(first.site)].id, "room-2");
  ASSERT_EQ(first.meetings.size(), 2U);
  EXPECT_EQ(first.meetings[1].stretch, (Stretch{3, 510, 570, {0, 6, 1, 0}}));
  // Then that room is taken at that time.
  EXPECT_EQ(Find(in, "class-101").meetings[0].stretch, (Stretch{4, 510, 570, {0, 5, 2, 0}}));
  EXPECT_EQ(Find(in, "class-200").meetings[0].stretch.weekday, 3);
  EXPECT_TRUE(Find(in, "class-200").resources.empty());
  EXPECT_EQ(in.sites[static_cast<std::size_t>(Find(in, "class-110").site)].id, "anywhere");
  EXPECT_EQ(in.TravelMinutes(1, 2), 20);
  EXPECT_EQ(in.TravelMinutes(2, 1), 20);
  EXPECT_EQ(in.people[0].requirements.size(), 3U);
}

TEST(Itc2019, ClassesGoTogetherAsTheConfigurationsSay) {
  const auto made = ConvertItc2019(SmallUniversity());
  ASSERT_TRUE(made.ok()) << made.status();
  const Instance& in = made->instance;
  EXPECT_EQ(Broken(in, "class-101", "class-111", "class-200"), "");
  EXPECT_EQ(Broken(in, "class-120", "none-10-2-1", "class-200"), "");
  EXPECT_EQ(Broken(in, "class-100", "class-110", "class-200"),
            "RULE_11 ");  // ten minutes for a way of twenty
  EXPECT_EQ(Broken(in, "class-101", "class-110", "class-200"), "RULE_13 ");  // another parent
  EXPECT_EQ(Broken(in, "class-120", "class-111", "class-200"), "RULE_13 ");  // another configuration
  EXPECT_EQ(Broken(in, "class-101", "none-10-2-1", "class-200"), "RULE_13 ");
  // The three have 101+111, 100+110 and 120: all of it fits.
  Plan plan;
  plan.people = {{Of(in, "class-101"), Of(in, "class-111"), Of(in, "class-200")},
                 {Of(in, "class-100"), Of(in, "class-110")},
                 {Of(in, "class-120"), Of(in, "none-10-2-1")}};
  plan.open.assign(in.offerings.size(), true);
  EXPECT_TRUE(CheckPlan(in, plan).ok());
  EXPECT_EQ(ObjectiveOf(in, plan).total, 0);
}

TEST(Itc2019, WeeksBecomeFewSeries) {
  EXPECT_EQ(SeriesOf("111111"), (std::vector<Weeks>{{0, 6, 1, 0}}));
  EXPECT_EQ(SeriesOf("010101"), (std::vector<Weeks>{{1, 6, 2, 1}}));
  EXPECT_EQ(SeriesOf("110101"), (std::vector<Weeks>{{0, 2, 1, 0}, {3, 6, 2, 1}}));
  EXPECT_TRUE(SeriesOf("0000").empty());
  Random random(3);
  for (int round = 0; round < 500; ++round) {
    std::string bits;
    for (int i = 0; i < 20; ++i) bits += random.Below(3) > 0 ? '1' : '0';
    std::string seen(bits.size(), '0');
    for (const Weeks& weeks : SeriesOf(bits)) {
      for (int week = weeks.first; week < weeks.end; ++week) {
        if ((week - weeks.phase) % weeks.every != 0) continue;
        EXPECT_EQ(seen[static_cast<std::size_t>(week)], '0') << bits;
        seen[static_cast<std::size_t>(week)] = '1';
      }
    }
    EXPECT_EQ(seen, bits);
  }
}

std::string Faults(const std::string& from, const std::string& to) {
  std::string xml = SmallUniversity();
  const std::size_t at = xml.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) xml.replace(at, from.size(), to);
  const Status status = ConvertItc2019(xml).status();
  if (status.ok()) return "OK";
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  std::string out = DetailsOf(status).violations.empty() ? DetailsOf(status).reason : "";
  for (const FieldViolation& violation : DetailsOf(status).violations) {
    out += (out.empty() ? "" : "; ") + violation.field + " " + violation.reason;
  }
  return out;
}

TEST(Itc2019, FaultsAreToldByTheirElement) {
  EXPECT_EQ(Faults("</problem>", ""), "NOT_XML");
  EXPECT_EQ(Faults("limit=\"2\"", "limit=\"two\""), "class[100].limit WRONG_TYPE");
  EXPECT_EQ(Faults("limit=\"2\"", "limit=\"-2\""), "class[100].limit OUT_OF_RANGE");
  EXPECT_EQ(Faults("class id=\"101\"", "class id=\"100\"").substr(0, 23), "class[100] DUPLICATE_ID");
  EXPECT_EQ(Faults("parent=\"101\"", "parent=\"120\""), "class[111].parent UNKNOWN_REFERENCE");
  EXPECT_EQ(Faults("days=\"1010000\"", "days=\"10100\""), "class[100].time.days WRONG_TYPE");
  EXPECT_EQ(Faults("nrDays=\"7\"", "nrDays=\"8\""), "problem.nrDays OUT_OF_RANGE");
  EXPECT_EQ(Faults("slotsPerDay=\"288\"", "slotsPerDay=\"287\""), "problem.slotsPerDay OUT_OF_RANGE");
  EXPECT_EQ(Faults("travel room=\"2\"", "travel room=\"9\""), "room[1].travel UNKNOWN_REFERENCE");
  EXPECT_EQ(Faults("<course id=\"20\"/>", "<course id=\"21\"/>"), "student-1.course UNKNOWN_REFERENCE");
  EXPECT_EQ(Faults("start=\"116\" length=\"12\"", "start=\"287\" length=\"12\""),
            "class[200].time.length OUT_OF_RANGE");
}

TEST(Itc2019, BytesChangedOrCutAreReadOrRefused) {
  const std::string good = SmallUniversity();
  Random random(5);
  for (int round = 0; round < 2000; ++round) {
    std::string xml = good;
    for (int flips = random.Below(4); flips >= 0; --flips) {
      xml[static_cast<std::size_t>(random.Below(static_cast<int>(xml.size())))] =
          static_cast<char>(random.Below(2) == 0 ? random.Below(256) : '0' + random.Below(10));
    }
    if (random.Below(3) == 0)
      xml.resize(static_cast<std::size_t>(random.Below(static_cast<int>(xml.size()))));
    const Status status = ConvertItc2019(xml).status();
    ASSERT_TRUE(status.ok() || status.code() == absl::StatusCode::kInvalidArgument) << status;
  }
}

}  // namespace
}  // namespace duaal::planner
