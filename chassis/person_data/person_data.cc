#include "chassis/person_data/person_data.h"

#include <initializer_list>
#include <memory>
#include <utility>

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
  return Join(
      {"SELECT ", names, " FROM ", section.table, " WHERE ", section.person, " ORDER BY 1, 2", limit});
}

StatusOr<std::string> Open(const crypto::KeyRing& keys, const Section& section, const Column& column,
                           const Uuid& row_id, const std::string& sealed) {
  const std::string context = Join({section.table, ".", column.name, ":", row_id.ToString()});
  ASSIGN_OR_RETURN(const std::string plain, keys.Decrypt(sealed, context));
  const std::unique_ptr<google::protobuf::Message> message(column.sealed_as().New());
  std::string json;
  const bool read =
      message->ParseFromString(plain) && google::protobuf::util::MessageToJsonString(*message, &json).ok();
  if (read) return json;
  return Error(absl::StatusCode::kDataLoss, "SEALED_UNREADABLE",
               "A sealed value of this person cannot be read; restore it from a backup.");
}

StatusOr<std::string> Tell(const crypto::KeyRing& keys, const Section& section, const Column& column,
                           const sql::Row& row, std::size_t at) {
  switch (column.kind) {
    case Kind::kId:
      return row.Id(at).ToString();
    case Kind::kSealed:
      return Open(keys, section, column, row.Id(0), row.Str(at));
    case Kind::kEnum: {
      const auto* value = column.names()->FindValueByNumber(static_cast<int>(row.Int(at)));
      return value == nullptr ? std::to_string(row.Int(at)) : value->name();
    }
    case Kind::kText:
    case Kind::kWithheld:
      break;
  }
  return row.Str(at);
}

StatusOr<type::v1::PersonRecord> ToRecord(const crypto::KeyRing& keys, const Section& section,
                                          const std::vector<Column>& told, const sql::Row& row) {
  type::v1::PersonRecord record;
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (row.IsNull(i)) continue;
    ASSIGN_OR_RETURN(std::string value, Tell(keys, section, told[i], row, i));
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
       .table = "processing_log_subject",
       .person = "subject_id = ?",
       .columns = {Text("log_date"), Text("principal_kind"), Text("principal_id"), Id("organisation_id"),
                   Text("method"), Text("processing_activity"), Text("purpose"), Text("calls")},
       .kept_because = "evidence of who processed the data, without its content",
       .query = "SELECT DATE(l.log_time), l.principal_kind, l.principal_id, l.organisation_id, l.method,"
                " l.processing_activity, l.purpose, COUNT(*) FROM processing_log_subject s"
                " JOIN processing_log l ON l.id = s.log_id WHERE s.subject_id = ?"
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

StatusOr<std::vector<Destroyed>> Destroy(sql::Tx& tx, const Catalogue& catalogue, const Uuid& person_id,
                                         std::string_view retention_class) {
  std::vector<Destroyed> all;
  for (auto section = catalogue.rbegin(); section != catalogue.rend(); ++section) {
    for (const Destruction& one : section->destructions) {
      if (one.retention_class != retention_class) continue;
      ASSIGN_OR_RETURN(const std::int64_t rows, tx.Execute(DestroyOf(*section, one), person_id));
      if (rows > 0) all.push_back({std::string(section->table), rows});
    }
  }
  return all;
}

}  // namespace duaal::person_data
