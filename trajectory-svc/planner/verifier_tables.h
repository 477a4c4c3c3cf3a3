#ifndef TRAJECTORY_SVC_PLANNER_VERIFIER_TABLES_H_
#define TRAJECTORY_SVC_PLANNER_VERIFIER_TABLES_H_

#include <bitset>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/instance.h"

// What the verifier knows of an instance before it looks at anybody: every choice of meetings that rules 2
// and 3 allow, and its shape. Two placements of one shape take part in rules 10 to 13 in the same way, so
// that of one person only the cheapest counts.
//
// Weeks with equal meetings are one class, and a class whose meetings all take place in another one too is
// left out: what holds in the fuller class holds in it. The weekdays are cut at every start and end of a
// meeting. A cell is one such piece of a weekday in one class; a set of cells says when somebody is busy.
namespace duaal::planner::verifier {

using Calendar = std::bitset<kMostWeeks>;
using Word = std::uint64_t;

// Loads are counted for four classes at a time, in 16 bits each.
inline constexpr int kLanes = 4;
inline constexpr int kLaneBits = 16;
// The half-days of three classes stand in a word, 21 bits each.
inline constexpr int kFields = 3;
inline constexpr int kFieldBits = 21;

struct TimeSlot {
  int weekday = 0;
  int start = 0;
  int end = 0;
  int calendar = 0;  // index into `calendars`
};

struct Shape {
  int site = -1;  // -1: online
  std::int64_t euros = 0;
  int texts = 0;  // index into `texts`
  unsigned days = 0;
  int meetings = 0;
  int evenings = 0;
  int half_days = 0;  // of the busiest week
  int minutes = 0;
  int first = 0;  // weeks with a meeting; last < first when there are none
  int last = -1;
  int latest_entry = 0;    // in a later week some meeting does not take place any more
  Calendar weeks;          // with a meeting
  std::vector<int> slots;  // sorted
};

struct Choice {
  std::uint32_t meetings = 0;
  int shape = 0;
  std::vector<int> resources;  // each once
};

struct Interned {
  int attribute = 0;
  std::vector<int> texts;
  std::optional<std::int64_t> number;
};

struct OfferingTable {
  std::vector<Choice> choices;
  std::vector<Interned> properties;
};

class Tables {
 public:
  explicit Tables(const Instance& instance);

  const Instance& instance;
  int words = 0;   // of a set of cells
  int lanes = 0;   // words of a load
  int fields = 0;  // words of a set of half-days
  std::vector<Calendar> calendars;
  std::vector<TimeSlot> slots;
  std::vector<Shape> shapes;
  std::vector<OfferingTable> offerings;  // closed ones have no choices
  std::vector<std::vector<int>> offerings_of_kind;
  std::vector<std::vector<std::pair<int, int>>> pairs;  // of each rule, as numbers of texts
  std::vector<std::vector<std::vector<int>>>
      texts;  // by signature and rule: the texts of the rule's attribute

  [[nodiscard]] const Word* Cells(int shape) const { return At(cells_, shape, words); }
  [[nodiscard]] const Word* HalfDays(int shape) const { return At(half_days_, shape, fields); }
  // The load of a shape in half-days, minutes or activities.
  [[nodiscard]] const Word* Load(int shape, Unit unit) const {
    return At(loads_[static_cast<std::size_t>(unit)], shape, lanes);
  }

  // Adds the cells that are out of bounds to somebody elsewhere, who needs `to` minutes to come from there to
  // the site of a meeting in this slot and `from` minutes to go there afterwards.
  void AddReach(int slot, int to, int from, Word* cells) const;

  // The number of a text, or -1 when no offering has it.
  [[nodiscard]] int TextNumber(std::string_view text) const;

 private:
  static const Word* At(const std::vector<Word>& list, int index, int size) {
    return list.data() + static_cast<std::ptrdiff_t>(index) * size;
  }
  int Intern(std::string_view text);
  int CalendarOf(const Weeks& weeks);
  int SlotOf(const Stretch& stretch);
  void InternProperties();
  int SignatureOf(const Offering& offering);
  void AddChoices(int offering);
  void Choose(int offering, const std::vector<int>& slots_of, std::size_t next, std::uint32_t chosen);
  void AddChoice(int offering, const std::vector<int>& slots_of, std::uint32_t chosen);
  [[nodiscard]] bool SlotsMeet(int a, int b) const;
  void Describe(Shape& shape) const;
  void FoldWeeks();
  void CutDays();
  void FillShapes();

  std::unordered_map<std::string_view, int> text_numbers_;
  std::map<std::vector<int>, int> slot_numbers_;
  std::map<std::vector<std::vector<int>>, int> signature_numbers_;
  std::map<std::vector<std::int64_t>, int> shape_numbers_;
  std::vector<int> signature_of_;  // of each offering
  bool count_euros_ = false;
  std::vector<int> class_weeks_;              // a week of each class
  std::vector<std::vector<int>> classes_of_;  // of each calendar
  std::vector<std::vector<int>> cuts_;        // of each weekday: minutes
  std::vector<std::vector<std::vector<int>>>
      cell_;  // number by weekday, piece and class; -1 when nobody meets then
  std::vector<Word> cells_;
  std::vector<Word> half_days_;
  std::vector<Word> loads_[3];
};

}  // namespace duaal::planner::verifier

#endif  // TRAJECTORY_SVC_PLANNER_VERIFIER_TABLES_H_
