#include "intake-svc/storage/plan_repository.h"

#include <algorithm>
#include <map>
#include <utility>

#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"
#include "duaal/intake/v1/plan_service.pb.h"
#include "intake-svc/storage/plan_codec.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them. The person is
// joined for the rights.
#define PLAN_SELECT                                                                                         \
  "SELECT n.id, n.participant_id, n.programme_code, n.form_code, n.version, n.state, n.plan_date, "         \
  "n.change_reason, n.supersedes_id, n.superseded_by_id, n.sealed, n.create_time, n.row_version FROM plan " \
  "n "                                                                                                      \
  "JOIN participant p ON p.id = n.participant_id WHERE "

namespace duaal::intake::storage {
namespace {

using domain::Plan;
using domain::PlanGoal;

constexpr access::Columns kRights{"p.municipality_code", "p.id"};

constexpr std::string_view kGet = PLAN_SELECT "n.id = ? AND {rights}";
constexpr std::string_view kGetForUpdate = PLAN_SELECT "n.id = ? AND {rights} FOR UPDATE";
constexpr std::string_view kList =
    PLAN_SELECT "n.participant_id = ? AND {rights} AND n.id < ? ORDER BY n.id DESC LIMIT ?";
constexpr std::string_view kFindOpen =
    PLAN_SELECT "n.participant_id = ? AND n.programme_code = ? AND n.open_state = ?";
constexpr std::string_view kLastRoute =
    "SELECT n.route, n.plan_date FROM plan n WHERE n.participant_id = ? AND n.route IN (1, 2, 3)"
    " AND n.plan_date IS NOT NULL ORDER BY n.plan_date DESC, n.version DESC LIMIT 1";
constexpr std::string_view kInsert =
    "INSERT INTO plan (id, participant_id, programme_code, form_code, version, state, open_state, route, "
    "plan_date,"
    " change_reason, supersedes_id, superseded_by_id, sealed, create_time, row_version)"
    " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kUpdateDraft =
    "UPDATE plan SET state = ?, open_state = ?, route = ?, plan_date = ?, sealed = ?, row_version = ?"
    " WHERE id = ? AND row_version = ? AND state = 1";
constexpr std::string_view kDeleteSpecial = "DELETE FROM plan_special WHERE plan_id = ?";
constexpr std::string_view kDeleteDraft = "DELETE FROM plan WHERE id = ? AND row_version = ? AND state = 1";
constexpr std::string_view kSupersede =
    "UPDATE plan SET state = 3, open_state = NULL, superseded_by_id = ?, row_version = row_version + 1"
    " WHERE id = ? AND state = 2";
constexpr std::string_view kTouch =
    "UPDATE plan SET row_version = ? WHERE id = ? AND row_version = ? AND state = 2";
constexpr std::string_view kGetSpecial =
    "SELECT s.sealed FROM plan n JOIN participant p ON p.id = n.participant_id"
    " LEFT JOIN plan_special s ON s.plan_id = n.id WHERE n.id = ? AND {rights}";
constexpr std::string_view kPutSpecial =
    "INSERT INTO plan_special (plan_id, sealed) VALUES (?,?) ON DUPLICATE KEY UPDATE sealed = VALUES(sealed)";
constexpr std::string_view kClosingsHead =
    "SELECT c.plan_id, c.ordinal, c.sealed FROM plan_goal_closing c WHERE c.plan_id IN ";
constexpr std::string_view kClosingsTail = " ORDER BY c.plan_id, c.ordinal";
constexpr std::string_view kNextOrdinal =
    "SELECT COUNT(c.ordinal) FROM plan_goal_closing c WHERE c.plan_id = ?";
constexpr std::string_view kInsertClosing =
    "INSERT INTO plan_goal_closing (plan_id, ordinal, sealed, create_time) VALUES (?,?,?,?)";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

// The contexts bind what is sealed to its row, so that it cannot be moved to another.
std::string PlanContext(const Uuid& id) { return "plan.sealed:" + id.ToString(); }
std::string SpecialContext(const Uuid& id) { return "plan_special.sealed:" + id.ToString(); }
std::string ClosingContext(const Uuid& id, std::int64_t ordinal) {
  return "plan_goal_closing.sealed:" + id.ToString() + ":" + std::to_string(ordinal);
}

Status Unreadable() {
  return Error(absl::StatusCode::kDataLoss, "PLAN_UNREADABLE",
               "This plan cannot be read; restore it from a backup.");
}

sql::Value OpenState(const Plan& plan) {
  if (plan.state == domain::PlanState::kSuperseded) return nullptr;
  return plan.state;
}

domain::LearningRoute RouteOf(const Plan& plan) {
  return plan.content.route ? plan.content.route->route : domain::LearningRoute::kUnknown;
}

// A closing is the closed goal, and the next one if there is one.
void Apply(const v1::PlanContent& closing, Plan& plan) {
  for (const v1::PlanGoal& proto : closing.goals()) {
    const PlanGoal goal = FromProto(proto);
    const auto known = std::find_if(plan.content.goals.begin(), plan.content.goals.end(),
                                    [&](const PlanGoal& one) { return one.id == goal.id; });
    if (known == plan.content.goals.end()) {
      plan.content.goals.push_back(goal);
    } else {
      *known = goal;
    }
  }
}

}  // namespace

std::string PlanRepository::Seal(const Plan& plan) const {
  v1::Plan packed;
  packed.set_explanation(plan.explanation);
  *packed.mutable_content() = ToProto(plan.content);
  return keys_.Encrypt(packed.SerializeAsString(), PlanContext(plan.id));
}

StatusOr<Plan> PlanRepository::FromRow(const sql::Row& row) const {
  Plan plan;
  plan.id = row.Id(0);
  plan.participant_id = row.Id(1);
  plan.programme_code = row.Str(2);
  plan.form_code = row.Str(3);
  plan.version = static_cast<int>(row.Int(4));
  plan.state = static_cast<domain::PlanState>(row.Int(5));
  plan.plan_date = row.OptDate(6);
  plan.change_reason = static_cast<domain::PlanChangeReason>(row.Int(7));
  plan.supersedes_id = row.OptId(8);
  plan.superseded_by_id = row.OptId(9);
  plan.create_time = row.Time(11);
  plan.row_version = row.Int(12);
  ASSIGN_OR_RETURN(const std::string plain, keys_.Decrypt(row.Str(10), PlanContext(plan.id)));
  v1::Plan packed;
  if (!packed.ParseFromString(plain)) return Unreadable();
  plan.explanation = packed.explanation();
  plan.content = FromProto(packed.content());
  return plan;
}

Status PlanRepository::AddClosings(sql::Session& session, std::vector<Plan>& plans) const {
  std::map<Uuid, Plan*> by_id;
  std::vector<sql::Value> keys;
  for (Plan& plan : plans) {
    by_id[plan.id] = &plan;
    keys.emplace_back(plan.id);
  }
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, kClosingsHead, keys, kClosingsTail));
  for (const sql::Row& row : rows) {
    ASSIGN_OR_RETURN(const std::string plain,
                     keys_.Decrypt(row.Str(2), ClosingContext(row.Id(0), row.Int(1))));
    v1::PlanContent closing;
    if (!closing.ParseFromString(plain)) return Unreadable();
    Apply(closing, *by_id.at(row.Id(0)));
  }
  return absl::OkStatus();
}

