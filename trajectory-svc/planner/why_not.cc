#include "trajectory-svc/planner/why_not.h"

#include <algorithm>
#include <set>

#include "trajectory-svc/planner/week_solver.h"
#include "trajectory-svc/planner/why_not_search.h"

namespace duaal::planner {
namespace {

// Questions to the search while looking for further conflicts; their number can grow without bound.
constexpr int kMostCalls = 500;
constexpr int kMostSteps = 5000;  // of choosing what to lift in them

// Members of a conflict that are lifted together before they are lifted one by one.
constexpr std::size_t kTogether = 6;

using Ids = std::vector<ObstacleId>;

bool Has(const Ids& ids, ObstacleId id) { return std::binary_search(ids.begin(), ids.end(), id); }

bool Meet(const Ids& a, const Ids& b) {
  return std::any_of(a.begin(), a.end(), [&](ObstacleId id) { return Has(b, id); });
}

class Answerer {
 public:
  Answerer(const WhyNotTables& tables, const WhyNotQuery& query)
      : query_(query), options_(tables, query), search_(&options_), nothing_(options_.Nothing()) {}

  WhyNot Run() {
    if (search_.Find(nothing_)) {
      answer_.possible = true;
      answer_.cost = search_.Best(nothing_, &answer_.week);
      return std::move(answer_);
    }
    Learn(Shrink({}));
    if (conflicts_.front().empty()) {  // lifting everything does not help
      answer_.all_conflicts = true;
      return std::move(answer_);
    }
    FindRemedies(conflicts_.front());
    std::stable_sort(answer_.remedies.begin(), answer_.remedies.end(),
                     [](const Remedy& a, const Remedy& b) { return a.cost < b.cost; });
    const int most = std::clamp(query_.most_conflicts, 1, kMostConflicts);
    answer_.all_conflicts = answer_.remedies.size() == conflicts_.front().size();
    if (!answer_.all_conflicts && most > 1) FindOthers(static_cast<std::size_t>(most));
    return std::move(answer_);
  }

 private:
  [[nodiscard]] Lifted Without(const Ids& ids) const {
    Lifted lifted = nothing_;
    for (const ObstacleId id : ids) lifted.flags[id] = 1;
    return lifted;
  }
  bool Possible(const Ids& lifted) { return search_.Find(Without(lifted), &nothing_); }

  void Learn(Ids conflict) {
    auto& members = answer_.conflicts.emplace_back();
    for (const ObstacleId id : conflict) members.push_back(options_.obstacles()[id]);
    conflicts_.push_back(std::move(conflict));
  }

  // Which obstacles, with `lifted` out of the way, make it impossible together: those that cannot be lifted
  // as well without making it possible. Obstacles are tried by stretches, which double while they do not
  // matter. When a week is found that runs into one obstacle of the stretch, that one belongs to the
  // conflict.
  Ids Shrink(const Ids& lifted) {
    Lifted idle = Without(lifted);  // that is known not to be enough
    Lifted out = idle;
    Ids pending;
    for (ObstacleId id = kNever + 1; id < options_.obstacles().size(); ++id) {
      if (!out.Has(id)) pending.push_back(id);
    }
    Ids conflict;
    Ids broken;
    std::size_t stretch = 1;
    for (std::size_t at = 0; at < pending.size();) {
      const auto first = pending.begin() + static_cast<std::ptrdiff_t>(at);
      const auto end = first + static_cast<std::ptrdiff_t>(std::min(stretch, pending.size() - at));
      std::for_each(first, end, [&](ObstacleId id) { out.flags[id] = 1; });
      if (!search_.Find(out, &idle)) {
        idle = out;
        at += static_cast<std::size_t>(end - first);
        stretch *= 2;
        continue;
      }
      search_.Broken(&broken);
      NoteEnough(broken);
      std::for_each(first, end, [&](ObstacleId id) { out.flags[id] = 0; });
      std::erase_if(broken, [&](ObstacleId id) { return std::find(first, end, id) == end; });
      if (broken.size() == 1 || stretch == 1) {
        const ObstacleId id = stretch == 1 ? *first : broken.front();
        conflict.push_back(id);
        pending.erase(std::find(first, end, id));
      }
      stretch = std::max<std::size_t>(1, stretch / 2);
    }
    std::sort(conflict.begin(), conflict.end());
    return conflict;
  }

  // A week that runs into one obstacle alone shows that lifting that one is enough.
  void NoteEnough(const Ids& broken) {
    if (broken.size() == 1 && !Has(enough_, broken.front()))
      enough_.insert(std::upper_bound(enough_.begin(), enough_.end(), broken.front()), broken.front());
  }

  // Only a member of every conflict can be a remedy, so those of one will do. When lifting several together
  // is not enough, none of them is.
  void FindRemedies(const Ids& conflict) {
    std::vector<Ids> sets;
    for (std::size_t at = 0; at < conflict.size(); at += kTogether) {
      const auto first = conflict.begin() + static_cast<std::ptrdiff_t>(at);
      sets.emplace_back(first,
                        first + static_cast<std::ptrdiff_t>(std::min(kTogether, conflict.size() - at)));
    }
    Ids broken;
    while (!sets.empty()) {
      Ids ids = std::move(sets.back());
      sets.pop_back();
      std::erase_if(ids, [&](ObstacleId id) { return Has(enough_, id); });
      if (ids.empty() || !Possible(ids)) continue;
      search_.Broken(&broken);
      if (ids.size() == 1) broken = ids;
      NoteEnough(broken);
      if (broken.size() == 1) {
        sets.push_back(std::move(ids));
        continue;
      }
      const auto middle = ids.begin() + static_cast<std::ptrdiff_t>(ids.size() / 2);
      sets.emplace_back(ids.begin(), middle);
      sets.emplace_back(middle, ids.end());
    }
    for (const ObstacleId id : enough_) AddRemedy(id);
  }

