#include "trajectory-svc/app/planner_instance.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>

#include "trajectory-svc/app/planner_candidates.h"
#include "trajectory-svc/domain/language_level.h"

namespace duaal::trajectory::app {
namespace {

using planner::Name;

constexpr int kMostFixedMeetings = planner::kMostMeetings;

Name NameOf(UnavailabilityReason reason) {
  switch (reason) {
    case UnavailabilityReason::kChildcare:
      return {"kinderopvang", "childcare"};
    case UnavailabilityReason::kWork:
      return {"werk", "work"};
    case UnavailabilityReason::kTreatment:
      return {"behandeling", "treatment"};
    case UnavailabilityReason::kOther:
      break;
  }
  return {"andere verplichting", "another commitment"};
}

// The tightest hard and soft limits of one scope and unit; zero for none.
struct Bounds {
  int hard = 0;
  int soft = 0;

  void Add(int most, bool warning_only) {
    int& bound = warning_only ? soft : hard;
    if (most > 0) bound = bound == 0 ? most : std::min(bound, most);
  }
};

class Maker {
 public:
  Maker(const PlanningTask& task, int weeks, Reach reach)
      : task_(task), weeks_(task.week, weeks), reach_(reach) {}

  PlanningInstance Run() {
    in_.id = "week";
    in_.weeks = weeks_.end();
    in_.sites.push_back({"-", {"onbekend", "unknown"}});
    std::size_t most = 1;  // offerings
    for (const std::string& component : task_.components) most += task_.offerings.Of(component).size();
    in_.offerings.reserve(most);
    in_.resources.reserve(most);
    in_.people.emplace_back();
    in_.people.front().id = "person";
    in_.people.front().entry_week = PlanningWeeks::kAsked;
    standing_ = StandingOf(task_.schedule, weeks_);
    AddKinds();
    AddStanding();
    AddWanted();
    AddLimits();
    AddRules();
    AddBlocks();
    AddTravel();
    return std::move(made_);
  }

 private:
  planner::Person& person() { return in_.people.front(); }

  int KindOf(const std::string& component) {
    const auto [it, fresh] = kinds_.emplace(component, static_cast<int>(in_.kinds.size()));
    if (fresh) {
      const domain::Component* known = task_.programme.Find(component);
      const std::string& name = known == nullptr ? component : known->display_name;
      in_.kinds.push_back({component, {name, name}});
    }
    return it->second;
  }

  int SiteOf(const std::string& site) {
    if (site.empty()) return 0;
    const auto [it, fresh] = sites_.emplace(site, static_cast<int>(in_.sites.size()));
    if (fresh) in_.sites.push_back({site, {site, site}});
    return it->second;
  }

  void AddKinds() {
    for (const domain::Component& component : task_.programme.components) KindOf(component.code);
  }

  // What stands becomes an offering of its own that only this person has, and nothing else will do.
  void AddStanding() {
    std::vector<std::string> order;
    for (const Standing& standing : standing_) {
      if (std::find(order.begin(), order.end(), standing.component_code) == order.end())
        order.push_back(standing.component_code);
    }
    for (const std::string& component : order) {
      planner::Offering offering;
      const auto flush = [&] {
        if (offering.meetings.empty()) return;
        AddPinned(component, std::move(offering));
        offering = {};
      };
      for (const Standing& standing : standing_) {
        if (standing.component_code != component) continue;
        const Stretch& stretch = standing.stretch;
        for (const planner::Weeks& run : weeks_.Of(stretch.weeks)) {
          if (offering.meetings.size() == kMostFixedMeetings) flush();
          if (offering.meetings.empty()) offering.site = SiteOf(standing.site);
          if (offering.name.nl.empty()) offering.name = {standing.display_name, standing.display_name};
          offering.meetings.push_back({{stretch.weekday, stretch.start, stretch.end, run}, {}});
        }
      }
      flush();
    }
  }

  void AddPinned(const std::string& component, planner::Offering offering) {
    const std::string id = "standing-" + std::to_string(in_.offerings.size());
    offering.id = id;
    offering.kind = KindOf(component);
    if (offering.name.nl.empty()) offering.name = in_.kinds[static_cast<std::size_t>(offering.kind)].name;
    const planner::Placement all{static_cast<int>(in_.offerings.size()),
                                 static_cast<std::uint32_t>((1ULL << offering.meetings.size()) - 1)};
    planner::Requirement requirement;
    requirement.id = id;
    requirement.kind = offering.kind;
    requirement.unplaced = kUnplacedCost;
    requirement.pinned = all;
    made_.standing |= 1U << person().requirements.size();
    person().requirements.push_back(std::move(requirement));
    made_.components.push_back(component);
    in_.offerings.push_back(std::move(offering));
    made_.offerings.emplace_back();
  }

