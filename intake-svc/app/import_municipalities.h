#ifndef INTAKE_SVC_APP_IMPORT_MUNICIPALITIES_H_
#define INTAKE_SVC_APP_IMPORT_MUNICIPALITIES_H_

#include <vector>

#include "intake-svc/app/deps.h"

namespace duaal::intake::app {

// Municipalities to add or rename.
struct ImportMunicipalitiesCommand {
  std::vector<storage::Municipality> municipalities;
};

// What changed.
struct ImportMunicipalitiesResult {
  int created = 0;
  int updated = 0;
  int unchanged = 0;
};

// Status codes: those of MunicipalityService.ImportMunicipalities.
[[nodiscard]] StatusOr<ImportMunicipalitiesResult> ImportMunicipalities(
    const Deps& deps, const Caller& caller, const ImportMunicipalitiesCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_IMPORT_MUNICIPALITIES_H_
