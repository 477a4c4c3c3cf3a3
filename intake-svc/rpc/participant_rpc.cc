#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

storage::Detail ToDetail(v1::ParticipantView view) {
  return view == v1::PARTICIPANT_VIEW_FULL ? storage::Detail::kFull : storage::Detail::kBasic;
}

// Turns one row more than asked for into a page and its token; `key` tells where a person stands.
template <typename Key>
v1::ListParticipantsResponse ToPage(std::vector<domain::Participant> people, storage::Detail detail,
                                    const duaal::rpc::Page& page, const crypto::KeyRing& keys,
                                    const Call& call, const std::string& filter, Key key) {
  v1::ListParticipantsResponse response;
  const bool more = static_cast<int>(people.size()) > page.size;
  if (more) people.resize(page.size);
  response.mutable_participants()->Reserve(static_cast<int>(people.size()));
  for (const domain::Participant& person : people) *response.add_participants() = ToProto(person, detail);
  if (more) response.set_next_page_token(duaal::rpc::SealPage(keys, call, key(people.back()), filter));
  return response;
}

// The people named, newest registration first, like every list.
StatusOr<v1::ListParticipantsResponse> ListNamed(const app::Deps& deps, const Call& call,
                                                 const v1::ListParticipantsRequest& request) {
  const storage::Detail detail = ToDetail(request.view());
  std::set<Uuid> ids;
  for (const std::string& text : request.ids()) ids.insert(Uuid::Parse(text).value_or(Uuid()));
  ASSIGN_OR_RETURN(auto people, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.participants.FindMany(session, app::ViewerOf(CallerOf(call)), {ids.begin(), ids.end()},
                                      detail);
  }));
  std::sort(people.begin(), people.end(), [](const auto& a, const auto& b) { return b.id < a.id; });
  v1::ListParticipantsResponse response;
  for (const domain::Participant& person : people) {
    const bool wanted =
        request.municipality_code().empty() || request.municipality_code() == person.municipality_code;
    if (wanted) *response.add_participants() = ToProto(person, detail);
  }
  return response;
}

StatusOr<v1::ListParticipantsResponse> ListParticipants(const app::Deps& deps, const crypto::KeyRing& keys,
                                                        const Call& call,
                                                        const v1::ListParticipantsRequest& request) {
  if (!request.ids().empty()) return ListNamed(deps, call, request);
  const std::string& filter = request.municipality_code();
  const storage::Detail detail = ToDetail(request.view());
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), filter));
  ASSIGN_OR_RETURN(auto people, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.participants.List(session, app::ViewerOf(CallerOf(call)), filter, Uuid::FromBytes(page.after),
                                  page.size + 1, detail);
  }));
  return ToPage(std::move(people), detail, page, keys, call, filter,
                [](const auto& person) { return person.id.Bytes(); });
}

// Something to look for, and not everybody of a year.
Status CheckCriteria(const v1::SearchParticipantsRequest& request, const std::string& name_key) {
  if (!request.bsn().empty() || !request.v_number().empty()) return absl::OkStatus();
  Violations violations;
  const auto born = PartialDate::Parse(request.birth_date());
  if (!born && name_key.empty()) {
    violations.Add("family_name", "REQUIRED",
                   "Give a BSN, a V-number, the beginning of a family name or a birth date.");
  } else if (born && born->known() == PartialDate::Known::kNothing) {
    violations.Add("birth_date", "REQUIRED", "Give at least the year of birth, or leave the date out.");
  } else if (born && born->known() == PartialDate::Known::kYear && name_key.empty()) {
    violations.Add("family_name", "REQUIRED", "Give the beginning of a family name with a year of birth.");
  }
  return violations.ToStatus();
}

StatusOr<v1::ListParticipantsResponse> SearchParticipants(const app::Deps& deps, const crypto::KeyRing& keys,
                                                          const Call& call,
                                                          const v1::SearchParticipantsRequest& request) {
  storage::NamePosition from;
  from.name_key = storage::ParticipantRepository::NameKey(request.family_name());
  RETURN_IF_ERROR(CheckCriteria(request, from.name_key));
  const storage::Viewer viewer = app::ViewerOf(CallerOf(call));
  const storage::Detail detail = ToDetail(request.view());
  const std::string filter = from.name_key + '\n' + request.birth_date();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), filter));
  // The token holds the id and the folded name that the last page ended with.
  from.after_id = Uuid::FromBytes(std::string_view(page.after).substr(0, 16));
  from.after_key = page.after.size() > 16 ? page.after.substr(16) : std::string();
  ASSIGN_OR_RETURN(auto people, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    if (!request.bsn().empty()) return deps.participants.FindByBsn(session, viewer, request.bsn(), detail);
    if (!request.v_number().empty()) {
      return deps.participants.FindByVNumber(session, viewer, request.v_number(), detail);
    }
    if (const auto born = PartialDate::Parse(request.birth_date())) {
      return deps.participants.FindByBirthDate(session, viewer, *born, from, page.size + 1, detail);
    }
    return deps.participants.FindByName(session, viewer, from, page.size + 1, detail);
  }));
  return ToPage(std::move(people), detail, page, keys, call, filter, [](const auto& person) {
    return person.id.Bytes() + storage::ParticipantRepository::NameKey(person.family_name);
  });
}

