#ifndef TRAJECTORY_SVC_PLANNER_WHY_NOT_OPTIONS_H_
#define TRAJECTORY_SVC_PLANNER_WHY_NOT_OPTIONS_H_

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "trajectory-svc/planner/model_maker.h"
#include "trajectory-svc/planner/why_not.h"

// Inside of Explainer: what every placement of a kind runs into. Nothing else includes it.
namespace duaal::planner {

// What explanations look up in a model, made once.
struct WhyNotTables {
  explicit WhyNotTables(const Model& of);

  const Model& model;
  Eligibility eligibility;
  std::vector<std::vector<std::int32_t>> offerings;  // that take people, of each kind
  std::vector<ItemId> first_item;                    // of each offering; one more at the end
  std::vector<std::uint8_t> mixed;  // of each offering: another kind takes seats of the same resource
};

// Obstacles are numbered within a question. Number 0 stands for what cannot be lifted.
using ObstacleId = std::uint32_t;
inline constexpr ObstacleId kNever = 0;

// What is lifted: a flag for each obstacle. A limit can have another value instead.
struct Lifted {
  std::vector<std::uint8_t> flags;
  ObstacleId limit = kNever;
  int most = 0;

  [[nodiscard]] bool Has(ObstacleId id) const { return flags[id] != 0; }
  friend bool operator==(const Lifted&, const Lifted&) = default;
};

// The obstacles of a question, and the placements of each requirement by the obstacles they run into.
// Placements of an offering are looked at when its own obstacles are lifted for the first time.
class WhyNotOptions {
 public:
  WhyNotOptions(const WhyNotTables& tables, const WhyNotQuery& query);

  [[nodiscard]] const WhyNotTables& tables() const { return tables_; }
  [[nodiscard]] const Model& model() const { return tables_.model; }
  [[nodiscard]] const WhyNotQuery& query() const { return query_; }
  [[nodiscard]] const Person& person() const { return person_; }
  [[nodiscard]] const std::vector<Obstacle>& obstacles() const { return obstacles_; }
  // The requirements that have to be placed.
  [[nodiscard]] std::uint32_t Demanded(const Lifted& lifted) const;
  [[nodiscard]] Lifted Nothing() const { return {std::vector<std::uint8_t>(obstacles_.size()), kNever, 0}; }

  [[nodiscard]] ObstacleId limit(std::size_t index) const {
    return first_limit_ + static_cast<ObstacleId>(index);
  }
  [[nodiscard]] ObstacleId travel() const { return travel_; }
  [[nodiscard]] ObstacleId rule(int rule) const { return rules_[static_cast<std::size_t>(rule)]; }
  [[nodiscard]] ObstacleId requirement(std::size_t r) const { return requirements_[r]; }
  // The obstacle that the seats of a placement in the group are.
  [[nodiscard]] ObstacleId seats(std::uint32_t group) const { return groups_[group].seats; }
  // Whether two requirements could ask for the same scarce seats.
  [[nodiscard]] bool shared_seats() const { return shared_seats_; }

  // Calls `visit(item, group, number)` for each placement of a requirement whose obstacles are all lifted,
  // those with few obstacles first. Every placement of every requirement has its own number.
  template <typename Visit>
  void ForEach(std::size_t r, const Lifted& lifted, const Visit& visit) {
    ForGroups(r, lifted, nullptr, [&](std::uint32_t group) {
      for (std::uint32_t i = groups_[group].first_item; i < groups_[group].end_item; ++i)
        visit(items_[i], group, i);
    });
  }
  // The same for those that are enough to find out whether there is a week: where some meetings of an
  // offering would do, more of them are left out. With `less`, only those that lifting that alone does not
  // give.
  template <typename Visit>
  void ForEachLeast(std::size_t r, const Lifted& lifted, const Lifted* less, const Visit& visit) {
    ForGroups(r, lifted, less, [&](std::uint32_t group) {
      for (std::uint32_t i = groups_[group].first_item; i < groups_[group].end_least; ++i)
        visit(items_[i], group, i);
    });
  }
  // Whether all that is lifted besides `less` are obstacles of single placements: none that concerns what is
  // asked for or how placements go together.
  [[nodiscard]] bool OnlyPlacements(const Lifted& less, const Lifted& lifted) const;
  // Calls `visit(obstacle)` for each obstacle of the placements in a group.
  template <typename Visit>
  void ForObstacles(std::uint32_t group, const Visit& visit) const {
    for (const Range& range : {groups_[group].obstacles, groups_[group].of_offering}) {
      for (std::uint32_t i = range.first; i < range.end; ++i) visit(ids_[i]);
    }
  }

