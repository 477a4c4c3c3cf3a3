#include "trajectory-svc/planner/tool/report.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace duaal::planner::tool {
namespace {

rapidjson::Value TextOf(const std::string& text, rapidjson::Document::AllocatorType& allocator) {
  return {text.data(), static_cast<rapidjson::SizeType>(text.size()), allocator};
}

}  // namespace

std::string Points(Cost cost) {
  const std::string digits = std::to_string(std::llabs(cost) % kPoint);
  return (cost < 0 ? "-" : "") + std::to_string(std::llabs(cost) / kPoint) + "." +
         std::string(3 - digits.size(), '0') + digits;
}

void Report::Add(const char* key, rapidjson::Value value) {
  json_.AddMember(rapidjson::Value(key, allocator()), std::move(value), allocator());
}

void Report::Number(const char* key, const std::string& label, std::int64_t number) {
  Line(label + ": " + std::to_string(number));
  Add(key, rapidjson::Value(number));
}

void Report::Price(const char* key, const std::string& label, Cost cost) {
  Line(label + ": " + Points(cost));
  Add(key, rapidjson::Value(cost));
}

void Report::Text(const char* key, const std::string& label, const std::string& text) {
  Line(label + ": " + text);
  Add(key, TextOf(text, allocator()));
}

void Report::Costs(const Objective& objective) {
  Price("total", "total", objective.total);
  Price("unplaced_legal", "  unplaced by law", objective.unplaced_legal);
  Price("unplaced_other", "  unplaced, other", objective.unplaced_other);
  Price("changes", "  changes", objective.changes);
  Price("split", "  split cohorts", objective.split);
  Price("soft", "  soft", objective.soft);
  Number("legal_count", "requirements by law without a place", objective.legal_count);
  Number("other_count", "other requirements without a place", objective.other_count);
  Number("people_changed", "people whose week changes", objective.people_changed);
}

void Report::Print(bool as_json) const {
  if (!as_json) {
    std::fputs(lines_.c_str(), stdout);
    return;
  }
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  json_.Accept(writer);
  std::printf("%s\n", buffer.GetString());
}

ExitCode Tell(const Status& status, bool as_json) {
  const ErrorDetails details = DetailsOf(status);
  if (as_json) {
    Report report;
    report.Text("error", "", details.reason);
    report.Text("message", "", std::string(status.message()));
    rapidjson::Value list(rapidjson::kArrayType);
    for (const FieldViolation& violation : details.violations) {
      rapidjson::Value one(rapidjson::kObjectType);
      one.AddMember("field", TextOf(violation.field, report.allocator()), report.allocator());
      one.AddMember("reason", TextOf(violation.reason, report.allocator()), report.allocator());
      one.AddMember("description", TextOf(violation.description, report.allocator()), report.allocator());
      list.PushBack(one, report.allocator());
    }
    report.Add("violations", std::move(list));
    report.Print(true);
  } else {
    std::fprintf(stderr, "duaal-plan: %s (%s)\n", std::string(status.message()).c_str(),
                 details.reason.c_str());
    for (const FieldViolation& violation : details.violations) {
      std::fprintf(stderr, "  %s: %s (%s)\n", violation.field.c_str(), violation.description.c_str(),
                   violation.reason.c_str());
    }
  }
  if (details.reason == "FILE") return kNoFile;
  return status.code() == absl::StatusCode::kFailedPrecondition ? kNo : kBadInput;
}

StatusOr<std::string> ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  // It fails for an empty file too; what cannot be read, such as a directory, fails again.
  if (text.fail()) file.peek();
  if (!file.is_open() || file.bad()) {
    return Error(absl::StatusCode::kNotFound, "FILE", "Give a file that can be read: " + path);
  }
  return std::move(text).str();
}

Status WriteWhole(const std::string& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.flush();
  if (file) return absl::OkStatus();
  return Error(absl::StatusCode::kUnavailable, "FILE", "Give a file that can be written: " + path);
}

}  // namespace duaal::planner::tool
