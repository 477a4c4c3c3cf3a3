#include "reporting-svc/queries/figures.h"

#include <algorithm>
#include <utility>

#include "chassis/access/rights.h"

namespace duaal::reporting::queries {
namespace {

// A figure and the feed positions come from one statement, because one statement sees one state.
constexpr std::string_view kFunnel =
    "SELECT 1, c.municipality_code, c.stage, SUM(c.people) FROM funnel_count c"
    " WHERE c.programme_code = ? AND (? IS NULL OR c.class_offering_id = ?) AND {rights}"
    " GROUP BY c.municipality_code, c.stage"
    " UNION ALL SELECT 3, p.feed, 0, p.position FROM feed_cursor p";
constexpr std::string_view kExits =
    "SELECT c.municipality_code, c.close_reason, SUM(c.people), c.exit_reason_code FROM exit_count c"
    " WHERE c.programme_code = ? AND (? IS NULL OR c.class_offering_id = ?) AND {rights}"
    " GROUP BY c.municipality_code, c.close_reason, c.exit_reason_code";
constexpr std::string_view kGroups =
    "SELECT f.component_code, f.cancel_cause, COUNT(f.offering_id), SUM(f.enrolments > 0) FROM offering_fact "
    "f"
    " WHERE f.programme_code = ? GROUP BY f.component_code, f.cancel_cause ORDER BY f.component_code, "
    "f.cancel_cause";
constexpr std::string_view kMunicipalityGroups =
    "SELECT m.municipality_code, m.component_code, m.cancel_cause, m.belonging, m.planned, m.planned_seats,"
    " m.started FROM group_count m WHERE m.programme_code = ? AND m.belonging > 0 AND {rights}"
    " ORDER BY m.municipality_code, m.component_code, m.cancel_cause";
constexpr std::string_view kAttendance =
    "SELECT 1, a.week, a.component_code, SUM(a.present), SUM(a.absent_with_notice), "
    "SUM(a.absent_without_notice),"
    " SUM(a.minutes) FROM attendance_week a"
    " WHERE a.programme_code = ? AND a.week >= ? AND a.week < ? AND (? IS NULL OR a.offering_id = ?) AND "
    "{rights}"
    " GROUP BY a.week, a.component_code"
    " UNION ALL SELECT 3, '', p.feed, p.position, 0, 0, 0 FROM feed_cursor p ORDER BY 1, 2, 3";
constexpr std::string_view kProgramme = "SELECT g.definition FROM programme g WHERE g.code = ?";

constexpr int kPositionRow = 3;
// The count beside the stages: projections::kStageParticipating.
constexpr int kParticipatingRow = 6;

// Counts hold no person, so a partner, who sees persons only, sees no count.
access::Scoped Scope(std::string_view text, std::string_view municipality, const Viewer& viewer,
                     std::vector<sql::Value> values) {
  if (!viewer.region())
    return access::Scope(text, {municipality, "NULL"}, viewer.principal, viewer.today, std::move(values));
  std::string all(text);
  constexpr std::string_view kRights = "{rights}";
  all.replace(all.find(kRights), kRights.size(), "TRUE");
  return {std::move(all), std::move(values)};
}

// Who started and who still takes part would tell how few have left in between.
void SuppressParticipating(Funnel& funnel) {
  Cell started = funnel.total.back();
  Cell left{started.value - funnel.participating.value};
  Suppress({&funnel.participating, &left}, &started);
}

// Per stage, over the municipalities.
void SuppressFunnel(Funnel& funnel) {
  SuppressParticipating(funnel);
  for (std::size_t stage = 0; stage < funnel.total.size(); ++stage) {
    std::vector<Cell*> parts;
    for (auto& [municipality, stages] : funnel.municipalities) parts.push_back(&stages[stage]);
    Suppress(std::move(parts), &funnel.total[stage]);
  }
  if (funnel.total.back().suppressed) funnel.participating = {0, true};
  for (auto& [reason, cell] : funnel.exits) Suppress({}, &cell);
}

Status AddExits(sql::Session& session, const Viewer& viewer, const std::vector<sql::Value>& values,
                Funnel& funnel) {
  const access::Scoped scoped = Scope(kExits, "c.municipality_code", viewer, values);
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  for (const sql::Row& row : rows) {
    funnel.exits[{static_cast<int>(row.Int(1)), row.Str(3)}].value += row.Int(2);
  }
  return absl::OkStatus();
}

// Counts of nothing remain where everybody has moved, or was merged with a record elsewhere.
void LeaveOutNobody(Funnel& funnel) {
  const auto is_empty = [](const Cell& cell) { return cell.value == 0; };
  std::erase_if(funnel.municipalities, [&](const auto& entry) {
    return std::all_of(entry.second.begin(), entry.second.end(), is_empty);
  });
  std::erase_if(funnel.exits, [&](const auto& entry) { return is_empty(entry.second); });
}

}  // namespace

StatusOr<programme::v1::ProgrammeDefinition> GetProgramme(sql::Session& session, const std::string& code) {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kProgramme, code));
  if (!row) return NotFound("This programme");
  programme::v1::ProgrammeDefinition definition;
  if (!definition.ParseFromString(row->Str(0))) {
    return Error(absl::StatusCode::kDataLoss, "PROGRAMME_UNREADABLE",
                 "The stored definition of this programme cannot be read; publish it again.");
  }
  return definition;
}

