#include "intake-svc/app/deps.h"

#include "chassis/access/rights.h"

namespace duaal::intake::app {

auth::Principal ServiceItself() {
  auth::Principal self;
  self.kind = auth::PrincipalKind::kService;
  self.id = "intake-svc";
  return self;
}

Status CheckHuman(const Caller& caller, const std::string& message) {
  if (caller.principal.kind == auth::PrincipalKind::kStaff) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "HUMAN_REQUIRED", message);
}

Status CheckMunicipality(const Deps& deps, sql::Session& session, const Caller& caller,
                         const std::string& code, const std::string& field) {
  ASSIGN_OR_RETURN(const std::set<std::string> existing,
                   deps.reference.ExistingMunicipalities(session, {code}, caller.today));
  if (existing.empty()) {
    Violations violations;
    violations.Add(field, "UNKNOWN_MUNICIPALITY",
                   "No municipality has this CBS code today; look it up in the list of municipalities.");
    return violations.ToStatus();
  }
  return access::CheckMandate(caller.principal, code, caller.today);
}

Status CheckFound(bool person_found, bool programme_found, const std::string& path) {
  Violations violations;
  if (!person_found) {
    violations.Add(path + "participant_id", "UNKNOWN_PARTICIPANT",
                   "No person with this id is within your mandates; register the person first.");
  }
  if (!programme_found) {
    violations.Add(path + "programme_code", "UNKNOWN_PROGRAMME",
                   "No programme has this code; look it up in the list of programmes.");
  }
  return violations.ToStatus();
}

Status ProgrammeMissing() {
  return Error(absl::StatusCode::kDataLoss, "PROGRAMME_MISSING",
               "The programme of this record is not known here; publish its definition again.");
}

}  // namespace duaal::intake::app
