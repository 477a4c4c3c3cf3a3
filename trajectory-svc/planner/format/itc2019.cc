#include "trajectory-svc/planner/format/itc2019.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "pugixml.hpp"

namespace duaal::planner {
namespace {

constexpr int kMinutesOfDay = 24 * 60;
constexpr std::size_t kMostFaults = 100;
constexpr int kUnlimited = 1'000'000;

// A time on the clock of the problem.
struct Time {
  std::string days;
  std::string weeks;
  int start = 0;
  int length = 0;
  std::int64_t penalty = 0;
};

struct Room {
  std::string id;
  std::vector<Time> taken;
};

struct Class {
  std::string id;
  std::string parent;
  int limit = kUnlimited;
  int part = 0;
  std::string config;
  std::vector<Time> times;
  std::vector<std::pair<int, std::int64_t>> rooms;  // and penalties
  int time = -1;
  int room = -1;
};

struct Course {
  std::string id;
  std::vector<std::vector<std::string>> missing;  // of each part, the configurations without it
  std::vector<Class> classes;
  std::vector<int> kinds;  // of each part
};

bool ShareBit(const std::string& a, const std::string& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i] == '1' && b[i] == '1') return true;
  }
  return false;
}

bool Overlap(const Time& a, const Time& b) {
  return a.start < b.start + b.length && b.start < a.start + a.length && ShareBit(a.days, b.days) &&
         ShareBit(a.weeks, b.weeks);
}

// Reads the XML and tells its faults.
class Reader {
 public:
  Status Read(std::string_view xml) {
    const pugi::xml_parse_result parsed = document_.load_buffer(xml.data(), xml.size());
    problem_ = document_.child("problem");
    if (!parsed || !problem_) {
      return Error(
          absl::StatusCode::kInvalidArgument, "NOT_XML",
          parsed ? "Give a file with a <problem>."
                 : "Give valid XML. At byte " + std::to_string(parsed.offset) + ": " + parsed.description());
    }
    ReadFrame();
    if (faults_.empty()) {
      ReadRooms();
      for (const pugi::xml_node node : problem_.child("courses").children("course")) ReadCourse(node);
      CheckParents();
    }
    return faults_.ToStatus();
  }

  // Fields are the reader's result; it is thrown away after the conversion.
  std::string name;
  int weeks = 0;
  int slot_minutes = 5;
  std::int64_t time_weight = 1;
  std::int64_t room_weight = 1;
  std::vector<Room> rooms;
  std::vector<int> travel;  // slots, rooms x rooms
  std::vector<Course> courses;

  [[nodiscard]] pugi::xml_node problem() const { return problem_; }

  std::string Text(const pugi::xml_node& node, const char* attribute, const std::string& path) {
    const std::string text = node.attribute(attribute).value();
    if (text.empty()) Fault(path + "." + attribute, "MISSING", "Give this attribute.");
    return text;
  }
  int Int(const pugi::xml_node& node, const char* attribute, const std::string& path, int least, int most) {
    const std::string text = Text(node, attribute, path);
    int number = least;
    if (text.empty()) return number;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
      Fault(path + "." + attribute, "WRONG_TYPE", "Give a whole number.");
      return least;
    }
    if (number < least || number > most) {
      Fault(path + "." + attribute, "OUT_OF_RANGE",
            "Give a number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
      return least;
    }
    return number;
  }
  int IntOr(const pugi::xml_node& node, const char* attribute, const std::string& path, int most, int usual) {
    return node.attribute(attribute) ? Int(node, attribute, path, 0, most) : usual;
  }
  void Fault(const std::string& path, const std::string& reason, const std::string& description) {
    if (faults_.list().size() < kMostFaults) faults_.Add(path, reason, description);
  }
  [[nodiscard]] Status status() const { return faults_.ToStatus(); }

 private:
  static constexpr int kMostPenalty = 1'000'000;

  void ReadFrame() {
    name = Text(problem_, "name", "problem");
    days_ = Int(problem_, "nrDays", "problem", 1, 7);
    weeks = Int(problem_, "nrWeeks", "problem", 1, kMostWeeks);
    slots_ = Int(problem_, "slotsPerDay", "problem", 1, kMinutesOfDay);
    if (kMinutesOfDay % slots_ != 0) {
      Fault("problem.slotsPerDay", "OUT_OF_RANGE",
            "Give a number of slots that divides the minutes of a day.");
      return;
    }
    slot_minutes = kMinutesOfDay / slots_;
    const pugi::xml_node weights = problem_.child("optimization");
    time_weight = IntOr(weights, "time", "optimization", kMostPenalty, 1);
    room_weight = IntOr(weights, "room", "optimization", kMostPenalty, 1);
  }

