#include "intake-svc/rpc/convert.h"

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "chassis/core/civil.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/timestamp.h"

namespace duaal::intake::rpc {
namespace {

using domain::ParticipantChange;

std::string FormatOptional(const std::optional<absl::CivilDay>& day) {
  return day ? FormatDate(*day) : std::string();
}

// One entry per field that may be changed: how it enters the change.
const std::map<std::string, std::function<void(const v1::Participant&, ParticipantChange&)>>& Changeable() {
  static const std::map<std::string, std::function<void(const v1::Participant&, ParticipantChange&)>> fields =
      {
          {"given_name", [](const auto& p, auto& c) { c.given_name = p.given_name(); }},
          {"family_name_prefix",
           [](const auto& p, auto& c) { c.family_name_prefix = p.family_name_prefix(); }},
          {"family_name", [](const auto& p, auto& c) { c.family_name = p.family_name(); }},
          {"birth_date", [](const auto& p, auto& c) { c.birth_date = ParseDate(p.birth_date()); }},
          {"bsn", [](const auto& p, auto& c) { c.bsn = p.bsn(); }},
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
  p.given_name = proto.given_name();
  p.family_name_prefix = proto.family_name_prefix();
  p.family_name = proto.family_name();
  p.birth_date = ParseDate(proto.birth_date()).value_or(absl::CivilDay());
  p.bsn = proto.bsn();
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

v1::Participant ToProto(const domain::Participant& p) {
  v1::Participant proto;
  proto.set_id(p.id.ToString());
  proto.set_given_name(p.given_name);
  proto.set_family_name_prefix(p.family_name_prefix);
  proto.set_family_name(p.family_name);
  proto.set_birth_date(FormatDate(p.birth_date));
  if (!p.bsn_tail.empty()) proto.set_bsn_masked("*******" + p.bsn_tail);
  proto.set_gender(static_cast<v1::Gender>(p.gender));
  proto.set_origin_country(p.origin_country);
  proto.set_municipality_code(p.municipality_code);
  proto.set_arrival_date(FormatOptional(p.arrival_date));
  proto.set_settlement_date(FormatOptional(p.settlement_date));
  proto.set_target_group(static_cast<v1::TargetGroup>(p.target_group));
  proto.set_benefit_category(static_cast<v1::BenefitCategory>(p.benefit_category));
  proto.set_legal_regime(static_cast<v1::LegalRegime>(p.legal_regime));
  proto.set_language_level(p.language_level);
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(p.create_time);
  *proto.mutable_update_time() = duaal::rpc::ToTimestamp(p.update_time);
  proto.set_etag(duaal::rpc::ToEtag(p.row_version));
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
  for (const domain::HeldIntake& intake : r.intakes) {
    v1::HeldIntake& held = *proto.add_intakes();
    held.set_step_code(intake.step_code);
    held.set_held_date(FormatDate(intake.held_date));
    held.mutable_staff_ids()->Add(intake.staff_ids.begin(), intake.staff_ids.end());
  }
  if (r.signed_date) {
    v1::Declaration& declaration = *proto.mutable_declaration();
    declaration.set_signed_date(FormatDate(*r.signed_date));
    declaration.set_voluntary(r.voluntary);
    declaration.set_free_of_charge(r.free_of_charge);
  }
  proto.set_close_reason(static_cast<v1::CloseReason>(r.close_reason));
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
  return {ToId(request.referral_id()), duaal::rpc::FromEtag(request.etag()),
          domain::HeldIntake{request.step_code(),
                             *ParseDate(request.held_date()),
                             {request.staff_ids().begin(), request.staff_ids().end()}}};
}

app::SignDeclarationCommand ToCommand(const v1::SignDeclarationRequest& request) {
  return {ToId(request.referral_id()), duaal::rpc::FromEtag(request.etag()),
          *ParseDate(request.signed_date())};
}

app::CloseReferralCommand ToCommand(const v1::CloseReferralRequest& request) {
  return {ToId(request.referral_id()), duaal::rpc::FromEtag(request.etag()),
          static_cast<domain::CloseReason>(request.reason())};
}

app::ImportMunicipalitiesCommand ToCommand(const v1::ImportMunicipalitiesRequest& request) {
  app::ImportMunicipalitiesCommand command;
  for (const v1::Municipality& m : request.municipalities()) {
    command.municipalities.push_back(
        {m.code(), m.display_name(), ParseDate(m.start_date()), ParseDate(m.end_date())});
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
