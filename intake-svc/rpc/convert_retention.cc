#include "intake-svc/rpc/convert_retention.h"

#include "chassis/core/civil.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/timestamp.h"
#include "intake-svc/rpc/convert.h"

namespace duaal::intake::rpc {

v1::RetentionClass ToProto(const domain::RetentionClass& retention_class) {
  v1::RetentionClass proto;
  proto.set_code(retention_class.code);
  proto.set_display_name(retention_class.display_name);
  proto.set_description(retention_class.description);
  proto.set_legal_ground(retention_class.legal_ground);
  for (const domain::RetentionTerm& term : retention_class.terms) {
    v1::RetentionTerm& one = *proto.add_terms();
    one.set_event(static_cast<v1::RetentionEventKind>(term.event));
    one.set_years(term.years);
  }
  return proto;
}

v1::RetentionEvent ToProto(const domain::RetentionEvent& event) {
  v1::RetentionEvent proto;
  proto.set_participant_id(event.participant_id.ToString());
  proto.set_event(static_cast<v1::RetentionEventKind>(event.kind));
  proto.set_event_date(FormatDate(event.date));
  *proto.mutable_record_time() = duaal::rpc::ToTimestamp(event.record_time);
  return proto;
}

v1::DuePerson ToProto(const storage::DuePerson& person, int years) {
  v1::DuePerson proto;
  proto.set_participant_id(person.participant_id.ToString());
  proto.set_municipality_code(person.municipality_code);
  proto.set_event(static_cast<v1::RetentionEventKind>(person.event));
  proto.set_event_date(FormatDate(person.event_date));
  proto.set_due_date(FormatDate(domain::DueDate(person.event_date, years)));
  return proto;
}

v1::Destruction ToProto(const domain::Destruction& d) {
  v1::Destruction proto;
  proto.set_id(d.id.ToString());
  proto.set_retention_class_code(d.class_code);
  proto.set_municipality_code(d.municipality_code);
  proto.set_state(static_cast<v1::DestructionState>(d.state));
  proto.set_proposed_by(d.proposed_by);
  *proto.mutable_propose_time() = duaal::rpc::ToTimestamp(d.propose_time);
  proto.set_decided_by(d.decided_by);
  if (d.decide_time) *proto.mutable_decide_time() = duaal::rpc::ToTimestamp(*d.decide_time);
  if (d.finish_time) *proto.mutable_finish_time() = duaal::rpc::ToTimestamp(*d.finish_time);
  proto.set_proof_hash(d.proof_hash);
  proto.set_etag(duaal::rpc::ToEtag(d.row_version));
  for (const domain::DestructionPerson& person : d.people) {
    v1::DestructionPerson& one = *proto.add_people();
    one.set_participant_id(person.participant_id.ToString());
    one.set_outcome(static_cast<v1::DestructionOutcome>(person.outcome));
  }
  for (const domain::DestroyedRows& rows : d.rows) {
    v1::DestroyedRows& one = *proto.add_destroyed_rows();
    one.set_service(rows.service);
    one.set_table_name(rows.table);
    one.set_row_count(rows.rows);
  }
  return proto;
}

app::RecordRetentionEventCommand ToCommand(const v1::RecordRetentionEventRequest& request) {
  app::RecordRetentionEventCommand command;
  command.event.participant_id = ToId(request.participant_id());
  command.event.kind = static_cast<domain::RetentionEventKind>(request.event());
  command.event.date = *ParseDate(request.event_date());
  return command;
}

app::CreateDestructionCommand ToCommand(const v1::CreateDestructionRequest& request) {
  const v1::Destruction& proto = request.destruction();
  app::CreateDestructionCommand command{proto.retention_class_code(), proto.municipality_code(), {}};
  for (const std::string& id : proto.participant_ids()) command.people.push_back(ToId(id));
  return command;
}

app::DecideDestructionCommand ToCommand(const v1::ApproveDestructionRequest& request) {
  return {ToId(request.destruction_id()), duaal::rpc::FromEtag(request.etag()), true};
}

app::DecideDestructionCommand ToCommand(const v1::RejectDestructionRequest& request) {
  return {ToId(request.destruction_id()), duaal::rpc::FromEtag(request.etag()), false};
}

}  // namespace duaal::intake::rpc
