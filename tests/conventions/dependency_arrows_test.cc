#include <algorithm>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/conventions/source_tree.h"

// The arrows of the house: rpc -> app -> {storage, domain}; storage -> domain; domain -> standard library,
// Abseil, chassis/core. No service includes another. The chassis knows nothing of the domain.
namespace duaal::conventions {
namespace {

const std::vector<std::string>& Services() {
  static const std::vector<std::string> services = {"intake-svc", "trajectory-svc", "partner-svc",
                                                    "reporting-svc"};
  return services;
}

struct Include {
  std::string target;
  int line = 0;
  bool quoted = false;
};

std::vector<Include> IncludesOf(const SourceFile& file) {
  static const std::regex kInclude(R"re(^\s*#\s*include\s+(["<])([^">]+)[">])re");
  std::vector<Include> includes;
  int number = 0;
  for (const std::string_view line : file.Lines()) {
    ++number;
    std::match_results<std::string_view::const_iterator> match;
    if (std::regex_search(line.begin(), line.end(), match, kInclude)) {
      includes.push_back({match[2].str(), number, match[1].str() == "\""});
    }
  }
  return includes;
}

bool StartsWithAny(const std::string& text, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return text.starts_with(prefix); });
}

// A header of the C++ or C standard library: no folder, and no dot but C's `.h`.
bool IsStandard(const Include& include) {
  return !include.quoted && include.target.find('/') == std::string::npos;
}

// What a room of a service may include by quotes, besides the standard library.
struct Room {
  std::string name;
  std::vector<std::string> rooms;    // of the same service
  std::vector<std::string> foreign;  // prefixes outside the service
};

const std::vector<Room>& Rooms() {
  static const std::vector<std::string> kPure = {"absl/", "chassis/core/"};
  static const std::vector<std::string> kAll = {"absl/", "chassis/", "duaal/", "google/"};
  static const std::vector<Room> rooms = {
      {"domain", {"domain"}, kPure},
      {"planner", {"planner"}, kPure},
      // Files in and out, and the command: what they use stays out of the solvers.
      {"planner/format", {"planner"}, {"absl/", "chassis/core/", "rapidjson/", "pugixml.hpp"}},
      {"planner/tool", {"planner"}, {"absl/", "chassis/core/", "rapidjson/", "CLI/"}},
      {"storage", {"storage", "domain"}, kAll},
      {"app", {"app", "storage", "domain", "planner"}, kAll},
      {"projections", {"projections", "storage", "domain"}, kAll},
      {"queries", {"queries", "storage", "domain"}, kAll},
      {"rpc", {"rpc", "app", "storage", "domain", "planner", "projections", "queries"}, kAll},
  };
  return rooms;
}

// The innermost room of a service that a file stands in, or nullptr.
const Room* RoomOf(const SourceFile& file, const std::string& service) {
  const Room* innermost = nullptr;
  for (const Room& room : Rooms()) {
    if (!file.In(service + "/" + room.name + "/")) continue;
    if (innermost == nullptr || room.name.size() > innermost->name.size()) innermost = &room;
  }
  return innermost;
}

bool MayInclude(const SourceFile& file, const std::string& service, const Room& room,
                const Include& include) {
  if (IsStandard(include)) return true;
  if (file.Is("_test.cc") &&
      StartsWithAny(include.target, {"gtest/", "gmock/", "chassis/testing/", "tests/"})) {
    return true;
  }
  if (StartsWithAny(include.target, room.foreign)) return true;
  return std::any_of(room.rooms.begin(), room.rooms.end(), [&](const std::string& other) {
    return include.target.starts_with(service + "/" + other + "/");
  });
}

TEST(DependencyArrowsTest, RoomsIncludeOnlyWhatTheirArrowsAllow) {
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    if (!file.IsCpp()) continue;
    for (const std::string& service : Services()) {
      const Room* room = RoomOf(file, service);
      if (room == nullptr) continue;
      for (const Include& include : IncludesOf(file)) {
        if (MayInclude(file, service, *room, include)) continue;
        findings.push_back(At(file, include.line, room->name + "/ may not include " + include.target));
      }
    }
  }
  Report(findings);
}

// Storage may use a proto as a codec for rows and events; use cases speak the domain's language only.
TEST(DependencyArrowsTest, UseCasesKnowNoRequestsAndNoTransport) {
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    if (!file.IsCpp() || file.IsTest()) continue;
    const bool app = file.path.find("-svc/app/") != std::string::npos;
    const bool storage = file.path.find("-svc/storage/") != std::string::npos;
    for (const Include& include : IncludesOf(file)) {
      if ((app && include.target.ends_with("_service.pb.h")) ||
          ((app || storage) && include.target.ends_with(".grpc.pb.h"))) {
        findings.push_back(At(file, include.line, "requests and responses end at rpc/: " + include.target));
      }
    }
  }
  Report(findings);
}

TEST(DependencyArrowsTest, ServicesMeetOnlyThroughProtos) {
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    if (!file.IsCpp() || file.In("tests/") || file.In("tools/")) continue;
    for (const Include& include : IncludesOf(file)) {
      for (const std::string& other : Services()) {
        if (include.target.starts_with(other + "/") && !file.In(other + "/")) {
          findings.push_back(At(file, include.line, "belongs to " + other + ": " + include.target));
        }
      }
      if (include.target.starts_with("gateway/") && !file.In("gateway/")) {
        findings.push_back(At(file, include.line, "belongs to the gateway: " + include.target));
      }
    }
  }
  Report(findings);
}

TEST(DependencyArrowsTest, ChassisIncludesNoOwnersProtos) {
  static const std::regex kOwned("^duaal/(intake|trajectory|partner|reporting|programme|gateway)/.*");
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    if (!file.IsCpp() || !file.In("chassis/") || file.IsTest()) continue;
    for (const Include& include : IncludesOf(file)) {
      if (std::regex_match(include.target, kOwned)) {
        findings.push_back(At(file, include.line, "the chassis knows no owner: " + include.target));
      }
    }
  }
  Report(findings);
}

// Comments may give an example from the domain; code may not. The tenant (municipality), the acting
// organisation and the person are the chassis' own words for whose data it guards.
TEST(DependencyArrowsTest, ChassisCodeHoldsNoDomainWord) {
  static const std::regex kWord(
      "[A-Za-z_]*(participant|trajector|enrol|attendance|referral|assessment|offering|programme|placement|"
      "intake|"
      "inburger|caseload|vacanc|case.?manager)[A-Za-z_]*",
      std::regex::icase);
  std::vector<std::string> findings;
  for (const SourceFile& file : Tree()) {
    if (!file.In("chassis/") || !file.IsCpp() || file.IsTest()) continue;
    const std::string code = WithoutComments(file.text, /*keep_strings=*/true);
    for (std::sregex_iterator it(code.begin(), code.end(), kWord), end; it != end; ++it) {
      findings.push_back(At(file, LineOf(code, static_cast<std::size_t>(it->position())),
                            "`" + it->str() + "` is a word of the domain"));
    }
  }
  Report(findings);
}

}  // namespace
}  // namespace duaal::conventions
