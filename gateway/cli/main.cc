// duaal: the command line for people who work with a region. It goes through the public door only.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "chassis/core/clock.h"
#include "gateway/cli/demo.h"
#include "gateway/cli/door.h"
#include "gateway/cli/import.h"
#include "gateway/cli/register.h"
#include "gateway/cli/show.h"
#include "tools/issuer/token_options.h"

namespace duaal::cli {
namespace {

// What the options say.
struct Settings {
  std::string home = ".duaal";
  std::string gateway;
  std::string ca;
  std::string token;
  issuer::TokenRequest wish;
  ImportWish import;
  RegisterWish register_list;
  std::string rejected_file;
  std::string class_code;
  std::string trajectory_id;
  std::string week;
  std::string programme;
  std::string source_root = ".";
};

// The core municipalities of Hengelo and the region that it admits: whose people the demo holds.
const std::vector<std::string> kDemoMandates = {"GM0164", "GM0147", "GM0158", "GM0141", "GM0153",
                                                "GM0163", "GM0168", "GM0173", "GM0183", "GM0189",
                                                "GM1700", "GM1735", "GM1742", "GM1774"};

StatusOr<std::unique_ptr<Door>> Knock(const Settings& settings, const std::string& own_role) {
  DoorOptions options;
  if (settings.gateway.empty() || settings.ca.empty()) {
    ASSIGN_OR_RETURN(options, DoorOfRegion(settings.home));
  }
  if (!settings.gateway.empty()) options.address = settings.gateway;
  if (!settings.ca.empty()) options.ca_path = settings.ca;
  const char* from_environment = std::getenv("DUAAL_TOKEN");
  options.token = !settings.token.empty()       ? settings.token
                  : from_environment != nullptr ? from_environment
                                                : "";
  if (options.token.empty()) {
    issuer::TokenRequest wish;
    wish.roles = {own_role};
    wish.municipalities = kDemoMandates;
    ASSIGN_OR_RETURN(options.token, SignToken(settings.home, wish));
  }
  return Door::Open(options);
}

Status Token(const Settings& settings) {
  ASSIGN_OR_RETURN(const std::string token, SignToken(settings.home, settings.wish));
  std::printf("%s\n", token.c_str());
  return absl::OkStatus();
}

Status Import(Settings settings) {
  ASSIGN_OR_RETURN(const auto door, Knock(settings, "integrator"));
  if (!settings.class_code.empty()) {
    ASSIGN_OR_RETURN(settings.import.class_offering_id,
                     FindOffering(*door, settings.import.programme_code, settings.class_code));
  }
  if (settings.rejected_file.empty()) {
    settings.rejected_file = std::filesystem::path(settings.import.file).stem().string() + ".rejected.csv";
  }
  settings.import.rejected_file = settings.rejected_file;
  ASSIGN_OR_RETURN(const ImportTally tally, ImportParticipants(*door, settings.import));
  std::printf("%d registered, %d known already and referred, %d known already, %d came back\n", tally.created,
              tally.referred, tally.unchanged, tally.rejected);
  if (tally.rejected > 0) std::printf("what came back, and why: %s\n", settings.rejected_file.c_str());
  return absl::OkStatus();
}

Status Register(Settings settings) {
  ASSIGN_OR_RETURN(const auto door, Knock(settings, "integrator"));
  RegisterWish& wish = settings.register_list;
  if (wish.rejected_file.empty()) {
    wish.rejected_file = std::filesystem::path(wish.file).stem().string() + ".rejected.csv";
  }
  ASSIGN_OR_RETURN(const RegisterTally tally, ImportRegister(*door, wish));
  std::printf("%d to screen, %d to screen again, %d unchanged, %d came back\n", tally.queued, tally.changed,
              tally.unchanged, tally.rejected);
  if (tally.rejected > 0) std::printf("what came back, and why: %s\n", wish.rejected_file.c_str());
  return absl::OkStatus();
}

Status Week(const Settings& settings) {
  ASSIGN_OR_RETURN(const auto door, Knock(settings, "case-manager"));
  if (!settings.trajectory_id.empty()) return ShowWeek(*door, settings.trajectory_id, settings.week);
  ASSIGN_OR_RETURN(const std::string offering, FindOffering(*door, settings.programme, settings.class_code));
  return ShowClassWeek(*door, offering, settings.week);
}

Status Figures(const Settings& settings) {
  ASSIGN_OR_RETURN(const auto door, Knock(settings, "case-manager"));
  return ShowFigures(*door, settings.programme);
}

Status Demo(const Settings& settings) {
  ASSIGN_OR_RETURN(const auto door, Knock(settings, "admin"));
  return LoadDemo(*door, settings.source_root, BusinessClock(settings.home + "/clock").Today());
}

void DescribeImport(CLI::App& command, Settings& settings) {
  command.add_option("FILE", settings.import.file, "CSV with a header row")->required();
  command.add_option("--programme", settings.import.programme_code, "refer everybody to this programme");
  command.add_option("--class", settings.class_code, "code of the language class that they follow");
  command.add_option("--source", settings.import.source, "name of the list; default: the file's name");
  command.add_option("--rejected", settings.rejected_file,
                     "file for the rows that came back; default: NAME.rejected.csv here");
  static const std::map<std::string, intake::v1::InflowChannel> kChannels = {
      {"preselection", intake::v1::INFLOW_CHANNEL_PRESELECTION},
      {"case-manager", intake::v1::INFLOW_CHANNEL_CASE_MANAGER},
      {"provider-network", intake::v1::INFLOW_CHANNEL_PROVIDER_NETWORK},
      {"reception-centre", intake::v1::INFLOW_CHANNEL_RECEPTION_CENTRE},
      {"register", intake::v1::INFLOW_CHANNEL_REGISTER}};
  command.add_option("--channel", settings.import.channel, "how they came in; default preselection")
      ->transform(CLI::CheckedTransformer(kChannels));
}

void DescribeRegister(CLI::App& command, RegisterWish& wish) {
  command.add_option("FILE", wish.file, "CSV with a header row")->required();
  command.add_option("--list", wish.list_code, "the list, e.g. bpi or brp-mutations")->required();
  command.add_option("--week", wish.week, "ISO week of the list, e.g. 2026-W47")->required();
  command.add_option("--rejected", wish.rejected_file,
                     "file for the rows that came back; default: NAME.rejected.csv here");
}

int Main(int argc, char** argv) {
  Settings settings;
  CLI::App app("Duaal on the command line: tokens, imports, weeks and figures.");
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--home", settings.home, "state of a local region; default .duaal")->envname("DUAAL_HOME");
  app.add_option("--gateway", settings.gateway,
                 "address of the gRPC door; default: that of the local region");
  app.add_option("--ca", settings.ca, "CA of the door, PEM; default: that of the local region");
  app.add_option("--token", settings.token,
                 "bearer token; default $DUAAL_TOKEN, else one of the local issuer");

  CLI::App* token = app.add_subcommand("token", "prints a token of the local issuer");
  issuer::DescribeToken(*token, settings.wish);
  CLI::App* import = app.add_subcommand("import", "imports a class list and keeps the rows that came back");
  DescribeImport(*import, settings);
  CLI::App* registers =
      app.add_subcommand("register", "brings in a weekly list of a register, to be screened");
  DescribeRegister(*registers, settings.register_list);
  CLI::App* week = app.add_subcommand("week", "shows the week of a person or of a class");
  week->add_option("--trajectory", settings.trajectory_id, "a trajectory's id");
  week->add_option("--programme", settings.programme, "programme of the class");
  week->add_option("--class", settings.class_code, "code of the class");
  week->add_option("WEEK", settings.week, "ISO week, e.g. 2026-W47")->required();
  CLI::App* figures = app.add_subcommand("figures", "shows funnel and realisation of a programme");
  figures->add_option("PROGRAMME", settings.programme, "e.g. hengelo")->required();
  CLI::App* demo = app.add_subcommand("demo", "loads the demo region; repeatable");
  demo->add_option("--source", settings.source_root, "root of the source tree; default .");
  CLI11_PARSE(app, argc, argv);

  const Status status = token->parsed()       ? Token(settings)
                        : import->parsed()    ? Import(settings)
                        : registers->parsed() ? Register(settings)
                        : week->parsed()      ? Week(settings)
                        : figures->parsed()   ? Figures(settings)
                                              : Demo(settings);
  if (status.ok()) return 0;
  PrintFailure(status);
  return 1;
}

}  // namespace
}  // namespace duaal::cli

int main(int argc, char** argv) { return duaal::cli::Main(argc, argv); }
