#ifndef GATEWAY_OPENAPI_SCHEMAS_H_
#define GATEWAY_OPENAPI_SCHEMAS_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "gateway/descriptors/shape.h"
#include "google/protobuf/descriptor.h"
#include "rapidjson/document.h"

// JSON schemas (OpenAPI 3.0) of messages and enums, with the limits that the services check.
namespace duaal::gateway::openapi {

using Json = rapidjson::Value;
using Allocator = rapidjson::MemoryPoolAllocator<>;

// Small helpers to build a document.
[[nodiscard]] Json Text(std::string_view text, Allocator& allocator);
void Put(Json& object, std::string_view name, Json value, Allocator& allocator);
void Put(Json& object, std::string_view name, std::string_view text, Allocator& allocator);
[[nodiscard]] Json Reference(std::string_view section, std::string_view name, Allocator& allocator);

// The text of a proto comment: without the space before each line.
[[nodiscard]] std::string Clean(const std::string& comment);
// Its first sentence, without the full stop.
[[nodiscard]] std::string FirstSentence(const std::string& text);

// Collects the components that operations refer to.
class Schemas {
 public:
  explicit Schemas(Allocator& allocator) : allocator_(allocator) {}

  // `{"$ref": "#/components/schemas/Participant"}`; writes the component on first use.
  [[nodiscard]] Json Message(const Shape& shape);
  // The body of a call: the message without the fields that path and headers carry.
  [[nodiscard]] Json Body(const Shape& shape, const std::set<const FieldShape*>& without);
  // The body of a PATCH: nothing is required.
  [[nodiscard]] Json Update(const Shape& shape);
  // The schema of a value in a path or a query.
  [[nodiscard]] Json Parameter(const FieldShape& field);

  // All components; ends the collecting.
  [[nodiscard]] Json Take();

 private:
  enum class Use { kWhole, kUpdate };

  Json Object(const Shape& shape, const std::set<const FieldShape*>& without, Use use);
  Json Field(const FieldShape& field);
  Json Single(const FieldShape& field);
  Json Enum(const google::protobuf::EnumDescriptor& descriptor);
  void TextRules(const FieldShape& field, Json* schema);
  // A name for `key`, unique among the components: the last part of its full name, or with its package.
  std::string NameOf(const std::string& key, const std::string& package, const std::string& name);

  Allocator& allocator_;
  std::map<std::string, std::string> names_;  // full name and use -> component
  std::map<std::string, Json> components_;
};

}  // namespace duaal::gateway::openapi

#endif  // GATEWAY_OPENAPI_SCHEMAS_H_
