#include "trajectory-svc/planner/verifier_search.h"

#include <algorithm>
#include <limits>

namespace duaal::planner::verifier {
namespace {

constexpr Word kEveryLane = 0x0001'0001'0001'0001;
constexpr Word kTopBits = kEveryLane << (kLaneBits - 1);
constexpr Word kLaneMask = (Word{1} << kLaneBits) - 1;
constexpr Word kFieldMask = (Word{1} << kFieldBits) - 1;
// No load of a week comes near it; a lane holds two of them.
constexpr std::int64_t kMostLoad = (1 << (kLaneBits - 1)) - 1;

std::size_t Z(int index) { return static_cast<std::size_t>(index); }

bool Meet(const std::vector<int>& a, const std::vector<int>& b) {
  return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

void AddCells(const Word* more, int words, Word* cells) {
  for (int w = 0; w < words; ++w) cells[w] |= more[w];
}

}  // namespace

Search::Search(const Tables& tables) : tables_(tables) {
  for (std::vector<int>& side : slot_reach_) side.assign(tables.slots.size() * (kMostTravel + 1), -1);
}

Word* Search::LoadAt(const Frame& frame, std::size_t ceiling) const {
  return frame.words + (places_ + 1) * tables_.words +
         static_cast<std::ptrdiff_t>(ceiling) * (tables_.lanes + tables_.fields);
}

void Search::Prepare() {
  places_ = static_cast<int>(person_->sites.size());
  const auto ceilings = static_cast<int>(person_->ceilings.size());
  frame_words_ = (places_ + 1) * tables_.words + ceilings * (tables_.lanes + tables_.fields);
  const std::size_t frames = person_->needs.size() + 1;
  if (frame_memory_.size() < frames * Z(frame_words_)) frame_memory_.resize(frames * Z(frame_words_));
  for (std::size_t i = 0; i < frames; ++i) {
    frames_[i].words = frame_memory_.data() + i * Z(frame_words_);
    frames_[i].placed = static_cast<int>(i);
  }
  std::fill_n(frames_[0].words, frame_words_, 0);
  std::size_t options = 0;
  for (const Need& need : person_->needs) options += need.options.size();
  // Never moved during a search: the pointers into it stay.
  reach_memory_.clear();
  reach_memory_.reserve(options * Z((places_ + 1) * tables_.words));
  room_.clear();
  limited_ = {};
  for (std::size_t i = 0; i < person_->ceilings.size(); ++i) {
    const Ceiling& ceiling = person_->ceilings[i];
    room_.push_back(static_cast<std::uint16_t>(kMostLoad - std::min(kMostLoad, ceiling.most)));
    for (unsigned left = ceiling.needs; left != 0; left &= left - 1)
      limited_[Z(__builtin_ctz(left))] |= 1U << i;
  }
  PrepareRules();
}

void Search::PrepareRules() {
  ruled_ = {};
  if (tables_.instance.rules.empty()) return;
  const std::size_t count = person_->needs.size();
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = 0; b < count; ++b) {
      rules_[a][b].clear();
      for (std::size_t r = 0; r < tables_.instance.rules.size(); ++r) {
        const Rule& rule = tables_.instance.rules[r];
        if (a == b || rule.kind_a != person_->needs[a].kind || rule.kind_b != person_->needs[b].kind)
          continue;
        rules_[a][b].push_back(static_cast<int>(r));
        ruled_[a] |= 1U << b;
        ruled_[b] |= 1U << a;
      }
    }
  }
}

Cost Search::Cheapest(Needs& needs, Cost limit) {
  person_ = &needs;
  best_ = limit;
  Prepare();
  Explore(frames_[0], (1U << needs.needs.size()) - 1, Starts{}, 0);
  return best_;
}

