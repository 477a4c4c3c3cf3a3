#include "intake-svc/rpc/convert.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "chassis/core/civil.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/timestamp.h"
#include "chassis/text/name.h"

namespace duaal::intake::rpc {
namespace {

using domain::ParticipantChange;

std::string FormatOptional(const std::optional<absl::CivilDay>& day) {
  return day ? FormatDate(*day) : std::string();
}

std::vector<domain::SpokenLanguage> ToLanguages(const v1::Participant& proto) {
  std::vector<domain::SpokenLanguage> languages;
  for (const v1::SpokenLanguage& from : proto.languages()) {
    domain::SpokenLanguage& to = languages.emplace_back();
    to.language_code = from.language_code();
    to.first_language = from.first_language();
    for (const v1::ScriptLiteracy& script : from.scripts()) {
      to.scripts.push_back({script.script_code(), static_cast<domain::ScriptLevel>(script.level())});
    }
  }
  return languages;
}

std::vector<std::string> ToNationalities(const v1::Participant& proto) {
  return {proto.nationalities().begin(), proto.nationalities().end()};
}

void AddLanguages(const domain::Participant& p, v1::Participant& proto) {
  for (const domain::SpokenLanguage& from : p.languages) {
    v1::SpokenLanguage& to = *proto.add_languages();
    to.set_language_code(from.language_code);
    to.set_first_language(from.first_language);
    for (const domain::ScriptLiteracy& script : from.scripts) {
      v1::ScriptLiteracy& level = *to.add_scripts();
      level.set_script_code(script.script_code);
      level.set_level(static_cast<v1::ScriptLevel>(script.level));
    }
  }
}

v1::HeldIntake ToProto(const domain::HeldIntake& intake) {
  v1::HeldIntake proto;
  proto.set_step_code(intake.step_code);
  proto.set_held_date(FormatDate(intake.held_date));
  proto.mutable_staff_ids()->Add(intake.staff_ids.begin(), intake.staff_ids.end());
  for (const domain::Professional& one : intake.professionals) {
    v1::Professional& professional = *proto.add_professionals();
    professional.set_staff_id(one.staff_id);
    professional.set_role_code(one.role_code);
    if (one.organisation_id) professional.set_organisation_id(one.organisation_id->ToString());
  }
  proto.set_setting(static_cast<v1::AssessmentSetting>(intake.setting));
  proto.set_company(static_cast<v1::IntakeCompany>(intake.company));
  proto.set_workplace_code(intake.workplace_code);
  proto.set_in_absence(intake.in_absence);
  return proto;
}

// One entry per field that may be changed: how it enters the change.
const std::map<std::string, std::function<void(const v1::Participant&, ParticipantChange&)>>& Changeable() {
  static const std::map<std::string, std::function<void(const v1::Participant&, ParticipantChange&)>> fields =
      {
          {"given_name", [](const auto& p, auto& c) { c.given_name = text::NormaliseName(p.given_name()); }},
          {"family_name_prefix",
           [](const auto& p, auto& c) {
             c.family_name_prefix = text::NormaliseName(p.family_name_prefix());
           }},
          {"family_name",
           [](const auto& p, auto& c) { c.family_name = text::NormaliseName(p.family_name()); }},
          {"single_name", [](const auto& p, auto& c) { c.single_name = p.single_name(); }},
          {"birth_date", [](const auto& p, auto& c) { c.birth_date = PartialDate::Parse(p.birth_date()); }},
          {"bsn", [](const auto& p, auto& c) { c.bsn = p.bsn(); }},
          {"v_number", [](const auto& p, auto& c) { c.v_number = p.v_number(); }},
          {"nationalities", [](const auto& p, auto& c) { c.nationalities = ToNationalities(p); }},
          {"stateless", [](const auto& p, auto& c) { c.stateless = p.stateless(); }},
          {"languages", [](const auto& p, auto& c) { c.languages = ToLanguages(p); }},
          {"literacy",
           [](const auto& p, auto& c) { c.literacy = static_cast<domain::Literacy>(p.literacy()); }},
          {"expected_route",
           [](const auto& p, auto& c) {
             c.expected_route = static_cast<domain::LearningRoute>(p.expected_route());
           }},
          {"literacy_date",
           [](const auto& p, auto& c) { c.literacy_date.emplace(ParseDate(p.literacy_date())); }},
          {"contact_channel",
           [](const auto& p, auto& c) {
             c.contact_channel = static_cast<domain::ContactChannel>(p.contact_channel());
           }},
          {"contact_language", [](const auto& p, auto& c) { c.contact_language = p.contact_language(); }},
          {"gender", [](const auto& p, auto& c) { c.gender = static_cast<domain::Gender>(p.gender()); }},
          {"origin_country", [](const auto& p, auto& c) { c.origin_country = p.origin_country(); }},
          {"municipality_code", [](const auto& p, auto& c) { c.municipality_code = p.municipality_code(); }},
          {"arrival_date",
           [](const auto& p, auto& c) { c.arrival_date.emplace(ParseDate(p.arrival_date())); }},
          {"settlement_date",
           [](const auto& p, auto& c) { c.settlement_date.emplace(ParseDate(p.settlement_date())); }},
          {"target_group",
           [](const auto& p, auto& c) {
             c.target_group = static_cast<domain::TargetGroup>(p.target_group());
           }},
          {"benefit_category",
           [](const auto& p, auto& c) {
             c.benefit_category = static_cast<domain::BenefitCategory>(p.benefit_category());
           }},
          {"legal_regime",
           [](const auto& p, auto& c) {
             c.legal_regime = static_cast<domain::LegalRegime>(p.legal_regime());
           }},
          {"language_level", [](const auto& p, auto& c) { c.language_level = p.language_level(); }},
      };
  return fields;
}

}  // namespace

Uuid ToId(const std::string& text) { return Uuid::Parse(text).value_or(Uuid()); }

std::optional<Uuid> ToOptionalId(const std::string& text) { return Uuid::Parse(text); }

domain::Participant FromProto(const v1::Participant& proto) {
  domain::Participant p;
  p.given_name = text::NormaliseName(proto.given_name());
  p.family_name_prefix = text::NormaliseName(proto.family_name_prefix());
  p.family_name = text::NormaliseName(proto.family_name());
  p.single_name = proto.single_name();
  p.birth_date = PartialDate::Parse(proto.birth_date()).value_or(PartialDate());
  p.bsn = proto.bsn();
  p.v_number = proto.v_number();
  p.nationalities = ToNationalities(proto);
  p.stateless = proto.stateless();
  p.languages = ToLanguages(proto);
  p.literacy = {static_cast<domain::Literacy>(proto.literacy()),
                static_cast<domain::LearningRoute>(proto.expected_route()), ParseDate(proto.literacy_date())};
  p.contact_channel = static_cast<domain::ContactChannel>(proto.contact_channel());
  p.contact_language = proto.contact_language();
  p.gender = static_cast<domain::Gender>(proto.gender());
  p.origin_country = proto.origin_country();
  p.municipality_code = proto.municipality_code();
  p.arrival_date = ParseDate(proto.arrival_date());
  p.settlement_date = ParseDate(proto.settlement_date());
  p.target_group = static_cast<domain::TargetGroup>(proto.target_group());
  p.benefit_category = static_cast<domain::BenefitCategory>(proto.benefit_category());
  p.legal_regime = static_cast<domain::LegalRegime>(proto.legal_regime());
  p.language_level = proto.language_level();
  return p;
}

v1::Participant ToProto(const domain::Participant& p, storage::Detail detail) {
  v1::Participant proto;
  proto.set_id(p.id.ToString());
  proto.set_given_name(p.given_name);
  proto.set_family_name_prefix(p.family_name_prefix);
  proto.set_family_name(p.family_name);
  proto.set_single_name(p.single_name);
  proto.set_birth_date(p.birth_date.ToString());
  if (!p.bsn_tail.empty()) proto.set_bsn_masked("*******" + p.bsn_tail);
  if (!p.v_number_tail.empty()) proto.set_v_number_masked("********" + p.v_number_tail);
  proto.set_gender(static_cast<v1::Gender>(p.gender));
  proto.set_municipality_code(p.municipality_code);
  proto.set_etag(duaal::rpc::ToEtag(p.row_version));
  if (detail == storage::Detail::kBasic) return proto;
  proto.mutable_nationalities()->Add(p.nationalities.begin(), p.nationalities.end());
  proto.set_stateless(p.stateless);
  AddLanguages(p, proto);
  proto.set_literacy(static_cast<v1::Literacy>(p.literacy.literacy));
  proto.set_expected_route(static_cast<v1::LearningRoute>(p.literacy.expected_route));
  proto.set_literacy_date(FormatOptional(p.literacy.judged_date));
  proto.set_contact_channel(static_cast<v1::ContactChannel>(p.contact_channel));
  proto.set_contact_language(p.contact_language);
  proto.set_origin_country(p.origin_country);
  proto.set_arrival_date(FormatOptional(p.arrival_date));
  proto.set_settlement_date(FormatOptional(p.settlement_date));
  proto.set_target_group(static_cast<v1::TargetGroup>(p.target_group));
  proto.set_benefit_category(static_cast<v1::BenefitCategory>(p.benefit_category));
  proto.set_legal_regime(static_cast<v1::LegalRegime>(p.legal_regime));
  proto.set_language_level(p.language_level);
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(p.create_time);
  *proto.mutable_update_time() = duaal::rpc::ToTimestamp(p.update_time);
  return proto;
}

v1::ListResidencesResponse ToProto(const Uuid& participant_id, const domain::Residences& residences) {
  v1::ListResidencesResponse proto;
  proto.set_participant_id(participant_id.ToString());
  for (const domain::Residence& one : residences) {
    // A residence ends on the day on which the next begins.
    if (proto.residences_size() > 0) {
      proto.mutable_residences()->rbegin()->set_end_date(FormatDate(one.start_date));
    }
    v1::Residence& residence = *proto.add_residences();
    residence.set_municipality_code(one.municipality_code);
    if (one.start_date != domain::kUnknownStart) residence.set_start_date(FormatDate(one.start_date));
    residence.set_cause(static_cast<v1::ResidenceCause>(one.cause));
  }
  return proto;
}

v1::Referral ToProto(const domain::Referral& r) {
  v1::Referral proto;
  proto.set_id(r.id.ToString());
  proto.set_participant_id(r.participant_id.ToString());
  proto.set_programme_code(r.programme_code);
  proto.set_channel(static_cast<v1::InflowChannel>(r.channel));
  if (r.referring_organisation_id)
    proto.set_referring_organisation_id(r.referring_organisation_id->ToString());
  if (r.class_offering_id) proto.set_class_offering_id(r.class_offering_id->ToString());
  proto.set_municipality_code(r.municipality_code);
  proto.set_from_region(r.admission.from_region);
  proto.set_arrival_cohort(r.admission.arrival_cohort);
  proto.set_benefit_entitled(r.admission.benefit_entitled);
  proto.set_state(static_cast<v1::ReferralState>(r.state));
  for (const domain::HeldIntake& intake : r.intakes) *proto.add_intakes() = ToProto(intake);
  if (r.signed_date) {
    v1::Declaration& declaration = *proto.mutable_declaration();
    declaration.set_signed_date(FormatDate(*r.signed_date));
    declaration.set_voluntary(r.voluntary);
    declaration.set_free_of_charge(r.free_of_charge);
  }
  proto.set_close_reason(static_cast<v1::CloseReason>(r.close_reason));
  proto.set_exit_reason_code(r.exit_reason_code);
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(r.create_time);
  proto.set_etag(duaal::rpc::ToEtag(r.row_version));
  return proto;
}

v1::Municipality ToProto(const storage::Municipality& m) {
  v1::Municipality proto;
  proto.set_code(m.code);
  proto.set_display_name(m.display_name);
  proto.set_start_date(FormatOptional(m.start_date));
  proto.set_end_date(FormatOptional(m.end_date));
  proto.set_successor_code(m.successor_code);
  return proto;
}

v1::ImportParticipantsResponse ToProto(const app::ImportOutcome& outcome) {
  v1::ImportParticipantsResponse proto;
  proto.set_row(outcome.row);
  proto.set_outcome(static_cast<v1::ImportOutcome>(outcome.kind));
  if (outcome.participant_id) proto.set_participant_id(outcome.participant_id->ToString());
  if (outcome.referral_id) proto.set_referral_id(outcome.referral_id->ToString());
  for (const FieldViolation& violation : outcome.violations) {
    v1::RowViolation& row = *proto.add_violations();
    row.set_field(violation.field);
    row.set_reason(violation.reason);
    row.set_description(violation.description);
  }
  return proto;
}

StatusOr<app::UpdateParticipantCommand> ToCommand(const v1::UpdateParticipantRequest& request) {
  app::UpdateParticipantCommand command;
  command.id = ToId(request.participant().id());
  command.expected_version = duaal::rpc::FromEtag(request.etag());
  Violations violations;
  for (const std::string& path : request.update_mask().paths()) {
    const auto field = Changeable().find(path);
    if (field == Changeable().end()) {
      violations.Add("update_mask", "UNKNOWN_FIELD",
                     "`" + path + "` is not a field that can be changed; name the fields one by one.");
    } else {
      field->second(request.participant(), command.change);
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

app::MoveParticipantCommand ToCommand(const v1::MoveParticipantRequest& request) {
  return {ToId(request.participant_id()), duaal::rpc::FromEtag(request.etag()), request.municipality_code(),
          *ParseDate(request.move_date())};
}

app::WithdrawMoveCommand ToCommand(const v1::WithdrawMoveRequest& request) {
  return {ToId(request.participant_id()), duaal::rpc::FromEtag(request.etag()),
          *ParseDate(request.move_date())};
}

app::CreateReferralCommand ToCommand(const v1::CreateReferralRequest& request) {
  const v1::Referral& proto = request.referral();
  app::CreateReferralCommand command;
  command.referral.participant_id = ToId(proto.participant_id());
  command.referral.programme_code = proto.programme_code();
  command.referral.channel = static_cast<domain::InflowChannel>(proto.channel());
  command.referral.referring_organisation_id = ToOptionalId(proto.referring_organisation_id());
  command.referral.class_offering_id = ToOptionalId(proto.class_offering_id());
  return command;
}

app::RecordIntakeCommand ToCommand(const v1::RecordIntakeRequest& request) {
  app::RecordIntakeCommand command{ToId(request.referral_id()), duaal::rpc::FromEtag(request.etag()), {}};
  domain::HeldIntake& intake = command.intake;
  intake.step_code = request.step_code();
  intake.held_date = *ParseDate(request.held_date());
  intake.staff_ids = {request.staff_ids().begin(), request.staff_ids().end()};
  for (const v1::Professional& one : request.professionals()) {
    intake.professionals.push_back({one.staff_id(), one.role_code(), ToOptionalId(one.organisation_id())});
    const auto known = std::find(intake.staff_ids.begin(), intake.staff_ids.end(), one.staff_id());
    if (known == intake.staff_ids.end()) intake.staff_ids.push_back(one.staff_id());
  }
  intake.setting = static_cast<domain::AssessmentSetting>(request.setting());
  intake.company = static_cast<domain::IntakeCompany>(request.company());
  intake.workplace_code = request.workplace_code();
  command.notes = {request.client_view(), {request.tasks().begin(), request.tasks().end()}};
  return command;
}

app::CompleteInAbsenceCommand ToCommand(const v1::CompleteInAbsenceRequest& request) {
  return {ToId(request.referral_id()),
          duaal::rpc::FromEtag(request.etag()),
          {request.step_code(), *ParseDate(request.completed_date()), {request.staff_id()}}};
}

app::SignDeclarationCommand ToCommand(const v1::SignDeclarationRequest& request) {
  return {ToId(request.referral_id()), duaal::rpc::FromEtag(request.etag()),
          *ParseDate(request.signed_date())};
}

app::CloseReferralCommand ToCommand(const v1::CloseReferralRequest& request) {
  return {ToId(request.referral_id()), duaal::rpc::FromEtag(request.etag()),
          static_cast<domain::CloseReason>(request.reason()), request.exit_reason_code()};
}

app::ImportMunicipalitiesCommand ToCommand(const v1::ImportMunicipalitiesRequest& request) {
  app::ImportMunicipalitiesCommand command;
  for (const v1::Municipality& m : request.municipalities()) {
    command.municipalities.push_back(
        {m.code(), m.display_name(), ParseDate(m.start_date()), ParseDate(m.end_date()), m.successor_code()});
  }
  return command;
}

app::ImportRow ToImportRow(const v1::ImportParticipantsRequest& request, const Status& check) {
  app::ImportRow row;
  row.row = request.row();
  row.participant = FromProto(request.participant());
  row.source = request.source();
  row.source_reference = request.source_reference();
  row.programme_code = request.programme_code();
  row.class_offering_id = ToOptionalId(request.class_offering_id());
  row.channel = static_cast<domain::InflowChannel>(request.channel());
  row.check = check;
  return row;
}

}  // namespace duaal::intake::rpc
