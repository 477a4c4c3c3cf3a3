#ifndef TRAJECTORY_SVC_PLANNER_FORMAT_FIELDS_H_
#define TRAJECTORY_SVC_PLANNER_FORMAT_FIELDS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "chassis/core/status.h"
#include "rapidjson/document.h"
#include "trajectory-svc/planner/instance.h"

// Reading JSON objects field by field, with every fault told by its path.
namespace duaal::planner {

inline constexpr std::size_t kMostFaults = 100;

// Where a value stands. Nodes live on the stack and become text only for a fault.
struct JsonPath {
  const JsonPath* parent = nullptr;
  std::string_view name;
  int index = -1;

  [[nodiscard]] std::string ToString() const;
};

// What is wrong with a file, at most kMostFaults of it.
class JsonFaults {
 public:
  void Add(const JsonPath& path, const std::string& reason, const std::string& description);
  void Add(const FieldViolation& violation);
  [[nodiscard]] bool empty() const { return faults_.empty(); }
  [[nodiscard]] bool full() const { return faults_.list().size() >= kMostFaults; }
  // Whether something is wrong with the thing at this path, with what it is part of, or beside it: what else
  // is found there may only follow from that.
  [[nodiscard]] bool Explains(std::string_view path) const;
  [[nodiscard]] Status ToStatus() const { return faults_.ToStatus(); }

 private:
  Violations faults_;
};

// The places of things by their ids. The ids must outlive it.
using Places = std::unordered_map<std::string_view, int>;

// A list of things with ids as places; of equal ids the first counts.
template <typename T>
[[nodiscard]] Places PlacesOf(const std::vector<T>& things) {
  Places places;
  places.reserve(things.size());
  for (std::size_t i = 0; i < things.size(); ++i) places.emplace(things[i].id, static_cast<int>(i));
  return places;
}

enum class Need { kRequired, kOptional };

// The fields of one object. Every method takes one field out and leaves the target as it is when the field
// is not there or not right.
class JsonFields {
 public:
  using Value = rapidjson::Value;

  JsonFields(const Value& object, const JsonPath& path, JsonFaults* faults)
      : object_(object), path_(path), faults_(*faults), taken_(object.MemberCount()) {}

  void Text(const char* name, Need need, std::string* target);
  void Texts(const char* name, std::vector<std::string>* target);
  void Flag(const char* name, bool* target);
  void Int(const char* name, Need need, int* target);
  void Ints(const char* name, std::vector<int>* target);
  void Int64(const char* name, Need need, std::int64_t* target);
  void Int(const char* name, std::optional<int>* target);
  void Int64(const char* name, std::optional<std::int64_t>* target);
  void Named(Name* target);
  // A thing by its id.
  void Reference(const char* name, Need need, const Places& places, int* target);
  void References(const char* name, const Places& places, std::vector<int>* target);
  void Object(const char* name, Need need, const std::function<void(JsonFields&)>& read);
  // A list of objects; `size` is told first.
  void Objects(const char* name, Need need, const std::function<void(std::size_t)>& size,
               const std::function<void(std::size_t, JsonFields&)>& read);
  // A list of anything.
  void List(const char* name, Need need,
            const std::function<void(const rapidjson::Value&, const JsonPath&)>& read);
  // Object with names that are data.
  void Map(const char* name, Need need,
           const std::function<void(std::string_view, const rapidjson::Value&, const JsonPath&)>& read);

  // Tells of fields that nobody took.
  void Finish();

  [[nodiscard]] bool Has(const char* name) const { return object_.HasMember(name); }
  [[nodiscard]] JsonPath At(std::string_view name) const { return {&path_, name, -1}; }
  [[nodiscard]] JsonFaults& faults() { return faults_; }

 private:
  [[nodiscard]] const Value* Take(const char* name, Need need);

  const Value& object_;
  const JsonPath& path_;
  JsonFaults& faults_;
  std::vector<bool> taken_;
};

// Values by themselves; a fault and nothing when they are not that.
[[nodiscard]] std::optional<std::string_view> TextOf(const rapidjson::Value& value, const JsonPath& path,
                                                     JsonFaults* faults);
[[nodiscard]] std::optional<std::int64_t> Int64Of(const rapidjson::Value& value, const JsonPath& path,
                                                  JsonFaults* faults);
[[nodiscard]] std::optional<int> IntOf(const rapidjson::Value& value, const JsonPath& path,
                                       JsonFaults* faults);
[[nodiscard]] std::optional<int> PlaceOf(const rapidjson::Value& value, const Places& places,
                                         const JsonPath& path, JsonFaults* faults);

// Reads `{"offering": ..., "meetings": [...]}` out of fields that may hold more. Without `meetings` it is all
// meetings of the offering.
void ReadPlacement(JsonFields& fields, const Instance& instance, const Places& offerings, Placement* target);

// Parses a file whose outside is an object and hands over its fields. What `read` adds to the faults, and
// what the file itself has wrong, is the status.
//
// INVALID_ARGUMENT / NOT_JSON, TOO_LARGE, INVALID_FIELDS.
[[nodiscard]] Status ReadFile(std::string_view json, const std::function<void(JsonFields&)>& read,
                              JsonFaults* faults);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_FORMAT_FIELDS_H_
