#include <cstdlib>
#include <string>

#include "gtest/gtest.h"
#include "rapidjson/document.h"
#include "trajectory-svc/planner/format/json.h"
#include "trajectory-svc/planner/tool/report.h"
#include "trajectory-svc/planner/tool/verbs.h"

namespace duaal::planner::tool {
namespace {

class Tool : public testing::Test {
 protected:
  void SetUp() override {
    settings_.json = true;
    settings_.generate = {60, 5, 200};
    settings_.out = settings_.instance = File("instance.json");
    settings_.hidden = File("hidden.json");
    ASSERT_EQ(Told(RunGenerate(settings_))["people"].GetInt(), 60);
  }

  static std::string File(const std::string& name) { return testing::TempDir() + "/duaal-plan-" + name; }

  // What a verb prints as JSON, be it its report or its error.
  rapidjson::Document Told(const Status& status) {
    exit_ = status.ok() ? kDone : kBadInput;
    if (!status.ok()) {
      testing::internal::GetCapturedStdout();
      testing::internal::CaptureStdout();
      exit_ = Tell(status, true);
    }
    rapidjson::Document document;
    document.Parse(testing::internal::GetCapturedStdout().c_str());
    testing::internal::CaptureStdout();
    EXPECT_FALSE(document.HasParseError());
    return document;
  }

  Tool() { testing::internal::CaptureStdout(); }
  ~Tool() override { testing::internal::GetCapturedStdout(); }

  Settings settings_;
  int exit_ = -1;
};

TEST_F(Tool, AHiddenPlanPassesTheCheck) {
  settings_.plan = settings_.hidden;
  const auto told = Told(RunCheck(settings_));
  EXPECT_EQ(exit_, kDone);
  EXPECT_EQ(told["legal_count"].GetInt() + told["other_count"].GetInt(), 0);
}

TEST_F(Tool, WhatIsSolvedIsVerified) {
  settings_.out = settings_.plan = File("plan.json");
  settings_.certificate = File("certificate.json");
  settings_.swaps = 50'000;
  settings_.moves = 1000;
  const auto solved = Told(RunSolve(settings_));
  ASSERT_EQ(exit_, kDone);
  const auto verified = Told(RunVerify(settings_));
  ASSERT_EQ(exit_, kDone);
  EXPECT_EQ(verified["total"].GetInt64(), solved["total"].GetInt64());
  EXPECT_GE(verified["bound"].GetInt64(), solved["bound"].GetInt64());
  EXPECT_GE(verified["gap"].GetInt64(), 0);
}

TEST_F(Tool, ACertificateThatClaimsTooMuchIsRefused) {
  settings_.plan = settings_.hidden;
  settings_.certificate = File("claim.json");
  ASSERT_TRUE(WriteWhole(settings_.certificate,
                         R"({"instance": "made-60-5-200", "bound": 999999999999, "prices": {}})")
                  .ok());
  EXPECT_STREQ(Told(RunVerify(settings_))["error"].GetString(), "BOUND_NOT_PROVEN");
  EXPECT_EQ(exit_, kNo);
}

TEST_F(Tool, APlanThatBreaksRulesIsToldByItsPaths) {
  settings_.plan = File("broken.json");
  // Nobody has another person's coach.
  ASSERT_TRUE(WriteWhole(settings_.plan, R"({"instance": "made-60-5-200", "people": [{"person": "person-0",
      "placements": [{"requirement": "language", "offering": "coaching-0-0", "meetings": [0]}]}]})")
                  .ok());
  const auto told = Told(RunCheck(settings_));
  EXPECT_STREQ(told["error"].GetString(), "RULES_BROKEN");
  EXPECT_STREQ(told["violations"][0]["field"].GetString(), "people[0].requirements[0]");
  EXPECT_EQ(exit_, kNo);
}

TEST_F(Tool, TheBestWeeksComeCheapestFirst) {
  settings_.person = "person-2";
  settings_.count = 4;
  const auto told = Told(RunWeek(settings_));
  const auto& weeks = told["weeks"];
  ASSERT_GT(weeks.Size(), 0U);
  for (rapidjson::SizeType i = 1; i < weeks.Size(); ++i) {
    EXPECT_LE(weeks[i - 1]["cost"].GetInt64(), weeks[i]["cost"].GetInt64());
  }
  settings_.person = "nobody";
  EXPECT_STREQ(Told(RunWeek(settings_))["error"].GetString(), "UNKNOWN_PERSON");
  EXPECT_EQ(exit_, kBadInput);
}

