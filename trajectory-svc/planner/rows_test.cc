#include <gtest/gtest.h>

#include <bit>

#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/region.h"
#include "trajectory-svc/planner/testing/scene.h"
#include "trajectory-svc/planner/week_solver.h"

// What the ledger asks of a week, row by row: that the planner can express it, and plans accordingly.
namespace duaal::planner {
namespace {

constexpr int kMonday = 1, kTuesday = 2, kWednesday = 3, kThursday = 4, kFriday = 5;

// The best week of a person, checked against the rules.
class Planned {
 public:
  explicit Planned(const Scene& scene, int person = 0) : instance_(scene.instance), person_(person) {
    auto model = Model::Make(instance_);
    EXPECT_TRUE(model.ok()) << model.status();
    WeekSolver solver(**model);
    WeekQuery query;
    query.person = person;
    query.free = (*model)->seats().data();
    Week week = EmptyWeek();
    EXPECT_LT(solver.Solve(query, &week), kImpossible);
    plan_ = (*model)->ToPlan(person, week);
    Plan all;
    for (const Person& each : instance_.people) all.people.emplace_back(each.requirements.size());
    all.people[static_cast<std::size_t>(person)] = plan_;
    all.open.assign(instance_.offerings.size(), true);
    EXPECT_TRUE(CheckPlan(instance_, all).ok()) << CheckPlan(instance_, all);
  }

  // The id of the offering that serves a requirement; empty when it has none.
  [[nodiscard]] std::string At(std::size_t requirement) const {
    return plan_[requirement] ? instance_.offerings[static_cast<std::size_t>(plan_[requirement]->offering)].id
                              : "";
  }
  [[nodiscard]] int HalfDays(std::size_t requirement) const {
    return plan_[requirement] ? std::popcount(plan_[requirement]->meetings) : 0;
  }
  [[nodiscard]] std::vector<Stretch> Meetings(std::size_t requirement) const {
    std::vector<Stretch> meetings;
    const auto& all = instance_.offerings[static_cast<std::size_t>(plan_[requirement]->offering)].meetings;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if ((plan_[requirement]->meetings >> i & 1U) != 0) meetings.push_back(all[i].stretch);
    }
    return meetings;
  }

