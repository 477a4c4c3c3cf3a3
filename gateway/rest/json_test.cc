#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "chassis/testing/status_matchers.h"
#include "gateway/rest/json_reader.h"
#include "gateway/rest/json_writer.h"
#include "gateway/testing/demo_catalogue.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace duaal::gateway::rest {
namespace {

using google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class JsonTest : public ::testing::Test {
 protected:
  JsonTest()
      : catalogue_(testing::Demo()),
        shape_(*catalogue_->Find("duaal.demo.v1.ThingService/GetThing")->output) {}

  std::unique_ptr<Message> New() const { return std::unique_ptr<Message>(shape_.prototype->New()); }

  // Reads JSON that holds no fault; gives the message as text format on one line.
  std::string Read(const std::string& json) const {
    const auto message = New();
    Violations violations;
    ReadJson(json, shape_, message.get(), &violations);
    EXPECT_THAT(violations.ToStatus(), duaal::testing::IsOk()) << json;
    google::protobuf::TextFormat::Printer printer;
    printer.SetSingleLineMode(true);
    std::string text;
    printer.PrintToString(*message, &text);
    if (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
  }

  // `path REASON` of each fault.
  std::vector<std::string> Faults(const std::string& json) const {
    const auto message = New();
    Violations violations;
    ReadJson(json, shape_, message.get(), &violations);
    std::vector<std::string> faults;
    for (const FieldViolation& violation : violations.list()) {
      faults.push_back(violation.field + " " + violation.reason);
    }
    return faults;
  }

  std::string Write(const std::string& text) const {
    const auto message = New();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, message.get())) << text;
    std::string out;
    WriteJson(shape_, *message, &out);
    return out;
  }

  std::unique_ptr<Catalogue> catalogue_;
  const Shape& shape_;
};

TEST_F(JsonTest, ReadsEveryKindOfField) {
  EXPECT_EQ(
      Read(R"({"displayName":"Pen é\n","itemCount":3,"totalCents":"-9007199254740993","small":4294967295,)"
           R"("large":"18446744073709551615","ratio":0.5,"weight":1.5,"active":true,"kind":"KIND_RED",)"
           R"("data":"AAEC/w==","tags":["a","b"],"kinds":["KIND_BLUE",1],"maybe":0,"round":"yes"})"),
      "display_name: \"Pen \\303\\251\\n\" item_count: 3 total_cents: -9007199254740993 small: 4294967295 "
      "large: 18446744073709551615 ratio: 0.5 weight: 1.5 active: true kind: KIND_RED "
      "data: \"\\000\\001\\002\\377\" tags: \"a\" tags: \"b\" round: \"yes\" maybe: 0 kinds: KIND_BLUE "
      "kinds: KIND_RED");
  EXPECT_EQ(
      Read(R"({"createTime":"2026-11-22T09:30:00.5+01:00","length":"3.5s","part":{"label":"x","size":1},)"
           R"("parts":[{"label":"y"},{}],"marks":{"a":1},"partsByNumber":{"7":{"size":2}}})"),
      "marks { key: \"a\" value: 1 } parts_by_number { key: 7 value { size: 2 } } "
      "create_time { seconds: 1795336200 nanos: 500000000 } length { seconds: 3 nanos: 500000000 } "
      "part { label: \"x\" size: 1 } parts { label: \"y\" } parts { }");
}

TEST_F(JsonTest, AcceptsTheFormsThatProto3JsonAllows) {
  EXPECT_EQ(Read(R"({"display_name":"snake"})"), "display_name: \"snake\"");
  EXPECT_EQ(Read(R"({"itemCount":"5","totalCents":12,"small":1.0,"large":1e3,"ratio":"0.25","kind":2})"),
            "item_count: 5 total_cents: 12 small: 1 large: 1000 ratio: 0.25 kind: KIND_BLUE");
  EXPECT_EQ(Read(R"({"data":"_-8"})"), "data: \"\\377\\357\"") << "URL-safe, without padding";
  EXPECT_EQ(Read(R"({"displayName":null,"tags":null,"part":null,"kind":null})"), "") << "null is not set";
  EXPECT_EQ(Read(" {\n} "), "");
}

TEST_F(JsonTest, NamesAllFaultsAtOnceWithTheirPaths) {
  EXPECT_THAT(
      Faults(R"({"nonsense":1,"itemCount":"many","active":"true","kind":"KIND_GREEN","tags":["a",5,null],)"
             R"("parts":[{"label":"x"},{"colour":1,"size":[]}],"marks":{"m":"x"},"createTime":"yesterday",)"
             R"("data":"%%","part":7,"child":{"child":{"displayName":{}}}})"),
      ElementsAre("nonsense UNKNOWN_FIELD", "itemCount WRONG_TYPE", "active WRONG_TYPE", "kind UNKNOWN_VALUE",
                  "tags[1] WRONG_TYPE", "tags[2] WRONG_TYPE", "parts[1].colour UNKNOWN_FIELD",
                  "parts[1].size WRONG_TYPE", "marks.m WRONG_TYPE", "createTime BAD_FORMAT",
                  "data BAD_FORMAT", "part WRONG_TYPE", "child.child.displayName WRONG_TYPE"));
}

