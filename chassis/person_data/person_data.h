#ifndef CHASSIS_PERSON_DATA_PERSON_DATA_H_
#define CHASSIS_PERSON_DATA_PERSON_DATA_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "chassis/crypto/crypto.h"
#include "chassis/sql/database.h"
#include "duaal/type/v1/person_data.pb.h"

namespace google::protobuf {
class EnumDescriptor;
class Message;
}  // namespace google::protobuf

// What a service holds about a person, as one catalogue of its tables: how each is told to the person, and
// what becomes of it when its retention class ends. Access and destruction both walk it, and `completeness.h`
// lets a test compare it with the schema, so that neither can miss a table or a column.
namespace duaal::person_data {

// How a column is told.
enum class Kind { kText, kId, kEnum, kSealed, kWithheld };

// A column, or the field of a query.
struct Column {
  std::string_view name;
  Kind kind = Kind::kText;
  const google::protobuf::EnumDescriptor* (*names)() = nullptr;  // kEnum
  const google::protobuf::Message& (*sealed_as)() = nullptr;     // kSealed; a text when null
  std::string_view reason;                                       // kWithheld
  std::string_view bound_to = {};                                // kSealed
};

[[nodiscard]] constexpr Column Text(std::string_view name) {
  return {name, Kind::kText, nullptr, nullptr, {}};
}
// BINARY(16).
[[nodiscard]] constexpr Column Id(std::string_view name) { return {name, Kind::kId, nullptr, nullptr, {}}; }
// A number of a proto enum, told by the name that the API gives it.
[[nodiscard]] constexpr Column Enum(std::string_view name,
                                    const google::protobuf::EnumDescriptor* (*names)()) {
  return {name, Kind::kEnum, names, nullptr, {}};
}
// A message that was sealed with the context `TABLE.COLUMN:KEY`, the key being the values of the told columns
// `bound_to`, which are separated by commas there and by colons in the key. Without it, the section's first
// column.
[[nodiscard]] constexpr Column Sealed(std::string_view name, const google::protobuf::Message& (*sealed_as)(),
                                      std::string_view bound_to = {}) {
  return {name, Kind::kSealed, nullptr, sealed_as, {}, bound_to};
}
// The same for a text.
[[nodiscard]] constexpr Column SealedText(std::string_view name, std::string_view bound_to = {}) {
  return {name, Kind::kSealed, nullptr, nullptr, {}, bound_to};
}
// Held and not told.
[[nodiscard]] constexpr Column Withheld(std::string_view name, std::string_view reason) {
  return {name, Kind::kWithheld, nullptr, nullptr, reason};
}

// What becomes of the rows when a retention class of the person ends.
struct Destruction {
  std::string_view retention_class;
  std::string_view set;  // what is left of a row, as the right side of SET; empty: the row goes
};

// The rows of one table about a person.
struct Section {
  std::string_view code;
  std::string_view table;
  std::string_view person;  // condition with one `?` for the person's id
  std::vector<Column> columns;
  std::vector<Destruction> destructions = {};
  std::string_view kept_because = {};  // for rows that no class destroys
  // Where the rows are too many to be told one by one: a query with one `?` that gives `columns`.
  std::string_view query = {};
};

// Parents stand before what refers to them: told in this order, destroyed in the opposite one.
using Catalogue = std::vector<Section>;

// The tables of the chassis that hold people, for a service's catalogue. What they hold goes with
// `retention_class`; who saw the person stays, as evidence.
[[nodiscard]] Catalogue ChassisSections(std::string_view retention_class);

// Most records of a section that are told.
inline constexpr int kRecordsMost = 10'000;

// All sections of the person, without rights: whether the caller may is decided before.
//
// DATA_LOSS (SEALED_UNREADABLE): a sealed value cannot be opened. Otherwise the codes of the database.
[[nodiscard]] StatusOr<std::vector<type::v1::PersonSection>> Export(sql::Session& session,
                                                                    const crypto::KeyRing& keys,
                                                                    const Catalogue& catalogue,
                                                                    const Uuid& person_id);

// How many rows of a table were destroyed.
struct Destroyed {
  std::string table;
  std::int64_t rows = 0;
};

// Destroys what belongs to `retention_class`; a second time finds nothing. Tables without such rows are left
// out.
[[nodiscard]] StatusOr<std::vector<Destroyed>> Destroy(sql::Tx& tx, const Catalogue& catalogue,
                                                       const Uuid& person_id,
                                                       std::string_view retention_class);

// The same for rows that came since, from feeds that were behind: whole rows only, for what is left of a row
// was counted when it was cleared.
[[nodiscard]] StatusOr<std::vector<Destroyed>> DestroyLate(sql::Tx& tx, const Catalogue& catalogue,
                                                           const Uuid& person_id,
                                                           std::string_view retention_class);

}  // namespace duaal::person_data

#endif  // CHASSIS_PERSON_DATA_PERSON_DATA_H_
