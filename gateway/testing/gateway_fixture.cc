#include "gateway/testing/gateway_fixture.h"

#include <chrono>
#include <cstdlib>
#include <functional>
#include <utility>

#include "chassis/rpc/server_options.h"
#include "duaal/intake/v1/municipality_service.pb.h"
#include "duaal/intake/v1/participant_service.pb.h"
#include "duaal/intake/v1/person_data_service.pb.h"

namespace duaal::gateway::testing {
namespace {

using intake::v1::Participant;

constexpr char kMunicipalities[] = "duaal.intake.v1.MunicipalityService/";
constexpr char kParticipants[] = "duaal.intake.v1.ParticipantService/";
constexpr char kKnownId[] = "0192f0c1-7a3b-7c4d-8e5f-001122334455";
constexpr auto kPatience = std::chrono::seconds(20);

constexpr char kRoles[] = R"(
purposes { code: "inburgering" description: "Integration." }
purposes { code: "beheer" description: "Keeping." }
purposes { code: "betrokkenenrechten" description: "Rights." }
roles {
  code: "writer" display_name: "Writer" kind: "staff"
  permissions: "participants.read" permissions: "participants.write" permissions: "municipalities.read"
  permissions: "organisations.read"
  purposes: "inburgering" purposes: "beheer"
}
roles {
  code: "officer" display_name: "Officer" kind: "staff"
  permissions: "person-data.read" purposes: "betrokkenenrechten"
}
roles {
  code: "reader" display_name: "Reader" kind: "staff"
  permissions: "municipalities.read" purposes: "inburgering"
}
)";

// Answers each row of an import with its number.
class Import final : public rpc::StreamHandler<intake::v1::ImportParticipantsRequest,
                                               intake::v1::ImportParticipantsResponse> {
 public:
  Status OnBatch(const std::vector<intake::v1::ImportParticipantsRequest>& batch,
                 const std::vector<Status>& /*checks*/,
                 std::vector<intake::v1::ImportParticipantsResponse>* out) override {
    for (const auto& row : batch) {
      if (row.source() == "stop") {
        return Error(absl::StatusCode::kFailedPrecondition, "STOPPED", "No more of this.");
      }
      out->emplace_back().set_row(row.row());
    }
    return absl::OkStatus();
  }
  Status OnEnd(std::vector<intake::v1::ImportParticipantsResponse>* /*out*/) override {
    return absl::OkStatus();
  }
};

}  // namespace

GatewayTest::GatewayTest() : clock_(absl::Now()), issuer_key_(auth::testing::NewP256()) {
  const auto& pki = Certificates();
  tokens_ = *auth::TokenVerifier::FromDirectory(pki.token_issuers());
  issuer_ = *auth::JwtSigner::FromFile(files_.Write("issuer.pem", issuer_key_.private_pem),
                                       "https://issuer.test", "duaal");
  rpc::Server::Options options;
  options.listen = "127.0.0.1:0";
  options.tls = {pki.ca(), pki.certificate("intake-svc"), pki.key("intake-svc")};
  options.tokens = tokens_.get();
  options.clock = &clock_;
  options.workers = 4;
  intake_ = std::make_unique<rpc::Server>(std::move(options));
  RegisterMunicipalities();
  RegisterParticipants();
  intake_->Unary<intake::v1::ExportPersonDataRequest, intake::v1::ExportPersonDataResponse>(
      "duaal.intake.v1.PersonDataService/ExportPersonData",
      [this](const rpc::Call& call, const intake::v1::ExportPersonDataRequest&) {
        Note(call);
        intake::v1::ExportPersonDataResponse response;
        response.add_sections()->set_code("participant");
        return response;
      });
  EXPECT_OK(intake_->Start());

  config_.set_service("gateway");
  config_.set_metrics_listen("127.0.0.1:0");
  config_.mutable_tls()->set_ca(pki.ca());
  config_.mutable_tls()->set_certificate(pki.certificate("gateway"));
  config_.mutable_tls()->set_key(pki.key("gateway"));
  config_.set_token_key(pki.token_key("gateway"));
  config_.set_token_issuers(pki.token_issuers());
  for (const char* absent : {"trajectory-svc", "partner-svc", "reporting-svc"}) {
    (*config_.mutable_peers())[absent] = "127.0.0.1:1";
  }
  (*config_.mutable_peers())["intake-svc"] = "127.0.0.1:" + std::to_string(intake_->port());
  auto& gateway = *config_.mutable_gateway();
  gateway.set_http_listen("127.0.0.1:0");
  gateway.set_grpc_listen("127.0.0.1:0");
  gateway.set_jwks(files_.Write("jwks.json", issuer_->Jwks()));
  gateway.set_issuer("https://issuer.test");
  gateway.set_audience("duaal");
  gateway.set_roles(files_.Write("roles.textproto", kRoles));
  const char* build = std::getenv("DUAAL_BUILD");
  gateway.set_descriptor_set(std::string(build == nullptr ? "." : build) + "/duaal.protoset");
  files_.Write("web/index.html", "<!doctype html><title>Duaal</title>");
  files_.Write("web/sub/app.js", "export {};");
  files_.Write("web/.hidden", "hidden");
  files_.Write("outside.txt", "outside");
  gateway.set_web_root(files_.Path("web"));
  gateway.set_glossary(
      files_.Write("glossary.md", "| nl | en | m | g | d |\n|---|---|---|---|---|\n| a | b | c | | |\n"));
  gateway.mutable_external_tls()->set_certificate(pki.certificate("gateway-external"));
  gateway.mutable_external_tls()->set_key(pki.key("gateway-external"));
  Restart([](config::v1::GatewayConfig&) {});
}

