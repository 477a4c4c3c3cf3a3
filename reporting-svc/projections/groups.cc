#include "reporting-svc/projections/groups.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chassis/outbox/payload.h"
#include "chassis/sql/bulk.h"
#include "duaal/intake/v1/intake_events.pb.h"
#include "duaal/partner/v1/partner_events.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"

namespace duaal::reporting::projections {
namespace {

// What a batch says of one group. The seat counts are sums, so the order of the feeds does not matter.
struct Group {
  std::string programme_code;
  std::string component_code;
  std::string municipality_code;  // that offers it; empty in a batch that does not tell
  int capacity = 0;
  int cancel_cause = 0;
  int enrolments = 0;
  std::map<std::pair<std::string, std::string>, int> members;  // programme, municipality: seats taken
};
using Groups = std::map<Uuid, Group>;

constexpr std::string_view kPutProgramme =
    "INSERT INTO programme (code, definition) VALUES (?,?) ON DUPLICATE KEY UPDATE definition = "
    "VALUES(definition)";
constexpr std::string_view kPutGroups =
    "INSERT INTO offering_fact (offering_id, programme_code, component_code, cancel_cause, enrolments, "
    "municipality_code, capacity) VALUES ";
// A cause, once known, stays: the event that told of it may be older than this batch. What only partner-svc
// tells fills up what another feed left open.
constexpr std::string_view kPutGroupsTail =
    " ON DUPLICATE KEY UPDATE cancel_cause = GREATEST(cancel_cause, VALUES(cancel_cause)),"
    " enrolments = enrolments + VALUES(enrolments),"
    " programme_code = IF(programme_code = '', VALUES(programme_code), programme_code),"
    " component_code = IF(component_code = '', VALUES(component_code), component_code),"
    " municipality_code = IF(municipality_code = '', VALUES(municipality_code), municipality_code),"
    " capacity = GREATEST(capacity, VALUES(capacity))";
constexpr std::string_view kPutMembers =
    "INSERT INTO group_municipality (programme_code, municipality_code, offering_id, component_code, "
    "cancel_cause, planned, capacity, enrolments) VALUES ";
constexpr std::string_view kPutMembersTail =
    " ON DUPLICATE KEY UPDATE enrolments = enrolments + VALUES(enrolments)";
// After the group itself was stored and is held, so that of two feeds the later one copies what both know.
constexpr std::string_view kCopyGroup =
    "UPDATE group_municipality m JOIN offering_fact f ON f.offering_id = m.offering_id"
    " SET m.component_code = f.component_code, m.capacity = f.capacity,"
    " m.cancel_cause = IF(m.programme_code = f.programme_code, f.cancel_cause, 0),"
    " m.planned = (m.municipality_code = f.municipality_code) WHERE f.offering_id = ?";

// Where a group counts, and for how much.
struct CountKey {
  std::string programme_code;
  std::string municipality_code;
  std::string component_code;
  int cancel_cause = 0;
  friend auto operator<=>(const CountKey&, const CountKey&) = default;
};
struct Sums {
  int belonging = 0;
  int planned = 0;
  int planned_seats = 0;
  int started = 0;
  friend bool operator==(const Sums&, const Sums&) = default;
};
using Counts = std::map<CountKey, Sums>;

constexpr std::string_view kMembersHead =
    "SELECT m.programme_code, m.municipality_code, m.component_code, m.cancel_cause, m.planned, m.capacity,"
    " m.enrolments FROM group_municipality m WHERE m.offering_id IN ";
constexpr std::string_view kAddCounts =
    "INSERT INTO group_count (programme_code, municipality_code, component_code, cancel_cause, belonging, "
    "planned, planned_seats, started) VALUES ";
constexpr std::string_view kAddCountsTail =
    " ON DUPLICATE KEY UPDATE belonging = belonging + VALUES(belonging), planned = planned + VALUES(planned),"
    " planned_seats = planned_seats + VALUES(planned_seats), started = started + VALUES(started)";

void Take(const partner::v1::Offering& offering, Groups& groups) {
  Group& group = groups[Uuid::Parse(offering.id()).value_or(Uuid())];
  group.programme_code = offering.programme_code();
  group.component_code = offering.component_code();
  group.municipality_code = offering.municipality_code();
  group.capacity = offering.capacity();
  group.cancel_cause = std::max(group.cancel_cause, static_cast<int>(offering.cancel_cause()));
  if (!offering.municipality_code().empty()) {
    group.members[{offering.programme_code(), offering.municipality_code()}];
  }
}

void Take(const trajectory::v1::EnrolmentCreated& enrolment, Groups& groups) {
  Group& group = groups[Uuid::Parse(enrolment.offering_id()).value_or(Uuid())];
  group.programme_code = enrolment.programme_code();
  group.component_code = enrolment.component_code();
  ++group.enrolments;
  ++group.members[{enrolment.programme_code(), enrolment.municipality_code()}];
}

// Whoever is referred to a class waits for it. What the class is, only its owner tells: a referral may name
// one of another programme.
void Take(const intake::v1::ParticipantReferred& referral, Groups& groups) {
  const std::optional<Uuid> class_id = Uuid::Parse(referral.class_offering_id());
  if (!class_id) return;
  groups[*class_id].members[{referral.programme_code(), referral.municipality_code()}];
}

// What the groups count for as they stand now.
Status Count(sql::Tx& tx, const std::vector<sql::Value>& ids, int sign, Counts& counts) {
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(tx, kMembersHead, ids));
  for (const sql::Row& row : rows) {
    Sums& sums = counts[{row.Str(0), row.Str(1), row.Str(2), static_cast<int>(row.Int(3))}];
    sums.belonging += sign;
    if (row.Bool(4)) sums.planned += sign;
    if (row.Bool(4)) sums.planned_seats += sign * static_cast<int>(row.Int(5));
    if (row.Int(6) > 0) sums.started += sign;
  }
  return absl::OkStatus();
}

Status Store(sql::Tx& tx, const Counts& counts) {
  std::vector<sql::Value> values;
  for (const auto& [key, sums] : counts) {
    if (sums == Sums()) continue;
    values.insert(values.end(),
                  {key.programme_code, key.municipality_code, key.component_code, key.cancel_cause,
                   sums.belonging, sums.planned, sums.planned_seats, sums.started});
  }
  return sql::InsertRows(tx, kAddCounts, 8, values, kAddCountsTail).status();
}

Status Store(sql::Tx& tx, const Groups& groups) {
  if (groups.empty()) return absl::OkStatus();
  std::vector<sql::Value> ids;
  std::vector<sql::Value> facts;
  std::vector<sql::Value> members;
  for (const auto& [id, group] : groups) {
    ids.emplace_back(id);
    facts.insert(facts.end(), {id, group.programme_code, group.component_code, group.cancel_cause,
                               group.enrolments, group.municipality_code, group.capacity});
    for (const auto& [place, seats] : group.members) {
      members.insert(members.end(), {place.first, place.second, id, group.component_code, group.cancel_cause,
                                     false, group.capacity, seats});
    }
  }
  // The groups are held from here on, so that nobody else changes what is counted now.
  RETURN_IF_ERROR(sql::InsertRows(tx, kPutGroups, 7, facts, kPutGroupsTail).status());
  Counts counts;
  RETURN_IF_ERROR(Count(tx, ids, -1, counts));
  RETURN_IF_ERROR(sql::InsertRows(tx, kPutMembers, 8, members, kPutMembersTail).status());
  for (const auto& [id, group] : groups) RETURN_IF_ERROR(tx.Execute(kCopyGroup, id).status());
  RETURN_IF_ERROR(Count(tx, ids, +1, counts));
  return Store(tx, counts);
}

}  // namespace

Status ProjectGroups(sql::Tx& tx, const std::vector<feed::v1::Event>& events) {
  Groups groups;
  for (const feed::v1::Event& event : events) {
    ASSIGN_OR_RETURN(const auto published, outbox::As<trajectory::v1::ProgrammePublished>(event));
    if (published) {
      RETURN_IF_ERROR(tx.Execute(kPutProgramme, published->definition().code(),
                                 published->definition().SerializeAsString())
                          .status());
    }
    RETURN_IF_ERROR(outbox::On<partner::v1::OfferingPublished>(
        event, [&](const auto& m) { Take(m.offering(), groups); }));
    RETURN_IF_ERROR(outbox::On<partner::v1::OfferingCancelled>(
        event, [&](const auto& m) { Take(m.offering(), groups); }));
    RETURN_IF_ERROR(
        outbox::On<trajectory::v1::EnrolmentCreated>(event, [&](const auto& m) { Take(m, groups); }));
    RETURN_IF_ERROR(
        outbox::On<intake::v1::ParticipantReferred>(event, [&](const auto& m) { Take(m, groups); }));
  }
  return Store(tx, groups);
}

}  // namespace duaal::reporting::projections
