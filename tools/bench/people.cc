#include "tools/bench/people.h"

#include <map>
#include <memory>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "chassis/core/civil.h"
#include "chassis/core/clock.h"
#include "chassis/rpc/status.h"
#include "duaal/intake/v1/intake_events.pb.h"
#include "duaal/intake/v1/municipality_service.grpc.pb.h"
#include "duaal/intake/v1/participant_service.grpc.pb.h"
#include "tools/people/invent.h"

namespace duaal::bench {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr absl::Duration kImportLimit = absl::Minutes(30);

// Kept the same as the statements of intake-svc, so that a bound does the same work.
#define BENCH_COLUMNS                                                                                      \
  "p.id, p.given_name, p.family_name_prefix, p.family_name, p.birth_date, p.bsn_tail, p.gender, "          \
  "p.origin_country, p.municipality_code, p.arrival_date, p.settlement_date, p.target_group, "             \
  "p.benefit_category, p.legal_regime, p.language_level, p.create_time, p.update_time, p.row_version, "    \
  "p.single_name, p.birth_known, p.v_number_tail, p.nationalities, p.stateless, p.languages, p.literacy, " \
  "p.expected_route, p.literacy_date, p.contact_channel, p.contact_language"
constexpr std::string_view kGet =
    "SELECT " BENCH_COLUMNS " FROM participant p WHERE p.id = ? AND p.municipality_code IN (?)";
constexpr std::string_view kGetForUpdate =
    "SELECT " BENCH_COLUMNS " FROM participant p WHERE p.id = ? AND p.municipality_code IN (?) FOR UPDATE";
constexpr std::string_view kUpdate =
    "UPDATE participant SET given_name = ?, family_name_prefix = ?, family_name = ?, family_name_key = ?,"
    " birth_date = ?, gender = ?, origin_country = ?, municipality_code = ?, arrival_date = ?, "
    "settlement_date = ?,"
    " target_group = ?, benefit_category = ?, legal_regime = ?, language_level = ?, update_time = ?, "
    "row_version = ?, single_name = ?, birth_known = ?, nationalities = ?, stateless = ?, languages = ?,"
    " literacy = ?, expected_route = ?, literacy_date = ?, contact_channel = ?, contact_language = ?"
    " WHERE id = ? AND row_version = ?";
constexpr std::string_view kInsertEvent =
    "INSERT INTO outbox (event_id, type, subject_id, person_id, municipality_code, occur_time, payload) "
    "VALUES (?,?,?,?,?,?,?)";
constexpr std::string_view kInsertRequest =
    "INSERT INTO idempotency (request_key, body_hash, resource_id, etag, note, create_time)"
    " VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6))";

Status SendPeople(const Region& region, const Channels& channels, int count, std::vector<Person>& people) {
  const auto stub = intake::v1::ParticipantService::NewStub(channels.front());
  grpc::ClientContext context;
  region.Prepare(context, kImportLimit);
  const auto stream = stub->ImportParticipants(&context);
  std::thread sender([&] {
    const absl::CivilDay today = SystemClock().Today();
    for (int i = 0; i < count; ++i) {
      intake::v1::ImportParticipantsRequest row;
      row.set_row(i + 1);
      row.set_source("bench");
      row.set_source_reference(std::to_string(i));
      *row.mutable_participant() =
          people::InventParticipant(kSeed, static_cast<std::uint32_t>(i), kMunicipality, today);
      if (!stream->Write(row)) break;
    }
    stream->WritesDone();
  });
  intake::v1::ImportParticipantsResponse answer;
  Status refused;
  while (stream->Read(&answer)) {
    const auto id = Uuid::Parse(answer.participant_id());
    if (id.has_value()) {
      people.push_back({*id, answer.participant_id(), 0});
    } else if (refused.ok()) {
      refused =
          Error(absl::StatusCode::kInternal, "ROW_REFUSED",
                answer.violations_size() > 0 ? answer.violations(0).description() : "A row was refused.");
    }
  }
  sender.join();
  RETURN_IF_ERROR(rpc::FromGrpc(stream->Finish()));
  return refused;
}

}  // namespace

