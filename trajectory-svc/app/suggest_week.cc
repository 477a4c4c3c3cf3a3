#include "trajectory-svc/app/suggest_week.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <string>
#include <utility>

#include "chassis/access/rights.h"
#include "trajectory-svc/planner/week_solver.h"

namespace duaal::trajectory::app {
namespace {

using planner::Name;

bool IsTooVaried(const Status& status) {
  const ErrorDetails details = DetailsOf(status);
  return std::any_of(details.violations.begin(), details.violations.end(),
                     [](const FieldViolation& violation) { return violation.reason == "TOO_VARIED"; });
}

// The question as the planner sees it, and its answers as people see them.
class Suggester {
 public:
  // `barred`: components that are not asked of the planner, beside those that it finds itself.
  Suggester(const PlanningTask& task, Language language, std::vector<Barred> barred, Reach reach)
      : task_(task), language_(language), barred_(std::move(barred)), reach_(reach) {}

  // Finds the best weeks.
  Status Solve(int alternatives) {
    RETURN_IF_ERROR(Prepare());
    if (!Asks() || !MayTell()) return absl::OkStatus();
    planner::WeekSolver solver(*model_);
    found_ = solver.Best(Query(), alternatives);
    if (found_.empty()) {
      return Error(absl::StatusCode::kFailedPrecondition, "CANNOT_PLAN",
                   "What stands in this person's weeks contradicts itself; look at the findings of the "
                   "week and resolve those first.");
    }
    best_ = found_.front().week;
    out_of_order_ = KeepOrder(&best_);
    return absl::OkStatus();
  }

  // Whether the answer can be told: why something is left out is only known when all was looked at.
  [[nodiscard]] bool MayTell() const {
    if (reach_ == Reach::kAll) return true;
    return !made_.lacks_available && (found_.empty() || PlacesAll(found_.front().week));
  }

  [[nodiscard]] Suggestion Tell() const {
    Suggestion suggestion;
    if (Asks()) {
      AddChoices(found_, &suggestion);
      AddMisfits(best_, &suggestion);
    } else if (!made_.barred.empty()) {
      suggestion.choices.push_back(ChoiceOf(planner::EmptyWeek(), 0));
    }
    AddBarred(&suggestion);
    return suggestion;
  }

  // The components that the best week had without what comes before them. A week planned without asking for
  // them can be better than that week with them taken out.
  [[nodiscard]] const std::vector<Barred>& out_of_order() const { return out_of_order_; }

 private:
  // A horizon with too many different weeks is planned over half of it, where fewer differ.
  Status Prepare() {
    for (int weeks = WeeksOf(task_);; weeks /= 2) {
      made_ = MakeInstance(task_, weeks, reach_);
      made_.barred.insert(made_.barred.end(), barred_.begin(), barred_.end());
      if (made_.lacks_available) return absl::OkStatus();
      if (made_.components.size() > planner::kMostRequirements) {
        return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_COMPONENTS",
                     "A week is planned with at most " + std::to_string(planner::kMostRequirements) +
                         " components, those that stand included; name fewer to plan.");
      }
      auto model = planner::Model::Make(made_.instance);
      if (model.ok()) {
        model_ = *std::move(model);
        return absl::OkStatus();
      }
      if (!IsTooVaried(model.status())) {
        return absl::InternalError("a week that was put together cannot be planned: " +
                                   std::string(model.status().message()));
      }
      if (weeks <= 1) {
        return Error(absl::StatusCode::kFailedPrecondition, "TOO_VARIED",
                     "The offerings have more different times than can be planned with; ask for fewer "
                     "components at once.");
      }
    }
  }

  [[nodiscard]] bool Asks() const { return made_.components.size() > Standing(); }
  [[nodiscard]] bool PlacesAll(const planner::Week& week) const {
    const auto asked = week.begin() + static_cast<std::ptrdiff_t>(made_.components.size());
    return std::find(week.begin(), asked, planner::kNoItem) == asked;
  }
  [[nodiscard]] std::size_t Standing() const {
    return static_cast<std::size_t>(std::popcount(made_.standing));
  }
  [[nodiscard]] planner::WeekQuery Query() const {
    planner::WeekQuery query;
    query.free = made_.free.data();
    query.demanded = made_.standing;
    return query;
  }
  [[nodiscard]] const std::string& Word(const Name& name) const {
    return language_ == Language::kDutch ? name.nl : name.en;
  }
  [[nodiscard]] std::string DisplayNameOf(const std::string& component) const {
    const domain::Component* known = task_.programme.Find(component);
    return known == nullptr ? component : known->display_name;
  }
  [[nodiscard]] const PlannedOffering& OfferingOf(planner::ItemId id) const {
    return made_.offerings[model_->item(id).offering];
  }
  [[nodiscard]] absl::CivilDay EntryDateOf(planner::ItemId id) const {
    const absl::CivilDay monday =
        task_.week.FirstDay() +
        7 * (std::max<int>(model_->item(id).first_week, PlanningWeeks::kAsked) - PlanningWeeks::kAsked);
    return std::max(monday, OfferingOf(id).first_day);
  }