// Finds out whether some completion of the frame costs less than the best week so far. Options before
// `starts` do not fit into the frame.
void Search::Explore(const Frame& frame, unsigned open, Starts starts, Cost base) {
  Cost bound = base + frame.extra;
  for (unsigned left = open; left != 0; left &= left - 1) {
    const int r = __builtin_ctz(left);
    const Need& need = person_->needs[Z(r)];
    int& next = starts[Z(r)];
    const auto count = static_cast<int>(need.options.size());
    while (next < count && !Fits(frame, r, need.options[Z(next)])) ++next;
    if (next == count && need.required) return;
    bound += next < count ? need.options[Z(next)].cost : need.unplaced;
    if (bound >= best_) return;
  }
  if (bound + DearestDays(frame, open, starts) >= best_) return;
  const int branch = FindConflict(frame, open, starts, bound - frame.extra);
  if (branch < 0) return;
  Need& need = person_->needs[Z(branch)];
  const int first = starts[Z(branch)];
  const Cost others = bound - need.options[Z(first)].cost;
  open &= ~(1U << branch);
  for (std::size_t i = Z(first); i < need.options.size(); ++i) {
    Option& option = need.options[i];
    if (others + option.cost >= best_) return;
    if (!Fits(frame, branch, option)) continue;
    Explore(Place(frame, branch, option), open, starts, base + option.cost);
  }
  if (!need.required) Explore(frame, open, starts, base + need.unplaced);
}

// What the open needs cost at least beyond their cheapest options, because these are on days that are not
// paid for yet: no less than the one that is dearest in this.
Cost Search::DearestDays(const Frame& frame, unsigned open, const Starts& starts) const {
  Cost dearest = 0;
  if (person_->per_day == 0) return dearest;
  for (unsigned left = open; left != 0; left &= left - 1) {
    const int r = __builtin_ctz(left);
    const Need& need = person_->needs[Z(r)];
    if (starts[Z(r)] == static_cast<int>(need.options.size())) continue;
    const Cost first = need.options[Z(starts[Z(r)])].cost;
    Cost least = need.required ? std::numeric_limits<Cost>::max() : need.unplaced - first;
    for (std::size_t i = Z(starts[Z(r)]); i < need.options.size(); ++i) {
      const Option& option = need.options[i];
      if (least <= dearest || option.cost - first >= least) break;
      const unsigned days = tables_.shapes[Z(option.shape)].days & ~frame.days;
      const Cost more = option.cost - first + person_->per_day * __builtin_popcount(days);
      if (more < least && Fits(frame, r, option)) least = more;
    }
    dearest = std::max(dearest, least);
  }
  return dearest;
}

// The first open need whose cheapest option does not fit with the cheapest of those before it, or that costs
// extra with them; -1 when there is none, and then the week is complete.
int Search::FindConflict(const Frame& frame, unsigned open, const Starts& starts, Cost cost) {
  const Frame* last = &frame;
  int extra = -1;
  Cost most = 0;
  for (unsigned left = open; left != 0; left &= left - 1) {
    const int r = __builtin_ctz(left);
    Need& need = person_->needs[Z(r)];
    if (starts[Z(r)] == static_cast<int>(need.options.size())) continue;
    Option& option = need.options[Z(starts[Z(r)])];
    if (last != &frame && !Fits(*last, r, option)) return r;
    const Frame& next = Place(*last, r, option);
    if (next.extra - last->extra > most) {
      most = next.extra - last->extra;
      extra = r;
    }
    last = &next;
  }
  best_ = std::min(best_, cost + last->extra);
  return extra;
}

bool Search::Fits(const Frame& frame, int need, const Option& option) const {
  const Word* mine = tables_.Cells(option.shape);
  const Word* taken = frame.words + option.place * tables_.words;
  Word clash = 0;
  for (int w = 0; w < tables_.words; ++w) clash |= mine[w] & taken[w];
  if (clash != 0) return false;
  for (unsigned left = limited_[Z(need)]; left != 0; left &= left - 1) {
    if (!KeepsCeiling(frame, Z(__builtin_ctz(left)), option)) return false;
  }
  return ruled_[Z(need)] == 0 || KeepsRules(frame, need, option.shape);
}

