#include "gateway/cli/demo_partners.h"

#include <fstream>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

#include "duaal/intake/v1/municipality_service.grpc.pb.h"
#include "duaal/partner/v1/offering_service.grpc.pb.h"
#include "duaal/partner/v1/organisation_service.grpc.pb.h"
#include "duaal/trajectory/v1/programme_service.grpc.pb.h"
#include "gateway/cli/csv.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"

namespace duaal::cli {
namespace {

using google::protobuf::Struct;
using Ids = std::map<std::string, std::string>;  // code → id

Status Unreadable(const std::string& path) {
  return Error(absl::StatusCode::kInvalidArgument, "UNREADABLE", path + " does not have the expected form.");
}

// A part of the file as a message of the API, with codes replaced by ids in the fields named.
template <typename Message>
StatusOr<Message> ToMessage(Struct part, const Ids& ids, const char* reference) {
  if (reference != nullptr) {
    auto& value = (*part.mutable_fields())[reference];
    const auto id = ids.find(value.string_value());
    if (id == ids.end()) {
      return Error(absl::StatusCode::kInvalidArgument, "UNREADABLE",
                   "partners.json names an organisation that it does not define.");
    }
    value.set_string_value(id->second);
  }
  part.mutable_fields()->erase("cancellation");
  std::string json;
  Message message;
  if (!google::protobuf::util::MessageToJsonString(part, &json).ok() ||
      !google::protobuf::util::JsonStringToMessage(json, &message).ok()) {
    return Unreadable("partners.json");
  }
  return message;
}

const google::protobuf::ListValue& ListOf(const Struct& file, const char* name) {
  return file.fields().at(name).list_value();
}

StatusOr<Ids> CreateOrganisations(const Door& door, const Struct& file) {
  const auto stub = partner::v1::OrganisationService::NewStub(door.channel());
  Ids ids;
  for (const auto& value : ListOf(file, "organisations").values()) {
    partner::v1::CreateOrganisationRequest request;
    ASSIGN_OR_RETURN(*request.mutable_organisation(),
                     ToMessage<partner::v1::Organisation>(value.struct_value(), ids, nullptr));
    request.set_request_id("demo-organisation-" + request.organisation().code());
    ASSIGN_OR_RETURN(const partner::v1::Organisation created,
                     door.Call(*stub, &partner::v1::OrganisationService::Stub::CreateOrganisation, request));
    ids[created.code()] = created.id();
  }
  return ids;
}

Status CreateContracts(const Door& door, const Struct& file, const Ids& ids) {
  const auto stub = partner::v1::ContractService::NewStub(door.channel());
  int number = 0;
  for (const auto& value : ListOf(file, "contracts").values()) {
    partner::v1::CreateContractRequest request;
    ASSIGN_OR_RETURN(*request.mutable_contract(),
                     ToMessage<partner::v1::Contract>(value.struct_value(), ids, "contractorId"));
    request.set_request_id("demo-contract-" + std::to_string(++number));
    RETURN_IF_ERROR(door.Call(*stub, &partner::v1::ContractService::Stub::CreateContract, request).status());
  }
  return absl::OkStatus();
}

Status CancelOffering(const Door& door, partner::v1::OfferingService::Stub& stub,
                      const partner::v1::Offering& offering, const Struct& cancellation) {
  partner::v1::CancelOfferingRequest request;
  partner::v1::CancelCause cause = partner::v1::CANCEL_CAUSE_OTHER;
  partner::v1::CancelCause_Parse(cancellation.fields().at("cause").string_value(), &cause);
  request.set_id(offering.id());
  request.set_cause(cause);
  request.set_from_date(cancellation.fields().at("fromDate").string_value());
  // The version right after publication: a repeated load is answered from the request id.
  request.set_etag("\"1\"");
  request.set_request_id("demo-cancellation-" + offering.code());
  return door.Call(stub, &partner::v1::OfferingService::Stub::CancelOffering, request).status();
}

Status CreateOfferings(const Door& door, const Struct& file, const Ids& ids) {
  const auto stub = partner::v1::OfferingService::NewStub(door.channel());
  for (const auto& value : ListOf(file, "offerings").values()) {
    partner::v1::CreateOfferingRequest request;
    ASSIGN_OR_RETURN(*request.mutable_offering(),
                     ToMessage<partner::v1::Offering>(value.struct_value(), ids, "organisationId"));
    request.set_request_id("demo-offering-" + request.offering().code());
    ASSIGN_OR_RETURN(const partner::v1::Offering created,
                     door.Call(*stub, &partner::v1::OfferingService::Stub::CreateOffering, request));
    const auto& fields = value.struct_value().fields();
    if (const auto cancellation = fields.find("cancellation"); cancellation != fields.end()) {
      RETURN_IF_ERROR(CancelOffering(door, *stub, created, cancellation->second.struct_value()));
    }
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream in(path);
  if (!in) return Error(absl::StatusCode::kNotFound, "NO_FILE", "The file " + path + " cannot be read.");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Status LoadMunicipalities(const Door& door, const std::string& path) {
  std::ifstream in(path);
  if (!in) return Error(absl::StatusCode::kNotFound, "NO_FILE", "The file " + path + " cannot be read.");
  CsvReader reader(in);
  std::vector<std::string> cells;
  RETURN_IF_ERROR(reader.Next(&cells).status());  // header
  intake::v1::ImportMunicipalitiesRequest request;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, reader.Next(&cells));
    if (!more) break;
    if (cells.size() < 2) return Unreadable(path);
    intake::v1::Municipality& municipality = *request.add_municipalities();
    municipality.set_code(cells[0]);
    municipality.set_display_name(cells[1]);
  }
  request.set_request_id("demo-municipalities");
  const auto stub = intake::v1::MunicipalityService::NewStub(door.channel());
  return door.Call(*stub, &intake::v1::MunicipalityService::Stub::ImportMunicipalities, request).status();
}

Status LoadProgramme(const Door& door, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  trajectory::v1::PutProgrammeRequest request;
  if (!google::protobuf::TextFormat::ParseFromString(text, request.mutable_definition()))
    return Unreadable(path);
  request.set_request_id("demo-programme-" + std::to_string(std::hash<std::string>()(text)));
  const auto stub = trajectory::v1::ProgrammeService::NewStub(door.channel());
  return door.Call(*stub, &trajectory::v1::ProgrammeService::Stub::PutProgramme, request).status();
}

Status LoadPartners(const Door& door, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  Struct file;
  if (!google::protobuf::util::JsonStringToMessage(text, &file).ok()) return Unreadable(path);
  for (const char* list : {"organisations", "contracts", "offerings"}) {
    if (!file.fields().contains(list)) return Unreadable(path);
  }
  ASSIGN_OR_RETURN(const Ids ids, CreateOrganisations(door, file));
  RETURN_IF_ERROR(CreateContracts(door, file, ids));
  return CreateOfferings(door, file, ids);
}

}  // namespace duaal::cli
