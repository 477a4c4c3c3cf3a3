#include "gateway/testing/demo_catalogue.h"

#include <cstdio>
#include <cstdlib>
#include <set>

#include "google/api/annotations.pb.h"
#include "google/protobuf/compiler/importer.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/descriptor_database.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/timestamp.pb.h"

namespace duaal::gateway::testing {
namespace {

namespace pb = google::protobuf;

constexpr char kFile[] = "demo.proto";
constexpr char kDemo[] = R"(
syntax = "proto3";
package duaal.demo.v1;
import "duaal/api/v1/options.proto";
import "google/api/annotations.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/timestamp.proto";

// Keeps things.
service ThingService {
  // Makes a thing. It is new.
  rpc CreateThing(CreateThingRequest) returns (Thing) {
    option (google.api.http) = {post: "/v1/things" body: "thing"};
    option (duaal.api.v1.access) = {permission: "things.write" scope: SCOPE_TENANT};
  }
  // Returns a thing.
  rpc GetThing(GetThingRequest) returns (Thing) {
    option (google.api.http) = {get: "/v1/things/{id}"};
    option (duaal.api.v1.access) = {permission: "things.read" scope: SCOPE_TENANT purposes: "care"};
  }
  // Changes a thing.
  rpc UpdateThing(UpdateThingRequest) returns (Thing) {
    option (google.api.http) = {patch: "/v1/things/{thing.id}" body: "thing"};
    option (duaal.api.v1.access) = {permission: "things.write" scope: SCOPE_TENANT};
  }
  // Lists things.
  rpc ListThings(ListThingsRequest) returns (ListThingsResponse) {
    option (google.api.http) = {get: "/v1/things" additional_bindings {get: "/v1/all-things"}};
    option (duaal.api.v1.access) = {permission: "things.read" scope: SCOPE_TENANT};
  }
  // Finds things.
  rpc SearchThings(SearchThingsRequest) returns (ListThingsResponse) {
    option (google.api.http) = {post: "/v1/things/_search" body: "*"};
    option (duaal.api.v1.access) = {permission: "things.read" scope: SCOPE_TENANT};
  }
  // Names a thing.
  rpc NameThing(NameThingRequest) returns (Thing) {
    option (google.api.http) = {post: "/v1/things/{id}/name" body: "*"};
    option (duaal.api.v1.access) = {permission: "things.write" scope: SCOPE_TENANT};
  }
  // Tells the time.
  rpc GetTime(GetTimeRequest) returns (GetTimeResponse) {
    option (google.api.http) = {get: "/v1/time"};
    option (duaal.api.v1.access) = {scope: SCOPE_PUBLIC};
  }
  // Streams things.
  rpc ImportThings(stream Thing) returns (stream Thing) {
    option (duaal.api.v1.access) = {permission: "things.write" scope: SCOPE_TENANT};
  }
  // Only for services.
  rpc PeekThings(GetTimeRequest) returns (GetTimeResponse) {
    option (google.api.http) = {get: "/v1/peek"};
    option (duaal.api.v1.access) = {scope: SCOPE_SERVICE callers: "reporting-svc"};
  }
}

// A thing.
message Thing {
  option (duaal.api.v1.message) = {resource: true};
  // Its id.
  string id = 1 [(duaal.api.v1.field) = {behavior: [BEHAVIOR_OUTPUT_ONLY, BEHAVIOR_IDENTIFIER] format: FORMAT_UUID}];
  // Its name.
  string display_name = 2 [(duaal.api.v1.field) = {behavior: BEHAVIOR_REQUIRED max_length: 20}];
  int32 item_count = 3 [(duaal.api.v1.field) = {bounded: true minimum: 0 maximum: 9}];
  int64 total_cents = 4;
  uint32 small = 5;
  uint64 large = 6;
  double ratio = 7;
  float weight = 8;
  bool active = 9;
  Kind kind = 10;
  bytes data = 11;
  repeated string tags = 12 [(duaal.api.v1.field) = {max_items: 5}];
  map<string, int32> marks = 13;
  map<int32, Part> parts_by_number = 14;
  google.protobuf.Timestamp create_time = 15 [(duaal.api.v1.field) = {behavior: BEHAVIOR_OUTPUT_ONLY}];
  google.protobuf.Duration length = 16;
  Part part = 17;
  repeated Part parts = 18;
  oneof shape {
    string round = 19;
    int32 edges = 20;
  }
  optional int32 maybe = 21;
  // Never told.
  string secret = 22 [(duaal.api.v1.field) = {behavior: BEHAVIOR_INPUT_ONLY sensitivity: SENSITIVITY_BSN format: FORMAT_BSN}];
  Thing child = 23;
  string etag = 24 [(duaal.api.v1.field) = {behavior: BEHAVIOR_OUTPUT_ONLY format: FORMAT_ETAG}];
  string start_date = 25 [(duaal.api.v1.field) = {format: FORMAT_DATE}];
  repeated Kind kinds = 26;
}
// A part of a thing.
message Part {
  string label = 1 [(duaal.api.v1.field) = {behavior: BEHAVIOR_REQUIRED}];
  int32 size = 2;
}
// What it is.
enum Kind {
  KIND_UNSPECIFIED = 0;
  // Red.
  KIND_RED = 1;
  KIND_BLUE = 2;
}
// A thing to make.
message CreateThingRequest {
  Thing thing = 1 [(duaal.api.v1.field) = {behavior: BEHAVIOR_REQUIRED}];
  string request_id = 2 [(duaal.api.v1.field) = {behavior: BEHAVIOR_REQUIRED}];
  bool dry_run = 3;
}
// Which thing.
message GetThingRequest { string id = 1; }
// A change.
message UpdateThingRequest {
  Thing thing = 1;
  google.protobuf.FieldMask update_mask = 2 [(duaal.api.v1.field) = {behavior: BEHAVIOR_REQUIRED}];
  string etag = 3 [(duaal.api.v1.field) = {behavior: BEHAVIOR_REQUIRED}];
  string request_id = 4;
}
// Which things.
message ListThingsRequest {
  int32 page_size = 1;
  repeated Kind kinds = 2;
  google.protobuf.Timestamp made_after = 3;
  Part like = 4;
  bool active = 5;
  int64 least_cents = 6;
  string page_token = 7;
}
// Things.
message ListThingsResponse {
  repeated Thing things = 1;
  string next_page_token = 2;
}
// Criteria.
message SearchThingsRequest {
  string name_part = 1;
  int32 page_size = 2;
}
// A name.
message NameThingRequest {
  string id = 1;
  string new_name = 2;
  string request_id = 3;
  string etag = 4;
}
// Nothing.
message GetTimeRequest {}
// The time.
message GetTimeResponse { google.protobuf.Timestamp now = 1; }
)";

// Serves one file from memory.
class OneFile : public pb::compiler::SourceTree {
 public:
  explicit OneFile(const std::string& text) : text_(text) {}
  pb::io::ZeroCopyInputStream* Open(const std::string& name) override {
    if (name != kFile) return nullptr;
    return new pb::io::ArrayInputStream(text_.data(), static_cast<int>(text_.size()));
  }