StatusOr<Plan> PlanRepository::GetOne(sql::Session& session, std::string_view text, const Uuid& id,
                                      const Viewer& viewer) const {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This plan");
  ASSIGN_OR_RETURN(Plan plan, FromRow(rows.front()));
  std::vector<Plan> one{std::move(plan)};
  RETURN_IF_ERROR(AddClosings(session, one));
  return std::move(one.front());
}

StatusOr<Plan> PlanRepository::Get(sql::Session& session, const Uuid& id, const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<Plan> PlanRepository::GetForUpdate(sql::Tx& tx, const Uuid& id, const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<domain::PlanInput>> PlanRepository::GetSpecialInputs(sql::Session& session,
                                                                          const Uuid& id,
                                                                          const Viewer& viewer) const {
  const access::Scoped scoped = access::Scope(kGetSpecial, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This plan");
  if (rows.front().IsNull(0)) return std::vector<domain::PlanInput>();
  ASSIGN_OR_RETURN(const std::string plain, keys_.Decrypt(rows.front().Str(0), SpecialContext(id)));
  v1::PlanContent packed;
  if (!packed.ParseFromString(plain)) return Unreadable();
  return FromProto(packed).special_inputs;
}

StatusOr<std::vector<Plan>> PlanRepository::List(sql::Session& session, const Viewer& viewer,
                                                 const Uuid& participant_id, const Uuid& before_id,
                                                 int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  const access::Scoped scoped =
      access::Scope(kList, kRights, viewer.principal, viewer.today, {participant_id}, {before, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<Plan> plans;
  for (const sql::Row& row : rows) {
    ASSIGN_OR_RETURN(Plan plan, FromRow(row));
    plans.push_back(std::move(plan));
  }
  RETURN_IF_ERROR(AddClosings(session, plans));
  return plans;
}

StatusOr<std::optional<Plan>> PlanRepository::FindEstablished(sql::Session& session,
                                                              const Uuid& participant_id,
                                                              const std::string& programme_code) const {
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   session.Query(kFindOpen, participant_id, programme_code, domain::PlanState::kEstablished));
  if (rows.empty()) return std::optional<Plan>();
  ASSIGN_OR_RETURN(Plan plan, FromRow(rows.front()));
  std::vector<Plan> one{std::move(plan)};
  RETURN_IF_ERROR(AddClosings(session, one));
  return std::optional<Plan>(std::move(one.front()));
}

StatusOr<std::optional<domain::PreviousRoute>> PlanRepository::FindLastRoute(
    sql::Session& session, const Uuid& participant_id) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kLastRoute, participant_id));
  if (!row) return std::optional<domain::PreviousRoute>();
  return std::optional(domain::PreviousRoute{static_cast<domain::LearningRoute>(row->Int(0)), row->Date(1)});
}

Status PlanRepository::PutSpecial(sql::Tx& tx, const Plan& plan) const {
  if (plan.content.special_inputs.empty()) return absl::OkStatus();
  v1::PlanContent packed;
  for (const domain::PlanInput& input : plan.content.special_inputs) {
    *packed.add_special_inputs() = ToSpecialInput(input);
  }
  const std::string sealed = keys_.Encrypt(packed.SerializeAsString(), SpecialContext(plan.id));
  return tx.Execute(kPutSpecial, plan.id, sealed).status();
}

Status PlanRepository::Insert(sql::Tx& tx, const Plan& plan) const {
  const Status status =
      tx.Execute(kInsert, plan.id, plan.participant_id, plan.programme_code, plan.form_code, plan.version,
                 plan.state, OpenState(plan), RouteOf(plan), plan.plan_date, plan.change_reason,
                 plan.supersedes_id, plan.superseded_by_id, Seal(plan), plan.create_time, plan.row_version)
          .status();
  if (!sql::DuplicateKey(status).empty()) {
    return Error(absl::StatusCode::kAlreadyExists, "DRAFT_KNOWN",
                 "The person has a draft in this programme; go on with that one.");
  }
  RETURN_IF_ERROR(status);
  return PutSpecial(tx, plan);
}

Status PlanRepository::UpdateDraft(sql::Tx& tx, const Plan& plan) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kUpdateDraft, plan.state, OpenState(plan), RouteOf(plan), plan.plan_date,
                              Seal(plan), plan.row_version, plan.id, plan.row_version - 1));
  if (rows == 0) return EtagMismatch();
  return PutSpecial(tx, plan);
}

