#include <array>
#include <utility>

#include "trajectory-svc/planner/format/fields.h"
#include "trajectory-svc/planner/format/json.h"

namespace duaal::planner {
namespace {

using rapidjson::Value;

constexpr std::array<std::pair<std::string_view, Unit>, 4> kUnits = {{{"half_days", Unit::kHalfDays},
                                                                      {"minutes", Unit::kMinutes},
                                                                      {"activities", Unit::kActivities},
                                                                      {"euros", Unit::kEuros}}};
constexpr std::array<std::pair<std::string_view, RuleType>, 5> kRuleTypes = {
    {{"same", RuleType::kSame},
     {"differ", RuleType::kDiffer},
     {"pairs", RuleType::kPairs},
     {"not_same_week", RuleType::kNotSameWeek},
     {"before", RuleType::kBefore}}};

template <typename List, typename T>
void OneOf(JsonFields& fields, const char* name, const List& values, T* target) {
  std::string text;
  fields.Text(name, Need::kRequired, &text);
  if (text.empty()) return;
  std::string known;
  for (const auto& [word, value] : values) {
    if (word == text) {
      *target = value;
      return;
    }
    known += (known.empty() ? "" : ", ") + std::string(word);
  }
  fields.faults().Add(fields.At(name), "UNKNOWN_VALUE", "Give one of: " + known + ".");
}

class InstanceReader {
 public:
  void Read(JsonFields& fields) {
    fields.Text("id", Need::kRequired, &in_.id);
    fields.Int("weeks", Need::kRequired, &in_.weeks);
    Things(fields, "sites", Need::kRequired, &in_.sites, &InstanceReader::ReadSite);
    sites_ = PlacesOf(in_.sites);
    ReadTravel(fields);
    Things(fields, "kinds", Need::kRequired, &in_.kinds, &InstanceReader::ReadKind);
    kinds_ = PlacesOf(in_.kinds);
    Things(fields, "resources", Need::kOptional, &in_.resources, &InstanceReader::ReadResource);
    resources_ = PlacesOf(in_.resources);
    Things(fields, "offerings", Need::kOptional, &in_.offerings, &InstanceReader::ReadOffering);
    offerings_ = PlacesOf(in_.offerings);
    Things(fields, "limits", Need::kOptional, &in_.limits, &InstanceReader::ReadLimit);
    limits_ = PlacesOf(in_.limits);
    Things(fields, "cohorts", Need::kOptional, &in_.cohorts, &InstanceReader::ReadCohort);
    cohorts_ = PlacesOf(in_.cohorts);
    Things(fields, "rules", Need::kOptional, &in_.rules, &InstanceReader::ReadRule);
    Things(fields, "people", Need::kOptional, &in_.people, &InstanceReader::ReadPerson);
    fields.Object("weights", Need::kOptional, [&](JsonFields& own) { ReadWeights(own); });
  }

  Instance&& Take() { return std::move(in_); }
  [[nodiscard]] const Instance& instance() const { return in_; }

 private:
  template <typename T>
  void Things(JsonFields& fields, const char* name, Need need, std::vector<T>* target,
              void (InstanceReader::*read)(JsonFields&, T*)) {
    fields.Objects(
        name, need, [&](std::size_t size) { target->resize(size); },
        [&](std::size_t i, JsonFields& own) { (this->*read)(own, &(*target)[i]); });
  }

  void ReadTravel(JsonFields& fields) {
    fields.List("travel", Need::kRequired, [&](const Value& row, const JsonPath& path) {
      if (!row.IsArray() || row.Size() != in_.sites.size()) {
        return fields.faults().Add(path, "WRONG_SIZE", "Give the minutes to every site, in their order.");
      }
      for (rapidjson::SizeType i = 0; i < row.Size(); ++i) {
        const JsonPath own = {&path, "", static_cast<int>(i)};
        in_.travel.push_back(IntOf(row[i], own, &fields.faults()).value_or(0));
      }
    });
  }

  void ReadSite(JsonFields& fields, Site* site) {
    fields.Text("id", Need::kRequired, &site->id);
    fields.Named(&site->name);
  }

  void ReadKind(JsonFields& fields, Kind* kind) {
    fields.Text("id", Need::kRequired, &kind->id);
    fields.Named(&kind->name);
  }

