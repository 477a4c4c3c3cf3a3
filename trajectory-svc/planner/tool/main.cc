// duaal-plan: makes, solves and judges week-planning problems from files.

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "trajectory-svc/planner/tool/report.h"
#include "trajectory-svc/planner/tool/verbs.h"
#include "trajectory-svc/planner/why_not.h"

namespace duaal::planner::tool {
namespace {

constexpr int kMostPeople = 1'000'000;
constexpr int kMostThreads = 256;

void DescribeMakers(CLI::App& app, Settings& settings) {
  CLI::App* generate = app.add_subcommand("generate", "makes up a region with a plan hidden in it");
  generate->add_option("--people", settings.generate.people, "default 700")
      ->check(CLI::Range(1, kMostPeople));
  generate->add_option("--seed", settings.generate.seed, "default 1");
  generate
      ->add_option("--slack", settings.generate.slack_permille,
                   "spare seats for each used, in thousandths; default 100")
      ->check(CLI::Range(0, 1000));
  generate->add_option("-o,--out", settings.out, "file for the instance")->required();
  generate->add_option("--hidden", settings.hidden, "file for the hidden plan");
  CLI::App* convert = app.add_subcommand("convert-itc2019", "makes an instance of an ITC-2019 problem");
  convert->add_option("XML", settings.xml, "the problem")->required();
  convert->add_option("-o,--out", settings.out, "file for the instance")->required();
}

void DescribeJudges(CLI::App& app, Settings& settings) {
  CLI::App* check = app.add_subcommand("check", "tells whether a plan keeps the rules, and what it costs");
  check->add_option("INSTANCE", settings.instance)->required();
  check->add_option("PLAN", settings.plan)->required();
  CLI::App* verify = app.add_subcommand("verify", "checks a plan and proves its bound again");
  verify->add_option("INSTANCE", settings.instance)->required();
  verify->add_option("PLAN", settings.plan)->required();
  verify->add_option("CERTIFICATE", settings.certificate)->required();
  verify->add_option("--threads", settings.threads, "default 1")->check(CLI::Range(1, kMostThreads));
}

void DescribeSolvers(CLI::App& app, Settings& settings) {
  CLI::App* solve = app.add_subcommand("solve", "plans everybody");
  solve->add_option("INSTANCE", settings.instance)->required();
  solve->add_option("-o,--out", settings.out, "file for the plan")->required();
  solve->add_option("--certificate", settings.certificate, "file for the prices that prove the bound");
  solve->add_option("--seed", settings.seed, "default 1");
  solve->add_option("--threads", settings.threads, "default 1")->check(CLI::Range(1, kMostThreads));
  solve->add_option("--swaps", settings.swaps,
                    "of the search while seats may be overbooked; default 40000 for each of the first 2000 "
                    "people, 3500 for each further one");
  solve->add_option("--moves", settings.moves, "of the search after that; default 140 and 50")
      ->check(CLI::NonNegativeNumber);
  solve
      ->add_option("--proof-steps", settings.proof_steps,
                   "of the proof that nothing is better, for at most 100 people, 0: none; default 45000")
      ->check(CLI::NonNegativeNumber);
  solve->add_option("--seconds", settings.seconds, "stop the search after so long; default never")
      ->check(CLI::NonNegativeNumber);
  CLI::App* week = app.add_subcommand("week", "the best weeks of one person, all seats free");
  week->add_option("INSTANCE", settings.instance)->required();
  week->add_option("PERSON", settings.person, "a person's id")->required();
  week->add_option("-k,--count", settings.count, "how many weeks; default 1")->check(CLI::Range(1, 100));
}

void DescribeChanges(CLI::App& app, Settings& settings) {
  CLI::App* explain =
      app.add_subcommand("explain", "why not everything of a person has a place, and what would help");
  explain->add_option("INSTANCE", settings.instance)->required();
  explain->add_option("PLAN", settings.plan, "the plan that holds the seats")->required();
  explain->add_option("PERSON", settings.person, "a person's id")->required();
  explain->add_option("-k,--count", settings.count, "how many conflicts to look for; default 1")
      ->check(CLI::Range(1, kMostConflicts));
  explain->add_flag("--dutch", settings.dutch, "explain in Dutch");
  CLI::App* repair = app.add_subcommand("repair", "changes as few people's weeks as possible after a change");
  repair->add_option("INSTANCE", settings.instance, "the instance after the change")->required();
  repair->add_option("PLAN", settings.plan, "what people know; default: the published weeks in the instance");
  repair->add_option("-o,--out", settings.out, "file for the plan")->required();
  repair->add_option("--seed", settings.seed, "default 1");
  repair->add_option("--threads", settings.threads, "default 1")->check(CLI::Range(1, kMostThreads));
  repair
      ->add_option("--moves", settings.moves,
                   "of the search; default by the number of people hit, none for up to 20")
      ->check(CLI::NonNegativeNumber);
  repair->add_flag("--bound", settings.bound,
                   "prove how few people can change, and how little it can cost; takes seconds");
}

// kGoOn, or how the library would end: 0 when it was asked for help.
constexpr int kGoOn = -1;
int Parse(CLI::App& app, int argc, char** argv) {
  CLI11_PARSE(app, argc, argv);
  return kGoOn;
}

int Main(int argc, char** argv) {
  Settings settings;
  CLI::App app("Makes, solves and judges week-planning problems.");
  app.footer(
      "Ends with 0: done; 1: the answer is no (the plan breaks rules, the bound is not proven);\n"
      "2: a bad file or command line; 3: a file cannot be read or written.\n"
      "The files are described in docs/planner-format.md.");
  app.add_flag("--json", settings.json, "print one JSON object instead of lines");
  app.require_subcommand(1);
  app.fallthrough();
  DescribeMakers(app, settings);
  DescribeJudges(app, settings);
  DescribeSolvers(app, settings);
  DescribeChanges(app, settings);
  if (const int parsed = Parse(app, argc, argv); parsed != kGoOn) return parsed == 0 ? kDone : kBadInput;
  const Status status = app.got_subcommand("generate")          ? RunGenerate(settings)
                        : app.got_subcommand("check")           ? RunCheck(settings)
                        : app.got_subcommand("verify")          ? RunVerify(settings)
                        : app.got_subcommand("convert-itc2019") ? RunConvert(settings)
                        : app.got_subcommand("solve")           ? RunSolve(settings)
                        : app.got_subcommand("explain")         ? RunExplain(settings)
                        : app.got_subcommand("repair")          ? RunRepair(settings)
                                                                : RunWeek(settings);
  return status.ok() ? kDone : Tell(status, settings.json);
}

}  // namespace
}  // namespace duaal::planner::tool

int main(int argc, char** argv) { return duaal::planner::tool::Main(argc, argv); }
