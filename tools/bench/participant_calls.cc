#include "tools/bench/participant_calls.h"

#include <utility>

#include "chassis/rpc/etag.h"
#include "chassis/rpc/status.h"

namespace duaal::bench {
namespace {

// What gRPC needs until the answer is there.
template <typename Request>
struct Pending {
  grpc::ClientContext context;
  Request request;
  intake::v1::Participant response;
};

void Change(const Person& person, intake::v1::UpdateParticipantRequest& request) {
  request.mutable_participant()->set_id(person.id_text);
  request.mutable_participant()->set_language_level(NewLevel(person.row_version));
  request.mutable_update_mask()->add_paths("language_level");
  request.set_etag(rpc::ToEtag(person.row_version));
  request.set_request_id(Uuid::NewV7().ToString());
}

}  // namespace

ParticipantCalls::ParticipantCalls(const Channels& channels,
                                   std::function<void(grpc::ClientContext&)> prepare,
                                   std::vector<Person>& people)
    : prepare_(std::move(prepare)), people_(people) {
  for (const auto& channel : channels) stubs_.push_back(intake::v1::ParticipantService::NewStub(channel));
}

StatusOr<Load> ParticipantCalls::Get(int callers, absl::Duration time) {
  Turns turns(people_, callers);
  return RunCallers(callers, time, [&](int caller, Done done) {
    auto* call = new Pending<intake::v1::GetParticipantRequest>;
    prepare_(call->context);
    call->request.set_id(turns.Next(caller).id_text);
    StubOf(caller).async()->GetParticipant(&call->context, &call->request, &call->response,
                                           [call, done = std::move(done)](const grpc::Status& status) {
                                             delete call;
                                             done(rpc::FromGrpc(status));
                                           });
  });
}

StatusOr<Load> ParticipantCalls::Update(int callers, absl::Duration time) {
  Turns turns(people_, callers);
  return RunCallers(callers, time, [&](int caller, Done done) {
    Person& person = turns.Next(caller);
    auto* call = new Pending<intake::v1::UpdateParticipantRequest>;
    prepare_(call->context);
    Change(person, call->request);
    StubOf(caller).async()->UpdateParticipant(
        &call->context, &call->request, &call->response,
        [call, &person, done = std::move(done)](const grpc::Status& status) {
          person.row_version = rpc::FromEtag(call->response.etag());
          delete call;
          done(rpc::FromGrpc(status));
        });
  });
}

Status ParticipantCalls::UpdateOne(int caller, int callers, int turn) {
  const std::size_t share = people_.size() / static_cast<std::size_t>(callers);
  Person& person = people_[static_cast<std::size_t>(caller) * share + static_cast<std::size_t>(turn) % share];
  Pending<intake::v1::UpdateParticipantRequest> call;
  prepare_(call.context);
  Change(person, call.request);
  RETURN_IF_ERROR(
      rpc::FromGrpc(StubOf(caller).UpdateParticipant(&call.context, call.request, &call.response)));
  person.row_version = rpc::FromEtag(call.response.etag());
  return absl::OkStatus();
}

}  // namespace duaal::bench
