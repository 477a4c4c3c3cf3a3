#include "trajectory-svc/planner/verifier_tables.h"

#include <algorithm>
#include <set>
#include <utility>

namespace duaal::planner::verifier {
namespace {

constexpr int kNoon = 12 * 60 + 30;
constexpr int kEvening = 17 * 60 + 30;

int HalfDay(const TimeSlot& slot) {
  const int part = slot.start >= kEvening ? 2 : slot.start >= kNoon ? 1 : 0;
  return (slot.weekday - 1) * 3 + part;
}

void SetBit(Word* words, int bit) { words[bit / 64] |= Word{1} << (bit % 64); }

int FirstWeek(const Calendar& calendar) {
  int week = 0;
  while (week < kMostWeeks && !calendar[static_cast<std::size_t>(week)]) ++week;
  return week;
}

int LastWeek(const Calendar& calendar) {
  int week = kMostWeeks - 1;
  while (week >= 0 && !calendar[static_cast<std::size_t>(week)]) --week;
  return week;
}

std::size_t Z(int index) { return static_cast<std::size_t>(index); }

}  // namespace

Tables::Tables(const Instance& in) : instance(in) {
  count_euros_ = std::any_of(in.limits.begin(), in.limits.end(),
                             [](const Limit& limit) { return limit.unit == Unit::kEuros; });
  offerings.resize(in.offerings.size());
  offerings_of_kind.resize(in.kinds.size());
  InternProperties();
  for (int o = 0; o < static_cast<int>(in.offerings.size()); ++o) AddChoices(o);
  FoldWeeks();
  CutDays();
  FillShapes();
}

int Tables::Intern(std::string_view text) {
  return text_numbers_.try_emplace(text, static_cast<int>(text_numbers_.size())).first->second;
}

int Tables::TextNumber(std::string_view text) const {
  const auto found = text_numbers_.find(text);
  return found == text_numbers_.end() ? -1 : found->second;
}

void Tables::InternProperties() {
  for (std::size_t o = 0; o < offerings.size(); ++o) {
    for (const Property& property : instance.offerings[o].properties) {
      Interned interned{Intern(property.attribute), {}, property.number};
      for (const std::string& text : property.texts) interned.texts.push_back(Intern(text));
      std::sort(interned.texts.begin(), interned.texts.end());
      offerings[o].properties.push_back(std::move(interned));
    }
  }
  for (const Rule& rule : instance.rules) {
    Intern(rule.attribute);
    std::vector<std::pair<int, int>>& own = pairs.emplace_back();
    for (const auto& [first, second] : rule.pairs) own.emplace_back(Intern(first), Intern(second));
  }
  for (std::size_t o = 0; o < offerings.size(); ++o)
    signature_of_.push_back(SignatureOf(instance.offerings[o]));
}

int Tables::SignatureOf(const Offering& offering) {
  std::vector<std::vector<int>> signature;
  for (const Rule& rule : instance.rules) {
    std::vector<int>& own = signature.emplace_back();
    // A rule that asks nothing of texts, or nothing of this kind, must not keep shapes apart.
    if (rule.type == RuleType::kNotSameWeek || rule.type == RuleType::kBefore) continue;
    if (offering.kind != rule.kind_a && offering.kind != rule.kind_b) continue;
    for (const Property& property : offering.properties) {
      if (property.attribute != rule.attribute) continue;
      for (const std::string& text : property.texts) own.push_back(TextNumber(text));
    }
    std::sort(own.begin(), own.end());
  }
  const auto [found, added] = signature_numbers_.try_emplace(signature, static_cast<int>(texts.size()));
  if (added) texts.push_back(std::move(signature));
  return found->second;
}

int Tables::CalendarOf(const Weeks& weeks) {
  Calendar calendar;
  for (int week = 0; week < instance.weeks; ++week) {
    calendar[Z(week)] = week >= weeks.first && week < weeks.end && (week - weeks.phase) % weeks.every == 0;
  }
  const auto found = std::find(calendars.begin(), calendars.end(), calendar);
  if (found != calendars.end()) return static_cast<int>(found - calendars.begin());
  calendars.push_back(calendar);
  return static_cast<int>(calendars.size()) - 1;
}

int Tables::SlotOf(const Stretch& stretch) {
  const Weeks& weeks = stretch.weeks;
  const auto [found, added] = slot_numbers_.try_emplace(
      {stretch.weekday, stretch.start, stretch.end, weeks.first, weeks.end, weeks.every, weeks.phase}, 0);
  if (!added) return found->second;
  // Patterns that differ in writing only are one slot.
  const int calendar = CalendarOf(weeks);
  const auto [same, fresh] = slot_numbers_.try_emplace(
      {stretch.weekday, stretch.start, stretch.end, calendar}, static_cast<int>(slots.size()));
  if (fresh) slots.push_back({stretch.weekday, stretch.start, stretch.end, calendar});
  found->second = same->second;
  return same->second;
}

bool Tables::SlotsMeet(int a, int b) const {
  const TimeSlot& one = slots[Z(a)];
  const TimeSlot& two = slots[Z(b)];
  return one.weekday == two.weekday && std::max(one.start, two.start) < std::min(one.end, two.end) &&
         (calendars[Z(one.calendar)] & calendars[Z(two.calendar)]).any();
}

void Tables::AddChoices(int offering) {
  const Offering& from = instance.offerings[Z(offering)];
  if (from.closed) return;
  std::vector<int> slots_of;
  for (const Meeting& meeting : from.meetings) slots_of.push_back(SlotOf(meeting.stretch));
  Choose(offering, slots_of, 0, 0);
  if (!offerings[Z(offering)].choices.empty()) offerings_of_kind[Z(from.kind)].push_back(offering);
}

void Tables::Choose(int offering, const std::vector<int>& slots_of, std::size_t next, std::uint32_t chosen) {
  const Offering& from = instance.offerings[Z(offering)];
  const auto all = static_cast<int>(slots_of.size());
  const int least = from.choose_most == 0 ? all : std::max(from.choose_least, std::min(all, 1));
  const int most = from.choose_most == 0 ? all : from.choose_most;
  const int count = __builtin_popcount(chosen);
  if (count + all - static_cast<int>(next) < least) return;
  if (next == slots_of.size()) {
    AddChoice(offering, slots_of, chosen);
    return;
  }
  bool allowed = count < most && calendars[Z(slots[Z(slots_of[next])].calendar)].any();
  for (std::size_t m = 0; m < next && allowed; ++m) {
    allowed = (chosen >> m & 1U) == 0 || !SlotsMeet(slots_of[m], slots_of[next]);
  }
  if (allowed) Choose(offering, slots_of, next + 1, chosen | 1U << next);
  Choose(offering, slots_of, next + 1, chosen);
}

void Tables::AddChoice(int offering, const std::vector<int>& slots_of, std::uint32_t chosen) {
  const Offering& from = instance.offerings[Z(offering)];
  Shape shape;
  std::set<int> resources(from.resources.begin(), from.resources.end());
  for (std::size_t m = 0; m < slots_of.size(); ++m) {
    if ((chosen >> m & 1U) == 0) continue;
    shape.slots.push_back(slots_of[m]);
    resources.insert(from.meetings[m].resources.begin(), from.meetings[m].resources.end());
  }
  std::sort(shape.slots.begin(), shape.slots.end());
  shape.site = from.online ? -1 : from.site;
  shape.euros = count_euros_ ? from.price_euro : 0;
  shape.texts = signature_of_[Z(offering)];
  std::vector<std::int64_t> key = {shape.site, shape.euros, shape.texts};
  key.insert(key.end(), shape.slots.begin(), shape.slots.end());
  const auto [found, added] = shape_numbers_.try_emplace(std::move(key), static_cast<int>(shapes.size()));
  if (added) {
    Describe(shape);
    shapes.push_back(std::move(shape));
  }
  offerings[Z(offering)].choices.push_back({chosen, found->second, {resources.begin(), resources.end()}});
}

void Tables::Describe(Shape& shape) const {
  shape.first = kMostWeeks;
  shape.latest_entry = kMostWeeks;
  for (const int number : shape.slots) {
    const TimeSlot& slot = slots[Z(number)];
    shape.days |= 1U << slot.weekday;
    ++shape.meetings;
    if (slot.start >= kEvening) ++shape.evenings;
    shape.weeks |= calendars[Z(slot.calendar)];
    shape.first = std::min(shape.first, FirstWeek(calendars[Z(slot.calendar)]));
    const int last = LastWeek(calendars[Z(slot.calendar)]);
    shape.last = std::max(shape.last, last);
    shape.latest_entry = std::min(shape.latest_entry, last);
  }
}

void Tables::FoldWeeks() {
  std::vector<std::vector<bool>> active;  // by week: which calendars
  for (int week = 0; week < instance.weeks; ++week) {
    std::vector<bool>& own = active.emplace_back();
    for (const Calendar& calendar : calendars) own.push_back(calendar[Z(week)]);
  }
  const auto within = [](const std::vector<bool>& a, const std::vector<bool>& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (a[i] && !b[i]) return false;
    }
    return true;
  };
  for (int week = 0; week < instance.weeks; ++week) {
    bool needed = true;
    for (int other = 0; other < instance.weeks && needed; ++other) {
      if (other == week || !within(active[Z(week)], active[Z(other)])) continue;
      // Of equal weeks the first stays.
      needed = week < other && within(active[Z(other)], active[Z(week)]);
    }
    if (needed) class_weeks_.push_back(week);
  }
  for (const Calendar& calendar : calendars) {
    std::vector<int>& own = classes_of_.emplace_back();
    for (std::size_t c = 0; c < class_weeks_.size(); ++c) {
      if (calendar[Z(class_weeks_[c])]) own.push_back(static_cast<int>(c));
    }
  }
  const auto classes = static_cast<int>(class_weeks_.size());
  lanes = (classes + kLanes - 1) / kLanes;
  fields = (classes + kFields - 1) / kFields;
}

