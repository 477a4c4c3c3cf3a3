#ifndef TRAJECTORY_SVC_APP_TEST_PLANNING_H_
#define TRAJECTORY_SVC_APP_TEST_PLANNING_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "trajectory-svc/app/suggest_week.h"

// A planning task by hand: language, module, trade and work as in Hengelo, and whatever a test puts on offer.
namespace duaal::trajectory::app {

struct TestPlanning {
  TestPlanning() {
    programme.code = "test";
    programme.components = {{"language", "taalles", 3, 3, 0, 0, true, false},
                            {"module", "module", 1, 1, 0, 0, true, false},
                            {"trade", "vakscholing", 1, 1, 0, 0, true, false, "", 10},
                            {"work", "werk", 1, 5, 0, 0, false, false, "A1"}};
    programme.load_limits = {{domain::LoadScope::kClass, 5, 0, false},
                             {domain::LoadScope::kAll, 10, 0, false}};
    schedule.language_level = "A1";
  }

  static domain::Slot At(int weekday, const char* start, const char* end, const char* site = "") {
    return {weekday, {*TimeOfDay::Parse(start), *TimeOfDay::Parse(end)}, site};
  }

  domain::Offering& Offer(const std::string& component, std::vector<domain::Slot> timetable, int seats = 5) {
    auto offering = std::make_shared<domain::Offering>();
    offering->id = Uuid::NewV7();
    offering->programme_code = programme.code;
    offering->component_code = component;
    offering->organisation_id = Uuid::NewV7();
    offering->display_name = component + " " + std::to_string(offerings.size());
    offering->capacity = 10;
    offering->period = {absl::CivilDay(2026, 9, 1), absl::CivilDay(2027, 7, 1)};
    offering->timetable = std::move(timetable);
    offerings.push_back({offering, seats});
    return *offering;
  }
  void Enrol(const domain::Offering& offering) {
    schedule.enrolled.push_back({Uuid::NewV7(), offering.id, offering.component_code, offering.display_name,
                                 offering.period, offering.pattern, offering.timetable, false});
  }
  // Monday, Wednesday and Thursday morning, as H07 has it: all else is planned around it.
  domain::Offering& FixedClass() {
    domain::Offering& offering =
        Offer("language", {At(1, "09:00", "12:00"), At(3, "09:00", "12:00"), At(4, "09:00", "12:00")});
    Enrol(offering);
    return offering;
  }

  [[nodiscard]] PlanningTask Task() {
    presences = PresenceOf(schedule, week.FirstDay());
    open = storage::OpenOfferings(offerings);
    return {programme,
            schedule,
            open,
            presences,
            week,
            absl::CivilDay(2026, 9, 1),
            components.empty() ? LackedComponents(programme, presences) : components,
            unavailable,
            max_half_days};
  }
  [[nodiscard]] PlanningInstance Make() {
    const PlanningTask task = Task();
    return MakeInstance(task, WeeksOf(task), Reach::kAll);
  }
  [[nodiscard]] StatusOr<Suggestion> Ask(int alternatives = 3) {
    return Suggest(Task(), alternatives, Language::kDutch);
  }

  domain::Programme programme;
  domain::Schedule schedule;
  std::vector<storage::OpenOffering> offerings;
  storage::OpenOfferings open{{}};  // the same, as the last task has them
  std::map<std::string, Presence> presences;
  IsoWeek week = *IsoWeek::Parse("2026-W48");
  std::vector<std::string> components;
  std::vector<Unavailability> unavailable;
  int max_half_days = 0;
};

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_TEST_PLANNING_H_