Status PlanRepository::DeleteDraft(sql::Tx& tx, const Plan& plan) const {
  RETURN_IF_ERROR(tx.Execute(kDeleteSpecial, plan.id).status());
  ASSIGN_OR_RETURN(const std::int64_t rows, tx.Execute(kDeleteDraft, plan.id, plan.row_version));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

Status PlanRepository::Supersede(sql::Tx& tx, const Uuid& id, const Uuid& by) const {
  ASSIGN_OR_RETURN(const std::int64_t rows, tx.Execute(kSupersede, by, id));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

Status PlanRepository::AddClosing(sql::Tx& tx, const Plan& plan, const PlanGoal& closed,
                                  const std::optional<PlanGoal>& next, absl::Time now) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kTouch, plan.row_version, plan.id, plan.row_version - 1));
  if (rows == 0) return EtagMismatch();
  ASSIGN_OR_RETURN(const std::optional<sql::Row> count, tx.QueryOne(kNextOrdinal, plan.id));
  const std::int64_t ordinal = count->Int(0);
  v1::PlanContent closing;
  *closing.add_goals() = ToProto(closed);
  if (next) *closing.add_goals() = ToProto(*next);
  const std::string sealed = keys_.Encrypt(closing.SerializeAsString(), ClosingContext(plan.id, ordinal));
  return tx.Execute(kInsertClosing, plan.id, ordinal, sealed, now).status();
}

}  // namespace duaal::intake::storage