TEST_F(JsonTest, RefusesNumbersThatDoNotFit) {
  EXPECT_THAT(Faults(R"({"itemCount":2147483648,"totalCents":"9223372036854775808","small":-1,"large":-1,)"
                     R"("weight":1e39,"kind":99})"),
              ElementsAre("itemCount OUT_OF_RANGE", "totalCents WRONG_TYPE", "small OUT_OF_RANGE",
                          "large OUT_OF_RANGE", "weight OUT_OF_RANGE", "kind UNKNOWN_VALUE"));
  EXPECT_THAT(Faults(R"({"itemCount":1.5,"totalCents":1e30,"ratio":"NaN"})"),
              ElementsAre("itemCount WRONG_TYPE", "totalCents OUT_OF_RANGE", "ratio OUT_OF_RANGE"));
}

TEST_F(JsonTest, RefusesWhatIsNotJsonInUtf8) {
  const std::vector<std::string> broken = {
      "",
      "{",
      "{}x",
      "[",
      "nul",
      "{\"displayName\":\"a",
      "{'displayName':'a'}",
      "{\"displayName\":\"a\",}",
      "{\"displayName\":\"\xC3\x28\"}",          // a broken sequence
      "{\"displayName\":\"\xC0\xAF\"}",          // overlong
      "{\"displayName\":\"\xED\xA0\x80\"}",      // a surrogate
      "{\"displayName\":\"\xF4\x90\x80\x80\"}",  // beyond Unicode
      "{\"displayName\":\"\\ud800\"}",           // half a pair
      "{\"displayName\":\"\\ud800\\u0041\"}",
      "{\"display\xFFName\":1}",
      "{\"displayName\":\"line\nbreak\"}",
      std::string("{}\0{}", 5),
      "\xEF\xBB\xBF{}",
      "{\"ratio\":1e999}",
      "{\"ratio\":NaN}",
      "{\"itemCount\":01}",
  };
  for (const std::string& json : broken) EXPECT_THAT(Faults(json), ElementsAre(" MALFORMED_JSON")) << json;
}

TEST_F(JsonTest, RefusesAnythingButAnObject) {
  for (const char* json : {"[]", "1", "null", "\"text\"", "true"}) {
    EXPECT_THAT(Faults(json), ElementsAre(" WRONG_TYPE")) << json;
  }
}

TEST_F(JsonTest, RefusesNamesThatStandTwice) {
  EXPECT_THAT(Faults(R"({"displayName":"a","display_name":"b"})"),
              ElementsAre("displayName DUPLICATE_FIELD"));
  EXPECT_THAT(Faults(R"({"marks":{"a":1,"a":2}})"), ElementsAre("marks.a DUPLICATE_FIELD"));
  EXPECT_THAT(Faults(R"({"round":"x","edges":3})"), ElementsAre("edges DUPLICATE_FIELD"));
}

TEST_F(JsonTest, BoundsNesting) {
  std::string deep;
  std::string end;
  for (int i = 0; i < 40; ++i) {
    deep += R"({"child":)";
    end += '}';
  }
  const std::vector<std::string> faults = Faults(deep + "{}" + end);
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_THAT(faults.front(), HasSubstr("TOO_DEEP"));
  // A megabyte of brackets must neither crash nor be accepted.
  EXPECT_THAT(Faults(std::string(1 << 20, '[')), ElementsAre(" MALFORMED_JSON"));
  EXPECT_THAT(Faults(R"({"x":)" + std::string(400'000, '[') + std::string(400'000, ']') + "}"),
              ElementsAre("x UNKNOWN_FIELD"));
}

TEST_F(JsonTest, TellsNoMoreThanAHundredFaults) {
  std::string json = R"({"tags":[)";
  for (int i = 0; i < 5000; ++i) json += "1,";
  json += "1]}";
  EXPECT_THAT(Faults(json), SizeIs(kViolationsMost));
}

TEST_F(JsonTest, CutsAndCleansNamesThatItShows) {
  const std::vector<std::string> faults = Faults("{\"" + std::string(500, 'x') + "\":1,\"a\\nb\":1}");
  EXPECT_THAT(faults, ElementsAre(std::string(64, 'x') + " UNKNOWN_FIELD", "a?b UNKNOWN_FIELD"));
}

TEST_F(JsonTest, RefusesNulInTexts) {
  EXPECT_THAT(Faults(R"({"displayName":"a\u0000b"})"), ElementsAre("displayName BAD_FORMAT"));
}

TEST_F(JsonTest, ReadsOnlyRealInstants) {
  for (const char* good : {"2026-11-22T09:30:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z",
                           "2024-02-29T00:00:00-11:30"}) {
    EXPECT_THAT(Faults(R"({"createTime":")" + std::string(good) + "\"}"), IsEmpty()) << good;
  }
  for (const char* bad : {"2026-11-22", "2026-11-22T09:30Z", "2026-11-22t09:30:00z", "2026-02-29T00:00:00Z",
                          "2026-11-22T24:00:00Z", "2026-11-22T09:30:00", "2026-11-22T09:30:00-00:00",
                          "2026-11-22T09:30:00.1234567890Z", "2026-11-22 09:30:00Z", "0000-01-01T00:00:00Z",
                          "9999-12-31T23:59:59-01:00", "2026-13-01T00:00:00Z", ""}) {
    EXPECT_THAT(Faults(R"({"createTime":")" + std::string(bad) + "\"}"), ElementsAre("createTime BAD_FORMAT"))
        << bad;
  }
}