  void AddRemedy(ObstacleId id) {
    Lifted lifted = Without({id});
    Remedy remedy;
    remedy.obstacle = options_.obstacles()[id];
    if (remedy.obstacle.type == ObstacleType::kLimit) {
      const PersonLimit& limit = options_.person().limits[static_cast<std::size_t>(remedy.obstacle.index)];
      (void)search_.Find(lifted);
      remedy.from = limit.most;
      remedy.to = LeastMost(id, limit);
      lifted.flags[id] = 0;
      lifted.limit = id;
      lifted.most = remedy.to;
    }
    remedy.cost = search_.Best(lifted, &remedy.week);
    if (remedy.obstacle.type == ObstacleType::kSeats) Appraise(&remedy);
    answer_.remedies.push_back(remedy);
  }

  // The week found last shows a value that works; half of what is left is tried each time.
  int LeastMost(ObstacleId id, const PersonLimit& own) {
    Lifted lifted = nothing_;
    lifted.limit = id;
    int least = own.most + 1;
    int works = search_.CountOf(own.limit);
    while (least < works) {
      lifted.most = least + (works - least) / 2;
      if (search_.Find(lifted)) {
        works = search_.CountOf(own.limit);
      } else {
        least = lifted.most + 1;
      }
    }
    return works;
  }

  // The seats that the week lacks, each once.
  void Appraise(Remedy* remedy) const {
    const Model& model = options_.model();
    std::set<std::uint32_t> lacking;
    for (const ItemId id : remedy->week) {
      if (id == kNoItem || static_cast<int>(model.item(id).offering) != remedy->obstacle.index) continue;
      for (const std::uint32_t k : model.ResourcesOf(model.item(id))) {
        if (query_.free[k] <= 0) lacking.insert(k);
      }
    }
    for (const std::uint32_t k : lacking) {
      remedy->competitors = std::max(remedy->competitors, model.seats()[k] - query_.free[k]);
      if (query_.prices != nullptr) remedy->seat_price += query_.prices[k];
    }
  }

  // Whatever makes the question possible lifts a member of every conflict. So: take a set that meets all
  // known conflicts. When it does not do, there is a conflict apart from it; when it does, no set that holds
  // it is looked at again. Once there is no set left, all conflicts are known.
  void FindOthers(std::size_t most) {
    const int end = search_.calls() + kMostCalls;
    Ids lifted;
    while (conflicts_.size() < most) {
      if (search_.calls() >= end) return;
      lifted.clear();
      if (!NextMeeting(&lifted)) {
        answer_.all_conflicts = steps_ < kMostSteps;
        return;
      }
      std::sort(lifted.begin(), lifted.end());
      if (!Possible(lifted)) {
        Learn(Shrink(lifted));
      } else {
        LearnWayOut(lifted);
      }
    }
  }

  void LearnWayOut(Ids lifted) {
    for (std::size_t i = 0; i < lifted.size();) {
      Ids fewer = lifted;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (Possible(fewer)) {
        lifted = std::move(fewer);
      } else {
        ++i;
      }
    }
    ways_out_.push_back(std::move(lifted));
  }

  // Extends `lifted` until it meets every known conflict and holds no known way out.
  bool NextMeeting(Ids* lifted) {
    if (++steps_ >= kMostSteps) return false;
    Ids sorted = *lifted;
    std::sort(sorted.begin(), sorted.end());
    const bool known = std::any_of(ways_out_.begin(), ways_out_.end(), [&](const Ids& way) {
      return std::includes(sorted.begin(), sorted.end(), way.begin(), way.end());
    });
    if (known) return false;
    const auto missed = std::find_if(conflicts_.begin(), conflicts_.end(),
                                     [&](const Ids& conflict) { return !Meet(conflict, sorted); });
    if (missed == conflicts_.end()) return true;
    for (const ObstacleId id : *missed) {
      lifted->push_back(id);
      if (NextMeeting(lifted)) return true;
      lifted->pop_back();
    }
    return false;
  }

  const WhyNotQuery& query_;
  WhyNotOptions options_;
  WhyNotSearch search_;
  const Lifted nothing_;
  WhyNot answer_;
  std::vector<Ids> conflicts_;
  std::vector<Ids> ways_out_;
  int steps_ = 0;
  Ids enough_;  // obstacles that it is enough to lift, in order
};

}  // namespace

Explainer::Explainer(const Model& model) : tables_(std::make_unique<WhyNotTables>(model)) {}
Explainer::~Explainer() = default;

WhyNot Explainer::Explain(const WhyNotQuery& query) const { return Answerer(*tables_, query).Run(); }

WhyNot Explain(const Model& model, const WhyNotQuery& query) { return Explainer(model).Explain(query); }

}  // namespace duaal::planner
