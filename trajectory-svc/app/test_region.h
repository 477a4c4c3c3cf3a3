#ifndef TRAJECTORY_SVC_APP_TEST_REGION_H_
#define TRAJECTORY_SVC_APP_TEST_REGION_H_

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chassis/core/civil.h"
#include "chassis/core/clock.h"
#include "chassis/testing/mariadb.h"
#include "duaal/programme/v1/programme.pb.h"
#include "google/protobuf/text_format.h"
#include "trajectory-svc/app/alternate_components.h"
#include "trajectory-svc/app/create_enrolment.h"
#include "trajectory-svc/app/project_candidate.h"
#include "trajectory-svc/app/project_offering.h"
#include "trajectory-svc/app/put_programme.h"
#include "trajectory-svc/app/read_week.h"
#include "trajectory-svc/app/record_attendance.h"
#include "trajectory-svc/app/save_week.h"
#include "trajectory-svc/app/start_trajectory.h"
#include "trajectory-svc/storage/programme_codec.h"

// A region for tests: a private database with the programme of Hengelo and whoever a test puts into it. It is
// Sunday 22 November 2026. What a test needs before it begins must succeed, or the process ends.
namespace duaal::trajectory::app {

// The definition in programmes/<code>.textproto.
inline programme::v1::ProgrammeDefinition ReadProgramme(const std::string& code) {
  const char* source = std::getenv("DUAAL_SOURCE");
  std::ifstream file((source != nullptr ? std::string(source) : std::string(".")) + "/programmes/" + code +
                     ".textproto");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  programme::v1::ProgrammeDefinition definition;
  if (!google::protobuf::TextFormat::ParseFromString(text, &definition)) std::abort();
  return definition;
}

inline PutProgrammeCommand ToCommand(const programme::v1::ProgrammeDefinition& definition) {
  return {definition.code(), definition.display_name(), definition.SerializeAsString(),
          storage::ToOutline(definition)};
}

class TestRegion {
 public:
  TestRegion()
      : schema(server.CreateSchema({"chassis/migrations", "trajectory-svc/migrations"})),
        db(server.OptionsFor(schema)),
        deps(db) {
    case_manager.id = "cm-1";
    case_manager.mandates = {{"GM0164", {}, {}}};
    Must(PutProgramme(deps, As(case_manager), ToCommand(ReadProgramme("hengelo"))));
  }

  // A call by `principal`; without an id it is a new request each time.
  [[nodiscard]] Caller As(const auth::Principal& principal, std::string request_id = {},
                          const std::string& body = "body") const {
    if (request_id.empty()) request_id = Uuid::NewV7().ToString();
    std::string hash = body;
    hash.resize(32, '.');
    return {principal,
            absl::Now() + absl::Seconds(20),
            now,
            absl::ToCivilDay(now, Amsterdam()),
            {principal.id, "test", std::move(request_id), std::move(hash)}};
  }
  [[nodiscard]] Caller AsCaseManager(std::string request_id = {}, const std::string& body = "body") const {
    return As(case_manager, std::move(request_id), body);
  }

