#include "intake-svc/storage/trajectory_repository.h"

#include <optional>
#include <string_view>

#include "chassis/sql/bulk.h"

namespace duaal::intake::storage {
namespace {

constexpr std::string_view kPut =
    "INSERT IGNORE INTO started_trajectory (trajectory_id, participant_id, programme_code, start_date)"
    " VALUES (?,?,?,?)";
constexpr std::string_view kHasStarted =
    "SELECT s.trajectory_id FROM started_trajectory s WHERE s.participant_id = ? LIMIT 1";
constexpr std::string_view kStartedHead =
    "SELECT DISTINCT s.participant_id FROM started_trajectory s WHERE s.participant_id IN ";
constexpr std::string_view kRelink =
    "UPDATE started_trajectory SET participant_id = ? WHERE trajectory_id = ?";

}  // namespace

Status TrajectoryRepository::Put(sql::Tx& tx, const StartedTrajectory& t) const {
  return tx.Execute(kPut, t.id, t.participant_id, t.programme_code, t.start_date).status();
}

StatusOr<bool> TrajectoryRepository::HasStarted(sql::Session& session, const Uuid& participant_id) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kHasStarted, participant_id));
  return row.has_value();
}

StatusOr<std::set<Uuid>> TrajectoryRepository::Started(sql::Session& session,
                                                       const std::vector<Uuid>& people) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, kStartedHead, {people.begin(), people.end()}));
  std::set<Uuid> started;
  for (const sql::Row& row : rows) started.insert(row.Id(0));
  return started;
}

Status TrajectoryRepository::Relink(sql::Tx& tx, const Uuid& trajectory_id,
                                    const Uuid& participant_id) const {
  return tx.Execute(kRelink, participant_id, trajectory_id).status();
}

}  // namespace duaal::intake::storage