bool Search::KeepsCeiling(const Frame& frame, std::size_t ceiling, const Option& option) const {
  const Ceiling& limit = person_->ceilings[ceiling];
  if (limit.unit == Unit::kEuros) {
    return frame.euros[ceiling] + tables_.shapes[Z(option.shape)].euros <= limit.most;
  }
  const Word* load = LoadAt(frame, ceiling);
  const Word* own = tables_.Load(option.shape, limit.unit);
  const Word room = kEveryLane * room_[ceiling];
  Word over = 0;
  for (int w = 0; w < tables_.lanes; ++w) over |= (load[w] + own[w] + room) & kTopBits;
  if (over == 0) return true;
  if (limit.unit != Unit::kHalfDays) return false;
  // Two placements can share a half-day; then the sum is too much.
  const Word* taken = load + tables_.lanes;
  const Word* mine = tables_.HalfDays(option.shape);
  for (int w = 0; w < tables_.fields; ++w) {
    Word both = taken[w] | mine[w];
    for (; both != 0; both >>= kFieldBits) {
      if (__builtin_popcountll(both & kFieldMask) > limit.most) return false;
    }
  }
  return true;
}

bool Search::KeepsRules(const Frame& frame, int need, int shape) const {
  for (int i = 0; i < frame.placed; ++i) {
    const auto& [other, placed] = chosen_[Z(i)];
    if ((ruled_[Z(need)] >> other & 1U) == 0) continue;
    const std::vector<int>& before = rules_[Z(other)][Z(need)];
    const std::vector<int>& after = rules_[Z(need)][Z(other)];
    // With needs of one kind both lists are the same, and one way round is enough.
    const bool either = person_->needs[Z(need)].kind == person_->needs[Z(other)].kind;
    for (const int rule : before) {
      if (!Holds(Z(rule), placed, shape) && !(either && Holds(Z(rule), shape, placed))) return false;
    }
    if (either) continue;
    for (const int rule : after) {
      if (!Holds(Z(rule), shape, placed)) return false;
    }
  }
  return true;
}

bool Search::Holds(std::size_t number, int first, int second) const {
  const Rule& rule = tables_.instance.rules[number];
  const Shape& one = tables_.shapes[Z(first)];
  const Shape& two = tables_.shapes[Z(second)];
  if (rule.type == RuleType::kNotSameWeek) return (one.weeks & two.weeks).none();
  if (rule.type == RuleType::kBefore) return one.slots.empty() || two.slots.empty() || one.last < two.first;
  const std::vector<int>& texts = tables_.texts[Z(one.texts)][number];
  const std::vector<int>& others = tables_.texts[Z(two.texts)][number];
  if (rule.type == RuleType::kSame) return texts.empty() || others.empty() || Meet(texts, others);
  if (rule.type == RuleType::kDiffer) return !Meet(texts, others);
  bool free = true;
  for (const auto& [a, b] : tables_.pairs[number]) {
    if (std::find(texts.begin(), texts.end(), a) == texts.end()) continue;
    if (std::find(others.begin(), others.end(), b) != others.end()) return true;
    free = false;
  }
  return free;
}

