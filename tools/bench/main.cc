#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "chassis/rpc/tune.h"
#include "chassis/sql/database.h"
#include "tools/bench/bare.h"
#include "tools/bench/benches.h"
#include "tools/bench/report.h"

// duaal-bench: measures a running region against bounds of the same run. See docs/performance.md.
namespace {

using duaal::Status;
namespace bench = duaal::bench;

using Bench = Status (*)(const bench::Region&, const bench::Wish&, bench::Report&);

constexpr char kPlan[] = "plan";  // of which only one part needs a region
constexpr int kPlanPeople = 700;

const std::map<std::string, Bench>& Benches() {
  static const std::map<std::string, Bench> benches = {
      {"write", bench::BenchWrite},   {"read", bench::BenchRead},       {"bulk", bench::BenchBulk},
      {"feed", bench::BenchFeed},     {"gateway", bench::BenchGateway}, {"footprint", bench::BenchFootprint},
      {"import", bench::BenchImport}, {"list", bench::BenchList},       {"search", bench::BenchSearch}};
  return benches;
}

struct Arguments {
  std::string name;
  std::string home = ".duaal";
  std::string address;
  std::string only;
  std::string kept = "docs/performance.json";
  int people = 2000;
  double seconds = 3;
  bool json = false;
  bool guard = false;
};

int Fail(const Status& status) {
  std::fprintf(stderr, "duaal-bench: %s\n", status.ToString().c_str());
  return 1;
}

int List() {
  for (const auto& [name, run] : Benches()) std::printf("%s\n", name.c_str());
  std::printf("%s\n", kPlan);
  return 0;
}

// Prints the figures. The last line is JSON.
int Tell(const Arguments& arguments, const bench::Report& report) {
  if (!arguments.json) std::printf("%s", report.Lines().c_str());
  const Status guarded = arguments.guard ? report.Guard(arguments.kept) : absl::OkStatus();
  std::printf("%s\n", report.Json().c_str());
  return guarded.ok() ? 0 : Fail(guarded);
}

int RunPlan(const Arguments& arguments, bool with_region) {
  duaal::StatusOr<std::unique_ptr<bench::Region>> region(nullptr);
  if (with_region) region = bench::Region::Open(arguments.home);
  if (!region.ok()) return Fail(region.status());
  bench::Report report(kPlan, arguments.people);
  const Status status = bench::BenchPlan(
      region->get(), {arguments.people, absl::Seconds(arguments.seconds), arguments.only}, report);
  return status.ok() ? Tell(arguments, report) : Fail(status);
}

int Run(const Arguments& arguments) {
  const auto found = Benches().find(arguments.name);
  if (found == Benches().end()) {
    std::fprintf(stderr, "duaal-bench: there is no benchmark '%s'; --list names them\n",
                 arguments.name.c_str());
    return 2;
  }
  const auto region = bench::Region::Open(arguments.home);
  if (!region.ok()) return Fail(region.status());
  bench::Report report(arguments.name, arguments.people);
  std::printf("%s: %d people, %g s a stretch\n", arguments.name.c_str(), arguments.people, arguments.seconds);
  const Status status =
      found->second(**region, {arguments.people, absl::Seconds(arguments.seconds), arguments.only}, report);
  return status.ok() ? Tell(arguments, report) : Fail(status);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  bool list = false;
  CLI::App app{"Measures a running region against bounds of the same run; the last line is JSON."};
  app.add_option("NAME", arguments.name, "the benchmark");
  app.add_flag("--list", list, "names the benchmarks");
  const CLI::Option* home =
      app.add_option("--home", arguments.home, "state folder of the region; `plan` goes without unless given")
          ->capture_default_str();
  const CLI::Option* people =
      app.add_option("--people", arguments.people, "people to work with; `plan` has 700 by default")
          ->check(CLI::Range(64, 1'000'000));
  app.add_option("--seconds", arguments.seconds, "length of one measured stretch")
      ->check(CLI::Range(0.2, 600.0));
  app.add_flag("--json", arguments.json, "no table of figures before the JSON");
  app.add_flag("--guard", arguments.guard, "fails when a ratio fell by more than 15 %");
  app.add_option("--kept", arguments.kept, "the figures that --guard compares with")->capture_default_str();
  app.add_option("--only", arguments.only, "runs one side alone, for a profiler; of `plan`: rpc");
  app.add_option("--address", arguments.address)->group("");
  CLI11_PARSE(app, argc, argv);
  if (list) return List();
  duaal::sql::InitDriver();
  duaal::rpc::TuneGrpc();  // the bounds and the callers have it, too
  if (arguments.name == "serve-bare") return bench::ServeBare(arguments.home, arguments.address);
  if (arguments.name != kPlan) return Run(arguments);
  if (people->empty()) arguments.people = kPlanPeople;
  return RunPlan(arguments, !home->empty());
}
