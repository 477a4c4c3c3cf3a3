#include "trajectory-svc/planner/generator/catalogue.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace duaal::planner {
namespace {

constexpr int kProviders = 3;
constexpr int kRegionWidth = 170;  // minutes from one centre to the next
constexpr int kTownDistance = 45;  // minutes from the centre
constexpr int kMinutesInTown = 8;
constexpr std::array<int, 3> kStarts = {9 * 60 + 30, 13 * 60 + 30, 17 * 60 + 30};
constexpr int kMeetingMinutes = 180;  // leaves an hour to the next half-day: opposite towns are too far

const std::array<Name, kMadeKinds> kKindNames = {{{"taalklas", "language class"},
                                                  {"training", "training"},
                                                  {"werkplek", "work placement"},
                                                  {"extra taal", "extra language"},
                                                  {"vakreeks", "trade series"},
                                                  {"module", "module"},
                                                  {"coaching", "coaching"}}};
const std::array<std::string, kMadeKinds> kKindIds = {"language", "training", "placement", "extra",
                                                      "series",   "module",   "coaching"};
const std::array<Name, kTowns> kTownNames = {
    {{"Kern", "Centre"}, {"Noord", "North"}, {"Oost", "East"}, {"Zuid", "South"}, {"West", "West"}}};
const std::array<std::string, kSectors> kSectorTexts = {"care",      "building", "catering",
                                                        "logistics", "green",    "engineering"};
const std::array<std::string, kTopics> kTopicTexts = {"society", "work", "health"};
const std::array<std::string, kStaffLanguages> kLanguageTexts = {"ar", "ti", "uk", "tr"};
// The provider of extra language that goes with each provider of formal classes.
constexpr std::array<int, kProviders> kExtraOf = {0, 1, 1};

std::string ProviderText(int provider) { return "provider-" + std::to_string(provider); }

// Weeks in which something recurs, as the instance and as the classes know them.
struct Pattern {
  Weeks weeks;
  unsigned classes = 0;
};

Pattern PatternOf(unsigned blocks, int parity = -1) {
  const int first = (blocks & kFirstBlock) != 0 ? 0 : kBlockWeeks;
  const int end = (blocks & kSecondBlock) != 0 ? 2 * kBlockWeeks : kBlockWeeks;
  if (parity < 0) return {{first, end, 1, 0}, blocks};
  return {{first, end, 2, parity}, blocks & (parity == 0 ? 0b0101U : 0b1010U)};
}

Pattern AnyPattern(Dice& dice, unsigned blocks) {
  const int parity = dice.Below(2);
  return PatternOf(blocks, parity);
}

Pattern OneBlock(Dice& dice) {
  const unsigned block = dice.Chance(500) ? kFirstBlock : kSecondBlock;
  return AnyPattern(dice, block);
}

// Makes the offerings of one region.
class SupplyMaker {
 public:
  SupplyMaker(int region, int people, Dice& dice, Instance& instance)
      : region_(region), people_(people), dice_(dice), instance_(instance) {}

  Supply Make() {
    MakeLanguage();
    MakeTraining();
    MakePlaces();
    MakeExtra();
    MakeSeries();
    MakeModules();
    MakeCoaches();
    return std::move(supply_);
  }

 private:
  // So many of a kind, for a region of the usual size.
  [[nodiscard]] int Scaled(int count, int least) const {
    return std::max(least, (count * people_ + kPeopleOfRegion / 2) / kPeopleOfRegion);
  }
  // The first few stand in the centre.
  int Town(bool centre) {
    const int town = centre || dice_.Chance(350) ? 0 : dice_.Between(1, kTowns - 1);
    return region_ * kTowns + town;
  }
  int PartOfDay() {
    const int at = dice_.Below(100);
    return at < 45 ? 0 : at < 85 ? 1 : 2;
  }
  int HalfDay() {
    const int day = dice_.Below(5);
    return day * 3 + PartOfDay();
  }

