#include "trajectory-svc/domain/order.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "chassis/core/civil.h"

namespace duaal::trajectory::domain {
namespace {

// Before every day that a schedule was loaded for.
constexpr absl::CivilDay kLongAgo(1, 1, 1);

// When a person has a component, and what of it is proposed.
struct Span {
  Interval<absl::CivilDay> days;
  bool proposed = false;
  std::vector<int> planned_indexes;
};
using Spans = std::map<std::string, Span>;

Span& Extend(Spans& spans, const std::string& component, const Interval<absl::CivilDay>& days) {
  const auto [it, is_new] = spans.try_emplace(component, Span{days, false, {}});
  Span& span = it->second;
  if (is_new) return span;
  span.days.start = std::min(span.days.start, days.start);
  span.days.end = std::max(span.days.end, days.end);
  return span;
}

Spans SpansOf(const Schedule& schedule) {
  Spans spans;
  for (const std::string& component : schedule.finished) Extend(spans, component, {kLongAgo, kLongAgo});
  for (const EnrolledOffering& offering : schedule.enrolled) {
    if (!offering.valid.Valid()) continue;  // given back before its first day
    Span& span = Extend(spans, offering.component_code, offering.valid);
    span.proposed = span.proposed || offering.proposed;
  }
  for (const SavedPlan& plan : schedule.plans) {
    for (std::size_t i = 0; i < plan.activities.size(); ++i) {
      const PlannedActivity& activity = plan.activities[i];
      // Half-days agreed for a seat last as long as the seat, which is counted already.
      const auto seat = spans.find(activity.component_code);
      if (activity.offering_id.has_value() && seat == spans.end()) continue;
      Span& span = activity.offering_id.has_value() ? seat->second
                                                    : Extend(spans, activity.component_code, plan.holds);
      if (!plan.proposed) continue;
      span.proposed = true;
      span.planned_indexes.push_back(static_cast<int>(i));
    }
  }
  return spans;
}

std::string Quoted(const std::string& code) { return '`' + code + '`'; }

// What to do when `next` would start before `first` is finished.
std::string Remedy(const std::string& first, const Span& before, const std::string& next, const Span& after) {
  if (after.days.end == kLongAgo)
    return Quoted(next) + " is finished already; " + Quoted(first) + " comes before it.";
  const std::string start = Quoted(next) + " would start on " + FormatDate(after.days.start) + ", before " +
                            Quoted(first) + " is finished; ";
  if (before.days.end >= kForever) return start + "that has no end yet: end it first.";
  return start + "start it on " + FormatDate(before.days.end) + " or later.";
}

Finding Breach(const std::string& first, const Span& before, const std::string& next, const Span& after,
               std::string description) {
  Finding finding{"OUT_OF_ORDER", std::move(description), true, {first, next}, after.planned_indexes};
  finding.planned_indexes.insert(finding.planned_indexes.end(), before.planned_indexes.begin(),
                                 before.planned_indexes.end());
  std::sort(finding.planned_indexes.begin(), finding.planned_indexes.end());
  return finding;
}

void Compare(const Programme& programme, const Spans& spans, const std::string& first,
             const std::string& next, std::vector<Finding>& findings) {
  const auto after = spans.find(next);
  if (after == spans.end()) return;
  const auto before = spans.find(first);
  if (before == spans.end()) {
    const Component* component = programme.Find(first);
    const bool needed = component != nullptr && !component->optional;
    if (!needed || !after->second.proposed) return;
    findings.push_back(Breach(first, {}, next, after->second,
                              Quoted(next) + " comes after " + Quoted(first) + "; have that first."));
    return;
  }
  if (!before->second.proposed && !after->second.proposed) return;
  if (before->second.days.end <= after->second.days.start) return;
  findings.push_back(
      Breach(first, before->second, next, after->second, Remedy(first, before->second, next, after->second)));
}

}  // namespace

std::vector<Finding> FindOutOfOrder(const Programme& programme, const Schedule& schedule) {
  std::vector<Finding> findings;
  if (programme.orders.empty()) return findings;
  const Spans spans = SpansOf(schedule);
  for (const std::vector<std::string>& order : programme.orders) {
    // Every pair, not only neighbours: an optional component in between may be left out.
    for (std::size_t i = 0; i < order.size(); ++i) {
      for (std::size_t j = i + 1; j < order.size(); ++j)
        Compare(programme, spans, order[i], order[j], findings);
    }
  }
  return findings;
}

}  // namespace duaal::trajectory::domain
