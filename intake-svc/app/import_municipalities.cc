#include "intake-svc/app/import_municipalities.h"

#include <cstdio>
#include <map>
#include <set>
#include <string>

#include "chassis/idempotency/idempotency.h"

namespace duaal::intake::app {
namespace {

// More than ever existed at once; a bound on what one transaction reads.
constexpr int kMostMunicipalities = 2000;

Status Check(const ImportMunicipalitiesCommand& command) {
  Violations violations;
  std::set<std::string> codes;
  for (std::size_t i = 0; i < command.municipalities.size(); ++i) {
    const storage::Municipality& m = command.municipalities[i];
    const std::string field = "municipalities[" + std::to_string(i) + "]";
    if (!codes.insert(m.code).second) {
      violations.Add(field + ".code", "DUPLICATE",
                     "This code stands in the list twice; keep one of the rows.");
    }
    if (m.start_date && m.end_date && *m.end_date <= *m.start_date) {
      violations.Add(field + ".end_date", "INTERVAL_REVERSED",
                     "The end lies before the start; swap the dates.");
    }
  }
  return violations.ToStatus();
}

std::string Note(const ImportMunicipalitiesResult& result) {
  return std::to_string(result.created) + " " + std::to_string(result.updated) + " " +
         std::to_string(result.unchanged);
}

}  // namespace

StatusOr<ImportMunicipalitiesResult> ImportMunicipalities(const Deps& deps, const Caller& caller,
                                                          const ImportMunicipalitiesCommand& command) {
  RETURN_IF_ERROR(Check(command));
  const auto body = [&](sql::Tx& tx) -> StatusOr<ImportMunicipalitiesResult> {
    ASSIGN_OR_RETURN(const std::vector<storage::Municipality> known,
                     deps.reference.ListMunicipalities(tx, "", kMostMunicipalities));
    std::map<std::string, const storage::Municipality*> by_code;
    for (const storage::Municipality& m : known) by_code[m.code] = &m;
    ImportMunicipalitiesResult result;
    std::vector<storage::Municipality> changed;
    for (const storage::Municipality& m : command.municipalities) {
      const auto found = by_code.find(m.code);
      if (found != by_code.end() && *found->second == m) {
        ++result.unchanged;
        continue;
      }
      ++(found == by_code.end() ? result.created : result.updated);
      changed.push_back(m);
    }
    RETURN_IF_ERROR(deps.reference.PutMunicipalities(tx, changed));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {"municipalities", "", Note(result)}));
    return result;
  };
  const auto replay = [&](sql::Session&,
                          const idempotency::Outcome& outcome) -> StatusOr<ImportMunicipalitiesResult> {
    ImportMunicipalitiesResult result;
    std::sscanf(outcome.note.c_str(), "%d %d %d", &result.created, &result.updated, &result.unchanged);
    return result;
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
