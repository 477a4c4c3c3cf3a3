#include "intake-svc/domain/correction.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace duaal::intake::domain {
namespace {

// Art. 12(3) AVG.
constexpr int kMonthsToDecide = 1;
constexpr int kMonthsMore = 2;
// Art. 99(2) AVG.
constexpr absl::CivilDay kRegulationApplies(2018, 5, 25);

constexpr std::string_view kThisService = "intake-svc";
// Those that hold data of people; partner-svc holds none.
constexpr std::string_view kServices[] = {kThisService, "trajectory-svc", "reporting-svc"};
// Those whose sections stand in a person's export.
constexpr std::string_view kExporting[] = {kThisService, "trajectory-svc"};

Status CheckOpen(const CorrectionRequest& correction) {
  if (correction.outcome == CorrectionOutcome::kNone) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "ALREADY_DECIDED",
               "This request was decided on; record a new one when the person asks again.");
}

std::vector<CorrectionRecipient> RecipientsOf(const CorrectionRequest& correction,
                                              const std::vector<Uuid>& organisations) {
  std::vector<CorrectionRecipient> recipients;
  const auto add = [&](const std::optional<Uuid>& organisation_id, std::string_view service) {
    CorrectionRecipient recipient;
    recipient.number = static_cast<int>(recipients.size()) + 1;
    recipient.organisation_id = organisation_id;
    recipient.service = std::string(service);
    recipients.push_back(std::move(recipient));
  };
  for (const Uuid& organisation : organisations) add(organisation, "");
  for (const std::string_view service : kServices) {
    if (service != correction.service) add(std::nullopt, service);
  }
  return recipients;
}

}  // namespace

absl::CivilDay LastDayOfMonthsFrom(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last_of_month = absl::CivilDay(month + 1) - 1;
  return std::min(absl::CivilDay(month) + (day.day() - 1), last_of_month);
}

CorrectionRequest WithDueDate(CorrectionRequest correction) {
  const int months = kMonthsToDecide + (correction.extension_told_date ? kMonthsMore : 0);
  correction.due_date = LastDayOfMonthsFrom(correction.received_date, months);
  return correction;
}

bool IsOverdue(const CorrectionRequest& correction, absl::CivilDay today) {
  return correction.outcome == CorrectionOutcome::kNone && correction.due_date < today;
}

Status Check(const CorrectionRequest& correction, bool section_known, absl::CivilDay today) {
  Violations violations;
  if (std::find(std::begin(kExporting), std::end(kExporting), correction.service) == std::end(kExporting)) {
    violations.Add("correction.service", "UNKNOWN_SERVICE",
                   "No service of this name tells what it holds of people; take the one of the export.");
  }
  if (correction.service == kThisService && !section_known) {
    violations.Add("correction.section_code", "UNKNOWN_SECTION",
                   "The export has no section of this code; take one that stands in it.");
  }
  if (correction.received_date > today) {
    violations.Add("correction.received_date", "IN_THE_FUTURE",
                   "A request is recorded once it came; take today or earlier.");
  }
  if (correction.received_date < kRegulationApplies) {
    violations.Add("correction.received_date", "BEFORE_REGULATION",
                   "The regulation applies since 2018-05-25; check the year.");
  }
  return violations.ToStatus();
}

StatusOr<CorrectionRequest> Extend(const CorrectionRequest& before, absl::CivilDay told_date,
                                   const std::string& reason, absl::CivilDay today) {
  RETURN_IF_ERROR(CheckOpen(before));
  if (before.extension_told_date) {
    return Error(absl::StatusCode::kFailedPrecondition, "ALREADY_EXTENDED",
                 "This request got its two months more; decide on it.");
  }
  Violations violations;
  if (told_date > today) {
    violations.Add("told_date", "IN_THE_FUTURE", "Tell the person first; take today or earlier.");
  }
  if (told_date < before.received_date) {
    violations.Add("told_date", "BEFORE_RECEIPT", "The request came after this day; check the day.");
  }
  if (told_date > before.due_date) {
    violations.Add("told_date", "AFTER_FIRST_MONTH",
                   "The person has to be told within one month after the receipt; decide on it now.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  CorrectionRequest after = before;
  after.extension_told_date = told_date;
  after.extension_reason = reason;
  ++after.row_version;
  return WithDueDate(std::move(after));
}

StatusOr<CorrectionRequest> Decide(const CorrectionRequest& before, const CorrectionDecision& decision,
                                   const std::vector<Uuid>& organisations, absl::CivilDay today) {
  RETURN_IF_ERROR(CheckOpen(before));
  Violations violations;
  if (decision.outcome != CorrectionOutcome::kGranted) {
    if (decision.reasons.empty()) {
      violations.Add("reasons", "REQUIRED", "Say why not all that was asked for is corrected.");
    }
    if (!decision.complaint_right_told) {
      violations.Add("complaint_right_told", "COMPLAINT_RIGHT_NOT_TOLD",
                     "Tell the person of the right to complain and to go to court, and say so here.");
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  CorrectionRequest after = before;
  after.outcome = decision.outcome;
  after.decision_reasons = decision.reasons;
  after.complaint_right_told = decision.complaint_right_told;
  after.decided_by = decision.decided_by;
  after.decided_date = today;
  if (decision.outcome != CorrectionOutcome::kRefused) after.recipients = RecipientsOf(before, organisations);
  ++after.row_version;
  return after;
}

StatusOr<CorrectionRequest> NoteTold(const CorrectionRequest& before, int recipient_number,
                                     absl::CivilDay told_date, const std::string& told_by,
                                     absl::CivilDay today) {
  CorrectionRequest after = before;
  const auto recipient =
      std::find_if(after.recipients.begin(), after.recipients.end(),
                   [&](const CorrectionRecipient& one) { return one.number == recipient_number; });
  Violations violations;
  if (recipient == after.recipients.end()) {
    violations.Add("recipient_number", "UNKNOWN_RECIPIENT",
                   "Nobody of this number has to be told; take one of the recipients of the decision.");
  }
  if (told_date > today) {
    violations.Add("told_date", "IN_THE_FUTURE", "Tell the recipient first; take today or earlier.");
  }
  if (before.decided_date && told_date < *before.decided_date) {
    violations.Add("told_date", "BEFORE_DECISION", "The decision was taken after this day; check the day.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (recipient->told_date) {
    return Error(absl::StatusCode::kFailedPrecondition, "ALREADY_TOLD",
                 "This recipient was told before; nothing is left to record.");
  }
  recipient->told_date = told_date;
  recipient->told_by = told_by;
  ++after.row_version;
  return after;
}

}  // namespace duaal::intake::domain
