#include <string>
#include <utility>
#include <vector>

#include "chassis/rpc/etag.h"
#include "chassis/rpc/page.h"
#include "chassis/rpc/timestamp.h"
#include "duaal/intake/v1/duplicate_service.pb.h"
#include "intake-svc/app/find_duplicates.h"
#include "intake-svc/app/merge_participants.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

// A record of a municipality outside the caller's mandates is named to nobody.
v1::Merge ToProto(const domain::RecordMerge& m, const Call& call) {
  v1::Merge proto;
  proto.set_id(m.id.ToString());
  const auto sees = [&](const std::string& code) { return call.principal().HasMandate(code, call.today()); };
  if (sees(m.kept_municipality_code)) proto.set_kept_participant_id(m.kept_id.ToString());
  if (sees(m.merged_municipality_code)) proto.set_merged_participant_id(m.merged_id.ToString());
  proto.set_state(static_cast<v1::MergeState>(m.state));
  proto.set_requested_by_municipality_code(m.requested_by_municipality_code);
  *proto.mutable_request_time() = duaal::rpc::ToTimestamp(m.request_time);
  if (m.decide_time) *proto.mutable_decide_time() = duaal::rpc::ToTimestamp(*m.decide_time);
  if (m.undo_time) *proto.mutable_undo_time() = duaal::rpc::ToTimestamp(*m.undo_time);
  proto.set_etag(duaal::rpc::ToEtag(m.row_version));
  return proto;
}

StatusOr<v1::FindDuplicatesResponse> FindDuplicates(const app::Deps& deps, const Call& call,
                                                    const v1::FindDuplicatesRequest& request) {
  return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::FindDuplicatesResponse> {
    const storage::Viewer viewer = app::ViewerOf(CallerOf(call));
    ASSIGN_OR_RETURN(const auto person,
                     deps.participants.Get(session, ToId(request.participant_id()), viewer));
    ASSIGN_OR_RETURN(const auto duplicates, app::FindDuplicates(deps, session, person, call.today()));
    v1::FindDuplicatesResponse response;
    response.set_participant_id(person.id.ToString());
    for (const app::Duplicate& one : duplicates) {
      v1::Duplicate& proto = *response.add_duplicates();
      proto.set_reference(one.reference);
      proto.set_certainty(static_cast<v1::DuplicateCertainty>(one.certainty));
      if (call.principal().HasMandate(one.other.municipality_code, call.today())) {
        proto.set_participant_id(one.other.id.ToString());
      }
    }
    return response;
  });
}

StatusOr<v1::ListMergesResponse> ListMerges(const app::Deps& deps, const crypto::KeyRing& keys,
                                            const Call& call, const v1::ListMergesRequest& request) {
  const std::string binding = std::to_string(request.state());
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto merges, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.merges.List(session, app::ViewerOf(CallerOf(call)),
                            static_cast<domain::MergeState>(request.state()), Uuid::FromBytes(page.after),
                            page.size + 1);
  }));
  v1::ListMergesResponse response;
  const bool more = static_cast<int>(merges.size()) > page.size;
  if (more) merges.resize(page.size);
  for (const domain::RecordMerge& merge : merges) *response.add_merges() = ToProto(merge, call);
  if (more) response.set_next_page_token(duaal::rpc::SealPage(keys, call, merges.back().id.Bytes(), binding));
  return response;
}

// Confirming, refusing and undoing differ in the use case alone.
template <typename Request>
void RegisterAnswer(duaal::rpc::Server& server, const app::Deps& deps, const std::string& method,
                    StatusOr<domain::RecordMerge> (*answer)(const app::Deps&, const app::Caller&,
                                                            const app::AnswerMergeCommand&)) {
  server.Unary<Request, v1::Merge>(
      "duaal.intake.v1.DuplicateService/" + method,
      [&deps, answer](const Call& call, const Request& request) -> StatusOr<v1::Merge> {
        ASSIGN_OR_RETURN(const auto merge,
                         answer(deps, CallerOf(call, request.request_id()),
                                {ToId(request.merge_id()), duaal::rpc::FromEtag(request.etag())}));
        return ToProto(merge, call);
      });
}

}  // namespace

void RegisterDuplicateService(duaal::rpc::Server& server, const app::Deps& deps,
                              const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.DuplicateService/";
  server.Unary<v1::FindDuplicatesRequest, v1::FindDuplicatesResponse>(
      service + "FindDuplicates",
      [&](const Call& call, const auto& request) { return FindDuplicates(deps, call, request); });
  server.Unary<v1::RequestMergeRequest, v1::Merge>(
      service + "RequestMerge", [&](const Call& call, const auto& request) -> StatusOr<v1::Merge> {
        ASSIGN_OR_RETURN(const auto merge,
                         app::RequestMerge(deps, CallerOf(call, request.request_id()),
                                           {ToId(request.participant_id()), request.duplicate_reference(),
                                            request.kept() == v1::KEPT_RECORD_DUPLICATE}));
        return ToProto(merge, call);
      });
  RegisterAnswer<v1::ConfirmMergeRequest>(server, deps, "ConfirmMerge", &app::ConfirmMerge);
  RegisterAnswer<v1::DeclineMergeRequest>(server, deps, "DeclineMerge", &app::DeclineMerge);
  RegisterAnswer<v1::UndoMergeRequest>(server, deps, "UndoMerge", &app::UndoMerge);
  server.Unary<v1::GetMergeRequest, v1::Merge>(
      service + "GetMerge", [&](const Call& call, const auto& request) -> StatusOr<v1::Merge> {
        ASSIGN_OR_RETURN(const auto merge, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.merges.Get(session, ToId(request.id()), app::ViewerOf(CallerOf(call)));
        }));
        return ToProto(merge, call);
      });
  server.Unary<v1::ListMergesRequest, v1::ListMergesResponse>(
      service + "ListMerges",
      [&](const Call& call, const auto& request) { return ListMerges(deps, keys, call, request); });
}

}  // namespace duaal::intake::rpc
