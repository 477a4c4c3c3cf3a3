#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/format/itc2019.h"
#include "trajectory-svc/planner/format/json.h"
#include "trajectory-svc/planner/tool/report.h"
#include "trajectory-svc/planner/tool/verbs.h"
#include "trajectory-svc/planner/verifier.h"

namespace duaal::planner::tool {
namespace {

void TellSize(const Instance& instance, Report* report) {
  std::int64_t requirements = 0;
  for (const Person& person : instance.people) {
    requirements += static_cast<std::int64_t>(person.requirements.size());
  }
  report->Number("people", "people", static_cast<std::int64_t>(instance.people.size()));
  report->Number("requirements", "requirements", requirements);
  report->Number("offerings", "offerings", static_cast<std::int64_t>(instance.offerings.size()));
  report->Number("resources", "resources", static_cast<std::int64_t>(instance.resources.size()));
}

}  // namespace

Status RunGenerate(const Settings& settings) {
  const Generated made = Generate(settings.generate);
  RETURN_IF_ERROR(WriteWhole(settings.out, WriteInstance(made.instance)));
  if (!settings.hidden.empty())
    RETURN_IF_ERROR(WriteWhole(settings.hidden, WritePlan(made.instance, made.hidden)));
  Report report;
  report.Text("instance", "instance", made.instance.id);
  TellSize(made.instance, &report);
  report.Print(settings.json);
  return absl::OkStatus();
}

Status RunCheck(const Settings& settings) {
  ASSIGN_OR_RETURN(const std::string instance_text, ReadWhole(settings.instance));
  ASSIGN_OR_RETURN(const Instance instance, ReadInstance(instance_text));
  ASSIGN_OR_RETURN(const std::string plan_text, ReadWhole(settings.plan));
  ASSIGN_OR_RETURN(const Plan plan, ReadPlan(instance, plan_text));
  RETURN_IF_ERROR(CheckPlan(instance, plan));
  Report report;
  report.Line("The plan keeps every rule.");
  report.Costs(ObjectiveOf(instance, plan));
  report.Print(settings.json);
  return absl::OkStatus();
}

Status RunVerify(const Settings& settings) {
  ASSIGN_OR_RETURN(const std::string instance_text, ReadWhole(settings.instance));
  ASSIGN_OR_RETURN(const Instance instance, ReadInstance(instance_text));
  ASSIGN_OR_RETURN(const std::string plan_text, ReadWhole(settings.plan));
  ASSIGN_OR_RETURN(const Plan plan, ReadPlan(instance, plan_text));
  ASSIGN_OR_RETURN(const std::string certificate_text, ReadWhole(settings.certificate));
  ASSIGN_OR_RETURN(const Certificate certificate, ReadCertificate(instance, certificate_text));
  ASSIGN_OR_RETURN(const Verdict verdict, Verify(instance, plan, certificate, settings.threads));
  Report report;
  report.Line("The plan keeps every rule and the bound is proven.");
  report.Costs(verdict.objective);
  report.Price("bound", "no plan costs less than", verdict.bound);
  report.Price("gap", "gap", verdict.gap);
  report.Print(settings.json);
  return absl::OkStatus();
}

Status RunConvert(const Settings& settings) {
  ASSIGN_OR_RETURN(const std::string xml, ReadWhole(settings.xml));
  ASSIGN_OR_RETURN(const Itc2019 made, ConvertItc2019(xml));
  RETURN_IF_ERROR(WriteWhole(settings.out, WriteInstance(made.instance)));
  Report report;
  report.Text("instance", "instance", made.instance.id);
  TellSize(made.instance, &report);
  report.Number("classes", "classes", made.classes);
  report.Number("without_free_room", "classes without a free room", made.without_free_room);
  report.Number("students_left_out", "students left out, with too many classes", made.students_left_out);
  report.Print(settings.json);
  return absl::OkStatus();
}

}  // namespace duaal::planner::tool
