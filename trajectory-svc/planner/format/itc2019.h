#ifndef TRAJECTORY_SVC_PLANNER_FORMAT_ITC2019_H_
#define TRAJECTORY_SVC_PLANNER_FORMAT_ITC2019_H_

#include <string_view>

#include "chassis/core/status.h"
#include "trajectory-svc/planner/instance.h"

// University timetabling problems in the XML of the ITC-2019 competition, as an instance: the class times and
// rooms are fixed first, what is left is who goes to which class.
//
// Times and rooms. Classes are taken in the order of the file. Each gets the pair of a time and a room with
// the least penalty, weighted as the problem's <optimization> says, of those in which the room is neither
// unavailable nor taken by a class before it; the first of equal pairs. Where no pair is free it is the first
// pair with the least penalty. Distributions are not looked at.
//
// Students. Subparts stand side by side: part i of a course is the i-th subpart of each of its
// configurations, and a requirement of whoever takes the course. Every class is an offering of its part, at
// its room, with its limit as seats. A configuration with fewer subparts has an offering without meetings for
// the parts that it lacks. Rules of the type `same` keep the parts of a course in one configuration, and a
// class with its parent; both are exact. That keeps rooms and the travel between them apart, which one
// offering for a whole combination of classes could not, and there is no product of the subparts.
//
// Every class that a student does not get costs one point; nothing else costs. The competition lets students
// overlap and counts the pairs; so the totals are not those of its table.
namespace duaal::planner {

struct Itc2019 {
  Instance instance;
  int classes = 0;
  int students_left_out = 0;  // with more than kMostRequirements parts
  int without_free_room = 0;  // classes that share a room and time, or stand in an unavailable one
};

// INVALID_ARGUMENT / NOT_XML; INVALID_FIELDS: every fault by its element, e.g. `class[12].limit`: MISSING,
// WRONG_TYPE, OUT_OF_RANGE, DUPLICATE_ID, UNKNOWN_REFERENCE, and what CheckInstance says.
[[nodiscard]] StatusOr<Itc2019> ConvertItc2019(std::string_view xml);

// Weeks as regular series: every bit that is set is in one of them. Taken from the first week on, the longest
// series that starts there: few, though not always the fewest.
[[nodiscard]] std::vector<Weeks> SeriesOf(std::string_view week_bits);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_FORMAT_ITC2019_H_