StatusOr<Funnel> GetFunnel(sql::Session& session, const Viewer& viewer, const std::string& programme,
                           const std::optional<Uuid>& class_offering_id) {
  const std::vector<sql::Value> values = {programme, class_offering_id, class_offering_id};
  const access::Scoped scoped = Scope(kFunnel, "c.municipality_code", viewer, values);
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  Funnel funnel;
  for (const sql::Row& row : rows) {
    if (row.Int(0) == kPositionRow) {
      funnel.positions[row.Str(1)] = row.Int(3);
      continue;
    }
    if (row.Int(2) == kParticipatingRow) {
      funnel.participating.value += row.Int(3);
      continue;
    }
    const std::size_t stage = static_cast<std::size_t>(row.Int(2)) - 1;
    funnel.municipalities[row.Str(1)].at(stage).value += row.Int(3);
    funnel.total.at(stage).value += row.Int(3);
  }
  RETURN_IF_ERROR(AddExits(session, viewer, values, funnel));
  LeaveOutNobody(funnel);
  if (viewer.region()) SuppressFunnel(funnel);
  return funnel;
}

StatusOr<Groups> GetGroups(sql::Session& session, const Viewer& viewer, const std::string& programme,
                           const std::vector<std::string>& language_components) {
  const auto is_language = [&](const std::string& component) {
    return std::find(language_components.begin(), language_components.end(), component) !=
           language_components.end();
  };
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kGroups, programme));
  Groups groups;
  for (const sql::Row& row : rows) {
    const int cause = static_cast<int>(row.Int(1));
    if (is_language(row.Str(0))) groups.started += static_cast<int>(row.Int(3));
    if (cause != 0) groups.cancelled.push_back({cause, row.Str(0), static_cast<int>(row.Int(2))});
  }
  const access::Scoped scoped = Scope(kMunicipalityGroups, "m.municipality_code", viewer, {programme});
  ASSIGN_OR_RETURN(const sql::Rows parts, session.Query(scoped.text, scoped.values));
  for (const sql::Row& row : parts) {
    MunicipalityGroups& municipality = groups.municipalities[row.Str(0)];
    const int cause = static_cast<int>(row.Int(2));
    if (is_language(row.Str(1))) {
      municipality.planned += static_cast<int>(row.Int(4));
      municipality.planned_seats += static_cast<int>(row.Int(5));
      municipality.started.value += row.Int(6);
    }
    if (cause != 0) municipality.cancelled.push_back({cause, row.Str(1), static_cast<int>(row.Int(3))});
  }
  return groups;
}

StatusOr<std::vector<AttendanceRow>> GetAttendance(sql::Session& session, const Viewer& viewer,
                                                   const std::string& programme,
                                                   const Interval<std::string>& weeks,
                                                   const std::optional<Uuid>& offering_id,
                                                   Positions* positions) {
  const access::Scoped scoped = Scope(kAttendance, "a.municipality_code", viewer,
                                      {programme, weeks.start, weeks.end, offering_id, offering_id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<AttendanceRow> figures;
  for (const sql::Row& row : rows) {
    if (row.Int(0) == kPositionRow) {
      (*positions)[row.Str(2)] = row.Int(3);
      continue;
    }
    AttendanceRow figure{row.Str(1), row.Str(2), {row.Int(3)}, {row.Int(4)}, {row.Int(5)}, row.Int(6)};
    if (viewer.region()) {
      for (Cell* cell : {&figure.present, &figure.absent_with_notice, &figure.absent_without_notice}) {
        Suppress({}, cell);
      }
      if (figure.present.suppressed) figure.minutes = 0;
    }
    figures.push_back(std::move(figure));
  }
  return figures;
}

}  // namespace duaal::reporting::queries