const Word* Search::Reach(Option& option) {
  const std::size_t size = Z((places_ + 1) * tables_.words);
  if (option.reach >= 0) return reach_memory_.data() + option.reach;
  option.reach = static_cast<int>(reach_memory_.size());
  reach_memory_.resize(reach_memory_.size() + size);
  Word* cells = reach_memory_.data() + option.reach;
  const Shape& shape = tables_.shapes[Z(option.shape)];
  for (int place = 0; place <= places_; ++place, cells += tables_.words) {
    const int there = place < places_ ? person_->sites[Z(place)] : -1;
    const bool travels = shape.site >= 0 && there >= 0;
    const int to = travels ? tables_.instance.TravelMinutes(there, shape.site) : 0;
    const int from = travels ? tables_.instance.TravelMinutes(shape.site, there) : 0;
    if (to == 0 && from == 0) {
      std::copy_n(tables_.Cells(option.shape), tables_.words, cells);
    } else {
      for (const int slot : shape.slots) {
        AddCells(SlotReach(slot, false, to), tables_.words, cells);
        AddCells(SlotReach(slot, true, from), tables_.words, cells);
      }
    }
  }
  return reach_memory_.data() + option.reach;
}

// Good until the next call.
const Word* Search::SlotReach(int slot, bool after, int minutes) {
  int& at = slot_reach_[after ? 1 : 0][Z(slot) * (kMostTravel + 1) + Z(minutes)];
  if (at < 0) {
    at = static_cast<int>(slot_reach_memory_.size());
    slot_reach_memory_.resize(slot_reach_memory_.size() + Z(tables_.words));
    tables_.AddReach(slot, after ? 0 : minutes, after ? minutes : 0, slot_reach_memory_.data() + at);
  }
  return slot_reach_memory_.data() + at;
}

const Search::Frame& Search::Place(const Frame& frame, int need, Option& option) {
  Frame& to = frames_[Z(frame.placed + 1)];
  const Word* reach = Reach(option);
  const int cells = (places_ + 1) * tables_.words;
  for (int w = 0; w < cells; ++w) to.words[w] = frame.words[w] | reach[w];
  std::copy(frame.words + cells, frame.words + frame_words_, to.words + cells);
  to.euros = frame.euros;
  to.busiest = frame.busiest;
  const Shape& shape = tables_.shapes[Z(option.shape)];
  to.days = frame.days | shape.days;
  to.extra = frame.extra + person_->per_day * __builtin_popcount(to.days & ~frame.days);
  chosen_[Z(frame.placed)] = {need, option.shape};
  for (unsigned left = limited_[Z(need)]; left != 0; left &= left - 1) {
    PlaceLoad(Z(__builtin_ctz(left)), option, to);
  }
  return to;
}

void Search::PlaceLoad(std::size_t ceiling, const Option& option, Frame& to) {
  const Ceiling& limit = person_->ceilings[ceiling];
  std::int64_t busiest = 0;
  if (limit.unit == Unit::kEuros) {
    busiest = to.euros[ceiling] += tables_.shapes[Z(option.shape)].euros;
  } else {
    Word* load = LoadAt(to, ceiling);
    const Word* own = tables_.Load(option.shape, limit.unit);
    for (int w = 0; w < tables_.lanes; ++w) load[w] += own[w];
    if (limit.unit == Unit::kHalfDays) {
      Word* taken = load + tables_.lanes;
      const Word* mine = tables_.HalfDays(option.shape);
      for (int w = 0; w < tables_.fields; ++w) {
        Word shared = taken[w] & mine[w];
        taken[w] |= mine[w];
        for (int field = w * kFields; shared != 0; shared >>= kFieldBits, ++field) {
          const auto twice = static_cast<Word>(__builtin_popcountll(shared & kFieldMask));
          load[field / kLanes] -= twice << (field % kLanes * kLaneBits);
        }
      }
    }
    if (limit.above == 0) return;
    for (int w = 0; w < tables_.lanes; ++w) {
      for (Word rest = load[w]; rest != 0; rest >>= kLaneBits) {
        busiest = std::max(busiest, static_cast<std::int64_t>(rest & kLaneMask));
      }
    }
  }
  const auto above = [&](std::int64_t value) { return std::max<std::int64_t>(0, value - limit.preferred); };
  to.extra += limit.above * (above(busiest) - above(to.busiest[ceiling]));
  to.busiest[ceiling] = busiest;
}

}  // namespace duaal::planner::verifier
