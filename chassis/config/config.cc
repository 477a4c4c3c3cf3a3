#include "chassis/config/config.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "chassis/config/address.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace duaal::config {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

constexpr char kGateway[] = "gateway";

constexpr std::int64_t kDefaultWorkers = 16;
constexpr std::int64_t kDefaultQueue = 1024;
constexpr std::int64_t kDefaultPoolSize = 16;
constexpr std::int64_t kDefaultDatabasePort = 3306;
constexpr std::int64_t kDefaultMaxBodyBytes = 1 << 20;
constexpr std::int64_t kDefaultHttpThreads = 2;

StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error(absl::StatusCode::kNotFound, "FILE", path + ": cannot be read.");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Gathers faults as `FILE:LINE: KEY: what`, in the order found.
class Faults : public google::protobuf::io::ErrorCollector {
 public:
  explicit Faults(std::string path) : path_(std::move(path)) {}
  // From the parser; lines count from 0. Its sentence names the key.
  void AddError(int line, int /*column*/, const std::string& message) override { Add(line, message); }
  void Add(int line, const std::string& message) {
    lines_.push_back(path_ + (line >= 0 ? ":" + std::to_string(line + 1) : "") + ": " + message);
  }
  [[nodiscard]] Status ToStatus() const {
    if (lines_.empty()) return absl::OkStatus();
    std::string text;
    for (const std::string& line : lines_) text += (text.empty() ? "" : "\n") + line;
    return Error(absl::StatusCode::kInvalidArgument, "CONFIG", text);
  }

 private:
  std::string path_;
  std::vector<std::string> lines_;
};

// One message of the config with the place where each key stands.
class Block {
 public:
  Block(Message* message, const TextFormat::ParseInfoTree* places, std::string prefix, Faults* faults)
      : message_(message), places_(places), prefix_(std::move(prefix)), faults_(faults) {}

  // The block at `key`; call only when it is present.
  [[nodiscard]] Block Sub(const std::string& key) const {
    const FieldDescriptor* field = Field(key);
    auto* tree = places_ == nullptr ? nullptr : places_->GetTreeForNested(field, -1);
    return Block(message_->GetReflection()->MutableMessage(message_, field), tree, prefix_ + key + ".",
                 faults_);
  }
  [[nodiscard]] bool Has(const std::string& key) const {
    return message_->GetReflection()->HasField(*message_, Field(key));
  }
  [[nodiscard]] std::string Text(const std::string& key) const {
    return message_->GetReflection()->GetString(*message_, Field(key));
  }
  void Require(std::initializer_list<const char*> keys) const {
    for (const char* key : keys) {
      if (!Has(key)) Fault(key, "is required");
    }
  }
  void Forbid(const std::string& key, const std::string& why) const {
    if (Has(key)) Fault(key, why);
  }
  void CheckAddress(const std::string& key) const {
    if (!Has(key)) return;
    const StatusOr<Address> address = ParseAddress(Text(key));
    if (!address.ok()) Fault(key, std::string(address.status().message()));
  }
  // Fills `standard` in for 0 and checks the range, both ends allowed.
  void Number(const std::string& key, std::int64_t standard, std::int64_t smallest,
              std::int64_t largest) const {
    const auto* reflection = message_->GetReflection();
    const FieldDescriptor* field = Field(key);
    if (reflection->GetInt32(*message_, field) == 0) {
      reflection->SetInt32(message_, field, static_cast<std::int32_t>(standard));
    }
    const std::int64_t value = reflection->GetInt32(*message_, field);
    if (value < smallest || value > largest) {
      Fault(key, "must be from " + std::to_string(smallest) + " to " + std::to_string(largest));
    }
  }
  void Fault(const std::string& key, const std::string& what) const {
    int line = -1;
    if (places_ != nullptr) line = places_->GetLocation(Field(key), Field(key)->is_repeated() ? 0 : -1).line;
    faults_->Add(line, prefix_ + key + ": " + what);
  }

 private:
  [[nodiscard]] const FieldDescriptor* Field(const std::string& key) const {
    return message_->GetDescriptor()->FindFieldByName(key);
  }

  Message* message_;
  const TextFormat::ParseInfoTree* places_;
  std::string prefix_;
  Faults* faults_;
};

