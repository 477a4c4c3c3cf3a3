#include "gateway/rest/router.h"

#include <memory>
#include <string>
#include <vector>

#include "chassis/testing/status_matchers.h"
#include "gateway/http/url.h"
#include "gateway/testing/demo_catalogue.h"
#include "gtest/gtest.h"

namespace duaal::gateway::rest {
namespace {

using duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

// A service with one method, of the given options.
std::string OneMethod(const std::string& http,
                      const std::string& access = "permission: \"a.b\" scope: SCOPE_TENANT",
                      const std::string& returns = "Thing") {
  return R"(syntax = "proto3"; package duaal.demo.v1;
      import "duaal/api/v1/options.proto"; import "google/api/annotations.proto";
      service S { rpc Do(Thing) returns ()" +
         returns + R"() {
        option (google.api.http) = {)" +
         http + R"(};
        option (duaal.api.v1.access) = {)" +
         access + R"(}; } }
      message Thing { string id = 1; Part part = 2; repeated string tags = 3; }
      message Part { string label = 1; })";
}

Status MakeRouter(const std::string& proto) {
  const auto catalogue = testing::LoadProto(proto);
  if (!catalogue.ok()) return catalogue.status();
  return Router::Make(**catalogue).status();
}

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() : catalogue_(testing::Demo()), router_(*Router::Make(*catalogue_)) {}

  std::string MethodOf(const std::string& verb, const std::string& path) const {
    const Match match = router_->Find(verb, *http::SplitPath(path));
    return match.route == nullptr ? "-" : match.route->method->descriptor->name();
  }

  std::unique_ptr<Catalogue> catalogue_;
  std::unique_ptr<Router> router_;
};

TEST_F(RouterTest, FindsMethodsByVerbAndPath) {
  EXPECT_EQ(MethodOf("GET", "/v1/things"), "ListThings");
  EXPECT_EQ(MethodOf("GET", "/v1/all-things"), "ListThings");
  EXPECT_EQ(MethodOf("POST", "/v1/things"), "CreateThing");
  EXPECT_EQ(MethodOf("PATCH", "/v1/things/7"), "UpdateThing");
  EXPECT_EQ(MethodOf("HEAD", "/v1/things/7"), "GetThing");
  EXPECT_THAT(router_->Find("POST", {"v1", "things", "a/b", "name"}).values, ElementsAre("a/b"));
}

TEST_F(RouterTest, PutsALiteralBeforeAVariable) {
  EXPECT_EQ(MethodOf("POST", "/v1/things/_search"), "SearchThings");
  EXPECT_EQ(MethodOf("GET", "/v1/things/_search"), "-") << "_search is no id";
}

TEST_F(RouterTest, TellsWhichVerbsAPathTakes) {
  EXPECT_EQ(router_->Find("DELETE", {"v1", "things", "7"}).allow, "GET, HEAD, PATCH");
  EXPECT_EQ(router_->Find("DELETE", {"v1", "things"}).allow, "GET, HEAD, POST");
  EXPECT_EQ(router_->Find("GET", {"v1"}).allow, "");
  EXPECT_EQ(router_->Find("GET", {"v1", "things", "7", "nothing"}).allow, "");
  EXPECT_EQ(router_->Find("GET", {"v1", "Things"}).allow, "");
}

TEST_F(RouterTest, HidesMethodsOfServices) {
  EXPECT_EQ(router_->Find("GET", {"v1", "peek"}).allow, "");
  EXPECT_EQ(catalogue_->Find("duaal.demo.v1.ThingService/PeekThings"), nullptr);
}

TEST_F(RouterTest, KnowsWhereANewResourceIsFound) {
  const Route& route = *router_->Find("POST", {"v1", "things"}).route;
  EXPECT_TRUE(route.creates);
  EXPECT_EQ(route.location_prefix, "/v1/things/");
  EXPECT_EQ(route.location_field->json_name, "id");
  EXPECT_FALSE(router_->Find("POST", {"v1", "things", "_search"}).route->creates);
}

TEST(RouterStartTest, RefusesAddressesThatBreakTheRules) {
  EXPECT_THAT(MakeRouter(OneMethod("get: \"/v1/things/{id}\"")), duaal::testing::IsOk());
  for (const char* http :
       {"get: \"/things\"", "get: \"/v1/Things\"", "get: \"/v1/the_things\"", "get: \"/v1/things/\"",
        "get: \"/v1/things/{nothing}\"", "get: \"/v1/things/{part}\"", "get: \"/v1/things/{tags}\"",
        "get: \"/v1/things/{id=**}\"", "get: \"/v1/things:do\"", "get: \"/v1/things\" body: \"*\"",
        "post: \"/v1/things\" body: \"id\"", "post: \"/v1/things\" body: \"nothing\"",
        "get: \"/v1/things\" additional_bindings {get: \"/v1/things\"}"}) {
    const Status status = MakeRouter(OneMethod(http));
    EXPECT_THAT(status, StatusIs(kRefused, "HTTP_RULE")) << http;
    EXPECT_THAT(std::string(status.message()), HasSubstr("duaal.demo.v1.S/Do")) << http;
  }
}

TEST(CatalogueTest, RefusesMethodsThatAnyoneCouldCall) {
  EXPECT_THAT(MakeRouter(OneMethod("get: \"/v1/things\"", "permission: \"a.b\"")),
              StatusIs(kRefused, "NO_ACCESS_OPTION"));
  EXPECT_THAT(MakeRouter(OneMethod("get: \"/v1/things\"", "scope: SCOPE_TENANT")),
              StatusIs(kRefused, "NO_PERMISSION"));
}

TEST(CatalogueTest, RefusesStreamsWithARestForm) {
  EXPECT_THAT(
      MakeRouter(OneMethod("get: \"/v1/things\"", "permission: \"a.b\" scope: SCOPE_TENANT", "stream Thing")),
      StatusIs(kRefused, "HTTP_RULE"));
}

TEST(CatalogueTest, RefusesWhatIsNoDescriptorSet) {
  EXPECT_THAT(Catalogue::FromBytes("\x01\x02 nonsense").status(), StatusIs(kRefused, "DESCRIPTOR_SET"));
  EXPECT_THAT(Catalogue::FromFile("/nowhere/x.protoset").status(), StatusIs(absl::StatusCode::kNotFound));
}

TEST(CatalogueTest, KnowsTheOwnerOfEachMethod) {
  const auto catalogue = testing::Demo();
  EXPECT_EQ(catalogue->Find("duaal.demo.v1.ThingService/GetThing")->owner, "demo-svc");
  EXPECT_THAT(catalogue->services(), ElementsAre("duaal.demo.v1.ThingService"));
}

}  // namespace
}  // namespace duaal::gateway::rest
