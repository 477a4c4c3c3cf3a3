#include "chassis/rpc/status.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "duaal/api/v1/error_info.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace duaal::rpc {
namespace {

constexpr char kViolationPrefix[] = "violation.";
constexpr char kErrorInfoType[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kOmitted[] = "violations_omitted";

std::string ViolationKey(int index) { return absl::StrCat(kViolationPrefix, index); }

grpc::Status Build(absl::StatusCode code, const std::string& message, const ErrorDetails& details) {
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(code));
  wire.set_message(message);
  api::v1::ErrorInfo info;
  info.set_domain(kErrorDomain);
  info.set_reason(details.reason);
  for (const auto& [key, value] : details.metadata) (*info.mutable_metadata())[key] = value;
  google::rpc::BadRequest faults;
  const int listed = std::min(static_cast<int>(details.violations.size()), kMaxViolations);
  for (int i = 0; i < listed; ++i) {
    const FieldViolation& violation = details.violations[static_cast<std::size_t>(i)];
    google::rpc::BadRequest::FieldViolation& fault = *faults.add_field_violations();
    fault.set_field(violation.field);
    fault.set_description(violation.description);
    (*info.mutable_metadata())[ViolationKey(i)] = violation.reason;
  }
  const int omitted = static_cast<int>(details.violations.size()) - listed;
  if (omitted > 0) (*info.mutable_metadata())[kOmitted] = std::to_string(omitted);
  if (!details.reason.empty() || listed > 0) {
    google::protobuf::Any& packed = *wire.add_details();
    packed.set_type_url(kErrorInfoType);
    packed.set_value(info.SerializeAsString());
  }
  if (listed > 0) wire.add_details()->PackFrom(faults);
  return {static_cast<grpc::StatusCode>(code), message, wire.SerializeAsString()};
}

}  // namespace

grpc::Status ToGrpc(const Status& status, const std::string& trace_id) {
  if (status.ok()) return grpc::Status::OK;
  if (status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown) {
    return Build(status.code(),
                 absl::StrCat("Something went wrong on our side. Report trace id ", trace_id, "."),
                 ErrorDetails{"INTERNAL", {{"trace_id", trace_id}}, {}});
  }
  return Build(status.code(), std::string(status.message()), DetailsOf(status));
}

Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  ErrorDetails details;
  google::rpc::BadRequest faults;
  google::rpc::Status wire;
  if (wire.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& detail : wire.details()) {
      api::v1::ErrorInfo info;
      if (detail.type_url() == kErrorInfoType && info.ParseFromString(detail.value())) {
        details.reason = info.reason();
        details.metadata.insert(info.metadata().begin(), info.metadata().end());
      } else if (detail.Is<google::rpc::BadRequest>()) {
        detail.UnpackTo(&faults);
      }
    }
  }
  for (int i = 0; i < faults.field_violations_size(); ++i) {
    const auto& fault = faults.field_violations(i);
    const auto reason = details.metadata.extract(ViolationKey(i));
    details.violations.push_back(
        {fault.field(), reason.empty() ? std::string() : reason.mapped(), fault.description()});
  }
  return Error(static_cast<absl::StatusCode>(status.error_code()), details.reason, status.error_message(),
               std::move(details.metadata), std::move(details.violations));
}

}  // namespace duaal::rpc