GatewayTest::~GatewayTest() {
  OpenGate();
  process_.reset();
}

void GatewayTest::Restart(const std::function<void(config::v1::GatewayConfig&)>& change) {
  process_.reset();
  change(*config_.mutable_gateway());
  auto process = Process::Start(config_);
  ASSERT_OK(process);
  process_ = *std::move(process);
}

duaal::testing::Pki& GatewayTest::Certificates() {
  static duaal::testing::Pki pki;
  static const bool made = [] {
    for (const char* name : {"intake-svc", "gateway", "gateway-external"}) pki.IssueCertificate(name);
    for (const char* name : {"intake-svc", "gateway"}) pki.IssueTokenKey(name);
    return true;
  }();
  static_cast<void>(made);
  return pki;
}

void GatewayTest::RegisterMunicipalities() {
  using intake::v1::GetMunicipalityRequest;
  using intake::v1::ImportMunicipalitiesRequest;
  using intake::v1::ImportMunicipalitiesResponse;
  using intake::v1::ListMunicipalitiesRequest;
  using intake::v1::ListMunicipalitiesResponse;
  using intake::v1::Municipality;
  const std::string service = kMunicipalities;
  intake_->Unary<GetMunicipalityRequest, Municipality>(
      service + "GetMunicipality",
      [this](const rpc::Call& call, const GetMunicipalityRequest& request) -> StatusOr<Municipality> {
        Note(call);
        if (request.code() == "GM9999" && !WaitAtGate()) return NotFound("the gate");
        Municipality municipality;
        municipality.set_code(request.code());
        return municipality;
      });
  intake_->Unary<ListMunicipalitiesRequest, ListMunicipalitiesResponse>(
      service + "ListMunicipalities",
      [this](const rpc::Call& call, const ListMunicipalitiesRequest& request) {
        Note(call);
        ListMunicipalitiesResponse response;
        response.set_next_page_token(std::to_string(request.page_size()));
        return response;
      });
  intake_->Unary<ImportMunicipalitiesRequest, ImportMunicipalitiesResponse>(
      service + "ImportMunicipalities",
      [](const rpc::Call&, const ImportMunicipalitiesRequest&) { return ImportMunicipalitiesResponse(); });
}

