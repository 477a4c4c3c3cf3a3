#include <openssl/ssl.h>

#include <string>
#include <thread>
#include <vector>

#include "chassis/rpc/trace.h"
#include "gateway/testing/gateway_fixture.h"

namespace duaal::gateway {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::HttpAnswer;
using testing::HttpClient;
using testing::HttpRequest;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kPerson[] =
    R"({"givenName":"Amina","familyName":"Haddad","birthDate":"1990-02-03","municipalityCode":"GM0164",)"
    R"("targetGroup":"TARGET_GROUP_FAMILY_MIGRANT","benefitCategory":"BENEFIT_CATEGORY_BENEFIT",)"
    R"("legalRegime":"LEGAL_REGIME_WI2021","bsn":"123456782"})";
constexpr char kItem[] = "/v1/participants/0192f0c1-7a3b-7c4d-8e5f-001122334455";

class RestDoorTest : public testing::GatewayTest {
 protected:
  static std::string ReasonOf(const HttpAnswer& answer) {
    const rapidjson::Document document = Parse(answer);
    return document.HasMember("reason") ? document["reason"].GetString() : "";
  }
};

TEST_F(RestDoorTest, MakesAResource) {
  const HttpAnswer answer = Ask("POST", "/v1/participants", Bearer() + "Idempotency-Key: once\r\n", kPerson);
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.Header("location"), kItem);
  EXPECT_EQ(answer.Header("etag"), "\"1\"");
  EXPECT_THAT(answer.body, HasSubstr(R"("givenName":"Amina")"));
  EXPECT_THAT(answer.body, Not(HasSubstr("123456782")));
  EXPECT_EQ(LastSeen()->request_id, "once");
  EXPECT_EQ(Ask("POST", "/v1/participants", Bearer(), kPerson).status, 201);
  EXPECT_THAT(LastSeen()->request_id, Not(IsEmpty())) << "made at the door";
}

TEST_F(RestDoorTest, AComposedAnswerIsWholeOrAbsent) {
  const std::string target = std::string(kItem) + "/export";
  const HttpAnswer answer = Ask("GET", target, Bearer({"officer"}));
  EXPECT_EQ(answer.status, 503) << "trajectory-svc is not there: " << answer.body;
  EXPECT_THAT(answer.body, Not(HasSubstr("sections")));
  const auto asked = LastSeen();
  ASSERT_TRUE(asked.has_value()) << "intake-svc was asked";
  EXPECT_EQ(asked->method, "duaal.intake.v1.PersonDataService/ExportPersonData");
  EXPECT_EQ(asked->principal, "staff-1");
  EXPECT_EQ(asked->purpose, "betrokkenenrechten");
  EXPECT_EQ(Ask("GET", target, Bearer()).status, 403);
  EXPECT_FALSE(LastSeen().has_value()) << "nobody was asked";
}

TEST_F(RestDoorTest, TellsAllFaultsOfARequest) {
  const HttpAnswer unknown = Ask("POST", "/v1/participants", Bearer(), R"({"givenName":5,"shoeSize":44})");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(unknown.Header("content-type"), "application/problem+json");
  EXPECT_THAT(InvalidParams(unknown), ElementsAre("givenName WRONG_TYPE", "shoeSize UNKNOWN_FIELD"));
  EXPECT_FALSE(LastSeen().has_value());
  const HttpAnswer incomplete =
      Ask("POST", "/v1/participants", Bearer(), R"({"bsn":"123456789","birthDate":"1990"})");
  EXPECT_EQ(incomplete.status, 400);
  EXPECT_THAT(InvalidParams(incomplete), Contains("givenName REQUIRED"));
  EXPECT_THAT(InvalidParams(incomplete), Contains("bsn BSN_ELEVEN_TEST"));
  EXPECT_THAT(InvalidParams(incomplete), Contains(StartsWith("birthDate ")));
  EXPECT_THAT(incomplete.body, Not(HasSubstr("123456789")));
  EXPECT_EQ(Ask("POST", "/v1/participants", Bearer(), "{\"givenName\":\"\xC3\x28\"}").status, 400);
  EXPECT_THAT(InvalidParams(Ask("GET", "/v1/municipalities?pageSise=5", Bearer())),
              ElementsAre("pageSise UNKNOWN_FIELD"));
  EXPECT_THAT(InvalidParams(Ask("GET", "/v1/municipalities?pageSize=5000", Bearer())),
              ElementsAre("pageSize OUT_OF_RANGE"));
}

