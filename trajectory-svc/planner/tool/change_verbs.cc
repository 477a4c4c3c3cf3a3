#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/format/json.h"
#include "trajectory-svc/planner/model.h"
#include "trajectory-svc/planner/region_state.h"
#include "trajectory-svc/planner/repair.h"
#include "trajectory-svc/planner/repair_proof.h"
#include "trajectory-svc/planner/tool/report.h"
#include "trajectory-svc/planner/tool/show.h"
#include "trajectory-svc/planner/tool/verbs.h"
#include "trajectory-svc/planner/why_not.h"
#include "trajectory-svc/planner/words.h"

namespace duaal::planner::tool {
namespace {

const char* TextOf(ChangeCause cause) {
  switch (cause) {
    case ChangeCause::kHit:
      return "what was planned is no longer possible";
    case ChangeCause::kArrived:
      return "is new";
    case ChangeCause::kSeatGone:
      return "seats are gone";
    case ChangeCause::kMadeRoom:
      return "makes room for somebody";
    case ChangeCause::kWaited:
      return "gets what was waited for";
  }
  return "";
}

rapidjson::Value TextValue(const std::string& text, Report* report) {
  return {text.c_str(), static_cast<rapidjson::SizeType>(text.size()), report->allocator()};
}

void TellConflicts(const Instance& instance, int person, const WhyNot& answer, Language language,
                   Report* report) {
  rapidjson::Value conflicts(rapidjson::kArrayType);
  for (const std::vector<Obstacle>& conflict : answer.conflicts) {
    report->Line("These cannot all hold:");
    rapidjson::Value members(rapidjson::kArrayType);
    for (const Obstacle& obstacle : conflict) {
      const std::string text = Describe(instance, person, obstacle, language);
      report->Line("  - " + text);
      members.PushBack(TextValue(text, report), report->allocator());
    }
    conflicts.PushBack(members, report->allocator());
  }
  report->Add("conflicts", std::move(conflicts));
}

void TellRemedies(const Instance& instance, int person, const WhyNot& answer, Language language,
                  Report* report) {
  rapidjson::Value remedies(rapidjson::kArrayType);
  report->Line(answer.remedies.empty() ? "No single step is enough." : "Any one of these is enough:");
  for (const Remedy& remedy : answer.remedies) {
    const std::string text = Describe(instance, person, remedy, language);
    report->Line("  - " + text + " (the week then costs " + Points(remedy.cost) + ")");
    rapidjson::Value one(rapidjson::kObjectType);
    one.AddMember("text", TextValue(text, report), report->allocator());
    one.AddMember("cost", rapidjson::Value(remedy.cost), report->allocator());
    remedies.PushBack(one, report->allocator());
  }
  report->Add("remedies", std::move(remedies));
}

void TellChange(const Instance& instance, const PersonChange& change, Report* report,
                rapidjson::Value* changes) {
  const Person& person = instance.people[static_cast<std::size_t>(change.person)];
  report->Line(person.id + ": " + TextOf(change.cause));
  rapidjson::Value to(rapidjson::kArrayType);
  for (std::size_t r = 0; r < person.requirements.size(); ++r) {
    const auto from = change.from.empty() ? std::nullopt : change.from[r];
    if (from == change.to[r]) continue;
    report->Line("  " + person.requirements[r].id + ": " + (from ? Shown(instance, *from) : "nothing") +
                 " -> " + (change.to[r] ? Shown(instance, *change.to[r]) : "nothing"));
    if (change.to[r])
      to.PushBack(JsonOf(instance, person.requirements[r], *change.to[r], report), report->allocator());
  }
  rapidjson::Value one(rapidjson::kObjectType);
  one.AddMember("person", TextValue(person.id, report), report->allocator());
  one.AddMember("cause", TextValue(TextOf(change.cause), report), report->allocator());
  one.AddMember("together", change.together, report->allocator());
  one.AddMember("placements", to, report->allocator());
  changes->PushBack(one, report->allocator());
}

Status TellBound(const Model& model, const Repair& repair, int threads, Report* report) {
  RepairBoundOptions options;
  options.threads = threads;
  ASSIGN_OR_RETURN(const RepairBound bound, BoundRepair(model, repair.unplaced, options));
  report->Number("bound_changed", "people who change in every plan with no more without a place",
                 std::max(bound.changed, repair.bound));
  report->Number("bound_unplaced", "requirements without a place in every plan", bound.unplaced);
  report->Price("bound_total", "no plan costs less than", bound.total);
  report->Price("total", "this plan costs", repair.objective.total);
  return absl::OkStatus();
}

}  // namespace

Status RunExplain(const Settings& settings) {
  ASSIGN_OR_RETURN(const std::string text, ReadWhole(settings.instance));
  ASSIGN_OR_RETURN(const Instance instance, ReadInstance(text));
  ASSIGN_OR_RETURN(const std::string plan_text, ReadWhole(settings.plan));
  ASSIGN_OR_RETURN(const Plan plan, ReadPlan(instance, plan_text));
  RETURN_IF_ERROR(CheckPlan(instance, plan));
  ASSIGN_OR_RETURN(const int person, FindPerson(instance, settings.person));
  ASSIGN_OR_RETURN(const std::unique_ptr<const Model> model, Model::Make(instance, settings.threads));
  RegionState state(*model);
  state.FromPlan(plan);
  state.Clear(person);
  WhyNotQuery query;
  query.person = person;
  query.free = state.free().data();
  query.references = &state.references();
  query.most_conflicts = settings.count;
  query.demanded = (1U << instance.people[static_cast<std::size_t>(person)].requirements.size()) - 1U;
  const WhyNot answer = Explain(*model, query);
  const Language language = settings.dutch ? Language::kDutch : Language::kEnglish;
  Report report;
  report.Add("possible", rapidjson::Value(answer.possible));
  if (answer.possible) {
    report.Price("cost", "Everything has a place; the best week costs", answer.cost);
  } else {
    TellConflicts(instance, person, answer, language, &report);
    TellRemedies(instance, person, answer, language, &report);
  }
  report.Print(settings.json);
  return absl::OkStatus();
}

Status RunRepair(const Settings& settings) {
  ASSIGN_OR_RETURN(const std::string text, ReadWhole(settings.instance));
  ASSIGN_OR_RETURN(Instance instance, ReadInstance(text));
  if (!settings.plan.empty()) {
    ASSIGN_OR_RETURN(const std::string plan_text, ReadWhole(settings.plan));
    ASSIGN_OR_RETURN(const Plan known, ReadPlan(instance, plan_text));
    Publish(known, &instance);
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<const Model> model, Model::Make(instance, settings.threads));
  RepairOptions options;
  options.seed = settings.seed;
  options.threads = settings.threads;
  options.moves = settings.moves;
  const Repair repair = RepairPlan(*model, options);
  RETURN_IF_ERROR(CheckPlan(instance, repair.plan));
  RETURN_IF_ERROR(WriteWhole(settings.out, WritePlan(instance, repair.plan)));
  Report report;
  report.Number("hit", "people whose week is no longer possible", repair.hit);
  report.Number("least_changed", "people who change in every plan", repair.bound);
  report.Number("changed", "people who change in this plan", repair.changed);
  report.Number("unplaced", "requirements without a place", repair.unplaced);
  if (settings.bound) RETURN_IF_ERROR(TellBound(*model, repair, settings.threads, &report));
  rapidjson::Value changes(rapidjson::kArrayType);
  for (const PersonChange& change : repair.changes) TellChange(instance, change, &report, &changes);
  report.Add("changes", std::move(changes));
  report.Print(settings.json);
  return absl::OkStatus();
}

}  // namespace duaal::planner::tool
