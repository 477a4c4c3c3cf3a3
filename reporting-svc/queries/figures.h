#ifndef REPORTING_SVC_QUERIES_FIGURES_H_
#define REPORTING_SVC_QUERIES_FIGURES_H_

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/auth/principal.h"
#include "chassis/core/civil.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "duaal/programme/v1/programme.pb.h"
#include "reporting-svc/queries/suppression.h"

namespace duaal::reporting::queries {

// Who asks. The region sees all municipalities, with small cells hidden; staff see those of their mandates.
struct Viewer {
  const auth::Principal& principal;
  absl::CivilDay today;
  [[nodiscard]] bool region() const { return principal.kind == auth::PrincipalKind::kRegion; }
};

// Feed positions at which a figure was read, in the same statement as the figure.
using Positions = std::map<std::string, std::int64_t>;

// People per stage: referred, in intake, intake complete, declared, started.
using Stages = std::array<Cell, 5>;

// The funnel of a programme or a class.
struct Funnel {
  Stages total;
  std::map<std::string, Stages> municipalities;
  std::map<std::pair<int, std::string>, Cell> exits;  // by close reason, and the programme's own
  Cell participating;                                 // started, and not left since
  Positions positions;
};

// Groups that were cancelled.
struct CancelledGroups {
  int cause = 0;
  std::string component_code;
  int groups = 0;
};

// Groups of one municipality. Planned and started ones are of the components given.
struct MunicipalityGroups {
  int planned = 0;        // that it offers
  int planned_seats = 0;  // in those
  Cell started;           // with at least one seat ever taken by somebody from there
  std::vector<CancelledGroups> cancelled;
};

// Groups of a programme.
struct Groups {
  int started = 0;  // of the components given, with at least one seat ever taken
  std::vector<CancelledGroups> cancelled;
  std::map<std::string, MunicipalityGroups> municipalities;  // those that the viewer may see
};

// Attendance of one week and component.
struct AttendanceRow {
  std::string week;
  std::string component_code;
  Cell present;
  Cell absent_with_notice;
  Cell absent_without_notice;
  std::int64_t minutes = 0;
};

// NOT_FOUND: the programme was not published here.
[[nodiscard]] StatusOr<programme::v1::ProgrammeDefinition> GetProgramme(sql::Session& session,
                                                                        const std::string& code);
[[nodiscard]] StatusOr<Funnel> GetFunnel(sql::Session& session, const Viewer& viewer,
                                         const std::string& programme,
                                         const std::optional<Uuid>& class_offering_id);
[[nodiscard]] StatusOr<Groups> GetGroups(sql::Session& session, const Viewer& viewer,
                                         const std::string& programme,
                                         const std::vector<std::string>& language_components);
[[nodiscard]] StatusOr<std::vector<AttendanceRow>> GetAttendance(sql::Session& session, const Viewer& viewer,
                                                                 const std::string& programme,
                                                                 const Interval<std::string>& weeks,
                                                                 const std::optional<Uuid>& offering_id,
                                                                 Positions* positions);

}  // namespace duaal::reporting::queries

#endif  // REPORTING_SVC_QUERIES_FIGURES_H_
