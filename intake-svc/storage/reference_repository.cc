#include "intake-svc/storage/reference_repository.h"

#include <utility>

#include "chassis/core/civil.h"
#include "chassis/sql/bulk.h"
#include "duaal/intake/v1/assessment_service.pb.h"
#include "duaal/intake/v1/participant_service.pb.h"
#include "duaal/intake/v1/referral_service.pb.h"
#include "duaal/programme/v1/programme.pb.h"
#include "intake-svc/storage/conversation_codec.h"
#include "intake-svc/storage/instrument_codec.h"
#include "intake-svc/storage/plan_codec.h"

namespace duaal::intake::storage {
namespace {

using domain::ProgrammeRules;

constexpr std::string_view kGetMunicipality =
    "SELECT m.code, m.display_name, m.start_date, m.end_date, m.successor_code FROM municipality m"
    " WHERE m.code = ?";
constexpr std::string_view kListMunicipalities =
    "SELECT m.code, m.display_name, m.start_date, m.end_date, m.successor_code FROM municipality m"
    " WHERE m.code > ? ORDER BY m.code LIMIT ?";
constexpr std::string_view kExistingHead =
    "SELECT m.code FROM municipality m WHERE (m.start_date IS NULL OR m.start_date <= ?)"
    " AND (m.end_date IS NULL OR m.end_date > ?) AND m.code IN ";
constexpr std::string_view kPutMunicipalities =
    "INSERT INTO municipality (code, display_name, start_date, end_date, successor_code) VALUES ";
constexpr std::string_view kPutMunicipalitiesTail =
    " ON DUPLICATE KEY UPDATE display_name = VALUES(display_name), start_date = VALUES(start_date),"
    " end_date = VALUES(end_date), successor_code = VALUES(successor_code)";
constexpr std::string_view kFindProgramme = "SELECT g.definition FROM programme g WHERE g.code = ?";
constexpr std::string_view kPutProgramme =
    "INSERT INTO programme (code, definition) VALUES (?,?) ON DUPLICATE KEY UPDATE definition = "
    "VALUES(definition)";

Municipality FromRow(const sql::Row& row) {
  return {row.Str(0), row.Str(1), row.OptDate(2), row.OptDate(3), row.Str(4)};
}

domain::IntakeStep ToStep(const programme::v1::ProgrammeDefinition& definition,
                          const programme::v1::IntakeStep& proto) {
  domain::IntakeStep step;
  step.code = proto.code();
  step.display_name = proto.display_name();
  step.professionals = proto.professionals();
  step.within_days_after_start = proto.within_days_after_start();
  step.group = proto.group();
  step.named_professionals = proto.named_professionals();
  step.different_organisations = proto.different_organisations();
  step.held_by = {proto.held_by().begin(), proto.held_by().end()};
  v1::AssessmentSetting setting = v1::ASSESSMENT_SETTING_UNSPECIFIED;
  v1::AssessmentSetting_Parse(proto.setting(), &setting);
  step.setting = static_cast<domain::AssessmentSetting>(setting);
  step.instruments = {proto.instruments().begin(), proto.instruments().end()};
  step.needs_instruments = proto.needs_instruments();
  step.client_view = proto.client_view();
  step.workplaces = EntriesOf(definition, proto.workplace_catalogue());
  step.decides_tasks = proto.decides_tasks();
  step.summonses_before_absence = proto.summonses_before_absence();
  return step;
}

void AddParticipation(const programme::v1::ProgrammeDefinition& definition, ProgrammeRules& rules) {
  const auto& participation = definition.participation();
  rules.declaration_required = participation.declaration_required();
  rules.voluntary = participation.voluntary();
  rules.free_of_charge = participation.free_of_charge();
  rules.refusal_task_role = participation.refusal_task_role();
  rules.refusal_outcomes = EntriesOf(definition, participation.refusal_outcome_catalogue());
  for (const auto& exit : participation.exit_reasons()) {
    v1::CloseReason value = v1::CLOSE_REASON_OTHER;
    v1::CloseReason_Parse(exit.close_reason(), &value);
    rules.exit_reasons[exit.code()] = static_cast<domain::CloseReason>(value);
  }
}

// Definitions name enum values by their proto names; one that intake does not know admits nobody.
ProgrammeRules ToRules(const programme::v1::ProgrammeDefinition& definition) {
  ProgrammeRules rules;
  rules.code = definition.code();
  const auto& region = definition.region();
  rules.core_municipalities = {region.core_municipalities().begin(), region.core_municipalities().end()};
  rules.admitted_municipalities = {region.admitted_municipalities().begin(),
                                   region.admitted_municipalities().end()};
  const auto& target = definition.target_group();
  for (const auto& cohort : target.arrival_cohorts()) {
    rules.arrival_cohorts.push_back({cohort.code(), cohort.from_months(), cohort.until_months()});
  }
  for (const std::string& name : target.benefit_categories()) {
    v1::BenefitCategory value = v1::BENEFIT_CATEGORY_UNSPECIFIED;
    v1::BenefitCategory_Parse(name, &value);
    rules.benefit_categories.insert(static_cast<domain::BenefitCategory>(value));
  }
  for (const std::string& name : target.target_groups()) {
    v1::TargetGroup value = v1::TARGET_GROUP_UNSPECIFIED;
    v1::TargetGroup_Parse(name, &value);
    rules.target_groups.insert(static_cast<domain::TargetGroup>(value));
  }
  for (const std::string& name : definition.inflow_channels()) {
    v1::InflowChannel value = v1::INFLOW_CHANNEL_UNSPECIFIED;
    v1::InflowChannel_Parse(name, &value);
    rules.inflow_channels.insert(static_cast<domain::InflowChannel>(value));
  }
  rules.refuse_if_in_trajectory = target.refuse_if_in_trajectory();
  rules.refuse_if_active = target.refuse_if_active();
  rules.required_barriers = {target.required_barriers().begin(), target.required_barriers().end()};
  rules.settled_from = ParseDate(target.settled_from());
  rules.settled_until = ParseDate(target.settled_until());
  for (const auto& rule : target.composition_rules()) {
    rules.composition_rules.push_back({rule.dimension(), rule.value(), rule.minimum()});
  }
  for (const auto& step : definition.intake_steps()) {
    rules.intake_steps.push_back(ToStep(definition, step));
  }
  AddParticipation(definition, rules);
  return rules;
}

domain::ParticipationRules ToParticipationRules(const programme::v1::ProgrammeDefinition& definition) {
  domain::ParticipationRules rules;
  const auto& participation = definition.participation();
  rules.voluntary = participation.voluntary();
  for (const auto& rule : participation.compulsion_rules()) {
    v1::BenefitCategory value = v1::BENEFIT_CATEGORY_UNSPECIFIED;
    v1::BenefitCategory_Parse(rule.benefit_category(), &value);
    rules.compulsion_rules.push_back(
        {static_cast<domain::BenefitCategory>(value), rule.depends_on_motivation(), rule.legal_ground()});
  }
  for (const auto& offer : participation.offers()) {
    v1::TargetGroup value = v1::TARGET_GROUP_UNSPECIFIED;
    v1::TargetGroup_Parse(offer.target_group(), &value);
    rules.offers.push_back({static_cast<domain::TargetGroup>(value), offer.occasion()});
  }
  return rules;
}

domain::CharacteristicRules ToCharacteristicRules(const programme::v1::ProgrammeDefinition& definition) {
  domain::CharacteristicRules rules;
  for (const auto& from : definition.characteristics()) {
    domain::CharacteristicRule& to = rules[from.code()];
    to.multiple = from.multiple();
    for (const auto& catalogue : definition.catalogues()) {
      if (catalogue.code() != from.catalogue()) continue;
      for (const auto& entry : catalogue.entries()) to.values.insert(entry.code());
    }
  }
  return rules;
}

// What `read` makes of the stored definition; nothing when there is none.
template <typename Part>
StatusOr<std::optional<Part>> FindPart(sql::Session& session, const std::string& code,
                                       Part (*read)(const programme::v1::ProgrammeDefinition&)) {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kFindProgramme, code));
  if (!row) return std::optional<Part>();
  programme::v1::ProgrammeDefinition definition;
  if (!definition.ParseFromString(row->Str(0))) {
    return Error(absl::StatusCode::kDataLoss, "PROGRAMME_UNREADABLE",
                 "The stored definition of this programme cannot be read; publish it again.");
  }
  return std::optional<Part>(read(definition));
}

}  // namespace

