#include "gateway/cli/demo_partners.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

#include "chassis/core/civil.h"
#include "chassis/core/uuid.h"
#include "duaal/intake/v1/municipality_service.grpc.pb.h"
#include "duaal/partner/v1/offering_service.grpc.pb.h"
#include "duaal/partner/v1/organisation_service.grpc.pb.h"
#include "duaal/trajectory/v1/programme_service.grpc.pb.h"
#include "gateway/cli/csv.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"

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

// Every date of the file: a text in a field whose name ends in `Date`.
void MoveDates(Struct& part, int days);

void MoveDates(const std::string& name, google::protobuf::Value& value, int days) {
  if (value.has_struct_value()) MoveDates(*value.mutable_struct_value(), days);
  if (value.has_list_value()) {
    for (auto& entry : *value.mutable_list_value()->mutable_values()) MoveDates(name, entry, days);
  }
  if (!value.has_string_value() || !name.ends_with("Date")) return;
  if (const auto date = ParseDate(value.string_value())) value.set_string_value(FormatDate(*date + days));
}

void MoveDates(Struct& part, int days) {
  for (auto& [name, value] : *part.mutable_fields()) MoveDates(name, value, days);
}

StatusOr<Ids> CreateOrganisations(const Door& door, const Struct& file) {
  using Stub = partner::v1::OrganisationService::Stub;
  const auto stub = partner::v1::OrganisationService::NewStub(door.channel());
  Ids ids;
  for (const auto& value : ListOf(file, "organisations").values()) {
    partner::v1::CreateOrganisationRequest request;
    ASSIGN_OR_RETURN(*request.mutable_organisation(),
                     ToMessage<partner::v1::Organisation>(value.struct_value(), ids, nullptr));
    partner::v1::ListOrganisationsRequest look;
    look.set_code(request.organisation().code());
    ASSIGN_OR_RETURN(const auto known, door.Call(*stub, &Stub::ListOrganisations, look));
    if (!known.organisations().empty()) {
      ids[look.code()] = known.organisations(0).id();
      continue;
    }
    request.set_request_id("demo-organisation-" + look.code());
    ASSIGN_OR_RETURN(const auto created, door.Call(*stub, &Stub::CreateOrganisation, request));
    ids[created.code()] = created.id();
  }
  return ids;
}

// Contracts have no code; two that say the same are one.
bool SaysTheSame(partner::v1::Contract known, const partner::v1::Contract& wanted) {
  known.clear_id();
  known.clear_create_time();
  known.clear_etag();
  return google::protobuf::util::MessageDifferencer::Equals(known, wanted);
}

Status CreateContracts(const Door& door, const Struct& file, const Ids& ids) {
  using Stub = partner::v1::ContractService::Stub;
  const auto stub = partner::v1::ContractService::NewStub(door.channel());
  int number = 0;
  for (const auto& value : ListOf(file, "contracts").values()) {
    partner::v1::CreateContractRequest request;
    ASSIGN_OR_RETURN(*request.mutable_contract(),
                     ToMessage<partner::v1::Contract>(value.struct_value(), ids, "contractorId"));
    request.set_request_id("demo-contract-" + std::to_string(++number));
    partner::v1::ListContractsRequest look;
    look.set_programme_code(request.contract().programme_code());
    look.set_page_size(200);
    ASSIGN_OR_RETURN(const auto known, door.Call(*stub, &Stub::ListContracts, look));
    if (std::any_of(known.contracts().begin(), known.contracts().end(),
                    [&](const auto& contract) { return SaysTheSame(contract, request.contract()); })) {
      continue;
    }
    RETURN_IF_ERROR(door.Call(*stub, &Stub::CreateContract, request).status());
  }
  return absl::OkStatus();
}

using OfferingStub = partner::v1::OfferingService::Stub;

StatusOr<std::optional<partner::v1::Offering>> KnownOffering(const Door& door, OfferingStub& stub,
                                                             const std::string& programme_code,
                                                             const std::string& code) {
  partner::v1::ListOfferingsRequest request;
  request.set_programme_code(programme_code);
  request.set_code(code);
  ASSIGN_OR_RETURN(const auto answer, door.Call(stub, &OfferingStub::ListOfferings, request));
  return answer.offerings().empty() ? std::nullopt : std::optional(answer.offerings(0));
}

