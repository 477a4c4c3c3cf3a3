#include "gateway/cli/import.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <vector>

#include "chassis/core/civil.h"
#include "duaal/intake/v1/participant_service.grpc.pb.h"
#include "gateway/cli/csv.h"
#include "gateway/cli/list_stream.h"
#include "gateway/cli/person_columns.h"

namespace duaal::cli {
namespace {

using intake::v1::ImportParticipantsRequest;
using intake::v1::ImportParticipantsResponse;
using intake::v1::Participant;

constexpr char kReference[] = "reference";

// Dates that a list may be moved by; a birth date stays.
void MoveDates(int days, Participant* participant) {
  if (days == 0) return;
  const auto moved = [&](const std::string& text) {
    const auto date = ParseDate(text);
    return date ? FormatDate(*date + days) : text;  // what is no date is the service's to refuse
  };
  participant->set_arrival_date(moved(participant->arrival_date()));
  participant->set_settlement_date(moved(participant->settlement_date()));
}

ImportParticipantsRequest ToRequest(const ImportWish& wish, const PersonColumns& columns,
                                    const std::vector<std::string>& cells, int line) {
  ImportParticipantsRequest request;
  request.set_row(line);
  request.set_source(wish.source);
  request.set_programme_code(wish.programme_code);
  request.set_class_offering_id(wish.class_offering_id);
  if (!wish.programme_code.empty()) request.set_channel(wish.channel);
  *request.mutable_participant() = columns.ToPerson(
      cells, [&](const std::string&, const std::string& cell) { request.set_source_reference(cell); });
  MoveDates(wish.moved_days, request.mutable_participant());
  return request;
}

StatusOr<RowTally> Stream(const Door& door, const ImportWish& wish, CsvReader& reader,
                          const PersonColumns& columns, std::ostream& rejected) {
  const auto stub = intake::v1::ParticipantService::NewStub(door.channel());
  grpc::ClientContext context;
  door.Prepare(context, absl::Hours(1));
  const auto stream = stub->ImportParticipants(&context);
  return SendRows<ImportParticipantsResponse>(
      *stream, reader, columns.size(), rejected,
      [&](const std::vector<std::string>& cells, int line) { return ToRequest(wish, columns, cells, line); });
}

ImportTally ToTally(RowTally rows) {
  return {rows[intake::v1::IMPORT_OUTCOME_CREATED], rows[intake::v1::IMPORT_OUTCOME_REFERRED],
          rows[intake::v1::IMPORT_OUTCOME_UNCHANGED],
          rows[intake::v1::IMPORT_OUTCOME_REJECTED] + rows[kNotSent]};
}

}  // namespace

StatusOr<ImportTally> ImportParticipants(const Door& door, const ImportWish& wanted) {
  ImportWish wish = wanted;
  const std::filesystem::path path(wish.file);
  if (wish.source.empty()) wish.source = path.stem().string();
  std::ifstream in(path);
  if (!in) return Error(absl::StatusCode::kNotFound, "NO_FILE", "The file " + wish.file + " cannot be read.");
  CsvReader reader(in);
  std::vector<std::string> header;
  ASSIGN_OR_RETURN(const bool any, reader.Next(&header));
  if (!any)
    return Error(absl::StatusCode::kInvalidArgument, "CSV_BROKEN", "The file is empty; it needs a header.");
  std::vector<std::string> needed = {kReference};
  needed.insert(needed.end(), kNeededOfPerson.begin(), kNeededOfPerson.end());
  ASSIGN_OR_RETURN(const PersonColumns columns, PersonColumns::Read(header, {kReference}, needed));
  const auto send = [&](std::ostream& out) { return Stream(door, wish, reader, columns, out); };
  if (wish.rejected_file) {
    ASSIGN_OR_RETURN(const RowTally rows, WithRejectedFile(*wish.rejected_file, send));
    return ToTally(rows);
  }
  std::ostringstream rejected;
  ASSIGN_OR_RETURN(const RowTally rows, send(rejected));
  std::fputs(rejected.str().c_str(), stderr);
  return ToTally(rows);
}

}  // namespace duaal::cli
