#include "gateway/cli/register.h"

#include <fstream>
#include <map>
#include <ostream>
#include <vector>

#include "duaal/intake/v1/screening_service.grpc.pb.h"
#include "gateway/cli/csv.h"
#include "gateway/cli/list_stream.h"
#include "gateway/cli/person_columns.h"

namespace duaal::cli {
namespace {

using intake::v1::ImportRegisterRequest;
using intake::v1::ImportRegisterResponse;
using intake::v1::RegisterChange;

const std::vector<std::string> kOwn = {"reference", "change"};

// A word that is none goes over as unset, which the service refuses.
RegisterChange ToChange(const std::string& word) {
  static const std::map<std::string, RegisterChange> kWords = {
      {"new", intake::v1::REGISTER_CHANGE_NEW},
      {"changed", intake::v1::REGISTER_CHANGE_CHANGED},
      {"left", intake::v1::REGISTER_CHANGE_LEFT}};
  const auto found = kWords.find(word);
  return found == kWords.end() ? intake::v1::REGISTER_CHANGE_UNSPECIFIED : found->second;
}

ImportRegisterRequest ToRequest(const RegisterWish& wish, const PersonColumns& columns,
                                const std::vector<std::string>& cells, int line) {
  ImportRegisterRequest request;
  request.set_row(line);
  request.set_list_code(wish.list_code);
  request.set_week(wish.week);
  request.set_change(intake::v1::REGISTER_CHANGE_NEW);
  *request.mutable_participant() =
      columns.ToPerson(cells, [&](const std::string& name, const std::string& cell) {
        if (name == "change") {
          request.set_change(ToChange(cell));
        } else {
          request.set_row_reference(cell);
        }
      });
  return request;
}

}  // namespace

StatusOr<RegisterTally> ImportRegister(const Door& door, const RegisterWish& wish) {
  std::ifstream in(wish.file);
  if (!in) return Error(absl::StatusCode::kNotFound, "NO_FILE", "The file " + wish.file + " cannot be read.");
  CsvReader reader(in);
  std::vector<std::string> header;
  ASSIGN_OR_RETURN(const bool any, reader.Next(&header));
  if (!any)
    return Error(absl::StatusCode::kInvalidArgument, "CSV_BROKEN", "The file is empty; it needs a header.");
  std::vector<std::string> needed = {"reference"};
  needed.insert(needed.end(), kNeededOfPerson.begin(), kNeededOfPerson.end());
  ASSIGN_OR_RETURN(const PersonColumns columns, PersonColumns::Read(header, kOwn, needed));
  const auto send = [&](std::ostream& rejected) {
    const auto stub = intake::v1::ScreeningService::NewStub(door.channel());
    grpc::ClientContext context;
    door.Prepare(context, absl::Hours(1));
    const auto stream = stub->ImportRegister(&context);
    return SendRows<ImportRegisterResponse>(*stream, reader, columns.size(), rejected,
                                            [&](const std::vector<std::string>& cells, int line) {
                                              return ToRequest(wish, columns, cells, line);
                                            });
  };
  ASSIGN_OR_RETURN(RowTally rows, WithRejectedFile(wish.rejected_file, send));
  return RegisterTally{rows[intake::v1::REGISTER_OUTCOME_QUEUED], rows[intake::v1::REGISTER_OUTCOME_CHANGED],
                       rows[intake::v1::REGISTER_OUTCOME_UNCHANGED],
                       rows[intake::v1::REGISTER_OUTCOME_REJECTED] + rows[kNotSent]};
}

}  // namespace duaal::cli
