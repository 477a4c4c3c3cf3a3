#include "reporting-svc/projections/groups.h"

#include <map>
#include <string>

#include "chassis/outbox/payload.h"
#include "chassis/sql/bulk.h"
#include "duaal/partner/v1/partner_events.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"

namespace duaal::reporting::projections {
namespace {

// What a batch says of one group. The seat counts are sums, so the order of the feeds does not matter.
struct Group {
  std::string programme_code;
  std::string component_code;
  int cancel_cause = 0;
  int enrolments = 0;
};

constexpr std::string_view kPutProgramme =
    "INSERT INTO programme (code, definition) VALUES (?,?) ON DUPLICATE KEY UPDATE definition = "
    "VALUES(definition)";
constexpr std::string_view kPutGroups =
    "INSERT INTO offering_fact (offering_id, programme_code, component_code, cancel_cause, enrolments) "
    "VALUES ";
// A cause, once known, stays: the event that told of it may be older than this batch.
constexpr std::string_view kPutGroupsTail =
    " ON DUPLICATE KEY UPDATE cancel_cause = GREATEST(cancel_cause, VALUES(cancel_cause)),"
    " enrolments = enrolments + VALUES(enrolments)";

void Take(const partner::v1::Offering& offering, std::map<Uuid, Group>& groups) {
  Group& group = groups[Uuid::Parse(offering.id()).value_or(Uuid())];
  group.programme_code = offering.programme_code();
  group.component_code = offering.component_code();
  group.cancel_cause = std::max(group.cancel_cause, static_cast<int>(offering.cancel_cause()));
}

void Take(const trajectory::v1::EnrolmentCreated& enrolment, std::map<Uuid, Group>& groups) {
  Group& group = groups[Uuid::Parse(enrolment.offering_id()).value_or(Uuid())];
  group.programme_code = enrolment.programme_code();
  group.component_code = enrolment.component_code();
  ++group.enrolments;
}

}  // namespace

Status ProjectGroups(sql::Tx& tx, const std::vector<feed::v1::Event>& events) {
  std::map<Uuid, Group> groups;
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
  }
  std::vector<sql::Value> values;
  for (const auto& [id, group] : groups) {
    values.insert(values.end(),
                  {id, group.programme_code, group.component_code, group.cancel_cause, group.enrolments});
  }
  return sql::InsertRows(tx, kPutGroups, 5, values, kPutGroupsTail).status();
}

}  // namespace duaal::reporting::projections
