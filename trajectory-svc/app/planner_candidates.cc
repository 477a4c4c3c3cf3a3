#include "trajectory-svc/app/planner_candidates.h"

#include <algorithm>
#include <span>
#include <utility>

namespace duaal::trajectory::app {
namespace {

constexpr int kHalfDayMinutes = 180;
constexpr int kMorningStart = 9 * 60;
constexpr int kAfternoonStart = 13 * 60;
constexpr int kWorkdays = 5;
constexpr std::size_t kMostOthers = 10;

const Presence& PresenceIn(const PlanningTask& task, const std::string& component) {
  static const Presence none;
  const auto found = task.presences.find(component);
  return found == task.presences.end() ? none : found->second;
}

bool Asked(const PlanningTask& task, const std::string& component) {
  return std::find(task.components.begin(), task.components.end(), component) != task.components.end();
}

absl::CivilDay FirstDay(const PlanningTask& task) { return std::max(task.week.FirstDay(), task.start_date); }

// `first` comes before `component` by an order of the programme.
void WaitFor(const PlanningTask& task, const std::string& first, const std::string& component,
             Earliest* earliest) {
  const Presence& presence = PresenceIn(task, first);
  if (presence.until && *presence.until >= domain::kForever) {
    earliest->barred = Barred{component, first, false};
  } else if (presence.until && *presence.until > earliest->day) {
    earliest->day = *presence.until;
    earliest->after = first;
  } else if (!presence.until && !presence.finished && !Asked(task, first)) {
    const domain::Component* known = task.programme.Find(first);
    if (known != nullptr && !known->optional) earliest->barred = Barred{component, first, false};
  }
}

// How a component's range divides into half-days that can be agreed.
struct Share {
  int least = 1;
  int most = 2 * kWorkdays;
  int minutes = kHalfDayMinutes;  // of one
};

Share ShareOf(const domain::Component& component) {
  Share share;
  const int for_hours = (component.min_minutes + kHalfDayMinutes - 1) / kHalfDayMinutes;
  share.least = std::clamp(std::max(component.min_half_days, for_hours), 1, 2 * kWorkdays);
  if (component.max_minutes > 0) share.minutes = std::min(share.minutes, component.max_minutes / share.least);
  share.minutes = std::max(share.minutes, 1);
  if (component.max_half_days > 0) share.most = std::min(share.most, component.max_half_days);
  if (component.max_minutes > 0) share.most = std::min(share.most, component.max_minutes / share.minutes);
  share.most = std::max(share.most, share.least);
  return share;
}

planner::Offering AgreedShape(const domain::Component& component, const planner::Weeks& run) {
  const Share share = ShareOf(component);
  planner::Offering shape;
  shape.meetings.reserve(2 * kWorkdays);
  for (int weekday = 1; weekday <= kWorkdays; ++weekday) {
    for (const int start : {kMorningStart, kAfternoonStart})
      shape.meetings.push_back({{weekday, start, start + share.minutes, run}, {}});
  }
  shape.choose_least = share.least;
  shape.choose_most = share.most;
  return shape;
}

// In turn weeks only, for a component that takes turns.
std::vector<planner::Weeks> RunsOf(const PlanningTask& task, const domain::Offering& offering, int weekday,
                                   const Interval<absl::CivilDay>& period, const PlanningWeeks& weeks) {
  if (task.schedule.alternations.empty()) return weeks.Of(weekday, period, offering.pattern);
  planner::WeekSet on_turn;
  const int end = weeks.FirstFrom(period.end, weekday);
  for (int week = weeks.FirstFrom(period.start, weekday); week < end; ++week) {
    if (weeks.RunsIn(offering.pattern, week) &&
        domain::OnTurn(task.schedule.alternations, offering.component_code, weeks.Monday(week)))
      on_turn.Insert(week);
  }
  return weeks.Of(on_turn);
}

// Empty when it does not take place any more, or has more meetings than can be planned with.
std::vector<planner::Meeting> MeetingsOf(const PlanningTask& task, const domain::Offering& offering,
                                         const Interval<absl::CivilDay>& period, const PlanningWeeks& weeks) {
  std::vector<planner::Meeting> meetings;
  meetings.reserve(offering.timetable.size());
  for (const domain::Slot& slot : offering.timetable) {
    for (const planner::Weeks& run : RunsOf(task, offering, slot.weekday, period, weeks)) {
      meetings.push_back({{slot.weekday, slot.time.start.minutes(), slot.time.end.minutes(), run}, {}});
    }
  }
  if (offering.timetable.size() > planner::kMostMeetings) return {};
  // The far end of a long horizon may go; the first weeks of every slot stay.
  if (meetings.size() > planner::kMostMeetings) {
    std::stable_sort(meetings.begin(), meetings.end(),
                     [](const planner::Meeting& a, const planner::Meeting& b) {
                       return a.stretch.weeks.first < b.stretch.weeks.first;
                     });
    meetings.resize(planner::kMostMeetings);
  }
  return meetings;
}

std::vector<int> EntryWeeksOf(const domain::Component& component, const domain::Offering& offering,
                              const Interval<absl::CivilDay>& period, const PlanningWeeks& weeks) {
  const auto runs = (offering.period.end - offering.period.start + 6) / 7;
  if (component.series_weeks == 0 || runs >= 2 * component.series_weeks) return {};
  const bool begun = period.start > offering.period.start;
  return {begun ? 0 : weeks.FirstFrom(domain::MondayOf(period.start), 1)};
}

bool HasSeat(const Presence& presence, const Uuid& id) {
  return std::find(presence.seats.begin(), presence.seats.end(), id) != presence.seats.end();
}

// Of offerings whose half-days are agreed per person, the one with most seats stands for all over the same
// time.
void AddAgreed(const domain::Component& component, PlannedOffering planned, const planner::Weeks& run,
               std::vector<Candidate>& candidates) {
  const auto alike = std::find_if(candidates.begin(), candidates.end(), [&](const Candidate& other) {
    return other.planned.agreed && other.planned.first_day == planned.first_day &&
           other.shape.meetings.front().stretch.weeks == run;
  });
  if (alike == candidates.end()) {
    candidates.push_back({AgreedShape(component, run), std::move(planned)});
    return;
  }
  if (planned.open->seats_left > alike->planned.open->seats_left) {
    std::swap(alike->planned.open, planned.open);
  }
  if (planned.open->seats_left > 0 && alike->planned.others.size() < kMostOthers)
    alike->planned.others.push_back(planned.open->offering->id);
}

}  // namespace

Earliest EarliestOf(const PlanningTask& task, const std::string& component) {
  Earliest earliest{FirstDay(task), "", std::nullopt};
  for (const std::vector<std::string>& order : task.programme.orders) {
    const auto place = std::find(order.begin(), order.end(), component);
    if (place == order.end()) continue;
    for (auto first = order.begin(); first != place; ++first) WaitFor(task, *first, component, &earliest);
    for (auto next = place + 1; next != order.end(); ++next) {
      const Presence& later = PresenceIn(task, *next);
      const bool begun = later.finished || (!later.seats.empty() && !later.planned);
      if (begun) earliest.barred = Barred{component, *next, true};
    }
  }
  return earliest;
}

std::vector<Candidate> CandidatesFor(const PlanningTask& task, const domain::Component& component,
                                     absl::CivilDay earliest, const PlanningWeeks& weeks, Reach reach) {
  const Presence& presence = PresenceIn(task, component.code);
  const absl::CivilDay latest = task.week.FirstDay() + 7 * kLookAheadWeeks;
  const std::span<const storage::OpenOffering> offerings = task.offerings.Of(component.code);
  std::vector<Candidate> candidates;
  candidates.reserve(offerings.size());
  for (const storage::OpenOffering& open : offerings) {
    const domain::Offering& offering = *open.offering;
    if (offering.period.start >= latest) continue;
    const bool waiting = presence.waiting == offering.id;
    if (presence.waiting ? !waiting : HasSeat(presence, offering.id)) continue;
    if (reach == Reach::kAvailable && open.seats_left <= 0 && !waiting) continue;
    const Interval<absl::CivilDay> period{std::max(offering.period.start, earliest), offering.period.end};
    if (!period.Valid()) continue;
    PlannedOffering planned{&open, offering.timetable.empty(), waiting, period.start, {}};
    if (planned.agreed) {
      // From the Monday after, when it begins within a week: half-days are agreed by whole weeks.
      const std::vector<planner::Weeks> runs = RunsOf(task, offering, 1, period, weeks);
      if (runs.empty()) continue;
      planner::Weeks run = runs.front();
      if (runs.size() > 1) run = {run.first, runs.back().end, 1, 0};  // too irregular: keep every week free
      AddAgreed(component, std::move(planned), run, candidates);
      continue;
    }
    Candidate candidate{{}, std::move(planned)};
    candidate.shape.meetings = MeetingsOf(task, offering, period, weeks);
    if (candidate.shape.meetings.empty()) continue;
    candidate.shape.entry_weeks = EntryWeeksOf(component, offering, period, weeks);
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

int WeeksOf(const PlanningTask& task) {
  const absl::CivilDay latest = task.week.FirstDay() + 7 * kLookAheadWeeks;
  absl::CivilDay end = task.week.FirstDay() + 7;
  for (const std::string& component : task.components) {
    for (const storage::OpenOffering& open : task.offerings.Of(component)) {
      if (open.offering->period.start < latest) end = std::max(end, open.offering->period.end);
    }
  }
  const auto weeks = (end - task.week.FirstDay() + 6) / 7;
  return static_cast<int>(std::min<absl::civil_diff_t>(weeks, domain::kCheckedWeeks));
}

}  // namespace duaal::trajectory::app
