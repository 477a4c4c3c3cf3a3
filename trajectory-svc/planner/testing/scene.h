#ifndef TRAJECTORY_SVC_PLANNER_TESTING_SCENE_H_
#define TRAJECTORY_SVC_PLANNER_TESTING_SCENE_H_

#include <string>
#include <string_view>
#include <vector>

#include "trajectory-svc/planner/instance.h"

// Instances written down in a few lines, for tests that tell a story. Things are named; what is named for the
// first time comes into being.
namespace duaal::planner {

enum class Part { kMorning, kAfternoon, kEvening };  // 9:00-12:00, 13:00-16:00, 19:00-22:00

class Scene {
 public:
  explicit Scene(int weeks = 26);

  int Kind(std::string_view id);
  int Site(std::string_view id);
  void Travel(std::string_view a, std::string_view b, int minutes);

  // A whole half-day of a weekday, 1 = Monday, every week of the horizon or of [first, end).
  [[nodiscard]] Stretch HalfDay(int weekday, Part part) const;
  [[nodiscard]] Stretch HalfDay(int weekday, Part part, int first, int end, int every = 1,
                                int phase = 0) const;
  [[nodiscard]] Stretch Clock(int weekday, int from, int to) const;

  // An offering with these meetings and so many seats.
  Offering& Offer(std::string_view id, std::string_view kind, std::string_view site,
                  const std::vector<Stretch>& meetings, int seats = 20);
  // The same, of which people choose from `least` to `most` meetings; every meeting has seats of its own.
  Offering& OfferChoice(std::string_view id, std::string_view kind, std::string_view site,
                        const std::vector<Stretch>& meetings, int least, int most, int seats = 20);
  Person& Add(std::string_view id, std::string_view home);
  // A requirement that costs 500 points when unplaced.
  Requirement& Need(Person* person, std::string_view kind);
  // At most so many of the kinds (of all, when none are named).
  void Limit(Person* person, Unit unit, int most, const std::vector<std::string>& kinds = {});

  [[nodiscard]] int Find(std::string_view offering) const;
  Instance instance;

 private:
  Offering& MakeOffering(std::string_view id, std::string_view kind, std::string_view site,
                         const std::vector<Stretch>& meetings);
};

// Puts a text property on an offering, and a condition on a requirement.
void Give(Offering* offering, std::string_view attribute, std::string_view text);
Condition& Ask(Requirement* requirement, std::string_view attribute, std::string_view text);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_TESTING_SCENE_H_