StatusOr<Municipality> ReferenceRepository::GetMunicipality(sql::Session& session,
                                                            const std::string& code) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kGetMunicipality, code));
  if (!row) return NotFound("This municipality");
  return FromRow(*row);
}

StatusOr<std::vector<Municipality>> ReferenceRepository::ListMunicipalities(sql::Session& session,
                                                                            const std::string& after_code,
                                                                            int limit) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kListMunicipalities, after_code, limit));
  std::vector<Municipality> list;
  for (const sql::Row& row : rows) list.push_back(FromRow(row));
  return list;
}

StatusOr<std::set<std::string>> ReferenceRepository::ExistingMunicipalities(
    sql::Session& session, const std::set<std::string>& codes, absl::CivilDay today) const {
  const std::vector<sql::Value> keys(codes.begin(), codes.end());
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, kExistingHead, keys, "", {today, today}));
  std::set<std::string> existing;
  for (const sql::Row& row : rows) existing.insert(row.Str(0));
  return existing;
}

Status ReferenceRepository::PutMunicipalities(sql::Tx& tx,
                                              const std::vector<Municipality>& municipalities) const {
  std::vector<sql::Value> values;
  for (const Municipality& m : municipalities) {
    values.insert(values.end(), {m.code, m.display_name, m.start_date, m.end_date, m.successor_code});
  }
  return sql::InsertRows(tx, kPutMunicipalities, 5, values, kPutMunicipalitiesTail).status();
}

