#include <algorithm>
#include <utility>

#include "chassis/rpc/etag.h"
#include "trajectory-svc/rpc/convert.h"

namespace duaal::trajectory::rpc {
namespace {

void Fill(const app::SuggestedActivity& activity, v1::SuggestedActivity* proto) {
  proto->set_component_code(activity.component_code);
  proto->set_offering_id(activity.offering->id.ToString());
  proto->set_display_name(activity.offering->display_name);
  proto->set_organisation_id(activity.offering->organisation_id.ToString());
  for (const domain::Slot& slot : activity.timetable) *proto->add_timetable() = ToProto(slot);
  proto->set_week_pattern(static_cast<type::v1::WeekPattern>(activity.offering->pattern));
  proto->set_seats_left(activity.seats_left);
  proto->set_entry_date(FormatDate(activity.entry_date));
  proto->set_agreed_per_person(activity.agreed_per_person);
  proto->set_enrolled(activity.enrolled);
  for (const Uuid& id : activity.others) proto->add_other_offering_ids(id.ToString());
}

void Fill(const app::Misfit& misfit, v1::Misfit* proto) {
  proto->set_component_code(misfit.component_code);
  for (const app::MisfitObstacle& obstacle : misfit.conflict) {
    v1::Obstacle& added = *proto->add_conflict();
    added.set_kind(static_cast<v1::ObstacleKind>(obstacle.kind));
    added.set_description(obstacle.description);
    added.set_component_code(obstacle.component_code);
    if (obstacle.offering_id) added.set_offering_id(obstacle.offering_id->ToString());
  }
  for (const app::MisfitRemedy& remedy : misfit.remedies) {
    v1::Remedy& added = *proto->add_remedies();
    added.set_kind(static_cast<v1::ObstacleKind>(remedy.kind));
    added.set_description(remedy.description);
    if (remedy.offering_id) added.set_offering_id(remedy.offering_id->ToString());
    added.set_from_amount(remedy.from);
    added.set_to_amount(remedy.to);
    added.set_cost(static_cast<std::int32_t>(remedy.cost));
  }
}

}  // namespace

StatusOr<app::SuggestWeekQuery> ToQuery(const v1::SuggestWeekRequest& request) {
  ASSIGN_OR_RETURN(const IsoWeek week, ToWeek("week", request.week()));
  app::SuggestWeekQuery query{ToId(request.trajectory_id()), week, app::kDefaultAlternatives, {}, {}, 0, {}};
  if (request.alternatives() > 0) query.alternatives = request.alternatives();
  query.component_codes.assign(request.component_codes().begin(), request.component_codes().end());
  for (const v1::Unavailability& one : request.unavailable()) {
    const auto reason = one.reason() == v1::UNAVAILABILITY_REASON_UNSPECIFIED
                            ? app::UnavailabilityReason::kOther
                            : static_cast<app::UnavailabilityReason>(one.reason());
    query.unavailable.push_back({static_cast<int>(one.weekday()),
                                 {TimeOfDay::Parse(one.start_time()).value_or(TimeOfDay()),
                                  TimeOfDay::Parse(one.end_time()).value_or(TimeOfDay())},
                                 reason});
  }
  query.max_half_days = request.max_half_days();
  query.language =
      request.language() == v1::LANGUAGE_ENGLISH ? app::Language::kEnglish : app::Language::kDutch;
  return query;
}

v1::SuggestWeekResponse ToProto(const app::SuggestionView& view) {
  v1::SuggestWeekResponse proto;
  proto.set_trajectory_id(view.trajectory_id.ToString());
  proto.set_participant_id(view.participant_id.ToString());
  proto.set_week(view.week.ToString());
  for (const app::WeekChoice& choice : view.suggestion.choices) {
    v1::WeekAlternative& added = *proto.add_alternatives();
    for (const app::SuggestedActivity& activity : choice.activities) Fill(activity, added.add_activities());
    for (const std::string& code : choice.unplaced) added.add_unplaced_component_codes(code);
    added.set_cost(static_cast<std::int32_t>(choice.cost));
  }
  for (const app::Misfit& misfit : view.suggestion.misfits) Fill(misfit, proto.add_misfits());
  proto.set_etag(duaal::rpc::ToEtag(view.schedule_version));
  return proto;
}

}  // namespace duaal::trajectory::rpc