  void AddWanted() {
    for (const domain::Component& component : task_.programme.components) {
      if (std::find(task_.components.begin(), task_.components.end(), component.code) ==
          task_.components.end())
        continue;
      const Earliest earliest = EarliestOf(task_, component.code);
      if (earliest.barred) {
        made_.barred.push_back(*earliest.barred);
        continue;
      }
      std::vector<Candidate> candidates = CandidatesFor(task_, component, earliest.day, weeks_, reach_);
      if (reach_ == Reach::kAvailable) {
        std::erase_if(candidates, [&](const Candidate& candidate) { return Clashes(candidate); });
        made_.lacks_available = made_.lacks_available || candidates.empty();
      } else if (candidates.empty()) {
        made_.barred.push_back({component.code, earliest.after, false});
        continue;
      }
      AddRequirement(component);
      for (Candidate& candidate : candidates) AddCandidate(component, std::move(candidate));
    }
  }

  // Whether what stands keeps the person from it, whichever half-days are chosen.
  [[nodiscard]] bool Clashes(const Candidate& candidate) const {
    const std::vector<planner::Meeting>& meetings = candidate.shape.meetings;
    return !candidate.planned.agreed &&
           std::any_of(meetings.begin(), meetings.end(),
                       [&](const planner::Meeting& meeting) { return IsTaken(meeting.stretch); });
  }

  // Whether something stands at that time.
  [[nodiscard]] bool IsTaken(const planner::Stretch& stretch) const {
    const Stretch asked{stretch.weekday, stretch.start, stretch.end,
                        planner::WeekSet(stretch.weeks, weeks_.end())};
    return std::any_of(standing_.begin(), standing_.end(),
                       [&](const Standing& standing) { return Overlap(standing.stretch, asked); });
  }

  void AddRequirement(const domain::Component& component) {
    planner::Requirement requirement;
    requirement.id = component.code;
    requirement.kind = KindOf(component.code);
    requirement.unplaced = kUnplacedCost;
    requirement.least_half_days = component.min_half_days;
    requirement.most_half_days = component.max_half_days;
    requirement.least_minutes = component.min_minutes;
    requirement.most_minutes = component.max_minutes;
    if (component.max_half_days > component.min_half_days) requirement.short_half_day = kShortHalfDayCost;
    if (!component.minimum_language_level.empty()) {
      planner::Condition level;
      level.attribute = "language_level";
      level.most = domain::LanguageRank(task_.schedule.language_level);
      level.name = {"taalniveau " + component.minimum_language_level,
                    "language level " + component.minimum_language_level};
      requirement.conditions.push_back(std::move(level));
    }
    person().requirements.push_back(std::move(requirement));
    made_.components.push_back(component.code);
  }

  void AddCandidate(const domain::Component& component, Candidate candidate) {
    planner::Offering offering = std::move(candidate.shape);
    const domain::Offering& known = *candidate.planned.open->offering;
    offering.id = std::to_string(in_.offerings.size());
    offering.name = {known.display_name, known.display_name};
    offering.kind = KindOf(component.code);
    if (!known.timetable.empty()) offering.site = SiteOf(known.timetable.front().site);
    if (candidate.planned.agreed) LeaveOutStandingTime(&offering);
    Widen(component.code, offering);
    if (!component.minimum_language_level.empty()) {
      offering.properties.push_back(
          {"language_level", {}, domain::LanguageRank(component.minimum_language_level)});
    }
    if (!candidate.planned.enrolled) {
      offering.resources.push_back(static_cast<int>(in_.resources.size()));
      in_.resources.push_back({offering.id, std::max(0, known.capacity)});
      made_.free.push_back(std::max(0, candidate.planned.open->seats_left));
    }
    in_.offerings.push_back(std::move(offering));
    made_.offerings.push_back(std::move(candidate.planned));
  }

  // Half-days to agree that what stands makes impossible are not offered, unless too few remain: every one
  // less halves the choices.
  void LeaveOutStandingTime(planner::Offering* offering) const {
    std::vector<planner::Meeting> free;
    for (const planner::Meeting& meeting : offering->meetings) {
      if (!IsTaken(meeting.stretch)) free.push_back(meeting);
    }
    if (static_cast<int>(free.size()) < std::max(1, offering->choose_least)) return;
    offering->choose_most = std::min(offering->choose_most, static_cast<int>(free.size()));
    offering->meetings = std::move(free);
  }

