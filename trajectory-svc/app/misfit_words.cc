#include "trajectory-svc/app/misfit_words.h"

#include <array>
#include <cstddef>

#include "chassis/core/civil.h"

namespace duaal::trajectory::app {
namespace {

using planner::Instance;
using planner::Obstacle;
using planner::ObstacleType;

constexpr std::array<const char*, 7> kDaysDutch = {"maandag", "dinsdag",  "woensdag", "donderdag",
                                                   "vrijdag", "zaterdag", "zondag"};
constexpr std::array<const char*, 7> kDaysEnglish = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                     "Friday", "Saturday", "Sunday"};

// The names that an obstacle speaks of, in one language.
class Names {
 public:
  Names(const Instance& instance, const Obstacle& obstacle, Language language)
      : in_(instance), person_(instance.people.front()), obstacle_(obstacle), language_(language) {}

  [[nodiscard]] bool dutch() const { return language_ == Language::kDutch; }
  [[nodiscard]] std::string Pick(const char* nl, const char* en) const { return dutch() ? nl : en; }

  [[nodiscard]] std::string Component() const {
    if (obstacle_.requirement < 0) return Pick("dit onderdeel", "this component");
    return Text(in_.kinds.at(static_cast<std::size_t>(Requirement().kind)).name);
  }
  [[nodiscard]] std::string Offering() const { return Text(in_.offerings.at(Index()).name); }
  [[nodiscard]] std::string Pinned() const {
    const auto& pinned = Requirement().pinned;
    return pinned ? Text(in_.offerings.at(static_cast<std::size_t>(pinned->offering)).name) : Component();
  }
  [[nodiscard]] std::string Rule() const { return Text(in_.rules.at(Index()).name); }
  [[nodiscard]] std::string Condition() const { return Text(Requirement().conditions.at(Index()).name); }
  [[nodiscard]] std::string Block() const { return Text(person_.blocks.at(Index()).name); }
  [[nodiscard]] std::string BlockTime() const {
    const planner::Stretch& stretch = person_.blocks.at(Index()).stretch;
    return (dutch() ? kDaysDutch : kDaysEnglish).at(static_cast<std::size_t>(stretch.weekday - 1)) +
           (" " + TimeOfDay(stretch.start).ToString() + "-" + TimeOfDay(stretch.end).ToString());
  }
  [[nodiscard]] std::string Limit() const { return Text(LimitOf().name); }
  [[nodiscard]] int Most() const { return person_.limits.at(Index()).most; }
  [[nodiscard]] std::string Amount(int number) const {
    const bool minutes = LimitOf().unit == planner::Unit::kMinutes;
    const std::string unit = minutes       ? Pick("minuten", "minutes")
                             : number == 1 ? Pick("dagdeel", "half-day")
                                           : Pick("dagdelen", "half-days");
    return std::to_string(number) + " " + unit;
  }

 private:
  [[nodiscard]] std::size_t Index() const { return static_cast<std::size_t>(obstacle_.index); }
  [[nodiscard]] const std::string& Text(const planner::Name& name) const {
    return dutch() ? name.nl : name.en;
  }
  [[nodiscard]] const planner::Requirement& Requirement() const {
    return person_.requirements.at(static_cast<std::size_t>(obstacle_.requirement));
  }
  [[nodiscard]] const planner::Limit& LimitOf() const {
    return in_.limits.at(static_cast<std::size_t>(person_.limits.at(Index()).limit));
  }

  const Instance& in_;
  const planner::Person& person_;
  const Obstacle& obstacle_;
  const Language language_;
};

}  // namespace

std::string Describe(const Instance& instance, const Obstacle& obstacle, Language language) {
  const Names n(instance, obstacle, language);
  switch (obstacle.type) {
    case ObstacleType::kRequirement:
      return n.Component() + n.Pick(" moet ook in de week passen.", " has to fit into the week too.");
    case ObstacleType::kSeats:
      return n.Pick("De plaatsen van ", "The seats of ") + n.Offering() +
             n.Pick(" zijn bezet.", " are taken.");
    case ObstacleType::kFloor:
      return n.Offering() + n.Pick(" gaat niet door.", " does not open.");
    case ObstacleType::kLimit:
      return n.Pick("In ", "Of ") + n.Limit() + n.Pick(" passen hoogstens ", ", no more is allowed than ") +
             n.Amount(n.Most()) + ".";
    case ObstacleType::kTravel:
    case ObstacleType::kReach:
      return n.Pick("Er is te weinig tijd om van de ene naar de andere locatie te gaan.",
                    "There is too little time to go from one site to the other.");
    case ObstacleType::kBlock:
      return n.BlockTime() + n.Pick(" is niet vrij: ", " is not free: ") + n.Block() + ".";
    case ObstacleType::kRule:
      return n.Pick("De regel: ", "The rule: ") + n.Rule() + ".";
    case ObstacleType::kCondition:
      return n.Pick("Voor ", "For ") + n.Component() + n.Pick(" is nodig: ", " is needed: ") + n.Condition() +
             ".";
    case ObstacleType::kEntry:
      return n.Pick("De reeks is al begonnen: ", "The series has begun already: ") + n.Component() + ".";
    case ObstacleType::kSize:
      return n.Pick("Het aanbod heeft minder of meer dagdelen of uren dan gevraagd voor ",
                    "What is on offer has fewer or more half-days or hours than asked for ") +
             n.Component() + ".";
    case ObstacleType::kPinned:
      break;
  }
  return n.Pick("Dit ligt vast: ", "This is fixed: ") + n.Pinned() + ".";
}

std::string Describe(const Instance& instance, const planner::Remedy& remedy, Language language) {
  const Names n(instance, remedy.obstacle, language);
  switch (remedy.obstacle.type) {
    case ObstacleType::kRequirement:
      return n.Pick("Laat weg of plan later: ", "Leave out or plan later: ") + n.Component() + ".";
    case ObstacleType::kSeats:
      return n.Pick("Eén plaats erbij in ", "One more seat in ") + n.Offering() + ".";
    case ObstacleType::kFloor:
      return n.Pick("Laat toch doorgaan: ", "Open it anyway: ") + n.Offering() + ".";
    case ObstacleType::kLimit:
      return n.Pick("Sta in ", "Allow for ") + n.Limit() + " " + n.Amount(remedy.to) +
             n.Pick(" toe in plaats van ", " instead of ") + std::to_string(remedy.from) + ".";
    case ObstacleType::kTravel:
    case ObstacleType::kReach:
      return n.Pick("Regel sneller vervoer tussen de locaties.", "Arrange a faster way between the sites.");
    case ObstacleType::kBlock:
      return n.Pick("Maak vrij: ", "Free this time: ") + n.BlockTime() + " (" + n.Block() + ").";
    case ObstacleType::kRule:
      return n.Pick("Maak een uitzondering op de regel: ", "Make an exception to the rule: ") + n.Rule() +
             ".";
    case ObstacleType::kCondition:
      return n.Pick("Wacht tot dit gehaald is, of leg het vast: ",
                    "Wait until this is reached, or record it: ") +
             n.Condition() + ".";
    case ObstacleType::kEntry:
      return n.Pick("Laat instromen in een reeks die al loopt: ", "Join a series that is under way: ") +
             n.Component() + ".";
    case ObstacleType::kSize:
      return n.Pick("Neem genoegen met een andere omvang van ", "Accept another amount of ") + n.Component() +
             ".";
    case ObstacleType::kPinned:
      break;
  }
  return n.Pick("Verplaats of beëindig: ", "Move or end: ") + n.Pinned() + ".";
}

}  // namespace duaal::trajectory::app
