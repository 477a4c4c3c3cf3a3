#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chassis/core/civil.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/page.h"
#include "chassis/rpc/timestamp.h"
#include "duaal/intake/v1/screening_service.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "intake-svc/app/import_register.h"
#include "intake-svc/app/screen_candidate.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

// The same bytes for the same person, so that a row that says nothing new is known by its hash.
std::string Pack(const v1::Participant& person) {
  std::string packed;
  google::protobuf::io::StringOutputStream bytes(&packed);
  google::protobuf::io::CodedOutputStream stream(&bytes);
  stream.SetSerializationDeterministic(true);
  person.SerializeToCodedStream(&stream);
  stream.Trim();
  return packed;
}

domain::Participant Unpack(const std::string& packed) {
  v1::Participant person;
  // The bytes were made by Pack and are sealed, so they parse.
  person.ParseFromString(packed);
  return FromProto(person);
}

v1::Screening ToProto(const domain::Screening& s) {
  v1::Screening proto;
  proto.set_id(s.id.ToString());
  proto.set_municipality_code(s.municipality_code);
  proto.set_list_code(s.list_code);
  proto.set_week(IsoWeek::Of(s.week_date).ToString());
  proto.set_change(static_cast<v1::RegisterChange>(s.change));
  if (!s.person.empty()) {
    domain::Participant person = Unpack(s.person);
    person.bsn_tail = domain::NumberTail(person.bsn);
    person.v_number_tail = domain::NumberTail(person.v_number);
    *proto.mutable_person() = rpc::ToProto(person);
    // What a person gets on entering the books is not there yet.
    for (const char* name : {"id", "create_time", "update_time", "etag"}) {
      proto.mutable_person()->GetReflection()->ClearField(
          proto.mutable_person(), v1::Participant::descriptor()->FindFieldByName(name));
    }
  }
  if (s.known_participant_id) proto.set_known_participant_id(s.known_participant_id->ToString());
  proto.set_state(static_cast<v1::ScreeningState>(s.state));
  proto.set_assigned_staff_id(s.assigned_staff_id);
  if (s.decided_date) proto.set_decided_date(FormatDate(*s.decided_date));
  proto.set_reason(static_cast<v1::DismissReason>(s.reason));
  if (s.participant_id) proto.set_participant_id(s.participant_id->ToString());
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(s.create_time);
  proto.set_etag(duaal::rpc::ToEtag(s.row_version));
  return proto;
}

app::RegisterRow ToRow(const v1::ImportRegisterRequest& request, const Status& check) {
  app::RegisterRow row;
  row.row = request.row();
  row.list_code = request.list_code();
  if (const auto week = IsoWeek::Parse(request.week())) row.week_date = week->FirstDay();
  row.row_reference = request.row_reference();
  row.change = static_cast<domain::RegisterChange>(request.change());
  row.person = FromProto(request.participant());
  row.packed = Pack(request.participant());
  row.check = check;
  return row;
}

v1::ImportRegisterResponse ToProto(const app::RegisterOutcome& outcome) {
  v1::ImportRegisterResponse proto;
  proto.set_row(outcome.row);
  proto.set_outcome(static_cast<v1::RegisterOutcome>(outcome.kind));
  if (outcome.screening_id) proto.set_screening_id(outcome.screening_id->ToString());
  for (const FieldViolation& violation : outcome.violations) {
    v1::RowViolation& row = *proto.add_violations();
    row.set_field(violation.field);
    row.set_reason(violation.reason);
    row.set_description(violation.description);
  }
  return proto;
}

// Hands the rows of a stream, batch by batch, to the use case.
class RegisterImport
    : public duaal::rpc::StreamHandler<v1::ImportRegisterRequest, v1::ImportRegisterResponse> {
 public:
  RegisterImport(const app::Deps& deps, std::shared_ptr<const Call> call)
      : deps_(deps), call_(std::move(call)) {}

  Status OnBatch(const std::vector<v1::ImportRegisterRequest>& batch, const std::vector<Status>& checks,
                 std::vector<v1::ImportRegisterResponse>* out) override {
    std::vector<app::RegisterRow> rows;
    rows.reserve(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) rows.push_back(ToRow(batch[i], checks[i]));
    ASSIGN_OR_RETURN(const auto outcomes, app::ImportRegister(deps_, CallerOf(*call_), rows));
    for (const app::RegisterOutcome& outcome : outcomes) out->push_back(ToProto(outcome));
    return absl::OkStatus();
  }

  Status OnEnd(std::vector<v1::ImportRegisterResponse>*) override { return absl::OkStatus(); }

 private:
  const app::Deps& deps_;
  std::shared_ptr<const Call> call_;
};

