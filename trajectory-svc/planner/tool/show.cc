#include "trajectory-svc/planner/tool/show.h"

namespace duaal::planner::tool {
namespace {

std::string Clock(int minutes) {
  std::string text = "00:00";
  text[0] = static_cast<char>('0' + minutes / 600);
  text[1] = static_cast<char>('0' + minutes / 60 % 10);
  text[3] = static_cast<char>('0' + minutes % 60 / 10);
  text[4] = static_cast<char>('0' + minutes % 10);
  return text;
}

std::string Shown(const Name& name, const std::string& id) { return name.en.empty() ? id : name.en; }

}  // namespace

std::string Shown(const Instance& instance, const Placement& placement) {
  static constexpr const char* kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const Offering& offering = instance.offerings[static_cast<std::size_t>(placement.offering)];
  std::string text = Shown(offering.name, offering.id);
  for (std::size_t i = 0; i < offering.meetings.size(); ++i) {
    if ((placement.meetings >> i & 1U) == 0) continue;
    const Stretch& stretch = offering.meetings[i].stretch;
    text += std::string(", ") + kDays[stretch.weekday - 1] + " " + Clock(stretch.start) + "-" +
            Clock(stretch.end);
    text += " weeks " + std::to_string(stretch.weeks.first) + "-" + std::to_string(stretch.weeks.end - 1);
    if (stretch.weeks.every > 1) text += " every " + std::to_string(stretch.weeks.every);
  }
  return text;
}

rapidjson::Value JsonOf(const Instance& instance, const Requirement& requirement, const Placement& placement,
                        Report* report) {
  auto& allocator = report->allocator();
  rapidjson::Value one(rapidjson::kObjectType);
  one.AddMember("requirement", rapidjson::Value(requirement.id.c_str(), allocator), allocator);
  const std::string& id = instance.offerings[static_cast<std::size_t>(placement.offering)].id;
  one.AddMember("offering", rapidjson::Value(id.c_str(), allocator), allocator);
  rapidjson::Value meetings(rapidjson::kArrayType);
  for (int i = 0; i < kMostMeetings; ++i) {
    if ((placement.meetings >> i & 1U) != 0) meetings.PushBack(i, allocator);
  }
  one.AddMember("meetings", meetings, allocator);
  return one;
}

StatusOr<int> FindPerson(const Instance& instance, const std::string& id) {
  for (std::size_t i = 0; i < instance.people.size(); ++i) {
    if (instance.people[i].id == id) return static_cast<int>(i);
  }
  return Error(absl::StatusCode::kInvalidArgument, "UNKNOWN_PERSON",
               "Give the id of a person of the instance.");
}

}  // namespace duaal::planner::tool
