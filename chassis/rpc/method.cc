#include "chassis/rpc/method.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace duaal::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

// The gateway's certificate: it alone speaks for people and systems outside.
constexpr char kGateway[] = "gateway";

[[noreturn]] void Die(const std::string& method, const char* what) {
  std::fprintf(stderr, "Handler for %s: %s.\n", method.c_str(), what);
  std::abort();
}

template <typename Entry>
void CheckTypes(const std::string& name, const MethodDescriptor& method, const Entry& entry) {
  if (entry.request->GetDescriptor() != method.input_type()) Die(name, "the request has another type");
  if (entry.response->GetDescriptor() != method.output_type()) Die(name, "the response has another type");
}

const MethodDescriptor* Find(const std::string& name, const Handler& handler) {
  std::string dotted = name;
  std::replace(dotted.begin(), dotted.end(), '/', '.');
  const MethodDescriptor* method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(dotted);
  if (method == nullptr) Die(name, "no such method");
  std::visit([&](const auto& entry) { CheckTypes(name, *method, entry); }, handler);
  const bool unary = !method->client_streaming() && !method->server_streaming();
  const bool source = !method->client_streaming() && method->server_streaming();
  if (unary != std::holds_alternative<internal::UnaryEntry>(handler) ||
      source != std::holds_alternative<internal::SourceEntry>(handler)) {
    Die(name, "registered as another kind of method than it is");
  }
  return method;
}

bool IsSubject(const FieldDescriptor& field) {
  return field.options().GetExtension(api::v1::field).log_subject();
}

bool IsMunicipality(const FieldDescriptor& field) {
  return field.options().GetExtension(api::v1::field).format() == api::v1::FORMAT_MUNICIPALITY_CODE;
}

Status Denied(const char* reason, const char* message) {
  return Error(absl::StatusCode::kPermissionDenied, reason, message);
}

template <typename List>
bool Contains(const List& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

Method::Method(std::string name, Handler handler)
    : name_(std::move(name)),
      path_("/" + name_),
      handler_(std::move(handler)),
      descriptor_(Find(name_, handler_)),
      access_(descriptor_->options().GetExtension(api::v1::access)),
      rules_(descriptor_->input_type()),
      request_subjects_(descriptor_->input_type(), IsSubject),
      response_subjects_(descriptor_->output_type(), IsSubject),
      request_municipalities_(descriptor_->input_type(), IsMunicipality),
      response_municipalities_(descriptor_->output_type(), IsMunicipality) {
  const FieldDescriptor* request_id = descriptor_->input_type()->FindFieldByName("request_id");
  if (request_id != nullptr) request_id_field_ = request_id->number();
}

std::string Method::Fault() const {
  if (!descriptor_->options().HasExtension(api::v1::access)) return "has no access option";
  switch (access_.scope()) {
    case api::v1::SCOPE_TENANT:
    case api::v1::SCOPE_SHARED:
    case api::v1::SCOPE_AGGREGATE:
      if (access_.permission().empty()) return "names no permission in its access option";
      break;
    case api::v1::SCOPE_SERVICE:
      if (access_.callers().empty()) return "names no callers in its access option";
      break;
    case api::v1::SCOPE_PUBLIC:
      break;
    default:
      return "has no known scope in its access option";
  }
  if (logs() && access_.processing_activity().empty()) {
    return "touches people's data and names no processing activity in its access option";
  }
  return {};
}

MethodInfo Method::Info() const {
  return MethodInfo{name_, request_id_field_ != 0 || descriptor_->client_streaming(),
                    descriptor_->client_streaming() || descriptor_->server_streaming()};
}

Status Method::CheckAccess(const std::string& peer, const auth::Principal* principal) const {
  if (access_.scope() == api::v1::SCOPE_PUBLIC) return absl::OkStatus();
  if (access_.scope() == api::v1::SCOPE_SERVICE) {
    const bool itself = principal->kind == auth::PrincipalKind::kService && principal->id == peer;
    if (!itself || !Contains(access_.callers(), peer)) {
      return Denied("CALLER_NOT_ALLOWED", "Only services that the method names may call it, as themselves.");
    }
  } else if (peer != kGateway) {
    return Denied("CALLER_NOT_ALLOWED", "Call this method through the gateway.");
  }
  if (!access_.permission().empty() && !principal->May(access_.permission())) {
    return Denied("PERMISSION_MISSING", "Ask for a role that holds the permission of this method.");
  }
  if (!access_.purposes().empty() && !Contains(access_.purposes(), principal->purpose)) {
    return Denied("PURPOSE_NOT_ALLOWED", "State a purpose for which this method may be called.");
  }
  return absl::OkStatus();
}

void Method::AddSubjects(const google::protobuf::Message& message, std::vector<Uuid>& subjects) const {
  const bool is_request = message.GetDescriptor() == descriptor_->input_type();
  (is_request ? request_subjects_ : response_subjects_).Collect(message, [&](const std::string& text) {
    if (const auto id = Uuid::Parse(text)) subjects.push_back(*id);
  });
}

void Method::AddMunicipalities(const google::protobuf::Message& message,
                               std::vector<std::string>& codes) const {
  const bool is_request = message.GetDescriptor() == descriptor_->input_type();
  (is_request ? request_municipalities_ : response_municipalities_)
      .Collect(message, [&](const std::string& code) {
        if (!Contains(codes, code)) codes.push_back(code);
      });
}

}  // namespace duaal::rpc
