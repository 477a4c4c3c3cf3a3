#include "chassis/person_data/completeness.h"

#include <map>
#include <utility>

namespace duaal::person_data {
namespace {

using Columns = std::map<std::string, std::set<std::string>>;  // by table

constexpr std::string_view kColumns =
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = ?";
constexpr std::string_view kReferences =
    "SELECT table_name, referenced_table_name FROM information_schema.key_column_usage"
    " WHERE table_schema = ? AND referenced_table_name IS NOT NULL";

StatusOr<Columns> ColumnsOf(sql::Session& root, const std::string& schema) {
  ASSIGN_OR_RETURN(const sql::Rows rows, root.Query(kColumns, schema));
  Columns columns;
  for (const sql::Row& row : rows) columns[row.Str(0)].insert(row.Str(1));
  columns.erase("outbox");
  return columns;
}

// A column of such a name, or the table that such a name refers to.
bool NamesAPerson(const std::string& table, const std::set<std::string>& columns,
                  const std::set<std::string>& person_columns) {
  for (const std::string& name : person_columns) {
    if (columns.contains(name) || name == table + "_id") return true;
  }
  return false;
}

bool RefersTo(const std::set<std::string>& known, const std::set<std::string>& columns,
              const std::set<std::string>& referenced) {
  for (const std::string& table : known) {
    if (columns.contains(table + "_id") || referenced.contains(table)) return true;
  }
  return false;
}

void CompareColumns(const Section& section, const std::set<std::string>& actual,
                    std::vector<std::string>* findings) {
  const std::string table(section.table);
  std::set<std::string> listed;
  for (const Column& column : section.columns) listed.insert(std::string(column.name));
  for (const std::string& name : actual) {
    if (!listed.contains(name)) findings->push_back(table + "." + name + " is neither told nor withheld");
  }
  for (const std::string& name : listed) {
    if (!actual.contains(name)) findings->push_back(table + "." + name + " is not there");
  }
}

}  // namespace

StatusOr<std::set<std::string>> PersonTables(sql::Session& root, const std::string& schema,
                                             const std::set<std::string>& person_columns) {
  ASSIGN_OR_RETURN(const Columns columns, ColumnsOf(root, schema));
  ASSIGN_OR_RETURN(const sql::Rows rows, root.Query(kReferences, schema));
  Columns referenced;
  for (const sql::Row& row : rows) referenced[row.Str(0)].insert(row.Str(1));
  std::set<std::string> found;
  for (const auto& [table, names] : columns) {
    if (NamesAPerson(table, names, person_columns)) found.insert(table);
  }
  for (std::size_t before = 0; before != found.size();) {
    before = found.size();
    for (const auto& [table, names] : columns) {
      if (RefersTo(found, names, referenced[table])) found.insert(table);
    }
  }
  return found;
}

StatusOr<std::vector<std::string>> Forgotten(sql::Session& root, const std::string& schema,
                                             const std::set<std::string>& person_columns,
                                             const Catalogue& catalogue) {
  ASSIGN_OR_RETURN(std::set<std::string> missing, PersonTables(root, schema, person_columns));
  ASSIGN_OR_RETURN(Columns columns, ColumnsOf(root, schema));
  std::vector<std::string> findings;
  for (const Section& section : catalogue) {
    const std::string table(section.table);
    missing.erase(table);
    if (section.query.empty()) CompareColumns(section, columns[table], &findings);
    if (section.destructions.empty() == section.kept_because.empty()) {
      findings.push_back(table + " needs a destruction, or a reason why there is none");
    }
  }
  for (const std::string& table : missing) findings.push_back(table + " holds people and has no section");
  return findings;
}

}  // namespace duaal::person_data