  void ReadRooms() {
    std::vector<std::pair<pugi::xml_node, std::string>> nodes;
    for (const pugi::xml_node node : problem_.child("rooms").children("room")) {
      Room room;
      room.id = Text(node, "id", "room[" + std::to_string(rooms.size()) + "]");
      const std::string path = "room[" + room.id + "]";
      if (!room_of_.emplace(room.id, static_cast<int>(rooms.size())).second) {
        Fault(path, "DUPLICATE_ID", "Give every room an id of its own.");
      }
      for (const pugi::xml_node taken : node.children("unavailable"))
        room.taken.push_back(ReadTime(taken, path));
      nodes.emplace_back(node, path);
      rooms.push_back(std::move(room));
    }
    travel.assign(rooms.size() * rooms.size(), 0);
    for (std::size_t from = 0; from < nodes.size(); ++from) {
      for (const pugi::xml_node way : nodes[from].first.children("travel")) {
        const std::string path = nodes[from].second + ".travel";
        const auto to = room_of_.find(way.attribute("room").value());
        if (to == room_of_.end()) {
          Fault(path, "UNKNOWN_REFERENCE", "Name a room of the problem.");
          continue;
        }
        const int slots = Int(way, "value", path, 0, kMostTravel / slot_minutes);
        const auto at = static_cast<std::size_t>(to->second);
        // Once given, it holds both ways.
        travel[from * rooms.size() + at] = slots;
        travel[at * rooms.size() + from] = slots;
      }
    }
  }

  Time ReadTime(const pugi::xml_node& node, const std::string& path) {
    Time time;
    time.days = Bits(node, "days", path, days_);
    time.weeks = Bits(node, "weeks", path, weeks);
    time.start = Int(node, "start", path, 0, slots_ - 1);
    time.length = Int(node, "length", path, 1, slots_);
    time.penalty = IntOr(node, "penalty", path, kMostPenalty, 0);
    if (time.start + time.length > slots_) Fault(path + ".length", "OUT_OF_RANGE", "End before midnight.");
    return time;
  }

  std::string Bits(const pugi::xml_node& node, const char* attribute, const std::string& path, int count) {
    std::string bits = Text(node, attribute, path);
    const bool good = static_cast<int>(bits.size()) == count &&
                      bits.find_first_not_of("01") == std::string::npos &&
                      bits.find('1') != std::string::npos;
    if (!good && !bits.empty()) {
      Fault(path + "." + attribute, "WRONG_TYPE",
            "Give " + std::to_string(count) + " times 0 or 1, and some 1.");
    }
    return bits;
  }

  void ReadCourse(const pugi::xml_node& node) {
    Course course;
    course.id = Text(node, "id", "course[" + std::to_string(courses.size()) + "]");
    const std::string path = "course[" + course.id + "]";
    if (!course_ids_.insert(course.id).second) {
      Fault(path, "DUPLICATE_ID", "Give every course an id of its own.");
    }
    std::vector<std::pair<std::string, std::size_t>> configs;
    std::size_t parts = 0;
    for (const pugi::xml_node config : node.children("config")) {
      const std::string id = Text(config, "id", path + ".config");
      std::size_t part = 0;
      for (const pugi::xml_node subpart : config.children("subpart")) {
        for (const pugi::xml_node own : subpart.children("class")) {
          course.classes.push_back(ReadClass(own, id, static_cast<int>(part)));
        }
        ++part;
      }
      configs.emplace_back(id, part);
      parts = std::max(parts, part);
    }
    if (parts == 0) Fault(path, "MISSING", "Give the course a configuration with a subpart.");
    course.missing.resize(parts);
    for (const auto& [id, count] : configs) {
      for (std::size_t part = count; part < parts; ++part) course.missing[part].push_back(id);
    }
    courses.push_back(std::move(course));
  }

  Class ReadClass(const pugi::xml_node& node, const std::string& config, int part) {
    Class out;
    out.id = Text(node, "id", "course[" + std::to_string(courses.size()) + "].class");
    out.config = config;
    out.part = part;
    const std::string path = "class[" + out.id + "]";
    if (!class_ids_.insert(out.id).second) Fault(path, "DUPLICATE_ID", "Give every class an id of its own.");
    out.parent = node.attribute("parent").value();
    out.limit = IntOr(node, "limit", path, kUnlimited, kUnlimited);
    for (const pugi::xml_node time : node.children("time"))
      out.times.push_back(ReadTime(time, path + ".time"));
    if (out.times.empty()) Fault(path + ".time", "MISSING", "Give the class a time.");
    for (const pugi::xml_node room : node.children("room")) {
      const auto known = room_of_.find(room.attribute("id").value());
      if (known == room_of_.end()) {
        Fault(path + ".room", "UNKNOWN_REFERENCE", "Name a room of the problem.");
        continue;
      }
      out.rooms.emplace_back(known->second, IntOr(room, "penalty", path + ".room", kMostPenalty, 0));
    }
    return out;
  }

