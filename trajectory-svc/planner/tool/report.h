#ifndef TRAJECTORY_SVC_PLANNER_TOOL_REPORT_H_
#define TRAJECTORY_SVC_PLANNER_TOOL_REPORT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "chassis/core/status.h"
#include "rapidjson/document.h"
#include "trajectory-svc/planner/instance.h"

// What duaal-plan tells, for people in lines and for programs as one JSON object.
namespace duaal::planner::tool {

// How the command ends.
enum ExitCode {
  kDone = 0,
  kNo = 1,        // the plan breaks rules, or the prices do not prove the bound
  kBadInput = 2,  // of a file or on the command line
  kNoFile = 3,    // a file cannot be read or written
};

// Points with three decimals: 12345 thousandths are `12.345`.
[[nodiscard]] std::string Points(Cost cost);

class Report {
 public:
  Report() : json_(rapidjson::kObjectType) {}

  void Number(const char* key, const std::string& label, std::int64_t number);
  // A cost: in points for people, in thousandths for programs.
  void Price(const char* key, const std::string& label, Cost cost);
  void Text(const char* key, const std::string& label, const std::string& text);
  void Costs(const Objective& objective);
  // For people alone, and for programs alone.
  void Line(const std::string& line) { lines_ += line + "\n"; }
  void Add(const char* key, rapidjson::Value value);
  [[nodiscard]] rapidjson::Document::AllocatorType& allocator() { return json_.GetAllocator(); }

  void Print(bool as_json) const;

 private:
  std::string lines_;
  rapidjson::Document json_;
};

// Tells what went wrong, every violation with its path, and how to end.
[[nodiscard]] ExitCode Tell(const Status& status, bool as_json);

// NOT_FOUND / FILE: it cannot be read. UNAVAILABLE / FILE: it cannot be written.
[[nodiscard]] StatusOr<std::string> ReadWhole(const std::string& path);
[[nodiscard]] Status WriteWhole(const std::string& path, std::string_view text);

}  // namespace duaal::planner::tool

#endif  // TRAJECTORY_SVC_PLANNER_TOOL_REPORT_H_
