#include "trajectory-svc/planner/words.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/weeks.h"

namespace duaal::planner {
namespace {

// {x} in a sentence stands for a name or an amount.
struct Sentence {
  std::string_view obstacle;
  std::string_view remedy;
};

// One thing and more of them.
struct Noun {
  std::string_view one;
  std::string_view more;
};

// All words of a language.
struct Words {
  std::array<std::string_view, 7> days;
  std::array<std::string_view, 3> parts;
  std::string_view day_end;   // of a day that shares its part with the next: "maandag- en woensdagochtend"
  std::string_view day_glue;  // between a day and its part
  std::string_view and_word;
  std::string_view choice;  // of times that people choose
  std::string_view even_weeks;
  std::string_view odd_weeks;
  std::string_view every_weeks;
  std::string_view one_week;
  std::string_view from_week;
  Noun half_days;
  Noun hours;
  Noun minutes;
  Noun activities;
  std::string_view euros;
  std::string_view a_week;
  std::string_view between;
  std::string_view at_least;
  std::string_view at_most;
  std::string_view limit;  // without a name
  std::string_view block;
  std::array<std::string_view, 5> rules;
  std::array<Sentence, 12> sentences;  // by ObstacleType
};

constexpr Words kDutch = {
    {"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"},
    {"ochtend", "middag", "avond"},
    "-",
    "",
    " en ",
    "dagdelen naar keuze",
    "even weken",
    "oneven weken",
    "elke {n} weken",
    "week {from}",
    "week {from} t/m {to}",
    {"dagdeel", "dagdelen"},
    {"uur", "uur"},
    {"minuut", "minuten"},
    {"activiteit", "activiteiten"},
    "{n} euro",
    " per week",
    "{least} tot {most}",
    "ten minste {least}",
    "ten hoogste {most}",
    "grens",
    "iets anders",
    {"zij horen bij elkaar", "zij moeten verschillen", "zij moeten bij elkaar passen",
     "niet in dezelfde week", "eerst het een, dan het ander"},
    {{{"{kind} moet ook in de week passen.", "Laat {kind} vervallen; dan past de rest."},
      {"De plaatsen van {offering} zijn bezet.", "Maak een plaats in {offering}."},
      {"{offering} gaat niet door: te weinig deelnemers.", "Laat {offering} toch doorgaan."},
      {"{limit}: niet meer dan {amount}.", "Sta {to} toe in plaats van {from}: {limit}."},
      {"De reistijd tussen activiteiten op één dag is te lang.",
       "Zorg voor een snellere reis tussen activiteiten op één dag."},
      {"Op {time} kan het niet: {block}.", "Maak {time} vrij: {block}."},
      {"Voor {a} en {b} geldt een regel: {rule}.",
       "Maak voor {a} en {b} een uitzondering op de regel: {rule}."},
      {"Voor {kind} geldt een voorwaarde: {condition}.", "Laat voor {kind} de voorwaarde los: {condition}."},
      {"De reis duurt ten hoogste {reach}.", "Sta een langere reis toe dan {reach}."},
      {"Beginnen kan vanaf week {entry}, en alleen als er instroom is.",
       "Laat beginnen op een ander moment toe dan vanaf week {entry} bij de instroom."},
      {"{kind} vraagt {size}.", "Sta voor {kind} een andere omvang toe dan {size}."},
      {"{kind} is afgesproken: {offering}.", "Maak de afspraak over {kind} los: {offering}."}}}};

constexpr Words kEnglish = {
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
    {"morning", "afternoon", "evening"},
    "",
    " ",
    " and ",
    "half-days of choice",
    "even weeks",
    "odd weeks",
    "every {n} weeks",
    "week {from}",
    "weeks {from} to {to}",
    {"half-day", "half-days"},
    {"hour", "hours"},
    {"minute", "minutes"},
    {"activity", "activities"},
    "{n} euros",
    " a week",
    "{least} to {most}",
    "at least {least}",
    "at most {most}",
    "limit",
    "something else",
    {"they belong together", "they have to differ", "they have to match", "not in the same week",
     "first the one, then the other"},
    {{{"{kind} has to fit into the week as well.", "Leave out {kind}; then the rest fits."},
      {"The seats of {offering} are taken.", "Make a seat in {offering}."},
      {"{offering} does not open: too few people take part.", "Let {offering} open all the same."},
      {"{limit}: no more than {amount}.", "Allow {to} instead of {from}: {limit}."},
      {"Travel between activities on one day takes too long.",
       "Arrange a faster journey between activities on one day."},
      {"Not possible on {time}: {block}.", "Free {time}: {block}."},
      {"There is a rule for {a} and {b}: {rule}.", "Make an exception to the rule for {a} and {b}: {rule}."},
      {"There is a condition on {kind}: {condition}.", "Drop the condition on {kind}: {condition}."},
      {"The journey takes at most {reach}.", "Allow a longer journey than {reach}."},
      {"A start is possible from week {entry}, and only when newcomers are let in.",
       "Allow a start at another moment than from week {entry} when newcomers are let in."},
      {"{kind} asks for {size}.", "Allow another size for {kind} than {size}."},
      {"{kind} has been agreed: {offering}.", "Undo the agreement on {kind}: {offering}."}}}};

using Fills = std::vector<std::pair<std::string_view, std::string>>;

// What is filled in is not looked at again: a name may have braces.
std::string Fill(std::string_view sentence, const Fills& fills) {
  std::string text;
  for (std::size_t at = 0; at < sentence.size();) {
    const std::size_t open = sentence.find('{', at);
    text += sentence.substr(at, open - at);
    if (open == std::string_view::npos) break;
    const std::size_t close = sentence.find('}', open);
    const std::string_view key = sentence.substr(open + 1, close - open - 1);
    for (const auto& [known, value] : fills) {
      if (known == key) text += value;
    }
    at = close + 1;
  }
  return text;
}

std::string Capitalized(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

class Speaker {
 public:
  Speaker(const Instance& instance, Language language)
      : instance_(instance), dutch_(language == Language::kDutch), words_(dutch_ ? kDutch : kEnglish) {}

  [[nodiscard]] const Words& words() const { return words_; }

  // The name in this language, else in the other, else what stands in for it.
  [[nodiscard]] std::string Called(const Name& name, std::string_view without) const {
    const std::string& first = dutch_ ? name.nl : name.en;
    const std::string& second = dutch_ ? name.en : name.nl;
    if (!first.empty()) return first;
    return second.empty() ? std::string(without) : second;
  }
  [[nodiscard]] std::string KindName(int kind) const {
    const Kind& what = instance_.kinds[static_cast<std::size_t>(kind)];
    return Called(what.name, what.id);
  }

  [[nodiscard]] std::string Count(int n, const Noun& noun) const {
    return std::to_string(n) + " " + std::string(n == 1 ? noun.one : noun.more);
  }
  [[nodiscard]] std::string Minutes(int n) const {
    return n % 60 == 0 && n > 0 ? Count(n / 60, words_.hours) : Count(n, words_.minutes);
  }
  [[nodiscard]] std::string Amount(const Limit& limit, int n) const {
    if (limit.unit == Unit::kEuros) return Fill(words_.euros, {{"n", std::to_string(n)}});
    const std::string amount = limit.unit == Unit::kMinutes    ? Minutes(n)
                               : limit.unit == Unit::kHalfDays ? Count(n, words_.half_days)
                                                               : Count(n, words_.activities);
    return amount + std::string(words_.a_week);
  }
  // With the kinds that it counts when it has no name.
  [[nodiscard]] std::string LimitName(const Limit& limit) const {
    const std::string name = Called(limit.name, "");
    if (!name.empty()) return name;
    std::vector<std::string> kinds;
    for (const int kind : limit.kinds) kinds.push_back(KindName(kind));
    return kinds.empty() ? std::string(words_.limit) : Join(kinds, "");
  }

  [[nodiscard]] std::string Bounds(int least, int most, const std::string& least_text,
                                   const std::string& most_text) const {
    const std::string_view form = least > 0 && most > 0 ? words_.between
                                  : least > 0           ? words_.at_least
                                                        : words_.at_most;
    return Fill(form, {{"least", least_text}, {"most", most_text}});
  }
  [[nodiscard]] std::string Size(const Requirement& r) const {
    std::vector<std::string> sizes;
    if (r.least_half_days > 0 && r.least_half_days == r.most_half_days) {
      sizes.push_back(Count(r.most_half_days, words_.half_days));
    } else if (r.least_half_days > 0 || r.most_half_days > 0) {
      const std::string least = r.most_half_days > 0 ? std::to_string(r.least_half_days)
                                                     : Count(r.least_half_days, words_.half_days);
      sizes.push_back(
          Bounds(r.least_half_days, r.most_half_days, least, Count(r.most_half_days, words_.half_days)));
    }
    if (r.least_minutes > 0 || r.most_minutes > 0) {
      sizes.push_back(
          Bounds(r.least_minutes, r.most_minutes, Minutes(r.least_minutes), Minutes(r.most_minutes)));
    }
    return Join(sizes, "") + std::string(words_.a_week);
  }

  [[nodiscard]] std::string OfferingName(int offering) const {
    const Offering& what = instance_.offerings[static_cast<std::size_t>(offering)];
    const std::string name = Called(what.name, what.id);
    if (what.meetings.empty()) return name;
    return name + " (" + (what.choose_most > 0 ? std::string(words_.choice) : Times(what)) + ")";
  }

  [[nodiscard]] std::string Time(const Stretch& stretch) const {
    const std::string day(words_.days[static_cast<std::size_t>(stretch.weekday - 1)]);
    const auto part = static_cast<std::size_t>(PartOfDay(stretch.start));
    std::string time;
    if (PartOfDay(stretch.end - 1) == static_cast<int>(part)) {
      time = day + std::string(words_.day_glue) + std::string(words_.parts[part]);
    } else {
      time = day + " " + Clock(stretch.start) + "-" + Clock(stretch.end);
    }
    const std::string weeks = WeeksText(stretch.weeks);
    return weeks.empty() ? time : time + ", " + weeks;
  }

 private:
  [[nodiscard]] static std::string Clock(int minute) {
    std::array<char, 8> text{};
    (void)std::snprintf(text.data(), text.size(), "%02d:%02d", minute / 60 % 100, minute % 60);
    return text.data();
  }

  // "a, b and c"; `end` follows each but the last.
  [[nodiscard]] std::string Join(const std::vector<std::string>& parts, std::string_view end) const {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      text += parts[i];
      if (i + 1 < parts.size()) text += end;
      if (i + 2 < parts.size()) text += ", ";
      if (i + 2 == parts.size()) text += words_.and_word;
    }
    return text;
  }

  // Which weeks, or nothing when it is all of them.
  [[nodiscard]] std::string WeeksText(const Weeks& weeks) const {
    const WeekSet set(weeks, instance_.weeks);
    if (set.empty()) return "";
    std::string text;
    if (weeks.every == 2) text = set.First() % 2 == 1 ? words_.even_weeks : words_.odd_weeks;
    if (weeks.every > 2) text = Fill(words_.every_weeks, {{"n", std::to_string(weeks.every)}});
    if (set.First() < weeks.every && set.Last() >= instance_.weeks - weeks.every) return text;
    if (set.First() == set.Last()) text.clear();
    return text + (text.empty() ? "" : ", ") +
           Fill(set.First() == set.Last() ? words_.one_week : words_.from_week,
                {{"from", std::to_string(set.First() + 1)}, {"to", std::to_string(set.Last() + 1)}});
  }

  // Days that share a part of the day and their weeks are named together.
  [[nodiscard]] std::string Times(const Offering& offering) const {
    std::vector<std::pair<std::string, std::array<std::vector<std::string>, 3>>> by_weeks;
    for (const Meeting& meeting : offering.meetings) {
      const std::string weeks = WeeksText(meeting.stretch.weeks);
      auto group =
          std::find_if(by_weeks.begin(), by_weeks.end(), [&](const auto& one) { return one.first == weeks; });
      if (group == by_weeks.end()) group = by_weeks.insert(by_weeks.end(), {weeks, {}});
      auto& days = group->second[static_cast<std::size_t>(PartOfDay(meeting.stretch.start))];
      const std::string day(words_.days[static_cast<std::size_t>(meeting.stretch.weekday - 1)]);
      if (std::find(days.begin(), days.end(), day) == days.end()) days.push_back(day);
    }
    std::string text;
    for (const auto& [weeks, parts] : by_weeks) {
      std::vector<std::string> times;
      for (std::size_t part = 0; part < parts.size(); ++part) {
        if (parts[part].empty()) continue;
        times.push_back(Join(parts[part], words_.day_end) + std::string(words_.day_glue) +
                        std::string(words_.parts[part]));
      }
      if (!text.empty()) text += "; ";
      text += Join(times, "") + (weeks.empty() ? "" : ", " + weeks);
    }
    return text;
  }

  const Instance& instance_;
  const bool dutch_;
  const Words& words_;
};

Fills FillsOfRule(const Speaker& speaker, const Rule& rule) {
  const std::string_view unnamed = speaker.words().rules[static_cast<std::size_t>(rule.type)];
  return {{"a", speaker.KindName(rule.kind_a)},
          {"b", speaker.KindName(rule.kind_b)},
          {"rule", speaker.Called(rule.name, unnamed)}};
}

Fills FillsOf(const Instance& instance, const Person& person, const Obstacle& obstacle,
              const Speaker& speaker) {
  const auto index = static_cast<std::size_t>(obstacle.index);
  Fills fills;
  const Requirement* requirement = nullptr;
  if (obstacle.requirement >= 0) {
    requirement = &person.requirements[static_cast<std::size_t>(obstacle.requirement)];
    fills.emplace_back("kind", speaker.KindName(requirement->kind));
  }
  switch (obstacle.type) {
    case ObstacleType::kSeats:
    case ObstacleType::kFloor:
      fills.emplace_back("offering", speaker.OfferingName(obstacle.index));
      break;
    case ObstacleType::kLimit: {
      const Limit& limit = instance.limits[static_cast<std::size_t>(person.limits[index].limit)];
      fills.emplace_back("limit", speaker.LimitName(limit));
      fills.emplace_back("amount", speaker.Amount(limit, person.limits[index].most));
      break;
    }
    case ObstacleType::kBlock:
      fills.emplace_back("time", speaker.Time(person.blocks[index].stretch));
      fills.emplace_back("block", speaker.Called(person.blocks[index].name, speaker.words().block));
      break;
    case ObstacleType::kRule:
      return FillsOfRule(speaker, instance.rules[index]);
    case ObstacleType::kCondition:
      fills.emplace_back("condition", speaker.Called(requirement->conditions[index].name,
                                                     requirement->conditions[index].attribute));
      break;
    case ObstacleType::kReach:
      fills.emplace_back("reach", speaker.Count(person.reach, speaker.words().minutes));
      break;
    case ObstacleType::kEntry:
      fills.emplace_back("entry", std::to_string(person.entry_week + 1));
      break;
    case ObstacleType::kSize:
      fills.emplace_back("size", speaker.Size(*requirement));
      break;
    case ObstacleType::kPinned:
      if (requirement->pinned)
        fills.emplace_back("offering", speaker.OfferingName(requirement->pinned->offering));
      break;
    case ObstacleType::kRequirement:
    case ObstacleType::kTravel:
      break;
  }
  return fills;
}

}  // namespace

std::string Describe(const Instance& instance, int person, const Obstacle& obstacle, Language language) {
  const Speaker speaker(instance, language);
  const Person& who = instance.people[static_cast<std::size_t>(person)];
  const Sentence& sentence = speaker.words().sentences[static_cast<std::size_t>(obstacle.type)];
  return Capitalized(Fill(sentence.obstacle, FillsOf(instance, who, obstacle, speaker)));
}

std::string Describe(const Instance& instance, int person, const Remedy& remedy, Language language) {
  const Speaker speaker(instance, language);
  const Person& who = instance.people[static_cast<std::size_t>(person)];
  const Sentence& sentence = speaker.words().sentences[static_cast<std::size_t>(remedy.obstacle.type)];
  Fills fills = FillsOf(instance, who, remedy.obstacle, speaker);
  if (remedy.obstacle.type == ObstacleType::kLimit) {
    const PersonLimit& own = who.limits[static_cast<std::size_t>(remedy.obstacle.index)];
    const Limit& limit = instance.limits[static_cast<std::size_t>(own.limit)];
    fills.emplace_back("from", std::to_string(remedy.from));
    fills.emplace_back("to", speaker.Amount(limit, remedy.to));
    if (limit.unit == Unit::kMinutes) fills[fills.size() - 2].second = speaker.Minutes(remedy.from);
  }
  return Capitalized(Fill(sentence.remedy, fills));
}

std::string NameWithTimes(const Instance& instance, int offering, Language language) {
  return Speaker(instance, language).OfferingName(offering);
}

std::string TimeOf(const Instance& instance, const Stretch& stretch, Language language) {
  return Speaker(instance, language).Time(stretch);
}

}  // namespace duaal::planner