 private:
  const std::string& text_;
};

class ToStderr : public pb::compiler::MultiFileErrorCollector {
 public:
  void AddError(const std::string& file, int line, int /*column*/, const std::string& message) override {
    if (file == kFile) std::fprintf(stderr, "%s:%d: %s\n", file.c_str(), line + 1, message.c_str());
  }
};

void AddFile(const pb::FileDescriptor& file, std::set<std::string>* added, pb::FileDescriptorSet* set) {
  if (!added->insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) AddFile(*file.dependency(i), added, set);
  pb::FileDescriptorProto* proto = set->add_file();
  file.CopyTo(proto);
  file.CopySourceCodeInfoTo(proto);
}

// The generated files that the text imports must be linked in.
void LinkImports() {
  (void)google::api::HttpRule::descriptor();
  (void)pb::Timestamp::descriptor();
  (void)pb::Duration::descriptor();
  (void)pb::FieldMask::descriptor();
  (void)api::v1::Access::descriptor();
}

}  // namespace

StatusOr<std::unique_ptr<Catalogue>> LoadProto(const std::string& text) {
  LinkImports();
  OneFile tree(text);
  ToStderr errors;
  pb::DescriptorPoolDatabase generated(*pb::DescriptorPool::generated_pool());
  pb::compiler::SourceTreeDescriptorDatabase source(&tree, &generated);
  source.RecordErrorsTo(&errors);
  pb::DescriptorPool pool(&source, source.GetValidationErrorCollector());
  const pb::FileDescriptor* file = pool.FindFileByName(kFile);
  if (file == nullptr) std::abort();
  std::set<std::string> added;
  pb::FileDescriptorSet set;
  AddFile(*file, &added, &set);
  return Catalogue::FromBytes(set.SerializeAsString());
}

std::unique_ptr<Catalogue> Demo() {
  auto catalogue = LoadProto(DemoProto());
  if (!catalogue.ok()) {
    std::fprintf(stderr, "%s\n", catalogue.status().ToString().c_str());
    std::abort();
  }
  return *std::move(catalogue);
}

std::string DemoProto() { return kDemo; }

}  // namespace duaal::gateway::testing
