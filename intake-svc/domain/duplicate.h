#ifndef INTAKE_SVC_DOMAIN_DUPLICATE_H_
#define INTAKE_SVC_DOMAIN_DUPLICATE_H_

#include <optional>
#include <string>
#include <vector>

#include "chassis/core/civil.h"
#include "intake-svc/domain/participant.h"

namespace duaal::intake::domain {

// How sure it is that two records are of one person. The numbers are those of the protos.
enum class Certainty { kNumber = 1, kLikely = 2, kPossible = 3 };

// What a person is compared by.
struct Likeness {
  std::vector<std::string> words;  // of all names, folded; sorted, each once
  PartialDate birth_date;
  Gender gender = Gender::kUnknown;
};

// Texts of which two people who may be one have at least one in common: pairs of words with the birth year, a
// word with the birth date, all words where the year is not known. `store` are those under which the person
// is found, `seek` those by which others are found. Sorted, each once.
struct MatchTexts {
  std::vector<std::string> store;
  std::vector<std::string> seek;
};
[[nodiscard]] MatchTexts MatchTextsOf(const Likeness& person);

// Whether two may be one person, by names and birth date; day and month may be swapped, and the first of
// January or July may stand for a day that was not known. A different gender makes it less sure.
[[nodiscard]] std::optional<Certainty> Compare(const Likeness& one, const Likeness& other);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_DUPLICATE_H_
