#include "chassis/access/lists.h"

#include <vector>

namespace duaal::access {

bool SeesByMandate(const auth::Principal& principal) {
  return principal.kind == auth::PrincipalKind::kStaff || principal.kind == auth::PrincipalKind::kSystem;
}

std::string OneMunicipality(const auth::Principal& principal, absl::CivilDay today,
                            const std::string& asked) {
  if (!asked.empty() || !SeesByMandate(principal)) return asked;
  const std::vector<std::string> mandates = principal.Municipalities(today);
  return mandates.size() == 1 ? mandates.front() : "";
}

Scoped PageOf(const List& list, const Columns& columns, const auth::Principal& principal,
              absl::CivilDay today, const std::string& before, int limit) {
  std::string text(list.head);
  std::vector<sql::Value> values;
  const auto narrow = [&](std::string_view condition, const sql::Value& value) {
    text.append(condition).append(" AND ");
    values.push_back(value);
  };
  const std::string one = OneMunicipality(principal, today);
  if (!one.empty()) text.append(" FORCE INDEX (").append(list.index).append(")");
  text += " WHERE ";
  if (!one.empty()) narrow(std::string(columns.municipality) + " = ?", one);
  for (const auto& [condition, value] : list.conditions) narrow(condition, value);
  text.append("{rights} AND ")
      .append(list.id)
      .append(" < ? ORDER BY ")
      .append(list.id)
      .append(" DESC LIMIT ?");
  return Scope(text, columns, principal, today, std::move(values), {before, limit});
}

}  // namespace duaal::access
