#ifndef INTAKE_SVC_RPC_CONVERT_CHARACTERISTIC_H_
#define INTAKE_SVC_RPC_CONVERT_CHARACTERISTIC_H_

#include "duaal/intake/v1/characteristic_service.pb.h"
#include "duaal/intake/v1/legal_basis_service.pb.h"
#include "intake-svc/app/record_characteristic.h"
#include "intake-svc/app/record_legal_basis.h"

// Between protos and the house, for legal bases and characteristics. Requests were checked against their
// field rules before.
namespace duaal::intake::rpc {

[[nodiscard]] v1::LegalBasis ToProto(const domain::LegalBasis& basis);
[[nodiscard]] v1::ListLegalBasesResponse ToProto(const app::LegalBases& bases);
[[nodiscard]] app::RecordLegalBasisCommand ToCommand(const v1::RecordLegalBasisRequest& request);

[[nodiscard]] v1::Characteristic ToProto(const domain::Characteristic& fact);
[[nodiscard]] v1::Specialisation ToProto(const domain::Specialisation& specialisation);
[[nodiscard]] app::RecordCharacteristicCommand ToCommand(const v1::RecordCharacteristicRequest& request);
[[nodiscard]] app::PutSpecialisationCommand ToCommand(const v1::PutSpecialisationRequest& request);

}  // namespace duaal::intake::rpc

#endif  // INTAKE_SVC_RPC_CONVERT_CHARACTERISTIC_H_
