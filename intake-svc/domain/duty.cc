#include "intake-svc/domain/duty.h"

#include <algorithm>

namespace duaal::intake::domain {
namespace {

// Art. 11 of the Act: three years from the day after the date of the plan.
constexpr int kTermMonths = 36;
// Art. 4.4 of the decree: six months for whoever is nearly done.
constexpr int kNearlyDoneMonths = 6;
constexpr absl::CivilDay kActInForce(2022, 1, 1);

template <typename Fact>
Status CheckRoom(const std::vector<Fact>& facts) {
  if (facts.size() < kMostFacts) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_FACTS",
               "A hundred facts of this kind are on record for this person; look for what repeats them.");
}

}  // namespace

absl::CivilDay MonthsLater(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay later(month.year(), month.month(), day.day());
  return absl::CivilMonth(later) == month ? later : absl::CivilDay(month + 1);
}

std::optional<Term> Forecast(const Duty& duty) {
  if (duty.legal_regime != LegalRegime::kWi2021 || duty.plan_dates.empty()) return std::nullopt;
  int months = kTermMonths;
  int days = 0;
  for (const TermExtension& extension : duty.extensions) {
    months += extension.months;
    days += extension.days;
  }
  const absl::CivilDay start = duty.plan_dates.back() + 1;
  return Term{start, MonthsLater(start, months) + days};
}

std::optional<LeadingTerm> Leading(const Duty& duty) {
  if (!duty.registered.empty()) return LeadingTerm{duty.registered.back().term, true};
  if (const auto forecast = Forecast(duty)) return LeadingTerm{*forecast, false};
  return std::nullopt;
}

std::vector<TermConflict> Conflicts(const Duty& duty) {
  std::vector<TermConflict> conflicts;
  const std::optional<Term> forecast = Forecast(duty);
  if (!forecast || duty.registered.empty()) return conflicts;
  const Term& registered = duty.registered.back().term;
  if (registered.start != forecast->start) {
    conflicts.push_back({"START_DIFFERS", registered.start, forecast->start});
  }
  if (registered.end != forecast->end) conflicts.push_back({"END_DIFFERS", registered.end, forecast->end});
  return conflicts;
}

StatusOr<Duty> RecordPlanDate(const Duty& before, absl::CivilDay plan_date, absl::CivilDay today) {
  Violations violations;
  if (plan_date > today) {
    violations.Add("plan_date", "IN_THE_FUTURE",
                   "A plan is recorded once it is issued; take today or earlier.");
  }
  if (plan_date < kActInForce) {
    violations.Add("plan_date", "BEFORE_ACT", "The Act knows plans since 2022-01-01; check the year.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  Duty after = before;
  if (!before.plan_dates.empty() && before.plan_dates.back() == plan_date) return after;
  RETURN_IF_ERROR(CheckRoom(before.plan_dates));
  after.plan_dates.push_back(plan_date);
  return after;
}

StatusOr<Duty> RecordExtension(const Duty& before, const TermExtension& extension, absl::CivilDay today) {
  Violations violations;
  const bool nearly_done = extension.ground == ExtensionGround::kNearlyDone;
  if (extension.months == 0 && extension.days == 0) {
    violations.Add("months", "REQUIRED", "Say how long the extension is, in months, in days or in both.");
  } else if (nearly_done && (extension.months != kNearlyDoneMonths || extension.days != 0)) {
    violations.Add("months", "LENGTH_OF_GROUND",
                   "Whoever is nearly done gets six months; take months 6, days 0.");
  }
  const bool known =
      std::any_of(before.extensions.begin(), before.extensions.end(), [&](const TermExtension& one) {
        return one.ground == extension.ground && one.decided_date == extension.decided_date;
      });
  const bool had_it = std::any_of(before.extensions.begin(), before.extensions.end(),
                                  [](const auto& one) { return one.ground == ExtensionGround::kNearlyDone; });
  if (known) {
    violations.Add("decided_date", "DUPLICATE",
                   "An extension on this ground of that day is on record already.");
  } else if (nearly_done && had_it) {
    violations.Add("ground", "ONCE_ONLY",
                   "The extension for being nearly done is given once; name another ground.");
  }
  if (extension.decided_date > today) {
    violations.Add("decided_date", "IN_THE_FUTURE",
                   "An extension is recorded once it is decided; take today or earlier.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(CheckRoom(before.extensions));
  Duty after = before;
  after.extensions.push_back(extension);
  return after;
}

StatusOr<Duty> RecordTerm(const Duty& before, const RegisteredTerm& term, absl::CivilDay today) {
  Violations violations;
  if (!term.term.Valid()) {
    violations.Add("end_date", "INTERVAL_REVERSED",
                   "The day after the last must lie after the start; swap or correct the dates.");
  }
  if (term.changed_date && *term.changed_date > today) {
    violations.Add("changed_date", "IN_THE_FUTURE", "DUO's change lies in the future; check the day.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  Duty after = before;
  if (!before.registered.empty() && before.registered.back() == term) return after;
  RETURN_IF_ERROR(CheckRoom(before.registered));
  after.registered.push_back(term);
  return after;
}

}  // namespace duaal::intake::domain
