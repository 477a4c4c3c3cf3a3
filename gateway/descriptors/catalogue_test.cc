#include "gateway/descriptors/catalogue.h"

#include <cstdlib>
#include <fstream>
#include <functional>

#include "chassis/testing/status_matchers.h"
#include "duaal/api/v1/compose.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"

namespace duaal::gateway {
namespace {

using api::v1::Composition;
using duaal::testing::StatusIs;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
constexpr char kFile[] = "duaal/gateway/v1/person_service.proto";

// The catalogue of the build, with the composition of the first composed method changed.
StatusOr<std::unique_ptr<Catalogue>> With(const std::function<void(Composition&)>& change) {
  const char* build = std::getenv("DUAAL_BUILD");
  std::ifstream in(std::string(build == nullptr ? "." : build) + "/duaal.protoset", std::ios::binary);
  google::protobuf::FileDescriptorSet set;
  if (!set.ParseFromIstream(&in)) return absl::NotFoundError("build the target duaal_protoset");
  for (auto& file : *set.mutable_file()) {
    if (file.name() != kFile) continue;
    auto& options = *file.mutable_service(0)->mutable_method(0)->mutable_options();
    change(*options.MutableExtension(api::v1::composition));
  }
  return Catalogue::FromBytes(set.SerializeAsString());
}

TEST(CatalogueTest, FindsThePartsOfAComposedMethod) {
  const auto catalogue = With([](Composition&) {});
  ASSERT_OK(catalogue);
  const Method* method = (*catalogue)->Find("duaal.gateway.v1.PersonService/ExportPerson");
  ASSERT_NE(method, nullptr);
  ASSERT_EQ(method->parts.size(), 2u);
  EXPECT_EQ(method->parts[0].method->owner, "intake-svc");
  EXPECT_EQ(method->parts[1].field->name(), "trajectory");
  EXPECT_FALSE(method->parts[0].method->IsComposed());
}

TEST(CatalogueTest, RefusesACompositionOfNothing) {
  EXPECT_THAT(With([](Composition& composition) { composition.clear_parts(); }),
              StatusIs(kRefused, "NO_COMPOSITION"));
}

TEST(CatalogueTest, RefusesPartsThatAreNotThereOrDoNotFit) {
  const auto with_method = [](const std::string& name) {
    return With([&](Composition& composition) { composition.mutable_parts(0)->set_method(name); });
  };
  EXPECT_THAT(with_method("duaal.intake.v1.PersonDataService/Nothing"), StatusIs(kRefused, "COMPOSITION"));
  EXPECT_THAT(with_method("duaal.gateway.v1.PersonService/ExportPerson"), StatusIs(kRefused, "COMPOSITION"));
  // Its answer is another message, and so is its request.
  EXPECT_THAT(with_method("duaal.intake.v1.ParticipantService/GetParticipant"),
              StatusIs(kRefused, "COMPOSITION"));
  EXPECT_THAT(With([](Composition& composition) { composition.mutable_parts(0)->set_field("nowhere"); }),
              StatusIs(kRefused, "COMPOSITION"));
}

}  // namespace
}  // namespace duaal::gateway