Status EnsureMunicipality(const Region& region, const Channels& channels) {
  intake::v1::ImportMunicipalitiesRequest request;
  auto& municipality = *request.add_municipalities();
  municipality.set_code(kMunicipality);
  municipality.set_display_name("Hengelo");
  request.set_request_id(Uuid::NewV7().ToString());
  intake::v1::ImportMunicipalitiesResponse response;
  grpc::ClientContext context;
  region.Prepare(context);
  const auto stub = intake::v1::MunicipalityService::NewStub(channels.front());
  return rpc::FromGrpc(stub->ImportMunicipalities(&context, request, &response));
}

StatusOr<std::vector<Person>> EnsurePeople(const Region& region, int count) {
  ASSIGN_OR_RETURN(const Channels channels,
                   region.Connect(region.Of("intake-svc").listen(), "intake-svc", 1));
  RETURN_IF_ERROR(EnsureMunicipality(region, channels));
  std::vector<Person> people;
  people.reserve(static_cast<std::size_t>(count));
  RETURN_IF_ERROR(SendPeople(region, channels, count, people));
  ASSIGN_OR_RETURN(const sql::DatabaseOptions options, region.DatabaseOf("intake-svc"));
  sql::Database db(options);
  ASSIGN_OR_RETURN(const sql::Rows rows, db.Read(absl::Now() + kImportLimit, [](sql::Session& session) {
    return session.Query("SELECT id, row_version FROM participant WHERE municipality_code = ?",
                         kMunicipality);
  }));
  std::map<Uuid, std::int64_t> versions;
  for (const sql::Row& row : rows) versions.emplace(row.Id(0), row.Int(1));
  for (Person& person : people) person.row_version = versions[person.id];
  RETURN_IF_ERROR(AwaitNumbered(db));
  return people;
}

StatusOr<sql::Row> ReadByHand(sql::Session& session, const Uuid& id) {
  ASSIGN_OR_RETURN(std::optional<sql::Row> row, session.QueryOne(kGet, id, kMunicipality));
  if (!row.has_value()) return absl::NotFoundError("a person of the benchmark has gone");
  return *std::move(row);
}

StatusOr<sql::Row> WriteByHand(sql::Tx& tx, const Uuid& id, std::int64_t row_version,
                               const std::string& level, const std::string& request_key) {
  ASSIGN_OR_RETURN(std::optional<sql::Row> row, tx.QueryOne(kGetForUpdate, id, kMunicipality));
  if (!row.has_value()) return absl::NotFoundError("a person of the benchmark has gone");
  if (row->Int(17) != row_version) return absl::AbortedError("another version");
  const absl::Time now = absl::Now();
  RETURN_IF_ERROR(tx.Execute(kUpdate, row->Str(1), row->Str(2), row->Str(3), row->Str(3), row->Str(4),
                             row->Int(6), row->Str(7), row->Str(8), row->OptDate(9), row->OptDate(10),
                             row->Int(11), row->Int(12), row->Int(13), level, now, row_version + 1,
                             row->Bool(18), row->Int(19), row->Str(21), row->Bool(22), row->Str(23),
                             row->Int(24), row->Int(25), row->OptDate(26), row->Int(27), row->Str(28), id,
                             row_version)
                      .status());
  intake::v1::ParticipantUpdated event;
  event.set_participant_id(id.ToString());
  event.set_municipality_code(kMunicipality);
  event.set_target_group(static_cast<intake::v1::TargetGroup>(row->Int(11)));
  event.set_benefit_category(static_cast<intake::v1::BenefitCategory>(row->Int(12)));
  event.set_legal_regime(static_cast<intake::v1::LegalRegime>(row->Int(13)));
  RETURN_IF_ERROR(tx.Execute(kInsertEvent, Uuid::NewV7(), "duaal.intake.v1.ParticipantUpdated",
                             event.participant_id(), id, kMunicipality, now, event.SerializeAsString())
                      .status());
  RETURN_IF_ERROR(tx.Execute(kInsertRequest, request_key, request_key, id.Bytes(),
                             '"' + std::to_string(row_version + 1) + '"', "")
                      .status());
  return *std::move(row);
}

}  // namespace duaal::bench