TEST_F(JsonTest, GathersTheFieldsThatAPatchNames) {
  const auto message = New();
  Violations violations;
  std::vector<std::string> present;
  ReadJson(
      R"({"id":"x","etag":"\"1\"","displayName":null,"part":{"size":1},"tags":[],"marks":{},"createTime":null})",
      shape_, message.get(), &violations, &present);
  EXPECT_THAT(present, ElementsAre("display_name", "part.size", "tags", "marks"));
}

TEST_F(JsonTest, WritesAStableShape) {
  EXPECT_EQ(Write(""),
            R"({"itemCount":0,"totalCents":"0","small":0,"large":"0","ratio":0,"weight":0,"active":false,)"
            R"("tags":[],"marks":{},"partsByNumber":{},"parts":[],"kinds":[]})");
}

TEST_F(JsonTest, WritesEveryKindOfField) {
  const std::string json = Write(R"(
      id: "i" display_name: "a\"b\\\n\t\001é" total_cents: -5 large: 18446744073709551615 ratio: 0.1 weight: 0.1
      active: true kind: KIND_BLUE data: "\000\377" tags: "x" marks { key: "b" value: 2 } marks { key: "a" value: 1 }
      parts_by_number { key: 7 value { label: "p" } } create_time { seconds: 1795336200 nanos: 120000000 }
      length { seconds: -1 } part { size: 2 } edges: 0 maybe: 0 etag: "\"3\"" kinds: KIND_RED)");
  EXPECT_THAT(json, HasSubstr(R"("displayName":"a\"b\\\n\t\u0001é")"));
  EXPECT_THAT(json, HasSubstr(R"("totalCents":"-5")"));
  EXPECT_THAT(json, HasSubstr(R"("large":"18446744073709551615","ratio":0.1,"weight":0.1,"active":true)"));
  EXPECT_THAT(json, HasSubstr(R"("kind":"KIND_BLUE","data":"AP8=","tags":["x"],"marks":{"a":1,"b":2})"));
  EXPECT_THAT(json, HasSubstr(R"("partsByNumber":{"7":{"label":"p","size":0}})"));
  EXPECT_THAT(json, HasSubstr(R"("createTime":"2026-11-22T08:30:00.120Z","length":"-1s","part":{"size":2})"));
  EXPECT_THAT(json, HasSubstr(R"("edges":0,"maybe":0,"etag":"\"3\"","kinds":["KIND_RED"])"));
}

TEST_F(JsonTest, NeverWritesWhatOnlyARequestMayCarry) {
  EXPECT_THAT(Write(R"(secret: "123456782" child { secret: "123456782" })"), Not(HasSubstr("123456782")));
}

TEST_F(JsonTest, WritesWhatItReads) {
  const std::string json = Write(R"(
      display_name: "ሀ 😀" item_count: 3 total_cents: 9007199254740993 ratio: 1e-7 data: "abc" kind: KIND_RED
      marks { key: "\"" value: -1 } create_time { seconds: -1 nanos: 1 } child { child { parts { label: "z" } } })");
  const auto message = New();
  Violations violations;
  ReadJson(json, shape_, message.get(), &violations);
  EXPECT_THAT(violations.ToStatus(), duaal::testing::IsOk());
  std::string again;
  WriteJson(shape_, *message, &again);
  EXPECT_EQ(again, json);
}

// Whatever stands in a body, reading it ends in a message or in faults.
TEST_F(JsonTest, SurvivesRandomChangesOfABody) {
  const std::string seed =
      R"({"displayName":"Pen","itemCount":3,"totalCents":"12","tags":["a"],"marks":{"a":1},"part":{"label":"x"},)"
      R"("createTime":"2026-11-22T09:30:00Z","kind":"KIND_RED","child":{"parts":[{"size":1}]}})";
  std::mt19937 random(20261122);
  std::uniform_int_distribution<std::size_t> place(0, seed.size() - 1);
  std::uniform_int_distribution<int> byte(0, 255);
  for (int round = 0; round < 20'000; ++round) {
    std::string json = seed;
    for (int change = 0; change <= round % 4; ++change) json[place(random)] = static_cast<char>(byte(random));
    const auto message = New();
    Violations violations;
    ReadJson(json, shape_, message.get(), &violations);
    if (!violations.empty()) continue;
    std::string bytes;
    EXPECT_TRUE(message->SerializeToString(&bytes)) << json;
    const auto parsed = New();
    EXPECT_TRUE(parsed->ParseFromString(bytes)) << json;
  }
}

}  // namespace
}  // namespace duaal::gateway::rest
