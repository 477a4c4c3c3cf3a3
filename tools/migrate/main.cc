// duaal-migrate: creates a service's schema and user and applies what is missing. See chassis/sql/migrator.h.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "chassis/sql/migrator.h"

namespace {

constexpr char kUsage[] =
    "usage: duaal-migrate --service NAME --chassis DIR --migrations DIR --password-file FILE\n"
    "                     (--socket PATH | --host HOST [--port N] --tls-ca FILE)\n"
    "                     [--admin-user NAME] [--admin-password-file FILE] [--user-host HOST]\n"
    "\n"
    "Creates schema and user duaal_NAME, applies the migrations that are missing, those of --chassis\n"
    "first, then the grants. Can be run twice, and by two at once.\n"
    "--user-host: where the service logs in from; default localhost, that is the socket.\n";

// `--name value` pairs. False on anything else, and on names that are not in `arguments`.
bool Parse(int argc, char** argv, std::map<std::string, std::string>& arguments) {
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    const auto known = name.rfind("--", 0) == 0 ? arguments.find(name.substr(2)) : arguments.end();
    if (known == arguments.end() || i + 1 == argc) {
      std::fprintf(stderr, "duaal-migrate: %s: unknown, or without a value\n%s", argv[i], kUsage);
      return false;
    }
    known->second = argv[i + 1];
  }
  for (const char* name : {"service", "chassis", "migrations", "password-file"}) {
    if (arguments[name].empty()) {
      std::fprintf(stderr, "duaal-migrate: --%s is missing\n%s", name, kUsage);
      return false;
    }
  }
  if (arguments["socket"].empty() == arguments["host"].empty()) {
    std::fprintf(stderr, "duaal-migrate: give either --socket or --host\n%s", kUsage);
    return false;
  }
  return true;
}

// The file's first line; false when there is none.
bool ReadSecret(const std::string& path, std::string& secret) {
  std::ifstream in(path);
  if (!std::getline(in, secret)) {
    std::fprintf(stderr, "duaal-migrate: %s cannot be read or is empty\n", path.c_str());
    return false;
  }
  absl::StripAsciiWhitespace(&secret);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string(argv[1]) == "--help") {
    std::fputs(kUsage, stdout);
    return 0;
  }
  std::map<std::string, std::string> arguments = {{"service", ""},
                                                  {"chassis", ""},
                                                  {"migrations", ""},
                                                  {"password-file", ""},
                                                  {"socket", ""},
                                                  {"host", ""},
                                                  {"port", "3306"},
                                                  {"tls-ca", ""},
                                                  {"admin-user", "root"},
                                                  {"admin-password-file", ""},
                                                  {"user-host", "localhost"}};
  if (!Parse(argc, argv, arguments)) return 2;

  duaal::sql::MigratorOptions options;
  options.admin.socket = arguments["socket"];
  options.admin.host = arguments["host"];
  options.admin.tls_ca = arguments["tls-ca"];
  options.admin.user = arguments["admin-user"];
  if (!absl::SimpleAtoi(arguments["port"], &options.admin.port)) {
    std::fprintf(stderr, "duaal-migrate: --port is not a number\n");
    return 2;
  }
  options.schema = duaal::sql::SchemaOf(arguments["service"]);
  options.user_host = arguments["user-host"];
  options.folders = {arguments["chassis"], arguments["migrations"]};
  if (!ReadSecret(arguments["password-file"], options.password)) return 1;
  const std::string& admin_password = arguments["admin-password-file"];
  if (!admin_password.empty() && !ReadSecret(admin_password, options.admin.password)) return 1;

  duaal::sql::InitDriver();
  const auto applied = duaal::sql::Migrate(options);
  if (!applied.ok()) {
    std::fprintf(stderr, "duaal-migrate: %s\n", std::string(applied.status().message()).c_str());
    return 1;
  }
  for (const std::string& name : *applied) std::printf("applied %s\n", name.c_str());
  std::printf("%s: %zu applied, up to date\n", options.schema.c_str(), applied->size());
  return 0;
}
