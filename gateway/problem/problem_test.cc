#include "gateway/problem/problem.h"

#include <string>

#include "gateway/http/url.h"
#include "gateway/site/site.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"

namespace duaal::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

rapidjson::Document Parse(const http::Response& response) {
  rapidjson::Document document;
  document.Parse(response.body.data(), response.body.size());
  EXPECT_TRUE(document.IsObject()) << response.body;
  return document;
}

std::string HeaderOf(const http::Response& response, const std::string& name) {
  for (const http::Header& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

TEST(ProblemTest, MapsEveryCodeToHttp) {
  const auto http = [](absl::StatusCode code) { return HttpStatusOf(Error(code, "REASON", "Do this.")); };
  EXPECT_EQ(http(absl::StatusCode::kInvalidArgument), 400);
  EXPECT_EQ(http(absl::StatusCode::kOutOfRange), 400);
  EXPECT_EQ(http(absl::StatusCode::kUnauthenticated), 401);
  EXPECT_EQ(http(absl::StatusCode::kPermissionDenied), 403);
  EXPECT_EQ(http(absl::StatusCode::kNotFound), 404);
  EXPECT_EQ(http(absl::StatusCode::kAlreadyExists), 409);
  EXPECT_EQ(http(absl::StatusCode::kFailedPrecondition), 409);
  EXPECT_EQ(http(absl::StatusCode::kAborted), 409);
  EXPECT_EQ(http(absl::StatusCode::kResourceExhausted), 429);
  EXPECT_EQ(http(absl::StatusCode::kCancelled), 499);
  EXPECT_EQ(http(absl::StatusCode::kUnimplemented), 501);
  EXPECT_EQ(http(absl::StatusCode::kUnavailable), 503);
  EXPECT_EQ(http(absl::StatusCode::kDeadlineExceeded), 504);
  EXPECT_EQ(http(absl::StatusCode::kInternal), 500);
  EXPECT_EQ(http(absl::StatusCode::kDataLoss), 500);
  EXPECT_EQ(HttpStatusOf(EtagMismatch()), 412);
}

TEST(ProblemTest, TellsReasonTraceAndFaults) {
  const Status status = Error(absl::StatusCode::kInvalidArgument, "INVALID_FIELDS", "Correct the \"fields\".",
                              {}, {{"a.b", "REQUIRED", "Give a value."}, {"c", "TOO_LONG", "Use less."}});
  const http::Response response = ToResponse(ProblemOf(status), "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(HeaderOf(response, "Content-Type"), "application/problem+json");
  const rapidjson::Document document = Parse(response);
  EXPECT_STREQ(document["type"].GetString(), "urn:duaal:problem:invalid-fields");
  EXPECT_STREQ(document["title"].GetString(), "Bad Request");
  EXPECT_EQ(document["status"].GetInt(), 400);
  EXPECT_STREQ(document["detail"].GetString(), "Correct the \"fields\".");
  EXPECT_STREQ(document["reason"].GetString(), "INVALID_FIELDS");
  EXPECT_STREQ(document["traceId"].GetString(), "0af7651916cd43dd8448eb211c80319c");
  ASSERT_EQ(document["invalidParams"].Size(), 2U);
  EXPECT_STREQ(document["invalidParams"][0]["name"].GetString(), "a.b");
  EXPECT_STREQ(document["invalidParams"][1]["reason"].GetString(), "TOO_LONG");
  EXPECT_FALSE(document.HasMember("instance"));
}

TEST(ProblemTest, KeepsTheInsideInside) {
  for (const Status& status : {Status(absl::StatusCode::kUnavailable, "connect to ipv4:10.0.0.7:7101 failed"),
                               Status(absl::StatusCode::kUnknown, "SELECT bsn FROM 10.0.0.7"),
                               Error(absl::StatusCode::kInternal, "SQL", "table 10.0.0.7"),
                               Error(absl::StatusCode::kDataLoss, "ROW", "10.0.0.7")}) {
    const http::Response response = ToResponse(ProblemOf(status), "t");
    EXPECT_THAT(response.body, Not(HasSubstr("10.0.0.7"))) << status;
  }
  EXPECT_STREQ(
      Parse(ToResponse(ProblemOf(Status(absl::StatusCode::kUnavailable, "x")), "t"))["reason"].GetString(),
      "UNAVAILABLE");
}

TEST(ProblemTest, SaysHowToGoOn) {
  EXPECT_THAT(HeaderOf(ToResponse(MakeProblem(401, "TOKEN_MISSING", "x"), "t"), "WWW-Authenticate"),
              HasSubstr("Bearer"));
  EXPECT_EQ(HeaderOf(ToResponse(MakeProblem(503, "UNAVAILABLE", "x"), "t"), "Retry-After"), "1");
  EXPECT_EQ(HeaderOf(ToResponse(MakeProblem(429, "QUEUE_FULL", "x"), "t"), "Retry-After"), "1");
}

TEST(UrlTest, DecodesOnlyWellFormedText) {
  EXPECT_EQ(http::PercentDecode("a%2Fb%c3%A9"), "a/bé");
  EXPECT_EQ(http::PercentDecode("a+b"), "a+b");
  EXPECT_EQ(http::PercentDecode("a+b", true), "a b");
  for (const char* bad : {"%", "%4", "%zz", "%00", "%0a", "%7F", "%C0%AF", "%ED%A0%80", "%FF"}) {
    EXPECT_FALSE(http::PercentDecode(bad).has_value()) << bad;
  }
  EXPECT_EQ(http::PercentEncode("a/b é~"), "a%2Fb%20%C3%A9~");
}

TEST(GlossaryTest, ReadsTheTable) {
  const auto json = GlossaryJson(
      "# Glossary\n\nText | with | bars\n\n| Nederlands | English | meaning | GGM | DUO |\n"
      "|---|---|---|---|---|\n| inburgeraar | participant | A \"person\" \\| one. | X |  |\n"
      "| plan | plan | A plan. |  | Y |\n\nThe end.\n");
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(*json,
            R"({"terms":[{"nl":"inburgeraar","en":"participant","meaning":"A \"person\" | one.","ggm":"X"},)"
            R"({"nl":"plan","en":"plan","meaning":"A plan.","duo":"Y"}]})");
  EXPECT_FALSE(GlossaryJson("No table here.").ok());
}

}  // namespace
}  // namespace duaal::gateway