  // The requirement of a component, when it is asked; -1 else.
  [[nodiscard]] int Find(const std::string& component) const {
    for (std::size_t r = Standing(); r < made_.components.size(); ++r) {
      if (made_.components[r] == component) return static_cast<int>(r);
    }
    return -1;
  }

  // The planner keeps two components in order, but does not mind when the first is missing, and counts in
  // weeks. Takes out what would be refused at the enrolment; less is always possible.
  std::vector<Barred> KeepOrder(planner::Week* week) const {
    std::vector<Barred> removed;
    for (const std::vector<std::string>& order : task_.programme.orders) {
      for (std::size_t i = 0; i < order.size(); ++i) {
        for (std::size_t j = i + 1; j < order.size(); ++j) {
          const int first = Find(order[i]);
          const int next = Find(order[j]);
          if (first < 0 || next < 0) continue;
          const planner::ItemId before = (*week)[static_cast<std::size_t>(first)];
          planner::ItemId& after = (*week)[static_cast<std::size_t>(next)];
          if (after == planner::kNoItem || InOrder(order[i], before, after)) continue;
          removed.push_back({order[j], order[i], false});
          after = planner::kNoItem;
        }
      }
    }
    return removed;
  }

  [[nodiscard]] bool InOrder(const std::string& first, planner::ItemId before, planner::ItemId after) const {
    if (before == planner::kNoItem) {
      const domain::Component* component = task_.programme.Find(first);
      return component != nullptr && component->optional;
    }
    return OfferingOf(before).open->offering->period.end <= EntryDateOf(after);
  }

  void AddChoices(const std::vector<planner::Alternative>& found, Suggestion* suggestion) const {
    std::vector<planner::Week> told;
    for (const planner::Alternative& alternative : found) {
      planner::Week week = alternative.week;
      const bool whole = KeepOrder(&week).empty();
      if (std::find(told.begin(), told.end(), week) != told.end()) continue;
      told.push_back(week);
      const planner::Cost cost = whole ? alternative.cost : planner::CostOfWeek(*model_, Query(), week);
      suggestion->choices.push_back(ChoiceOf(week, cost));
    }
    std::stable_sort(suggestion->choices.begin(), suggestion->choices.end(),
                     [](const WeekChoice& a, const WeekChoice& b) { return a.cost < b.cost; });
  }

  [[nodiscard]] WeekChoice ChoiceOf(const planner::Week& week, planner::Cost cost) const {
    WeekChoice choice;
    choice.cost = cost + static_cast<planner::Cost>(made_.barred.size()) * kUnplacedCost;
    for (std::size_t r = Standing(); r < made_.components.size(); ++r) {
      if (week[r] == planner::kNoItem) {
        choice.unplaced.push_back(made_.components[r]);
      } else {
        choice.activities.push_back(ActivityOf(made_.components[r], week[r]));
      }
    }
    for (const Barred& barred : made_.barred) choice.unplaced.push_back(barred.component_code);
    return choice;
  }

  [[nodiscard]] SuggestedActivity ActivityOf(const std::string& component, planner::ItemId id) const {
    const PlannedOffering& planned = OfferingOf(id);
    SuggestedActivity activity{component,
                               planned.open->offering,
                               planned.open->offering->timetable,
                               std::max(0, planned.open->seats_left),
                               EntryDateOf(id),
                               planned.agreed,
                               planned.enrolled,
                               planned.others};
    if (!planned.agreed) return activity;
    const planner::Item& item = model_->item(id);
    const auto& meetings = made_.instance.offerings[item.offering].meetings;
    for (std::size_t i = 0; i < meetings.size(); ++i) {
      if ((item.meetings >> i & 1U) == 0) continue;
      const planner::Stretch& stretch = meetings[i].stretch;
      activity.timetable.push_back({stretch.weekday, {TimeOfDay(stretch.start), TimeOfDay(stretch.end)}, ""});
    }
    return activity;
  }

  void AddMisfits(const planner::Week& best, Suggestion* suggestion) const {
    std::uint32_t placed = made_.standing;
    for (std::size_t r = Standing(); r < made_.components.size(); ++r) {
      if (best[r] != planner::kNoItem) placed |= 1U << r;
    }
    for (std::size_t r = Standing(); r < made_.components.size(); ++r) {
      if (best[r] == planner::kNoItem) suggestion->misfits.push_back(MisfitOf(r, placed | 1U << r));
    }
  }