  void CheckParents() {
    for (const Course& course : courses) {
      std::map<std::string_view, const Class*> by_id;
      for (const Class& own : course.classes) by_id.emplace(own.id, &own);
      for (const Class& own : course.classes) {
        if (own.parent.empty()) continue;
        const auto parent = by_id.find(own.parent);
        if (parent == by_id.end() || parent->second->part == own.part ||
            parent->second->config != own.config) {
          Fault("class[" + own.id + "].parent", "UNKNOWN_REFERENCE",
                "Name a class of another subpart of the same configuration.");
        }
      }
    }
  }

  pugi::xml_document document_;
  pugi::xml_node problem_;
  Violations faults_;
  int days_ = 0;
  int slots_ = 288;
  std::map<std::string, int> room_of_;
  std::set<std::string> course_ids_;
  std::set<std::string> class_ids_;
};

// Fixes time and room of every class, as the header says.
int FixTimes(Reader& in) {
  int without = 0;
  for (Course& course : in.courses) {
    for (Class& own : course.classes) {
      std::vector<std::pair<int, std::int64_t>> rooms = own.rooms;
      if (rooms.empty()) rooms.emplace_back(-1, 0);
      std::int64_t least = std::numeric_limits<std::int64_t>::max();
      bool free = false;
      for (std::size_t t = 0; t < own.times.size(); ++t) {
        const Time& time = own.times[t];
        for (const auto& [room, penalty] : rooms) {
          const std::int64_t cost = in.time_weight * time.penalty + in.room_weight * penalty;
          const auto clashes = [&](const Time& taken) { return Overlap(taken, time); };
          const bool own_free =
              room < 0 || std::none_of(in.rooms[static_cast<std::size_t>(room)].taken.begin(),
                                       in.rooms[static_cast<std::size_t>(room)].taken.end(), clashes);
          if (free && !own_free) continue;
          if (free == own_free && cost >= least) continue;  // the first of equal ones stays
          free = own_free;
          least = cost;
          own.time = static_cast<int>(t);
          own.room = room;
        }
      }
      if (!free) ++without;
      if (own.room >= 0) {
        in.rooms[static_cast<std::size_t>(own.room)].taken.push_back(
            own.times[static_cast<std::size_t>(own.time)]);
      }
    }
  }
  return without;
}

class Maker {
 public:
  explicit Maker(Reader& in) : in_(in) {}

  StatusOr<Itc2019> Make() {
    Instance& instance = out_.instance;
    instance.id = in_.name;
    instance.weeks = in_.weeks;
    instance.weights = {0, 0, 0, 0, 0, 0, 0, 1};
    MakeSites();
    for (Course& course : in_.courses) MakeCourse(course);
    MakeStudents();
    RETURN_IF_ERROR(in_.status());
    RETURN_IF_ERROR(CheckInstance(instance));
    return std::move(out_);
  }

 private:
  // The first site is where students come from, and where classes without a room are: no way to go.
  void MakeSites() {
    Instance& instance = out_.instance;
    instance.sites.push_back({"anywhere", {}});
    for (const Room& room : in_.rooms) instance.sites.push_back({"room-" + room.id, {}});
    const std::size_t count = instance.sites.size();
    instance.travel.assign(count * count, 0);
    for (std::size_t from = 1; from < count; ++from) {
      for (std::size_t to = 1; to < count; ++to) {
        instance.travel[from * count + to] = in_.travel[(from - 1) * (count - 1) + to - 1] * in_.slot_minutes;
      }
    }
  }

  static std::string ParentAttribute(int part) { return "parent-" + std::to_string(part); }

  void MakeCourse(Course& course) {
    Instance& instance = out_.instance;
    for (std::size_t part = 0; part < course.missing.size(); ++part) {
      course.kinds.push_back(static_cast<int>(instance.kinds.size()));
      instance.kinds.push_back({"course-" + course.id + "-" + std::to_string(part), {}});
      for (const std::string& config : course.missing[part]) {
        Offering none;
        none.id = "none-" + course.id + "-" + config + "-" + std::to_string(part);
        none.kind = course.kinds.back();
        none.properties.push_back({"config", {config}, {}});
        instance.offerings.push_back(std::move(none));
      }
    }
    std::map<std::string_view, int> part_of;
    for (const Class& own : course.classes) part_of.emplace(own.id, own.part);
    std::set<std::pair<int, int>> links;
    for (const Class& own : course.classes) {
      const int parent = own.parent.empty() ? -1 : part_of.at(own.parent);
      if (parent >= 0) links.emplace(parent, own.part);
      MakeClass(course, own, parent);
    }
    for (std::size_t a = 0; a < course.kinds.size(); ++a) {
      for (std::size_t b = a + 1; b < course.kinds.size(); ++b) {
        AddRule(course.kinds[a], course.kinds[b], "config");
      }
    }
    for (const auto& [parent, child] : links) {
      AddRule(course.kinds[static_cast<std::size_t>(parent)], course.kinds[static_cast<std::size_t>(child)],
              ParentAttribute(parent));
    }
  }