void CheckDatabase(const Block& database) {
  database.Require({"schema", "user", "password_file"});
  database.Number("port", kDefaultDatabasePort, 1, 65535);
  database.Number("pool_size", kDefaultPoolSize, 1, 512);
  const bool socket = database.Has("socket");
  const bool host = database.Has("host");
  if (socket == host) database.Fault("socket", "give either a socket or a host");
  if (host) database.Require({"tls_ca"});
  // A longer path does not fit into the address of a unix socket and would fail at the first connection.
  if (database.Text("socket").size() > 107) database.Fault("socket", "is longer than 107 characters");
}

void CheckGateway(const Block& gateway) {
  gateway.Require({"http_listen", "grpc_listen", "jwks", "issuer", "audience", "roles", "descriptor_set",
                   "external_tls"});
  gateway.CheckAddress("http_listen");
  gateway.CheckAddress("grpc_listen");
  gateway.Number("max_body_bytes", kDefaultMaxBodyBytes, 1024, 64 << 20);
  gateway.Number("http_threads", kDefaultHttpThreads, 1, 64);
  if (gateway.Has("external_tls")) gateway.Sub("external_tls").Require({"certificate", "key"});
  const StatusOr<Address> http = ParseAddress(gateway.Text("http_listen"));
  if (http.ok() && !http->IsLoopback() && !gateway.Has("https")) {
    gateway.Fault("http_listen", "must be a loopback address unless https is set");
  }
}

void CheckPeers(const v1::ProcessConfig& config, const Block& block) {
  for (const auto& [name, address] : config.peers()) {
    const StatusOr<Address> parsed = ParseAddress(address);
    if (name.empty() || !parsed.ok() || parsed->port == 0) {
      block.Fault("peers", "`" + name + "` needs a name and an address host:port");
    }
  }
}

void Check(v1::ProcessConfig* config, const Block& block) {
  block.Require({"service", "metrics_listen", "tls", "token_key", "token_issuers"});
  block.CheckAddress("listen");
  block.CheckAddress("metrics_listen");
  block.Number("workers", kDefaultWorkers, 1, 256);
  block.Number("queue", kDefaultQueue, 1, 1'000'000);
  if (block.Has("tls")) block.Sub("tls").Require({"ca", "certificate", "key"});
  CheckPeers(*config, block);
  if (config->service() == kGateway) {
    block.Require({"gateway"});
    block.Forbid("database", "the gateway has no database");
    if (block.Has("gateway")) CheckGateway(block.Sub("gateway"));
  } else {
    block.Require({"listen", "database", "key_ring"});
    block.Forbid("gateway", "is only for the gateway");
    if (block.Has("database")) CheckDatabase(block.Sub("database"));
  }
}

}  // namespace

StatusOr<v1::ProcessConfig> Load(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  Faults faults(path);
  TextFormat::ParseInfoTree places;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&faults);
  parser.WriteLocationsTo(&places);
  v1::ProcessConfig config;
  if (!parser.ParseFromString(text, &config)) {
    const Status status = faults.ToStatus();
    return status.ok() ? Error(absl::StatusCode::kInvalidArgument, "CONFIG", path + ": is not a config.")
                       : status;
  }
  Check(&config, Block(&config, &places, "", &faults));
  RETURN_IF_ERROR(faults.ToStatus());
  return config;
}

StatusOr<std::string> PathFromFlags(int argc, const char* const* argv) {
  constexpr std::string_view kFlag = "--config";
  std::string path;
  int given = 0;
  bool unknown = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == kFlag && i + 1 < argc) {
      path = argv[++i];
      ++given;
    } else if (word.starts_with(kFlag) && word.size() > kFlag.size() && word[kFlag.size()] == '=') {
      path = word.substr(kFlag.size() + 1);
      ++given;
    } else {
      unknown = true;
    }
  }
  if (unknown || given != 1 || path.empty()) {
    const std::string program = argc > 0 ? std::string(argv[0]) : "program";
    return Error(absl::StatusCode::kInvalidArgument, "USAGE", "usage: " + program + " --config FILE");
  }
  return path;
}

StatusOr<std::string> ReadSecret(const std::string& path) {
  constexpr char kBlank[] = " \t\r\n";
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  const std::size_t start = text.find_first_not_of(kBlank);
  if (start == std::string::npos) {
    return Error(absl::StatusCode::kInvalidArgument, "SECRET_FILE", path + ": is empty.");
  }
  std::string secret = text.substr(start, text.find_last_not_of(kBlank) - start + 1);
  if (secret.find_first_of("\r\n") != std::string::npos) {
    return Error(absl::StatusCode::kInvalidArgument, "SECRET_FILE", path + ": must hold one line.");
  }
  return secret;
}

}  // namespace duaal::config