  [[nodiscard]] Misfit MisfitOf(std::size_t requirement, std::uint32_t demanded) const {
    planner::WhyNotQuery query;
    query.demanded = demanded;
    query.wanted = static_cast<int>(requirement);
    query.free = made_.free.data();
    const planner::WhyNot why = planner::Explain(*model_, query);
    Misfit misfit{made_.components[requirement], {}, {}};
    // That the component is wanted is no obstacle to it.
    const planner::Obstacle itself{planner::ObstacleType::kRequirement, static_cast<int>(requirement), -1};
    if (!why.conflicts.empty()) {
      for (const planner::Obstacle& obstacle : why.conflicts.front()) {
        if (obstacle != itself) misfit.conflict.push_back(ObstacleOf(obstacle));
      }
    }
    for (const planner::Remedy& remedy : why.remedies) {
      if (remedy.obstacle == itself) continue;
      MisfitRemedy told{KindOf(remedy.obstacle.type),
                        Describe(made_.instance, remedy, language_),
                        std::nullopt,
                        remedy.from,
                        remedy.to,
                        remedy.cost};
      const planner::ItemId id = remedy.week[requirement];
      if (id != planner::kNoItem && OfferingOf(id).open != nullptr)
        told.offering_id = OfferingOf(id).open->offering->id;
      misfit.remedies.push_back(std::move(told));
    }
    return misfit;
  }

  static ObstacleKind KindOf(planner::ObstacleType type) {
    using planner::ObstacleType;
    switch (type) {
      case ObstacleType::kRequirement:
        return ObstacleKind::kComponent;
      case ObstacleType::kSeats:
      case ObstacleType::kFloor:
        return ObstacleKind::kSeats;
      case ObstacleType::kLimit:
        return ObstacleKind::kLimit;
      case ObstacleType::kTravel:
      case ObstacleType::kReach:
        return ObstacleKind::kTravel;
      case ObstacleType::kBlock:
        return ObstacleKind::kUnavailable;
      case ObstacleType::kRule:
        return ObstacleKind::kRule;
      case ObstacleType::kCondition:
        return ObstacleKind::kLanguageLevel;
      case ObstacleType::kEntry:
        return ObstacleKind::kEntry;
      case ObstacleType::kSize:
        return ObstacleKind::kSize;
      case ObstacleType::kPinned:
        break;
    }
    return ObstacleKind::kFixed;
  }

  [[nodiscard]] MisfitObstacle ObstacleOf(const planner::Obstacle& obstacle) const {
    MisfitObstacle told{KindOf(obstacle.type), Describe(made_.instance, obstacle, language_), "", {}};
    if (obstacle.requirement >= 0)
      told.component_code = made_.components[static_cast<std::size_t>(obstacle.requirement)];
    if (obstacle.type == planner::ObstacleType::kSeats && obstacle.index >= 0) {
      const PlannedOffering& planned = made_.offerings[static_cast<std::size_t>(obstacle.index)];
      if (planned.open != nullptr) told.offering_id = planned.open->offering->id;
    }
    return told;
  }

  [[nodiscard]] Misfit MisfitOf(const Barred& barred) const {
    const std::string component = DisplayNameOf(barred.component_code);
    MisfitObstacle obstacle{ObstacleKind::kNoOffering, "", barred.component_code, {}};
    if (barred.first.empty()) {
      obstacle.description = Word({"Voor " + component + " is vanaf deze week geen aanbod.",
                                   "Nothing is on offer for " + component + " from this week on."});
      return {barred.component_code, {obstacle}, {}};
    }
    const std::string other = DisplayNameOf(barred.first);
    obstacle.kind = ObstacleKind::kRule;
    if (barred.too_late) {
      obstacle.description = Word({component + " komt voor " + other + ", en dat is al begonnen of geweest.",
                                   component + " comes before " + other + ", which has begun already."});
    } else {
      obstacle.description =
          Word({component + " komt na " + other + "; dat moet eerst gepland zijn en een einde hebben.",
                component + " comes after " + other + "; that has to be planned first, with an end."});
    }
    return {barred.component_code, {obstacle}, {}};
  }

  void AddBarred(Suggestion* suggestion) const {
    for (const Barred& barred : made_.barred) suggestion->misfits.push_back(MisfitOf(barred));
  }