  void ReadResource(JsonFields& fields, Resource* resource) {
    fields.Text("id", Need::kRequired, &resource->id);
    fields.Int("seats", Need::kRequired, &resource->seats);
  }

  static void ReadStretch(JsonFields& fields, Stretch* stretch) {
    fields.Object("stretch", Need::kRequired, [&](JsonFields& own) {
      own.Int("weekday", Need::kRequired, &stretch->weekday);
      own.Int("start", Need::kRequired, &stretch->start);
      own.Int("end", Need::kRequired, &stretch->end);
      own.Object("weeks", Need::kRequired, [&](JsonFields& weeks) {
        weeks.Int("first", Need::kOptional, &stretch->weeks.first);
        weeks.Int("end", Need::kRequired, &stretch->weeks.end);
        weeks.Int("every", Need::kOptional, &stretch->weeks.every);
        weeks.Int("phase", Need::kOptional, &stretch->weeks.phase);
      });
    });
  }

  void ReadMeeting(JsonFields& fields, Meeting* meeting) {
    ReadStretch(fields, &meeting->stretch);
    fields.References("resources", resources_, &meeting->resources);
  }

  void ReadProperty(JsonFields& fields, Property* property) {
    fields.Text("attribute", Need::kRequired, &property->attribute);
    fields.Texts("texts", &property->texts);
    fields.Int64("number", &property->number);
  }

  void ReadOffering(JsonFields& fields, Offering* offering) {
    fields.Text("id", Need::kRequired, &offering->id);
    fields.Named(&offering->name);
    fields.Reference("kind", Need::kRequired, kinds_, &offering->kind);
    fields.Reference("site", Need::kRequired, sites_, &offering->site);
    fields.Flag("online", &offering->online);
    Things(fields, "meetings", Need::kOptional, &offering->meetings, &InstanceReader::ReadMeeting);
    fields.Int("choose_least", Need::kOptional, &offering->choose_least);
    fields.Int("choose_most", Need::kOptional, &offering->choose_most);
    fields.References("resources", resources_, &offering->resources);
    Things(fields, "properties", Need::kOptional, &offering->properties, &InstanceReader::ReadProperty);
    fields.Int64("price_euro", Need::kOptional, &offering->price_euro);
    fields.Int("floor", Need::kOptional, &offering->floor);
    fields.Ints("entry_weeks", &offering->entry_weeks);
    fields.Flag("closed", &offering->closed);
  }

  void ReadLimit(JsonFields& fields, Limit* limit) {
    fields.Text("id", Need::kRequired, &limit->id);
    fields.Named(&limit->name);
    OneOf(fields, "unit", kUnits, &limit->unit);
    fields.References("kinds", kinds_, &limit->kinds);
  }

  void ReadCohort(JsonFields& fields, Cohort* cohort) {
    fields.Text("id", Need::kRequired, &cohort->id);
    fields.Named(&cohort->name);
    fields.References("kinds", kinds_, &cohort->kinds);
    fields.Int64("deviation", Need::kOptional, &cohort->deviation);
  }

  void ReadRule(JsonFields& fields, Rule* rule) {
    OneOf(fields, "type", kRuleTypes, &rule->type);
    fields.Reference("kind_a", Need::kRequired, kinds_, &rule->kind_a);
    fields.Reference("kind_b", Need::kRequired, kinds_, &rule->kind_b);
    fields.Text("attribute", Need::kOptional, &rule->attribute);
    fields.List("pairs", Need::kOptional, [&](const Value& pair, const JsonPath& path) {
      if (!pair.IsArray() || pair.Size() != 2) {
        return fields.faults().Add(path, "WRONG_TYPE", "Give a list of two texts.");
      }
      const auto first = TextOf(pair[0], {&path, "", 0}, &fields.faults());
      const auto second = TextOf(pair[1], {&path, "", 1}, &fields.faults());
      if (first && second) rule->pairs.emplace_back(*first, *second);
    });
    fields.Named(&rule->name);
  }

  void ReadBlock(JsonFields& fields, Block* block) {
    ReadStretch(fields, &block->stretch);
    fields.Named(&block->name);
  }

  void ReadPersonLimit(JsonFields& fields, PersonLimit* limit) {
    fields.Reference("limit", Need::kRequired, limits_, &limit->limit);
    fields.Int("most", Need::kRequired, &limit->most);
    fields.Int("preferred", &limit->preferred);
  }

