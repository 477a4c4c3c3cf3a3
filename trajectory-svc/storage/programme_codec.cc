#include "trajectory-svc/storage/programme_codec.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "chassis/core/civil.h"
#include "duaal/intake/v1/assessment_service.pb.h"
#include "duaal/intake/v1/participant_service.pb.h"
#include "duaal/intake/v1/referral_service.pb.h"
#include "trajectory-svc/domain/language_level.h"

namespace duaal::trajectory::storage {
namespace {

using Definition = programme::v1::ProgrammeDefinition;
using domain::ProgrammeOutline;

constexpr int kMostDecimals = 4;

std::string At(const std::string& list, int index, const std::string& field = {}) {
  std::string path = "definition." + list + "[" + std::to_string(index) + "]";
  return field.empty() ? path : path + "." + field;
}

template <typename List>
void AddCodes(ProgrammeOutline& outline, const std::string& name, const std::string& field,
              const List& list) {
  ProgrammeOutline::CodeList codes{name, {}};
  for (int i = 0; i < list.size(); ++i) codes.codes.emplace_back(At(field, i, "code"), list.Get(i).code());
  outline.code_lists.push_back(std::move(codes));
}

void AddMany(ProgrammeOutline& outline, const std::string& path, const std::string& list,
             const google::protobuf::RepeatedPtrField<std::string>& codes) {
  for (int i = 0; i < codes.size(); ++i) {
    outline.references.push_back({path + "[" + std::to_string(i) + "]", list, codes.Get(i)});
  }
}

void AddCodeLists(const Definition& d, ProgrammeOutline& outline) {
  AddCodes(outline, "square", "region.squares", d.region().squares());
  AddCodes(outline, "arrival cohort", "target_group.arrival_cohorts", d.target_group().arrival_cohorts());
  AddCodes(outline, "intake step", "intake_steps", d.intake_steps());
  AddCodes(outline, "component", "components", d.components());
  AddCodes(outline, "phase", "phases", d.phases());
  AddCodes(outline, "catalogue", "catalogues", d.catalogues());
  AddCodes(outline, "role", "roles", d.roles());
  AddCodes(outline, "cadence", "cadences", d.cadences());
  AddCodes(outline, "target", "targets", d.targets());
  AddCodes(outline, "funding source", "funding_sources", d.funding_sources());
  AddCodes(outline, "product", "products", d.products());
  AddCodes(outline, "steering body", "steering_bodies", d.steering_bodies());
  AddCodes(outline, "exit reason", "participation.exit_reasons", d.participation().exit_reasons());
  for (int i = 0; i < d.intake_steps_size(); ++i) {
    AddCodes(outline, "question of " + At("intake_steps", i),
             "intake_steps[" + std::to_string(i) + "].guide.questions",
             d.intake_steps(i).guide().questions());
  }
  for (int i = 0; i < d.components_size(); ++i) {
    AddCodes(outline, "variant of " + At("components", i), "components[" + std::to_string(i) + "].variants",
             d.components(i).variants());
  }
  for (int i = 0; i < d.catalogues_size(); ++i) {
    AddCodes(outline, "entry of " + At("catalogues", i), "catalogues[" + std::to_string(i) + "].entries",
             d.catalogues(i).entries());
  }
}

// An instrument may stand there in several versions, so its code is unique together with the version.
void AddInstrumentCodes(const Definition& d, ProgrammeOutline& outline) {
  ProgrammeOutline::CodeList codes{"instrument", {}};
  std::set<std::string> named;
  std::set<std::pair<std::string, std::string>> versions;
  for (int i = 0; i < d.instruments_size(); ++i) {
    const auto& instrument = d.instruments(i);
    if (named.insert(instrument.code()).second) {
      codes.codes.emplace_back(At("instruments", i, "code"), instrument.code());
    }
    if (!versions.emplace(instrument.code(), instrument.version()).second) {
      outline.faults.push_back({At("instruments", i, "version"), "DUPLICATE_VERSION",
                                "This version of the instrument stands there already; give another."});
    }
  }
  outline.code_lists.push_back(std::move(codes));
}

void AddScale(const programme::v1::Scale& scale, const std::string& path, ProgrammeOutline& outline) {
  using programme::v1::Scale;
  outline.references.push_back({path + ".catalogue", "catalogue", scale.catalogue()});
  const bool listed = scale.kind() == Scale::LEVEL || scale.kind() == Scale::CODE;
  if (listed && scale.catalogue().empty()) {
    outline.faults.push_back({path + ".catalogue", "REQUIRED", "Name the catalogue that lists the values."});
  }
  if (scale.kind() != Scale::NUMBER) return;
  outline.ranges.push_back({path + ".maximum", scale.minimum(), scale.maximum(), false, false});
  outline.counts.push_back({path + ".decimals", scale.decimals(), 0});
  if (scale.decimals() > kMostDecimals) {
    outline.faults.push_back({path + ".decimals", "OUT_OF_RANGE", "Give at most 4."});
  }
}

void AddTaking(const programme::v1::Instrument& instrument, const std::string& path,
               ProgrammeOutline& outline) {
  const auto& taking = instrument.taking();
  AddMany(outline, path + ".roles", "role", taking.roles());
  outline.references.push_back({path + ".relevance_catalogue", "catalogue", taking.relevance_catalogue()});
  if (instrument.when_relevant() && taking.relevance_catalogue().empty()) {
    outline.faults.push_back(
        {path + ".relevance_catalogue", "REQUIRED", "Name the catalogue of grounds on which it is taken."});
  }
  for (int j = 0; j < taking.settings_size(); ++j) {
    intake::v1::AssessmentSetting setting;
    if (intake::v1::AssessmentSetting_Parse(taking.settings(j), &setting)) continue;
    outline.faults.push_back({path + ".settings[" + std::to_string(j) + "]", "UNKNOWN_SETTING",
                              "Give the name of a value of AssessmentSetting."});
  }
  for (int j = 0; j < taking.target_groups_size(); ++j) {
    intake::v1::TargetGroup group;
    if (intake::v1::TargetGroup_Parse(taking.target_groups(j), &group)) continue;
    outline.faults.push_back({path + ".target_groups[" + std::to_string(j) + "]", "UNKNOWN_TARGET_GROUP",
                              "Give the name of a value of TargetGroup."});
  }
}

void AddInstruments(const Definition& d, ProgrammeOutline& outline) {
  AddInstrumentCodes(d, outline);
  for (int i = 0; i < d.instruments_size(); ++i) {
    const auto& instrument = d.instruments(i);
    AddCodes(outline, "aspect of " + At("instruments", i), "instruments[" + std::to_string(i) + "].aspects",
             instrument.aspects());
    for (int j = 0; j < instrument.aspects_size(); ++j) {
      AddScale(instrument.aspects(j).scale(),
               At("instruments", i, "aspects[" + std::to_string(j) + "].scale"), outline);
    }
    AddTaking(instrument, At("instruments", i, "taking"), outline);
  }
}

// What the target group requires must be a kind that can be recorded.
void AddBarriers(const Definition& d, ProgrammeOutline& outline) {
  const auto& target = d.target_group();
  outline.references.push_back(
      {"definition.target_group.barrier_catalogue", "catalogue", target.barrier_catalogue()});
  std::set<std::string> kinds;
  for (const auto& catalogue : d.catalogues()) {
    if (catalogue.code() != target.barrier_catalogue()) continue;
    for (const auto& entry : catalogue.entries()) kinds.insert(entry.code());
  }
  for (int i = 0; i < target.required_barriers_size() && !kinds.empty(); ++i) {
    if (kinds.contains(target.required_barriers(i))) continue;
    outline.faults.push_back({At("target_group.required_barriers", i), "UNKNOWN_BARRIER",
                              "The catalogue of barriers has no such entry; add it or name another."});
  }
}

void AddCompulsion(const Definition& d, ProgrammeOutline& outline) {
  const auto& participation = d.participation();
  for (int i = 0; i < participation.compulsion_rules_size(); ++i) {
    intake::v1::BenefitCategory category;
    if (intake::v1::BenefitCategory_Parse(participation.compulsion_rules(i).benefit_category(), &category))
      continue;
    outline.faults.push_back({At("participation.compulsion_rules", i, "benefit_category"),
                              "UNKNOWN_BENEFIT_CATEGORY", "Give the name of a value of BenefitCategory."});
  }
  for (int i = 0; i < participation.offers_size(); ++i) {
    intake::v1::TargetGroup group;
    if (intake::v1::TargetGroup_Parse(participation.offers(i).target_group(), &group)) continue;
    outline.faults.push_back({At("participation.offers", i, "target_group"), "UNKNOWN_TARGET_GROUP",
                              "Give the name of a value of TargetGroup."});
  }
}

void AddCharacteristics(const Definition& d, ProgrammeOutline& outline) {
  AddCodes(outline, "characteristic", "characteristics", d.characteristics());
  for (int i = 0; i < d.characteristics_size(); ++i) {
    const std::string path = At("characteristics", i, "catalogue");
    outline.references.push_back({path, "catalogue", d.characteristics(i).catalogue()});
    if (d.characteristics(i).catalogue().empty()) {
      outline.faults.push_back({path, "REQUIRED", "Name the catalogue of its values."});
    }
  }
}

void AddComponents(const Definition& d, ProgrammeOutline& outline) {
  for (int i = 0; i < d.components_size(); ++i) {
    const auto& c = d.components(i);
    outline.references.push_back({At("components", i, "catalogue"), "catalogue", c.catalogue()});
    outline.references.push_back(
        {At("components", i, "substitute_catalogue"), "catalogue", c.substitute_catalogue()});
    outline.references.push_back(
        {At("components", i, "funding_source"), "funding source", c.funding_source()});
    outline.references.push_back({At("components", i, "phase"), "phase", c.phase()});
    outline.ranges.push_back(
        {At("components", i, "max_half_days"), c.min_half_days(), c.max_half_days(), true, false});
    outline.ranges.push_back(
        {At("components", i, "max_minutes"), c.min_minutes(), c.max_minutes(), true, false});
    outline.counts.push_back({At("components", i, "min_half_days"), c.min_half_days(), 0});
    outline.counts.push_back({At("components", i, "min_minutes"), c.min_minutes(), 0});
    outline.counts.push_back({At("components", i, "max_half_days"), c.max_half_days(), 0});
    outline.counts.push_back({At("components", i, "max_minutes"), c.max_minutes(), 0});
    outline.counts.push_back({At("components", i, "series_weeks"), c.series_weeks(), 0});
    if (c.kind() == programme::v1::Component::KIND_UNSPECIFIED) {
      outline.faults.push_back(
          {At("components", i, "kind"), "REQUIRED", "Say what kind of activity this is."});
    }
    if (!c.minimum_language_level().empty() && domain::LanguageRank(c.minimum_language_level()) == 0) {
      outline.faults.push_back({At("components", i, "minimum_language_level"), "UNKNOWN_LEVEL",
                                "Give a level of the CEFR: A1, A2, B1, B2, C1 or C2."});
    }
  }
  for (int i = 0; i < d.load_limits_size(); ++i) {
    outline.counts.push_back({At("load_limits", i, "max_half_days"), d.load_limits(i).max_half_days(), 0});
    outline.counts.push_back({At("load_limits", i, "max_minutes"), d.load_limits(i).max_minutes(), 0});
    if (d.load_limits(i).scope() == programme::v1::LoadLimit::SCOPE_UNSPECIFIED) {
      outline.faults.push_back({At("load_limits", i, "scope"), "REQUIRED", "Say what the limit counts."});
    }
  }
}

void AddOrder(const programme::v1::OrderRule& rule, int index, ProgrammeOutline& outline) {
  ProgrammeOutline::Order& order = outline.orders.emplace_back();
  const std::string path = At("order_rules", index, "components");
  for (int j = 0; j < rule.components_size(); ++j)
    order.components.emplace_back(path + "[" + std::to_string(j) + "]", rule.components(j));
}

void AddOrderRules(const Definition& d, ProgrammeOutline& outline) {
  std::set<std::string> alternating;
  for (int i = 0; i < d.order_rules_size(); ++i) {
    const auto& rule = d.order_rules(i);
    AddMany(outline, At("order_rules", i, "components"), "component", rule.components());
    outline.counts.push_back({At("order_rules", i, "components"), rule.components_size(), 2});
    if (rule.kind() == programme::v1::OrderRule::KIND_UNSPECIFIED) {
      outline.faults.push_back({At("order_rules", i, "kind"), "REQUIRED", "Say what the rule asks."});
    }
    std::set<std::string> ordered;
    const bool takes_turns = rule.kind() == programme::v1::OrderRule::ALTERNATE_WHEN_BUSY;
    if (rule.kind() == programme::v1::OrderRule::BEFORE) AddOrder(rule, i, outline);
    for (int j = 0; j < rule.components_size(); ++j) {
      if (!takes_turns && !ordered.insert(rule.components(j)).second) {
        outline.faults.push_back({At("order_rules", i, "components") + "[" + std::to_string(j) + "]",
                                  "DUPLICATE_CODE", "A component cannot come before itself; name it once."});
      }
      if (!takes_turns || alternating.insert(rule.components(j)).second) continue;
      outline.faults.push_back({At("order_rules", i, "components") + "[" + std::to_string(j) + "]",
                                "DUPLICATE_CODE", "A component takes turns in one rule only, and once."});
    }
  }
}

void AddDates(const Definition& d, ProgrammeOutline& outline) {
  const auto range = [&](const std::string& start, const std::string& end, const std::string& path) {
    const auto from = ParseDate(start);
    const auto until = ParseDate(end);
    if (!start.empty() && !from)
      outline.faults.push_back({path, "BAD_FORMAT", "A date looks like 2026-11-22."});
    if (!end.empty() && !until)
      outline.faults.push_back({path, "BAD_FORMAT", "A date looks like 2026-11-22."});
    if (from && until) outline.ranges.push_back({path, 0, *until - *from, false, true});
  };
  range(d.start_date(), d.end_date(), "definition.end_date");
  range(d.target_group().settled_from(), d.target_group().settled_until(),
        "definition.target_group.settled_until");
}

void AddIntakeSteps(const Definition& d, ProgrammeOutline& outline) {
  for (int i = 0; i < d.intake_steps_size(); ++i) {
    const auto& step = d.intake_steps(i);
    AddMany(outline, At("intake_steps", i, "held_by"), "role", step.held_by());
    AddMany(outline, At("intake_steps", i, "instruments"), "instrument", step.instruments());
    outline.references.push_back(
        {At("intake_steps", i, "workplace_catalogue"), "catalogue", step.workplace_catalogue()});
    outline.counts.push_back(
        {At("intake_steps", i, "summonses_before_absence"), step.summonses_before_absence(), 0});
    intake::v1::AssessmentSetting setting;
    if (step.setting().empty() || intake::v1::AssessmentSetting_Parse(step.setting(), &setting)) continue;
    outline.faults.push_back({At("intake_steps", i, "setting"), "UNKNOWN_SETTING",
                              "Give the name of a value of AssessmentSetting."});
  }
}

void AddParticipation(const Definition& d, ProgrammeOutline& outline) {
  const auto& participation = d.participation();
  const std::string path = "definition.participation.";
  outline.references.push_back({path + "refusal_task_role", "role", participation.refusal_task_role()});
  outline.references.push_back(
      {path + "refusal_outcome_catalogue", "catalogue", participation.refusal_outcome_catalogue()});
  if (!participation.refusal_task_role().empty() && participation.refusal_outcome_catalogue().empty()) {
    outline.faults.push_back({path + "refusal_outcome_catalogue", "REQUIRED",
                              "Name the catalogue of outcomes with which a refusal task ends."});
  }
  for (int i = 0; i < participation.exit_reasons_size(); ++i) {
    intake::v1::CloseReason reason;
    if (intake::v1::CloseReason_Parse(participation.exit_reasons(i).close_reason(), &reason)) continue;
    outline.faults.push_back({At("participation.exit_reasons", i, "close_reason"), "UNKNOWN_CLOSE_REASON",
                              "Give the name of a value of CloseReason."});
  }
}

void AddPeople(const Definition& d, ProgrammeOutline& outline) {
  const auto& cohorts = d.target_group().arrival_cohorts();
  for (int i = 0; i < cohorts.size(); ++i) {
    const std::string path = At("target_group.arrival_cohorts", i, "until_months");
    outline.ranges.push_back({path, cohorts.Get(i).from_months(), cohorts.Get(i).until_months(), true, true});
    if (i == 0) continue;
    outline.ranges.push_back({At("target_group.arrival_cohorts", i, "from_months"),
                              cohorts.Get(i - 1).until_months(), cohorts.Get(i).from_months(), false, false});
  }
  for (int i = 0; i < d.roles_size(); ++i) {
    outline.references.push_back({At("roles", i, "becomes"), "role", d.roles(i).becomes()});
  }
  for (int i = 0; i < d.cadences_size(); ++i) {
    const auto& cadence = d.cadences(i);
    AddMany(outline, At("cadences", i, "roles"), "role", cadence.roles());
    outline.references.push_back(
        {At("cadences", i, "outcome_catalogue"), "catalogue", cadence.outcome_catalogue()});
    outline.ranges.push_back(
        {At("cadences", i, "every_days_most"), cadence.every_days(), cadence.every_days_most(), true, false});
  }
  for (int i = 0; i < d.absence_rules_size(); ++i) {
    outline.references.push_back(
        {At("absence_rules", i, "component"), "component", d.absence_rules(i).component()});
    outline.references.push_back(
        {At("absence_rules", i, "signal_role"), "role", d.absence_rules(i).signal_role()});
    outline.counts.push_back(
        {At("absence_rules", i, "consecutive_absences"), d.absence_rules(i).consecutive_absences(), 1});
    if (d.absence_rules(i).component().empty()) {
      outline.faults.push_back(
          {At("absence_rules", i, "component"), "REQUIRED", "Name the component it watches."});
    }
  }
  outline.references.push_back({"definition.aftercare.role", "role", d.aftercare().role()});
}

void AddMoneyAndTargets(const Definition& d, ProgrammeOutline& outline) {
  for (int i = 0; i < d.catalogues_size(); ++i) {
    for (int j = 0; j < d.catalogues(i).entries_size(); ++j) {
      outline.references.push_back({At("catalogues", i, "entries[" + std::to_string(j) + "].funding_source"),
                                    "funding source", d.catalogues(i).entries(j).funding_source()});
    }
  }
  for (int i = 0; i < d.targets_size(); ++i) {
    outline.references.push_back({At("targets", i, "square"), "square", d.targets(i).square()});
    outline.counts.push_back({At("targets", i, "value"), d.targets(i).value(), 0});
    outline.ranges.push_back({At("targets", i, "per_mille"), d.targets(i).per_mille(), 1000, false, false});
    outline.counts.push_back({At("targets", i, "per_mille"), d.targets(i).per_mille(), 0});
  }
}

void AddPlanForm(const Definition& d, ProgrammeOutline& outline) {
  const programme::v1::PlanForm& form = d.plan_form();
  outline.references.push_back({"definition.plan_form.goal_catalogue", "catalogue", form.goal_catalogue()});
  for (int i = 0; i < form.special_inputs_size(); ++i) {
    if (std::find(form.inputs().begin(), form.inputs().end(), form.special_inputs(i)) !=
        form.inputs().end()) {
      continue;
    }
    outline.faults.push_back({"definition.plan_form.special_inputs[" + std::to_string(i) + "]",
                              "UNKNOWN_INPUT",
                              "The form asks for no such input; name it among the inputs or leave it out."});
  }
  if (form.goal_in_every_field() && form.goal_catalogue().empty()) {
    outline.faults.push_back({"definition.plan_form.goal_catalogue", "REQUIRED",
                              "Name the catalogue of the fields in each of which a plan has a goal."});
  }
}

}  // namespace

domain::Programme ToProgramme(const Definition& definition) {
  domain::Programme programme;
  programme.code = definition.code();
  programme.declaration_required = definition.participation().declaration_required();
  programme.has_steps_before_start = false;
  for (const auto& step : definition.intake_steps()) {
    if (step.within_days_after_start() == 0) programme.has_steps_before_start = true;
  }
  for (const auto& role : definition.roles()) {
    if (role.directs() && role.after_settlement()) programme.case_manager_after_settlement = true;
  }
  for (const auto& c : definition.components()) {
    programme.components.push_back({c.code(), c.display_name(), c.min_half_days(), c.max_half_days(),
                                    c.min_minutes(), c.max_minutes(), c.class_time(), c.optional(),
                                    c.minimum_language_level(), c.series_weeks()});
  }
  for (const auto& limit : definition.load_limits()) {
    programme.load_limits.push_back({static_cast<domain::LoadScope>(limit.scope()), limit.max_half_days(),
                                     limit.max_minutes(), limit.warning_only()});
  }
  for (const auto& rule : definition.order_rules()) {
    std::vector<std::string> components(rule.components().begin(), rule.components().end());
    if (rule.kind() == programme::v1::OrderRule::ALTERNATE_WHEN_BUSY) {
      programme.alternations.push_back(std::move(components));
    } else if (rule.kind() == programme::v1::OrderRule::BEFORE) {
      programme.orders.push_back(std::move(components));
    }
  }
  for (const auto& rule : definition.absence_rules()) {
    programme.absence_rules.push_back({rule.component(), rule.consecutive_absences()});
  }
  return programme;
}

ProgrammeOutline ToOutline(const Definition& definition) {
  ProgrammeOutline outline;
  AddCodeLists(definition, outline);
  AddIntakeSteps(definition, outline);
  AddParticipation(definition, outline);
  AddComponents(definition, outline);
  AddOrderRules(definition, outline);
  AddDates(definition, outline);
  AddPeople(definition, outline);
  AddInstruments(definition, outline);
  AddBarriers(definition, outline);
  AddCompulsion(definition, outline);
  AddCharacteristics(definition, outline);
  AddMoneyAndTargets(definition, outline);
  AddPlanForm(definition, outline);
  return outline;
}

}  // namespace duaal::trajectory::storage
