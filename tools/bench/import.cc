#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "chassis/core/civil.h"
#include "chassis/core/clock.h"
#include "chassis/rpc/status.h"
#include "chassis/sql/bulk.h"
#include "duaal/intake/v1/intake_events.pb.h"
#include "duaal/intake/v1/participant_service.grpc.pb.h"
#include "tools/bench/benches.h"
#include "tools/bench/child.h"
#include "tools/bench/closed_loop.h"
#include "tools/bench/people.h"
#include "tools/bench/rounds.h"
#include "tools/people/invent.h"

// People through the import method, with all its rules, seals, events and the processing log, against
// multi-row inserts of the same rows in transactions of the same size; and what the service's memory does
// meanwhile.
namespace duaal::bench {
namespace {

using intake::v1::Participant;
using intake::v1::ParticipantService;

constexpr int kBatchRows = 500;  // what the service takes at a time
constexpr int kStreamCounts[] = {1, 2, 4};
constexpr absl::Duration kLimit = absl::Minutes(10);
constexpr double kMegabyte = 1024.0 * 1024.0;
// A number and its seal, as long as the service's.
const std::string kSeal(48, 's');

// Kept the same as the statements of intake-svc.
constexpr std::string_view kInsertHead =
    "INSERT INTO participant (id, given_name, family_name_prefix, family_name, family_name_key, birth_date,"
    " bsn_sealed, bsn_lookup, bsn_tail, gender, origin_country, municipality_code, arrival_date, "
    "settlement_date,"
    " target_group, benefit_category, legal_regime, language_level, create_time, update_time, row_version,"
    " single_name, birth_known, v_number_sealed, v_number_lookup, v_number_tail, nationalities, stateless,"
    " languages, literacy, expected_route, literacy_date, contact_channel, contact_language) VALUES ";
constexpr std::size_t kColumns = 34;
constexpr std::string_view kInsertSources =
    "INSERT INTO participant_source (municipality_code, source, source_reference, participant_id) VALUES ";
constexpr std::string_view kInsertEvents =
    "INSERT INTO outbox (event_id, type, subject_id, person_id, municipality_code, occur_time, payload) "
    "VALUES ";

// Numbers of people whom nobody has imported yet.
class Supply {
 public:
  // The first of `count` numbers.
  int Take(int count) { return next_.fetch_add(count); }

 private:
  std::atomic<int> next_{0};
};

Participant PersonOf(int number) {
  static const absl::CivilDay today = SystemClock().Today();
  return people::InventParticipant(3, static_cast<std::uint32_t>(number), kMunicipality, today);
}

// The rows of a stretch through the service's method, over so many streams at once.
class ServiceSide {
 public:
  ServiceSide(const Region& region, const Channels& channels) : region_(region) {
    for (const auto& channel : channels) stubs_.push_back(ParticipantService::NewStub(channel));
  }

  Status Import(int stream_number, int first, int count) {
    auto& stub = *stubs_[static_cast<std::size_t>(stream_number) % stubs_.size()];
    grpc::ClientContext context;
    region_.Prepare(context, kLimit);
    const auto stream = stub.ImportParticipants(&context);
    std::thread sender([&] {
      for (int i = 0; i < count && stream->Write(RowOf(first + i, i)); ++i) {
      }
      stream->WritesDone();
    });
    intake::v1::ImportParticipantsResponse answer;
    int created = 0;
    while (stream->Read(&answer)) created += answer.outcome() == intake::v1::IMPORT_OUTCOME_CREATED ? 1 : 0;
    sender.join();
    RETURN_IF_ERROR(rpc::FromGrpc(stream->Finish()));
    if (created == count) return absl::OkStatus();
    return absl::InternalError("a person was there before, or was refused");
  }

 private:
  static intake::v1::ImportParticipantsRequest RowOf(int number, int row) {
    intake::v1::ImportParticipantsRequest request;
    request.set_row(row + 1);
    request.set_source("bench-import");
    request.set_source_reference(std::to_string(number));
    *request.mutable_participant() = PersonOf(number);
    return request;
  }

  const Region& region_;
  std::vector<std::unique_ptr<ParticipantService::Stub>> stubs_;
};

// The same rows by hand. Numbers are made up, so that they do not meet those of the service.
class RawSide {
 public:
  explicit RawSide(const sql::DatabaseOptions& options) : db_(options) {}

  Status Import(int first, int count) {
    for (int at = 0; at < count; at += kBatchRows) {
      RETURN_IF_ERROR(Write(first + at, std::min(kBatchRows, count - at)));
    }
    return absl::OkStatus();
  }

 private:
  Status Write(int first, int count) {
    const absl::Time now = absl::Now();
    std::vector<sql::Value> people;
    std::vector<sql::Value> sources;
    std::vector<sql::Value> events;
    for (int i = 0; i < count; ++i) Add(first + i, now, people, sources, events);
    return db_.Run(absl::Now() + kLimit, [&](sql::Tx& tx) -> Status {
      RETURN_IF_ERROR(sql::InsertRows(tx, kInsertHead, kColumns, people).status());
      RETURN_IF_ERROR(sql::InsertRows(tx, kInsertSources, 4, sources).status());
      return sql::InsertRows(tx, kInsertEvents, 7, events).status();
    });
  }

