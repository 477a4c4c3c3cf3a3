#include "intake-svc/rpc/convert_barrier.h"

#include "chassis/core/civil.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/timestamp.h"
#include "intake-svc/rpc/convert.h"

namespace duaal::intake::rpc {
namespace {

constexpr char kRead[] = "barriers.read";

domain::CoachingEstimate ToEstimate(const v1::CoachingEstimate& proto) {
  domain::CoachingEstimate estimate;
  estimate.estimated_date = *ParseDate(proto.estimated_date());
  for (const v1::ExtraCoaching& one : proto.coaching()) {
    estimate.coaching.push_back(
        {one.minutes_per_week(), one.weeks(), ToOptionalId(one.organisation_id()), one.deliverer_name()});
  }
  return estimate;
}

v1::CoachingEstimate ToProto(const domain::CoachingEstimate& estimate) {
  v1::CoachingEstimate proto;
  proto.set_estimated_date(FormatDate(estimate.estimated_date));
  for (const domain::ExtraCoaching& coaching : estimate.coaching) {
    v1::ExtraCoaching& one = *proto.add_coaching();
    one.set_minutes_per_week(coaching.minutes_per_week);
    one.set_weeks(coaching.weeks);
    if (coaching.organisation_id) one.set_organisation_id(coaching.organisation_id->ToString());
    one.set_deliverer_name(coaching.deliverer_name);
  }
  return proto;
}

}  // namespace

v1::Barrier ToProto(const domain::Barrier& b, const auth::Principal& reader) {
  v1::Barrier proto;
  proto.set_id(b.id.ToString());
  proto.set_participant_id(b.participant_id.ToString());
  proto.set_programme_code(b.programme_code);
  proto.set_noted_date(FormatDate(b.noted_date));
  if (b.end_date) proto.set_end_date(FormatDate(*b.end_date));
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(b.create_time);
  proto.set_etag(duaal::rpc::ToEtag(b.row_version));
  if (!reader.May(kRead)) return proto;
  proto.set_kind_code(b.kind_code);
  for (const domain::CoachingEstimate& estimate : b.estimates) *proto.add_estimates() = ToProto(estimate);
  return proto;
}

app::RecordBarrierCommand ToCommand(const v1::RecordBarrierRequest& request) {
  const v1::Barrier& proto = request.barrier();
  app::RecordBarrierCommand command;
  command.barrier.participant_id = ToId(proto.participant_id());
  command.barrier.programme_code = proto.programme_code();
  command.barrier.kind_code = proto.kind_code();
  command.barrier.noted_date = *ParseDate(proto.noted_date());
  for (const v1::CoachingEstimate& one : proto.estimates()) {
    command.barrier.estimates.push_back(ToEstimate(one));
  }
  return command;
}

app::EstimateCoachingCommand ToCommand(const v1::EstimateCoachingRequest& request) {
  return {ToId(request.barrier_id()), duaal::rpc::FromEtag(request.etag()), ToEstimate(request.estimate())};
}

app::EndBarrierCommand ToCommand(const v1::EndBarrierRequest& request) {
  return {ToId(request.barrier_id()), duaal::rpc::FromEtag(request.etag()), *ParseDate(request.end_date())};
}

}  // namespace duaal::intake::rpc
