#include "reporting-svc/projections/funnel.h"

#include <algorithm>
#include <set>

#include "chassis/outbox/payload.h"
#include "chassis/sql/bulk.h"
#include "duaal/intake/v1/intake_events.pb.h"
#include "duaal/intake/v1/merge_events.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"

namespace duaal::reporting::projections {
namespace {

using Facts = std::map<Uuid, ReferralFact>;

constexpr std::string_view kLoadHead =
    "SELECT r.referral_id, r.programme_code, r.municipality_code, r.class_offering_id, r.stage, r.started,"
    " r.close_reason, r.exit_reason_code FROM referral_fact r WHERE r.referral_id IN ";
constexpr std::string_view kStore =
    "INSERT INTO referral_fact (referral_id, programme_code, municipality_code, class_offering_id, stage, "
    "started,"
    " close_reason, exit_reason_code) VALUES ";
constexpr std::string_view kStoreTail =
    " ON DUPLICATE KEY UPDATE programme_code = VALUES(programme_code),"
    " municipality_code = VALUES(municipality_code), class_offering_id = VALUES(class_offering_id),"
    " stage = VALUES(stage), started = VALUES(started), close_reason = VALUES(close_reason),"
    " exit_reason_code = VALUES(exit_reason_code)";
constexpr std::string_view kKeepTail = " ON DUPLICATE KEY UPDATE referral_id = referral_fact.referral_id";
constexpr std::string_view kAddStages =
    "INSERT INTO funnel_count (programme_code, class_offering_id, municipality_code, stage, people) VALUES ";
constexpr std::string_view kAddExits =
    "INSERT INTO exit_count (programme_code, class_offering_id, municipality_code, close_reason, people,"
    " exit_reason_code) VALUES ";
constexpr std::string_view kAddTail = " ON DUPLICATE KEY UPDATE people = people + VALUES(people)";

Uuid IdOf(const std::string& text) { return Uuid::Parse(text).value_or(Uuid()); }

// The referrals that an event is about; none for events that the funnel does not count.
StatusOr<std::vector<Uuid>> ReferralsOf(const feed::v1::Event& event) {
  std::vector<Uuid> ids;
  const auto take = [&](const auto& message) { ids.push_back(IdOf(message.referral_id())); };
  RETURN_IF_ERROR(outbox::On<intake::v1::ParticipantReferred>(event, take));
  RETURN_IF_ERROR(outbox::On<intake::v1::IntakeRecorded>(event, take));
  RETURN_IF_ERROR(outbox::On<intake::v1::DeclarationSigned>(event, take));
  RETURN_IF_ERROR(outbox::On<intake::v1::ReferralClosed>(event, take));
  RETURN_IF_ERROR(outbox::On<trajectory::v1::TrajectoryStarted>(event, take));
  const auto take_all = [&](const auto& message) {
    for (const std::string& id : message.referral_ids()) ids.push_back(IdOf(id));
  };
  RETURN_IF_ERROR(outbox::On<intake::v1::ParticipantMoved>(event, take_all));
  RETURN_IF_ERROR(outbox::On<intake::v1::ParticipantsMerged>(event, take_all));
  RETURN_IF_ERROR(outbox::On<intake::v1::ParticipantMergeUndone>(event, take_all));
  std::erase_if(ids, [](const Uuid& id) { return id.IsNil(); });
  return ids;
}

void Reach(ReferralFact& fact, int stage) { fact.stage = std::max(fact.stage, stage); }

// The fact after one event.
Status Apply(const feed::v1::Event& event, ReferralFact& fact) {
  RETURN_IF_ERROR(outbox::On<intake::v1::ParticipantReferred>(event, [&](const auto& message) {
    fact.programme_code = message.programme_code();
    fact.municipality_code = message.municipality_code();
    fact.class_offering_id = IdOf(message.class_offering_id());
    Reach(fact, intake::v1::REFERRAL_STATE_REFERRED);
  }));
  RETURN_IF_ERROR(outbox::On<intake::v1::IntakeRecorded>(
      event, [&](const auto& message) { Reach(fact, message.state()); }));
  RETURN_IF_ERROR(outbox::On<intake::v1::DeclarationSigned>(
      event, [&](const auto&) { Reach(fact, intake::v1::REFERRAL_STATE_DECLARED); }));
  RETURN_IF_ERROR(outbox::On<intake::v1::ReferralClosed>(event, [&](const auto& message) {
    fact.close_reason = message.reason();
    fact.exit_reason_code = message.exit_reason_code();
  }));
  // Who moves, and whose records are merged or parted, is counted where that person lives.
  const auto go_over = [&](const auto& message) { fact.municipality_code = message.municipality_code(); };
  RETURN_IF_ERROR(outbox::On<intake::v1::ParticipantMoved>(event, go_over));
  RETURN_IF_ERROR(outbox::On<intake::v1::ParticipantsMerged>(event, go_over));
  RETURN_IF_ERROR(outbox::On<intake::v1::ParticipantMergeUndone>(event, go_over));
  return outbox::On<trajectory::v1::TrajectoryStarted>(event, [&](const auto&) { fact.started = true; });
}

Status Read(sql::Tx& tx, const std::vector<sql::Value>& keys, Facts& facts) {
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   sql::QueryIn(tx, kLoadHead, keys, " ORDER BY r.referral_id FOR UPDATE"));
  for (const sql::Row& row : rows) {
    facts[row.Id(0)] = {row.Str(1),  row.Str(2),
                        row.Id(3),   static_cast<int>(row.Int(4)),
                        row.Bool(5), static_cast<int>(row.Int(6)),
                        row.Str(7)};
  }
  return absl::OkStatus();
}

Status Store(sql::Tx& tx, const Facts& facts, std::string_view tail) {
  std::vector<sql::Value> values;
  for (const auto& [id, fact] : facts) {
    values.insert(values.end(), {id, fact.programme_code, fact.municipality_code, fact.class_offering_id,
                                 fact.stage, fact.started, fact.close_reason, fact.exit_reason_code});
  }
  return sql::InsertRows(tx, kStore, 8, values, tail).status();
}

// In key order and locked: two feeds may tell of one referral at the same time. What is not there cannot be
// locked, so it is made first; if the other feed was faster, that waits for it, and reads what it stored.
StatusOr<Facts> Load(sql::Tx& tx, const std::set<Uuid>& ids) {
  Facts facts;
  RETURN_IF_ERROR(Read(tx, {ids.begin(), ids.end()}, facts));
  Facts missing;
  for (const Uuid& id : ids) {
    if (!facts.contains(id)) missing[id];
  }
  if (missing.empty()) return facts;
  RETURN_IF_ERROR(Store(tx, missing, kKeepTail));
  std::vector<sql::Value> made;
  for (const auto& [id, fact] : missing) made.emplace_back(id);
  RETURN_IF_ERROR(Read(tx, made, facts));
  return facts;
}

// `columns` is 5 for stages, and 6 for exits, which have a code as well.
Status AddCounts(sql::Tx& tx, std::string_view head, std::size_t columns,
                 const std::map<CountKey, int>& counts) {
  std::vector<sql::Value> values;
  for (const auto& [key, people] : counts) {
    if (people == 0) continue;
    values.insert(values.end(),
                  {key.programme_code, key.class_offering_id, key.municipality_code, key.number, people});
    if (columns == 6) values.emplace_back(key.exit_reason_code);
  }
  return sql::InsertRows(tx, head, columns, values, kAddTail).status();
}

}  // namespace

