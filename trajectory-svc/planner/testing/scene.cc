#include "trajectory-svc/planner/testing/scene.h"

#include <algorithm>

namespace duaal::planner {
namespace {

template <typename Thing>
int FindOrAdd(std::vector<Thing>* things, std::string_view id) {
  const auto found =
      std::find_if(things->begin(), things->end(), [&](const Thing& thing) { return thing.id == id; });
  if (found != things->end()) return static_cast<int>(found - things->begin());
  Thing& thing = things->emplace_back();
  thing.id = std::string(id);
  thing.name = {thing.id, thing.id};
  return static_cast<int>(things->size()) - 1;
}

}  // namespace

Scene::Scene(int weeks) {
  instance.id = "scene";
  instance.weeks = weeks;
}

int Scene::Kind(std::string_view id) { return FindOrAdd(&instance.kinds, id); }

int Scene::Site(std::string_view id) {
  const std::size_t before = instance.sites.size();
  const int site = FindOrAdd(&instance.sites, id);
  if (instance.sites.size() == before) return site;
  std::vector<int> travel((before + 1) * (before + 1));
  for (std::size_t i = 0; i < before; ++i) {
    std::copy_n(instance.travel.begin() + static_cast<std::ptrdiff_t>(i * before), before,
                travel.begin() + static_cast<std::ptrdiff_t>(i * (before + 1)));
  }
  instance.travel = travel;
  return site;
}

void Scene::Travel(std::string_view a, std::string_view b, int minutes) {
  const auto from = static_cast<std::size_t>(Site(a));
  const auto to = static_cast<std::size_t>(Site(b));
  instance.travel[from * instance.sites.size() + to] = minutes;
  instance.travel[to * instance.sites.size() + from] = minutes;
}

Stretch Scene::HalfDay(int weekday, Part part) const { return HalfDay(weekday, part, 0, instance.weeks); }

Stretch Scene::HalfDay(int weekday, Part part, int first, int end, int every, int phase) const {
  constexpr int kHour[] = {9, 13, 19};
  const int start = kHour[static_cast<int>(part)] * 60;
  return {weekday, start, start + 180, {first, end, every, phase}};
}

Stretch Scene::Clock(int weekday, int from, int to) const {
  return {weekday, from, to, {0, instance.weeks, 1, 0}};
}

Offering& Scene::MakeOffering(std::string_view id, std::string_view kind, std::string_view site,
                              const std::vector<Stretch>& meetings) {
  const int at = Site(site);
  const int of = Kind(kind);
  Offering& offering = instance.offerings.emplace_back();
  offering.id = std::string(id);
  offering.name = {offering.id, offering.id};
  offering.kind = of;
  offering.site = at;
  for (const Stretch& meeting : meetings) offering.meetings.push_back({meeting, {}});
  return offering;
}

Offering& Scene::Offer(std::string_view id, std::string_view kind, std::string_view site,
                       const std::vector<Stretch>& meetings, int seats) {
  Offering& offering = MakeOffering(id, kind, site, meetings);
  offering.resources = {static_cast<int>(instance.resources.size())};
  instance.resources.push_back({offering.id, seats});
  return offering;
}

Offering& Scene::OfferChoice(std::string_view id, std::string_view kind, std::string_view site,
                             const std::vector<Stretch>& meetings, int least, int most, int seats) {
  Offering& offering = MakeOffering(id, kind, site, meetings);
  offering.choose_least = least;
  offering.choose_most = most;
  for (std::size_t i = 0; i < offering.meetings.size(); ++i) {
    offering.meetings[i].resources = {static_cast<int>(instance.resources.size())};
    instance.resources.push_back({offering.id + "/" + std::to_string(i), seats});
  }
  return offering;
}

Person& Scene::Add(std::string_view id, std::string_view home) {
  const int site = Site(home);
  Person& person = instance.people.emplace_back();
  person.id = std::string(id);
  person.home = site;
  return person;
}

Requirement& Scene::Need(Person* person, std::string_view kind) {
  Requirement& requirement = person->requirements.emplace_back();
  requirement.id = std::string(kind) + "-" + std::to_string(person->requirements.size());
  requirement.kind = Kind(kind);
  requirement.unplaced = 500 * kPoint;
  return requirement;
}

void Scene::Limit(Person* person, Unit unit, int most, const std::vector<std::string>& kinds) {
  PersonLimit limit;
  limit.limit = static_cast<int>(instance.limits.size());
  limit.most = most;
  person->limits.push_back(limit);
  planner::Limit& added = instance.limits.emplace_back();
  added.id = "limit-" + std::to_string(limit.limit);
  added.name = {added.id, added.id};
  added.unit = unit;
  for (const std::string& kind : kinds) added.kinds.push_back(Kind(kind));
}

int Scene::Find(std::string_view offering) const {
  const auto found = std::find_if(instance.offerings.begin(), instance.offerings.end(),
                                  [&](const Offering& each) { return each.id == offering; });
  return static_cast<int>(found - instance.offerings.begin());
}

void Give(Offering* offering, std::string_view attribute, std::string_view text) {
  Property& property = offering->properties.emplace_back();
  property.attribute = std::string(attribute);
  property.texts = {std::string(text)};
}

Condition& Ask(Requirement* requirement, std::string_view attribute, std::string_view text) {
  Condition& condition = requirement->conditions.emplace_back();
  condition.attribute = std::string(attribute);
  condition.one_of = {std::string(text)};
  condition.name = {std::string(text), std::string(text)};
  return condition;
}

}  // namespace duaal::planner
