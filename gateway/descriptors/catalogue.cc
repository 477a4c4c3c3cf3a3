#include "gateway/descriptors/catalogue.h"

#include <fstream>
#include <sstream>
#include <utility>

#include "duaal/api/v1/compose.pb.h"
#include "google/api/annotations.pb.h"
#include "google/protobuf/descriptor.pb.h"

namespace duaal::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

Status Refuse(const std::string& reason, const std::string& message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, message);
}

// `duaal.intake.v1` is served by `intake-svc`, `duaal.gateway.v1` by the gateway itself; empty for
// packages of others.
std::string OwnerOf(const std::string& package) {
  constexpr std::string_view kPrefix = "duaal.";
  if (package.compare(0, kPrefix.size(), kPrefix) != 0) return "";
  const std::string part = package.substr(kPrefix.size(), package.find('.', kPrefix.size()) - kPrefix.size());
  return part == "gateway" ? part : part + "-svc";
}

StatusOr<Binding> ToBinding(const google::api::HttpRule& rule, const std::string& method) {
  Binding binding;
  binding.body = rule.body();
  switch (rule.pattern_case()) {
    case google::api::HttpRule::kGet:
      binding.verb = "GET";
      binding.path = rule.get();
      break;
    case google::api::HttpRule::kPut:
      binding.verb = "PUT";
      binding.path = rule.put();
      break;
    case google::api::HttpRule::kPost:
      binding.verb = "POST";
      binding.path = rule.post();
      break;
    case google::api::HttpRule::kDelete:
      binding.verb = "DELETE";
      binding.path = rule.delete_();
      break;
    case google::api::HttpRule::kPatch:
      binding.verb = "PATCH";
      binding.path = rule.patch();
      break;
    default:
      return Refuse("HTTP_RULE", method + " has a google.api.http option of an unknown form.");
  }
  if (!rule.response_body().empty()) {
    return Refuse("HTTP_RULE", method + " names a response_body, which the door does not offer.");
  }
  return binding;
}

// A part is asked with the bytes of the composed request, so each field must mean there what it means here.
bool Understands(const Descriptor* part, const Descriptor* composed) {
  for (int i = 0; i < composed->field_count(); ++i) {
    const FieldDescriptor* asked = composed->field(i);
    const FieldDescriptor* read = part->FindFieldByNumber(asked->number());
    const bool same = read != nullptr && read->name() == asked->name() && read->type() == asked->type() &&
                      read->label() == asked->label() && read->message_type() == asked->message_type();
    if (!same) return false;
  }
  return true;
}

}  // namespace

StatusOr<std::unique_ptr<Catalogue>> Catalogue::FromFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error(absl::StatusCode::kNotFound, "NO_DESCRIPTOR_SET", "Cannot read " + path + ".");
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return FromBytes(bytes.str());
}

StatusOr<std::unique_ptr<Catalogue>> Catalogue::FromBytes(const std::string& bytes) {
  std::unique_ptr<Catalogue> catalogue(new Catalogue());
  RETURN_IF_ERROR(catalogue->Load(bytes));
  return catalogue;
}

Status Catalogue::Load(const std::string& bytes) {
  google::protobuf::FileDescriptorSet set;
  if (!set.ParseFromString(bytes)) return Refuse("DESCRIPTOR_SET", "The descriptor set cannot be parsed.");
  // protoc writes files after those that they import, as BuildFile needs them.
  for (const auto& file : set.file()) {
    const google::protobuf::FileDescriptor* built = pool_.BuildFile(file);
    if (built == nullptr) {
      return Refuse("DESCRIPTOR_SET", "The descriptor set is incomplete at " + file.name() + ".");
    }
    if (OwnerOf(built->package()).empty()) continue;
    for (int i = 0; i < built->service_count(); ++i) RETURN_IF_ERROR(AddService(built->service(i)));
  }
  for (const auto& method : methods_) RETURN_IF_ERROR(Compose(method.get()));
  return absl::OkStatus();
}

Status Catalogue::Compose(Method* method) const {
  if (method->owner != "gateway") return absl::OkStatus();
  const auto& composition = method->descriptor->options().GetExtension(api::v1::composition);
  if (composition.parts().empty() || !method->IsUnary()) {
    return Refuse("NO_COMPOSITION", method->name + " does not say of which unary methods it is made.");
  }
  for (const auto& one : composition.parts()) {
    const Part part{method->descriptor->output_type()->FindFieldByName(one.field()), Find(one.method())};
    const bool fits = part.method != nullptr && part.method->owner != "gateway" && part.method->IsUnary() &&
                      part.field != nullptr && !part.field->is_repeated() &&
                      part.field->message_type() == part.method->descriptor->output_type() &&
                      Understands(part.method->descriptor->input_type(), method->descriptor->input_type());
    if (!fits) {
      return Refuse("COMPOSITION",
                    method->name + ": " + one.method() + " does not fit into " + one.field() + ".");
    }
    method->parts.push_back(part);
  }
  return absl::OkStatus();
}

Status Catalogue::AddService(const ServiceDescriptor* service) {
  const std::size_t before = methods_.size();
  for (int i = 0; i < service->method_count(); ++i) RETURN_IF_ERROR(AddMethod(service->method(i)));
  if (methods_.size() > before) services_.push_back(service->full_name());
  return absl::OkStatus();
}

Status Catalogue::AddMethod(const MethodDescriptor* descriptor) {
  auto method = std::make_unique<Method>();
  method->descriptor = descriptor;
  method->name = descriptor->service()->full_name() + "/" + descriptor->name();
  method->path = "/" + method->name;
  method->owner = OwnerOf(descriptor->file()->package());
  method->access = descriptor->options().GetExtension(api::v1::access);
  if (method->access.scope() == api::v1::SCOPE_SERVICE) return absl::OkStatus();
  if (method->access.scope() == api::v1::SCOPE_UNSPECIFIED) {
    return Refuse("NO_ACCESS_OPTION", method->name + " does not say who may call it.");
  }
  if (method->access.permission().empty() && !method->IsPublic()) {
    return Refuse("NO_PERMISSION", method->name + " names no permission.");
  }
  if (descriptor->options().HasExtension(google::api::http)) {
    if (!method->IsUnary()) {
      return Refuse("HTTP_RULE",
                    method->name + " is streaming and has a REST form, which the door does not offer.");
    }
    const google::api::HttpRule& rule = descriptor->options().GetExtension(google::api::http);
    ASSIGN_OR_RETURN(Binding first, ToBinding(rule, method->name));
    method->bindings.push_back(std::move(first));
    for (const auto& additional : rule.additional_bindings()) {
      ASSIGN_OR_RETURN(Binding next, ToBinding(additional, method->name));
      method->bindings.push_back(std::move(next));
    }
  }
  ASSIGN_OR_RETURN(method->input, shapes_.Add(descriptor->input_type()));
  ASSIGN_OR_RETURN(method->output, shapes_.Add(descriptor->output_type()));
  by_name_.emplace(method->name, method.get());
  methods_.push_back(std::move(method));
  return absl::OkStatus();
}

const Method* Catalogue::Find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

}  // namespace duaal::gateway
