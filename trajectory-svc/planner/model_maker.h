#ifndef TRAJECTORY_SVC_PLANNER_MODEL_MAKER_H_
#define TRAJECTORY_SVC_PLANNER_MODEL_MAKER_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "chassis/core/status.h"
#include "trajectory-svc/planner/model.h"

// How a model is made: first the items of every offering (model_items.cc), then the options of every person
// (model_people.cc). Nothing outside this folder includes it.
namespace duaal::planner {

// Why an offering, or a placement in it, cannot serve a requirement. The numbers are the rules of README.md.
enum class Barrier : std::uint16_t {
  kSize = 1 << 0,       // 4
  kCondition = 1 << 1,  // 5
  kReach = 1 << 2,      // 6
  kEntry = 1 << 3,      // 7
  kBlock = 1 << 4,      // 8
  kPinned = 1 << 5,     // 9
  kClosed = 1 << 6,     // 1
};

// The tests that decide whether an item may serve a requirement, and what it then costs.
class Eligibility {
 public:
  explicit Eligibility(const Instance& instance);

  // The offerings of a kind that a person can reach, by place in the list of offerings.
  void OfferingsFor(const Person& person, int kind, std::vector<std::int32_t>* offerings) const;
  [[nodiscard]] bool Passes(const Condition& condition, const Offering& offering) const;
  [[nodiscard]] bool PassesHard(const Requirement& requirement, const Offering& offering) const;
  // The costs of the conditions that an offering fails.
  [[nodiscard]] Cost ConditionCost(const Requirement& requirement, const Offering& offering) const;
  [[nodiscard]] bool InReach(const Person& person, const Offering& offering) const;
  // The week in which the person would begin, or -1 when it is too late for some meeting.
  [[nodiscard]] int EntryWeek(const Person& person, const Offering& offering, const Item& item) const;
  [[nodiscard]] static bool SizeFits(const Requirement& requirement, const Item& item);
  // Which meetings of the offering a block of the person hits.
  [[nodiscard]] std::uint32_t HitBy(const planner::Block& block, const Offering& offering) const;
  // The soft cost of a placement, weighted; `condition_cost` is ConditionCost of its offering.
  [[nodiscard]] Cost SoftCost(const Person& person, const Requirement& requirement, const Offering& offering,
                              const Item& item, int entry_week, Cost condition_cost) const;

 private:
  const Instance& instance_;
  // By kind and site; the online ones of a kind come after all sites.
  std::vector<std::vector<std::vector<std::int32_t>>> of_kind_;
};

// x, weighted by how likely the person is to come.
[[nodiscard]] Cost Weighted(const Person& person, Cost x);

class ModelMaker {
 public:
  ModelMaker(const Instance& instance, int threads);
  [[nodiscard]] StatusOr<std::unique_ptr<const Model>> Run();

 private:
  struct Shapes;
  struct Block;  // the people of one block, made by one thread
  // The atoms around an atom, itself among them.
  struct Around {
    int first = 0;
    int end = 0;
  };
  // What a meeting brings into an item; its masks of time stand apart.
  struct Part {
    WeekSet weeks;
    int first_week = 0;
    int last_week = 0;
    std::uint64_t classes = 0;      // in which it takes place
    std::uint32_t overlapping = 0;  // bit i: it shares a moment with meeting i
    std::uint32_t half_day = 0;     // bit of the week
    int minutes = 0;
    std::uint8_t weekday = 0;  // bit
  };
  // A limit that somebody has and that counts the offering.
  struct Counted {
    Unit unit = Unit::kHalfDays;
    int counter = 0;
  };

  // model_items.cc
  [[nodiscard]] Status LayOut();
  void LayOutLimits(int* counters);
  void MakeTiers();
  [[nodiscard]] Status MakeItems();
  [[nodiscard]] Status MakeItemsOf(int offering, Shapes* shapes);
  void MakeParts(const Offering& offering);
  void MakeMasks(const Offering& offering);
  void AddShadows(std::size_t part, int week_class, int atom);
  void Reserve(std::size_t count, Shapes* shapes);
  void AddItem(int offering, std::uint32_t meetings, Shapes* shapes);
  void FillTime(ItemId id, std::uint32_t meetings);
  void FillClasses(ItemId id, std::uint32_t meetings);
  void FillLoads(ItemId id, const Offering& offering);
  void FillResources(Item* item, const Offering& offering, std::uint32_t meetings);
  [[nodiscard]] std::size_t KeyLength() const;  // of a shape
  [[nodiscard]] std::uint32_t ShapeOf(ItemId id, Shapes* shapes);
  void NoteSharing();
  [[nodiscard]] std::uint32_t HalfDaysIn(int week_class, std::uint32_t meetings) const;
  [[nodiscard]] int BusiestHalfDays(std::uint32_t meetings) const;
  [[nodiscard]] bool Overlaps(std::uint32_t meetings) const;
  [[nodiscard]] Status MakeRules();
  void MakeCohortSlots();

  // model_people.cc
  [[nodiscard]] Status MakePeople();
  void MakeBlock(int first, int end, Block* block) const;
  void MakePerson(int index, Block* block) const;
  void MakeRequirement(int person, const Requirement& requirement, Block* block) const;
  void AddOptions(int person, const Requirement& requirement, Block* block) const;
  void AddItemsOf(int person, const Requirement& requirement, int offering, Block* block) const;
  void MakeLimits(const Person& person, Block* block) const;
  void MakePersonRules(const Person& person, PersonModel* model, Block* block) const;
  [[nodiscard]] bool MayShare(const Person& person) const;
  [[nodiscard]] Status Append(const Block& block);

  const Instance& instance_;
  const int threads_;
  Fold fold_;
  Eligibility eligibility_;
  std::unique_ptr<Model> model_;
  std::vector<std::vector<Around>> around_;        // by tier and atom: what travel of it loses
  std::vector<std::pair<int, int>> size_of_kind_;  // half-days that any requirement of the kind can use
  // Of the offering whose items are being made: hundreds, where half-days are chosen, of the same few
  // meetings.
  std::vector<Part> parts_;
  bool same_classes_ = true;                 // all its meetings take place in the same classes
  std::vector<std::uint64_t> part_masks_;    // by meeting
  std::vector<std::uint64_t> part_shadows_;  // by meeting and tier
  std::vector<Counted> counted_;
  std::vector<std::uint32_t> chosen_;     // its choices of meetings that anybody can use
  std::vector<int> minutes_in_;           // of the item being made, by class
  std::vector<std::uint32_t> resources_;  // of the same
  std::map<std::pair<int, int>, int> cohort_slot_;
  std::set<std::pair<int, int>> sharing_kinds_;  // whose offerings take seats of one resource
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_MODEL_MAKER_H_
