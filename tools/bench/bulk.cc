#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "chassis/core/civil.h"
#include "chassis/rpc/status.h"
#include "chassis/sql/bulk.h"
#include "duaal/trajectory/v1/attendance_service.grpc.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"
#include "tools/bench/benches.h"
#include "tools/bench/classes.h"
#include "tools/bench/closed_loop.h"
#include "tools/bench/rounds.h"

// Attendance in batches of 500 with one event each: the service with and without its processing log, and
// multi-row inserts of the same rows.
namespace duaal::bench {
namespace {

using trajectory::v1::AttendanceService;
using trajectory::v1::BatchRecordAttendanceRequest;

constexpr int kBatchRows = 500;
constexpr int kSessionsOfBatch = kBatchRows / kClassSize;
constexpr int kSessionsOfDay = 4;
constexpr int kMostClasses = 40;
constexpr int kCallerCounts[] = {2, 4, 8};
// Each stretch takes so large a part of all batches, for nobody can be recorded twice as new.
constexpr std::size_t kStretches = 20;
constexpr absl::Duration kLimit = absl::Seconds(60);

// Kept the same as the statements of trajectory-svc.
constexpr std::string_view kInsertHead =
    "INSERT INTO attendance (session_id, participant_id, trajectory_id, municipality_code, component_code,"
    " session_date, start_minute, status, minutes, version, record_time) VALUES ";
constexpr std::size_t kColumns = 11;
constexpr std::string_view kInsertEvent =
    "INSERT INTO outbox (event_id, type, subject_id, person_id, municipality_code, occur_time, payload) "
    "VALUES (?,?,?,?,?,?,?)";
constexpr std::string_view kInsertRequest =
    "INSERT INTO idempotency (request_key, body_hash, resource_id, etag, note, create_time)"
    " VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6))";

// Twenty sessions of one class.
struct Batch {
  const Classroom* room;
  std::size_t first_session;
};

std::vector<Batch> BatchesOf(const std::vector<Classroom>& classes) {
  std::vector<Batch> batches;
  for (std::size_t at = 0;; at += kSessionsOfBatch) {
    const std::size_t before = batches.size();
    for (const Classroom& room : classes) {
      if (at + kSessionsOfBatch <= room.session_ids.size()) batches.push_back({&room, at});
    }
    if (batches.size() == before) return batches;
  }
}

// Runs `work` for every batch, with so many at once; rows a second.
StatusOr<double> RowsPerSecond(const std::vector<Batch>& batches, int callers,
                               const std::function<Status(const Batch&, int number)>& work) {
  const absl::Time began = absl::Now();
  RETURN_IF_ERROR(InParallel(static_cast<int>(batches.size()), callers,
                             [&](int i) { return work(batches[static_cast<std::size_t>(i)], i); }));
  return static_cast<double>(batches.size() * kBatchRows) / absl::ToDoubleSeconds(absl::Now() - began);
}

// Batches through the service's method.
class ServiceSide {
 public:
  ServiceSide(const Region& region, const Channels& channels) : region_(region) {
    for (const auto& channel : channels) stubs_.push_back(AttendanceService::NewStub(channel));
  }

  Status Record(const Batch& batch, int number) {
    BatchRecordAttendanceRequest request;
    for (int i = 0; i < kSessionsOfBatch; ++i) {
      const std::string& session = batch.room->session_ids[batch.first_session + static_cast<std::size_t>(i)];
      for (const std::string& person : batch.room->participant_ids) {
        auto& attendance = *request.add_attendances();
        attendance.set_session_id(session);
        attendance.set_participant_id(person);
        attendance.set_status(trajectory::v1::ATTENDANCE_STATUS_PRESENT);
      }
    }
    request.set_request_id(Uuid::NewV7().ToString());
    grpc::ClientContext context;
    region_.Prepare(context, kLimit);
    trajectory::v1::BatchRecordAttendanceResponse response;
    auto& stub = *stubs_[static_cast<std::size_t>(number) % stubs_.size()];
    RETURN_IF_ERROR(rpc::FromGrpc(stub.BatchRecordAttendance(&context, request, &response)));
    if (response.created() == kBatchRows) return absl::OkStatus();
    return absl::InternalError("a batch was recorded before");
  }

 private:
  const Region& region_;
  std::vector<std::unique_ptr<AttendanceService::Stub>> stubs_;
};

// The same rows by hand. The sessions are made up: those of the service are spoken for.
class RawSide {
 public:
  explicit RawSide(const sql::DatabaseOptions& options) : db_(options) {}

  Status Record(const Batch& batch) {
    const absl::Time now = absl::Now();
    std::vector<sql::Value> values;
    values.reserve(kBatchRows * kColumns);
    trajectory::v1::AttendanceRecorded event;
    for (int i = 0; i < kSessionsOfBatch; ++i) {
      AddSession(*batch.room, static_cast<int>(batch.first_session) + i, now, values, event);
    }
    const std::string payload = event.SerializeAsString();
    return db_.Run(absl::Now() + kLimit, [&](sql::Tx& tx) -> Status {
      RETURN_IF_ERROR(sql::InsertRows(tx, kInsertHead, kColumns, values).status());
      RETURN_IF_ERROR(tx.Execute(kInsertEvent, Uuid::NewV7(), event.GetTypeName(), batch.room->offering_id,
                                 nullptr, kMunicipality, now, payload)
                          .status());
      const std::string key = Uuid::NewV7().Bytes() + Uuid::NewV7().Bytes();
      return tx.Execute(kInsertRequest, key, key, "", "", "500 0 0").status();
    });
  }

