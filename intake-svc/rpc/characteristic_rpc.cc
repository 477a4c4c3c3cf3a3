#include <string>

#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_characteristic.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

constexpr int kMostListed = 1000;

StatusOr<v1::ListCharacteristicsResponse> ListCharacteristics(const app::Deps& deps, const Call& call,
                                                              const v1::ListCharacteristicsRequest& request) {
  const Uuid id = ToId(request.participant_id());
  ASSIGN_OR_RETURN(
      const auto facts,
      deps.db.Read(
          call.deadline(), [&](sql::Session& session) -> StatusOr<std::vector<domain::Characteristic>> {
            RETURN_IF_ERROR(deps.participants.Get(session, id, app::ViewerOf(CallerOf(call))).status());
            return deps.characteristics.List(session, id, request.programme_code(), kMostListed);
          }));
  v1::ListCharacteristicsResponse response;
  for (const domain::Characteristic& fact : facts) *response.add_characteristics() = ToProto(fact);
  return response;
}

StatusOr<v1::FindByCharacteristicResponse> FindByCharacteristic(
    const app::Deps& deps, const crypto::KeyRing& keys, const Call& call,
    const v1::FindByCharacteristicRequest& request) {
  const std::string binding =
      request.programme_code() + "/" + request.characteristic_code() + "/" + request.value_code();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto people, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.characteristics.Find(session, app::ViewerOf(CallerOf(call)),
                                     {request.programme_code(), request.characteristic_code()},
                                     request.value_code(), Uuid::FromBytes(page.after), page.size + 1);
  }));
  v1::FindByCharacteristicResponse response;
  const bool more = static_cast<int>(people.size()) > page.size;
  if (more) people.resize(page.size);
  for (const storage::CharacterisedPerson& from : people) {
    v1::CharacterisedPerson& to = *response.add_people();
    to.set_participant_id(from.participant_id.ToString());
    to.set_municipality_code(from.municipality_code);
  }
  if (more) {
    response.set_next_page_token(
        duaal::rpc::SealPage(keys, call, people.back().participant_id.Bytes(), binding));
  }
  return response;
}

StatusOr<v1::CountCharacteristicResponse> CountCharacteristic(const app::Deps& deps, const Call& call,
                                                              const v1::CountCharacteristicRequest& request) {
  ASSIGN_OR_RETURN(const auto counts, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.characteristics.Count(session, app::ViewerOf(CallerOf(call)),
                                      {request.programme_code(), request.characteristic_code()});
  }));
  v1::CountCharacteristicResponse response;
  for (const auto& [value, people] : counts) {
    v1::CharacteristicCount& count = *response.add_counts();
    count.set_value_code(value);
    count.set_people(people);
  }
  return response;
}

StatusOr<v1::ListSpecialisationsResponse> ListSpecialisations(const app::Deps& deps, const Call& call,
                                                              const v1::ListSpecialisationsRequest& request) {
  ASSIGN_OR_RETURN(const auto list, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.characteristics.ListSpecialisations(session, app::ViewerOf(CallerOf(call)),
                                                    {request.programme_code(), request.characteristic_code()},
                                                    request.value_code(), kMostListed);
  }));
  v1::ListSpecialisationsResponse response;
  for (const domain::Specialisation& one : list) *response.add_specialisations() = ToProto(one);
  return response;
}

}  // namespace

void RegisterCharacteristicService(duaal::rpc::Server& server, const app::Deps& deps,
                                   const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.CharacteristicService/";
  server.Unary<v1::RecordCharacteristicRequest, v1::Characteristic>(
      service + "RecordCharacteristic",
      [&](const Call& call, const auto& request) -> StatusOr<v1::Characteristic> {
        ASSIGN_OR_RETURN(
            const auto fact,
            app::RecordCharacteristic(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(fact);
      });
  server.Unary<v1::ListCharacteristicsRequest, v1::ListCharacteristicsResponse>(
      service + "ListCharacteristics",
      [&](const Call& call, const auto& request) { return ListCharacteristics(deps, call, request); });
  server.Unary<v1::FindByCharacteristicRequest, v1::FindByCharacteristicResponse>(
      service + "FindByCharacteristic",
      [&](const Call& call, const auto& request) { return FindByCharacteristic(deps, keys, call, request); });
  server.Unary<v1::CountCharacteristicRequest, v1::CountCharacteristicResponse>(
      service + "CountCharacteristic",
      [&](const Call& call, const auto& request) { return CountCharacteristic(deps, call, request); });
  server.Unary<v1::PutSpecialisationRequest, v1::Specialisation>(
      service + "PutSpecialisation",
      [&](const Call& call, const auto& request) -> StatusOr<v1::Specialisation> {
        ASSIGN_OR_RETURN(const auto put, app::PutSpecialisation(deps, CallerOf(call, request.request_id()),
                                                                ToCommand(request)));
        return ToProto(put);
      });
  server.Unary<v1::ListSpecialisationsRequest, v1::ListSpecialisationsResponse>(
      service + "ListSpecialisations",
      [&](const Call& call, const auto& request) { return ListSpecialisations(deps, call, request); });
}

}  // namespace duaal::intake::rpc
