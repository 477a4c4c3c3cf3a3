#include "trajectory-svc/planner/words.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <string>
#include <vector>

namespace duaal::planner {
namespace {

using ::testing::Test;

constexpr int kHorizon = 20;

class Describing : public Test {
 protected:
  Describing() {
    instance_.weeks = kHorizon;
    instance_.kinds = {{"language", {"taalles", "language class"}}, {"work", {"werkplek", "work placement"}}};
    Offering language;
    language.id = "class-b";
    language.name = {"Taalles B", "Language B"};
    const Weeks all{0, kHorizon, 1, 0};
    language.meetings = {{{1, 540, 720, all}, {}}, {{3, 540, 720, all}, {}}};
    Offering work;
    work.id = "bakery";
    work.name = {"Bakkerij", "Bakery"};
    work.kind = 1;
    work.meetings = {{{2, 800, 900, {2, 12, 1, 0}}, {}}};
    instance_.offerings = {language, work};
    instance_.limits = {{"load", {"belasting", "load"}, Unit::kHalfDays, {}},
                        {"study", {}, Unit::kMinutes, {0, 1}}};
    instance_.rules = {{RuleType::kSame, 0, 1, "provider", {}, {"zelfde aanbieder", "same provider"}},
                       {RuleType::kBefore, 0, 1, "", {}, {}}};
    Person person;
    person.id = "person-secret";
    person.reach = 45;
    person.entry_week = 3;
    person.blocks = {{{3, 780, 960, all}, {"kinderopvang", "childcare"}}};
    person.limits = {{0, 4, {}}, {1, 600, {}}};
    Requirement requirement;
    requirement.kind = 0;
    requirement.least_half_days = 2;
    requirement.most_half_days = 3;
    requirement.conditions.push_back({"level", {}, 2, {}, {}, {"taalniveau", "language level"}});
    requirement.pinned = Placement{0, 3};
    person.requirements = {requirement};
    instance_.people = {person};
  }

  void Expect(const Obstacle& obstacle, const std::string& dutch, const std::string& english) const {
    EXPECT_EQ(Describe(instance_, 0, obstacle, Language::kDutch), dutch);
    EXPECT_EQ(Describe(instance_, 0, obstacle, Language::kEnglish), english);
  }
  void ExpectRemedy(const Obstacle& obstacle, const std::string& dutch, const std::string& english,
                    int from = 0, int to = 0) const {
    Remedy remedy;
    remedy.obstacle = obstacle;
    remedy.from = from;
    remedy.to = to;
    EXPECT_EQ(Describe(instance_, 0, remedy, Language::kDutch), dutch);
    EXPECT_EQ(Describe(instance_, 0, remedy, Language::kEnglish), english);
  }

