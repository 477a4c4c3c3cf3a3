#ifndef INTAKE_SVC_STORAGE_INSTRUMENT_CODEC_H_
#define INTAKE_SVC_STORAGE_INSTRUMENT_CODEC_H_

#include <set>
#include <string>

#include "duaal/programme/v1/programme.pb.h"
#include "intake-svc/domain/barrier.h"
#include "intake-svc/domain/instrument.h"

namespace duaal::intake::storage {

// The codes of a catalogue; none for one that the definition lacks.
[[nodiscard]] std::set<std::string> EntriesOf(const programme::v1::ProgrammeDefinition& definition,
                                              const std::string& catalogue_code);

// What a programme's definition says of instruments. A value list that the definition lacks is empty, so that
// no value fits.
[[nodiscard]] domain::InstrumentSet ToInstruments(const programme::v1::ProgrammeDefinition& definition);

// What it says of barriers: the entries of its catalogue of barriers, and those that it requires.
[[nodiscard]] domain::BarrierRules ToBarrierRules(const programme::v1::ProgrammeDefinition& definition);

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_INSTRUMENT_CODEC_H_
