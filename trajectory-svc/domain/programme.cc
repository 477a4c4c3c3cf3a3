#include "trajectory-svc/domain/programme.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace duaal::trajectory::domain {
namespace {

constexpr std::size_t kLongestCode = 60;

bool IsCode(const std::string& text) {
  if (text.empty() || text.size() > kLongestCode || text.front() == '-' || text.back() == '-') return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// `funding source` -> `UNKNOWN_FUNDING_SOURCE`.
std::string UnknownReason(const std::string& list) {
  std::string reason = "UNKNOWN_";
  for (const char c : list)
    reason += c == ' ' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return reason;
}

void CheckCodes(const ProgrammeOutline::CodeList& list, std::set<std::string>& known,
                Violations& violations) {
  std::set<std::string> seen;
  for (const auto& [path, code] : list.codes) {
    if (!IsCode(code)) {
      violations.Add(path, "BAD_CODE",
                     "A code is made of lower-case letters, digits and hyphens, at most 60.");
    } else if (!seen.insert(code).second) {
      violations.Add(path, "DUPLICATE_CODE",
                     "Another " + list.name + " has the same code; give each its own.");
    }
    known.insert(code);
  }
}

using Successors = std::map<std::string, std::set<std::string>>;

// Whether `from` comes before `to`, directly or by others.
bool ComesBefore(const Successors& next, const std::string& from, const std::string& to) {
  std::set<std::string> seen;
  std::vector<std::string> open = {from};
  while (!open.empty()) {
    const std::string code = std::move(open.back());
    open.pop_back();
    if (code == to) return true;
    if (!seen.insert(code).second) continue;
    const auto it = next.find(code);
    if (it != next.end()) open.insert(open.end(), it->second.begin(), it->second.end());
  }
  return false;
}

// Nothing could ever start in a circle of components that wait for each other. One named twice in one rule is
// a fault of that rule, told elsewhere.
void CheckOrders(const std::vector<ProgrammeOutline::Order>& orders, Violations& violations) {
  Successors next;
  for (const ProgrammeOutline::Order& order : orders) {
    std::set<std::string> named;
    const std::string* first = nullptr;
    for (const auto& [path, code] : order.components) {
      if (!named.insert(code).second) continue;
      if (first != nullptr && ComesBefore(next, code, *first)) {
        violations.Add(path, "ORDER_CYCLE",
                       "Another rule puts `" + code + "` before `" + *first + "`; keep one of the two.");
      } else if (first != nullptr) {
        next[*first].insert(code);
      }
      first = &code;
    }
  }
}

}  // namespace

const Component* Programme::Find(std::string_view component_code) const {
  const auto it = std::find_if(components.begin(), components.end(),
                               [&](const Component& c) { return c.code == component_code; });
  return it == components.end() ? nullptr : &*it;
}

const AbsenceRule* Programme::FindAbsenceRule(std::string_view component_code) const {
  const auto it = std::find_if(absence_rules.begin(), absence_rules.end(),
                               [&](const AbsenceRule& r) { return r.component == component_code; });
  return it == absence_rules.end() ? nullptr : &*it;
}

Status CheckProgramme(const ProgrammeOutline& outline) {
  Violations violations;
  std::map<std::string, std::set<std::string>> known;
  for (const ProgrammeOutline::CodeList& list : outline.code_lists)
    CheckCodes(list, known[list.name], violations);
  for (const ProgrammeOutline::Reference& reference : outline.references) {
    if (reference.code.empty() || known[reference.list].contains(reference.code)) continue;
    violations.Add(reference.path, UnknownReason(reference.list),
                   "The definition has no such " + reference.list + "; add it or name another.");
  }
  for (const ProgrammeOutline::Range& range : outline.ranges) {
    if (range.open_end && range.end == 0) continue;
    if (range.end < range.start || (range.half_open && range.end == range.start)) {
      violations.Add(range.path, "RANGE_REVERSED", "The end lies before the start; exchange them.");
    }
  }
  for (const ProgrammeOutline::Count& count : outline.counts) {
    if (count.value >= count.least) continue;
    violations.Add(count.path, "OUT_OF_RANGE", "Give at least " + std::to_string(count.least) + ".");
  }
  CheckOrders(outline.orders, violations);
  for (const ProgrammeOutline::Fault& fault : outline.faults) {
    violations.Add(fault.path, fault.reason, fault.description);
  }
  return violations.ToStatus();
}

}  // namespace duaal::trajectory::domain