  // Counts the offering for the most that its component can bring into a week, whatever is lifted.
  void Widen(const std::string& component, const planner::Offering& offering) {
    std::uint32_t half_days = 0;
    int minutes = 0;
    int longest = 0;
    for (const planner::Meeting& meeting : offering.meetings) {
      const planner::Stretch& stretch = meeting.stretch;
      half_days |= planner::HalfDayBit(stretch.weekday, stretch.start);
      minutes += stretch.end - stretch.start;
      longest = std::max(longest, stretch.end - stretch.start);
    }
    int count = std::popcount(half_days);
    if (offering.choose_most > 0) {
      count = std::min(count, offering.choose_most);
      minutes = offering.choose_most * longest;
    }
    Most& most = most_[component];
    most.half_days = std::max(most.half_days, count);
    most.minutes = std::max(most.minutes, minutes);
  }

  // The most that a week can come to of the kinds, with everything that stands and can be taken.
  [[nodiscard]] int MostPossible(planner::Unit unit, const std::vector<int>& kinds, int standing) const {
    int most = standing;
    for (const auto& [component, one] : most_) {
      const int kind = kinds_.at(component);
      const bool counts = kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
      if (counts) most += unit == planner::Unit::kMinutes ? one.minutes : one.half_days;
    }
    return most;
  }

  void AddLimits() {
    for (const domain::LoadScope scope : {domain::LoadScope::kClass, domain::LoadScope::kAll}) {
      std::vector<int> kinds;
      for (const domain::Component& component : task_.programme.components) {
        if (component.class_time) kinds.push_back(KindOf(component.code));
      }
      if (scope == domain::LoadScope::kClass && kinds.empty()) continue;
      if (scope == domain::LoadScope::kAll) kinds.clear();
      Bounds half_days;
      Bounds minutes;
      for (const domain::LoadLimit& limit : task_.programme.load_limits) {
        if (limit.scope != scope) continue;
        half_days.Add(limit.max_half_days, limit.warning_only);
        minutes.Add(limit.max_minutes, limit.warning_only);
      }
      const Name name = scope == domain::LoadScope::kClass ? Name{"lestijd per week", "class time per week"}
                                                           : Name{"de hele week", "the whole week"};
      AddLimit(name, planner::Unit::kHalfDays, kinds, half_days);
      AddLimit(name, planner::Unit::kMinutes, kinds, minutes);
    }
    AddLimit({"de gevraagde week", "the week asked for"}, planner::Unit::kHalfDays, {},
             {task_.max_half_days, 0});
  }

  // What stands already is not refused, so a limit that it passes ends there. One that nothing can reach is
  // left out, because every limit is counted week by week.
  void AddLimit(const Name& name, planner::Unit unit, std::vector<int> kinds, const Bounds& bounds) {
    if (bounds.hard == 0 && bounds.soft == 0) return;
    const int standing = BusiestLoad(unit, kinds);
    const int possible = MostPossible(unit, kinds, standing);
    const bool binds =
        (bounds.hard > 0 && possible > bounds.hard) || (bounds.soft > 0 && possible > bounds.soft);
    if (!binds) return;
    planner::PersonLimit limit;
    limit.limit = static_cast<int>(in_.limits.size());
    limit.most = bounds.hard == 0 ? planner::kMostOfLimit : std::max(bounds.hard, standing);
    if (bounds.soft > 0) limit.preferred = bounds.soft;
    in_.limits.push_back({"limit-" + std::to_string(limit.limit), name, unit, std::move(kinds)});
    person().limits.push_back(limit);
  }

  [[nodiscard]] int BusiestLoad(planner::Unit unit, const std::vector<int>& kinds) const {
    std::vector<const Stretch*> counted;
    for (const Standing& standing : standing_) {
      const int kind = kinds_.at(standing.component_code);
      const bool counts = kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
      if (counts) counted.push_back(&standing.stretch);
    }
    int busiest = 0;
    for (int week = PlanningWeeks::kAsked; week < weeks_.end() && !counted.empty(); ++week) {
      std::uint32_t half_days = 0;
      int minutes = 0;
      for (const Stretch* stretch : counted) {
        if (!stretch->weeks.Has(week)) continue;
        half_days |= planner::HalfDayBit(stretch->weekday, stretch->start);
        minutes += stretch->end - stretch->start;
      }
      busiest = std::max(busiest, unit == planner::Unit::kMinutes ? minutes : std::popcount(half_days));
    }
    return busiest;
  }

  [[nodiscard]] bool Wanted(const std::string& component) const {
    return std::find(task_.components.begin(), task_.components.end(), component) != task_.components.end();
  }
  [[nodiscard]] bool Occurs(const std::string& component) const {
    return std::find(made_.components.begin(), made_.components.end(), component) != made_.components.end();
  }

