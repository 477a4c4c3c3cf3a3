#include "trajectory-svc/domain/week_plan.h"

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>
#include <utility>

#include "trajectory-svc/domain/language_level.h"

namespace duaal::trajectory::domain {
namespace {

using HalfDayKey = std::pair<absl::CivilDay, HalfDay>;

bool IsCancelled(const Schedule& schedule, const Uuid& offering_id, absl::CivilDay date, TimeOfDay start) {
  return std::any_of(
      schedule.cancelled.begin(), schedule.cancelled.end(), [&](const CancelledSession& session) {
        return session.offering_id == offering_id && session.date == date && session.start == start;
      });
}

void AddFixed(const Schedule& schedule, absl::CivilDay monday, std::vector<Activity>& activities) {
  const IsoWeek week = IsoWeek::Of(monday);
  for (const EnrolledOffering& offering : schedule.enrolled) {
    if (!RunsIn(offering.pattern, week) || !OnTurn(schedule.alternations, offering.component_code, monday))
      continue;
    for (const Slot& slot : offering.timetable) {
      const absl::CivilDay date = monday + (slot.weekday - 1);
      if (!offering.valid.Contains(date) ||
          IsCancelled(schedule, offering.offering_id, date, slot.time.start)) {
        continue;
      }
      activities.push_back({offering.component_code, slot, date, HalfDayOf(slot.time.start),
                            offering.offering_id, offering.display_name, true, offering.proposed, -1});
    }
  }
}

void AddPlanned(const Schedule& schedule, absl::CivilDay monday, std::vector<Activity>& activities) {
  const SavedPlan* plan = PlanOf(schedule, monday);
  if (plan == nullptr) return;
  for (std::size_t i = 0; i < plan->activities.size(); ++i) {
    const PlannedActivity& planned = plan->activities[i];
    const absl::CivilDay date = monday + (planned.slot.weekday - 1);
    if (!OnTurn(schedule.alternations, planned.component_code, monday)) continue;
    if (planned.offering_id.has_value() && !HoldsSeat(schedule, *planned.offering_id, date)) continue;
    activities.push_back({planned.component_code, planned.slot, date, HalfDayOf(planned.slot.time.start),
                          planned.offering_id, planned.display_name, false, plan->proposed,
                          static_cast<int>(i)});
  }
}

// Adds what `activity` has to do with the finding.
void Concern(const Activity& activity, Finding& finding) {
  auto& codes = finding.component_codes;
  if (std::find(codes.begin(), codes.end(), activity.component_code) == codes.end()) {
    codes.push_back(activity.component_code);
  }
  if (activity.proposed) {
    finding.blocking = true;
    if (activity.planned_index >= 0) finding.planned_indexes.push_back(activity.planned_index);
  }
}

std::string Describe(const Activity& activity) {
  return "`" + activity.component_code + "` " + activity.slot.time.start.ToString() + "-" +
         activity.slot.time.end.ToString();
}

void FindClashes(Week& week) {
  for (std::size_t i = 0; i < week.activities.size(); ++i) {
    const Activity& a = week.activities[i];
    for (std::size_t j = i + 1; j < week.activities.size(); ++j) {
      const Activity& b = week.activities[j];
      if (!Clash(a.slot, b.slot)) continue;
      Finding finding{
          "TIMETABLE_CLASH",
          Describe(a) + " and " + Describe(b) + " on " + FormatDate(a.date) + " overlap; move one.",
          false,
          {},
          {}};
      Concern(a, finding);
      Concern(b, finding);
      week.findings.push_back(std::move(finding));
    }
  }
}

struct Load {
  int half_days = 0;
  int minutes = 0;
};

Load LoadOf(const Week& week, const std::function<bool(const Activity&)>& counts) {
  std::set<HalfDayKey> half_days;
  Load load;
  for (const Activity& activity : week.activities) {
    if (!counts(activity)) continue;
    half_days.insert({activity.date, activity.half_day});
    load.minutes += activity.slot.minutes();
  }
  load.half_days = static_cast<int>(half_days.size());
  return load;
}

bool IsClassTime(const Programme& programme, const Activity& activity) {
  const Component* component = programme.Find(activity.component_code);
  return component != nullptr && component->class_time;
}

std::string Amount(int half_days, int minutes, bool in_half_days) {
  return in_half_days ? std::to_string(half_days) + " half-days" : std::to_string(minutes) + " minutes";
}

// The components of an alternation rule that run side by side in this week.
std::vector<std::string> SideBySide(const Programme& programme, const Week& week) {
  for (const std::vector<std::string>& rule : programme.alternations) {
    std::vector<std::string> present;
    for (const std::string& code : rule) {
      if (std::any_of(week.activities.begin(), week.activities.end(),
                      [&](const Activity& a) { return a.component_code == code; })) {
        present.push_back(code);
      }
    }
    if (present.size() > 1) return present;
  }
  return {};
}

bool Passes(const LoadLimit& limit, const Load& load, int allowance) {
  return (limit.max_half_days > 0 && load.half_days + allowance > limit.max_half_days) ||
         (limit.max_minutes > 0 && load.minutes + allowance > limit.max_minutes);
}

// A week filled to its limit, with components that could take turns instead, is told as too busy: that is
// when lightening it is worth a thought.
void CheckFullness(const Programme& programme, Week& week) {
  const std::vector<std::string> present = SideBySide(programme, week);
  if (present.empty()) return;
  for (const LoadLimit& limit : programme.load_limits) {
    const bool class_only = limit.scope == LoadScope::kClass;
    const Load load =
        LoadOf(week, [&](const Activity& a) { return !class_only || IsClassTime(programme, a); });
    if (Passes(limit, load, 0) || !Passes(limit, load, 1)) continue;
    week.findings.push_back(
        {"TOO_BUSY",
         std::string(class_only ? "Class time" : "The week") +
             " is filled to the programme's limit; components that may alternate run side by side.",
         false,
         present,
         {}});
    return;
  }
}

void CheckLimits(const Programme& programme, Week& week) {
  for (const LoadLimit& limit : programme.load_limits) {
    const bool class_only = limit.scope == LoadScope::kClass;
    const auto counts = [&](const Activity& a) { return !class_only || IsClassTime(programme, a); };
    const Load load = LoadOf(week, counts);
    if (!Passes(limit, load, 0)) continue;
    const bool by_half_days = limit.max_half_days > 0 && load.half_days > limit.max_half_days;
    Finding finding{limit.warning_only ? "TOO_BUSY" : "LOAD_EXCEEDED",
                    std::string(class_only ? "Class time" : "The week") + " comes to " +
                        Amount(load.half_days, load.minutes, by_half_days) + "; the programme allows " +
                        Amount(limit.max_half_days, limit.max_minutes, by_half_days) + ".",
                    false,
                    {},
                    {}};
    for (const Activity& activity : week.activities) {
      if (counts(activity)) Concern(activity, finding);
    }
    finding.blocking = finding.blocking && !limit.warning_only;
    week.findings.push_back(std::move(finding));
  }
}

// Whether the person's language lets the component run; says so in the week when it does not (H19).
bool CheckLevel(const Component& component, const std::string& level, Week& week) {
  std::optional<Finding> finding = FindLevelTooLow(component, level);
  if (!finding) return true;
  finding->blocking = false;
  bool present = false;
  for (const Activity& activity : week.activities) {
    if (activity.component_code != component.code) continue;
    present = true;
    Concern(activity, *finding);
  }
  if (!present && component.optional) return false;
  if (!present) finding->reason = "AWAITS_LANGUAGE_LEVEL";
  week.findings.push_back(*std::move(finding));
  return false;
}

void CheckComponent(const Component& component, bool due, const Load& load, Week& week) {
  const bool above_half_days = component.max_half_days > 0 && load.half_days > component.max_half_days;
  const bool above_minutes = component.max_minutes > 0 && load.minutes > component.max_minutes;
  if (above_half_days || above_minutes) {
    Finding finding{"ABOVE_MAXIMUM",
                    "`" + component.code + "` comes to " +
                        Amount(load.half_days, load.minutes, above_half_days) +
                        "; the programme asks at most " +
                        Amount(component.max_half_days, component.max_minutes, above_half_days) + ".",
                    false,
                    {},
                    {}};
    for (const Activity& activity : week.activities) {
      if (activity.component_code == component.code) Concern(activity, finding);
    }
    // A seat too many is only told: the offering's times are not this person's to change.
    finding.blocking = !finding.planned_indexes.empty();
    week.findings.push_back(std::move(finding));
  }
  if (!due || component.optional) return;
  const bool below_half_days = load.half_days < component.min_half_days;
  if (below_half_days || load.minutes < component.min_minutes) {
    week.findings.push_back(
        {"BELOW_MINIMUM",
         "`" + component.code + "` comes to " + Amount(load.half_days, load.minutes, below_half_days) +
             "; the programme asks " +
             Amount(component.min_half_days, component.min_minutes, below_half_days) + ".",
         false,
         {component.code},
         {}});
  }
}

}  // namespace

const SavedPlan* PlanOf(const Schedule& schedule, absl::CivilDay monday) {
  const SavedPlan* found = nullptr;
  for (const SavedPlan& plan : schedule.plans) {
    if (!plan.holds.Contains(monday)) continue;
    // A plan for this week alone goes before one that recurs.
    if (found == nullptr || plan.this_week_only) found = &plan;
  }
  return found;
}

bool HoldsSeat(const Schedule& schedule, const Uuid& offering_id, absl::CivilDay date) {
  return std::any_of(schedule.enrolled.begin(), schedule.enrolled.end(), [&](const EnrolledOffering& o) {
    return o.offering_id == offering_id && o.valid.Contains(date);
  });
}

Schedule WithPlan(Schedule schedule, const IsoWeek& week, bool this_week_only,
                  std::vector<PlannedActivity> activities) {
  const absl::CivilDay monday = week.FirstDay();
  SavedPlan added{
      {monday, this_week_only ? monday + 7 : kForever}, this_week_only, std::move(activities), true};
  std::vector<SavedPlan> kept;
  for (SavedPlan& plan : schedule.plans) {
    if (plan.this_week_only) {
      if (plan.holds.start != monday) kept.push_back(std::move(plan));
      continue;
    }
    if (!this_week_only) {
      if (plan.holds.start > monday) added.holds.end = std::min(added.holds.end, plan.holds.start);
      if (plan.holds.start == monday) continue;
      if (plan.holds.Contains(monday)) plan.holds.end = monday;
    }
    kept.push_back(std::move(plan));
  }
  kept.push_back(std::move(added));
  schedule.plans = std::move(kept);
  return schedule;
}

Week ComposeWeek(const Programme& programme, const Schedule& schedule, const IsoWeek& iso_week) {
  const absl::CivilDay monday = iso_week.FirstDay();
  Week week{iso_week, {}, {}, 0, 0, 0, {}};
  AddFixed(schedule, monday, week.activities);
  AddPlanned(schedule, monday, week.activities);
  std::stable_sort(week.activities.begin(), week.activities.end(), [](const Activity& a, const Activity& b) {
    return std::tie(a.date, a.slot.time.start, a.slot.time.end, a.component_code) <
           std::tie(b.date, b.slot.time.start, b.slot.time.end, b.component_code);
  });
  FindClashes(week);
  const Load all = LoadOf(week, [](const Activity&) { return true; });
  week.half_days = all.half_days;
  week.minutes = all.minutes;
  week.class_half_days = LoadOf(week, [&](const Activity& a) { return IsClassTime(programme, a); }).half_days;
  CheckLimits(programme, week);
  if (week.findings.end() == std::find_if(week.findings.begin(), week.findings.end(),
                                          [](const Finding& f) { return f.reason == "TOO_BUSY"; })) {
    CheckFullness(programme, week);
  }
  for (const Component& component : programme.components) {
    const Load load = LoadOf(week, [&](const Activity& a) { return a.component_code == component.code; });
    if (load.half_days > 0) week.totals.push_back({component.code, load.half_days, load.minutes});
    const bool reached = CheckLevel(component, schedule.language_level, week);
    // Nothing is missed of a component that the person may not have yet.
    const bool due = reached && OnTurn(schedule.alternations, component.code, monday);
    CheckComponent(component, due, load, week);
  }
  return week;
}

std::optional<Finding> FindLevelTooLow(const Component& component, const std::string& language_level) {
  if (ReachesLevel(language_level, component.minimum_language_level)) return std::nullopt;
  const std::string has = language_level.empty() ? "none is recorded of this person; record it"
                                                 : "this person is at " + language_level +
                                                       "; record the new level when it is reached";
  return Finding{"LANGUAGE_LEVEL_TOO_LOW",
                 "`" + component.code + "` asks for language level " + component.minimum_language_level +
                     ", and " + has + ". Until then it waits.",
                 true,
                 {component.code},
                 {}};
}

std::vector<Finding> FindBlocking(const Programme& programme, const Schedule& schedule, const IsoWeek& first,
                                  int weeks) {
  std::vector<Finding> result;
  std::set<std::pair<std::string, std::vector<std::string>>> told;
  IsoWeek week = first;
  for (int i = 0; i < weeks; ++i, week = week.Next()) {
    for (Finding& finding : ComposeWeek(programme, schedule, week).findings) {
      if (!finding.blocking) continue;
      std::vector<std::string> about = finding.component_codes;
      for (const int index : finding.planned_indexes) about.push_back(std::to_string(index));
      if (!told.insert({finding.reason, std::move(about)}).second) continue;
      finding.description = week.ToString() + ": " + finding.description;
      result.push_back(std::move(finding));
    }
  }
  return result;
}

Status CheckPlanned(const Programme& programme, const Schedule& schedule,
                    const std::vector<PlannedActivity>& activities, const IsoWeek& week,
                    bool this_week_only) {
  Violations violations;
  for (std::size_t i = 0; i < activities.size(); ++i) {
    const PlannedActivity& activity = activities[i];
    const std::string path = "activities[" + std::to_string(i) + "]";
    if (programme.Find(activity.component_code) == nullptr) {
      violations.Add(path + ".component_code", "UNKNOWN_COMPONENT",
                     "The programme has no such component; take one of its definition.");
    } else if (this_week_only && !OnTurn(schedule.alternations, activity.component_code, week.FirstDay())) {
      violations.Add(path + ".component_code", "OUT_OF_TURN",
                     "Another component has its turn in this week; plan it a week later.");
    }
    if (!activity.slot.time.Valid()) {
      violations.Add(path + ".slot.end_time", "INTERVAL_REVERSED", "The end must lie after the start.");
    }
    if (!activity.offering_id.has_value()) continue;
    const auto offering =
        std::find_if(schedule.enrolled.begin(), schedule.enrolled.end(),
                     [&](const EnrolledOffering& o) { return o.offering_id == *activity.offering_id; });
    if (offering == schedule.enrolled.end()) {
      violations.Add(path + ".offering_id", "NOT_ENROLLED",
                     "There is no seat in this offering from this week on; enrol first.");
    } else if (!offering->timetable.empty()) {
      violations.Add(path + ".offering_id", "FIXED_TIMETABLE",
                     "This offering's times are fixed and stand in the week by themselves; leave them out.");
    } else if (offering->component_code != activity.component_code) {
      violations.Add(path + ".component_code", "OTHER_COMPONENT",
                     "The offering delivers another component; name that one.");
    }
  }
  return violations.ToStatus();
}

}  // namespace duaal::trajectory::domain