void Tables::CutDays() {
  std::vector<std::set<int>> cuts(8);
  for (const TimeSlot& slot : slots) {
    cuts[Z(slot.weekday)].insert(slot.start);
    cuts[Z(slot.weekday)].insert(slot.end);
  }
  int cells = 0;
  for (const std::set<int>& of_day : cuts) {
    cuts_.emplace_back(of_day.begin(), of_day.end());
    cell_.emplace_back(of_day.size(), std::vector<int>(class_weeks_.size(), -1));
  }
  for (const TimeSlot& slot : slots) {
    for (std::size_t piece = 0; piece + 1 < cuts_[Z(slot.weekday)].size(); ++piece) {
      const int start = cuts_[Z(slot.weekday)][piece];
      if (start < slot.start || start >= slot.end) continue;
      for (const int c : classes_of_[Z(slot.calendar)]) {
        int& cell = cell_[Z(slot.weekday)][piece][Z(c)];
        if (cell < 0) cell = cells++;
      }
    }
  }
  words = (cells + 63) / 64;
}

void Tables::AddReach(int slot, int to, int from, Word* cells) const {
  const TimeSlot& of = slots[Z(slot)];
  const std::vector<int>& cuts = cuts_[Z(of.weekday)];
  // A meeting elsewhere consists of whole pieces. Being too late or too early for it shows in its first or
  // last piece, whatever the minutes between the cuts.
  for (std::size_t piece = 0; piece + 1 < cuts.size() && cuts[piece] < of.end + from; ++piece) {
    if (cuts[piece + 1] <= of.start - to) continue;
    for (const int c : classes_of_[Z(of.calendar)]) {
      const int cell = cell_[Z(of.weekday)][piece][Z(c)];
      if (cell >= 0) SetBit(cells, cell);
    }
  }
}