  Instance instance_;
};

TEST_F(Describing, WhatStandsInTheWay) {
  Expect({ObstacleType::kRequirement, 0, -1}, "Taalles moet ook in de week passen.",
         "Language class has to fit into the week as well.");
  Expect({ObstacleType::kSeats, -1, 0}, "De plaatsen van Taalles B (maandag- en woensdagochtend) zijn bezet.",
         "The seats of Language B (Monday and Wednesday morning) are taken.");
  Expect({ObstacleType::kFloor, -1, 1},
         "Bakkerij (dinsdagmiddag, week 3 t/m 12) gaat niet door: te weinig deelnemers.",
         "Bakery (Tuesday afternoon, weeks 3 to 12) does not open: too few people take part.");
  Expect({ObstacleType::kLimit, -1, 0}, "Belasting: niet meer dan 4 dagdelen per week.",
         "Load: no more than 4 half-days a week.");
  Expect({ObstacleType::kLimit, -1, 1}, "Taalles en werkplek: niet meer dan 10 uur per week.",
         "Language class and work placement: no more than 10 hours a week.");
  Expect({ObstacleType::kTravel, -1, -1}, "De reistijd tussen activiteiten op één dag is te lang.",
         "Travel between activities on one day takes too long.");
  Expect({ObstacleType::kBlock, -1, 0}, "Op woensdagmiddag kan het niet: kinderopvang.",
         "Not possible on Wednesday afternoon: childcare.");
  Expect({ObstacleType::kRule, -1, 0}, "Voor taalles en werkplek geldt een regel: zelfde aanbieder.",
         "There is a rule for language class and work placement: same provider.");
  Expect({ObstacleType::kRule, -1, 1},
         "Voor taalles en werkplek geldt een regel: eerst het een, dan het ander.",
         "There is a rule for language class and work placement: first the one, then the other.");
  Expect({ObstacleType::kCondition, 0, 0}, "Voor taalles geldt een voorwaarde: taalniveau.",
         "There is a condition on language class: language level.");
  Expect({ObstacleType::kReach, -1, -1}, "De reis duurt ten hoogste 45 minuten.",
         "The journey takes at most 45 minutes.");
  Expect({ObstacleType::kEntry, -1, -1}, "Beginnen kan vanaf week 4, en alleen als er instroom is.",
         "A start is possible from week 4, and only when newcomers are let in.");
  Expect({ObstacleType::kSize, 0, -1}, "Taalles vraagt 2 tot 3 dagdelen per week.",
         "Language class asks for 2 to 3 half-days a week.");
  Expect({ObstacleType::kPinned, 0, -1}, "Taalles is afgesproken: Taalles B (maandag- en woensdagochtend).",
         "Language class has been agreed: Language B (Monday and Wednesday morning).");
}

TEST_F(Describing, WhatToDoAboutIt) {
  ExpectRemedy({ObstacleType::kRequirement, 0, -1}, "Laat taalles vervallen; dan past de rest.",
               "Leave out language class; then the rest fits.");
  ExpectRemedy({ObstacleType::kSeats, -1, 0}, "Maak een plaats in Taalles B (maandag- en woensdagochtend).",
               "Make a seat in Language B (Monday and Wednesday morning).");
  ExpectRemedy({ObstacleType::kLimit, -1, 0}, "Sta 5 dagdelen per week toe in plaats van 4: belasting.",
               "Allow 5 half-days a week instead of 4: load.", 4, 5);
  ExpectRemedy({ObstacleType::kLimit, -1, 1},
               "Sta 630 minuten per week toe in plaats van 10 uur: taalles en werkplek.",
               "Allow 630 minutes a week instead of 10 hours: language class and work placement.", 600, 630);
  ExpectRemedy({ObstacleType::kBlock, -1, 0}, "Maak woensdagmiddag vrij: kinderopvang.",
               "Free Wednesday afternoon: childcare.");
  ExpectRemedy({ObstacleType::kReach, -1, -1}, "Sta een langere reis toe dan 45 minuten.",
               "Allow a longer journey than 45 minutes.");
}

// Each type has its own sentence in each language, and none names the person.
TEST_F(Describing, EveryTypeHasSentencesWithoutGaps) {
  std::vector<std::string> sentences;
  for (const Language language : {Language::kDutch, Language::kEnglish}) {
    for (int type = 0; type <= static_cast<int>(ObstacleType::kPinned); ++type) {
      Remedy remedy;
      remedy.obstacle = {static_cast<ObstacleType>(type), 0, 0};
      for (const std::string& text :
           {Describe(instance_, 0, remedy.obstacle, language), Describe(instance_, 0, remedy, language)}) {
        EXPECT_EQ(text.find("person-secret"), std::string::npos) << text;
        EXPECT_EQ(text.find('{'), std::string::npos) << text;
        EXPECT_EQ(text.find("  "), std::string::npos) << text;
        EXPECT_EQ(text.back(), '.') << text;
        EXPECT_EQ(std::count(sentences.begin(), sentences.end(), text), 0) << text;
        sentences.push_back(text);
      }
    }
  }
}

TEST_F(Describing, Times) {
  const auto dutch = [&](const Stretch& stretch) { return TimeOf(instance_, stretch, Language::kDutch); };
  EXPECT_EQ(dutch({1, 540, 720, {0, kHorizon, 1, 0}}), "maandagochtend");
  // The first week is week 1, which is odd.
  EXPECT_EQ(dutch({5, 1080, 1200, {0, kHorizon, 2, 0}}), "vrijdagavond, oneven weken");
  EXPECT_EQ(dutch({5, 1080, 1200, {0, kHorizon, 2, 1}}), "vrijdagavond, even weken");
  EXPECT_EQ(dutch({5, 1080, 1200, {4, 12, 2, 1}}), "vrijdagavond, even weken, week 6 t/m 12");
  EXPECT_EQ(dutch({5, 1080, 1200, {0, kHorizon, 3, 0}}), "vrijdagavond, elke 3 weken");
  EXPECT_EQ(dutch({5, 1080, 1200, {7, 8, 1, 0}}), "vrijdagavond, week 8");
  EXPECT_EQ(dutch({4, 545, 1020, {0, kHorizon, 1, 0}}), "donderdag 09:05-17:00");
  EXPECT_EQ(TimeOf(instance_, {4, 800, 900, {0, kHorizon, 2, 1}}, Language::kEnglish),
            "Thursday afternoon, even weeks");
}

TEST_F(Describing, OfferingsWithSeveralTimes) {
  Offering& offering = instance_.offerings[0];
  offering.meetings.push_back({{5, 540, 720, {0, kHorizon, 1, 0}}, {}});
  offering.meetings.push_back({{5, 800, 900, {0, kHorizon, 2, 1}}, {}});
  EXPECT_EQ(NameWithTimes(instance_, 0, Language::kDutch),
            "Taalles B (maandag-, woensdag- en vrijdagochtend; vrijdagmiddag, even weken)");
  offering.choose_most = 2;
  EXPECT_EQ(NameWithTimes(instance_, 0, Language::kEnglish), "Language B (half-days of choice)");
  offering.meetings.clear();
  offering.name = {};
  EXPECT_EQ(NameWithTimes(instance_, 0, Language::kDutch), "class-b");
}

}  // namespace
}  // namespace duaal::planner
