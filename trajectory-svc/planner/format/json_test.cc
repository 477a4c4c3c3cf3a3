#include "trajectory-svc/planner/format/json.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/generator.h"
#include "trajectory-svc/planner/random.h"
#include "trajectory-svc/planner/testing/small_instance.h"

namespace duaal::planner {
namespace {

// The block of the description that is marked with this word.
std::string Example(const std::string& word) {
  const char* root = std::getenv("DUAAL_SOURCE");
  std::ifstream file(std::string(root == nullptr ? "." : root) + "/docs/planner-format.md");
  std::ostringstream all;
  all << file.rdbuf();
  const std::string text = all.str();
  const std::string mark = "```json " + word + "\n";
  const std::size_t begin = text.find(mark);
  EXPECT_NE(begin, std::string::npos) << word;
  if (begin == std::string::npos) return "";
  const std::size_t end = text.find("```", begin + mark.size());
  return text.substr(begin + mark.size(), end - begin - mark.size());
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// What is told about the example with one text replaced: `path REASON`, separated by line ends.
std::string FaultsOf(const Status& status) {
  if (status.ok()) return "OK";
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const ErrorDetails details = DetailsOf(status);
  if (details.violations.empty()) return details.reason;
  std::string out;
  for (const FieldViolation& violation : details.violations) {
    out += (out.empty() ? "" : "\n") + violation.field + " " + violation.reason;
  }
  return out;
}

std::string InstanceFaults(const std::string& from, const std::string& to) {
  return FaultsOf(ReadInstance(Replaced(Example("instance"), from, to)).status());
}

TEST(PlannerFormat, TheExamplesOfTheDescriptionAreRead) {
  const auto instance = ReadInstance(Example("instance"));
  ASSERT_TRUE(instance.ok()) << FaultsOf(instance.status());
  ASSERT_EQ(instance->people.size(), 2U);
  EXPECT_EQ(instance->TravelMinutes(0, 1), 25);
  EXPECT_EQ(instance->people[1].reach, kMostTravel);
  EXPECT_EQ(instance->people[1].cohort, -1);
  EXPECT_EQ(instance->offerings[1].meetings[1].stretch, (Stretch{2, 570, 750, {0, 20, 2, 1}}));
  EXPECT_EQ(instance->weights.late_factor, 3);
  const auto plan = ReadPlan(*instance, Example("plan"));
  ASSERT_TRUE(plan.ok()) << FaultsOf(plan.status());
  EXPECT_EQ(plan->people[0][0], (Placement{0, 1}));
  EXPECT_EQ(plan->people[0][1], (Placement{1, 2}));
  EXPECT_EQ(plan->people[1][0], std::nullopt);
  EXPECT_TRUE(CheckPlan(*instance, *plan).ok());
  const auto certificate = ReadCertificate(*instance, Example("certificate"));
  ASSERT_TRUE(certificate.ok()) << FaultsOf(certificate.status());
  const auto verdict = Verify(*instance, *plan, *certificate);
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_GE(verdict->gap, 0);
}

TEST(PlannerFormat, WhatIsWrittenIsReadBack) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const Instance made = SmallInstance(seed);
    const std::string text = WriteInstance(made);
    const auto read = ReadInstance(text);
    ASSERT_TRUE(read.ok()) << seed << ": " << FaultsOf(read.status());
    ASSERT_EQ(WriteInstance(*read), text) << seed;
    // A difference that both writings hide would show in the costs.
    Plan plan;
    for (const Person& person : made.people) {
      plan.people.emplace_back();
      for (const Requirement& requirement : person.requirements)
        plan.people.back().push_back(requirement.published);
    }
    for (const Offering& offering : made.offerings) plan.open.push_back(offering.floor == 0);
    ASSERT_EQ(ObjectiveOf(*read, plan), ObjectiveOf(made, plan)) << seed;
    const auto plan_read = ReadPlan(*read, WritePlan(made, plan));
    ASSERT_TRUE(plan_read.ok()) << seed << ": " << FaultsOf(plan_read.status());
    ASSERT_EQ(plan_read->people, plan.people);
    ASSERT_EQ(plan_read->open, plan.open);
  }
}

TEST(PlannerFormat, AMadeRegionComesBackWithItsPlan) {
  const Generated made = Generate({1400, 3, 100});
  const std::string text = WriteInstance(made.instance);
  const auto read = ReadInstance(text);
  ASSERT_TRUE(read.ok()) << FaultsOf(read.status());
  EXPECT_EQ(WriteInstance(*read), text);
  const auto plan = ReadPlan(*read, WritePlan(made.instance, made.hidden));
  ASSERT_TRUE(plan.ok()) << FaultsOf(plan.status());
  EXPECT_EQ(plan->people, made.hidden.people);
  EXPECT_TRUE(CheckPlan(*read, *plan).ok());
  Certificate certificate = {made.instance.id, std::vector<Cost>(made.instance.resources.size()), -5};
  for (std::size_t i = 0; i < certificate.prices.size(); i += 3)
    certificate.prices[i] = static_cast<Cost>(i) * 7;
  const auto again = ReadCertificate(*read, WriteCertificate(made.instance, certificate));
  ASSERT_TRUE(again.ok()) << FaultsOf(again.status());
  EXPECT_EQ(again->prices, certificate.prices);
  EXPECT_EQ(again->bound, -5);
}

TEST(PlannerFormat, FaultsOfAnInstanceAreToldByTheirPath) {
  EXPECT_EQ(InstanceFaults("\"weeks\": 20,", ""), "weeks MISSING");
  EXPECT_EQ(InstanceFaults("\"weeks\": 20,", "\"weeks\": 20, \"colour\": 1,"), "colour UNKNOWN_FIELD");
  EXPECT_EQ(InstanceFaults("\"weeks\": 20,", "\"weeks\": 20, \"weeks\": 21,"), "weeks DUPLICATE_FIELD");
  EXPECT_EQ(InstanceFaults("\"weeks\": 20,", "\"weeks\": 0,").substr(0, 18), "weeks OUT_OF_RANGE");
  EXPECT_EQ(InstanceFaults("\"weeks\": 20,", "\"weeks\": 20.0,"), "weeks WRONG_TYPE");
  EXPECT_EQ(InstanceFaults("\"weeks\": 20,", "\"weeks\": null,"), "weeks WRONG_TYPE");
  EXPECT_EQ(InstanceFaults("\"weeks\": 20,", "\"weeks\": \"20\","), "weeks WRONG_TYPE");
  EXPECT_EQ(InstanceFaults("\"weeks\": 20,", "\"weeks\": 4294967296,"), "weeks OUT_OF_RANGE");
  EXPECT_EQ(InstanceFaults("\"weeks\": 20,", "\"weeks\": 18446744073709551615,"), "weeks OUT_OF_RANGE");
  EXPECT_EQ(InstanceFaults("\"weeks\": 20,", "\"weeks\": 99999999999999999999999,"), "weeks WRONG_TYPE");
  EXPECT_EQ(InstanceFaults("[8, 25]", "[8]"), "travel[0] WRONG_SIZE");
  EXPECT_EQ(InstanceFaults("[8, 25]", "[8, true]"), "travel[0][1] WRONG_TYPE");
  EXPECT_EQ(InstanceFaults("\"kind\": \"language\", \"site\"", "\"kind\": \"dance\", \"site\""),
            "offerings[0].kind UNKNOWN_REFERENCE");
  EXPECT_EQ(InstanceFaults("[\"kitchen-mon\"]", "[\"kitchen-sun\"]"),
            "offerings[1].meetings[0].resources[0] UNKNOWN_REFERENCE");
  EXPECT_EQ(InstanceFaults("\"start\": 810", "\"start\": 1000"),
            "offerings[1].meetings[0].stretch.end INTERVAL_REVERSED");
  EXPECT_EQ(InstanceFaults("\"end\": 20, \"every\": 2", "\"every\": 2"),
            "offerings[1].meetings[1].stretch.weeks.end MISSING");
}

TEST(PlannerFormat, FaultsOfPeopleAreToldByTheirPath) {
  EXPECT_EQ(InstanceFaults("\"unit\": \"half_days\"", "\"unit\": \"days\""), "limits[0].unit UNKNOWN_VALUE");
  EXPECT_EQ(InstanceFaults("\"type\": \"not_same_week\"", "\"type\": \"never\""),
            "rules[0].type UNKNOWN_VALUE");
  EXPECT_EQ(InstanceFaults("\"id\": \"p2\"", "\"id\": \"p1\""), "people[1].id DUPLICATE_ID");
  EXPECT_EQ(InstanceFaults("\"legal\": true", "\"legal\": 1"), "people[0].requirements[0].legal WRONG_TYPE");
  EXPECT_EQ(InstanceFaults("\"one_of\": [\"care\"]", "\"one_of\": \"care\""),
            "people[0].requirements[1].conditions[0].one_of WRONG_TYPE");
  EXPECT_EQ(InstanceFaults("\"one_of\": [\"care\"]", "\"one_of\": [3]"),
            "people[0].requirements[1].conditions[0].one_of[0] WRONG_TYPE");
  EXPECT_EQ(InstanceFaults("\"cost\": 6000", "\"cost\": -1"),
            "people[0].requirements[1].conditions[0].cost OUT_OF_RANGE");
  const std::string pin = "\"least_half_days\": 1, \"pinned\": {\"offering\": \"kitchen\", \"meetings\": ";
  EXPECT_EQ(InstanceFaults("\"least_half_days\": 1", pin + "[0]}"), "OK");
  EXPECT_EQ(InstanceFaults("\"least_half_days\": 1", pin + "[2]}"),
            "people[0].requirements[1].pinned.meetings[0] UNKNOWN_REFERENCE");
  EXPECT_EQ(InstanceFaults("\"least_half_days\": 1", pin + "[-1]}"),
            "people[0].requirements[1].pinned.meetings[0] UNKNOWN_REFERENCE");
  EXPECT_EQ(InstanceFaults("\"least_half_days\": 1", pin + "[1, 1]}"),
            "people[0].requirements[1].pinned.meetings[1] DUPLICATE_ID");
  EXPECT_EQ(InstanceFaults("{\"id\": \"p2\", \"home\": \"borne\",", "{\"home\": \"delden\", \"house\": 1,"),
            "people[1].id MISSING\npeople[1].home UNKNOWN_REFERENCE\npeople[1].house UNKNOWN_FIELD");
}

TEST(PlannerFormat, WhatIsNotJsonIsRefused) {
  const std::string good = Example("instance");
  const std::string deep(200'000, '[');
  std::string zero = good;
  zero += '\0';
  zero += "x";
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("null"), std::string("{\"weeks\": NaN}"), zero, deep,
        std::string("{\"weeks\": 1e400}"), std::string("{\"weeks\": -Infinity}"), good + "x", "\xFF" + good,
        std::string("{\"id\": \"\xC3\x28\"}"), std::string("{\"id\": \"\\ud800\"}"),
        "{\"id\":" + deep + "}"}) {
    EXPECT_EQ(FaultsOf(ReadInstance(text).status()), "NOT_JSON") << text.substr(0, 30);
  }
  std::string nested = "{\"id\":" + deep + std::string(deep.size(), ']') + "}";
  EXPECT_NE(FaultsOf(ReadInstance(nested).status()).find("id WRONG_TYPE"), std::string::npos);
}

TEST(PlannerFormat, AtMostAHundredFaultsAreTold) {
  std::string many = "\"people\": [";
  for (int i = 0; i < 300; ++i) many += "7, ";
  const auto read = ReadInstance(Replaced(Example("instance"), "\"people\": [", many));
  EXPECT_EQ(DetailsOf(read.status()).violations.size(), 100U);
}

TEST(PlannerFormat, FaultsOfPlansAndCertificatesAreTold) {
  const auto instance = ReadInstance(Example("instance"));
  ASSERT_TRUE(instance.ok());
  const std::string plan = Example("plan");
  const auto faults = [&](const std::string& from, const std::string& to) {
    return FaultsOf(ReadPlan(*instance, Replaced(plan, from, to)).status());
  };
  EXPECT_EQ(faults("\"example\"", "\"other\""), "instance OTHER_INSTANCE");
  EXPECT_EQ(faults("\"p2\"", "\"p1\""), "people[1].person DUPLICATE_ID");
  EXPECT_EQ(faults("\"p2\"", "\"p3\""), "people[1].person UNKNOWN_REFERENCE");
  EXPECT_EQ(faults("\"work\"", "\"language\""), "people[0].placements[1].requirement DUPLICATE_ID");
  EXPECT_EQ(faults("\"work\"", "\"play\""), "people[0].placements[1].requirement UNKNOWN_REFERENCE");
  EXPECT_EQ(faults("[1]", "[9]"), "people[0].placements[1].meetings[0] UNKNOWN_REFERENCE");
  EXPECT_EQ(faults("\"people\"", "\"closed\": [\"class-a\"], \"people\""), "closed[0] NO_FLOOR");
  EXPECT_EQ(faults("\"people\"", "\"closed\": [\"kitchen\"], \"people\""), "OK");
  EXPECT_EQ(faults("\"people\"", "\"objective\": {\"total\": 1, \"joy\": 2}, \"people\""),
            "objective.joy UNKNOWN_FIELD");
  const auto priced = [&](const std::string& prices) {
    return FaultsOf(
        ReadCertificate(*instance, "{\"instance\": \"example\", \"bound\": 1, \"prices\": " + prices + "}")
            .status());
  };
  EXPECT_EQ(priced("{}"), "OK");
  EXPECT_EQ(priced("{\"class-a\": -1}"), "prices.class-a OUT_OF_RANGE");
  EXPECT_EQ(priced("{\"class-a\": 1, \"class-a\": 1}"), "prices.class-a DUPLICATE_FIELD");
  EXPECT_EQ(priced("{\"class-b\": 1}"), "prices.class-b UNKNOWN_REFERENCE");
  EXPECT_EQ(priced("[]"), "prices WRONG_TYPE");
}

// Reads anything; only the two answers of the contract will do.
void ReadAll(const Instance& instance, const std::string& text) {
  for (const Status& status : {ReadInstance(text).status(), ReadPlan(instance, text).status(),
                               ReadCertificate(instance, text).status()}) {
    ASSERT_TRUE(status.ok() || status.code() == absl::StatusCode::kInvalidArgument) << status;
    ASSERT_LE(DetailsOf(status).violations.size(), 100U);
  }
}

TEST(PlannerFormat, AFileCutAnywhereIsRefused) {
  const auto instance = ReadInstance(Example("instance"));
  ASSERT_TRUE(instance.ok());
  const std::string text = WriteInstance(*instance);
  for (std::size_t size = 0; size < text.size(); ++size) {
    ASSERT_EQ(FaultsOf(ReadInstance(std::string_view(text).substr(0, size)).status()), "NOT_JSON") << size;
  }
}

TEST(PlannerFormat, FilesWithBytesChangedAreReadOrRefused) {
  Random random(7);
  for (int round = 0; round < 3000; ++round) {
    const Instance instance = SmallInstance(static_cast<std::uint64_t>(round % 50));
    Plan plan;
    for (const Person& person : instance.people) plan.people.emplace_back(person.requirements.size());
    plan.open.assign(instance.offerings.size(), true);
    std::string text = round % 3 == 0   ? WritePlan(instance, plan)
                       : round % 3 == 1 ? WriteInstance(instance)
                                        : WriteCertificate(instance, {instance.id, {5}, 1});
    for (int flips = 1 + random.Below(4); flips > 0; --flips) {
      const auto at = static_cast<std::size_t>(random.Below(static_cast<int>(text.size())));
      // Half of them keep it JSON more often: a digit, a quote, a bracket or a letter.
      static constexpr std::string_view kLikely = "0123456789-{}[]\",:ae.";
      text[at] = random.Below(2) == 0
                     ? static_cast<char>(random.Below(256))
                     : kLikely[static_cast<std::size_t>(random.Below(static_cast<int>(kLikely.size())))];
    }
    ReadAll(instance, text);
  }
}

}  // namespace
}  // namespace duaal::planner
