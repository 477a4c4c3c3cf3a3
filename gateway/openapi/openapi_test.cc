#include "gateway/openapi/openapi.h"

#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "chassis/testing/status_matchers.h"
#include "gateway/testing/demo_catalogue.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"
#include "rapidjson/pointer.h"

namespace duaal::gateway::openapi {
namespace {

using ::testing::HasSubstr;
using Value = rapidjson::Value;

rapidjson::Document Parse(const std::string& text) {
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  EXPECT_TRUE(document.IsObject());
  return document;
}

const Value& At(const rapidjson::Document& document, const std::string& pointer) {
  static const Value kNothing;
  const Value* found = rapidjson::Pointer(pointer.data(), pointer.size()).Get(document);
  EXPECT_NE(found, nullptr) << pointer;
  return found == nullptr ? kNothing : *found;
}

// Calls `visit` for every object below `value`.
void Walk(const Value& value, const std::function<void(const Value&)>& visit) {
  if (value.IsArray()) {
    for (const Value& item : value.GetArray()) Walk(item, visit);
  }
  if (!value.IsObject()) return;
  visit(value);
  for (const auto& member : value.GetObject()) Walk(member.value, visit);
}

void ExpectReferencesHold(const rapidjson::Document& document) {
  Walk(document, [&](const Value& object) {
    if (!object.HasMember("$ref") || !object["$ref"].IsString()) return;
    const std::string reference = object["$ref"].GetString();
    ASSERT_EQ(reference.substr(0, 2), "#/");
    EXPECT_NE(rapidjson::Pointer(reference.substr(1).c_str()).Get(document), nullptr) << reference;
  });
}

class OpenapiTest : public ::testing::Test {
 protected:
  OpenapiTest() : catalogue_(gateway::testing::Demo()), router_(*rest::Router::Make(*catalogue_)) {
    document_ = Parse(Document(*router_, "1.2.3"));
  }

  std::unique_ptr<Catalogue> catalogue_;
  std::unique_ptr<rest::Router> router_;
  rapidjson::Document document_;
};

TEST_F(OpenapiTest, HoldsEveryRestForm) {
  EXPECT_STREQ(At(document_, "/info/version").GetString(), "1.2.3");
  EXPECT_STREQ(At(document_, "/servers/0/url").GetString(), "/v1");
  EXPECT_STREQ(At(document_, "/paths/~1things/get/operationId").GetString(), "listThings");
  EXPECT_STREQ(At(document_, "/paths/~1all-things/get/operationId").GetString(), "listThings2");
  EXPECT_STREQ(At(document_, "/paths/~1things~1{id}/get/summary").GetString(), "Returns a thing");
  EXPECT_STREQ(At(document_, "/paths/~1things~1{id}/patch/operationId").GetString(), "updateThing");
  EXPECT_STREQ(At(document_, "/paths/~1things/post/x-permission").GetString(), "things.write");
  EXPECT_TRUE(At(document_, "/paths").HasMember("/openapi.json"));
  EXPECT_FALSE(At(document_, "/paths").HasMember("/peek"));
  ExpectReferencesHold(document_);
}

TEST_F(OpenapiTest, TellsHowFieldsBehave) {
  const std::string thing = "/components/schemas/Thing";
  EXPECT_STREQ(At(document_, thing + "/required/0").GetString(), "displayName");
  EXPECT_EQ(At(document_, thing + "/properties/displayName/maxLength").GetInt(), 20);
  EXPECT_EQ(At(document_, thing + "/properties/itemCount/maximum").GetInt(), 9);
  EXPECT_STREQ(At(document_, thing + "/properties/totalCents/type").GetString(), "string");
  EXPECT_STREQ(At(document_, thing + "/properties/startDate/format").GetString(), "date");
  EXPECT_STREQ(At(document_, thing + "/properties/createTime/format").GetString(), "date-time");
  EXPECT_TRUE(At(document_, thing + "/properties/id/readOnly").GetBool());
  EXPECT_TRUE(At(document_, thing + "/properties/secret/writeOnly").GetBool());
  EXPECT_STREQ(At(document_, thing + "/properties/secret/x-sensitivity").GetString(), "bsn");
  EXPECT_EQ(At(document_, thing + "/properties/tags/maxItems").GetInt(), 5);
  EXPECT_STREQ(At(document_, thing + "/properties/child/allOf/0/$ref").GetString(),
               "#/components/schemas/Thing");
  EXPECT_EQ(At(document_, "/components/schemas/Kind/enum").Size(), 2U) << "not set is no value";
  EXPECT_FALSE(At(document_, "/components/schemas/ThingUpdate").HasMember("required"));
}

TEST_F(OpenapiTest, LeavesOutOfABodyWhatPathAndHeadersCarry) {
  EXPECT_STREQ(
      At(document_, "/paths/~1things~1{id}~1name/post/requestBody/content/application~1json/schema/$ref")
          .GetString(),
      "#/components/schemas/NameThingRequest");
  const Value& properties = At(document_, "/components/schemas/NameThingRequest/properties");
  EXPECT_TRUE(properties.HasMember("newName"));
  EXPECT_EQ(properties.MemberCount(), 1U);
}

TEST_F(OpenapiTest, TellsWhichErrorsFit) {
  const Value& update = At(document_, "/paths/~1things~1{id}/patch/responses");
  for (const char* code : {"200", "400", "401", "403", "404", "409", "412", "413", "429", "503"}) {
    EXPECT_TRUE(update.HasMember(code)) << code;
  }
  const Value& time = At(document_, "/paths/~1time/get/responses");
  EXPECT_FALSE(time.HasMember("401"));
  EXPECT_TRUE(At(document_, "/paths/~1time/get/security").Empty());
  EXPECT_TRUE(At(document_, "/paths/~1things/post/responses/201/headers").HasMember("Location"));
}

TEST_F(OpenapiTest, IsTheSameEachTime) {
  EXPECT_EQ(Document(*router_, "1.2.3"), Document(*router_, "1.2.3"));
}

// The contract of the services themselves.
TEST(OpenapiOfServicesTest, CanBeMade) {
  const char* build = std::getenv("DUAAL_BUILD");
  ASSERT_NE(build, nullptr) << "set by ctest";
  ASSERT_OK_AND_ASSIGN(const auto catalogue, Catalogue::FromFile(std::string(build) + "/duaal.protoset"));
  ASSERT_OK_AND_ASSIGN(const auto router, rest::Router::Make(*catalogue));
  const std::string text = Document(*router, "0.1.0");
  const rapidjson::Document document = Parse(text);
  ExpectReferencesHold(document);
  EXPECT_TRUE(At(document, "/components/schemas/Participant/properties/bsn/writeOnly").GetBool());
  // Here for the linter of the API Design Rules.
  std::ofstream(std::string(build) + "/openapi.json") << text;
}

}  // namespace
}  // namespace duaal::gateway::openapi