StatusOr<v1::ListScreeningsResponse> ListScreenings(const app::Deps& deps, const crypto::KeyRing& keys,
                                                    const Call& call,
                                                    const v1::ListScreeningsRequest& request) {
  storage::ScreeningFilter filter{request.municipality_code(), IsoWeek::Parse(request.week())->FirstDay(),
                                  std::nullopt, request.assigned_staff_id()};
  if (request.state() != v1::SCREENING_STATE_UNSPECIFIED) {
    filter.state = static_cast<domain::ScreeningState>(request.state());
  }
  const std::string binding = request.municipality_code() + '\n' + request.week() + '\n' +
                              std::to_string(request.state()) + '\n' + request.assigned_staff_id();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto screenings, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.screenings().List(session, app::ViewerOf(CallerOf(call)), filter, Uuid::FromBytes(page.after),
                                  page.size + 1);
  }));
  v1::ListScreeningsResponse response;
  const bool more = static_cast<int>(screenings.size()) > page.size;
  if (more) screenings.resize(page.size);
  for (const domain::Screening& screening : screenings) *response.add_screenings() = ToProto(screening);
  if (more) {
    response.set_next_page_token(duaal::rpc::SealPage(keys, call, screenings.back().id.Bytes(), binding));
  }
  return response;
}

app::AssignScreeningCommand ToCommand(const v1::AssignScreeningRequest& request) {
  return {ToId(request.screening_id()), duaal::rpc::FromEtag(request.etag()), request.staff_id()};
}

app::AdmitScreeningCommand ToCommand(const v1::AdmitScreeningRequest& request) {
  return {ToId(request.screening_id()), duaal::rpc::FromEtag(request.etag()),
          *ParseDate(request.decided_date()), request.programme_code(), Unpack};
}

app::DismissScreeningCommand ToCommand(const v1::DismissScreeningRequest& request) {
  return {ToId(request.screening_id()), duaal::rpc::FromEtag(request.etag()),
          *ParseDate(request.decided_date()), static_cast<domain::DismissReason>(request.reason())};
}

app::LinkScreeningCommand ToCommand(const v1::LinkScreeningRequest& request) {
  return {ToId(request.screening_id()), duaal::rpc::FromEtag(request.etag()),
          *ParseDate(request.decided_date()), ToId(request.participant_id())};
}

// The changes of a screening differ in command and use case alone.
template <typename Request, typename Command>
void RegisterChange(duaal::rpc::Server& server, const app::Deps& deps, const std::string& method,
                    StatusOr<domain::Screening> (*change)(const app::Deps&, const app::Caller&,
                                                          const Command&)) {
  server.Unary<Request, v1::Screening>(
      "duaal.intake.v1.ScreeningService/" + method,
      [&deps, change](const Call& call, const Request& request) -> StatusOr<v1::Screening> {
        ASSIGN_OR_RETURN(const auto screening,
                         change(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(screening);
      });
}

}  // namespace

void RegisterScreeningService(duaal::rpc::Server& server, const app::Deps& deps,
                              const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.ScreeningService/";
  server.Stream<v1::ImportRegisterRequest, v1::ImportRegisterResponse>(
      service + "ImportRegister", [&](std::shared_ptr<const Call> call) {
        using Handler = duaal::rpc::StreamHandler<v1::ImportRegisterRequest, v1::ImportRegisterResponse>;
        return StatusOr<std::unique_ptr<Handler>>(std::make_unique<RegisterImport>(deps, std::move(call)));
      });
  server.Unary<v1::GetScreeningRequest, v1::Screening>(
      service + "GetScreening", [&](const Call& call, const auto& request) -> StatusOr<v1::Screening> {
        ASSIGN_OR_RETURN(const auto screening, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.screenings().Get(session, ToId(request.id()), app::ViewerOf(CallerOf(call)));
        }));
        return ToProto(screening);
      });
  server.Unary<v1::ListScreeningsRequest, v1::ListScreeningsResponse>(
      service + "ListScreenings",
      [&](const Call& call, const auto& request) { return ListScreenings(deps, keys, call, request); });
  RegisterChange<v1::AssignScreeningRequest>(server, deps, "AssignScreening", &app::AssignScreening);
  RegisterChange<v1::AdmitScreeningRequest>(server, deps, "AdmitScreening", &app::AdmitScreening);
  RegisterChange<v1::DismissScreeningRequest>(server, deps, "DismissScreening", &app::DismissScreening);
  RegisterChange<v1::LinkScreeningRequest>(server, deps, "LinkScreening", &app::LinkScreening);
}

}  // namespace duaal::intake::rpc