 private:
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
  };
  // An offering that could serve a requirement.
  struct Entry {
    std::int32_t offering = 0;
    ObstacleId seats = kNever;
    Range obstacles;  // of every placement in it
    std::uint32_t first_group = 0;
    std::uint32_t end_group = 0;
    bool expanded = false;
  };
  // Placements of an offering with the same obstacles.
  struct Group {
    Range obstacles;
    Range of_offering;
    ObstacleId seats = kNever;
    std::uint32_t first_item = 0;
    std::uint32_t end_least = 0;  // of those without all meetings of another one
    std::uint32_t end_item = 0;
  };

  // Calls `visit(group)` for the placements whose obstacles are all lifted, but not all of them in `less`.
  template <typename Visit>
  void ForGroups(std::size_t r, const Lifted& lifted, const Lifted* less, const Visit& visit) {
    if (!ready_[r]) Prepare(r);
    for (Entry& entry : entries_[r]) {
      if (!AllLifted(entry.obstacles, lifted)) continue;
      if (!entry.expanded) Expand(r, &entry);
      const bool known = less != nullptr && AllLifted(entry.obstacles, *less);
      for (std::uint32_t group = entry.first_group; group < entry.end_group; ++group) {
        const Range& obstacles = groups_[group].obstacles;
        if (AllLifted(obstacles, lifted) && !(known && AllLifted(obstacles, *less))) visit(group);
      }
    }
  }

  void Number();
  ObstacleId Add(ObstacleType type, int requirement, int index);
  void NumberOfferings(int kind);
  void NumberRequirement(std::size_t r);
  void Prepare(std::size_t r);
  [[nodiscard]] Range ObstaclesOf(std::size_t r, int offering, ObstacleId seats, ObstacleId floor);
  void Expand(std::size_t r, Entry* entry);
  // The obstacles of one placement, beside those of its offering.
  struct Hit {
    ObstacleId obstacle = kNever;
    std::uint32_t meetings = 0;
  };
  void FindHits(const Entry& entry);
  void FindObstacles(std::size_t r, const Entry& entry, ItemId item);
  [[nodiscard]] std::uint32_t GroupOfObstacles(const Entry& entry);
  void PutLeastFirst(Group* group);
  [[nodiscard]] bool SharesSeats() const;
  [[nodiscard]] bool AnySeats(const Offering& offering, int below) const;
  [[nodiscard]] bool Full(const std::vector<int>& resources) const;
  [[nodiscard]] bool AllLifted(const Range& range, const Lifted& lifted) const {
    for (std::uint32_t i = range.first; i < range.end; ++i) {
      if (!lifted.Has(ids_[i])) return false;
    }
    return true;
  }

  const WhyNotTables& tables_;
  const WhyNotQuery& query_;
  const Person& person_;
  bool shared_seats_ = false;
  std::vector<Obstacle> obstacles_;
  std::array<ObstacleId, kMostRequirements> requirements_{};
  std::array<ObstacleId, kMostRequirements> sizes_{};
  std::array<ObstacleId, kMostRequirements> pins_{};
  std::array<ObstacleId, kMostRequirements> first_condition_{};
  std::vector<ObstacleId> rules_;
  ObstacleId first_limit_ = kNever;
  ObstacleId first_block_ = kNever;
  ObstacleId travel_ = kNever;
  ObstacleId reach_ = kNever;
  ObstacleId entry_ = kNever;
  // Of each kind that is asked for, the obstacles of its offerings, by offering.
  struct OfOffering {
    std::int32_t offering = 0;
    ObstacleId seats = kNever;
    ObstacleId floor = kNever;
  };
  std::map<int, std::vector<OfOffering>> of_offering_;
  std::array<bool, kMostRequirements> ready_{};
  std::array<std::vector<Entry>, kMostRequirements> entries_;
  std::vector<ObstacleId> ids_;
  std::vector<Group> groups_;
  std::vector<ItemId> items_;
  std::vector<ObstacleId> joint_;        // that concern what is asked for or how placements go together
  std::vector<Hit> hits_;                // scratch of Expand
  std::vector<std::uint32_t> least_;     // scratch of Expand
  std::vector<ObstacleId> found_;        // scratch of Expand
  std::vector<std::uint32_t> group_of_;  // scratch of Expand
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WHY_NOT_OPTIONS_H_
