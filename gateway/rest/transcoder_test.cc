#include "gateway/rest/transcoder.h"

#include <memory>
#include <string>
#include <vector>

#include "chassis/testing/status_matchers.h"
#include "gateway/http/url.h"
#include "gateway/testing/demo_catalogue.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace duaal::gateway::rest {
namespace {

using duaal::testing::IsOk;
using google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class TranscoderTest : public ::testing::Test {
 protected:
  TranscoderTest() : catalogue_(testing::Demo()), router_(*Router::Make(*catalogue_)) {}

  StatusOr<std::unique_ptr<Message>> Try(const std::string& verb, const std::string& target,
                                         const std::string& body,
                                         std::vector<http::Header> headers = {}) const {
    const std::size_t question = target.find('?');
    const Match match = router_->Find(verb, *http::SplitPath(target.substr(0, question)));
    EXPECT_NE(match.route, nullptr) << verb << " " << target;
    http::Request request{verb, target, std::move(headers), body};
    const std::string query = question == std::string::npos ? "" : target.substr(question + 1);
    return ReadRequest(*match.route, match.values, query, request);
  }

  std::string Read(const std::string& verb, const std::string& target, const std::string& body,
                   std::vector<http::Header> headers = {}) const {
    const auto message = Try(verb, target, body, std::move(headers));
    EXPECT_THAT(message, IsOk());
    if (!message.ok()) return "";
    google::protobuf::TextFormat::Printer printer;
    printer.SetSingleLineMode(true);
    std::string text;
    printer.PrintToString(**message, &text);
    if (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
  }

  std::vector<std::string> Faults(const std::string& verb, const std::string& target, const std::string& body,
                                  std::vector<http::Header> headers = {}) const {
    std::vector<std::string> faults;
    for (const FieldViolation& violation :
         DetailsOf(Try(verb, target, body, std::move(headers)).status()).violations) {
      faults.push_back(violation.field + " " + violation.reason);
    }
    return faults;
  }

  http::Response Answer(const std::string& verb, const std::string& target, const std::string& text,
                        std::vector<http::Header> headers = {}) const {
    const Match match = router_->Find(verb, *http::SplitPath(target));
    std::unique_ptr<Message> message(match.route->method->output->prototype->New());
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, message.get()));
    return WriteResponse(*match.route, {verb, target, std::move(headers), ""}, *message);
  }

  static std::string HeaderOf(const http::Response& response, const std::string& name) {
    for (const http::Header& header : response.headers) {
      if (header.name == name) return header.value;
    }
    return "";
  }

  std::unique_ptr<Catalogue> catalogue_;
  std::unique_ptr<Router> router_;
};

TEST_F(TranscoderTest, FillsTheFieldThatTheBodyIs) {
  EXPECT_EQ(Read("POST", "/v1/things?dryRun=true", R"({"displayName":"Pen"})", {{"idempotency-key", "k 1"}}),
            "thing { display_name: \"Pen\" } request_id: \"k 1\" dry_run: true");
}

TEST_F(TranscoderTest, MakesARequestIdWhereThereIsNone) {
  EXPECT_THAT(Read("POST", "/v1/things", "{}"), HasSubstr("request_id: \"0"));
  EXPECT_EQ(Read("POST", "/v1/things/7/name", R"({"requestId":"own"})"), "id: \"7\" request_id: \"own\"");
  EXPECT_THAT(Faults("POST", "/v1/things/7/name", R"({"requestId":"own"})", {{"Idempotency-Key", "other"}}),
              ElementsAre("Idempotency-Key MISMATCH"));
  EXPECT_THAT(Faults("POST", "/v1/things", "{}", {{"Idempotency-Key", std::string(129, 'k')}}),
              ElementsAre("Idempotency-Key TOO_LONG"));
  EXPECT_THAT(Faults("POST", "/v1/things", "{}", {{"Idempotency-Key", "a"}, {"Idempotency-Key", "b"}}),
              ElementsAre("Idempotency-Key DUPLICATE_FIELD"));
  EXPECT_THAT(Faults("POST", "/v1/things", "{}", {{"Idempotency-Key", "\xFF"}}),
              ElementsAre("Idempotency-Key BAD_FORMAT"));
}

TEST_F(TranscoderTest, TakesTheVersionFromIfMatch) {
  EXPECT_EQ(Read("POST", "/v1/things/7/name", R"({"newName":"x"})",
                 {{"If-Match", "\"3\""}, {"Idempotency-Key", "k"}}),
            "id: \"7\" new_name: \"x\" request_id: \"k\" etag: \"\\\"3\\\"\"");
  EXPECT_THAT(Faults("POST", "/v1/things", "{}", {{"If-Match", "\"3\""}}),
              ElementsAre("If-Match NOT_SUPPORTED"));
  EXPECT_EQ(Read("GET", "/v1/things/7", "", {{"If-Match", "\"3\""}}), "id: \"7\"");
}

TEST_F(TranscoderTest, ReadsQueryKeysOfEveryKind) {
  EXPECT_EQ(
      Read("GET",
           "/v1/things?pageSize=5&kinds=KIND_RED&kinds=2&madeAfter=2026-11-22T00:00:00%2B01:00&like.label=a+b"
           "&active=true&leastCents=-7&pageToken=",
           ""),
      "page_size: 5 kinds: KIND_RED kinds: KIND_BLUE made_after { seconds: 1795302000 } "
      "like { label: \"a b\" } active: true least_cents: -7");
}

