#include "chassis/person_data/person_data.h"

#include <initializer_list>
#include <memory>
#include <utility>

#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"

namespace duaal::person_data {
namespace {

// One row more than is told shows that there are more.
constexpr int kRowsAsked = kRecordsMost + 1;

std::vector<Column> ToldColumns(const Section& section) {
  std::vector<Column> told;
  for (const Column& column : section.columns) {
    if (column.kind != Kind::kWithheld) told.push_back(column);
  }
  return told;
}

std::string Join(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

// Made of the catalogue's constants, so each section has one text.
std::string SelectOf(const Section& section, const std::vector<Column>& told) {
  const std::string limit = " LIMIT " + std::to_string(kRowsAsked);
  if (!section.query.empty()) return Join({section.query, limit});
  std::string names;
  for (const Column& column : told) names += Join({names.empty() ? "" : ", ", column.name});
  return Join({"SELECT ", names, " FROM ", section.table, " WHERE ", section.person, " ORDER BY 1",
               told.size() > 1 ? ", 2" : "", limit});
}

std::string TextOf(const Column& column, const sql::Row& row, std::size_t at) {
  return column.kind == Kind::kId ? row.Id(at).ToString() : row.Str(at);
}

// What binds a sealed value to its row.
std::string ContextOf(const Section& section, const Column& column, const std::vector<Column>& told,
                      const sql::Row& row) {
  std::string context = Join({section.table, ".", column.name});
  if (column.bound_to.empty()) return context + ":" + TextOf(told.front(), row, 0);
  const std::vector<std::string> names = absl::StrSplit(std::string(column.bound_to), ',');
  for (const std::string& name : names) {
    for (std::size_t i = 0; i < told.size(); ++i) {
      if (told[i].name == name) context += ":" + TextOf(told[i], row, i);
    }
  }
  return context;
}

StatusOr<std::string> Open(const crypto::KeyRing& keys, const Column& column, const std::string& context,
                           const std::string& sealed) {
  if (sealed.empty()) return std::string();
  ASSIGN_OR_RETURN(const std::string plain, keys.Decrypt(sealed, context));
  if (column.sealed_as == nullptr) return plain;
  const std::unique_ptr<google::protobuf::Message> message(column.sealed_as().New());
  std::string json;
  const bool read =
      message->ParseFromString(plain) && google::protobuf::util::MessageToJsonString(*message, &json).ok();
  if (read) return json;
  return Error(absl::StatusCode::kDataLoss, "SEALED_UNREADABLE",
               "A sealed value of this person cannot be read; restore it from a backup.");
}

StatusOr<std::string> Tell(const crypto::KeyRing& keys, const Section& section,
                           const std::vector<Column>& told, const sql::Row& row, std::size_t at) {
  const Column& column = told[at];
  switch (column.kind) {
    case Kind::kSealed:
      return Open(keys, column, ContextOf(section, column, told, row), row.Str(at));
    case Kind::kEnum: {
      const auto* value = column.names()->FindValueByNumber(static_cast<int>(row.Int(at)));
      return value == nullptr ? std::to_string(row.Int(at)) : value->name();
    }
    case Kind::kId:
    case Kind::kText:
    case Kind::kWithheld:
      break;
  }
  return TextOf(column, row, at);
}

StatusOr<type::v1::PersonRecord> ToRecord(const crypto::KeyRing& keys, const Section& section,
                                          const std::vector<Column>& told, const sql::Row& row) {
  type::v1::PersonRecord record;
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (row.IsNull(i)) continue;
    ASSIGN_OR_RETURN(std::string value, Tell(keys, section, told, row, i));
    if (!value.empty()) (*record.mutable_values())[std::string(told[i].name)] = std::move(value);
  }
  return record;
}

type::v1::PersonSection Describe(const Section& section) {
  type::v1::PersonSection proto;
  proto.set_code(std::string(section.code));
  proto.set_kept_because(std::string(section.kept_because));
  for (const Destruction& one : section.destructions) {
    proto.add_retention_class_codes(std::string(one.retention_class));
  }
  for (const Column& column : section.columns) {
    if (column.kind != Kind::kWithheld) continue;
    type::v1::WithheldValue& withheld = *proto.add_withheld_values();
    withheld.set_name(std::string(column.name));
    withheld.set_reason(std::string(column.reason));
  }
  return proto;
}

std::string DestroyOf(const Section& section, const Destruction& destruction) {
  if (destruction.set.empty()) return Join({"DELETE FROM ", section.table, " WHERE ", section.person});
  return Join({"UPDATE ", section.table, " SET ", destruction.set, " WHERE ", section.person});
}

}  // namespace

Catalogue ChassisSections(std::string_view retention_class) {
  return {
      {.code = "served-by",
       .table = "access_service",
       .person = "person_id = ?",
       .columns = {Id("fact_id"), Id("organisation_id"), Text("valid_from"), Text("valid_until"),
                   Withheld("person_id", "the person asked about")},
       .destructions = {{retention_class, ""}}},
      {.code = "refused-to",
       .table = "access_refusal",
       .person = "person_id = ?",
       .columns = {Id("organisation_id"), Text("purpose"), Text("refused_date"),
                   Withheld("person_id", "the person asked about")},
       .destructions = {{retention_class, ""}}},
      {.code = "told-to-services",
       .table = "feed",
       .person = "person_id = ?",
       .columns = {Text("position"), Text("type"), Text("occur_time"), Text("known_time"), Text("subject_id"),
                   Text("municipality_code"), Id("event_id"), Withheld("person_id", "the person asked about"),
                   Withheld("payload", "a copy of facts that stand in other sections")},
       .destructions = {{retention_class, "payload = ''"}}},
      {.code = "seen-by",
       .table = "processing_log_day",
       .person = "subject_id = ?",
       .columns = {Text("log_date"), Text("principal_kind"), Text("principal_id"), Id("organisation_id"),
                   Text("method"), Text("processing_activity"), Text("purpose"), Text("calls")},
       .kept_because = "evidence of who processed the data, without its content",
       // The days that are counted, and the few records that no day counts yet.
       .query = "WITH asked AS (SELECT CAST(? AS BINARY(16)) AS id)"
                " SELECT c.log_date, c.principal_kind, c.principal_id, c.organisation_id, c.method,"
                " c.processing_activity, c.purpose, SUM(c.calls) FROM (SELECT d.log_date, w.principal_kind,"
                " w.principal_id, w.organisation_id, w.method, w.processing_activity, w.purpose, d.calls"
                " FROM asked JOIN processing_log_day d ON d.subject_id = asked.id"
                " JOIN processing_log_way w ON w.id = d.way_id"
                " UNION ALL SELECT DATE(l.log_time), l.principal_kind, l.principal_id, l.organisation_id,"
                " l.method, l.processing_activity, l.purpose, 1 FROM processing_log l"
                " JOIN asked ON LOCATE(asked.id, l.subjects) > 0 WHERE l.waiting = 1) c"
                " GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1 DESC, 3, 5"},
  };
}

StatusOr<std::vector<type::v1::PersonSection>> Export(sql::Session& session, const crypto::KeyRing& keys,
                                                      const Catalogue& catalogue, const Uuid& person_id) {
  std::vector<type::v1::PersonSection> sections;
  sections.reserve(catalogue.size());
  for (const Section& section : catalogue) {
    const std::vector<Column> told = ToldColumns(section);
    ASSIGN_OR_RETURN(sql::Rows rows, session.Query(SelectOf(section, told), person_id));
    type::v1::PersonSection& proto = sections.emplace_back(Describe(section));
    proto.set_truncated(rows.size() > kRecordsMost);
    if (proto.truncated()) rows.erase(rows.begin() + kRecordsMost, rows.end());
    for (const sql::Row& row : rows) {
      ASSIGN_OR_RETURN(*proto.add_records(), ToRecord(keys, section, told, row));
    }
  }
  return sections;
}

namespace {

enum class Part { kAll, kWholeRows };

StatusOr<std::vector<Destroyed>> DestroyPart(sql::Tx& tx, const Catalogue& catalogue, const Uuid& person_id,
                                             std::string_view retention_class, Part part) {
  std::vector<Destroyed> all;
  for (auto section = catalogue.rbegin(); section != catalogue.rend(); ++section) {
    for (const Destruction& one : section->destructions) {
      if (one.retention_class != retention_class) continue;
      if (part == Part::kWholeRows && !one.set.empty()) continue;
      ASSIGN_OR_RETURN(const std::int64_t rows, tx.Execute(DestroyOf(*section, one), person_id));
      if (rows > 0) all.push_back({std::string(section->table), rows});
    }
  }
  return all;
}

}  // namespace

StatusOr<std::vector<Destroyed>> Destroy(sql::Tx& tx, const Catalogue& catalogue, const Uuid& person_id,
                                         std::string_view retention_class) {
  return DestroyPart(tx, catalogue, person_id, retention_class, Part::kAll);
}

StatusOr<std::vector<Destroyed>> DestroyLate(sql::Tx& tx, const Catalogue& catalogue, const Uuid& person_id,
                                             std::string_view retention_class) {
  return DestroyPart(tx, catalogue, person_id, retention_class, Part::kWholeRows);
}

}  // namespace duaal::person_data