  // Publishes a definition over whatever stands there.
  void Publish(const programme::v1::ProgrammeDefinition& definition) {
    PutProgrammeCommand command = ToCommand(definition);
    const auto known = db.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) {
      return deps.programmes.Get(session, definition.code());
    });
    if (known.ok()) command.expected_version = known->row_version;
    Must(PutProgramme(deps, As(case_manager), command));
  }

  // Someone with a signed declaration, settled since June, at level A1.
  domain::Candidate AddCandidate(const std::string& municipality = "GM0164",
                                 const std::string& programme = "hengelo") {
    const domain::Candidate candidate{Uuid::NewV7(),
                                      Uuid::NewV7(),
                                      programme,
                                      municipality,
                                      std::nullopt,
                                      domain::CandidateState::kDeclared,
                                      absl::CivilDay(2026, 6, 1),
                                      "A1"};
    Must(db.Run(absl::Now() + absl::Seconds(20),
                [&](sql::Tx& tx) { return PutCandidate(deps, tx, candidate); }));
    return candidate;
  }

  domain::Trajectory AddTrajectory(const std::string& programme = "hengelo") {
    return Must(
        StartTrajectory(deps, AsCaseManager(),
                        {AddCandidate("GM0164", programme).referral_id, "cm-1", absl::CivilDay(2026, 9, 1)}));
  }

  // What intake-svc tells of a person who was updated.
  void Update(const domain::Trajectory& person, std::optional<absl::CivilDay> settlement_date,
              const std::string& language_level) {
    Must(db.Run(absl::Now() + absl::Seconds(20), [&](sql::Tx& tx) {
      return SetProgress(deps, tx, person.participant_id, settlement_date, language_level);
    }));
  }

  // An offering from 1 September 2026 until 1 July 2027.
  domain::Offering AddOffering(const std::string& component, std::vector<domain::Slot> timetable,
                               int capacity = 20, const std::string& programme = "hengelo") {
    domain::Offering offering;
    offering.id = Uuid::NewV7();
    offering.programme_code = programme;
    offering.component_code = component;
    offering.organisation_id = provider;
    offering.display_name = component;
    offering.capacity = capacity;
    offering.period = {absl::CivilDay(2026, 9, 1), absl::CivilDay(2027, 7, 1)};
    offering.timetable = std::move(timetable);
    Must(db.Run(absl::Now() + absl::Seconds(20),
                [&](sql::Tx& tx) { return PublishOffering(deps, tx, offering); }));
    return offering;
  }

  domain::Offering AddLanguageClass(int capacity = 20) {
    return AddOffering("language",
                       {At(1, "09:00", "12:00"), At(3, "09:00", "12:00"), At(4, "09:00", "12:00")}, capacity);
  }

  domain::Enrolment Enrol(const domain::Trajectory& trajectory, const domain::Offering& offering) {
    return Must(CreateEnrolment(deps, AsCaseManager(), {trajectory.id, offering.id, std::nullopt}));
  }

  // Language, module and trade training of Hengelo: 3 + 1 + 1 half-days.
  domain::Trajectory AddFullClassMember() {
    const domain::Trajectory trajectory = AddTrajectory();
    Enrol(trajectory, AddLanguageClass());
    Enrol(trajectory, AddOffering("module", {At(2, "13:00", "16:00")}));
    Enrol(trajectory, AddOffering("trade", {At(5, "09:00", "12:00")}));
    return trajectory;
  }

  [[nodiscard]] StatusOr<WeekView> Read(const Uuid& trajectory_id, const char* week,
                                        const auth::Principal& principal) {
    const Caller caller = As(principal);
    return db.Read(caller.deadline, [&](sql::Session& session) {
      return ReadWeek(deps, session, caller, trajectory_id, *IsoWeek::Parse(week));
    });
  }
  [[nodiscard]] WeekView Read(const Uuid& trajectory_id, const char* week) {
    return Must(Read(trajectory_id, week, case_manager));
  }

  // The first session of an offering from a day on.
  [[nodiscard]] domain::Session SessionOn(const domain::Offering& offering, absl::CivilDay day) {
    return Must(db.Read(absl::Now() + absl::Seconds(20),
                        [&](sql::Session& session) {
                          return deps.sessions.List(session, offering.id, {day, day + 7}, 10);
                        }))
        .at(0);
  }

  // The number that a statement of root gives.
  [[nodiscard]] std::int64_t Count(const std::string& statement) const {
    return server.Root(schema, statement).at(0).Int(0);
  }

  static domain::Slot At(int weekday, const char* start, const char* end) {
    return {weekday, {*TimeOfDay::Parse(start), *TimeOfDay::Parse(end)}, ""};
  }

  static void Must(const Status& status) {
    if (status.ok()) return;
    std::fprintf(stderr, "test region: %s\n", std::string(status.ToString()).c_str());
    std::abort();
  }
  template <typename T>
  static T Must(StatusOr<T> result) {
    Must(result.status());
    return *std::move(result);
  }

  testing::MariaDb& server = testing::MariaDb::Shared();
  std::string schema;
  sql::Database db;
  Deps deps;
  auth::Principal case_manager;
  Uuid provider = Uuid::NewV7();
  absl::Time now = absl::FromCivil(absl::CivilSecond(2026, 11, 22, 10, 0, 0), Amsterdam());
};

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_TEST_REGION_H_
