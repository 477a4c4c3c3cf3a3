#include "trajectory-svc/planner/generator.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/generator/catalogue.h"
#include "trajectory-svc/planner/generator/dice.h"
#include "trajectory-svc/planner/generator/hidden_week.h"

namespace duaal::planner {
namespace {

// How many people in a thousand need each kind: 4.4 needs a person.
constexpr std::array<int, kMadeKinds> kWantPermille = {900, 800, 600, 450, 550, 500, 600};
constexpr std::array<Cost, kMadeKinds> kUnplaced = {2000 * kPoint, 600 * kPoint, 800 * kPoint, 500 * kPoint,
                                                    500 * kPoint,  400 * kPoint, 300 * kPoint};
constexpr int kSeatStream = 1'000'000;  // of the dice; regions have their number

constexpr Cost kOtherSector = 6 * kPoint;
constexpr Cost kOtherStaff = 3 * kPoint;
constexpr int kReachNextRegion = 130;

const std::array<Name, 4> kBlockNames = {{{"kinderopvang", "childcare"},
                                          {"behandeling", "treatment"},
                                          {"vrijdaggebed", "friday prayer"},
                                          {"gezin", "family"}}};

class RegionMaker {
 public:
  RegionMaker(const GeneratorOptions& options, int regions) : options_(options), regions_(regions) {
    MakeFrame(regions_, made_.instance);
    made_.instance.id = "made-" + std::to_string(options.people) + "-" + std::to_string(options.seed) + "-" +
                        std::to_string(options.slack_permille);
  }

  Generated Make() {
    std::vector<std::unique_ptr<Dice>> dice;
    for (int region = 0; region < regions_; ++region) {
      dice.push_back(std::make_unique<Dice>(options_.seed, static_cast<std::uint64_t>(region)));
      supplies_.push_back(MakeSupply(region, PeopleOf(region), *dice.back(), made_.instance));
    }
    used_.assign(made_.instance.resources.size(), 0);
    made_.instance.people.reserve(static_cast<std::size_t>(options_.people));
    made_.hidden.people.reserve(static_cast<std::size_t>(options_.people));
    for (int region = 0; region < regions_; ++region)
      MakePeople(region, *dice[static_cast<std::size_t>(region)]);
    MakeSeats();
    made_.hidden.open.assign(made_.instance.offerings.size(), true);
    return std::move(made_);
  }

 private:
  [[nodiscard]] int PeopleOf(int region) const {
    return options_.people / regions_ + (region < options_.people % regions_ ? 1 : 0);
  }

  void MakePeople(int region, Dice& dice) {
    HiddenWeekMaker weeks(made_.instance, &used_, dice);
    const int count = PeopleOf(region);
    for (int i = 0; i < count; ++i) {
      std::vector<const Supply*> supplies = {&supplies_[static_cast<std::size_t>(region)]};
      const bool border = i % 10 == 9 && region + 1 < regions_;
      if (border) supplies.push_back(&supplies_[static_cast<std::size_t>(region) + 1]);
      MakePerson(region, border, supplies, weeks, dice);
    }
  }

  void MakePerson(int region, bool border, const std::vector<const Supply*>& supplies, HiddenWeekMaker& weeks,
                  Dice& dice) {
    Profile profile;
    const int town = border || dice.Chance(160) ? kEastTown : AnyTownButEast(dice);
    profile.home = region * kTowns + town;
    profile.reach = border ? kReachNextRegion : dice.Between(10, 15) * 5;
    bool any = false;
    for (std::size_t kind = 0; kind < kMadeKinds; ++kind) {
      profile.wants[kind] = dice.Chance(kWantPermille[kind]);
      any |= profile.wants[kind];
    }
    profile.wants[kLanguage] = profile.wants[kLanguage] || !any;
    profile.level = dice.Between(1, kLevels);
    const int preferred = dice.Below(kSectors);
    profile.sectors = 1U << preferred;
    profile.sectors |= 1U << dice.Below(kSectors);
    profile.topic = dice.Below(kTopics);
    profile.half_days = dice.Between(2, 4);
    profile.coach = CoachFor(supplies, profile, dice);
    std::vector<Block> blocks = MakeBlocks(dice, &profile.blocked);

    const HiddenWeek week = weeks.Make(supplies, &profile);
    Person person;
    person.id = "person-" + std::to_string(made_.instance.people.size());
    person.home = profile.home;
    person.reach = profile.reach;
    person.blocks = std::move(blocks);
    const int load = HiddenWeekMaker::LoadOf(weeks.time());
    const int most = std::clamp(load + dice.Below(2), 5, kMostLoad);
    person.limits.push_back({0, most, dice.Chance(500) ? std::optional<int>(most - 1) : std::nullopt});
    if (dice.Chance(700)) person.per_day = kPoint;
    MakeRequirements(profile, preferred, week, dice, &person);
    made_.instance.people.push_back(std::move(person));
  }

  static int AnyTownButEast(Dice& dice) {
    if (dice.Chance(420)) return 0;
    constexpr std::array<int, 3> kOthers = {1, 3, 4};
    return kOthers[static_cast<std::size_t>(dice.Below(3))];
  }