TEST_F(Tool, WhoHasEverythingNeedsNoExplanation) {
  settings_.plan = settings_.hidden;
  settings_.person = "person-3";
  EXPECT_TRUE(Told(RunExplain(settings_))["possible"].GetBool());
}

TEST_F(Tool, WhatIsInTheWayIsToldInWordsWithItsRemedies) {
  // The best week for the first person and nothing for the rest leaves no reason; full seats do.
  auto instance = ReadInstance(*ReadWhole(settings_.instance));
  ASSERT_TRUE(instance.ok());
  for (Resource& resource : instance->resources) resource.seats = 0;
  ASSERT_TRUE(WriteWhole(settings_.instance, WriteInstance(*instance)).ok());
  settings_.plan = File("empty.json");
  ASSERT_TRUE(WriteWhole(settings_.plan, R"({"instance": "made-60-5-200", "people": []})").ok());
  settings_.person = "person-3";
  const auto told = Told(RunExplain(settings_));
  ASSERT_EQ(exit_, kDone);
  EXPECT_FALSE(told["possible"].GetBool());
  EXPECT_GE(told["conflicts"].Size(), 1U);
}

TEST_F(Tool, ARepairChangesThoseWhoAreHit) {
  auto instance = ReadInstance(*ReadWhole(settings_.instance));
  ASSERT_TRUE(instance.ok());
  const auto hidden = ReadPlan(*instance, *ReadWhole(settings_.hidden));
  ASSERT_TRUE(hidden.ok());
  const int cancelled = (*hidden).people[0][0]->offering;
  instance->offerings[static_cast<std::size_t>(cancelled)].closed = true;
  ASSERT_TRUE(WriteWhole(settings_.instance, WriteInstance(*instance)).ok());
  settings_.plan = settings_.hidden;
  settings_.out = File("repaired.json");
  settings_.bound = true;
  const auto told = Told(RunRepair(settings_));
  ASSERT_EQ(exit_, kDone);
  EXPECT_GE(told["changed"].GetInt(), told["bound_changed"].GetInt());
  EXPECT_GE(told["unplaced"].GetInt(), told["bound_unplaced"].GetInt());
  EXPECT_GE(told["total"].GetInt64(), told["bound_total"].GetInt64());
  EXPECT_GE(told["hit"].GetInt(), 1);
  EXPECT_GE(told["changed"].GetInt(), told["least_changed"].GetInt());
  EXPECT_EQ(static_cast<int>(told["changes"].Size()), told["changed"].GetInt());
  settings_.plan = settings_.out;
  Told(RunCheck(settings_));
  EXPECT_EQ(exit_, kDone);
}

TEST_F(Tool, FilesThatCannotBeReadOrWrittenAreTold) {
  for (const std::string& path : {File("nothing-here"), testing::TempDir()}) {
    settings_.instance = path;
    EXPECT_STREQ(Told(RunWeek(settings_))["error"].GetString(), "FILE") << path;
    EXPECT_EQ(exit_, kNoFile);
  }
  settings_.out = File("no-such-folder") + "/x.json";
  EXPECT_STREQ(Told(RunGenerate(settings_))["error"].GetString(), "FILE");
  EXPECT_EQ(exit_, kNoFile);
}

TEST_F(Tool, AProblemOfTheCompetitionIsConverted) {
  const char* root = std::getenv("DUAAL_SOURCE");
  settings_.xml =
      std::string(root == nullptr ? "." : root) + "/trajectory-svc/planner/testdata/small-university.xml";
  settings_.out = File("university.json");
  EXPECT_EQ(Told(RunConvert(settings_))["classes"].GetInt(), 6);
}

TEST(Points, AreThousandthsWithSign) {
  EXPECT_EQ(Points(12345), "12.345");
  EXPECT_EQ(Points(-5), "-0.005");
  EXPECT_EQ(Points(0), "0.000");
}

}  // namespace
}  // namespace duaal::planner::tool