void GatewayTest::RegisterParticipants() {
  using intake::v1::CreateParticipantRequest;
  using intake::v1::GetParticipantRequest;
  using intake::v1::ImportParticipantsRequest;
  using intake::v1::ImportParticipantsResponse;
  using intake::v1::ListParticipantsRequest;
  using intake::v1::ListParticipantsResponse;
  using intake::v1::SearchParticipantsRequest;
  using intake::v1::UpdateParticipantRequest;
  const std::string service = kParticipants;
  intake_->Unary<CreateParticipantRequest, Participant>(
      service + "CreateParticipant", [this](const rpc::Call& call, const CreateParticipantRequest& request) {
        Note(call, request.request_id());
        Participant made = request.participant();  // with the BSN, which the gateway must not pass on
        made.set_id(kKnownId);
        made.set_etag("\"1\"");
        return made;
      });
  intake_->Unary<GetParticipantRequest, Participant>(
      service + "GetParticipant",
      [this](const rpc::Call& call, const GetParticipantRequest& request) -> StatusOr<Participant> {
        Note(call);
        if (request.id() != kKnownId) return NotFound("the participant");
        Participant found;
        found.set_id(kKnownId);
        found.set_etag("\"1\"");
        return found;
      });
  intake_->Unary<UpdateParticipantRequest, Participant>(
      service + "UpdateParticipant",
      [this](const rpc::Call& call, const UpdateParticipantRequest& request) -> StatusOr<Participant> {
        Note(call, request.request_id());
        if (request.etag() != "\"1\"") return EtagMismatch();
        Participant changed = request.participant();
        changed.set_etag("\"2\"");
        return changed;
      });
  intake_->Unary<ListParticipantsRequest, ListParticipantsResponse>(
      service + "ListParticipants",
      [](const rpc::Call&, const ListParticipantsRequest&) -> StatusOr<ListParticipantsResponse> {
        return Status(absl::StatusCode::kInternal, "SELECT secret FROM duaal_intake");
      });
  intake_->Unary<SearchParticipantsRequest, ListParticipantsResponse>(
      service + "SearchParticipants",
      [](const rpc::Call&, const SearchParticipantsRequest&) { return ListParticipantsResponse(); });
  intake_->Unary<intake::v1::MoveParticipantRequest, Participant>(
      service + "MoveParticipant",
      [](const rpc::Call&, const intake::v1::MoveParticipantRequest&) { return Participant(); });
  intake_->Unary<intake::v1::WithdrawMoveRequest, Participant>(
      service + "WithdrawMove",
      [](const rpc::Call&, const intake::v1::WithdrawMoveRequest&) { return Participant(); });
  intake_->Unary<intake::v1::ListResidencesRequest, intake::v1::ListResidencesResponse>(
      service + "ListResidences", [](const rpc::Call&, const intake::v1::ListResidencesRequest&) {
        return intake::v1::ListResidencesResponse();
      });
  intake_->Stream<ImportParticipantsRequest, ImportParticipantsResponse>(
      service + "ImportParticipants", [](const std::shared_ptr<const rpc::Call>&) {
        using Handler = rpc::StreamHandler<ImportParticipantsRequest, ImportParticipantsResponse>;
        return StatusOr<std::unique_ptr<Handler>>(std::make_unique<Import>());
      });
}

void GatewayTest::Note(const rpc::Call& call, const std::string& request_id) {
  const std::lock_guard lock(mutex_);
  seen_ = Seen{call.method(),       call.trace_id(), call.principal().purpose,
               call.principal().id, request_id,      call.deadline()};
}

std::optional<Seen> GatewayTest::LastSeen() {
  const std::lock_guard lock(mutex_);
  return std::exchange(seen_, std::nullopt);
}

bool GatewayTest::WaitAtGate() {
  std::unique_lock lock(mutex_);
  ++at_gate_;
  changed_.notify_all();
  return changed_.wait_for(lock, kPatience, [this] { return gate_open_; });
}

void GatewayTest::OpenGate() {
  const std::lock_guard lock(mutex_);
  gate_open_ = true;
  changed_.notify_all();
}

bool GatewayTest::SomeoneAtGate() {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [this] { return at_gate_ > 0; });
}

std::string GatewayTest::Token(const std::vector<std::string>& roles, absl::Duration lifetime) const {
  auth::JwtClaims claims;
  claims.subject = "staff-1";
  claims.roles = roles;
  claims.municipalities.push_back({"GM0164", {}, {}});
  claims.expires = absl::Now() + lifetime;
  return issuer_->Sign(claims, absl::Now() + std::min(lifetime, absl::ZeroDuration()) - absl::Seconds(1));
}

std::string GatewayTest::Bearer(const std::vector<std::string>& roles) const {
  return "Authorization: Bearer " + Token(roles) + "\r\n";
}

HttpAnswer GatewayTest::Ask(const std::string& verb, const std::string& target, const std::string& headers,
                            const std::string& body) {
  HttpClient client(process_->http_port());
  client.Send(HttpRequest(verb, target,
                          body.empty() ? headers : headers + "Content-Type: application/json\r\n", body));
  return client.Read(verb == "HEAD").value_or(HttpAnswer());
}

rapidjson::Document GatewayTest::Parse(const HttpAnswer& answer) {
  rapidjson::Document document;
  document.Parse(answer.body.data(), answer.body.size());
  EXPECT_TRUE(document.IsObject()) << answer.body;
  if (!document.IsObject()) document.SetObject();
  return document;
}

std::vector<std::string> GatewayTest::InvalidParams(const HttpAnswer& answer) {
  std::vector<std::string> all;
  const rapidjson::Document document = Parse(answer);
  if (!document.HasMember("invalidParams")) return all;
  for (const auto& one : document["invalidParams"].GetArray()) {
    all.push_back(std::string(one["name"].GetString()) + " " + one["reason"].GetString());
  }
  return all;
}

}  // namespace duaal::gateway::testing