 private:
  const Instance& instance_;
  int person_;
  WeekPlan plan_;
};

// The language class of the Hengelo pilot: three fixed mornings.
std::vector<Stretch> ThreeMornings(const Scene& scene) {
  return {scene.HalfDay(kMonday, Part::kMorning), scene.HalfDay(kTuesday, Part::kMorning),
          scene.HalfDay(kThursday, Part::kMorning)};
}

std::vector<Stretch> WorkingWeek(const Scene& scene) {
  std::vector<Stretch> week;
  for (int day = kMonday; day <= kFriday; ++day) {
    week.push_back(scene.HalfDay(day, Part::kMorning));
    week.push_back(scene.HalfDay(day, Part::kAfternoon));
  }
  return week;
}

TEST(Rows, H07_AllElseIsPlannedAroundTheTimetableOfTheLanguageClass) {
  Scene scene;
  scene.Offer("class-b", "language", "school", ThreeMornings(scene));
  scene.Offer("module-monday", "module", "school", {scene.HalfDay(kMonday, Part::kMorning)});
  Offering& free = scene.Offer("module-friday", "module", "school", {scene.HalfDay(kFriday, Part::kMorning)});
  free.properties.push_back({"far", {}, 1});
  Person& person = scene.Add("p", "town");
  Requirement& language = scene.Need(&person, "language");
  language.pinned = Placement{scene.Find("class-b"), 0b111};
  scene.Need(&person, "module");
  const Planned week(scene);
  EXPECT_EQ(week.At(0), "class-b");
  EXPECT_EQ(week.At(1), "module-friday");
}

TEST(Rows, H09_TheWeekIsCountedInHalfDaysByComponent) {
  Scene scene;
  scene.Offer("class-b", "language", "school", ThreeMornings(scene));
  scene.Offer("module", "module", "school", {scene.HalfDay(kMonday, Part::kAfternoon)});
  scene.Offer("care", "trade", "school", {scene.HalfDay(kTuesday, Part::kAfternoon)});
  scene.OfferChoice("shop", "work", "shop", WorkingWeek(scene), 1, 5);
  Person& person = scene.Add("p", "town");
  for (const char* kind : {"language", "module", "trade"}) scene.Need(&person, kind);
  Requirement& work = scene.Need(&person, "work");
  work.least_half_days = 1;
  work.most_half_days = 5;
  work.short_half_day = kPoint;
  scene.Limit(&person, Unit::kHalfDays, 10);
  const Planned week(scene);
  EXPECT_EQ(week.HalfDays(0), 3);
  EXPECT_EQ(week.HalfDays(1), 1);
  EXPECT_EQ(week.HalfDays(2), 1);
  EXPECT_EQ(week.HalfDays(3), 5);
}

TEST(Rows, H11_ASeriesLastsTenWeeksAndThenItsTimeIsFree) {
  Scene scene(20);
  scene.Offer("care", "trade", "practice-room", {scene.HalfDay(kFriday, Part::kMorning, 0, 10)});
  scene.Offer("technology", "second-trade", "practice-room",
              {scene.HalfDay(kFriday, Part::kMorning, 10, 20)});
  scene.Offer("logistics", "third-trade", "practice-room", {scene.HalfDay(kFriday, Part::kMorning, 5, 15)});
  Person& person = scene.Add("p", "town");
  for (const char* kind : {"trade", "second-trade", "third-trade"}) scene.Need(&person, kind);
  const Planned week(scene);
  EXPECT_EQ(week.At(0), "care");
  EXPECT_EQ(week.At(1), "technology");
  EXPECT_EQ(week.At(2), "");
}

TEST(Rows, H12_WorkFitsThePossibilitiesOfThePerson) {
  Scene scene;
  scene.OfferChoice("shop", "work", "shop", WorkingWeek(scene), 1, 5);
  Person& person = scene.Add("p", "town");
  Requirement& work = scene.Need(&person, "work");
  work.least_half_days = 1;
  work.most_half_days = 5;
  work.short_half_day = kPoint;
  for (int day = kTuesday; day <= kFriday; ++day) {
    person.blocks.push_back({scene.HalfDay(day, Part::kMorning), {"behandeling", "treatment"}});
    person.blocks.push_back({scene.HalfDay(day, Part::kAfternoon), {"kinderopvang", "childcare"}});
  }
  EXPECT_EQ(Planned(scene).HalfDays(0), 2);  // Monday is what is left
}

TEST(Rows, H13_WhenTooBusyModuleAndTradeTakeTurns) {
  Scene scene;
  scene.Offer("class-b", "language", "school", ThreeMornings(scene));
  scene.Offer("module", "module", "school", {scene.HalfDay(kFriday, Part::kMorning)});
  Offering& odd =
      scene.Offer("module-odd", "module", "school", {scene.HalfDay(kFriday, Part::kMorning, 0, 26, 2, 1)});
  odd.properties.push_back({"turns", {}, 1});
  scene.Offer("trade", "trade", "school", {scene.HalfDay(kWednesday, Part::kMorning)});
  scene.Offer("trade-even", "trade", "school", {scene.HalfDay(kWednesday, Part::kMorning, 0, 26, 2, 0)});
  Person& person = scene.Add("p", "town");
  for (const char* kind : {"language", "module", "trade"}) scene.Need(&person, kind);
  scene.Limit(&person, Unit::kHalfDays, 4);
  const Planned busy(scene);
  EXPECT_EQ(busy.At(1), "module-odd");
  EXPECT_EQ(busy.At(2), "trade-even");
  // The same as a rule: never both in one week.
  scene.instance.people[0].limits.clear();
  scene.instance.rules.push_back(
      {RuleType::kNotSameWeek, scene.Kind("module"), scene.Kind("trade"), "", {}, {}});
  const Planned ruled(scene);
  EXPECT_EQ(ruled.At(1), "module-odd");
  EXPECT_EQ(ruled.At(2), "trade-even");
}

TEST(Rows, D11_TrainingsHaveFixedHoursAndCoachingIsFlexible) {
  Scene scene;
  scene.Offer("werkshop", "training", "werkshop",
              {scene.HalfDay(kMonday, Part::kMorning), scene.HalfDay(kMonday, Part::kAfternoon),
               scene.HalfDay(kWednesday, Part::kMorning), scene.HalfDay(kWednesday, Part::kAfternoon)});
  scene.OfferChoice("coach", "coaching", "werkshop", WorkingWeek(scene), 1, 1, 1);
  Person& person = scene.Add("p", "town");
  Requirement& training = scene.Need(&person, "training");
  training.least_minutes = training.most_minutes = 12 * 60;
  scene.Need(&person, "coaching");
  const Planned week(scene);
  EXPECT_EQ(week.At(0), "werkshop");
  EXPECT_EQ(week.HalfDays(1), 1);
}

TEST(Rows, D12_ParticipationStartsSoonAndRatherPaid) {
  Scene scene;
  const auto from = [&](int week) {
    return std::vector<Stretch>{scene.HalfDay(kMonday, Part::kMorning, week, 26),
                                scene.HalfDay(kTuesday, Part::kMorning, week, 26),
                                scene.HalfDay(kWednesday, Part::kMorning, week, 26)};
  };
  Give(&scene.Offer("volunteer-now", "participation", "town", from(0)), "form", "unpaid");
  Give(&scene.Offer("paid-soon", "participation", "town", from(2)), "form", "paid");
  Give(&scene.Offer("paid-late", "participation", "town", from(12)), "form", "paid");
  Give(&scene.Offer("paid-little", "participation", "town", {scene.HalfDay(kFriday, Part::kMorning)}), "form",
       "paid");
  Person& person = scene.Add("p", "town");
  Requirement& participation = scene.Need(&person, "participation");
  participation.least_minutes = 8 * 60;
  participation.most_minutes = 24 * 60;
  Ask(&participation, "form", "paid").cost = 3 * kPoint;
  EXPECT_EQ(Planned(scene).At(0), "paid-soon");
  scene.instance.weights.week_later = 5 * kPoint;
  EXPECT_EQ(Planned(scene).At(0), "volunteer-now");
}

TEST(Rows, D13_LessonsCountInHoursAndInHalfDays) {
  Scene scene;
  scene.Offer("two-mornings", "language", "school",
              {scene.Clock(kMonday, 540, 720), scene.Clock(kTuesday, 540, 720)});
  scene.Offer("nine-hours", "language", "school", ThreeMornings(scene));
  scene.Offer(
      "long-mornings", "language", "school",
      {scene.Clock(kMonday, 480, 740), scene.Clock(kTuesday, 480, 740), scene.Clock(kThursday, 480, 740)});
  Person& person = scene.Add("p", "town");
  Requirement& language = scene.Need(&person, "language");
  language.least_half_days = language.most_half_days = 3;
  language.least_minutes = language.most_minutes = 9 * 60;
  EXPECT_EQ(Planned(scene).At(0), "nine-hours");
}

TEST(Rows, D14_ExtraLessonsComeInTwoVariantsByLearnabilityAndLoad) {
  Scene scene;
  Offering& fast = scene.Offer(
      "six-hours", "extra", "school",
      {scene.HalfDay(kWednesday, Part::kMorning, 0, 13), scene.HalfDay(kFriday, Part::kMorning, 0, 13)});
  fast.properties.push_back({"learnability", {}, 3});
  Offering& slow =
      scene.Offer("three-hours", "extra", "school", {scene.HalfDay(kWednesday, Part::kMorning, 0, 26)});
  slow.properties.push_back({"learnability", {}, 1});
  scene.Offer("class-b", "language", "school", ThreeMornings(scene));
  Person& person = scene.Add("p", "town");
  scene.Need(&person, "language");
  Requirement& extra = scene.Need(&person, "extra");
  Condition learnability;
  learnability.attribute = "learnability";
  learnability.least = 3;
  learnability.cost = kPoint;  // rather the fast one
  extra.conditions.push_back(learnability);
  EXPECT_EQ(Planned(scene).At(1), "six-hours");
  scene.Limit(&scene.instance.people[0], Unit::kHalfDays, 4);
  EXPECT_EQ(Planned(scene).At(1), "three-hours");
}

TEST(Rows, D15_TrainingsAndCoachingMoveAroundTheLanguageTimetable) {
  Scene scene;
  scene.Offer("da-vinci", "language", "school", ThreeMornings(scene));
  scene.OfferChoice("werkshop", "training", "werkshop", WorkingWeek(scene), 4, 4);
  scene.OfferChoice("coach", "coaching", "werkshop", WorkingWeek(scene), 1, 1);
  Person& person = scene.Add("p", "town");
  for (const char* kind : {"language", "training", "coaching"}) scene.Need(&person, kind);
  const Planned week(scene);
  EXPECT_EQ(week.At(0), "da-vinci");
  EXPECT_EQ(week.HalfDays(1), 4);
  EXPECT_EQ(week.HalfDays(2), 1);
}

TEST(Rows, A09_HoursAreWhateverSuitsThePerson) {
  Scene scene;
  scene.OfferChoice("tasks", "participation", "town", WorkingWeek(scene), 1, 10);
  for (const int half_days : {1, 4, 9}) {
    Person& person = scene.Add("p" + std::to_string(half_days), "town");
    Requirement& tasks = scene.Need(&person, "participation");
    tasks.least_half_days = tasks.most_half_days = half_days;
  }
  EXPECT_EQ(Planned(scene, 0).HalfDays(0), 1);
  EXPECT_EQ(Planned(scene, 1).HalfDays(0), 4);
  EXPECT_EQ(Planned(scene, 2).HalfDays(0), 9);
}

TEST(Rows, A10_LanguageOnTheWorkFloorComesFromTheProviderOfTheWorkplace) {
  Scene scene;
  Give(&scene.Offer("bakery", "work", "bakery", {scene.HalfDay(kMonday, Part::kMorning)}), "workplace",
       "bakery");
  Give(&scene.Offer("floor-north", "floor-language", "bakery", {scene.HalfDay(kTuesday, Part::kMorning)}),
       "workplace", "north");
  Give(&scene.Offer("floor-south", "floor-language", "bakery", {scene.HalfDay(kWednesday, Part::kEvening)}),
       "workplace", "south");
  scene.instance.rules.push_back({RuleType::kPairs,
                                  scene.Kind("work"),
                                  scene.Kind("floor-language"),
                                  "workplace",
                                  {{"bakery", "south"}, {"depot", "north"}},
                                  {}});
  Person& person = scene.Add("p", "town");
  scene.Need(&person, "work");
  scene.Need(&person, "floor-language");
  EXPECT_EQ(Planned(scene).At(1), "floor-south");  // though the other is cheaper: no evening
}

TEST(Rows, A11_KindsOfTrainingAreData) {
  Scene scene;
  scene.Offer("welding", "hard-skills", "hall", {scene.HalfDay(kMonday, Part::kMorning)});
  scene.Offer("teamwork", "soft-skills", "hall", {scene.HalfDay(kTuesday, Part::kMorning)});
  scene.Offer("spreadsheets", "computer", "hall", {scene.HalfDay(kWednesday, Part::kMorning)});
  Person& person = scene.Add("p", "town");
  for (const char* kind : {"hard-skills", "soft-skills", "computer"}) scene.Need(&person, kind);
  const Planned week(scene);
  EXPECT_EQ(week.At(0), "welding");
  EXPECT_EQ(week.At(1), "teamwork");
  EXPECT_EQ(week.At(2), "spreadsheets");
}

TEST(Rows, A12_MeetingsTwiceAMonthOnlineOrWhenMeasuresAllow) {
  Scene scene;
  scene.Travel("town", "cafe", 90);
  Offering& cafe = scene.Offer("connection-cafe", "social", "cafe",
                               {scene.HalfDay(kThursday, Part::kEvening, 0, 26, 2, 0)});
  cafe.online = true;
  scene.Offer("information", "information", "town", {scene.HalfDay(kFriday, Part::kEvening)}).closed = true;
  Person& person = scene.Add("p", "town");
  person.reach = 30;
  scene.Need(&person, "social");
  scene.Need(&person, "information");
  EXPECT_EQ(Planned(scene).At(0), "connection-cafe");
  EXPECT_EQ(Planned(scene).At(1), "");
  scene.instance.offerings[1].closed = false;
  EXPECT_EQ(Planned(scene).At(1), "information");
}

TEST(Rows, N15_LessonsRatherAtTheEmployersSite) {
  Scene scene;
  Give(&scene.Offer("at-school", "language", "school", {scene.HalfDay(kMonday, Part::kMorning)}), "place",
       "school");
  Give(&scene.Offer("at-factory", "language", "factory", {scene.HalfDay(kTuesday, Part::kMorning)}), "place",
       "employer");
  scene.Offer("language-coach", "language-coaching", "factory", {scene.HalfDay(kTuesday, Part::kAfternoon)});
  Person& person = scene.Add("p", "town");
  Ask(&scene.Need(&person, "language"), "place", "employer").cost = 2 * kPoint;
  scene.Need(&person, "language-coaching");
  const Planned week(scene);
  EXPECT_EQ(week.At(0), "at-factory");
  EXPECT_EQ(scene.instance.offerings[static_cast<std::size_t>(scene.Find("at-factory"))].site,
            scene.Site("factory"));
  EXPECT_EQ(week.At(1), "language-coach");
}

TEST(Rows, N17_AGroupThatTheLoanCannotPayIsNotPlanned) {
  Scene scene;
  scene.Offer("sector-group", "sector", "school", {scene.HalfDay(kMonday, Part::kMorning)}).price_euro = 1800;
  Person& person = scene.Add("p", "town");
  scene.Need(&person, "sector");
  scene.Limit(&person, Unit::kEuros, 1500);
  EXPECT_EQ(Planned(scene).At(0), "");
  scene.instance.people[0].limits[0].most = 1800;
  EXPECT_EQ(Planned(scene).At(0), "sector-group");
}

TEST(Rows, G07_OrientationLastsTwelveWeeksAtMostBesideLessons) {
  Scene scene;
  scene.Offer("class-b", "language", "school", ThreeMornings(scene));
  scene.Offer("centre", "orientation", "work-centre", {scene.HalfDay(kWednesday, Part::kMorning, 0, 12)});
  scene.Offer("evening-job", "job", "work-centre", {scene.HalfDay(kWednesday, Part::kMorning, 12, 26)});
  scene.instance.rules.push_back(
      {RuleType::kBefore, scene.Kind("orientation"), scene.Kind("job"), "", {}, {}});
  Person& person = scene.Add("p", "town");
  for (const char* kind : {"language", "orientation", "job"}) scene.Need(&person, kind);
  const Planned week(scene);
  EXPECT_EQ(week.At(1), "centre");
  EXPECT_EQ(week.At(2), "evening-job");
}

TEST(Rows, G08_ThePersonsOwnCoachOnSitesOnStatedHalfDays) {
  Scene scene;
  const auto half_days = {scene.HalfDay(kMonday, Part::kMorning), scene.HalfDay(kMonday, Part::kAfternoon),
                          scene.HalfDay(kThursday, Part::kMorning),
                          scene.HalfDay(kThursday, Part::kAfternoon)};
  Give(&scene.OfferChoice("coach-a", "coaching", "centre", half_days, 1, 1, 1), "coach", "a");
  Give(&scene.OfferChoice("coach-b-north", "coaching", "north", half_days, 1, 1, 1), "coach", "b");
  Give(&scene.OfferChoice("coach-b-south", "coaching", "south", half_days, 1, 1, 1), "coach", "b");
  scene.Travel("town", "north", 45);
  Person& person = scene.Add("p", "town");
  Ask(&scene.Need(&person, "coaching"), "coach", "b");
  EXPECT_EQ(Planned(scene).At(0), "coach-b-south");
}

TEST(Rows, G09_FromTheCentreToACompanyInOneOfSeveralForms) {
  Scene scene;
  Give(&scene.Offer("centre", "dual", "work-centre", {scene.HalfDay(kMonday, Part::kMorning, 0, 12)}), "form",
       "arbeidstraining");
  for (const char* form : {"vrijwilligerswerk", "opleidingsstage", "werkstage", "taalstage"}) {
    Give(&scene.Offer(form, "company", "company", {scene.HalfDay(kMonday, Part::kMorning, 10, 26)}), "form",
         form);
    Give(&scene.Offer(std::string(form) + "-later", "company", "company",
                      {scene.HalfDay(kMonday, Part::kMorning, 12, 26)}),
         "form", form);
  }
  scene.instance.rules.push_back({RuleType::kBefore, scene.Kind("dual"), scene.Kind("company"), "", {}, {}});
  Person& person = scene.Add("p", "town");
  scene.Need(&person, "dual");
  Ask(&scene.Need(&person, "company"), "form", "taalstage");
  const Planned week(scene);
  EXPECT_EQ(week.At(0), "centre");
  EXPECT_EQ(week.At(1), "taalstage-later");
}

TEST(Rows, G10_ExtraSupportForWhoNeedsIt) {
  Scene scene;
  scene.Offer("class-b", "language", "school", ThreeMornings(scene));
  scene.Offer("extra-half-day", "extra", "school", {scene.HalfDay(kWednesday, Part::kMorning)});
  scene.OfferChoice("speech-therapy", "speech-therapy", "practice",
                    {scene.Clock(kFriday, 570, 615), scene.Clock(kFriday, 630, 675)}, 1, 1, 1);
  Person& plain = scene.Add("plain", "town");
  scene.Need(&plain, "language");
  Person& supported = scene.Add("supported", "town");
  for (const char* kind : {"language", "extra", "speech-therapy"}) scene.Need(&supported, kind);
  EXPECT_EQ(Planned(scene, 0).At(0), "class-b");
  EXPECT_EQ(Planned(scene, 1).At(1), "extra-half-day");
  EXPECT_EQ(Planned(scene, 1).HalfDays(2), 1);
}

}  // namespace
}  // namespace duaal::planner