  Entry& Begin(MadeKind kind, bool centre) {
    Offering offering;
    Entry entry;
    entry.offering = static_cast<int>(instance_.offerings.size());
    entry.site = Town(centre);
    const std::size_t index = supply_[kind].size();
    offering.id = kKindIds[kind] + "-" + std::to_string(region_) + "-" + std::to_string(index);
    offering.kind = kind;
    offering.site = entry.site;
    const Name& town = instance_.sites[static_cast<std::size_t>(entry.site)].name;
    const std::string number = " " + std::to_string(index + 1) + " ";
    offering.name = {kKindNames[kind].nl + number + town.nl, kKindNames[kind].en + number + town.en};
    instance_.offerings.push_back(std::move(offering));
    supply_[kind].push_back(std::move(entry));
    return supply_[kind].back();
  }
  Offering& OfferingOf(const Entry& entry) {
    return instance_.offerings[static_cast<std::size_t>(entry.offering)];
  }
  int NewResource(const std::string& id) {
    instance_.resources.push_back({id, 0});
    return static_cast<int>(instance_.resources.size()) - 1;
  }
  void AddMeeting(Entry& entry, int half_day, const Pattern& pattern) {
    OfferingOf(entry).meetings.push_back({StretchOf(half_day, pattern.weeks), {}});
    entry.meetings.push_back(TimeOf(pattern.classes, half_day));
    entry.time |= entry.meetings.back();
    entry.classes |= pattern.classes;
  }
  // A meeting with seats of its own.
  void AddSeatedMeeting(Entry& entry, int half_day, const Pattern& pattern) {
    AddMeeting(entry, half_day, pattern);
    Offering& offering = OfferingOf(entry);
    offering.meetings.back().resources = {
        NewResource(offering.id + "." + std::to_string(offering.meetings.size()))};
  }
  // The seats of a whole group.
  void AddSeats(Entry& entry) {
    Offering& offering = OfferingOf(entry);
    offering.resources = {NewResource(offering.id)};
  }
  void AddText(Entry& entry, const std::string& attribute, const std::string& text) {
    OfferingOf(entry).properties.push_back({attribute, {text}, std::nullopt});
  }
  void SetLevel(Entry& entry, int level) {
    entry.level = level;
    OfferingOf(entry).properties.push_back({"level", {}, level});
  }
  void SetSector(Entry& entry, int sector) {
    entry.sector = sector;
    AddText(entry, "sector", SectorText(sector));
  }
  void SetProvider(Entry& entry, int provider) {
    entry.provider = provider;
    AddText(entry, "provider", ProviderText(provider));
  }
  // Half-days on so many different days.
  std::vector<int> OnDays(int count, bool one_part) {
    std::array<int, 5> days = {0, 1, 2, 3, 4};
    std::vector<int> half_days;
    const int part = PartOfDay();
    for (int i = 0; i < count; ++i) {
      std::swap(days[static_cast<std::size_t>(i)], days[static_cast<std::size_t>(dice_.Between(i, 4))]);
      half_days.push_back(days[static_cast<std::size_t>(i)] * 3 + (one_part ? part : PartOfDay()));
    }
    std::sort(half_days.begin(), half_days.end());
    return half_days;
  }

  void MakeLanguage() {
    const int count = Scaled(45, 2 * kLevels);
    for (int i = 0; i < count; ++i) {
      Entry& entry = Begin(kLanguage, i < 2 * kLevels);
      for (const int half_day : OnDays(3, true)) AddMeeting(entry, half_day, PatternOf(kBothBlocks));
      AddSeats(entry);
      SetLevel(entry, 1 + i % kLevels);
      SetProvider(entry, dice_.Below(kProviders));
    }
  }

  // Four half-days make the twelve hours; the fifth is for the test.
  void MakeTraining() {
    const int count = Scaled(47, 4);
    for (int i = 0; i < count; ++i) {
      Entry& entry = Begin(kTraining, i < 4);
      const Pattern pattern = OneBlock(dice_);
      AddMeeting(entry, HalfDay(), pattern);
      AddSeats(entry);
      SetLevel(entry, i < 4 ? 1 : dice_.Between(1, kLevels));
      AddText(entry, "language", StaffLanguage(dice_.Below(kStaffLanguages)));
    }
  }

