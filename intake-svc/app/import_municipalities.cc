#include "intake-svc/app/import_municipalities.h"

#include <cstdio>
#include <map>
#include <set>
#include <string>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"

namespace duaal::intake::app {
namespace {

// More than ever existed at once; a bound on what one transaction reads.
constexpr int kMostMunicipalities = 2000;

Status Check(const std::vector<storage::Municipality>& rows) {
  Violations violations;
  std::set<std::string> codes;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const storage::Municipality& m = rows[i];
    const std::string field = "municipalities[" + std::to_string(i) + "]";
    if (!codes.insert(m.code).second) {
      violations.Add(field + ".code", "DUPLICATE",
                     "This code stands in the list twice; keep one of the rows.");
    }
    if (m.start_date && m.end_date && *m.end_date <= *m.start_date) {
      violations.Add(field + ".end_date", "INTERVAL_REVERSED",
                     "The end lies before the start; swap the dates.");
    }
    if (!m.successor_code.empty() && !m.end_date) {
      violations.Add(field + ".end_date", "REQUIRED",
                     "Say from which day on the successor takes over; that day is the end.");
    }
  }
  return violations.ToStatus();
}

bool ExistsOn(const storage::Municipality& m, absl::CivilDay day) {
  return (!m.start_date || *m.start_date <= day) && (!m.end_date || *m.end_date > day);
}

// A row that leaves the successor out says nothing of a merger: what is known of it stays, with its day.
std::vector<storage::Municipality> KeepMergers(
    std::vector<storage::Municipality> rows,
    const std::map<std::string, const storage::Municipality*>& by_code) {
  for (storage::Municipality& row : rows) {
    const auto known = by_code.find(row.code);
    if (known == by_code.end() || !row.successor_code.empty()) continue;
    row.successor_code = known->second->successor_code;
    if (!row.successor_code.empty() && !row.end_date) row.end_date = known->second->end_date;
  }
  return rows;
}

// A successor exists on the day of the merger, among those known and those that come with it; so no two can
// follow each other in a circle. A merger hands over people, so it is told by who acts for the municipality.
Status CheckSuccessors(const Caller& caller, const std::vector<storage::Municipality>& rows,
                       const std::map<std::string, const storage::Municipality*>& by_code) {
  std::map<std::string, const storage::Municipality*> all = by_code;
  for (const storage::Municipality& m : rows) all[m.code] = &m;
  Violations violations;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].successor_code.empty()) continue;
    const std::string field = "municipalities[" + std::to_string(i) + "].successor_code";
    const auto known = by_code.find(rows[i].code);
    const bool told_before = known != by_code.end() &&
                             known->second->successor_code == rows[i].successor_code &&
                             known->second->end_date == rows[i].end_date;
    if (!told_before && !access::CheckMandate(caller.principal, rows[i].code, caller.today).ok()) {
      violations.Add(field, "NO_MANDATE",
                     "You hold no mandate for this municipality; let it tell of its merger itself.");
    }
    const auto successor = all.find(rows[i].successor_code);
    if (successor != all.end() && ExistsOn(*successor->second, *rows[i].end_date)) continue;
    violations.Add(
        field, "UNKNOWN_SUCCESSOR",
        "No municipality has this code on the day of the merger; import it first, or with this one.");
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
  const auto body = [&](sql::Tx& tx) -> StatusOr<ImportMunicipalitiesResult> {
    ASSIGN_OR_RETURN(const std::vector<storage::Municipality> known,
                     deps.reference.ListMunicipalities(tx, "", kMostMunicipalities));
    std::map<std::string, const storage::Municipality*> by_code;
    for (const storage::Municipality& m : known) by_code[m.code] = &m;
    const auto rows = KeepMergers(command.municipalities, by_code);
    RETURN_IF_ERROR(Check(rows));
    RETURN_IF_ERROR(CheckSuccessors(caller, rows, by_code));
    ImportMunicipalitiesResult result;
    std::vector<storage::Municipality> changed;
    for (const storage::Municipality& m : rows) {
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