  static void Add(int number, absl::Time now, std::vector<sql::Value>& people,
                  std::vector<sql::Value>& sources, std::vector<sql::Value>& events) {
    const Participant p = PersonOf(number);
    const Uuid id = Uuid::NewV7();
    const std::string lookup = Uuid::FromName(id.ToString()).Bytes() + id.Bytes();
    people.insert(people.end(), {id,
                                 p.given_name(),
                                 p.family_name_prefix(),
                                 p.family_name(),
                                 p.family_name(),
                                 p.birth_date(),
                                 kSeal,
                                 lookup,
                                 p.bsn().substr(7),
                                 p.gender(),
                                 p.origin_country(),
                                 p.municipality_code(),
                                 p.arrival_date(),
                                 p.settlement_date(),
                                 p.target_group(),
                                 p.benefit_category(),
                                 p.legal_regime(),
                                 p.language_level(),
                                 now,
                                 now,
                                 1,
                                 false,
                                 3,
                                 nullptr,
                                 nullptr,
                                 "",
                                 "",
                                 false,
                                 "",
                                 0,
                                 0,
                                 nullptr,
                                 0,
                                 ""});
    sources.insert(sources.end(), {kMunicipality, "bench-raw", std::to_string(number), id});
    intake::v1::ParticipantRegistered event;
    event.set_participant_id(id.ToString());
    event.set_municipality_code(p.municipality_code());
    event.set_target_group(p.target_group());
    event.set_benefit_category(p.benefit_category());
    event.set_legal_regime(p.legal_regime());
    event.set_settlement_date(p.settlement_date());
    event.set_language_level(p.language_level());
    events.insert(events.end(), {Uuid::NewV7(), event.GetTypeName(), event.participant_id(), id,
                                 kMunicipality, now, event.SerializeAsString()});
  }

  sql::Database db_;
};

StatusOr<double> MegabytesOfIntake(const Region& region) {
  std::ifstream file(region.home() + "/run/intake-svc.pid");
  pid_t pid = 0;
  if (!(file >> pid)) return absl::NotFoundError("intake-svc does not run; start it with ./dev up");
  ASSIGN_OR_RETURN(const double bytes, PssBytes(pid));
  return bytes / kMegabyte;
}

// Rows a second of `count` rows, split over so many at once.
StatusOr<double> RowsPerSecond(Supply& supply, int count, int streams,
                               const std::function<Status(int stream, int first, int rows)>& work) {
  const int each = count / streams;
  const int first = supply.Take(each * streams);
  const absl::Time began = absl::Now();
  RETURN_IF_ERROR(InParallel(streams, streams, [&](int i) { return work(i, first + i * each, each); }));
  return each * streams / absl::ToDoubleSeconds(absl::Now() - began);
}

}  // namespace

Status BenchImport(const Region& region, const Wish& wish, Report& report) {
  const int stretch = std::max(wish.people / kRounds, 4 * kBatchRows);
  const int trial = std::max(stretch / 4, 4 * kBatchRows);
  ASSIGN_OR_RETURN(const Channels channels, region.Connect(region.Of("intake-svc").listen(), "intake-svc"));
  RETURN_IF_ERROR(EnsureMunicipality(region, channels));
  ASSIGN_OR_RETURN(const sql::DatabaseOptions options, region.DatabaseOf("intake-svc"));
  ServiceSide service(region, channels);
  RawSide raw(options);
  Supply numbers;  // of both sides: whom they register is never the same
  const auto import = [&](int rows, int streams) {
    return RowsPerSecond(numbers, rows, streams,
                         [&](int i, int first, int count) { return service.Import(i, first, count); });
  };
  const auto by_hand = [&](int rows, int threads) {
    return RowsPerSecond(numbers, rows, threads,
                         [&](int, int first, int count) { return raw.Import(first, count); });
  };
  ASSIGN_OR_RETURN(const int streams,
                   BestCount("service", kStreamCounts, [&](int n) { return import(trial, n); }));
  ASSIGN_OR_RETURN(const int threads,
                   BestCount("raw", kStreamCounts, [&](int n) { return by_hand(trial, n); }));
  std::vector<double> megabytes;
  ASSIGN_OR_RETURN(const Rounds rounds,
                   Rounds::Run({{"service",
                                 [&](absl::Duration) -> StatusOr<double> {
                                   ASSIGN_OR_RETURN(const double rate, import(stretch, streams));
                                   ASSIGN_OR_RETURN(const double now, MegabytesOfIntake(region));
                                   megabytes.push_back(now);
                                   return rate;
                                 }},
                                {"raw", [&](absl::Duration) { return by_hand(stretch, threads); }}},
                               wish.time, wish.only, [&] { return AwaitApplied(region, "intake-svc"); }));
  report.Add("ratio_raw", rounds.Ratio("service", "raw"), AtLeast(0.60));
  report.Add("rows_per_second", rounds.Rate("service"));
  report.Add("rows_per_second_raw", rounds.Rate("raw"));
  // The warm-up comes first: what a service needs to import at all is not growth.
  report.Add("memory_mb", megabytes.back());
  report.Add("memory_growth_mb", megabytes.back() - megabytes.front(), AtMost(16));
  report.Add("rows", stretch * kRounds);
  report.Add("spread", rounds.Spread());
  return absl::OkStatus();
}

}  // namespace duaal::bench