  void ReadCondition(JsonFields& fields, Condition* condition) {
    fields.Text("attribute", Need::kRequired, &condition->attribute);
    fields.Texts("one_of", &condition->one_of);
    fields.Int64("least", &condition->least);
    fields.Int64("most", &condition->most);
    fields.Int64("cost", &condition->cost);
    fields.Named(&condition->name);
  }

  void ReadOptionalPlacement(JsonFields& fields, const char* name, std::optional<Placement>* target) {
    fields.Object(name, Need::kOptional, [&](JsonFields& own) {
      Placement placement;
      ReadPlacement(own, in_, offerings_, &placement);
      *target = placement;
    });
  }

  void ReadRequirement(JsonFields& fields, Requirement* requirement) {
    fields.Text("id", Need::kRequired, &requirement->id);
    fields.Reference("kind", Need::kRequired, kinds_, &requirement->kind);
    fields.Flag("legal", &requirement->legal);
    fields.Int64("unplaced", Need::kOptional, &requirement->unplaced);
    fields.Int("least_half_days", Need::kOptional, &requirement->least_half_days);
    fields.Int("most_half_days", Need::kOptional, &requirement->most_half_days);
    fields.Int("least_minutes", Need::kOptional, &requirement->least_minutes);
    fields.Int("most_minutes", Need::kOptional, &requirement->most_minutes);
    fields.Int64("short_half_day", Need::kOptional, &requirement->short_half_day);
    Things(fields, "conditions", Need::kOptional, &requirement->conditions, &InstanceReader::ReadCondition);
    ReadOptionalPlacement(fields, "pinned", &requirement->pinned);
    ReadOptionalPlacement(fields, "published", &requirement->published);
  }

  void ReadPerson(JsonFields& fields, Person* person) {
    fields.Text("id", Need::kRequired, &person->id);
    fields.Reference("home", Need::kRequired, sites_, &person->home);
    fields.Int("reach", Need::kOptional, &person->reach);
    fields.Int("entry_week", Need::kOptional, &person->entry_week);
    Things(fields, "blocks", Need::kOptional, &person->blocks, &InstanceReader::ReadBlock);
    Things(fields, "limits", Need::kOptional, &person->limits, &InstanceReader::ReadPersonLimit);
    Things(fields, "requirements", Need::kOptional, &person->requirements, &InstanceReader::ReadRequirement);
    fields.Reference("cohort", Need::kOptional, cohorts_, &person->cohort);
    fields.Int64("per_day", Need::kOptional, &person->per_day);
    fields.Int("weight_permille", Need::kOptional, &person->weight_permille);
    fields.Flag("published", &person->published);
    fields.Flag("notice_passed", &person->notice_passed);
  }

  void ReadWeights(JsonFields& fields) {
    Weights& weights = in_.weights;
    fields.Int64("travel_minute", Need::kOptional, &weights.travel_minute);
    fields.Int64("evening", Need::kOptional, &weights.evening);
    fields.Int64("above_preferred", Need::kOptional, &weights.above_preferred);
    fields.Int64("week_later", Need::kOptional, &weights.week_later);
    fields.Int64("person_changed", Need::kOptional, &weights.person_changed);
    fields.Int64("activity_changed", Need::kOptional, &weights.activity_changed);
    fields.Int64("slot_changed", Need::kOptional, &weights.slot_changed);
    fields.Int("late_factor", Need::kOptional, &weights.late_factor);
  }

  Instance in_;
  Places sites_;
  Places kinds_;
  Places resources_;
  Places offerings_;
  Places limits_;
  Places cohorts_;
};

}  // namespace

StatusOr<Instance> ReadInstance(std::string_view json) {
  InstanceReader reader;
  JsonFaults faults;
  Status status = ReadFile(
      json, [&](JsonFields& fields) { reader.Read(fields); }, &faults);
  if (!status.ok() && faults.empty()) return status;
  JsonFaults all = faults;
  for (const FieldViolation& violation : DetailsOf(CheckInstance(reader.instance())).violations) {
    if (!faults.Explains(violation.field)) all.Add(violation);
  }
  RETURN_IF_ERROR(all.ToStatus());
  return reader.Take();
}

}  // namespace duaal::planner
