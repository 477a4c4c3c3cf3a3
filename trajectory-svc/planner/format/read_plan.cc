#include <set>

#include "trajectory-svc/planner/format/fields.h"
#include "trajectory-svc/planner/format/json.h"

namespace duaal::planner {
namespace {

using rapidjson::Value;

void ReadOwner(JsonFields& fields, const Instance& instance, std::string* id) {
  fields.Text("instance", Need::kRequired, id);
  if (!id->empty() && *id != instance.id) {
    fields.faults().Add(fields.At("instance"), "OTHER_INSTANCE",
                        "Give the instance for which this was made.");
  }
}

class PlanReader {
 public:
  explicit PlanReader(const Instance& instance)
      : in_(instance), offerings_(PlacesOf(instance.offerings)), people_(PlacesOf(instance.people)) {
    for (const Person& person : in_.people) plan_.people.emplace_back(person.requirements.size());
    plan_.open.assign(in_.offerings.size(), true);
    seen_.assign(in_.people.size(), false);
  }

  void Read(JsonFields& fields) {
    std::string id;
    ReadOwner(fields, in_, &id);
    fields.List("closed", Need::kOptional, [&](const Value& value, const JsonPath& path) {
      const auto offering = PlaceOf(value, offerings_, path, &fields.faults());
      if (!offering) return;
      if (in_.offerings[static_cast<std::size_t>(*offering)].floor == 0) {
        return fields.faults().Add(path, "NO_FLOOR", "Name offerings with a floor only.");
      }
      plan_.open[static_cast<std::size_t>(*offering)] = false;
    });
    fields.Objects(
        "people", Need::kOptional, [](std::size_t) {},
        [&](std::size_t, JsonFields& own) { ReadPerson(own); });
    fields.Object("objective", Need::kOptional, [&](JsonFields& own) { PassObjective(own); });
  }

  Plan&& Take() { return std::move(plan_); }

 private:
  void ReadPerson(JsonFields& fields) {
    int person = -1;
    fields.Reference("person", Need::kRequired, people_, &person);
    if (person >= 0 && seen_[static_cast<std::size_t>(person)]) {
      fields.faults().Add(fields.At("person"), "DUPLICATE_ID", "Give every person once.");
    }
    static const Person kNobody;
    const Person& known = person < 0 ? kNobody : in_.people[static_cast<std::size_t>(person)];
    if (person >= 0) seen_[static_cast<std::size_t>(person)] = true;
    const Places requirements = PlacesOf(known.requirements);
    std::set<int> placed;
    fields.Objects(
        "placements", Need::kOptional, [](std::size_t) {},
        [&](std::size_t, JsonFields& own) {
          int requirement = -1;
          // Of a person that is not there, the requirements cannot be judged.
          std::string unjudged;
          if (person < 0) {
            own.Text("requirement", Need::kRequired, &unjudged);
          } else {
            own.Reference("requirement", Need::kRequired, requirements, &requirement);
          }
          Placement placement;
          ReadPlacement(own, in_, offerings_, &placement);
          if (requirement < 0) return;
          if (!placed.insert(requirement).second) {
            own.faults().Add(own.At("requirement"), "DUPLICATE_ID", "Give every requirement once.");
          }
          plan_.people[static_cast<std::size_t>(person)][static_cast<std::size_t>(requirement)] = placement;
        });
  }

  // What a plan costs is for people who read the file; programs count again.
  static void PassObjective(JsonFields& fields) {
    Cost unused = 0;
    for (const char* name : {"total", "unplaced_legal", "unplaced_other", "changes", "split", "soft",
                             "legal_count", "other_count", "people_changed", "activities_changed"}) {
      fields.Int64(name, Need::kOptional, &unused);
    }
  }

  const Instance& in_;
  const Places offerings_;
  const Places people_;
  Plan plan_;
  std::vector<bool> seen_;
};

}  // namespace

StatusOr<Plan> ReadPlan(const Instance& instance, std::string_view json) {
  PlanReader reader(instance);
  JsonFaults faults;
  RETURN_IF_ERROR(ReadFile(
      json, [&](JsonFields& fields) { reader.Read(fields); }, &faults));
  return reader.Take();
}

StatusOr<Certificate> ReadCertificate(const Instance& instance, std::string_view json) {
  Certificate certificate;
  certificate.prices.assign(instance.resources.size(), 0);
  const Places resources = PlacesOf(instance.resources);
  std::vector<bool> seen(instance.resources.size());
  const auto read = [&](JsonFields& fields) {
    ReadOwner(fields, instance, &certificate.instance_id);
    fields.Int64("bound", Need::kRequired, &certificate.bound);
    const auto price = [&](std::string_view id, const Value& value, const JsonPath& path) {
      const auto place = resources.find(id);
      if (place == resources.end()) {
        return fields.faults().Add(path, "UNKNOWN_REFERENCE", "Give the id of a resource.");
      }
      const auto at = static_cast<std::size_t>(place->second);
      if (seen[at]) return fields.faults().Add(path, "DUPLICATE_FIELD", "Give every resource once.");
      seen[at] = true;
      const auto cost = Int64Of(value, path, &fields.faults());
      if (!cost) return;
      if (*cost < 0) return fields.faults().Add(path, "OUT_OF_RANGE", "Give a price of at least 0.");
      certificate.prices[at] = *cost;
    };
    fields.Map("prices", Need::kRequired, price);
  };
  JsonFaults faults;
  RETURN_IF_ERROR(ReadFile(json, read, &faults));
  return certificate;
}

}  // namespace duaal::planner
