#ifndef TOOLS_PEOPLE_INVENT_H_
#define TOOLS_PEOPLE_INVENT_H_

#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"
#include "duaal/intake/v1/participant_service.pb.h"

// Invented people: the same seed and number always give the same person, so that a tool can be run again.
// Nobody is meant by them; names are put together by chance.
namespace duaal::people {

// Numbers that mix a seed and an index; the same two always give the same number.
[[nodiscard]] std::uint64_t Mix(std::uint64_t seed, std::uint64_t index);

// A number that has the form of a BSN and passes the eleven-test; another one for each index from 0 to
// 999,999. All begin with 9.
[[nodiscard]] std::string InventBsn(std::uint32_t index);

// A person as one would register them. `index` from 0 to 999,999 decides the BSN, seed and index the rest.
// Arrival lies within the three years before `today`.
[[nodiscard]] intake::v1::Participant InventParticipant(std::uint64_t seed, std::uint32_t index,
                                                        const std::string& municipality_code,
                                                        absl::CivilDay today);

}  // namespace duaal::people

#endif  // TOOLS_PEOPLE_INVENT_H_