void Tables::FillShapes() {
  cells_.resize(shapes.size() * Z(words));
  half_days_.resize(shapes.size() * Z(fields));
  for (std::vector<Word>& load : loads_) load.resize(shapes.size() * Z(lanes));
  for (std::size_t s = 0; s < shapes.size(); ++s) {
    Shape& shape = shapes[s];
    for (const int slot : shape.slots) AddReach(slot, 0, 0, cells_.data() + s * Z(words));
    for (std::size_t c = 0; c < class_weeks_.size(); ++c) {
      Word half_days = 0;
      int minutes = 0;
      for (const int number : shape.slots) {
        const TimeSlot& slot = slots[Z(number)];
        if (!calendars[Z(slot.calendar)][Z(class_weeks_[c])]) continue;
        half_days |= Word{1} << HalfDay(slot);
        minutes += slot.end - slot.start;
      }
      const int count = __builtin_popcountll(half_days);
      shape.half_days = std::max(shape.half_days, count);
      shape.minutes = std::max(shape.minutes, minutes);
      half_days_[s * Z(fields) + c / kFields] |= half_days << (c % kFields * kFieldBits);
      const int loads[3] = {count, minutes, minutes > 0 ? 1 : 0};
      for (std::size_t unit = 0; unit < 3; ++unit) {
        loads_[unit][s * Z(lanes) + c / kLanes] |= static_cast<Word>(loads[unit]) << (c % kLanes * kLaneBits);
      }
    }
  }
}

}  // namespace duaal::planner::verifier
