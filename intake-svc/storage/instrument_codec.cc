#include "intake-svc/storage/instrument_codec.h"

#include <set>
#include <string>
#include <utility>

#include "duaal/intake/v1/assessment_service.pb.h"
#include "duaal/intake/v1/participant_service.pb.h"

namespace duaal::intake::storage {
namespace {

using Definition = programme::v1::ProgrammeDefinition;

const programme::v1::Catalogue* FindCatalogue(const Definition& definition, const std::string& code) {
  for (const auto& catalogue : definition.catalogues()) {
    if (!code.empty() && catalogue.code() == code) return &catalogue;
  }
  return nullptr;
}

domain::Aspect ToAspect(const Definition& definition, const programme::v1::Instrument::Aspect& proto) {
  domain::Aspect aspect;
  aspect.code = proto.code();
  aspect.kind = static_cast<domain::AspectKind>(proto.scale().kind());
  aspect.minimum = proto.scale().minimum();
  aspect.maximum = proto.scale().maximum();
  aspect.decimals = proto.scale().decimals();
  aspect.values = EntriesOf(definition, proto.scale().catalogue());
  aspect.required = proto.required();
  aspect.special = proto.special_category();
  return aspect;
}

// Enum values are named by their proto names; one that intake does not know fits nothing.
domain::Instrument ToInstrument(const Definition& definition, const programme::v1::Instrument& proto) {
  domain::Instrument instrument;
  instrument.code = proto.code();
  instrument.version = proto.version();
  for (const auto& aspect : proto.aspects()) instrument.aspects.push_back(ToAspect(definition, aspect));
  const auto& taking = proto.taking();
  instrument.when_relevant = proto.when_relevant();
  instrument.for_partners = proto.for_partners();
  instrument.relevance_grounds = EntriesOf(definition, taking.relevance_catalogue());
  instrument.taken_by = {taking.roles().begin(), taking.roles().end()};
  for (const std::string& name : taking.settings()) {
    v1::AssessmentSetting value = v1::ASSESSMENT_SETTING_UNSPECIFIED;
    v1::AssessmentSetting_Parse(name, &value);
    instrument.settings.insert(static_cast<domain::AssessmentSetting>(value));
  }
  for (const std::string& name : taking.target_groups()) {
    v1::TargetGroup value = v1::TARGET_GROUP_UNSPECIFIED;
    v1::TargetGroup_Parse(name, &value);
    instrument.target_groups.insert(static_cast<domain::TargetGroup>(value));
  }
  return instrument;
}

}  // namespace

std::set<std::string> EntriesOf(const Definition& definition, const std::string& catalogue_code) {
  std::set<std::string> codes;
  if (const auto* catalogue = FindCatalogue(definition, catalogue_code)) {
    for (const auto& entry : catalogue->entries()) codes.insert(entry.code());
  }
  return codes;
}

domain::InstrumentSet ToInstruments(const Definition& definition) {
  domain::InstrumentSet set;
  for (const auto& instrument : definition.instruments()) {
    set.instruments.push_back(ToInstrument(definition, instrument));
  }
  for (const auto& role : definition.roles()) set.roles.insert(role.code());
  return set;
}

domain::BarrierRules ToBarrierRules(const Definition& definition) {
  domain::BarrierRules rules;
  const auto& target = definition.target_group();
  rules.kinds = EntriesOf(definition, target.barrier_catalogue());
  rules.kinds.insert(target.required_barriers().begin(), target.required_barriers().end());
  if (const auto* catalogue = FindCatalogue(definition, target.barrier_catalogue())) {
    for (const auto& entry : catalogue->entries()) {
      rules.deliverers.insert(entry.deliverers().begin(), entry.deliverers().end());
    }
  }
  return rules;
}

}  // namespace duaal::intake::storage
