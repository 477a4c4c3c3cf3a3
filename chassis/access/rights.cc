#include "chassis/access/rights.h"

#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <utility>

#include "chassis/access/lists.h"

namespace duaal::access {
namespace {

constexpr std::string_view kMarker = "{rights}";
constexpr std::string_view kNothing = "FALSE";
constexpr std::string_view kEverything = "TRUE";
constexpr std::size_t kPaddedSizes[] = {1, 4, 16, 64, 512};

constexpr std::string_view kPutService =
    "INSERT INTO access_service (fact_id, person_id, organisation_id, valid_from, valid_until) "
    "VALUES (?, ?, ?, ?, ?) "
    "ON DUPLICATE KEY UPDATE person_id = VALUES(person_id), organisation_id = VALUES(organisation_id), "
    "valid_from = VALUES(valid_from), valid_until = VALUES(valid_until)";

constexpr std::string_view kPutRefusal =
    "INSERT INTO access_refusal (organisation_id, person_id, purpose, refused_date) VALUES (?, ?, ?, ?) "
    "ON DUPLICATE KEY UPDATE refused_date = VALUES(refused_date)";
constexpr std::string_view kDropRefusal =
    "DELETE FROM access_refusal WHERE organisation_id = ? AND person_id = ? AND purpose = ?";

struct Predicate {
  std::string text;
  std::vector<sql::Value> values;
};

// The next agreed size; above the largest, its multiples, so that no municipality is ever dropped.
std::size_t PaddedSize(std::size_t count) {
  for (const std::size_t size : kPaddedSizes) {
    if (count <= size) return size;
  }
  const std::size_t largest = std::end(kPaddedSizes)[-1];
  return (count + largest - 1) / largest * largest;
}

Predicate ByMunicipality(std::string_view column, const auth::Principal& principal, absl::CivilDay today) {
  const std::vector<std::string> codes = principal.Municipalities(today);
  if (column.empty() || codes.empty()) return {std::string(kNothing), {}};
  const std::size_t size = PaddedSize(codes.size());
  Predicate predicate{std::string(column) + " IN (", {}};
  predicate.values.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    predicate.text += i == 0 ? "?" : ",?";
    predicate.values.emplace_back(codes[i < codes.size() ? i : codes.size() - 1]);
  }
  predicate.text += ")";
  return predicate;
}

Predicate ByService(std::string_view column, const auth::Principal& principal, absl::CivilDay today) {
  const std::optional<Uuid> organisation = Uuid::Parse(principal.organisation_id);
  if (column.empty() || !organisation.has_value()) return {std::string(kNothing), {}};
  // The alias is long on purpose: it must not clash with one of the statement around it.
  std::string text =
      "EXISTS (SELECT 1 FROM access_service rights_service WHERE rights_service.organisation_id = ? "
      "AND rights_service.person_id = ";
  text += column;
  text +=
      " AND rights_service.valid_from <= ? "
      "AND (rights_service.valid_until IS NULL OR rights_service.valid_until > ?)) "
      "AND NOT EXISTS (SELECT 1 FROM access_refusal rights_refusal WHERE rights_refusal.organisation_id = ? "
      "AND rights_refusal.person_id = ";
  text += column;
  text += " AND rights_refusal.purpose IN ('', ?))";
  return {std::move(text),
          {sql::Value(*organisation), sql::Value(today), sql::Value(today), sql::Value(*organisation),
           sql::Value(principal.purpose)}};
}

Predicate PredicateFor(const Columns& columns, const auth::Principal& principal, absl::CivilDay today) {
  switch (principal.kind) {
    case auth::PrincipalKind::kStaff:
    case auth::PrincipalKind::kSystem:
      return ByMunicipality(columns.municipality, principal, today);
    case auth::PrincipalKind::kPartner:
      return ByService(columns.person, principal, today);
    case auth::PrincipalKind::kService:
      return {std::string(kEverything), {}};
    case auth::PrincipalKind::kRegion:
      break;
  }
  return {std::string(kNothing), {}};
}

}  // namespace

Scoped Scope(std::string_view text, const Columns& columns, const auth::Principal& principal,
             absl::CivilDay today, std::vector<sql::Value> before, std::vector<sql::Value> after) {
  const std::size_t at = text.find(kMarker);
  if (at == std::string_view::npos || text.find(kMarker, at + 1) != std::string_view::npos) {
    // Going on would run a statement without rights.
    std::fprintf(stderr, "access: a scoped statement needs {rights} exactly once\n");
    std::abort();
  }
  Predicate predicate = PredicateFor(columns, principal, today);
  Scoped scoped;
  scoped.text.reserve(text.size() + predicate.text.size());
  scoped.text.append(text.substr(0, at)).append(predicate.text).append(text.substr(at + kMarker.size()));
  scoped.values = std::move(before);
  scoped.values.insert(scoped.values.end(), std::make_move_iterator(predicate.values.begin()),
                       std::make_move_iterator(predicate.values.end()));
  scoped.values.insert(scoped.values.end(), std::make_move_iterator(after.begin()),
                       std::make_move_iterator(after.end()));
  return scoped;
}

Status CheckMandate(const auth::Principal& principal, const std::string& municipality_code,
                    absl::CivilDay today) {
  if (principal.kind == auth::PrincipalKind::kService) return absl::OkStatus();
  if (SeesByMandate(principal) && principal.HasMandate(municipality_code, today)) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "NO_MANDATE",
               "You hold no mandate for this municipality today.", {{"municipality", municipality_code}});
}

Status PutService(sql::Tx& tx, const Uuid& fact_id, const Uuid& person_id, const Uuid& organisation_id,
                  absl::CivilDay from, std::optional<absl::CivilDay> until) {
  return tx.Execute(kPutService, fact_id, person_id, organisation_id, from, until).status();
}

Status PutRefusal(sql::Tx& tx, const Uuid& person_id, const Uuid& organisation_id, const std::string& purpose,
                  absl::CivilDay refused_date) {
  return tx.Execute(kPutRefusal, organisation_id, person_id, purpose, refused_date).status();
}

Status DropRefusal(sql::Tx& tx, const Uuid& person_id, const Uuid& organisation_id,
                   const std::string& purpose) {
  return tx.Execute(kDropRefusal, organisation_id, person_id, purpose).status();
}

}  // namespace duaal::access