  sql::Database& db() { return db_; }

 private:
  static void AddSession(const Classroom& room, int number, absl::Time now, std::vector<sql::Value>& values,
                         trajectory::v1::AttendanceRecorded& event) {
    const absl::CivilDay day = absl::CivilDay(2026, 1, 5) + number / kSessionsOfDay;
    const std::string day_text = FormatDate(day);
    const Uuid session = Uuid::FromName(Uuid::NewV7().ToString());  // scattered, as the service's are
    const std::string session_text = session.ToString();
    for (std::size_t i = 0; i < room.participant_ids.size(); ++i) {
      const Uuid person = Uuid::Parse(room.participant_ids[i]).value_or(Uuid());
      values.insert(values.end(), {session, person, Uuid::Parse(room.trajectory_ids[i]), kMunicipality,
                                   "language", day, 540, 1, 75, 1, now});
      auto& entry = *event.add_entries();
      entry.set_session_id(session_text);
      entry.set_participant_id(room.participant_ids[i]);
      entry.set_offering_id(room.offering_id);
      entry.set_programme_code("bench");
      entry.set_municipality_code(kMunicipality);
      entry.set_component_code("language");
      entry.set_date(day_text);
      entry.set_status(trajectory::v1::ATTENDANCE_STATUS_PRESENT);
      entry.set_minutes(75);
      entry.set_version(1);
    }
  }

  sql::Database db_;
};

// Hands out the batches, a stretch at a time.
class Supply {
 public:
  explicit Supply(std::vector<Batch> batches) : batches_(std::move(batches)) {}
  StatusOr<std::vector<Batch>> Next() {
    const std::size_t size = batches_.size() / kStretches;
    if (at_ + size > batches_.size()) return absl::OutOfRangeError("all batches are used up");
    at_ += size;
    return std::vector<Batch>(batches_.begin() + static_cast<std::ptrdiff_t>(at_ - size),
                              batches_.begin() + static_cast<std::ptrdiff_t>(at_));
  }
  // For work that uses nothing up.
  [[nodiscard]] std::vector<Batch> Any() const {
    return {batches_.begin(), batches_.begin() + static_cast<std::ptrdiff_t>(batches_.size() / kStretches)};
  }

 private:
  std::vector<Batch> batches_;
  std::size_t at_ = 0;
};

}  // namespace

Status BenchBulk(const Region& region, const Wish& wish, Report& report) {
  const int count = std::clamp(wish.people / kClassSize, 4, kMostClasses);
  ASSIGN_OR_RETURN(const std::vector<Classroom> classes, MakeClasses(region, count));
  Supply supply(BatchesOf(classes));
  ASSIGN_OR_RETURN(config::v1::ProcessConfig config, region.SecondConfig("trajectory-svc"));
  config.set_processing_log_off(true);
  ASSIGN_OR_RETURN(const Region::Second unlogged, region.StartSecond(config));
  ASSIGN_OR_RETURN(const Channels channels, region.Connect(config.listen(), "trajectory-svc"));
  ASSIGN_OR_RETURN(const Channels logged_channels,
                   region.Connect(region.Of("trajectory-svc").listen(), "trajectory-svc"));
  ASSIGN_OR_RETURN(const sql::DatabaseOptions options, region.DatabaseOf("trajectory-svc"));
  ServiceSide service(region, channels);
  ServiceSide logged(region, logged_channels);
  RawSide raw(options);
  const auto record = [&](ServiceSide& side, int callers) -> StatusOr<double> {
    ASSIGN_OR_RETURN(const std::vector<Batch> batches, supply.Next());
    return RowsPerSecond(batches, callers, [&](const Batch& batch, int i) { return side.Record(batch, i); });
  };
  const auto by_hand = [&](int callers) {
    return RowsPerSecond(supply.Any(), callers, [&](const Batch& batch, int) { return raw.Record(batch); });
  };
  ASSIGN_OR_RETURN(const int callers,
                   BestCount("service", kCallerCounts, [&](int n) { return record(service, n); }));
  ASSIGN_OR_RETURN(const int threads, BestCount("raw", kCallerCounts, by_hand));
  ASSIGN_OR_RETURN(const Rounds rounds,
                   Rounds::Run({{"service", [&](absl::Duration) { return record(service, callers); }},
                                {"raw", [&](absl::Duration) { return by_hand(threads); }},
                                {"service+log", [&](absl::Duration) { return record(logged, callers); }}},
                               wish.time, wish.only, [&] { return AwaitApplied(region, "trajectory-svc"); }));
  report.Add("ratio_raw", rounds.Ratio("service", "raw"), AtLeast(0.70));
  report.Add("ratio_raw_logged", rounds.Ratio("service+log", "raw"));
  report.Add("rows_per_second", rounds.Rate("service"));
  report.Add("rows_per_second_logged", rounds.Rate("service+log"));
  report.Add("rows_per_second_raw", rounds.Rate("raw"));
  report.Add("spread", rounds.Spread());
  return absl::OkStatus();
}

}  // namespace duaal::bench