TEST_F(RestDoorTest, ComparesVersions) {
  const std::string change = R"({"familyName":"Haddad-Smit"})";
  const HttpAnswer changed = Ask("PATCH", kItem, Bearer() + "If-Match: \"1\"\r\n", change);
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.Header("etag"), "\"2\"");
  const HttpAnswer stale = Ask("PATCH", kItem, Bearer() + "If-Match: \"7\"\r\n", change);
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(ReasonOf(stale), "ETAG_MISMATCH");
  EXPECT_THAT(InvalidParams(Ask("PATCH", kItem, Bearer(), change)), ElementsAre("If-Match REQUIRED"));
  const HttpAnswer known = Ask("GET", kItem, Bearer() + "If-None-Match: \"1\"\r\n");
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.Header("api-version"), Version());
  EXPECT_EQ(Ask("HEAD", kItem, Bearer()).status, 200);
}

TEST_F(RestDoorTest, AsksWhoCalls) {
  for (const std::string& header :
       {std::string(), std::string("Authorization: Basic YTpi\r\n"), std::string("Authorization: Bearer\r\n"),
        std::string("Authorization: Bearer nonsense\r\n"),
        Bearer().substr(0, Bearer().size() - 12) + "AAAAAAAAAA\r\n",
        "Authorization: Bearer " + Token({"writer"}, -absl::Minutes(5)) + "\r\n", Bearer() + Bearer()}) {
    const HttpAnswer answer = Ask("GET", kItem, header);
    EXPECT_THAT(answer.status, AnyOf(401, 400)) << header;
    EXPECT_EQ(answer.status == 401, !answer.Header("www-authenticate").empty()) << header;
  }
  EXPECT_EQ(ReasonOf(Ask("GET", kItem)), "TOKEN_MISSING");
  EXPECT_FALSE(LastSeen().has_value());
}

TEST_F(RestDoorTest, LooksAtPermissionsBeforeAnythingElse) {
  const HttpAnswer answer =
      Ask("POST", "/v1/participants", Bearer({"reader"}) + "If-Match: x\r\n", "{ this is no JSON");
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(ReasonOf(answer), "PERMISSION_MISSING");
  EXPECT_EQ(ReasonOf(Ask("GET", kItem, Bearer({"stranger"}))), "NO_ROLE");
  EXPECT_FALSE(LastSeen().has_value());
}

TEST_F(RestDoorTest, PassesOnThePurpose) {
  EXPECT_EQ(Ask("GET", "/v1/municipalities/GM0164", Bearer()).status, 200);
  EXPECT_EQ(LastSeen()->purpose, "inburgering");
  EXPECT_EQ(Ask("GET", "/v1/municipalities/GM0164", Bearer() + "X-Purpose: beheer\r\n").status, 200);
  EXPECT_EQ(LastSeen()->purpose, "beheer");
  const HttpAnswer other = Ask("GET", "/v1/municipalities/GM0164", Bearer() + "X-Purpose: marketing\r\n");
  EXPECT_EQ(other.status, 403);
  EXPECT_EQ(ReasonOf(other), "PURPOSE_NOT_ALLOWED");
}

TEST_F(RestDoorTest, KnowsItsAddresses) {
  for (const char* path : {"/v1/nothing", "/v1", "/v1/", "/v1/participants/", "/v1//participants",
                           "/v1/Participants", "/v2/participants", "/v1/feed", "/nothing.html"}) {
    EXPECT_EQ(Ask("GET", path, Bearer()).status, 404) << path;
  }
  EXPECT_EQ(Ask("GET", "/v1/participants/%zz", Bearer()).status, 400);
  EXPECT_EQ(Ask("GET", "/v1/participants/%C0%AF", Bearer()).status, 400);
  EXPECT_EQ(Ask("GET", "http://elsewhere/v1/participants", Bearer()).status, 400);
  const HttpAnswer verb = Ask("DELETE", kItem, Bearer());
  EXPECT_EQ(verb.status, 405);
  EXPECT_EQ(verb.Header("allow"), "GET, HEAD, PATCH");
  EXPECT_EQ(Ask("POST", "/v1/openapi.json").Header("allow"), "GET, HEAD");
  EXPECT_EQ(Ask("OPTIONS", "/v1/participants").status, 405);
}

TEST_F(RestDoorTest, RefusesBodiesThatItCannotTake) {
  HttpClient client(process_->http_port());
  client.Send(HttpRequest("POST", "/v1/participants", Bearer(), std::string(10 << 20, 'x')));
  const auto large = client.Read();
  ASSERT_TRUE(large.has_value());
  EXPECT_EQ(large->status, 413);
  EXPECT_EQ(ReasonOf(*large), "BODY_TOO_LARGE");
  EXPECT_EQ(large->Header("api-version"), Version());
  HttpClient form(process_->http_port());
  form.Send(HttpRequest("POST", "/v1/participants", Bearer() + "Content-Type: text/plain\r\n", "{}"));
  EXPECT_EQ(form.Read()->status, 415);
  HttpClient packed(process_->http_port());
  packed.Send(HttpRequest("POST", "/v1/participants",
                          Bearer() + "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", "{}"));
  EXPECT_EQ(packed.Read()->status, 415);
}