TEST_F(TranscoderTest, RefusesQueryKeysThatAreNotThere) {
  EXPECT_THAT(Faults("GET", "/v1/things?nonsense=1&page_size=5&like=x&pageSize=a&pageSize=2&active=yes", ""),
              ElementsAre("nonsense UNKNOWN_FIELD", "page_size UNKNOWN_FIELD", "like UNKNOWN_FIELD",
                          "pageSize WRONG_TYPE", "pageSize DUPLICATE_FIELD", "active WRONG_TYPE"));
  EXPECT_THAT(Faults("GET", "/v1/things/7?id=8", ""), ElementsAre("id UNKNOWN_FIELD"));
  EXPECT_THAT(Faults("POST", "/v1/things?requestId=x&thing.id=y", "{}"),
              ElementsAre("requestId UNKNOWN_FIELD", "thing.id UNKNOWN_FIELD"));
  EXPECT_THAT(Faults("POST", "/v1/things/_search?namePart=x", "{}"), ElementsAre("namePart UNKNOWN_FIELD"))
      << "what a body carries may be personal, and stands in no address";
  EXPECT_THAT(Faults("GET", "/v1/things?pageToken=%zz", ""), ElementsAre(" MALFORMED_QUERY"));
  EXPECT_THAT(Faults("GET", "/v1/things?pageToken=%C3%28", ""), ElementsAre(" MALFORMED_QUERY"));
}

TEST_F(TranscoderTest, DerivesTheMaskOfAPatchFromItsBody) {
  const std::vector<http::Header> headers = {{"If-Match", "\"1\""}, {"Idempotency-Key", "k"}};
  EXPECT_EQ(Read("PATCH", "/v1/things/7", R"({"displayName":"x","part":{"size":2},"tags":null})", headers),
            "thing { id: \"7\" display_name: \"x\" part { size: 2 } } "
            "update_mask { paths: \"display_name\" paths: \"part.size\" paths: \"tags\" } "
            "etag: \"\\\"1\\\"\" request_id: \"k\"");
  EXPECT_EQ(
      Read("PATCH", "/v1/things/7?updateMask=displayName,part.size", R"({"displayName":"x"})", headers),
      "thing { id: \"7\" display_name: \"x\" } update_mask { paths: \"display_name\" paths: \"part.size\" } "
      "etag: \"\\\"1\\\"\" request_id: \"k\"");
}

TEST_F(TranscoderTest, PathAndBodyMustAgree) {
  EXPECT_THAT(Faults("PATCH", "/v1/things/7", R"({"id":"8"})"), ElementsAre("id MISMATCH"));
  EXPECT_THAT(Read("PATCH", "/v1/things/7", R"({"id":"7"})"), StartsWith("thing { id: \"7\" }"));
  EXPECT_THAT(Read("POST", "/v1/things/a%2Fb%20c/name", "{}"), StartsWith("id: \"a/b c\""));
}

TEST_F(TranscoderTest, TellsFaultsOfAllPartsTogether) {
  EXPECT_THAT(Faults("POST", "/v1/things?x=1", R"({"itemCount":"a","y":1})", {{"Idempotency-Key", ""}}),
              ElementsAre("itemCount WRONG_TYPE", "y UNKNOWN_FIELD", "x UNKNOWN_FIELD",
                          "Idempotency-Key BAD_FORMAT"));
  EXPECT_THAT(Faults("GET", "/v1/things", "{}"), ElementsAre(" UNEXPECTED_BODY"));
}

TEST_F(TranscoderTest, KnowsFieldsByTheNamesThatTheCallerSent) {
  const Route& create = *router_->Find("POST", {"v1", "things"}).route;
  EXPECT_EQ(PublicName(create, "thing.display_name"), "displayName");
  EXPECT_EQ(PublicName(create, "thing.parts[2].part_size"), "parts[2].partSize");
  EXPECT_EQ(PublicName(create, "request_id"), "Idempotency-Key");
  EXPECT_EQ(PublicName(create, "etag"), "If-Match");
  const Route& name = *router_->Find("POST", {"v1", "things", "7", "name"}).route;
  EXPECT_EQ(PublicName(name, "new_name"), "newName");
}

TEST_F(TranscoderTest, AnswersACreationWithItsAddress) {
  const http::Response response = Answer("POST", "/v1/things", R"(id: "a/b" etag: "\"1\"")");
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(HeaderOf(response, "Location"), "/v1/things/a%2Fb");
  EXPECT_EQ(HeaderOf(response, "ETag"), "\"1\"");
  EXPECT_EQ(HeaderOf(response, "Content-Type"), "application/json");
  EXPECT_EQ(Answer("POST", "/v1/things/7/name", R"(id: "7")").status, 200);
}

TEST_F(TranscoderTest, AnswersNotModifiedToAReaderWhoKnowsTheVersion) {
  const std::string thing = R"(id: "7" etag: "\"3\"")";
  for (const char* known : {"\"3\"", "W/\"3\"", "\"1\", \"3\"", "*"}) {
    const http::Response response = Answer("GET", "/v1/things/7", thing, {{"If-None-Match", known}});
    EXPECT_EQ(response.status, 304) << known;
    EXPECT_EQ(response.content(), "");
    EXPECT_EQ(HeaderOf(response, "ETag"), "\"3\"");
  }
  EXPECT_EQ(Answer("GET", "/v1/things/7", thing, {{"If-None-Match", "\"2\""}}).status, 200);
  EXPECT_EQ(Answer("POST", "/v1/things/7/name", thing, {{"If-None-Match", "\"3\""}}).status, 200);
}

}  // namespace
}  // namespace duaal::gateway::rest
