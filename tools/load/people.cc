#include <algorithm>
#include <thread>

#include "duaal/intake/v1/participant_service.grpc.pb.h"
#include "tools/load/steps.h"

namespace duaal::load {
namespace {

using intake::v1::ImportParticipantsRequest;
using intake::v1::ImportParticipantsResponse;

constexpr int kRowsPerStream = 5000;  // so that a stream never outlives a deadline
constexpr absl::Duration kStreamTime = absl::Minutes(30);

ImportParticipantsRequest RowOf(const Plan& plan, const Classes& classes, int index) {
  ImportParticipantsRequest row;
  row.set_row(index + 1);
  *row.mutable_participant() = PersonOf(plan, index);
  row.set_source(SourceOf(plan));
  row.set_source_reference(std::to_string(index));
  row.set_programme_code(kProgramme);
  row.set_class_offering_id(classes[static_cast<std::size_t>(index / kClassSize)]);
  row.set_channel(intake::v1::INFLOW_CHANNEL_PRESELECTION);
  return row;
}

// What came back of one stream.
struct Rejections {
  int rows = 0;
  std::string first;
};

void Take(const ImportParticipantsResponse& answer, Progress& progress, Rejections& rejections) {
  if (answer.outcome() == intake::v1::IMPORT_OUTCOME_REJECTED) {
    if (rejections.rows++ == 0 && !answer.violations().empty()) {
      rejections.first = answer.violations(0).field() + ": " + answer.violations(0).description();
    }
    return;
  }
  const bool known = answer.outcome() == intake::v1::IMPORT_OUTCOME_UNCHANGED;
  progress.Add(known ? 0 : 1, known ? 1 : 0);
}

Status Stream(const cli::Door& door, const Plan& plan, const Classes& classes, int from, Progress& progress) {
  const auto stub = intake::v1::ParticipantService::NewStub(door.channel());
  grpc::ClientContext context;
  door.Prepare(context, kStreamTime);
  const auto stream = stub->ImportParticipants(&context);
  Rejections rejections;
  std::thread receiver([&] {
    ImportParticipantsResponse answer;
    while (stream->Read(&answer)) Take(answer, progress, rejections);
  });
  for (int i = from; i < std::min(plan.people, from + kRowsPerStream); ++i) {
    if (!stream->Write(RowOf(plan, classes, i))) break;  // the reason is the stream's status
  }
  stream->WritesDone();
  receiver.join();
  RETURN_IF_ERROR(rpc::FromGrpc(stream->Finish()));
  if (rejections.rows == 0) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "ROWS_REJECTED",
               std::to_string(rejections.rows) + " people were rejected; the first: " + rejections.first);
}

}  // namespace

Status ImportPeople(const cli::Door& door, const Plan& plan, const Classes& classes, Progress& progress) {
  for (int from = 0; from < plan.people; from += kRowsPerStream) {
    RETURN_IF_ERROR(Stream(door, plan, classes, from, progress));
  }
  return absl::OkStatus();
}

}  // namespace duaal::load