TEST_F(RestDoorTest, AnswersOnlyWhoTakesJson) {
  for (const char* accept :
       {"application/json", "*/*", "text/html, application/*;q=0.8", "Application/JSON; q=0.1", ""}) {
    EXPECT_EQ(Ask("GET", kItem, Bearer() + "Accept: " + accept + "\r\n").status, 200) << accept;
  }
  for (const char* accept :
       {"text/html", "application/xml, text/*", "application/json;q=0", "application/json; q=0.000"}) {
    const HttpAnswer answer = Ask("GET", kItem, Bearer() + "Accept: " + accept + "\r\n");
    EXPECT_EQ(answer.status, 406) << accept;
    EXPECT_EQ(answer.Header("content-type"), "application/problem+json");
  }
}

TEST_F(RestDoorTest, RefusesSmuggledRequestsWithAProblem) {
  HttpClient client(process_->http_port());
  client.Send(
      "POST /v1/participants HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
      "0\r\n\r\nGET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto answer = client.Read();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 400);
  EXPECT_EQ(answer->Header("content-type"), "application/problem+json");
  EXPECT_EQ(ReasonOf(*answer), "MALFORMED_REQUEST");
  EXPECT_FALSE(client.Read().has_value());
}

TEST_F(RestDoorTest, ServesTheDashboardsAndNothingBesides) {
  const HttpAnswer index = Ask("GET", "/");
  EXPECT_EQ(index.status, 200);
  EXPECT_THAT(index.Header("content-type"), StartsWith("text/html"));
  EXPECT_THAT(index.Header("content-security-policy"),
              StartsWith("default-src 'self'; img-src 'self' data:"));
  EXPECT_THAT(Ask("GET", "/sub/app.js").Header("content-type"), StartsWith("text/javascript"));
  const HttpAnswer head = Ask("HEAD", "/index.html");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Header("content-length"), index.Header("content-length"));
  EXPECT_EQ(Ask("POST", "/index.html").status, 405);
  for (const char* path :
       {"/../outside.txt", "/sub/../../outside.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt",
        "/%2e%2e%2foutside.txt", "//outside.txt", "/sub/", "/sub", "/.hidden", "/sub\\..\\outside.txt",
        "/index.html/", "/index.html%00.js", "/%252e%252e/outside.txt", "/....//outside.txt"}) {
    const HttpAnswer answer = Ask("GET", path);
    EXPECT_THAT(answer.status, AnyOf(404, 400)) << path;
    EXPECT_THAT(answer.body, Not(HasSubstr("outside"))) << path;
  }
}

TEST_F(RestDoorTest, PublishesItsContract) {
  const HttpAnswer openapi = Ask("GET", "/v1/openapi.json");
  EXPECT_EQ(openapi.status, 200);
  EXPECT_EQ(openapi.Header("access-control-allow-origin"), "*");
  EXPECT_STREQ(Parse(openapi)["info"]["version"].GetString(), Version().c_str());
  EXPECT_EQ(Ask("GET", "/v1/glossary").body, R"({"terms":[{"nl":"a","en":"b","meaning":"c"}]})");
}