StatusOr<std::optional<ProgrammeRules>> ReferenceRepository::FindProgramme(sql::Session& session,
                                                                           const std::string& code) const {
  return FindPart(session, code, ToRules);
}

StatusOr<std::optional<domain::InstrumentSet>> ReferenceRepository::FindInstruments(
    sql::Session& session, const std::string& code) const {
  return FindPart(session, code, ToInstruments);
}

StatusOr<std::optional<domain::BarrierRules>> ReferenceRepository::FindBarrierRules(
    sql::Session& session, const std::string& code) const {
  return FindPart(session, code, ToBarrierRules);
}

StatusOr<std::optional<domain::ConversationGuides>> ReferenceRepository::FindGuides(
    sql::Session& session, const std::string& code) const {
  return FindPart(session, code, ToGuides);
}

StatusOr<std::optional<domain::PlanForm>> ReferenceRepository::FindPlanForm(sql::Session& session,
                                                                            const std::string& code) const {
  return FindPart(session, code, ToPlanForm);
}

StatusOr<std::optional<domain::ParticipationRules>> ReferenceRepository::FindParticipationRules(
    sql::Session& session, const std::string& code) const {
  return FindPart(session, code, &ToParticipationRules);
}

StatusOr<std::optional<domain::CharacteristicRules>> ReferenceRepository::FindCharacteristicRules(
    sql::Session& session, const std::string& code) const {
  return FindPart(session, code, &ToCharacteristicRules);
}

Status ReferenceRepository::PutProgramme(sql::Tx& tx, const std::string& code,
                                         const std::string& definition) const {
  return tx.Execute(kPutProgramme, code, definition).status();
}

}  // namespace duaal::intake::storage
