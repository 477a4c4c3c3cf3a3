#include "intake-svc/rpc/convert_sanction.h"

#include "chassis/core/civil.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/timestamp.h"
#include "intake-svc/rpc/convert.h"

namespace duaal::intake::rpc {

v1::SanctionProposal ToProto(const domain::SanctionProposal& proposal) {
  v1::SanctionProposal proto;
  proto.set_id(proposal.id.ToString());
  proto.set_participant_id(proposal.participant_id.ToString());
  proto.set_ground(static_cast<v1::SanctionGround>(proposal.ground));
  proto.set_fact_date(FormatDate(proposal.fact_date));
  proto.set_reasons(proposal.reasons);
  proto.set_proposed_by(proposal.proposed_by);
  proto.set_decision(static_cast<v1::SanctionDecision>(proposal.decision));
  proto.set_decision_reasons(proposal.decision_reasons);
  proto.set_decided_by(proposal.decided_by);
  if (proposal.decided_date) proto.set_decided_date(FormatDate(*proposal.decided_date));
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(proposal.create_time);
  proto.set_etag(duaal::rpc::ToEtag(proposal.row_version));
  return proto;
}

app::RecordSanctionProposalCommand ToCommand(const v1::RecordSanctionProposalRequest& request) {
  const v1::SanctionProposal& proto = request.proposal();
  app::RecordSanctionProposalCommand command;
  command.proposal.participant_id = ToId(proto.participant_id());
  command.proposal.ground = static_cast<domain::SanctionGround>(proto.ground());
  command.proposal.fact_date = *ParseDate(proto.fact_date());
  command.proposal.reasons = proto.reasons();
  return command;
}

app::DecideSanctionCommand ToCommand(const v1::DecideSanctionRequest& request) {
  return {ToId(request.proposal_id()), duaal::rpc::FromEtag(request.etag()),
          static_cast<domain::SanctionDecision>(request.decision()), request.reasons()};
}

}  // namespace duaal::intake::rpc
