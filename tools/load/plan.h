#ifndef TOOLS_LOAD_PLAN_H_
#define TOOLS_LOAD_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "duaal/intake/v1/participant_service.pb.h"

// What a load consists of: all of it follows from seed and numbers, so that a load can be run again.
namespace duaal::load {

inline constexpr char kProgramme[] = "hengelo";
inline constexpr int kClassSize = 25;

struct Plan {
  int people = 0;          // 1 to 1,000,000
  int weeks = 4;           // of attendance, 1 to 52
  std::uint64_t seed = 1;  // seeds 1 to 10 share no BSN up to 100,000 people each
  absl::CivilDay today;    // of the region
};

// The core municipalities of Hengelo and those that it admits: the mandates of the load.
[[nodiscard]] const std::vector<std::string>& Mandates();

[[nodiscard]] int ClassCount(const Plan& plan);
// Name of the list that the people come from, also the code of the organisation.
[[nodiscard]] std::string SourceOf(const Plan& plan);
// Code of a class's offering. `number` from 0.
[[nodiscard]] std::string ClassCode(const Plan& plan, int number);
// Whether the person in this place of a class, from 0, signs and starts: four of five do.
[[nodiscard]] bool Signs(int place);
// First day of the classes; a week before the attendance begins.
[[nodiscard]] absl::CivilDay FirstDay(const Plan& plan);

// The person with this index, from 0; the programme admits everybody.
[[nodiscard]] intake::v1::Participant PersonOf(const Plan& plan, int index);

}  // namespace duaal::load

#endif  // TOOLS_LOAD_PLAN_H_
