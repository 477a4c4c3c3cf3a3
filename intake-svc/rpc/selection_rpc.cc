#include <string>

#include "chassis/rpc/page.h"
#include "duaal/intake/v1/selection_service.pb.h"
#include "intake-svc/app/preview_selection.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

v1::SelectionCandidate ToProto(const app::SelectionCandidate& candidate) {
  v1::SelectionCandidate proto;
  proto.set_participant_id(candidate.person.id.ToString());
  proto.set_municipality_code(candidate.person.municipality_code);
  proto.set_fits(candidate.grounds.empty());
  for (const FieldViolation& ground : candidate.grounds) {
    v1::RowViolation& one = *proto.add_grounds();
    one.set_field(ground.field);
    one.set_reason(ground.reason);
    one.set_description(ground.description);
  }
  proto.set_from_region(candidate.admission.from_region);
  proto.set_arrival_cohort(candidate.admission.arrival_cohort);
  proto.set_benefit_entitled(candidate.admission.benefit_entitled);
  proto.set_language_level(candidate.person.language_level);
  for (const std::string& dimension : candidate.helps_composition) {
    proto.add_helps_composition(dimension);
  }
  return proto;
}

StatusOr<v1::PreviewSelectionResponse> PreviewSelection(const app::Deps& deps, const crypto::KeyRing& keys,
                                                        const Call& call,
                                                        const v1::PreviewSelectionRequest& request) {
  const std::string binding = request.programme_code() + '\n' + request.municipality_code() + '\n' +
                              std::to_string(request.channel()) + '\n' +
                              std::to_string(static_cast<int>(request.only_fitting()));
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  const app::SelectionQuery query{request.programme_code(),
                                  request.municipality_code(),
                                  static_cast<domain::InflowChannel>(request.channel()),
                                  call.principal().May("barriers.read"),
                                  Uuid::FromBytes(page.after),
                                  page.size + 1};
  ASSIGN_OR_RETURN(auto selection, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return app::PreviewSelection(deps, session, app::ViewerOf(CallerOf(call)), query);
  }));
  v1::PreviewSelectionResponse response;
  response.set_barriers_unchecked(selection.barriers_unchecked);
  const bool more = static_cast<int>(selection.candidates.size()) > page.size;
  if (more) selection.candidates.resize(page.size);
  for (const app::SelectionCandidate& candidate : selection.candidates) {
    if (request.only_fitting() && !candidate.grounds.empty()) continue;
    *response.add_candidates() = ToProto(candidate);
  }
  if (more) {
    response.set_next_page_token(
        duaal::rpc::SealPage(keys, call, selection.candidates.back().person.id.Bytes(), binding));
  }
  return response;
}

}  // namespace

void RegisterSelectionService(duaal::rpc::Server& server, const app::Deps& deps,
                              const crypto::KeyRing& keys) {
  server.Unary<v1::PreviewSelectionRequest, v1::PreviewSelectionResponse>(
      "duaal.intake.v1.SelectionService/PreviewSelection",
      [&](const Call& call, const auto& request) { return PreviewSelection(deps, keys, call, request); });
}

}  // namespace duaal::intake::rpc
