#include <optional>
#include <string>

#include "chassis/core/civil.h"
#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_intake.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

// Where a page of deadlines ended: the day, the referral and the step, of fixed width but for the last.
constexpr std::size_t kDateWidth = 10;
constexpr std::size_t kIdWidth = 16;

std::string ToPosition(const storage::IntakeDeadline& last) {
  return FormatDate(last.due_date) + last.referral_id.Bytes() + last.step_code;
}

std::optional<storage::IntakeDeadline> FromPosition(const std::string& after) {
  if (after.size() < kDateWidth + kIdWidth) return std::nullopt;
  storage::IntakeDeadline last;
  last.due_date = ParseDate(after.substr(0, kDateWidth)).value_or(absl::CivilDay());
  last.referral_id = Uuid::FromBytes(after.substr(kDateWidth, kIdWidth));
  last.step_code = after.substr(kDateWidth + kIdWidth);
  return last;
}

StatusOr<v1::ListIntakeDeadlinesResponse> ListIntakeDeadlines(const app::Deps& deps,
                                                              const crypto::KeyRing& keys, const Call& call,
                                                              const v1::ListIntakeDeadlinesRequest& request) {
  const std::string binding = request.programme_code() + (request.overdue_only() ? "\noverdue" : "");
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  storage::DeadlineFilter filter{request.programme_code()};
  if (request.overdue_only()) filter.due_before = call.today();
  ASSIGN_OR_RETURN(auto deadlines, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.steps.ListDeadlines(session, app::ViewerOf(CallerOf(call)), filter, FromPosition(page.after),
                                    page.size + 1);
  }));
  v1::ListIntakeDeadlinesResponse response;
  const bool more = static_cast<int>(deadlines.size()) > page.size;
  if (more) deadlines.resize(page.size);
  for (const auto& deadline : deadlines) *response.add_deadlines() = ToProto(deadline, call.today());
  if (more)
    response.set_next_page_token(duaal::rpc::SealPage(keys, call, ToPosition(deadlines.back()), binding));
  return response;
}

StatusOr<v1::IntakeNotes> GetIntakeNotes(const app::Deps& deps, const Call& call,
                                         const v1::GetIntakeNotesRequest& request) {
  return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::IntakeNotes> {
    ASSIGN_OR_RETURN(const domain::Referral referral,
                     deps.referrals.Get(session, ToId(request.referral_id()), app::ViewerOf(CallerOf(call))));
    ASSIGN_OR_RETURN(const domain::IntakeNotes notes,
                     deps.steps.GetNotes(session, referral.id, request.step_code()));
    return ToProto(referral.participant_id, notes);
  });
}

}  // namespace

void RegisterIntakeStepService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.IntakeStepService/";
  server.Unary<v1::RecordAloneWishRequest, v1::AloneWish>(
      service + "RecordAloneWish", [&](const Call& call, const auto& request) -> StatusOr<v1::AloneWish> {
        const app::RecordAloneWishCommand command = ToCommand(request);
        ASSIGN_OR_RETURN(const auto referral,
                         app::RecordAloneWish(deps, CallerOf(call, request.request_id()), command));
        return ToProto(referral, command.wish);
      });
  server.Unary<v1::GetIntakeNotesRequest, v1::IntakeNotes>(
      service + "GetIntakeNotes",
      [&](const Call& call, const auto& request) { return GetIntakeNotes(deps, call, request); });
  server.Unary<v1::ListIntakeDeadlinesRequest, v1::ListIntakeDeadlinesResponse>(
      service + "ListIntakeDeadlines",
      [&](const Call& call, const auto& request) { return ListIntakeDeadlines(deps, keys, call, request); });
}

}  // namespace duaal::intake::rpc