  void MakePlaces() {
    const int count = Scaled(150, 4 * kSectors);
    for (int i = 0; i < count; ++i) {
      Entry& entry = Begin(kPlacement, i < 2 * kSectors);
      // Those who take a series first need places in the second block.
      const Pattern pattern = PatternOf(i / kSectors % 2 == 0 ? kSecondBlock : kBothBlocks);
      const int half_days = dice_.Between(4, 5);
      std::array<int, 10> order{};
      for (int h = 0; h < 10; ++h) order[static_cast<std::size_t>(h)] = h / 2 * 3 + h % 2;
      for (int h = 0; h < half_days; ++h) {
        std::swap(order[static_cast<std::size_t>(h)], order[static_cast<std::size_t>(dice_.Between(h, 9))]);
      }
      std::sort(order.begin(), order.begin() + half_days);
      for (int h = 0; h < half_days; ++h) {
        AddSeatedMeeting(entry, order[static_cast<std::size_t>(h)], pattern);
      }
      OfferingOf(entry).choose_least = 1;
      OfferingOf(entry).choose_most = half_days;
      SetSector(entry, i % kSectors);
    }
  }

  // Six hours a week for a block, or three for both.
  void MakeExtra() {
    const int count = Scaled(40, 4 * kLevels);
    for (int i = 0; i < count; ++i) {
      Entry& entry = Begin(kExtra, i < 2 * kLevels);
      if (dice_.Chance(500)) {
        const Pattern pattern = PatternOf(dice_.Chance(500) ? kFirstBlock : kSecondBlock);
        for (const int half_day : OnDays(2, false)) AddMeeting(entry, half_day, pattern);
      } else {
        AddMeeting(entry, HalfDay(), PatternOf(kBothBlocks));
      }
      AddSeats(entry);
      SetLevel(entry, 1 + i % kLevels);
      SetProvider(entry, i / kLevels % 2);
    }
  }

  // Ten meetings: every week of a block, or every second week of both.
  void MakeSeries() {
    const int count = Scaled(40, 3 * kSectors);
    for (int i = 0; i < count; ++i) {
      Entry& entry = Begin(kSeries, i < 2 * kSectors);
      const int at = i < kSectors ? 0 : dice_.Below(10);
      const Pattern pattern = at < 6   ? PatternOf(kFirstBlock)
                              : at < 8 ? PatternOf(kSecondBlock)
                                       : AnyPattern(dice_, kBothBlocks);
      AddMeeting(entry, HalfDay(), pattern);
      AddSeats(entry);
      SetSector(entry, i % kSectors);
      if ((entry.classes & kFirstBlock) == 0) OfferingOf(entry).entry_weeks = {kBlockWeeks};
    }
  }

  void MakeModules() {
    const int count = Scaled(35, 6 * kTopics);
    for (int i = 0; i < count; ++i) {
      Entry& entry = Begin(kModule, i < 2 * kTopics);
      const int at = dice_.Below(10);
      const Pattern pattern = at < 3   ? PatternOf(kSecondBlock)
                              : at < 7 ? AnyPattern(dice_, kBothBlocks)
                                       : OneBlock(dice_);
      AddMeeting(entry, HalfDay(), pattern);
      AddSeats(entry);
      entry.topic = i % kTopics;
      AddText(entry, "topic", TopicText(entry.topic));
      if (dice_.Chance(500)) SetSector(entry, dice_.Below(kSectors));
    }
  }

  // A talk every second week, on one of the half-days of one's own coach.
  void MakeCoaches() {
    const int count = Scaled(35, 2);
    for (int i = 0; i < count; ++i) {
      Entry& entry = Begin(kCoaching, i < 2);
      std::array<int, 12> order{};
      for (int h = 0; h < 12; ++h)
        order[static_cast<std::size_t>(h)] = h < 10 ? h / 2 * 3 + h % 2 : (h - 9) * 3 + 2;
      for (int h = 0; h < 8; ++h) {
        std::swap(order[static_cast<std::size_t>(h)], order[static_cast<std::size_t>(dice_.Between(h, 11))]);
      }
      std::sort(order.begin(), order.begin() + 8);
      for (int h = 0; h < 8; ++h) {
        for (int parity = 0; parity < 2; ++parity) {
          AddSeatedMeeting(entry, order[static_cast<std::size_t>(h)], PatternOf(kBothBlocks, parity));
        }
      }
      OfferingOf(entry).choose_least = 1;
      OfferingOf(entry).choose_most = 1;
      AddText(entry, "coach", OfferingOf(entry).id);
    }
  }

