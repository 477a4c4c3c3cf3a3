#include "gateway/cli/import.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "chassis/core/civil.h"
#include "chassis/core/mutex.h"
#include "duaal/intake/v1/participant_service.grpc.pb.h"
#include "gateway/cli/csv.h"
#include "google/protobuf/descriptor.h"

namespace duaal::cli {
namespace {

using intake::v1::ImportParticipantsRequest;
using intake::v1::ImportParticipantsResponse;
using intake::v1::Participant;

constexpr char kReference[] = "reference";

// Columns other than `reference` are fields of Participant, by their proto names; enum columns hold value
// names, lists of texts have a space between two, `true` stands for yes. The header decides their order; all
// but these may be left out.
constexpr const char* kNeeded[] = {kReference,          "given_name",   "family_name",      "birth_date",
                                   "municipality_code", "target_group", "benefit_category", "legal_regime"};

using Columns = std::vector<const google::protobuf::FieldDescriptor*>;  // null for `reference`

StatusOr<Columns> ReadHeader(const std::vector<std::string>& header) {
  Violations violations;
  Columns columns;
  for (const std::string& name : header) {
    const auto* field = Participant::descriptor()->FindFieldByName(name);
    const bool no_cell = field == nullptr || field->message_type() != nullptr;
    if (no_cell && name != kReference) {
      violations.Add(name, "UNKNOWN_COLUMN", "There is no such column; remove it or correct its name.");
    }
    columns.push_back(field);
  }
  for (const char* needed : kNeeded) {
    if (std::find(header.begin(), header.end(), needed) == header.end()) {
      violations.Add(needed, "COLUMN_MISSING", "Add this column to the header.");
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return columns;
}

// A value name that the enum does not have goes over as number 9999, so that the service answers it as an
// unknown value of that field, like every other fault.
constexpr int kUnknownEnum = 9999;

void SetCell(const google::protobuf::FieldDescriptor* field, const std::string& text,
             Participant* participant) {
  const auto* reflection = participant->GetReflection();
  if (field->is_repeated()) {
    for (const auto part : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
      reflection->AddString(participant, field, std::string(part));
    }
  } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_BOOL) {
    reflection->SetBool(participant, field, text == "true");
  } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
    reflection->SetString(participant, field, text);
  } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_ENUM && !text.empty()) {
    const auto* value = field->enum_type()->FindValueByName(text);
    reflection->SetEnumValue(participant, field, value != nullptr ? value->number() : kUnknownEnum);
  }
}

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

ImportParticipantsRequest ToRequest(const ImportWish& wish, const Columns& columns,
                                    const std::vector<std::string>& cells, int line) {
  ImportParticipantsRequest request;
  request.set_row(line);
  request.set_source(wish.source);
  request.set_programme_code(wish.programme_code);
  request.set_class_offering_id(wish.class_offering_id);
  if (!wish.programme_code.empty()) request.set_channel(wish.channel);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == nullptr) {
      request.set_source_reference(cells[i]);
    } else {
      SetCell(columns[i], cells[i], request.mutable_participant());
    }
  }
  MoveDates(wish.moved_days, request.mutable_participant());
  return request;
}

// Receives the answers on a thread of its own, so that sending never waits for them.
class Answers {
 public:
  explicit Answers(std::ostream& rejected) : rejected_(rejected), terminal_(isatty(STDERR_FILENO) == 1) {}

  void Take(const ImportParticipantsResponse& answer) {
    const MutexLock lock(mutex_);
    ++(answer.outcome() == intake::v1::IMPORT_OUTCOME_CREATED     ? tally_.created
       : answer.outcome() == intake::v1::IMPORT_OUTCOME_REFERRED  ? tally_.referred
       : answer.outcome() == intake::v1::IMPORT_OUTCOME_UNCHANGED ? tally_.unchanged
                                                                  : tally_.rejected);
    for (const auto& violation : answer.violations()) {
      rejected_ << CsvLine(
          {std::to_string(answer.row()), violation.field(), violation.reason(), violation.description()});
    }
    const int rows = tally_.created + tally_.referred + tally_.unchanged + tally_.rejected;
    if (terminal_ && rows % 100 == 0) Show(rows);
  }
  // A line that cannot be sent: its cells do not fit the header.
  void Refuse(int line) {
    const MutexLock lock(mutex_);
    ++tally_.rejected;
    rejected_ << CsvLine({std::to_string(line), "", "WRONG_NUMBER_OF_CELLS",
                          "Give this line as many cells as the header has; quote cells that hold a comma."});
  }
  [[nodiscard]] ImportTally tally() const {
    const MutexLock lock(mutex_);
    return tally_;
  }

 private:
  static void Show(int rows) { std::fprintf(stderr, "\r%d rows answered ", rows); }

  mutable Mutex mutex_;
  std::ostream& rejected_ ABSL_GUARDED_BY(mutex_);
  bool terminal_;
  ImportTally tally_ ABSL_GUARDED_BY(mutex_);
};

Status CannotWrite(const std::string& path) {
  return Error(absl::StatusCode::kUnavailable, "FILE",
               path + " cannot be written; name another file for the rows that come back.");
}

StatusOr<ImportTally> Stream(const Door& door, const ImportWish& wish, CsvReader& reader,
                             const Columns& columns, std::ostream& rejected) {
  const auto stub = intake::v1::ParticipantService::NewStub(door.channel());
  grpc::ClientContext context;
  door.Prepare(context, absl::Hours(1));
  const auto stream = stub->ImportParticipants(&context);
  Answers answers(rejected);
  std::thread receiver([&] {
    ImportParticipantsResponse answer;
    while (stream->Read(&answer)) answers.Take(answer);
  });
  Status broken = absl::OkStatus();
  std::vector<std::string> cells;
  while (broken.ok()) {
    const auto more = reader.Next(&cells);
    broken = more.status();
    if (!more.ok() || !*more) break;
    if (cells.size() != columns.size()) {
      answers.Refuse(reader.record());
      continue;
    }
    if (!stream->Write(ToRequest(wish, columns, cells, reader.record()))) break;
  }
  stream->WritesDone();
  receiver.join();
  RETURN_IF_ERROR(rpc::FromGrpc(stream->Finish()));
  RETURN_IF_ERROR(broken);
  return answers.tally();
}

StatusOr<ImportTally> StreamToFile(const Door& door, const ImportWish& wish, CsvReader& reader,
                                   const Columns& columns, const std::string& path) {
  std::ofstream rejected(path);
  rejected << CsvLine({"line", "field", "reason", "what_to_do"});
  if (!rejected) return CannotWrite(path);  // before anybody is registered whose rows could not be told
  ASSIGN_OR_RETURN(const ImportTally tally, Stream(door, wish, reader, columns, rejected));
  rejected.close();
  if (!rejected) return CannotWrite(path);
  // Only a file of our own: the wish may name a device, and root could remove that. A file that stays is
  // no fault of the import.
  std::error_code ignored;
  if (tally.rejected == 0 && std::filesystem::is_regular_file(path, ignored)) {
    std::filesystem::remove(path, ignored);
  }
  return tally;
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
  ASSIGN_OR_RETURN(const Columns columns, ReadHeader(header));
  if (wish.rejected_file) return StreamToFile(door, wish, reader, columns, *wish.rejected_file);
  std::ostringstream rejected;
  ASSIGN_OR_RETURN(const ImportTally tally, Stream(door, wish, reader, columns, rejected));
  std::fputs(rejected.str().c_str(), stderr);
  return tally;
}

}  // namespace duaal::cli
