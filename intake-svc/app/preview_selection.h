#ifndef INTAKE_SVC_APP_PREVIEW_SELECTION_H_
#define INTAKE_SVC_APP_PREVIEW_SELECTION_H_

#include <string>
#include <vector>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/programme_rules.h"

namespace duaal::intake::app {

// Which people are held against which programme.
struct SelectionQuery {
  std::string programme_code;
  std::string municipality_code;  // empty: all mandates
  domain::InflowChannel channel = domain::InflowChannel::kUnknown;
  bool reads_barriers = false;
  Uuid before_id;
  int limit = 0;
};

// A person held against the programme.
struct SelectionCandidate {
  domain::Participant person;
  domain::Admission admission;          // where nothing keeps the person out
  std::vector<FieldViolation> grounds;  // what does
  std::vector<std::string> helps_composition;
};

struct Selection {
  std::vector<SelectionCandidate> candidates;  // newest registration first
  bool barriers_unchecked = false;
};

// At most `limit` people within the viewer's rights, each held against the rule of CreateReferral; what is
// needed for that is read with one query each, whatever the number of people.
//
// INVALID_ARGUMENT (UNKNOWN_PROGRAMME). Otherwise the codes of the database.
[[nodiscard]] StatusOr<Selection> PreviewSelection(const Deps& deps, sql::Session& session,
                                                   const storage::Viewer& viewer,
                                                   const SelectionQuery& query);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_PREVIEW_SELECTION_H_
