#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "chassis/core/civil.h"
#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_retention.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using domain::RetentionTerm;
using duaal::rpc::Call;
using service::CallerOf;

// Where a page of due people ended: the terms of a class are walked one after the other.
struct DuePlace {
  domain::RetentionEventKind event = domain::RetentionEventKind::kUnknown;
  absl::CivilDay date{1, 1, 1};
  Uuid id;
};

std::string Pack(const storage::DuePerson& last) {
  return std::to_string(static_cast<int>(last.event)) + FormatDate(last.event_date) +
         last.participant_id.Bytes();
}

// Of a token that was sealed by `Pack`.
DuePlace Unpack(const std::string& token) {
  if (token.size() != 27) return {};
  return {static_cast<domain::RetentionEventKind>(token[0] - '0'), *ParseDate(token.substr(1, 10)),
          Uuid::FromBytes(token.substr(11))};
}

// One more person than asked for shows that there are more.
StatusOr<std::vector<storage::DuePerson>> FindDue(const app::Deps& deps, sql::Session& session,
                                                  const storage::Viewer& viewer,
                                                  const domain::RetentionClass& retention_class,
                                                  const DuePlace& after, int limit) {
  std::vector<storage::DuePerson> people;
  for (const RetentionTerm& term : retention_class.terms) {
    if (term.event < after.event) continue;
    const DuePlace from = term.event == after.event ? after : DuePlace();
    ASSIGN_OR_RETURN(auto more, deps.retention.ListDue(session, viewer, retention_class.code, term.event,
                                                       domain::DueUntil(viewer.today, term.years), from.date,
                                                       from.id, limit - static_cast<int>(people.size())));
    std::move(more.begin(), more.end(), std::back_inserter(people));
    if (static_cast<int>(people.size()) >= limit) break;
  }
  return people;
}

int YearsOf(const domain::RetentionClass& retention_class, domain::RetentionEventKind event) {
  const auto term = std::find_if(retention_class.terms.begin(), retention_class.terms.end(),
                                 [&](const RetentionTerm& one) { return one.event == event; });
  return term->years;
}

StatusOr<v1::ListDuePeopleResponse> ListDuePeople(const app::Deps& deps, const crypto::KeyRing& keys,
                                                  const Call& call, const v1::ListDuePeopleRequest& request) {
  const std::string& binding = request.retention_class_code();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::ListDuePeopleResponse> {
    ASSIGN_OR_RETURN(const auto retention_class, deps.retention.FindClass(session, binding));
    if (!retention_class) return NotFound("This retention class");
    ASSIGN_OR_RETURN(auto people, FindDue(deps, session, app::ViewerOf(CallerOf(call)), *retention_class,
                                          Unpack(page.after), page.size + 1));
    v1::ListDuePeopleResponse response;
    const bool more = static_cast<int>(people.size()) > page.size;
    if (more) people.resize(page.size);
    for (const storage::DuePerson& person : people) {
      *response.add_due_people() = ToProto(person, YearsOf(*retention_class, person.event));
    }
    if (more) response.set_next_page_token(duaal::rpc::SealPage(keys, call, Pack(people.back()), binding));
    return response;
  });
}

}  // namespace

void RegisterRetentionService(duaal::rpc::Server& server, const app::Deps& deps,
                              const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.RetentionService/";
  using Classes = v1::ListRetentionClassesResponse;
  server.Unary<v1::ListRetentionClassesRequest, Classes>(
      service + "ListRetentionClasses", [&](const Call& call, const auto&) -> StatusOr<Classes> {
        ASSIGN_OR_RETURN(const auto classes, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.retention.ListClasses(session);
        }));
        Classes response;
        for (const auto& one : classes) *response.add_retention_classes() = ToProto(one);
        return response;
      });
  server.Unary<v1::RecordRetentionEventRequest, v1::RetentionEvent>(
      service + "RecordRetentionEvent",
      [&](const Call& call, const auto& request) -> StatusOr<v1::RetentionEvent> {
        ASSIGN_OR_RETURN(
            const auto event,
            app::RecordRetentionEvent(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(event);
      });
  server.Unary<v1::ListDuePeopleRequest, v1::ListDuePeopleResponse>(
      service + "ListDuePeople",
      [&](const Call& call, const auto& request) { return ListDuePeople(deps, keys, call, request); });
}

}  // namespace duaal::intake::rpc
