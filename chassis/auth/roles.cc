#include "chassis/auth/roles.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "chassis/core/uuid.h"
#include "duaal/config/v1/config.pb.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace duaal::auth {
namespace {

Status Bad(const std::string& path, const std::string& what) {
  return Error(absl::StatusCode::kInvalidArgument, "ROLES", path + ": " + what + ".");
}

Status Deny(const std::string& reason, const std::string& message) {
  return Error(absl::StatusCode::kPermissionDenied, reason, message);
}

// Keeps the first fault with its line.
class FirstFault : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int /*column*/, const std::string& message) override {
    if (text_.empty()) text_ = "line " + std::to_string(line + 1) + ": " + message;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::optional<PrincipalKind> KindOf(const std::string& word) {
  if (word == "staff") return PrincipalKind::kStaff;
  if (word == "partner") return PrincipalKind::kPartner;
  if (word == "region") return PrincipalKind::kRegion;
  if (word == "system") return PrincipalKind::kSystem;
  return std::nullopt;  // `service` is no role: services name themselves
}

bool IsWord(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool IsPermission(std::string_view text) {
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && IsWord(text.substr(0, dot)) && IsWord(text.substr(dot + 1));
}

}  // namespace

StatusOr<RoleBook> RoleBook::FromFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error(absl::StatusCode::kNotFound, "ROLES", path + ": cannot be read.");
  std::ostringstream text;
  text << file.rdbuf();
  FirstFault fault;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&fault);
  config::v1::Roles data;
  if (!parser.ParseFromString(text.str(), &data)) return Bad(path, fault.text());
  std::set<std::string> purposes;
  for (const auto& purpose : data.purposes()) {
    if (!IsWord(purpose.code())) return Bad(path, "a purpose has no proper code");
    if (!purposes.insert(purpose.code()).second)
      return Bad(path, "purpose " + purpose.code() + " stands twice");
  }
  RoleBook book;
  for (const auto& entry : data.roles()) {
    const std::string name = "role " + entry.code();
    if (!IsWord(entry.code())) return Bad(path, "a role has no proper code");
    const std::optional<PrincipalKind> kind = KindOf(entry.kind());
    if (!kind.has_value()) return Bad(path, name + ": kind must be staff, partner, region or system");
    Role role{*kind,
              {entry.permissions().begin(), entry.permissions().end()},
              {entry.purposes().begin(), entry.purposes().end()}};
    if (role.purposes.empty()) return Bad(path, name + ": has no purposes");
    for (const std::string& purpose : role.purposes) {
      if (!purposes.contains(purpose))
        return Bad(path, name + ": purpose " + purpose + " is not in the list");
    }
    for (const std::string& permission : role.permissions) {
      if (!IsPermission(permission))
        return Bad(path, name + ": permission " + permission + " is not resource.verb");
    }
    if (!book.roles_.emplace(entry.code(), std::move(role)).second) return Bad(path, name + ": stands twice");
  }
  if (book.roles_.empty()) return Bad(path, "holds no role");
  return book;
}

StatusOr<Principal> RoleBook::ToPrincipal(const JwtClaims& claims, std::string_view purpose) const {
  std::vector<const Role*> held;
  for (const std::string& code : claims.roles) {
    const auto found = roles_.find(code);
    if (found != roles_.end()) held.push_back(&found->second);
  }
  if (held.empty()) return Deny("NO_ROLE", "The token names no role that is known here.");
  Principal principal;
  principal.kind = held.front()->kind;
  principal.id = claims.subject;
  principal.purpose = !purpose.empty()          ? std::string(purpose)
                      : !claims.purpose.empty() ? claims.purpose
                                                : held.front()->purposes.front();
  bool purpose_allowed = false;
  for (const Role* role : held) {
    if (role->kind != principal.kind) return Deny("MIXED_ROLES", "The token mixes roles of different kinds.");
    principal.permissions.insert(role->permissions.begin(), role->permissions.end());
    purpose_allowed = purpose_allowed || std::find(role->purposes.begin(), role->purposes.end(),
                                                   principal.purpose) != role->purposes.end();
  }
  if (!purpose_allowed) return Deny("PURPOSE_NOT_ALLOWED", "Your roles may not act for this purpose.");
  if (principal.kind == PrincipalKind::kPartner) {
    if (!Uuid::Parse(claims.organisation).has_value()) {
      return Deny("ORGANISATION_REQUIRED", "A partner's token must name its organisation.");
    }
    principal.organisation_id = claims.organisation;
  } else if (principal.kind != PrincipalKind::kRegion) {
    principal.mandates = claims.municipalities;
  }
  return principal;
}

std::vector<std::string> RoleBook::Codes() const {
  std::vector<std::string> codes;
  for (const auto& [code, role] : roles_) codes.push_back(code);
  return codes;
}

std::set<std::string> RoleBook::Permissions() const {
  std::set<std::string> all;
  for (const auto& [code, role] : roles_) all.insert(role.permissions.begin(), role.permissions.end());
  return all;
}

}  // namespace duaal::auth
