#include "tools/bench/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <utility>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace duaal::bench {
namespace {

// A ratio may fall this far below the kept one before the guard complains.
constexpr double kTolerance = 0.15;

// Three digits that count, and no more zeros than needed.
std::string Format(double value) {
  char text[40];
  if (std::abs(value) >= 100) {
    std::snprintf(text, sizeof(text), "%.0f", value);
  } else {
    std::snprintf(text, sizeof(text), "%.3g", value);
  }
  return text;
}

}  // namespace

bool Report::Figure::met() const {
  if (!target.has_value()) return true;
  if (!value.has_value()) return false;
  return target->kind == Target::Kind::kAtLeast ? *value >= target->value : *value <= target->value;
}

std::string Report::Figure::text() const {
  if (!value.has_value()) return "null";
  if (truth) return *value != 0 ? "true" : "false";
  return Format(*value);
}

void Report::Add(std::string name, double value, std::optional<Target> target) {
  figures_.push_back({std::move(name), value, target});
}

void Report::AddUnmeasured(std::string name, std::optional<Target> target) {
  figures_.push_back({std::move(name), std::nullopt, target});
}

void Report::AddTruth(std::string name, bool value) {
  figures_.push_back({std::move(name), value ? 1.0 : 0.0, AtLeast(1), true});
}

bool Report::ok() const {
  return std::all_of(figures_.begin(), figures_.end(), [](const Figure& figure) { return figure.met(); });
}

std::string Report::Lines() const {
  std::string lines;
  for (const Figure& figure : figures_) {
    lines += "  " + figure.name + std::string(std::max<std::size_t>(1, 26 - figure.name.size()), ' ');
    lines += figure.value.has_value() ? figure.text() : "not measured";
    if (figure.target.has_value()) {
      const char* sign = figure.target->kind == Target::Kind::kAtLeast ? ">= " : "<= ";
      lines += "   target " + std::string(sign) + Format(figure.target->value) +
               (figure.met() ? "   met" : "   MISSED");
    }
    lines += '\n';
  }
  return lines;
}

std::string Report::Json() const {
  std::string json = "{\"bench\":\"" + bench_ + "\",\"ok\":" + (ok() ? "true" : "false") +
                     ",\"people\":" + std::to_string(people_);
  for (const Figure& figure : figures_) json += ",\"" + figure.name + "\":" + figure.text();
  return json + "}";
}

Status Report::Guard(const std::string& path) const {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) return Error(absl::StatusCode::kNotFound, "NO_KEPT_FIGURES", path + ": cannot be read.");
  google::protobuf::Struct kept;
  if (!google::protobuf::util::JsonStringToMessage(text.str(), &kept).ok()) {
    return Error(absl::StatusCode::kInvalidArgument, "KEPT_FIGURES", path + ": is not a JSON object.");
  }
  const auto entry = kept.fields().find(bench_);
  if (entry == kept.fields().end()) return absl::OkStatus();
  std::string drops;
  for (const Figure& figure : figures_) {
    const auto before = entry->second.struct_value().fields().find(figure.name);
    if (!figure.name.starts_with("ratio") || before == entry->second.struct_value().fields().end()) continue;
    const double least = before->second.number_value() * (1 - kTolerance);
    if (!figure.value.has_value() || *figure.value >= least) continue;
    drops += " " + figure.name + " is " + Format(*figure.value) + ", kept is " +
             Format(before->second.number_value()) + ".";
  }
  if (drops.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "SLOWER", bench_ + " became slower:" + drops);
}

}  // namespace duaal::bench
