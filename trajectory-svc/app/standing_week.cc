#include "trajectory-svc/app/standing_week.h"

#include <algorithm>
#include <utility>

namespace duaal::trajectory::app {
namespace {

using planner::WeekSet;

bool IsOnTurn(const domain::Schedule& schedule, const std::string& component, absl::CivilDay monday) {
  return schedule.alternations.empty() || domain::OnTurn(schedule.alternations, component, monday);
}

// Adds what is left of a stretch beside those that stand already.
void Add(Standing standing, std::vector<Standing>& all) {
  std::vector<Stretch> pieces = {standing.stretch};
  for (const Standing& other : all) Subtract(other.stretch, pieces);
  for (const Stretch& piece : pieces) {
    standing.stretch = piece;
    all.push_back(standing);
  }
}

void AddEnrolled(const domain::Schedule& schedule, const PlanningWeeks& weeks, std::vector<Standing>& all) {
  for (const domain::EnrolledOffering& offering : schedule.enrolled) {
    for (const domain::Slot& slot : offering.timetable) {
      WeekSet runs;
      const int end = weeks.FirstFrom(offering.valid.end, slot.weekday);
      for (int week = weeks.FirstFrom(offering.valid.start, slot.weekday); week < end; ++week) {
        if (weeks.RunsIn(offering.pattern, week) &&
            IsOnTurn(schedule, offering.component_code, weeks.Monday(week)))
          runs.Insert(week);
      }
      if (runs.empty()) continue;
      Add({offering.component_code,
           offering.display_name,
           slot.site,
           {slot.weekday, slot.time.start.minutes(), slot.time.end.minutes(), runs}},
          all);
    }
  }
}

void AddPlanned(const domain::Schedule& schedule, const PlanningWeeks& weeks, std::vector<Standing>& all) {
  std::map<const domain::SavedPlan*, WeekSet> holds;
  for (int week = PlanningWeeks::kAsked; week < weeks.end(); ++week) {
    const domain::SavedPlan* plan = domain::PlanOf(schedule, weeks.Monday(week));
    if (plan != nullptr) holds[plan].Insert(week);
  }
  for (const domain::SavedPlan& plan : schedule.plans) {
    const auto held = holds.find(&plan);
    if (held == holds.end()) continue;
    for (const domain::PlannedActivity& activity : plan.activities) {
      const domain::Slot& slot = activity.slot;
      WeekSet runs;
      for (int week = PlanningWeeks::kAsked; week < weeks.end(); ++week) {
        const absl::CivilDay monday = weeks.Monday(week);
        const bool seated = !activity.offering_id.has_value() ||
                            domain::HoldsSeat(schedule, *activity.offering_id, monday + (slot.weekday - 1));
        if (held->second.Has(week) && seated && IsOnTurn(schedule, activity.component_code, monday))
          runs.Insert(week);
      }
      if (runs.empty()) continue;
      Add({activity.component_code,
           activity.display_name,
           slot.site,
           {slot.weekday, slot.time.start.minutes(), slot.time.end.minutes(), runs}},
          all);
    }
  }
}

}  // namespace

bool Overlap(const Stretch& a, const Stretch& b) {
  return a.weekday == b.weekday && a.start < b.end && b.start < a.end && a.weeks.Meets(b.weeks);
}

void Subtract(const Stretch& taken, std::vector<Stretch>& pieces) {
  std::vector<Stretch> left;
  for (const Stretch& piece : pieces) {
    if (!Overlap(piece, taken)) {
      left.push_back(piece);
      continue;
    }
    Stretch alone = piece;
    Stretch shared = piece;
    alone.weeks = shared.weeks = {};
    for (int week = piece.weeks.First(); week <= piece.weeks.Last(); ++week) {
      if (piece.weeks.Has(week)) (taken.weeks.Has(week) ? shared : alone).weeks.Insert(week);
    }
    if (!alone.weeks.empty()) left.push_back(alone);
    Stretch before = shared;
    before.end = taken.start;
    if (before.start < before.end) left.push_back(before);
    Stretch after = shared;
    after.start = taken.end;
    if (after.start < after.end) left.push_back(after);
  }
  pieces = std::move(left);
}

std::vector<Standing> StandingOf(const domain::Schedule& schedule, const PlanningWeeks& weeks) {
  std::vector<Standing> all;
  AddEnrolled(schedule, weeks, all);
  AddPlanned(schedule, weeks, all);
  return all;
}

std::map<std::string, Presence> PresenceOf(const domain::Schedule& schedule, absl::CivilDay monday) {
  std::map<std::string, Presence> presences;
  const auto lasts = [](Presence& presence, absl::CivilDay end) {
    presence.until = std::max(presence.until.value_or(end), end);
  };
  for (const std::string& component : schedule.finished) presences[component].finished = true;
  for (const domain::SavedPlan& plan : schedule.plans) {
    if (plan.holds.end <= monday) continue;
    for (const domain::PlannedActivity& activity : plan.activities) {
      Presence& presence = presences[activity.component_code];
      // An exception for one week leaves the others without.
      presence.planned = presence.planned || !plan.this_week_only;
      if (!activity.offering_id.has_value()) lasts(presence, plan.holds.end);
    }
  }
  for (const domain::EnrolledOffering& offering : schedule.enrolled) {
    if (!offering.valid.Valid() || offering.valid.end <= monday) continue;
    Presence& presence = presences[offering.component_code];
    presence.seats.push_back(offering.offering_id);
    lasts(presence, offering.valid.end);
    if (!offering.timetable.empty()) presence.planned = true;
    if (offering.timetable.empty() && !presence.waiting) presence.waiting = offering.offering_id;
  }
  for (auto& [component, presence] : presences) {
    if (presence.planned) presence.waiting.reset();
  }
  return presences;
}

}  // namespace duaal::trajectory::app