StatusOr<v1::ListResidencesResponse> ListResidences(const app::Deps& deps, const Call& call,
                                                    const v1::ListResidencesRequest& request) {
  return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::ListResidencesResponse> {
    ASSIGN_OR_RETURN(const auto person, deps.participants.Get(session, ToId(request.participant_id()),
                                                              app::ViewerOf(CallerOf(call))));
    ASSIGN_OR_RETURN(const auto residences, deps.residences.List(session, person));
    return ToProto(person.id, residences);
  });
}

// Hands the rows of a stream, batch by batch, to the use case.
class ParticipantImport
    : public duaal::rpc::StreamHandler<v1::ImportParticipantsRequest, v1::ImportParticipantsResponse> {
 public:
  ParticipantImport(const app::Deps& deps, std::shared_ptr<const Call> call)
      : deps_(deps), call_(std::move(call)) {}

  Status OnBatch(const std::vector<v1::ImportParticipantsRequest>& batch, const std::vector<Status>& checks,
                 std::vector<v1::ImportParticipantsResponse>* out) override {
    std::vector<app::ImportRow> rows;
    rows.reserve(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) rows.push_back(ToImportRow(batch[i], checks[i]));
    ASSIGN_OR_RETURN(const auto outcomes, app::ImportParticipants(deps_, CallerOf(*call_), rows));
    for (const app::ImportOutcome& outcome : outcomes) out->push_back(ToProto(outcome));
    return absl::OkStatus();
  }

  Status OnEnd(std::vector<v1::ImportParticipantsResponse>*) override { return absl::OkStatus(); }

 private:
  const app::Deps& deps_;
  std::shared_ptr<const Call> call_;
};

}  // namespace

void RegisterParticipantService(duaal::rpc::Server& server, const app::Deps& deps,
                                const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.ParticipantService/";
  server.Unary<v1::CreateParticipantRequest, v1::Participant>(
      service + "CreateParticipant", [&](const Call& call, const auto& request) -> StatusOr<v1::Participant> {
        ASSIGN_OR_RETURN(const auto person, app::CreateParticipant(deps, CallerOf(call, request.request_id()),
                                                                   {FromProto(request.participant())}));
        return ToProto(person);
      });
  server.Unary<v1::GetParticipantRequest, v1::Participant>(
      service + "GetParticipant", [&](const Call& call, const auto& request) -> StatusOr<v1::Participant> {
        ASSIGN_OR_RETURN(const auto person, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.participants.Get(session, ToId(request.id()), app::ViewerOf(CallerOf(call)));
        }));
        return ToProto(person);
      });
  server.Unary<v1::UpdateParticipantRequest, v1::Participant>(
      service + "UpdateParticipant", [&](const Call& call, const auto& request) -> StatusOr<v1::Participant> {
        ASSIGN_OR_RETURN(const app::UpdateParticipantCommand command, ToCommand(request));
        ASSIGN_OR_RETURN(const auto person,
                         app::UpdateParticipant(deps, CallerOf(call, request.request_id()), command));
        return ToProto(person);
      });
  server.Unary<v1::MoveParticipantRequest, v1::Participant>(
      service + "MoveParticipant", [&](const Call& call, const auto& request) -> StatusOr<v1::Participant> {
        ASSIGN_OR_RETURN(const auto person, app::MoveParticipant(deps, CallerOf(call, request.request_id()),
                                                                 ToCommand(request)));
        return ToProto(person);
      });
  server.Unary<v1::WithdrawMoveRequest, v1::Participant>(
      service + "WithdrawMove", [&](const Call& call, const auto& request) -> StatusOr<v1::Participant> {
        ASSIGN_OR_RETURN(const auto person,
                         app::WithdrawMove(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(person);
      });
  server.Unary<v1::ListResidencesRequest, v1::ListResidencesResponse>(
      service + "ListResidences",
      [&](const Call& call, const auto& request) { return ListResidences(deps, call, request); });
  server.Unary<v1::ListParticipantsRequest, v1::ListParticipantsResponse>(
      service + "ListParticipants",
      [&](const Call& call, const auto& request) { return ListParticipants(deps, keys, call, request); });
  server.Unary<v1::SearchParticipantsRequest, v1::ListParticipantsResponse>(
      service + "SearchParticipants",
      [&](const Call& call, const auto& request) { return SearchParticipants(deps, keys, call, request); });
  server.Stream<v1::ImportParticipantsRequest, v1::ImportParticipantsResponse>(
      service + "ImportParticipants", [&](std::shared_ptr<const Call> call) {
        using Handler =
            duaal::rpc::StreamHandler<v1::ImportParticipantsRequest, v1::ImportParticipantsResponse>;
        return StatusOr<std::unique_ptr<Handler>>(std::make_unique<ParticipantImport>(deps, std::move(call)));
      });
}

}  // namespace duaal::intake::rpc
