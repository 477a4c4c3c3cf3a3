#include <array>
#include <string>

#include "rapidjson/writer.h"
#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/format/json.h"

namespace duaal::planner {
namespace {

// Lets the writer write into the text that is handed out: a large instance is not held twice.
class TextStream {
 public:
  using Ch = char;
  void Put(char c) { text_.push_back(c); }
  void Flush() {}
  std::string&& Take() { return std::move(text_); }

 private:
  std::string text_;
};

constexpr std::array<const char*, 4> kUnits = {"half_days", "minutes", "activities", "euros"};
constexpr std::array<const char*, 5> kRuleTypes = {"same", "differ", "pairs", "not_same_week", "before"};

template <typename T>
const std::string& IdOf(const std::vector<T>& things, int place) {
  static const std::string kNone;
  return place < 0 || place >= static_cast<int>(things.size()) ? kNone
                                                               : things[static_cast<std::size_t>(place)].id;
}

// Writes what differs from the defaults.
class FileWriter {
 public:
  explicit FileWriter(const Instance& instance) : in_(instance), json_(stream_) {}

  std::string WriteInstance();
  std::string WritePlan(const Plan& plan);
  std::string WriteCertificate(const Certificate& certificate);

 private:
  void Key(const char* name) { json_.Key(name); }
  void Text(const std::string& text) {
    json_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
  void Text(const char* name, const std::string& text) {
    Key(name);
    Text(text);
  }
  void Number(const char* name, std::int64_t number) {
    Key(name);
    json_.Int64(number);
  }
  void Number(const char* name, std::int64_t number, std::int64_t usual) {
    if (number != usual) Number(name, number);
  }
  template <typename T>
  void Number(const char* name, const std::optional<T>& number) {
    if (number) Number(name, *number);
  }
  void Flag(const char* name, bool flag) {
    if (!flag) return;
    Key(name);
    json_.Bool(true);
  }
  void Named(const Name& name) {
    if (name == Name()) return;
    Key("name");
    json_.StartObject();
    if (!name.nl.empty()) Text("nl", name.nl);
    if (!name.en.empty()) Text("en", name.en);
    json_.EndObject();
  }
  template <typename List, typename Write>
  void Array(const char* name, const List& list, Write write) {
    if (list.empty()) return;
    Key(name);
    json_.StartArray();
    for (const auto& member : list) write(member);
    json_.EndArray();
  }
  template <typename List, typename Write>
  void Objects(const char* name, const List& list, Write write) {
    Array(name, list, [&](const auto& member) {
      json_.StartObject();
      write(member);
      json_.EndObject();
    });
  }
  template <typename T>
  void References(const char* name, const std::vector<int>& places, const std::vector<T>& things) {
    Array(name, places, [&](int place) { Text(IdOf(things, place)); });
  }
  void Texts(const char* name, const std::vector<std::string>& texts) {
    Array(name, texts, [&](const std::string& text) { Text(text); });
  }

  void WriteTravel();
  void WriteStretch(const Stretch& stretch);
  void WriteOffering(const Offering& offering);
  void WriteRule(const Rule& rule);
  void WritePerson(const Person& person);
  void WriteRequirement(const Requirement& requirement);
  void WritePlacement(const Placement& placement);
  void WriteOptional(const char* name, const std::optional<Placement>& placement);
  void WriteWeights();
  void WriteObjective(const Objective& objective);

  const Instance& in_;
  TextStream stream_;
  rapidjson::Writer<TextStream> json_;
};

std::string FileWriter::WriteInstance() {
  json_.StartObject();
  Text("id", in_.id);
  Number("weeks", in_.weeks);
  const auto thing = [&](const auto& member) {
    Text("id", member.id);
    Named(member.name);
  };
  Objects("sites", in_.sites, thing);
  WriteTravel();
  Objects("kinds", in_.kinds, thing);
  Objects("resources", in_.resources, [&](const Resource& resource) {
    Text("id", resource.id);
    Number("seats", resource.seats);
  });
  Objects("offerings", in_.offerings, [&](const Offering& offering) { WriteOffering(offering); });
  Objects("limits", in_.limits, [&](const Limit& limit) {
    thing(limit);
    Text("unit", kUnits[static_cast<std::size_t>(limit.unit)]);
    References("kinds", limit.kinds, in_.kinds);
  });
  Objects("cohorts", in_.cohorts, [&](const Cohort& cohort) {
    thing(cohort);
    References("kinds", cohort.kinds, in_.kinds);
    Number("deviation", cohort.deviation, 0);
  });
  Objects("rules", in_.rules, [&](const Rule& rule) { WriteRule(rule); });
  Objects("people", in_.people, [&](const Person& person) { WritePerson(person); });
  WriteWeights();
  json_.EndObject();
  return stream_.Take();
}

void FileWriter::WriteTravel() {
  Key("travel");
  json_.StartArray();
  for (std::size_t i = 0; i < in_.travel.size(); ++i) {
    if (i % in_.sites.size() == 0) json_.StartArray();
    json_.Int(in_.travel[i]);
    if (i % in_.sites.size() == in_.sites.size() - 1) json_.EndArray();
  }
  json_.EndArray();
}

void FileWriter::WriteStretch(const Stretch& stretch) {
  Key("stretch");
  json_.StartObject();
  Number("weekday", stretch.weekday);
  Number("start", stretch.start);
  Number("end", stretch.end);
  Key("weeks");
  json_.StartObject();
  Number("first", stretch.weeks.first, 0);
  Number("end", stretch.weeks.end);
  Number("every", stretch.weeks.every, 1);
  Number("phase", stretch.weeks.phase, 0);
  json_.EndObject();
  json_.EndObject();
}

void FileWriter::WriteOffering(const Offering& offering) {
  Text("id", offering.id);
  Named(offering.name);
  Text("kind", IdOf(in_.kinds, offering.kind));
  Text("site", IdOf(in_.sites, offering.site));
  Flag("online", offering.online);
  Objects("meetings", offering.meetings, [&](const Meeting& meeting) {
    WriteStretch(meeting.stretch);
    References("resources", meeting.resources, in_.resources);
  });
  Number("choose_least", offering.choose_least, 0);
  Number("choose_most", offering.choose_most, 0);
  References("resources", offering.resources, in_.resources);
  Objects("properties", offering.properties, [&](const Property& property) {
    Text("attribute", property.attribute);
    Texts("texts", property.texts);
    Number("number", property.number);
  });
  Number("price_euro", offering.price_euro, 0);
  Number("floor", offering.floor, 0);
  Array("entry_weeks", offering.entry_weeks, [&](int week) { json_.Int(week); });
  Flag("closed", offering.closed);
}

void FileWriter::WriteRule(const Rule& rule) {
  Text("type", kRuleTypes[static_cast<std::size_t>(rule.type)]);
  Text("kind_a", IdOf(in_.kinds, rule.kind_a));
  Text("kind_b", IdOf(in_.kinds, rule.kind_b));
  if (!rule.attribute.empty()) Text("attribute", rule.attribute);
  Array("pairs", rule.pairs, [&](const auto& pair) {
    json_.StartArray();
    Text(pair.first);
    Text(pair.second);
    json_.EndArray();
  });
  Named(rule.name);
}

void FileWriter::WritePerson(const Person& person) {
  Text("id", person.id);
  Text("home", IdOf(in_.sites, person.home));
  Number("reach", person.reach, kMostTravel);
  Number("entry_week", person.entry_week, 0);
  Objects("blocks", person.blocks, [&](const Block& block) {
    WriteStretch(block.stretch);
    Named(block.name);
  });
  Objects("limits", person.limits, [&](const PersonLimit& limit) {
    Text("limit", IdOf(in_.limits, limit.limit));
    Number("most", limit.most);
    Number("preferred", limit.preferred);
  });
  Objects("requirements", person.requirements,
          [&](const Requirement& requirement) { WriteRequirement(requirement); });
  if (person.cohort >= 0) Text("cohort", IdOf(in_.cohorts, person.cohort));
  Number("per_day", person.per_day, 0);
  Number("weight_permille", person.weight_permille, 1000);
  Flag("published", person.published);
  Flag("notice_passed", person.notice_passed);
}

void FileWriter::WriteRequirement(const Requirement& requirement) {
  Text("id", requirement.id);
  Text("kind", IdOf(in_.kinds, requirement.kind));
  Flag("legal", requirement.legal);
  Number("unplaced", requirement.unplaced, 0);
  Number("least_half_days", requirement.least_half_days, 0);
  Number("most_half_days", requirement.most_half_days, 0);
  Number("least_minutes", requirement.least_minutes, 0);
  Number("most_minutes", requirement.most_minutes, 0);
  Number("short_half_day", requirement.short_half_day, 0);
  Objects("conditions", requirement.conditions, [&](const Condition& condition) {
    Text("attribute", condition.attribute);
    Texts("one_of", condition.one_of);
    Number("least", condition.least);
    Number("most", condition.most);
    Number("cost", condition.cost);
    Named(condition.name);
  });
  WriteOptional("pinned", requirement.pinned);
  WriteOptional("published", requirement.published);
}

void FileWriter::WritePlacement(const Placement& placement) {
  Text("offering", IdOf(in_.offerings, placement.offering));
  const bool known = placement.offering >= 0 && placement.offering < static_cast<int>(in_.offerings.size());
  const std::size_t count =
      known ? in_.offerings[static_cast<std::size_t>(placement.offering)].meetings.size() : 0;
  if (count < 32 && placement.meetings == (1U << count) - 1) return;
  Key("meetings");
  json_.StartArray();
  for (int i = 0; i < 32; ++i) {
    if ((placement.meetings >> i & 1U) != 0) json_.Int(i);
  }
  json_.EndArray();
}

void FileWriter::WriteOptional(const char* name, const std::optional<Placement>& placement) {
  if (!placement) return;
  Key(name);
  json_.StartObject();
  WritePlacement(*placement);
  json_.EndObject();
}

void FileWriter::WriteWeights() {
  const Weights& weights = in_.weights;
  Key("weights");
  json_.StartObject();
  Number("travel_minute", weights.travel_minute);
  Number("evening", weights.evening);
  Number("above_preferred", weights.above_preferred);
  Number("week_later", weights.week_later);
  Number("person_changed", weights.person_changed);
  Number("activity_changed", weights.activity_changed);
  Number("slot_changed", weights.slot_changed);
  Number("late_factor", weights.late_factor);
  json_.EndObject();
}

void FileWriter::WriteObjective(const Objective& objective) {
  Key("objective");
  json_.StartObject();
  Number("total", objective.total);
  Number("unplaced_legal", objective.unplaced_legal);
  Number("unplaced_other", objective.unplaced_other);
  Number("changes", objective.changes);
  Number("split", objective.split);
  Number("soft", objective.soft);
  Number("legal_count", objective.legal_count);
  Number("other_count", objective.other_count);
  Number("people_changed", objective.people_changed);
  Number("activities_changed", objective.activities_changed);
  json_.EndObject();
}

std::string FileWriter::WritePlan(const Plan& plan) {
  json_.StartObject();
  Text("instance", in_.id);
  WriteObjective(ObjectiveOf(in_, plan));
  std::vector<int> closed;
  for (std::size_t i = 0; i < plan.open.size(); ++i) {
    if (!plan.open[i]) closed.push_back(static_cast<int>(i));
  }
  References("closed", closed, in_.offerings);
  Key("people");
  json_.StartArray();
  for (std::size_t p = 0; p < plan.people.size(); ++p) {
    json_.StartObject();
    Text("person", in_.people[p].id);
    Key("placements");
    json_.StartArray();
    for (std::size_t r = 0; r < plan.people[p].size(); ++r) {
      if (!plan.people[p][r]) continue;
      json_.StartObject();
      Text("requirement", in_.people[p].requirements[r].id);
      WritePlacement(*plan.people[p][r]);
      json_.EndObject();
    }
    json_.EndArray();
    json_.EndObject();
  }
  json_.EndArray();
  json_.EndObject();
  return stream_.Take();
}

std::string FileWriter::WriteCertificate(const Certificate& certificate) {
  json_.StartObject();
  Text("instance", certificate.instance_id);
  Number("bound", certificate.bound);
  Key("prices");
  json_.StartObject();
  for (std::size_t i = 0; i < certificate.prices.size() && i < in_.resources.size(); ++i) {
    if (certificate.prices[i] == 0) continue;
    const std::string& id = in_.resources[i].id;
    json_.Key(id.data(), static_cast<rapidjson::SizeType>(id.size()));
    json_.Int64(certificate.prices[i]);
  }
  json_.EndObject();
  json_.EndObject();
  return stream_.Take();
}

}  // namespace

std::string WriteInstance(const Instance& instance) { return FileWriter(instance).WriteInstance(); }

std::string WritePlan(const Instance& instance, const Plan& plan) {
  return FileWriter(instance).WritePlan(plan);
}

std::string WriteCertificate(const Instance& instance, const Certificate& certificate) {
  return FileWriter(instance).WriteCertificate(certificate);
}

}  // namespace duaal::planner