Status CancelOffering(const Door& door, OfferingStub& stub, const partner::v1::Offering& offering,
                      const Struct& cancellation) {
  if (offering.state() == partner::v1::OFFERING_STATE_CANCELLED) return absl::OkStatus();
  partner::v1::CancelOfferingRequest request;
  partner::v1::CancelCause cause = partner::v1::CANCEL_CAUSE_OTHER;
  partner::v1::CancelCause_Parse(cancellation.fields().at("cause").string_value(), &cause);
  request.set_id(offering.id());
  request.set_cause(cause);
  request.set_from_date(cancellation.fields().at("fromDate").string_value());
  request.set_etag(offering.etag());
  request.set_request_id("demo-cancellation-" + offering.code());
  return door.Call(stub, &OfferingStub::CancelOffering, request).status();
}

Status CreateOfferings(const Door& door, const Struct& file, const Ids& ids) {
  const auto stub = partner::v1::OfferingService::NewStub(door.channel());
  for (const auto& value : ListOf(file, "offerings").values()) {
    partner::v1::CreateOfferingRequest request;
    ASSIGN_OR_RETURN(*request.mutable_offering(),
                     ToMessage<partner::v1::Offering>(value.struct_value(), ids, "organisationId"));
    request.set_request_id("demo-offering-" + request.offering().code());
    ASSIGN_OR_RETURN(
        std::optional<partner::v1::Offering> offering,
        KnownOffering(door, *stub, request.offering().programme_code(), request.offering().code()));
    if (!offering) {
      ASSIGN_OR_RETURN(offering, door.Call(*stub, &OfferingStub::CreateOffering, request));
    }
    const auto& fields = value.struct_value().fields();
    if (const auto cancellation = fields.find("cancellation"); cancellation != fields.end()) {
      RETURN_IF_ERROR(CancelOffering(door, *stub, *offering, cancellation->second.struct_value()));
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
  using Stub = trajectory::v1::ProgrammeService::Stub;
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  trajectory::v1::PutProgrammeRequest request;
  if (!google::protobuf::TextFormat::ParseFromString(text, request.mutable_definition()))
    return Unreadable(path);
  const auto stub = trajectory::v1::ProgrammeService::NewStub(door.channel());
  trajectory::v1::GetProgrammeRequest look;
  look.set_code(request.definition().code());
  const auto known = door.Call(*stub, &Stub::GetProgramme, look);
  if (!known.ok() && !absl::IsNotFound(known.status())) return known.status();
  if (known.ok()) {
    if (google::protobuf::util::MessageDifferencer::Equals(known->definition(), request.definition())) {
      return absl::OkStatus();
    }
    request.set_etag(known->etag());
  }
  request.set_request_id(Uuid::NewV7().ToString());
  return door.Call(*stub, &Stub::PutProgramme, request).status();
}

Status LoadPartners(const Door& door, const std::string& path, int moved_days) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  Struct file;
  if (!google::protobuf::util::JsonStringToMessage(text, &file).ok()) return Unreadable(path);
  for (const char* list : {"organisations", "contracts", "offerings"}) {
    if (!file.fields().contains(list)) return Unreadable(path);
  }
  MoveDates(file, moved_days);
  ASSIGN_OR_RETURN(const Ids ids, CreateOrganisations(door, file));
  RETURN_IF_ERROR(CreateContracts(door, file, ids));
  return CreateOfferings(door, file, ids);
}

StatusOr<std::optional<absl::CivilDay>> FirstDayOf(const Door& door, const std::string& programme_code,
                                                   const std::string& code) {
  const auto stub = partner::v1::OfferingService::NewStub(door.channel());
  ASSIGN_OR_RETURN(const auto offering, KnownOffering(door, *stub, programme_code, code));
  return offering ? ParseDate(offering->start_date()) : std::nullopt;
}

}  // namespace duaal::cli
