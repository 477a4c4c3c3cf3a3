#include "intake-svc/domain/duplicate.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace duaal::intake::domain {
namespace {

bool KnowsYear(const PartialDate& date) { return date.known() != PartialDate::Known::kNothing; }
bool KnowsDay(const PartialDate& date) { return date.known() == PartialDate::Known::kDay; }

std::string YearOf(const PartialDate& date) { return std::to_string(date.First().year()); }

// The same for a date and for the one with day and month swapped.
std::string DayText(absl::CivilDay day) {
  const int low = std::min(day.day(), day.month());
  const int high = std::max(day.day(), day.month());
  return std::to_string(day.year()) + "-" + std::to_string(low) + "-" + std::to_string(high);
}

// The days that registers write for one that is not known.
bool IsConventional(absl::CivilDay day) { return day.day() == 1 && (day.month() == 1 || day.month() == 7); }

enum class Dates { kSame, kMayBe, kDifferent };

Dates CompareDates(const PartialDate& one, const PartialDate& other) {
  if (KnowsDay(one) && KnowsDay(other)) {
    if (DayText(one.First()) == DayText(other.First())) return Dates::kSame;
    const bool stands_in = IsConventional(one.First()) || IsConventional(other.First());
    return stands_in && one.First().year() == other.First().year() ? Dates::kMayBe : Dates::kDifferent;
  }
  return one.First() <= other.Last() && other.First() <= one.Last() ? Dates::kMayBe : Dates::kDifferent;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += word + " ";
  return text;
}

void SortOnce(std::vector<std::string>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

}  // namespace

MatchTexts MatchTextsOf(const Likeness& person) {
  MatchTexts texts;
  if (person.words.empty()) return texts;
  const std::string all = Joined(person.words);
  const bool knows_year = KnowsYear(person.birth_date);
  for (std::size_t i = 0; knows_year && i < person.words.size(); ++i) {
    const std::string& word = person.words[i];
    const std::string year = YearOf(person.birth_date);
    for (std::size_t j = i + 1; j < person.words.size(); ++j) {
      texts.store.push_back("pair " + word + " " + person.words[j] + " " + year);
    }
    if (person.words.size() == 1) texts.store.push_back("single " + word + " " + year);
    if (KnowsDay(person.birth_date)) {
      texts.store.push_back("day " + word + " " + DayText(person.birth_date.First()));
    }
  }
  texts.store.push_back((knows_year ? "known " : "unknown ") + all);
  texts.seek = texts.store;
  // Whoever has no birth year is found by the whole name, and finds everybody by it.
  if (knows_year) texts.seek.pop_back();
  texts.seek.push_back((knows_year ? "unknown " : "known ") + all);
  SortOnce(texts.store);
  SortOnce(texts.seek);
  return texts;
}

std::optional<Certainty> Compare(const Likeness& one, const Likeness& other) {
  std::vector<std::string> common;
  std::set_intersection(one.words.begin(), one.words.end(), other.words.begin(), other.words.end(),
                        std::back_inserter(common));
  if (common.empty()) return std::nullopt;
  const bool names_agree = common.size() >= 2 || (one.words.size() == 1 && other.words.size() == 1);
  std::optional<Certainty> certainty;
  switch (CompareDates(one.birth_date, other.birth_date)) {
    case Dates::kSame:
      certainty = names_agree ? Certainty::kLikely : Certainty::kPossible;
      break;
    case Dates::kMayBe:
      if (names_agree) certainty = Certainty::kPossible;
      break;
    case Dates::kDifferent:
      break;
  }
  const bool genders_differ =
      one.gender != Gender::kUnknown && other.gender != Gender::kUnknown && one.gender != other.gender;
  if (!certainty || !genders_differ) return certainty;
  return *certainty == Certainty::kLikely ? std::optional<Certainty>(Certainty::kPossible) : std::nullopt;
}

}  // namespace duaal::intake::domain
