#ifndef TRAJECTORY_SVC_RPC_CONVERT_H_
#define TRAJECTORY_SVC_RPC_CONVERT_H_

#include <optional>
#include <string>

#include "chassis/core/civil.h"
#include "chassis/core/status.h"
#include "duaal/partner/v1/offering_service.pb.h"
#include "duaal/trajectory/v1/attendance_service.pb.h"
#include "duaal/trajectory/v1/enrolment_service.pb.h"
#include "duaal/trajectory/v1/programme_service.pb.h"
#include "duaal/trajectory/v1/trajectory_service.pb.h"
#include "duaal/trajectory/v1/week_service.pb.h"
#include "trajectory-svc/app/attendance_batch.h"
#include "trajectory-svc/app/read_week.h"
#include "trajectory-svc/app/save_week.h"
#include "trajectory-svc/app/suggest_week.h"
#include "trajectory-svc/domain/attendance.h"
#include "trajectory-svc/domain/enrolment.h"
#include "trajectory-svc/domain/offering.h"
#include "trajectory-svc/domain/trajectory.h"

// Between protos and the house. Requests were checked against their field rules before they come here, so
// ids, dates, weeks and times parse.
namespace duaal::trajectory::rpc {

[[nodiscard]] v1::Programme ToProto(const storage::PublishedProgramme& programme);
[[nodiscard]] v1::Trajectory ToProto(const domain::Trajectory& trajectory);
[[nodiscard]] v1::Enrolment ToProto(const domain::Enrolment& enrolment);
[[nodiscard]] v1::Week ToProto(const app::WeekView& view);
[[nodiscard]] v1::SuggestWeekResponse ToProto(const app::SuggestionView& view);
[[nodiscard]] type::v1::Slot ToProto(const domain::Slot& slot);
[[nodiscard]] v1::Session ToProto(const domain::Session& session);
[[nodiscard]] v1::Attendance ToProto(const domain::Attendance& attendance);
[[nodiscard]] v1::Signal ToProto(const domain::Signal& signal);

// INVALID_ARGUMENT: week 53 in a year without it. By field `week`.
[[nodiscard]] StatusOr<IsoWeek> ToWeek(const std::string& field, const std::string& text);
[[nodiscard]] StatusOr<app::SaveWeekCommand> ToCommand(const v1::SaveWeekRequest& request);
[[nodiscard]] StatusOr<app::SuggestWeekQuery> ToQuery(const v1::SuggestWeekRequest& request);
[[nodiscard]] app::AttendanceEntry ToEntry(const v1::Attendance& attendance);

// DATA_LOSS: an offering that partner-svc should not have published.
[[nodiscard]] StatusOr<domain::Offering> ToOffering(const partner::v1::Offering& proto);

// An id or a date that the field rules let through.
[[nodiscard]] Uuid ToId(const std::string& text);
[[nodiscard]] std::optional<Uuid> ToOptionalId(const std::string& text);
[[nodiscard]] absl::CivilDay ToDate(const std::string& text);
[[nodiscard]] std::optional<absl::CivilDay> ToOptionalDate(const std::string& text);

}  // namespace duaal::trajectory::rpc

#endif  // TRAJECTORY_SVC_RPC_CONVERT_H_