void AddStages(const ReferralFact& fact, int sign, std::map<CountKey, int>& stages) {
  if (fact.stage == 0) return;
  const CountKey key{fact.programme_code, fact.class_offering_id, fact.municipality_code, 0};
  // Who reached a stage has passed those before it.
  const int reached = fact.started ? kStageStarted : fact.stage;
  for (int stage = 1; stage <= reached; ++stage) {
    CountKey at = key;
    at.number = stage;
    stages[at] += sign;
  }
  if (!fact.started || fact.close_reason != 0) return;
  CountKey at = key;
  at.number = kStageParticipating;
  stages[at] += sign;
}

void AddExit(const ReferralFact& fact, int sign, std::map<CountKey, int>& exits) {
  if (fact.stage == 0 || fact.close_reason == 0) return;
  exits[{fact.programme_code, fact.class_offering_id, fact.municipality_code, fact.close_reason,
         fact.exit_reason_code}] += sign;
}

Status ProjectFunnel(sql::Tx& tx, const std::vector<feed::v1::Event>& events) {
  std::set<Uuid> ids;
  for (const feed::v1::Event& event : events) {
    ASSIGN_OR_RETURN(const std::vector<Uuid> about, ReferralsOf(event));
    ids.insert(about.begin(), about.end());
  }
  if (ids.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(Facts facts, Load(tx, ids));
  std::map<CountKey, int> stages;
  std::map<CountKey, int> exits;
  for (const auto& [id, fact] : facts) {
    AddStages(fact, -1, stages);
    AddExit(fact, -1, exits);
  }
  for (const feed::v1::Event& event : events) {
    ASSIGN_OR_RETURN(const std::vector<Uuid> about, ReferralsOf(event));
    for (const Uuid& id : about) RETURN_IF_ERROR(Apply(event, facts[id]));
  }
  for (const auto& [id, fact] : facts) {
    AddStages(fact, +1, stages);
    AddExit(fact, +1, exits);
  }
  RETURN_IF_ERROR(Store(tx, facts, kStoreTail));
  RETURN_IF_ERROR(AddCounts(tx, kAddStages, 5, stages));
  return AddCounts(tx, kAddExits, 6, exits);
}

}  // namespace duaal::reporting::projections
