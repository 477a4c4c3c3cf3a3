#include "intake-svc/app/preview_selection.h"

#include <map>
#include <set>
#include <utility>

#include "intake-svc/domain/composition.h"

namespace duaal::intake::app {
namespace {

using domain::CompositionCount;

// What is needed of all people of a page.
struct Known {
  std::map<Uuid, std::set<std::string>> barriers;
  std::set<Uuid> referred;
  std::set<Uuid> started;  // in a trajectory
  std::vector<CompositionCount> group;
};

StatusOr<Known> Look(const Deps& deps, sql::Session& session, const storage::Viewer& viewer,
                     const domain::ProgrammeRules& rules, const std::vector<domain::Participant>& people,
                     bool reads_barriers) {
  Known known;
  std::vector<Uuid> ids;
  for (const domain::Participant& person : people) ids.push_back(person.id);
  if (reads_barriers && !rules.required_barriers.empty()) {
    ASSIGN_OR_RETURN(known.barriers, deps.barriers.OpenKindsOf(session, ids, rules.code));
  }
  if (rules.refuse_if_in_trajectory) {
    ASSIGN_OR_RETURN(known.started, deps.trajectories.Started(session, ids));
  }
  ASSIGN_OR_RETURN(known.referred, deps.referrals.FindReferred(session, ids, rules.code));
  if (!rules.composition_rules.empty()) {
    ASSIGN_OR_RETURN(known.group, deps.referrals.CountComposition(session, viewer, {rules.code, {}, {}}));
  }
  return known;
}

// What is on record of a person; with `assumed` these barriers instead of those on record.
domain::Standing StandingOf(const Known& known, const Uuid& person_id, const std::set<std::string>* assumed) {
  domain::Standing standing;
  standing.in_trajectory = known.started.contains(person_id);
  const auto barriers = known.barriers.find(person_id);
  if (assumed != nullptr) {
    standing.barriers = *assumed;
  } else if (barriers != known.barriers.end()) {
    standing.barriers = barriers->second;
  }
  return standing;
}

// The way in that is asked about, or one that the programme takes.
domain::InflowChannel ChannelOf(const domain::ProgrammeRules& rules, domain::InflowChannel wish) {
  if (wish != domain::InflowChannel::kUnknown) return wish;
  return rules.inflow_channels.empty() ? domain::InflowChannel::kCaseManager : *rules.inflow_channels.begin();
}

// The dimensions in which a wish is not met by the group and comes nearer with the person.
std::vector<std::string> HelpsComposition(const domain::ProgrammeRules& rules,
                                          const std::vector<CompositionCount>& group,
                                          const std::vector<CompositionCount>& person) {
  std::vector<CompositionCount> with = group;
  with.insert(with.end(), person.begin(), person.end());
  // A value that the group has already counts no second time where distinct values are wished for.
  const auto before = domain::CheckComposition(rules, domain::Sum(group));
  const auto after = domain::CheckComposition(rules, domain::Sum(with));
  std::vector<std::string> dimensions;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (!before[i].met && after[i].actual > before[i].actual) dimensions.push_back(before[i].rule.dimension);
  }
  return dimensions;
}

}  // namespace

StatusOr<Selection> PreviewSelection(const Deps& deps, sql::Session& session, const storage::Viewer& viewer,
                                     const SelectionQuery& query) {
  ASSIGN_OR_RETURN(const auto rules, deps.reference.FindProgramme(session, query.programme_code));
  RETURN_IF_ERROR(CheckFound(true, rules.has_value(), ""));
  ASSIGN_OR_RETURN(auto people, deps.participants.List(session, viewer, query.municipality_code,
                                                       query.before_id, query.limit, storage::Detail::kFull));
  ASSIGN_OR_RETURN(const Known known, Look(deps, session, viewer, *rules, people, query.reads_barriers));
  Selection selection;
  selection.barriers_unchecked = !query.reads_barriers && !rules->required_barriers.empty();
  const domain::InflowChannel channel = ChannelOf(*rules, query.channel);
  for (domain::Participant& person : people) {
    SelectionCandidate candidate;
    const domain::Standing standing =
        StandingOf(known, person.id, selection.barriers_unchecked ? &rules->required_barriers : nullptr);
    const auto admission = domain::Admit(*rules, person, channel, viewer.today, standing);
    if (!admission.ok()) candidate.grounds = DetailsOf(admission.status()).violations;
    if (known.referred.contains(person.id)) candidate.grounds.push_back(domain::AlreadyReferred());
    if (candidate.grounds.empty()) {
      candidate.admission = *admission;
      candidate.helps_composition = HelpsComposition(
          *rules, known.group,
          storage::ReferralRepository::CompositionOf(person, candidate.admission.arrival_cohort));
    }
    candidate.person = std::move(person);
    selection.candidates.push_back(std::move(candidate));
  }
  return selection;
}

}  // namespace duaal::intake::app
