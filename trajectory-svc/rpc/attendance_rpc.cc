#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "trajectory-svc/app/record_attendance.h"
#include "trajectory-svc/rpc/convert.h"
#include "trajectory-svc/rpc/register.h"

namespace duaal::trajectory::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

constexpr int kMostOfSession = 1000;
constexpr int kMostRejections = 1000;

StatusOr<v1::ListAttendancesResponse> ListAttendances(const app::Deps& deps, const Call& call,
                                                      const v1::ListAttendancesRequest& request) {
  ASSIGN_OR_RETURN(const auto attendances, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    const Uuid id = ToId(request.session_id());
    const auto held = deps.sessions.Get(session, id);
    if (!held.ok()) return StatusOr<std::vector<domain::Attendance>>(held.status());
    return deps.attendances.ListOfSession(session, app::ViewerOf(CallerOf(call)), id, kMostOfSession);
  }));
  v1::ListAttendancesResponse response;
  for (const domain::Attendance& attendance : attendances) *response.add_attendances() = ToProto(attendance);
  return response;
}

StatusOr<v1::BatchRecordAttendanceResponse> BatchRecordAttendance(
    const app::Deps& deps, const Call& call, const v1::BatchRecordAttendanceRequest& request) {
  std::vector<app::AttendanceEntry> entries;
  entries.reserve(request.attendances_size());
  for (const v1::Attendance& attendance : request.attendances()) entries.push_back(ToEntry(attendance));
  ASSIGN_OR_RETURN(const app::BatchCounts counts,
                   app::BatchRecordAttendance(deps, CallerOf(call, request.request_id()), entries));
  v1::BatchRecordAttendanceResponse response;
  response.set_created(counts.created);
  response.set_corrected(counts.corrected);
  response.set_unchanged(counts.unchanged);
  return response;
}

// Records a stream part by part and answers once, at the end.
class AttendanceImport
    : public duaal::rpc::StreamHandler<v1::ImportAttendancesRequest, v1::ImportAttendancesResponse> {
 public:
  AttendanceImport(const app::Deps& deps, std::shared_ptr<const Call> call)
      : deps_(deps), call_(std::move(call)) {}

  Status OnBatch(const std::vector<v1::ImportAttendancesRequest>& batch, const std::vector<Status>& checks,
                 std::vector<v1::ImportAttendancesResponse>*) override {
    std::vector<app::AttendanceEntry> entries;
    std::vector<std::int64_t> indexes;  // of the entries, in the stream
    entries.reserve(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const std::int64_t index = answer_.received() + static_cast<std::int64_t>(i);
      if (!checks[i].ok()) {
        Reject(index, ReasonOf(checks[i]), std::string(checks[i].message()));
        continue;
      }
      entries.push_back(ToEntry(batch[i].attendance()));
      indexes.push_back(index);
    }
    answer_.set_received(answer_.received() + static_cast<std::int64_t>(batch.size()));
    if (entries.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const app::BatchOutcome outcome,
                     app::ImportAttendances(deps_, CallerOf(*call_), entries));
    answer_.set_created(answer_.created() + outcome.created);
    answer_.set_corrected(answer_.corrected() + outcome.corrected);
    answer_.set_unchanged(answer_.unchanged() + outcome.unchanged);
    for (const app::EntryFault& fault : outcome.faults) {
      Reject(indexes[fault.index], fault.reason, std::string(fault.status.message()));
    }
    return absl::OkStatus();
  }

  Status OnEnd(std::vector<v1::ImportAttendancesResponse>* out) override {
    out->push_back(answer_);
    return absl::OkStatus();
  }

 private:
  // The first fault stands for the entry.
  static std::string ReasonOf(const Status& check) {
    const ErrorDetails details = DetailsOf(check);
    return details.violations.empty() ? details.reason : details.violations.front().reason;
  }

  void Reject(std::int64_t index, const std::string& reason, const std::string& description) {
    answer_.set_rejected(answer_.rejected() + 1);
    if (answer_.rejections_size() >= kMostRejections) return;
    v1::AttendanceRejection& rejection = *answer_.add_rejections();
    rejection.set_index(index);
    rejection.set_reason(reason);
    rejection.set_description(description);
  }

  const app::Deps& deps_;
  std::shared_ptr<const Call> call_;
  v1::ImportAttendancesResponse answer_;
};

}  // namespace

void RegisterAttendanceService(duaal::rpc::Server& server, const app::Deps& deps) {
  const std::string service = "duaal.trajectory.v1.AttendanceService/";
  server.Unary<v1::RecordAttendanceRequest, v1::Attendance>(
      service + "RecordAttendance", [&](const Call& call, const auto& request) -> StatusOr<v1::Attendance> {
        ASSIGN_OR_RETURN(
            const auto attendance,
            app::RecordAttendance(deps, CallerOf(call, request.request_id()), ToEntry(request.attendance())));
        return ToProto(attendance);
      });
  server.Unary<v1::BatchRecordAttendanceRequest, v1::BatchRecordAttendanceResponse>(
      service + "BatchRecordAttendance",
      [&](const Call& call, const auto& request) { return BatchRecordAttendance(deps, call, request); });
  server.Stream<v1::ImportAttendancesRequest, v1::ImportAttendancesResponse>(
      service + "ImportAttendances", [&](std::shared_ptr<const Call> call) {
        using Handler =
            duaal::rpc::StreamHandler<v1::ImportAttendancesRequest, v1::ImportAttendancesResponse>;
        return StatusOr<std::unique_ptr<Handler>>(std::make_unique<AttendanceImport>(deps, std::move(call)));
      });
  server.Unary<v1::ListAttendancesRequest, v1::ListAttendancesResponse>(
      service + "ListAttendances",
      [&](const Call& call, const auto& request) { return ListAttendances(deps, call, request); });
}

}  // namespace duaal::trajectory::rpc
