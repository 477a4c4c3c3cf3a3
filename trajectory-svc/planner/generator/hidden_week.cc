#include "trajectory-svc/planner/generator/hidden_week.h"

#include <algorithm>
#include <bit>

namespace duaal::planner {
namespace {

constexpr int kTries = 40;            // of a whole week, before a want is given up
constexpr int kTouchingMinutes = 60;  // between two half-days of one day

// What is hardest to fit comes first.
constexpr std::array<MadeKind, kMadeKinds> kOrder = {kLanguage, kPlacement, kSeries,  kModule,
                                                     kExtra,    kTraining,  kCoaching};

// The half-days that start a day, in every class.
std::uint64_t Mornings() {
  std::uint64_t bits = 0;
  for (int day = 0; day < kHalfDays / 3; ++day) bits |= TimeOf(kBothBlocks, day * 3);
  return bits;
}

// Whether some half-day of one comes right after one of the other.
bool Touch(std::uint64_t a, std::uint64_t b) {
  static const std::uint64_t kNotFirst = ~Mornings();
  return ((a << 1 & kNotFirst & b) | (b << 1 & kNotFirst & a)) != 0;
}

}  // namespace

int HiddenWeekMaker::LoadOf(std::uint64_t time) {
  int most = 0;
  for (int c = 0; c < kMadeClasses; ++c) {
    most = std::max(most, std::popcount(time >> (c * kHalfDays) & kOneClass));
  }
  return most;
}

HiddenWeek HiddenWeekMaker::Make(const std::vector<const Supply*>& supplies, Profile* profile) {
  for (int tries = 1;; ++tries) {
    const int missing = Try(supplies, *profile);
    if (missing < 0) break;
    if (tries % kTries != 0) continue;
    // A shorter placement often makes room.
    if (profile->wants[kPlacement] && profile->half_days > 1) {
      --profile->half_days;
    } else {
      profile->wants[static_cast<std::size_t>(missing)] = false;
    }
  }
  HiddenWeek week;
  for (std::size_t kind = 0; kind < kMadeKinds; ++kind) {
    if (chosen_[kind].entry == nullptr) continue;
    week[kind] = Placement{chosen_[kind].entry->offering, chosen_[kind].meetings};
    Count(chosen_[kind]);
  }
  return week;
}

int HiddenWeekMaker::Try(const std::vector<const Supply*>& supplies, const Profile& profile) {
  chosen_ = {};
  time_ = 0;
  blocked_ = profile.blocked;
  for (const MadeKind kind : kOrder) {
    if (profile.wants[kind] && !Place(kind, supplies, profile)) return kind;
  }
  return -1;
}

// Of those that fit, one of three drawn: the one whose seats are used least, so that few stay unused.
bool HiddenWeekMaker::Place(MadeKind kind, const std::vector<const Supply*>& supplies,
                            const Profile& profile) {
  std::vector<Chosen> fitting;
  for (const Supply* supply : supplies) {
    for (const Entry& entry : (*supply)[kind]) {
      if (!Serves(kind, entry, profile) || !FollowsRules(kind, entry, profile)) continue;
      if (kind == kPlacement || kind == kCoaching) {
        const auto chosen = ChooseMeetings(entry, kind == kPlacement ? profile.half_days : 1);
        if (chosen.has_value()) fitting.push_back(*chosen);
      } else if (Fits(entry, entry.time)) {
        fitting.push_back({&entry, (1U << entry.meetings.size()) - 1, entry.time});
      }
    }
  }
  if (fitting.empty()) return false;
  const Chosen* best = nullptr;
  for (int draw = 0; draw < 3; ++draw) {
    const Chosen& drawn = fitting[static_cast<std::size_t>(dice_.Below(static_cast<int>(fitting.size())))];
    if (best == nullptr || Crowd(drawn) < Crowd(*best)) best = &drawn;
  }
  chosen_[kind] = *best;
  time_ |= best->time;
  return true;
}

bool HiddenWeekMaker::Serves(MadeKind kind, const Entry& entry, const Profile& profile) const {
  if (instance_.TravelMinutes(profile.home, entry.site) > profile.reach) return false;
  switch (kind) {
    case kLanguage:
    case kExtra:
      return entry.level == profile.level;
    case kTraining:
      return entry.level <= profile.level;
    case kPlacement:
    case kSeries:
      return (profile.sectors >> entry.sector & 1U) != 0;
    case kModule:
      return entry.topic == profile.topic;
    case kCoaching:
      return entry.offering == profile.coach;
  }
  return false;
}

bool HiddenWeekMaker::FollowsRules(MadeKind kind, const Entry& entry, const Profile& profile) const {
  switch (kind) {
    case kExtra:
      return chosen_[kLanguage].entry == nullptr ||
             ProvidersPair(chosen_[kLanguage].entry->provider, entry.provider);
    case kPlacement:
      return !profile.wants[kSeries] || entry.classes == kSecondBlock;
    case kSeries:
      return chosen_[kPlacement].entry == nullptr || (entry.classes & kSecondBlock) == 0;
    case kModule: {
      const Entry* series = chosen_[kSeries].entry;
      return series == nullptr || ((series->classes & entry.classes) == 0 && series->sector != entry.sector);
    }
    default:
      return true;
  }
}

bool HiddenWeekMaker::Fits(const Entry& entry, std::uint64_t time) const {
  if ((time & (time_ | blocked_)) != 0 || LoadOf(time | time_) > kMostLoad) return false;
  for (const Chosen& other : chosen_) {
    if (other.entry == nullptr || other.entry->site == entry.site) continue;
    if (instance_.TravelMinutes(entry.site, other.entry->site) > kTouchingMinutes &&
        Touch(time, other.time)) {
      return false;
    }
  }
  return true;
}

std::optional<HiddenWeekMaker::Chosen> HiddenWeekMaker::ChooseMeetings(const Entry& entry, int count) {
  std::array<int, kMostMeetings> free{};
  int known = 0;
  for (std::size_t i = 0; i < entry.meetings.size(); ++i) {
    if (Fits(entry, entry.meetings[i])) free[static_cast<std::size_t>(known++)] = static_cast<int>(i);
  }
  if (known < count) return std::nullopt;
  Chosen chosen{&entry, 0, 0};
  for (int i = 0; i < count; ++i) {
    std::swap(free[static_cast<std::size_t>(i)], free[static_cast<std::size_t>(dice_.Between(i, known - 1))]);
    const auto meeting = static_cast<std::size_t>(free[static_cast<std::size_t>(i)]);
    chosen.meetings |= 1U << meeting;
    chosen.time |= entry.meetings[meeting];
  }
  if (!Fits(entry, chosen.time)) return std::nullopt;
  return chosen;
}

// Seats used of the fullest resource that the choice needs.
int HiddenWeekMaker::Crowd(const Chosen& chosen) const {
  const Offering& offering = instance_.offerings[static_cast<std::size_t>(chosen.entry->offering)];
  int most = 0;
  for (const int resource : offering.resources)
    most = std::max(most, used_[static_cast<std::size_t>(resource)]);
  for (std::size_t i = 0; i < offering.meetings.size(); ++i) {
    if ((chosen.meetings >> i & 1U) == 0) continue;
    for (const int resource : offering.meetings[i].resources) {
      most = std::max(most, used_[static_cast<std::size_t>(resource)]);
    }
  }
  return most;
}

void HiddenWeekMaker::Count(const Chosen& chosen) {
  const Offering& offering = instance_.offerings[static_cast<std::size_t>(chosen.entry->offering)];
  for (const int resource : offering.resources) ++used_[static_cast<std::size_t>(resource)];
  for (std::size_t i = 0; i < offering.meetings.size(); ++i) {
    if ((chosen.meetings >> i & 1U) == 0) continue;
    for (const int resource : offering.meetings[i].resources) ++used_[static_cast<std::size_t>(resource)];
  }
}

}  // namespace duaal::planner