  void AddRule(planner::RuleType type, const std::string& a, const std::string& b) {
    planner::Rule rule;
    rule.type = type;
    rule.kind_a = KindOf(a);
    rule.kind_b = KindOf(b);
    const std::string& first = in_.kinds[static_cast<std::size_t>(rule.kind_a)].name.nl;
    const std::string& second = in_.kinds[static_cast<std::size_t>(rule.kind_b)].name.nl;
    if (type == planner::RuleType::kBefore) {
      rule.name = {first + " komt voor " + second, first + " comes before " + second};
    } else {
      rule.name = {first + " en " + second + " nooit in één week",
                   first + " and " + second + " never in one week"};
    }
    in_.rules.push_back(std::move(rule));
  }

  // Where the first component stands already, the second one begins after it anyway (EarliestOf). Components
  // take turns only for whom that was decided (H13); before, they may run side by side.
  void AddRules() {
    for (const std::vector<std::string>& order : task_.programme.orders) {
      for (std::size_t i = 0; i < order.size(); ++i) {
        for (std::size_t j = i + 1; j < order.size(); ++j) {
          if (Wanted(order[i]) && Occurs(order[i]) && Occurs(order[j]))
            AddRule(planner::RuleType::kBefore, order[i], order[j]);
        }
      }
    }
    if (task_.schedule.alternations.empty()) return;
    for (const std::vector<std::string>& turns : task_.programme.alternations) {
      for (std::size_t i = 0; i < turns.size(); ++i) {
        for (std::size_t j = i + 1; j < turns.size(); ++j) {
          if ((Wanted(turns[i]) || Wanted(turns[j])) && Occurs(turns[i]) && Occurs(turns[j]))
            AddRule(planner::RuleType::kNotSameWeek, turns[i], turns[j]);
        }
      }
    }
  }

  // Time that stands already is not asked once more: the block is what is left beside it.
  void AddBlocks() {
    for (const Unavailability& unavailability : task_.unavailable) {
      Stretch whole{
          unavailability.weekday, unavailability.time.start.minutes(), unavailability.time.end.minutes(), {}};
      for (int week = PlanningWeeks::kAsked; week < weeks_.end(); ++week) whole.weeks.Insert(week);
      std::vector<Stretch> pieces = {whole};
      for (const Standing& standing : standing_) Subtract(standing.stretch, pieces);
      for (const Stretch& piece : pieces) {
        for (const planner::Weeks& run : weeks_.Of(piece.weeks)) {
          person().blocks.push_back(
              {{piece.weekday, piece.start, piece.end, run}, NameOf(unavailability.reason)});
        }
      }
    }
  }

  // Nobody knows how long the way is; but where the person goes it already, it is short enough.
  void AddTravel() {
    const std::size_t count = in_.sites.size();
    in_.travel.assign(count * count, kTravelMinutes);
    const auto set = [&](std::size_t a, std::size_t b, int minutes) {
      in_.travel[a * count + b] = in_.travel[b * count + a] = minutes;
    };
    for (std::size_t site = 0; site < count; ++site) {
      set(site, site, 0);
      set(0, site, 0);
    }
    for (const Standing& a : standing_) {
      for (const Standing& b : standing_) {
        const int pause = b.stretch.start - a.stretch.end;
        if (a.stretch.weekday != b.stretch.weekday || pause < 0 || pause >= kTravelMinutes) continue;
        set(static_cast<std::size_t>(SiteOf(a.site)), static_cast<std::size_t>(SiteOf(b.site)), 0);
      }
    }
  }

  const PlanningTask& task_;
  const PlanningWeeks weeks_;
  const Reach reach_;
  PlanningInstance made_;
  planner::Instance& in_ = made_.instance;
  struct Most {
    int half_days = 0;
    int minutes = 0;
  };

  std::vector<Standing> standing_;
  std::map<std::string, Most> most_;  // of each component to plan
  std::map<std::string, int> kinds_;
  std::map<std::string, int> sites_;
};

}  // namespace

std::vector<std::string> LackedComponents(const domain::Programme& programme,
                                          const std::map<std::string, Presence>& presences) {
  std::vector<std::string> lacked;
  for (const domain::Component& component : programme.components) {
    const auto presence = presences.find(component.code);
    const bool seat =
        presence != presences.end() && (presence->second.planned || presence->second.finished ||
                                        (!presence->second.seats.empty() && !presence->second.waiting));
    if (!component.optional && !seat) lacked.push_back(component.code);
  }
  return lacked;
}

PlanningInstance MakeInstance(const PlanningTask& task, int weeks, Reach reach) {
  return Maker(task, weeks, reach).Run();
}

}  // namespace duaal::trajectory::app
