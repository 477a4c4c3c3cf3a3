#ifndef TRAJECTORY_SVC_PLANNER_GENERATOR_HIDDEN_WEEK_H_
#define TRAJECTORY_SVC_PLANNER_GENERATOR_HIDDEN_WEEK_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "trajectory-svc/planner/generator/catalogue.h"
#include "trajectory-svc/planner/generator/dice.h"
#include "trajectory-svc/planner/instance.h"

// The week that a made-up person has in the hidden plan.
namespace duaal::planner {

// What a person needs and can do, as far as it decides what fits.
struct Profile {
  int home = 0;
  int reach = 0;
  std::array<bool, kMadeKinds> wants{};
  int level = 1;
  unsigned sectors = 0;  // accepted, as bits
  int topic = 0;
  int half_days = 1;  // of the work placement
  int coach = -1;     // offering
  std::uint64_t blocked = 0;
};

using HiddenWeek = std::array<std::optional<Placement>, kMadeKinds>;

inline constexpr int kMostLoad = 9;  // half-days a week

// Finds weeks that keep every rule, at random but with an eye for seats that nobody uses yet.
class HiddenWeekMaker {
 public:
  HiddenWeekMaker(const Instance& instance, std::vector<int>* used, Dice& dice)
      : instance_(instance), used_(*used), dice_(dice) {}

  // A week from these supplies with everything that the profile wants, and counts its seats as used. What
  // cannot be had after some tries is taken out of `profile.wants`.
  [[nodiscard]] HiddenWeek Make(const std::vector<const Supply*>& supplies, Profile* profile);

  // Half-days in the busiest class of weeks.
  [[nodiscard]] static int LoadOf(std::uint64_t time);
  // The time that the last week made takes.
  [[nodiscard]] std::uint64_t time() const { return time_; }

 private:
  struct Chosen {
    const Entry* entry = nullptr;
    std::uint32_t meetings = 0;
    std::uint64_t time = 0;
  };
  // The first want for which nothing fits, or -1.
  int Try(const std::vector<const Supply*>& supplies, const Profile& profile);
  bool Place(MadeKind kind, const std::vector<const Supply*>& supplies, const Profile& profile);
  [[nodiscard]] bool Serves(MadeKind kind, const Entry& entry, const Profile& profile) const;
  [[nodiscard]] bool FollowsRules(MadeKind kind, const Entry& entry, const Profile& profile) const;
  [[nodiscard]] bool Fits(const Entry& entry, std::uint64_t time) const;
  [[nodiscard]] std::optional<Chosen> ChooseMeetings(const Entry& entry, int count);
  [[nodiscard]] int Crowd(const Chosen& chosen) const;
  void Count(const Chosen& chosen);

  const Instance& instance_;
  std::vector<int>& used_;  // seats, of each resource
  Dice& dice_;
  std::array<Chosen, kMadeKinds> chosen_{};
  std::uint64_t time_ = 0;
  std::uint64_t blocked_ = 0;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_GENERATOR_HIDDEN_WEEK_H_
