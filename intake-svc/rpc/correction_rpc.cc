#include <string>

#include "chassis/core/civil.h"
#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_correction.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

// Where a page of open requests ended: the day and the request.
std::string ToText(const domain::CorrectionRequest& last) {
  return FormatDate(last.due_date) + last.id.Bytes();
}

storage::CorrectionPosition ToPosition(const std::string& text) {
  constexpr std::size_t kDateLength = 10;
  if (text.size() <= kDateLength) return {};
  return {ParseDate(text.substr(0, kDateLength)).value_or(absl::CivilDay(1, 1, 1)),
          Uuid::FromBytes(text.substr(kDateLength))};
}

StatusOr<v1::ListCorrectionsResponse> ListCorrections(const app::Deps& deps, const crypto::KeyRing& keys,
                                                      const Call& call,
                                                      const v1::ListCorrectionsRequest& request) {
  const std::string& binding = request.participant_id();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto corrections, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.corrections.List(session, app::ViewerOf(CallerOf(call)), ToId(binding),
                                 Uuid::FromBytes(page.after), page.size + 1);
  }));
  v1::ListCorrectionsResponse response;
  const bool more = static_cast<int>(corrections.size()) > page.size;
  if (more) corrections.resize(page.size);
  for (const domain::CorrectionRequest& one : corrections)
    *response.add_corrections() = ToProto(one, call.today());
  if (more) {
    response.set_next_page_token(duaal::rpc::SealPage(keys, call, corrections.back().id.Bytes(), binding));
  }
  return response;
}

StatusOr<v1::ListOpenCorrectionsResponse> ListOpenCorrections(const app::Deps& deps,
                                                              const crypto::KeyRing& keys, const Call& call,
                                                              const v1::ListOpenCorrectionsRequest& request) {
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), ""));
  ASSIGN_OR_RETURN(auto corrections, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.corrections.ListOpen(session, app::ViewerOf(CallerOf(call)), ToPosition(page.after),
                                     page.size + 1);
  }));
  v1::ListOpenCorrectionsResponse response;
  const bool more = static_cast<int>(corrections.size()) > page.size;
  if (more) corrections.resize(page.size);
  for (const domain::CorrectionRequest& one : corrections)
    *response.add_corrections() = ToProto(one, call.today());
  if (more) {
    response.set_next_page_token(duaal::rpc::SealPage(keys, call, ToText(corrections.back()), ""));
  }
  return response;
}

void RegisterReads(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys,
                   const std::string& service) {
  server.Unary<v1::GetCorrectionRequest, v1::Correction>(
      service + "GetCorrection", [&](const Call& call, const auto& request) -> StatusOr<v1::Correction> {
        ASSIGN_OR_RETURN(const auto correction, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.corrections.Get(session, ToId(request.id()), app::ViewerOf(CallerOf(call)));
        }));
        return ToProto(correction, call.today());
      });
  server.Unary<v1::ListCorrectionsRequest, v1::ListCorrectionsResponse>(
      service + "ListCorrections",
      [&](const Call& call, const auto& request) { return ListCorrections(deps, keys, call, request); });
  server.Unary<v1::ListOpenCorrectionsRequest, v1::ListOpenCorrectionsResponse>(
      service + "ListOpenCorrections",
      [&](const Call& call, const auto& request) { return ListOpenCorrections(deps, keys, call, request); });
}

// A write whose use case answers with the request as it stands.
template <typename Request, typename UseCase>
void RegisterWrite(duaal::rpc::Server& server, const app::Deps& deps, const std::string& method,
                   UseCase use_case) {
  server.Unary<Request, v1::Correction>(
      method, [&deps, use_case](const Call& call, const Request& request) -> StatusOr<v1::Correction> {
        ASSIGN_OR_RETURN(const domain::CorrectionRequest correction,
                         use_case(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(correction, call.today());
      });
}

}  // namespace

void RegisterCorrectionService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.CorrectionService/";
  RegisterWrite<v1::RequestCorrectionRequest>(server, deps, service + "RequestCorrection",
                                              app::RequestCorrection);
  RegisterWrite<v1::ExtendCorrectionRequest>(server, deps, service + "ExtendCorrection",
                                             app::ExtendCorrection);
  RegisterWrite<v1::DecideCorrectionRequest>(server, deps, service + "DecideCorrection",
                                             app::DecideCorrection);
  RegisterWrite<v1::RecordRecipientToldRequest>(server, deps, service + "RecordRecipientTold",
                                                app::RecordRecipientTold);
  RegisterReads(server, deps, keys, service);
}

}  // namespace duaal::intake::rpc
