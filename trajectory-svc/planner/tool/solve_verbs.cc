#include <unistd.h>

#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/format/json.h"
#include "trajectory-svc/planner/model.h"
#include "trajectory-svc/planner/region.h"
#include "trajectory-svc/planner/tool/report.h"
#include "trajectory-svc/planner/tool/show.h"
#include "trajectory-svc/planner/tool/verbs.h"
#include "trajectory-svc/planner/week_solver.h"

namespace duaal::planner::tool {
namespace {

double PercentOf(Cost gap, Cost total) {
  return total > 0 ? 100.0 * static_cast<double>(gap) / static_cast<double>(total) : 0.0;
}

bool ShowProgress(const RegionProgress& now) {
  if (now.phase == 0 || now.total == 0) {
    std::fprintf(stderr, "\rprices %3d %%  bound %s   ", now.done_permille / 10, Points(now.bound).c_str());
  } else if (now.phase == 2) {
    std::fprintf(stderr, "\rproof        best %s  bound %s  gap %.2f %%  unplaced %d   ",
                 Points(now.total).c_str(), Points(now.bound).c_str(),
                 PercentOf(now.total - now.bound, now.total), now.unplaced);
  } else {
    std::fprintf(stderr, "\rsearch %3d %%  best %s  bound %s  gap %.2f %%  unplaced %d   ",
                 now.done_permille / 10, Points(now.total).c_str(), Points(now.bound).c_str(),
                 PercentOf(now.total - now.bound, now.total), now.unplaced);
  }
  return true;
}

}  // namespace

Status RunSolve(const Settings& settings) {
  ASSIGN_OR_RETURN(const std::string text, ReadWhole(settings.instance));
  ASSIGN_OR_RETURN(const Instance instance, ReadInstance(text));
  ASSIGN_OR_RETURN(const std::unique_ptr<const Model> model, Model::Make(instance, settings.threads));
  RegionOptions options;
  options.seed = settings.seed;
  options.threads = settings.threads;
  options.swaps = settings.swaps;
  options.moves = settings.moves;
  options.proof_steps = settings.proof_steps;
  options.seconds = settings.seconds;
  // In a log it would be one endless line.
  const bool watched = isatty(STDERR_FILENO) != 0;
  if (watched) options.progress = ShowProgress;
  const RegionPlan made = PlanRegion(*model, options);
  if (watched) std::fputs("\n", stderr);
  RETURN_IF_ERROR(CheckPlan(instance, made.plan));
  RETURN_IF_ERROR(WriteWhole(settings.out, WritePlan(instance, made.plan)));
  if (!settings.certificate.empty()) {
    RETURN_IF_ERROR(WriteWhole(settings.certificate, WriteCertificate(instance, made.certificate)));
  }
  Report report;
  report.Costs(made.objective);
  report.Price("bound", "no plan costs less than, by the certificate", made.certificate.bound);
  report.Price("gap", "gap to it", made.objective.total - made.certificate.bound);
  report.Price("proven_bound", "no plan costs less than, by search", made.bound);
  report.Line(made.best() ? "no plan is better" : "there may be a better plan");
  report.Add("best", rapidjson::Value(made.best()));
  report.Number("moves", "moves", made.moves);
  report.Number("price_ms", "prices, ms", static_cast<std::int64_t>(made.price_seconds * 1000));
  report.Number("search_ms", "search, ms", static_cast<std::int64_t>(made.search_seconds * 1000));
  report.Number("proof_ms", "proof, ms", static_cast<std::int64_t>(made.proof_seconds * 1000));
  report.Print(settings.json);
  return absl::OkStatus();
}

Status RunWeek(const Settings& settings) {
  ASSIGN_OR_RETURN(const std::string text, ReadWhole(settings.instance));
  ASSIGN_OR_RETURN(const Instance instance, ReadInstance(text));
  ASSIGN_OR_RETURN(const int person, FindPerson(instance, settings.person));
  ASSIGN_OR_RETURN(const std::unique_ptr<const Model> model, Model::Make(instance, settings.threads));
  WeekSolver solver(*model);
  WeekQuery query;
  query.person = person;
  // Seats that nobody has at all stay closed; the others are taken as free.
  query.free = model->seats().data();
  const std::vector<Requirement>& requirements =
      instance.people[static_cast<std::size_t>(person)].requirements;
  Report report;
  rapidjson::Value weeks(rapidjson::kArrayType);
  int number = 0;
  for (const Alternative& alternative : solver.Best(query, settings.count)) {
    const WeekPlan week = model->ToPlan(person, alternative.week);
    report.Line("week " + std::to_string(++number) + ", cost " + Points(alternative.cost));
    rapidjson::Value placements(rapidjson::kArrayType);
    for (std::size_t r = 0; r < requirements.size(); ++r) {
      report.Line("  " + requirements[r].id + ": " + (week[r] ? Shown(instance, *week[r]) : "no place"));
      if (week[r])
        placements.PushBack(JsonOf(instance, requirements[r], *week[r], &report), report.allocator());
    }
    rapidjson::Value one(rapidjson::kObjectType);
    one.AddMember("cost", rapidjson::Value(alternative.cost), report.allocator());
    one.AddMember("placements", placements, report.allocator());
    weeks.PushBack(one, report.allocator());
  }
  report.Add("weeks", std::move(weeks));
  report.Print(settings.json);
  return absl::OkStatus();
}

}  // namespace duaal::planner::tool
