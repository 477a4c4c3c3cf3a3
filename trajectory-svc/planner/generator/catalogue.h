#ifndef TRAJECTORY_SVC_PLANNER_GENERATOR_CATALOGUE_H_
#define TRAJECTORY_SVC_PLANNER_GENERATOR_CATALOGUE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "trajectory-svc/planner/generator/dice.h"
#include "trajectory-svc/planner/instance.h"

// The supply of the made-up regions: towns, groups, work places and coaches, and what the maker of the
// hidden weeks needs to know of them.
namespace duaal::planner {

// The kinds, in the instance's order.
enum MadeKind { kLanguage, kTraining, kPlacement, kExtra, kSeries, kModule, kCoaching };
inline constexpr int kMadeKinds = 7;

inline constexpr int kPeopleOfRegion = 700;
inline constexpr int kTowns = 5;  // of a region: the centre, north, east, south, west
inline constexpr int kEastTown = 2;
inline constexpr int kLevels = 4;
inline constexpr int kSectors = 6;
inline constexpr int kTopics = 3;
inline constexpr int kStaffLanguages = 4;

// Two blocks of ten weeks, each with even and odd weeks, make four classes of weeks; a week has fifteen
// half-days. The time of anything made here is a set of these sixty, as bits.
inline constexpr int kBlockWeeks = 10;
inline constexpr int kMadeWeeks = 26;  // six weeks have nothing on
inline constexpr int kMadeClasses = 4;
inline constexpr int kHalfDays = 15;
inline constexpr unsigned kFirstBlock = 0b0011;
inline constexpr unsigned kSecondBlock = 0b1100;
inline constexpr unsigned kBothBlocks = 0b1111;
inline constexpr std::uint64_t kOneClass = (1U << kHalfDays) - 1;

[[nodiscard]] inline std::uint64_t TimeOf(unsigned classes, int half_day) {
  std::uint64_t bits = 0;
  for (int c = 0; c < kMadeClasses; ++c) {
    if ((classes >> c & 1U) != 0) bits |= std::uint64_t{1} << (c * kHalfDays + half_day);
  }
  return bits;
}

// A stretch of a half-day (day * 3 + part) that covers it whole.
[[nodiscard]] Stretch StretchOf(int half_day, const Weeks& weeks);

// An offering as the maker of weeks sees it.
struct Entry {
  int offering = 0;
  int site = 0;
  unsigned classes = 0;                 // of weeks
  std::uint64_t time = 0;               // of all meetings
  std::vector<std::uint64_t> meetings;  // the time of each
  int level = 0;
  int sector = -1;
  int topic = -1;
  int provider = -1;
};

// What one region has, by kind.
using Supply = std::array<std::vector<Entry>, kMadeKinds>;

// Adds the towns of all regions, the kinds, the rules and the limit.
void MakeFrame(int regions, Instance& instance);

// Adds the offerings of a region of `people` people to the instance. Every level, sector and topic is there
// in the centre, from which nobody is out of reach.
[[nodiscard]] Supply MakeSupply(int region, int people, Dice& dice, Instance& instance);

// The texts of the properties.
[[nodiscard]] std::string SectorText(int sector);
[[nodiscard]] std::string TopicText(int topic);
[[nodiscard]] std::string StaffLanguage(int language);

// Whether someone who took a formal class with one provider may take extra language with the other.
[[nodiscard]] bool ProvidersPair(int formal, int extra);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_GENERATOR_CATALOGUE_H_