  // A coach in reach; there is one in every centre.
  int CoachFor(const std::vector<const Supply*>& supplies, const Profile& profile, Dice& dice) const {
    std::vector<int> near;
    for (const Entry& entry : (*supplies[0])[kCoaching]) {
      if (made_.instance.TravelMinutes(profile.home, entry.site) <= profile.reach)
        near.push_back(entry.offering);
    }
    return near[static_cast<std::size_t>(dice.Below(static_cast<int>(near.size())))];
  }

  // Childcare ends when the week does; treatment is every second week.
  static std::vector<Block> MakeBlocks(Dice& dice, std::uint64_t* blocked) {
    std::vector<Block> blocks;
    const auto add = [&](int half_day, int parity, const Name& name) {
      const Weeks weeks = parity < 0 ? Weeks{0, kMadeWeeks, 1, 0} : Weeks{0, kMadeWeeks, 2, parity};
      blocks.push_back({StretchOf(half_day, weeks), name});
      const unsigned classes = parity < 0 ? kBothBlocks : parity == 0 ? 0b0101U : 0b1010U;
      *blocked |= TimeOf(classes, half_day);
    };
    if (dice.Chance(350)) {
      add(2 * 3 + 1, -1, kBlockNames[0]);  // schools close on Wednesday at noon
      const int day = dice.Below(5);
      if (day != 2) add(day * 3 + 1, -1, kBlockNames[0]);
      for (int evening = 0; evening < 5; ++evening) add(evening * 3 + 2, -1, kBlockNames[3]);
    }
    if (dice.Chance(100)) {
      const int half_day = dice.Below(5) * 3;
      add(half_day, dice.Below(2), kBlockNames[1]);
    }
    if (dice.Chance(200)) add(4 * 3 + 1, -1, kBlockNames[2]);
    return blocks;
  }

  void MakeRequirements(const Profile& profile, int preferred, const HiddenWeek& week, Dice& dice,
                        Person* person) {
    WeekPlan hidden;
    for (std::size_t kind = 0; kind < kMadeKinds; ++kind) {
      if (!profile.wants[kind]) continue;
      Requirement requirement;
      requirement.id = made_.instance.kinds[kind].id;
      requirement.kind = static_cast<int>(kind);
      requirement.legal = kind == kLanguage;
      requirement.unplaced = kUnplaced[kind];
      if (kind == kPlacement) {
        requirement.least_half_days = profile.half_days;
        requirement.most_half_days = profile.half_days;
      }
      AddConditions(static_cast<MadeKind>(kind), profile, preferred, dice, &requirement);
      person->requirements.push_back(std::move(requirement));
      hidden.push_back(week[kind]);
    }
    made_.hidden.people.push_back(std::move(hidden));
  }

  void AddConditions(MadeKind kind, const Profile& profile, int preferred, Dice& dice,
                     Requirement* requirement) const {
    const auto one_of = [&](const char* attribute, std::vector<std::string> texts,
                            const Name& name) -> Condition& {
      requirement->conditions.push_back({attribute, std::move(texts), {}, {}, {}, name});
      return requirement->conditions.back();
    };
    switch (kind) {
      case kLanguage:
      case kExtra:
        requirement->conditions.push_back(
            {"level", {}, profile.level, profile.level, {}, {"taalniveau", "language level"}});
        break;
      case kTraining:
        requirement->conditions.push_back(
            {"level", {}, {}, profile.level, {}, {"taalniveau", "language level"}});
        one_of("language", {StaffLanguage(dice.Below(kStaffLanguages))}, {"eigen taal", "own language"})
            .cost = kOtherStaff;
        break;
      case kPlacement:
      case kSeries: {
        std::vector<std::string> accepted;
        for (int sector = 0; sector < kSectors; ++sector) {
          if ((profile.sectors >> sector & 1U) != 0) accepted.push_back(SectorText(sector));
        }
        one_of("sector", std::move(accepted), {"sectoren", "sectors"});
        one_of("sector", {SectorText(preferred)}, {"liefste sector", "favourite"}).cost = kOtherSector;
        break;
      }
      case kModule:
        one_of("topic", {TopicText(profile.topic)}, {"onderwerp", "topic"});
        break;
      case kCoaching:
        one_of("coach", {made_.instance.offerings[static_cast<std::size_t>(profile.coach)].id},
               {"eigen coach", "own coach"});
        break;
    }
  }

  void MakeSeats() {
    Dice dice(options_.seed, kSeatStream);
    for (std::size_t i = 0; i < used_.size(); ++i) {
      int spare = 0;
      for (int seat = 0; seat < used_[i]; ++seat) spare += dice.Chance(options_.slack_permille) ? 1 : 0;
      made_.instance.resources[i].seats = used_[i] + spare;
    }
  }

  const GeneratorOptions options_;
  const int regions_;
  Generated made_;
  std::vector<Supply> supplies_;
  std::vector<int> used_;
};

}  // namespace

Generated Generate(const GeneratorOptions& options) {
  const int regions = std::max(1, (options.people + kPeopleOfRegion / 2) / kPeopleOfRegion);
  return RegionMaker(options, regions).Make();
}

}  // namespace duaal::planner
