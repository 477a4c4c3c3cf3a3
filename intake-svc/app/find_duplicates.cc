#include "intake-svc/app/find_duplicates.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <tuple>
#include <utility>

namespace duaal::intake::app {
namespace {

constexpr std::size_t kMostDuplicates = 50;
// People in one transaction: short enough for the lease that it holds.
constexpr int kPeoplePerStep = 200;

}  // namespace

StatusOr<std::vector<Duplicate>> FindDuplicates(const Deps& deps, sql::Session& session,
                                                const domain::Participant& person, absl::CivilDay today) {
  const storage::DuplicateRepository repository = deps.duplicates();
  ASSIGN_OR_RETURN(const std::set<Uuid> same, repository.FindByNumbers(session, person.id));
  ASSIGN_OR_RETURN(std::set<Uuid> ids, repository.FindByKeys(session, person));
  ASSIGN_OR_RETURN(const std::set<Uuid> others, repository.FindOthers(session, person.id, ids));
  for (const Uuid& id : others) ids.erase(id);
  ids.insert(same.begin(), same.end());

  const auth::Principal self = ServiceItself();
  ASSIGN_OR_RETURN(auto people, deps.participants.FindMany(session, {self, today}, {ids.begin(), ids.end()},
                                                           storage::Detail::kFull));
  const domain::Likeness likeness = storage::DuplicateRepository::LikenessOf(person);
  std::vector<Duplicate> duplicates;
  for (domain::Participant& other : people) {
    const auto certainty = same.contains(other.id)
                               ? std::optional<domain::Certainty>(domain::Certainty::kNumber)
                               : domain::Compare(likeness, storage::DuplicateRepository::LikenessOf(other));
    if (!certainty) continue;
    std::string reference = repository.Reference(person.id, other.id);
    duplicates.push_back({std::move(reference), *certainty, std::move(other)});
  }
  std::sort(duplicates.begin(), duplicates.end(), [](const Duplicate& a, const Duplicate& b) {
    return std::tie(a.certainty, a.reference) < std::tie(b.certainty, b.reference);
  });
  if (duplicates.size() > kMostDuplicates) duplicates.resize(kMostDuplicates);
  return duplicates;
}

StatusOr<Uuid> PutMatchKeys(const Deps& deps, sql::Tx& tx, const Uuid& after, absl::CivilDay today) {
  const storage::DuplicateRepository repository = deps.duplicates();
  ASSIGN_OR_RETURN(const std::vector<Uuid> ids, repository.HoldUnmatched(tx, after, kPeoplePerStep));
  if (ids.empty()) return Uuid();
  const auth::Principal self = ServiceItself();
  ASSIGN_OR_RETURN(const auto people,
                   deps.participants.FindMany(tx, {self, today}, ids, storage::Detail::kFull));
  RETURN_IF_ERROR(repository.PutKeys(tx, people));
  return ids.size() == static_cast<std::size_t>(kPeoplePerStep) ? ids.back() : Uuid();
}

}  // namespace duaal::intake::app
