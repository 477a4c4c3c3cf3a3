#include <algorithm>

#include "chassis/core/civil.h"
#include "duaal/trajectory/v1/attendance_service.grpc.pb.h"
#include "duaal/trajectory/v1/enrolment_service.grpc.pb.h"
#include "tools/load/steps.h"
#include "tools/people/invent.h"

namespace duaal::load {
namespace {

using trajectory::v1::AttendanceService;
using trajectory::v1::AttendanceStatus;
using trajectory::v1::EnrolmentService;
using trajectory::v1::ImportAttendancesRequest;
using trajectory::v1::SessionService;

constexpr int kClassesPerStream = 20;
constexpr absl::Duration kStreamTime = absl::Minutes(30);

// Nine of ten are there; of the absent, few say nothing. Depends on class, day and place only, so that the
// same lesson is recorded alike every time.
AttendanceStatus StatusOn(const Plan& plan, int number, absl::CivilDay day, int place) {
  const std::uint64_t lesson = people::Mix(people::Mix(plan.seed, static_cast<std::uint64_t>(number)),
                                           static_cast<std::uint64_t>(day - absl::CivilDay(2000, 1, 1)));
  const std::uint64_t draw = people::Mix(lesson, static_cast<std::uint64_t>(place)) % 100;
  return draw < 3    ? trajectory::v1::ATTENDANCE_STATUS_ABSENT_WITHOUT_NOTICE
         : draw < 10 ? trajectory::v1::ATTENDANCE_STATUS_ABSENT_WITH_NOTICE
         : draw < 16 ? trajectory::v1::ATTENDANCE_STATUS_LATE
                     : trajectory::v1::ATTENDANCE_STATUS_PRESENT;
}

StatusOr<std::vector<std::string>> SeatedOf(const cli::Door& door, const std::string& class_id) {
  const auto stub = EnrolmentService::NewStub(door.channel());
  trajectory::v1::ListEnrolmentsRequest request;
  request.set_offering_id(class_id);
  request.set_page_size(100);
  ASSIGN_OR_RETURN(const auto answer, door.Call(*stub, &EnrolmentService::Stub::ListEnrolments, request));
  std::vector<std::string> people;
  for (const auto& enrolment : answer.enrolments()) people.push_back(enrolment.participant_id());
  std::sort(people.begin(), people.end());
  return people;
}

// The entries of one class.
Status Collect(const cli::Door& door, const Plan& plan, const std::string& class_id, int number,
               std::vector<ImportAttendancesRequest>& entries) {
  ASSIGN_OR_RETURN(const auto people, SeatedOf(door, class_id));
  const auto stub = SessionService::NewStub(door.channel());
  trajectory::v1::ListSessionsRequest request;
  request.set_offering_id(class_id);
  request.set_from_date(FormatDate(plan.today - 7 * plan.weeks));
  request.set_until_date(FormatDate(plan.today));
  ASSIGN_OR_RETURN(const auto answer, door.Call(*stub, &SessionService::Stub::ListSessions, request));
  for (const auto& session : answer.sessions()) {
    const auto day = ParseDate(session.date());
    if (session.state() != trajectory::v1::SESSION_STATE_PLANNED || !day) continue;
    for (std::size_t place = 0; place < people.size(); ++place) {
      auto& attendance = *entries.emplace_back().mutable_attendance();
      attendance.set_session_id(session.id());
      attendance.set_participant_id(people[place]);
      attendance.set_status(StatusOn(plan, number, *day, static_cast<int>(place)));
    }
  }
  return absl::OkStatus();
}

Status Stream(const cli::Door& door, const std::vector<ImportAttendancesRequest>& entries,
              Progress& progress) {
  const auto stub = AttendanceService::NewStub(door.channel());
  grpc::ClientContext context;
  door.Prepare(context, kStreamTime);
  trajectory::v1::ImportAttendancesResponse answer;
  const auto stream = stub->ImportAttendances(&context, &answer);
  for (const auto& entry : entries) {
    if (!stream->Write(entry)) break;  // the reason is the stream's status
  }
  stream->WritesDone();
  RETURN_IF_ERROR(rpc::FromGrpc(stream->Finish()));
  progress.Add(answer.created() + answer.corrected(), answer.unchanged());
  if (answer.rejected() == 0) return absl::OkStatus();
  const std::string first = answer.rejections().empty() ? "" : answer.rejections(0).description();
  return Error(absl::StatusCode::kFailedPrecondition, "ROWS_REJECTED",
               std::to_string(answer.rejected()) + " attendances were rejected; the first: " + first);
}

}  // namespace

Status ImportAttendance(const cli::Door& door, const Plan& plan, const Classes& classes, Progress& progress) {
  const int count = static_cast<int>(classes.size());
  const int streams = (count + kClassesPerStream - 1) / kClassesPerStream;
  return InParallel(streams, [&](int group) -> Status {
    std::vector<ImportAttendancesRequest> entries;
    for (int i = group * kClassesPerStream; i < std::min(count, (group + 1) * kClassesPerStream); ++i) {
      RETURN_IF_ERROR(Collect(door, plan, classes[static_cast<std::size_t>(i)], i, entries));
    }
    return Stream(door, entries, progress);
  });
}

}  // namespace duaal::load