  const PlanningTask& task_;
  const Language language_;
  const std::vector<Barred> barred_;
  const Reach reach_;
  std::vector<planner::Alternative> found_;
  planner::Week best_ = planner::EmptyWeek();  // as it may be told
  std::vector<Barred> out_of_order_;
  PlanningInstance made_;
  std::unique_ptr<const planner::Model> model_;  // refers to made_
};

// INVALID_ARGUMENT: everything at fault in the query.
Status Check(const SuggestWeekQuery& query, const domain::Programme& programme,
             const std::map<std::string, Presence>& presences) {
  Violations violations;
  for (std::size_t i = 0; i < query.component_codes.size(); ++i) {
    const std::string& code = query.component_codes[i];
    const std::string path = "component_codes[" + std::to_string(i) + "]";
    const auto presence = presences.find(code);
    if (programme.Find(code) == nullptr) {
      violations.Add(path, "UNKNOWN_COMPONENT",
                     "The programme has no such component; take one of its definition.");
    } else if (presence != presences.end() && presence->second.planned) {
      violations.Add(path, "ALREADY_PLANNED",
                     "This component stands in the person's weeks already; end its seat or take it out of "
                     "the saved week first.");
    }
  }
  for (std::size_t i = 0; i < query.unavailable.size(); ++i) {
    if (query.unavailable[i].time.Valid()) continue;
    violations.Add("unavailable[" + std::to_string(i) + "].end_time", "INTERVAL_REVERSED",
                   "The end must lie after the start.");
  }
  return violations.ToStatus();
}

// What a suggestion is made of, read in one session.
struct Facts {
  storage::PlannedPerson person;
  std::shared_ptr<const domain::Schedule> schedule;
  std::shared_ptr<const domain::Programme> programme;
  std::map<std::string, Presence> presences;
  std::vector<std::string> components;  // to plan
  std::shared_ptr<const storage::OpenOfferings> offerings;
};

// One query when the person was planned for and seats were looked at a short while ago, else three, and two
// more where components are ordered. What is at fault in the query is found between them, for only the
// programme and the person's week tell.
StatusOr<Facts> Load(const Deps& deps, sql::Session& session, const Caller& caller,
                     const SuggestWeekQuery& query) {
  Facts facts;
  const absl::CivilDay monday = query.week.FirstDay();
  // Whoever may see the person as known a short while ago nearly always still may: the log need not wait.
  const std::optional<storage::PlannedPerson> recalled = deps.planning.Recall(query.trajectory_id);
  if (recalled && access::CheckMandate(caller.principal, recalled->municipality_code, caller.today).ok())
    caller.LogAhead(recalled->participant_id);
  ASSIGN_OR_RETURN(facts.person, deps.planning.Find(session, query.trajectory_id, ViewerOf(caller)));
  const storage::PlannedPerson& person = facts.person;
  RETURN_IF_ERROR(access::CheckMandate(caller.principal, person.municipality_code, caller.today));
  caller.LogAhead(person.participant_id);
  ASSIGN_OR_RETURN(facts.programme,
                   deps.programmes.FactsAt(session, person.programme_code, person.programme_version));
  ASSIGN_OR_RETURN(facts.schedule,
                   deps.planning.LoadToPlan(session, person, *facts.programme, CheckedFrom(monday)));
  facts.presences = PresenceOf(*facts.schedule, monday);
  RETURN_IF_ERROR(Check(query, *facts.programme, facts.presences));
  facts.components = query.component_codes.empty() ? LackedComponents(*facts.programme, facts.presences)
                                                   : query.component_codes;
  ASSIGN_OR_RETURN(facts.offerings, deps.offerings.ListOpen(session, person.programme_code, monday));
  return facts;
}

}  // namespace

StatusOr<Suggestion> Suggest(const PlanningTask& task, int alternatives, Language language) {
  if (task.components.empty()) return Suggestion();
  PlanningTask asked = task;
  std::vector<Barred> barred;
  for (;;) {
    std::optional<Suggester> suggester;
    for (const Reach reach : {Reach::kAvailable, Reach::kAll}) {
      suggester.emplace(asked, language, barred, reach);
      RETURN_IF_ERROR(suggester->Solve(alternatives));
      if (suggester->MayTell()) break;
    }
    if (suggester->out_of_order().empty()) return suggester->Tell();
    for (const Barred& component : suggester->out_of_order()) {
      std::erase(asked.components, component.component_code);
      barred.push_back(component);
    }
  }
}

StatusOr<SuggestionView> SuggestWeek(const Deps& deps, const Caller& caller, const SuggestWeekQuery& query) {
  ASSIGN_OR_RETURN(const Facts facts, deps.db.Read(caller.deadline, [&](sql::Session& session) {
    return Load(deps, session, caller, query);
  }));
  const PlanningTask task{*facts.programme, *facts.schedule,   *facts.offerings,
                          facts.presences,  query.week,        facts.person.start_date,
                          facts.components, query.unavailable, query.max_half_days};
  ASSIGN_OR_RETURN(Suggestion suggestion, Suggest(task, query.alternatives, query.language));
  return SuggestionView{query.trajectory_id, facts.person.participant_id, query.week,
                        facts.person.schedule_version, std::move(suggestion)};
}

}  // namespace duaal::trajectory::app