TEST_F(RestDoorTest, PutsSecurityHeadersOnEveryAnswer) {
  for (const HttpAnswer& answer :
       {Ask("GET", "/"), Ask("GET", "/nothing"), Ask("GET", kItem), Ask("GET", kItem, Bearer()),
        Ask("GET", "/v1/glossary"), Ask("DELETE", kItem), Ask("GET", "/", "Host: twice\r\n")}) {
    EXPECT_EQ(answer.Header("api-version"), Version());
    EXPECT_EQ(answer.Header("cache-control"), "no-store");
    EXPECT_EQ(answer.Header("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.Header("x-frame-options"), "DENY");
    EXPECT_THAT(answer.Header("content-security-policy"), HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(answer.Header("traceparent"), StartsWith("00-"));
    EXPECT_EQ(answer.Header("strict-transport-security"), "") << "this is plain HTTP";
    EXPECT_EQ(answer.Header("access-control-allow-origin"), "");
  }
}

TEST_F(RestDoorTest, KeepsTheInsideInside) {
  const HttpAnswer broken = Ask("GET", "/v1/participants", Bearer());
  EXPECT_EQ(broken.status, 500);
  EXPECT_THAT(broken.body, Not(HasSubstr("SELECT")));
  const HttpAnswer absent = Ask("GET", "/v1/organisations", Bearer() + "Request-Timeout: 5\r\n");
  EXPECT_EQ(absent.status, 503) << absent.body;
  EXPECT_THAT(absent.body, Not(HasSubstr("127.0.0.1")));
  EXPECT_EQ(absent.Header("retry-after"), "1");
  EXPECT_EQ(Ask("GET", "/v1/participants/0192f0c1-7a3b-7c4d-8e5f-00112233ffff", Bearer()).status, 404);
}

TEST_F(RestDoorTest, CarriesTheTraceThrough) {
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  const HttpAnswer answer = Ask("GET", "/v1/municipalities/GM0164",
                                Bearer() + "traceparent: 00-" + trace + "-b7ad6b7169203331-01\r\n");
  EXPECT_EQ(LastSeen()->trace_id, trace);
  EXPECT_EQ(rpc::TraceIdOf(answer.Header("traceparent")), trace);
  const HttpAnswer made = Ask("GET", "/v1/municipalities/GM0164", Bearer() + "traceparent: 00-nonsense\r\n");
  EXPECT_EQ(rpc::TraceIdOf(made.Header("traceparent")), LastSeen()->trace_id);
  const HttpAnswer problem = Ask("GET", kItem, "traceparent: 00-" + trace + "-b7ad6b7169203331-01\r\n");
  EXPECT_STREQ(Parse(problem)["traceId"].GetString(), trace.c_str());
}

TEST_F(RestDoorTest, WaitsAsLongAsTheCallerWants) {
  const absl::Time start = absl::Now();
  const HttpAnswer late = Ask("GET", "/v1/municipalities/GM9999", Bearer() + "Request-Timeout: 1\r\n");
  EXPECT_EQ(late.status, 504);
  EXPECT_LT(absl::Now() - start, absl::Seconds(8));
  for (const char* bad : {"0", "61", "-1", "1.5", "soon", ""}) {
    const HttpAnswer answer =
        Ask("GET", "/v1/municipalities/GM0164", Bearer() + "Request-Timeout: " + bad + "\r\n");
    EXPECT_THAT(InvalidParams(answer), ElementsAre("Request-Timeout OUT_OF_RANGE")) << bad;
  }
}

TEST_F(RestDoorTest, LetsRunningRequestsEndWhenItDrains) {
  HttpAnswer answer;
  std::thread caller([&] { answer = Ask("GET", "/v1/municipalities/GM9999", Bearer()); });
  ASSERT_TRUE(SomeoneAtGate());
  std::thread drain([this] { process_->Drain(absl::Seconds(10)); });
  HttpAnswer ready;
  for (const absl::Time end = absl::Now() + absl::Seconds(10); ready.status != 503 && absl::Now() < end;) {
    HttpClient client(process_->metrics_port());
    client.Send(HttpRequest("GET", "/readyz"));
    ready = client.Read().value_or(HttpAnswer());
  }
  EXPECT_EQ(ready.status, 503) << "unready as soon as it drains";
  OpenGate();
  caller.join();
  drain.join();
  EXPECT_EQ(answer.status, 200);
}

TEST_F(RestDoorTest, CountsRequestsByMethodNotByAddress) {
  EXPECT_EQ(Ask("GET", std::string(kItem) + "?secret=123456782", Bearer()).status, 400);
  HttpClient client(process_->metrics_port());
  client.Send(HttpRequest("GET", "/metrics"));
  const auto metrics = client.Read();
  ASSERT_TRUE(metrics.has_value());
  EXPECT_THAT(metrics->body, HasSubstr("duaal.intake.v1.ParticipantService/GetParticipant"));
  EXPECT_THAT(metrics->body, Not(HasSubstr("0192f0c1")));
  EXPECT_THAT(metrics->body, Not(HasSubstr("123456782")));
}

TEST_F(RestDoorTest, SpeaksTlsWhereItIsSet) {
  Restart([](config::v1::GatewayConfig& config) { config.set_https(true); });
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  ASSERT_EQ(SSL_CTX_load_verify_locations(context, Certificates().ca().c_str(), nullptr), 1);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  BIO* connection = BIO_new_ssl_connect(context);
  BIO_set_conn_hostname(connection, ("127.0.0.1:" + std::to_string(process_->http_port())).c_str());
  const std::string request = HttpRequest("GET", "/v1/glossary", "Connection: close\r\n");
  ASSERT_EQ(BIO_write(connection, request.data(), static_cast<int>(request.size())),
            static_cast<int>(request.size()));
  std::string answer;
  char bytes[4096];
  for (int count = 0; (count = BIO_read(connection, bytes, sizeof(bytes))) > 0;) {
    answer.append(bytes, static_cast<std::size_t>(count));
  }
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(answer, HasSubstr("Strict-Transport-Security: max-age="));
  BIO_free_all(connection);
  SSL_CTX_free(context);
}

}  // namespace
}  // namespace duaal::gateway
