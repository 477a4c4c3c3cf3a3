#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "tools/bench/plan.h"
#include "tools/bench/plan_peers.h"
#include "tools/bench/rounds.h"
#include "trajectory-svc/planner/week_solver.h"

// The best week of one person while all others keep theirs: what an interactive user waits for.
namespace duaal::bench {
namespace {

using planner::Cost;

constexpr std::size_t kCases = 1000;
constexpr std::size_t kTimedOfGlpsol = 200;
constexpr std::size_t kCasesOfCbc = 50;
constexpr std::size_t kCasesOfGecode = 10;

// What is on offer while everybody has a week.
struct Catalogue {
  std::unique_ptr<MadeRegion> region;
  FirstCome placed;

  // Runs `work` with the person's own seats given back.
  template <typename Work>
  void Without(int person, const Work& work) {
    const planner::Week& week = placed.weeks[static_cast<std::size_t>(person)];
    ChangeSeats(*region->model, week, 1, &placed.free);
    work();
    ChangeSeats(*region->model, week, -1, &placed.free);
  }
};

struct Case {
  Catalogue* catalogue = nullptr;
  int person = 0;
  Cost optimum = 0;  // of ours
  double us = 0;     // median of the rounds
};

std::vector<Case> CasesOf(std::vector<Catalogue>* catalogues) {
  std::vector<Case> cases;
  for (Catalogue& catalogue : *catalogues) {
    const planner::Model& model = *catalogue.region->model;
    for (int person = 0; person < model.people() && cases.size() < kCases; ++person) {
      if (model.person(person).requirement_count > 0) cases.push_back({&catalogue, person});
    }
  }
  return cases;
}

// Every case once a round, in turn, so that a pause of the machine does not hit one case in all rounds.
void SolveOurs(std::vector<Case>* cases) {
  std::vector<std::vector<double>> us(cases->size());
  for (int round = 0; round < kRounds; ++round) {
    std::unique_ptr<planner::WeekSolver> solver;
    const Catalogue* of = nullptr;
    for (std::size_t i = 0; i < cases->size(); ++i) {
      Case& one = (*cases)[i];
      if (of != one.catalogue) solver = std::make_unique<planner::WeekSolver>(*one.catalogue->region->model);
      of = one.catalogue;
      one.catalogue->Without(one.person, [&] {
        planner::WeekQuery query;
        query.person = one.person;
        query.free = one.catalogue->placed.free.data();
        planner::Week week = planner::EmptyWeek();
        us[i].push_back(MicrosecondsOf([&] { one.optimum = solver->Solve(query, &week); }));
      });
    }
  }
  for (std::size_t i = 0; i < cases->size(); ++i) (*cases)[i].us = Median(us[i]);
}

void PrintRow(const char* who, const std::vector<double>& us, const std::string& note) {
  std::printf("  %-10s %6zu people   median %10.1f us   p99 %10.1f us   %s\n", who, us.size(), Median(us),
              Quantile(us, 0.99), note.c_str());
  std::fflush(stdout);
}

// What a peer found, beside ours.
struct Compared {
  std::vector<double> us;    // of the peer
  std::vector<double> ours;  // on the same people
  std::size_t solved = 0;    // to the end
  std::size_t equal = 0;
  std::size_t people = 0;
  [[nodiscard]] std::string text() const {
    return std::to_string(equal) + " of " + std::to_string(people) + " optima equal ours" +
           (solved < people ? ", " + std::to_string(people - solved) + " not solved in time" : "");
  }
};

template <typename Ask>
StatusOr<Compared> Compare(const std::vector<Case>& cases, std::size_t count, std::size_t timed,
                           const Ask& ask) {
  Compared compared;
  const std::size_t step = cases.size() / count;
  for (std::size_t i = 0; i < count; ++i) {
    const Case& one = cases[i * step];
    StatusOr<PeerModel> made = absl::InternalError("not made");
    one.catalogue->Without(one.person, [&] {
      made = PeerModel::Make(*one.catalogue->region->model, one.person, one.catalogue->placed.free.data());
    });
    ASSIGN_OR_RETURN(const PeerModel model, std::move(made));
    const bool clocked = i % (count / timed) == 0;
    ASSIGN_OR_RETURN(const PeerAnswer answer, ask(model, clocked));
    ++compared.people;
    compared.solved += answer.optimum.has_value() ? 1 : 0;
    compared.equal += answer.optimum == one.optimum ? 1 : 0;
    if (answer.optimum.has_value() && *answer.optimum != one.optimum) {
      std::printf("  person %d: ours %lld, peer %lld\n", one.person, static_cast<long long>(one.optimum),
                  static_cast<long long>(*answer.optimum));
    }
    if (!clocked) continue;
    compared.us.push_back(answer.solve_us);
    compared.ours.push_back(one.us);
  }
  return compared;
}

bool Installed(const char* program, const char* package) {
  if (Peers::Has(program)) return true;
  std::printf("  %s is missing; to compare with it: apt-get install %s\n", program, package);
  return false;
}

Status AskOthers(const Peers& peers, const std::vector<Case>& cases, double seconds) {
  if (Installed("cbc", "coinor-cbc")) {
    const auto ask = [&](const PeerModel& model, bool) { return peers.Cbc(model); };
    ASSIGN_OR_RETURN(const Compared cbc, Compare(cases, kCasesOfCbc, kCasesOfCbc, ask));
    PrintRow("CBC", cbc.us, cbc.text());
  }
  if (Installed("minizinc", "minizinc")) {
    const auto ask = [&](const PeerModel& model, bool) { return peers.Gecode(model, seconds); };
    ASSIGN_OR_RETURN(const Compared gecode, Compare(cases, kCasesOfGecode, kCasesOfGecode, ask));
    PrintRow("Gecode", gecode.us, gecode.text());
  }
  return absl::OkStatus();
}

}  // namespace

Status MeasureWeeks(double seconds, Report& report) {
  std::vector<Catalogue> catalogues;
  for (std::uint64_t seed = kFirstPlanSeed; seed < kFirstPlanSeed + 2; ++seed) {
    ASSIGN_OR_RETURN(auto region, MakeRegion(kPlanPeople, seed));
    FirstCome placed = PlaceInTurn(*region->model);
    catalogues.push_back({std::move(region), std::move(placed)});
  }
  std::vector<Case> cases = CasesOf(&catalogues);
  SolveOurs(&cases);
  std::vector<double> us;
  for (const Case& one : cases) us.push_back(one.us);
  std::printf(
      "one week, medians of %d; glpsol and CBC in processor time, without start and reading of the file:\n",
      kRounds);
  PrintRow("ours", us, "");
  report.Add("week_p99_us", Quantile(us, 0.99), AtMost(10));
  ASSIGN_OR_RETURN(const auto peers, Peers::Make());
  if (!Installed("glpsol", "glpk-utils")) {
    report.AddUnmeasured("week_optimal");
    report.AddUnmeasured("ratio_glpk");
    return AskOthers(*peers, cases, seconds);
  }
  const auto ask = [&](const PeerModel& model, bool timed) { return peers->Glpsol(model, timed); };
  ASSIGN_OR_RETURN(const Compared glpsol, Compare(cases, kCases, kTimedOfGlpsol, ask));
  PrintRow("glpsol", glpsol.us, glpsol.text());
  report.Add("week_optimal", static_cast<double>(glpsol.equal) / static_cast<double>(glpsol.people));
  report.Add("ratio_glpk", Median(glpsol.us) / Median(glpsol.ours));
  return AskOthers(*peers, cases, seconds);
}

}  // namespace duaal::bench
