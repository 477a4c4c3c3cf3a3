#include "intake-svc/rpc/convert_characteristic.h"

#include "chassis/core/civil.h"
#include "chassis/rpc/timestamp.h"
#include "intake-svc/rpc/convert.h"

namespace duaal::intake::rpc {

v1::LegalBasis ToProto(const domain::LegalBasis& basis) {
  v1::LegalBasis proto;
  proto.set_referral_id(basis.referral_id.ToString());
  proto.set_participant_id(basis.participant_id.ToString());
  proto.set_number(basis.number);
  proto.set_kind(static_cast<v1::LegalBasisKind>(basis.kind));
  proto.set_legal_ground(basis.legal_ground);
  proto.set_motivation(basis.motivation);
  proto.set_occasion(basis.occasion);
  proto.set_decided_date(FormatDate(basis.decided_date));
  proto.set_decided_by(basis.decided_by);
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(basis.create_time);
  return proto;
}

v1::ListLegalBasesResponse ToProto(const app::LegalBases& bases) {
  v1::ListLegalBasesResponse response;
  for (auto it = bases.decisions.rbegin(); it != bases.decisions.rend(); ++it) {
    *response.add_legal_bases() = ToProto(*it);
  }
  for (const domain::AllowedBasis& from : bases.allowed) {
    v1::AllowedBasis& to = *response.add_allowed_bases();
    to.set_kind(static_cast<v1::LegalBasisKind>(from.kind));
    to.set_legal_ground(from.legal_ground);
    to.set_occasion(from.occasion);
  }
  return response;
}

app::RecordLegalBasisCommand ToCommand(const v1::RecordLegalBasisRequest& request) {
  app::RecordLegalBasisCommand command;
  command.referral_id = ToId(request.referral_id());
  command.basis.kind = static_cast<domain::LegalBasisKind>(request.kind());
  command.basis.motivation = request.motivation();
  command.basis.decided_date = *ParseDate(request.decided_date());
  return command;
}

v1::Characteristic ToProto(const domain::Characteristic& fact) {
  v1::Characteristic proto;
  proto.set_participant_id(fact.participant_id.ToString());
  proto.set_programme_code(fact.programme_code);
  proto.set_characteristic_code(fact.characteristic_code);
  proto.set_number(fact.number);
  for (const std::string& code : fact.value_codes) proto.add_value_codes(code);
  proto.set_from_date(FormatDate(fact.from_date));
  proto.set_note(fact.note);
  proto.set_recorded_by(fact.recorded_by);
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(fact.create_time);
  return proto;
}

v1::Specialisation ToProto(const domain::Specialisation& specialisation) {
  v1::Specialisation proto;
  proto.set_staff_id(specialisation.staff_id);
  proto.set_municipality_code(specialisation.municipality_code);
  for (const std::string& code : specialisation.value_codes) proto.add_value_codes(code);
  return proto;
}

app::RecordCharacteristicCommand ToCommand(const v1::RecordCharacteristicRequest& request) {
  app::RecordCharacteristicCommand command;
  command.characteristic.participant_id = ToId(request.participant_id());
  command.characteristic.programme_code = request.programme_code();
  command.characteristic.characteristic_code = request.characteristic_code();
  command.characteristic.value_codes = {request.value_codes().begin(), request.value_codes().end()};
  command.characteristic.from_date = *ParseDate(request.from_date());
  command.characteristic.note = request.note();
  return command;
}

app::PutSpecialisationCommand ToCommand(const v1::PutSpecialisationRequest& request) {
  const v1::Specialisation& proto = request.specialisation();
  return {{request.programme_code(),
           request.characteristic_code(),
           request.staff_id(),
           proto.municipality_code(),
           {proto.value_codes().begin(), proto.value_codes().end()}}};
}

}  // namespace duaal::intake::rpc
