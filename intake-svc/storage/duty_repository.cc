#include "intake-svc/storage/duty_repository.h"

#include <cstddef>

namespace duaal::intake::storage {
namespace {

// In the order of recording; ordinals are only distinct, because a merge puts the facts of two records
// together.
constexpr std::string_view kPlanDates =
    "SELECT d.plan_date FROM duty_plan_date d WHERE d.participant_id = ? ORDER BY d.record_time, d.ordinal";
constexpr std::string_view kExtensions =
    "SELECT x.ground, x.months, x.days, x.decided_date FROM duty_extension x WHERE x.participant_id = ?"
    " ORDER BY x.record_time, x.ordinal";
constexpr std::string_view kTerms =
    "SELECT t.start_date, t.end_date, t.changed_date, t.ground_code FROM duty_term t"
    " WHERE t.participant_id = ? ORDER BY t.record_time, t.ordinal";
constexpr std::string_view kInsertPlanDate =
    "INSERT INTO duty_plan_date (participant_id, ordinal, plan_date, record_time)"
    " SELECT ?, COALESCE(MAX(d.ordinal), -1) + 1, ?, ? FROM duty_plan_date d WHERE d.participant_id = ?";
constexpr std::string_view kInsertExtension =
    "INSERT INTO duty_extension (participant_id, ordinal, ground, months, days, decided_date, record_time)"
    " SELECT ?, COALESCE(MAX(x.ordinal), -1) + 1, ?, ?, ?, ?, ? FROM duty_extension x WHERE x.participant_id "
    "= ?";
constexpr std::string_view kInsertTerm =
    "INSERT INTO duty_term (participant_id, ordinal, start_date, end_date, changed_date, ground_code,"
    " record_time) SELECT ?, COALESCE(MAX(t.ordinal), -1) + 1, ?, ?, ?, ?, ? FROM duty_term t"
    " WHERE t.participant_id = ?";

}  // namespace

StatusOr<domain::Duty> DutyRepository::Load(sql::Session& session, const domain::Participant& person) const {
  domain::Duty duty;
  duty.participant_id = person.id;
  duty.legal_regime = person.legal_regime;
  ASSIGN_OR_RETURN(const sql::Rows plans, session.Query(kPlanDates, person.id));
  for (const sql::Row& row : plans) duty.plan_dates.push_back(row.Date(0));
  ASSIGN_OR_RETURN(const sql::Rows extensions, session.Query(kExtensions, person.id));
  for (const sql::Row& row : extensions) {
    duty.extensions.push_back({static_cast<domain::ExtensionGround>(row.Int(0)), static_cast<int>(row.Int(1)),
                               static_cast<int>(row.Int(2)), row.Date(3)});
  }
  ASSIGN_OR_RETURN(const sql::Rows terms, session.Query(kTerms, person.id));
  for (const sql::Row& row : terms) {
    duty.registered.push_back({{row.Date(0), row.Date(1)}, row.OptDate(2), row.Str(3)});
  }
  return duty;
}

Status DutyRepository::Add(sql::Tx& tx, const domain::Duty& before, const domain::Duty& after,
                           absl::Time now) const {
  const Uuid& id = after.participant_id;
  for (std::size_t i = before.plan_dates.size(); i < after.plan_dates.size(); ++i) {
    RETURN_IF_ERROR(tx.Execute(kInsertPlanDate, id, after.plan_dates[i], now, id).status());
  }
  for (std::size_t i = before.extensions.size(); i < after.extensions.size(); ++i) {
    const domain::TermExtension& x = after.extensions[i];
    RETURN_IF_ERROR(
        tx.Execute(kInsertExtension, id, x.ground, x.months, x.days, x.decided_date, now, id).status());
  }
  for (std::size_t i = before.registered.size(); i < after.registered.size(); ++i) {
    const domain::RegisteredTerm& t = after.registered[i];
    RETURN_IF_ERROR(
        tx.Execute(kInsertTerm, id, t.term.start, t.term.end, t.changed_date, t.ground_code, now, id)
            .status());
  }
  return absl::OkStatus();
}

}  // namespace duaal::intake::storage