  int region_;
  int people_;
  Dice& dice_;
  Instance& instance_;
  Supply supply_;
};

void MakeTowns(int regions, Instance& instance) {
  constexpr std::array<std::pair<int, int>, kTowns> kPlaces = {
      {{0, 0}, {0, kTownDistance}, {kTownDistance, 0}, {0, -kTownDistance}, {-kTownDistance, 0}}};
  std::vector<std::pair<int, int>> at;
  for (int region = 0; region < regions; ++region) {
    for (std::size_t town = 0; town < kTowns; ++town) {
      const std::string number = " " + std::to_string(region + 1);
      instance.sites.push_back({"town-" + std::to_string(region) + "-" + std::to_string(town),
                                {kTownNames[town].nl + number, kTownNames[town].en + number}});
      at.emplace_back(kPlaces[town].first + region * kRegionWidth, kPlaces[town].second);
    }
  }
  instance.travel.reserve(at.size() * at.size());
  for (const auto& [x, y] : at) {
    for (const auto& [u, v] : at) {
      const long long across = x - u;
      const long long up = y - v;
      // Whole minutes by comparison of integers: the same on every machine.
      long long minutes = kMinutesInTown;
      while (minutes < kMostTravel && minutes * minutes < across * across + up * up) ++minutes;
      instance.travel.push_back(static_cast<int>(minutes));
    }
  }
}

void MakeRules(Instance& instance) {
  Rule pairs;
  pairs.type = RuleType::kPairs;
  pairs.kind_a = kLanguage;
  pairs.kind_b = kExtra;
  pairs.attribute = "provider";
  for (int formal = 0; formal < kProviders; ++formal) {
    const int extra = kExtraOf[static_cast<std::size_t>(formal)];
    pairs.pairs.emplace_back(ProviderText(formal), ProviderText(extra));
  }
  pairs.name = {"extra taal bij de aanbieder van de taalklas",
                "extra language goes with the class's provider"};
  instance.rules.push_back(std::move(pairs));
  instance.rules.push_back({RuleType::kNotSameWeek,
                            kModule,
                            kSeries,
                            "",
                            {},
                            {"module en vakreeks niet in één week", "module and series never in one week"}});
  instance.rules.push_back({RuleType::kBefore,
                            kSeries,
                            kPlacement,
                            "",
                            {},
                            {"eerst de vakreeks, dan de werkplek", "the series before the placement"}});
  instance.rules.push_back({RuleType::kDiffer,
                            kSeries,
                            kModule,
                            "sector",
                            {},
                            {"module in een andere sector", "the module is of another sector"}});
}

}  // namespace

Stretch StretchOf(int half_day, const Weeks& weeks) {
  const int start = kStarts[static_cast<std::size_t>(half_day % 3)];
  return {half_day / 3 + 1, start, start + kMeetingMinutes, weeks};
}

std::string SectorText(int sector) { return kSectorTexts[static_cast<std::size_t>(sector)]; }
std::string TopicText(int topic) { return kTopicTexts[static_cast<std::size_t>(topic)]; }
std::string StaffLanguage(int language) { return kLanguageTexts[static_cast<std::size_t>(language)]; }

bool ProvidersPair(int formal, int extra) { return kExtraOf[static_cast<std::size_t>(formal)] == extra; }

void MakeFrame(int regions, Instance& instance) {
  instance.weeks = kMadeWeeks;
  MakeTowns(regions, instance);
  for (std::size_t kind = 0; kind < kMadeKinds; ++kind) {
    instance.kinds.push_back({kKindIds[kind], kKindNames[kind]});
  }
  MakeRules(instance);
  instance.limits.push_back({"load", {"belastbaarheid", "load"}, Unit::kHalfDays, {}});
}

Supply MakeSupply(int region, int people, Dice& dice, Instance& instance) {
  return SupplyMaker(region, people, dice, instance).Make();
}

}  // namespace duaal::planner