  void AddRule(int a, int b, const std::string& attribute) {
    out_.instance.rules.push_back({RuleType::kSame, a, b, attribute, {}, {}});
  }

  void MakeClass(const Course& course, const Class& own, int parent_part) {
    Instance& instance = out_.instance;
    ++out_.classes;
    Offering offering;
    offering.id = "class-" + own.id;
    offering.kind = course.kinds[static_cast<std::size_t>(own.part)];
    offering.site = own.room + 1;
    const Time& time = own.times[static_cast<std::size_t>(own.time)];
    const std::vector<Weeks> series = SeriesOf(time.weeks);
    for (std::size_t day = 0; day < time.days.size(); ++day) {
      if (time.days[day] != '1') continue;
      for (const Weeks& weeks : series) {
        offering.meetings.push_back({{static_cast<int>(day) + 1, time.start * in_.slot_minutes,
                                      (time.start + time.length) * in_.slot_minutes, weeks},
                                     {}});
      }
    }
    if (offering.meetings.size() > static_cast<std::size_t>(kMostMeetings)) {
      in_.Fault(
          "class[" + own.id + "].time", "OUT_OF_RANGE",
          "Give a time whose days and weeks make at most " + std::to_string(kMostMeetings) + " series.");
    }
    if (own.limit < kUnlimited) {
      offering.resources = {static_cast<int>(instance.resources.size())};
      instance.resources.push_back({"class-" + own.id, own.limit});
    }
    offering.properties.push_back({"config", {own.config}, {}});
    // Children name their parent, and so does the parent: the rule lets only these two meet.
    offering.properties.push_back({ParentAttribute(own.part), {own.id}, {}});
    if (parent_part >= 0) offering.properties.push_back({ParentAttribute(parent_part), {own.parent}, {}});
    instance.offerings.push_back(std::move(offering));
  }

  void MakeStudents() {
    std::map<std::string_view, const Course*> by_id;
    for (const Course& course : in_.courses) by_id.emplace(course.id, &course);
    std::size_t index = 0;
    for (const pugi::xml_node node : in_.problem().child("students").children("student")) {
      Person person;
      person.id = "student-" + in_.Text(node, "id", "student[" + std::to_string(index++) + "]");
      for (const pugi::xml_node wish : node.children("course")) {
        const auto course = by_id.find(wish.attribute("id").value());
        if (course == by_id.end()) {
          in_.Fault(person.id + ".course", "UNKNOWN_REFERENCE", "Name a course of the problem.");
          continue;
        }
        for (const int kind : course->second->kinds) {
          Requirement requirement;
          requirement.id = out_.instance.kinds[static_cast<std::size_t>(kind)].id;
          requirement.kind = kind;
          requirement.unplaced = kPoint;
          person.requirements.push_back(std::move(requirement));
        }
      }
      if (person.requirements.size() > static_cast<std::size_t>(kMostRequirements)) {
        ++out_.students_left_out;
      } else {
        out_.instance.people.push_back(std::move(person));
      }
    }
  }

  Reader& in_;
  Itc2019 out_;
};

}  // namespace

std::vector<Weeks> SeriesOf(std::string_view week_bits) {
  std::string left(week_bits);
  const int count = static_cast<int>(left.size());
  std::vector<Weeks> series;
  const auto on = [&](int week) { return week < count && left[static_cast<std::size_t>(week)] == '1'; };
  for (int first = 0; first < count; ++first) {
    while (on(first)) {
      // A longer step only when it takes more weeks in one series.
      int best_every = 1;
      int best = 0;
      for (int every = 1; every <= 4; ++every) {
        int length = 0;
        while (on(first + length * every)) ++length;
        if (length > best) {
          best = length;
          best_every = every;
        }
      }
      const int end = first + (best - 1) * best_every + 1;
      series.push_back({first, end, best_every, first % best_every});
      for (int i = 0; i < best; ++i) left[static_cast<std::size_t>(first + i * best_every)] = '0';
    }
  }
  return series;
}

StatusOr<Itc2019> ConvertItc2019(std::string_view xml) {
  Reader reader;
  RETURN_IF_ERROR(reader.Read(xml));
  const int without = FixTimes(reader);
  ASSIGN_OR_RETURN(Itc2019 out, Maker(reader).Make());
  out.without_free_room = without;
  return out;
}

}  // namespace duaal::planner
