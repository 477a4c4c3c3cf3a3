// duaal-load: fills a running region with invented people, classes and attendance, through the public door.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/time/clock.h"
#include "chassis/core/clock.h"
#include "gateway/cli/door.h"
#include "tools/load/plan.h"
#include "tools/load/steps.h"

namespace duaal::load {
namespace {

constexpr int kTokenHours = 24;

struct Settings {
  std::string home = ".duaal";
  Plan plan;
};

// Size on disk of the region's database. Files may come and go while it is counted.
std::uintmax_t DatabaseBytes(const std::string& home) {
  std::uintmax_t bytes = 0;
  std::error_code error;
  const auto options = std::filesystem::directory_options::skip_permission_denied;
  std::filesystem::recursive_directory_iterator entry(home + "/db", options, error);
  while (!error && entry != std::filesystem::recursive_directory_iterator()) {
    std::error_code gone;
    if (entry->is_regular_file(gone)) {
      const std::uintmax_t size = entry->file_size(gone);
      if (!gone) bytes += size;
    }
    entry.increment(error);
  }
  return bytes;
}

void Report(const Progress& progress) {
  std::printf("%-36s %10lld written %10lld there already\n", progress.name().c_str(),
              static_cast<long long>(progress.written()), static_cast<long long>(progress.known()));
}

// Runs one step, shows its progress and adds to the rows written.
template <typename Step>
Status Run(const char* name, std::int64_t total, std::int64_t& rows, Step step) {
  Progress progress(name, total);
  const Status status = step(progress);
  progress.Finish();
  Report(progress);
  rows += progress.written();
  return status;
}

Status Load(const cli::Door& door, const Plan& plan, std::int64_t& rows) {
  const std::int64_t people = plan.people;
  Classes classes;
  RETURN_IF_ERROR(CheckRegion(door));
  RETURN_IF_ERROR(Run("classes", ClassCount(plan), rows, [&](Progress& progress) -> Status {
    ASSIGN_OR_RETURN(classes, PublishClasses(door, plan, progress));
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(Run("people, each with a referral", people, rows,
                      [&](Progress& progress) { return ImportPeople(door, plan, classes, progress); }));
  RETURN_IF_ERROR(Run("intake steps and declarations", 0, rows,
                      [&](Progress& progress) { return LeadFunnel(door, plan, classes, progress); }));
  RETURN_IF_ERROR(Run("trajectories and seats", 0, rows,
                      [&](Progress& progress) { return StartAndEnrol(door, plan, classes, progress); }));
  return Run("attendances", 0, rows,
             [&](Progress& progress) { return ImportAttendance(door, plan, classes, progress); });
}

Status Fill(Settings& settings) {
  const absl::Time started = absl::Now();
  settings.plan.today = BusinessClock(settings.home + "/clock").Today();
  ASSIGN_OR_RETURN(cli::DoorOptions options, cli::DoorOfRegion(settings.home));
  issuer::TokenRequest wish;
  wish.roles = {"admin"};
  wish.municipalities = Mandates();
  wish.hours = kTokenHours;
  ASSIGN_OR_RETURN(options.token, cli::SignToken(settings.home, wish));
  ASSIGN_OR_RETURN(const auto door, cli::Door::Open(options));
  std::int64_t rows = 0;
  RETURN_IF_ERROR(Load(*door, settings.plan, rows));
  std::printf("%lld rows written in %.2f minutes; the database takes %.0f MB\n", static_cast<long long>(rows),
              absl::ToDoubleMinutes(absl::Now() - started),
              static_cast<double>(DatabaseBytes(settings.home)) / 1e6);
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Settings settings;
  CLI::App app("Fills a running region with invented people; running it again changes nothing.");
  app.add_option("--home", settings.home, "state of the local region; default .duaal")->envname("DUAAL_HOME");
  app.add_option("--people", settings.plan.people, "how many people, 1 to 1,000,000")
      ->required()
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--weeks", settings.plan.weeks, "weeks of attendance, 1 to 52; default 4")
      ->check(CLI::Range(1, 52));
  app.add_option("--seed", settings.plan.seed, "decides who they are; default 1")
      ->check(CLI::Range(1, 1'000'000));
  CLI11_PARSE(app, argc, argv);
  const Status status = Fill(settings);
  if (status.ok()) return 0;
  cli::PrintFailure(status);
  return 1;
}

}  // namespace
}  // namespace duaal::load

int main(int argc, char** argv) { return duaal::load::Main(argc, argv); }
