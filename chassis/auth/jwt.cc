#include "chassis/auth/jwt.h"

#include <rapidjson/document.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <tuple>
#include <utility>

#include "chassis/auth/jwks.h"
#include "chassis/auth/verified_cache.h"
#include "chassis/core/civil.h"
#include "chassis/core/mutex.h"
#include "chassis/crypto/crypto.h"
#include "chassis/log/log.h"

namespace duaal::auth {
namespace {

constexpr std::size_t kMaxTokenBytes = 64 * 1024;
constexpr std::size_t kMaxSubjectBytes = 255;
constexpr std::size_t kMaxCodeBytes = 64;
constexpr std::size_t kCacheEntries = 8192;
constexpr auto kLookInterval = std::chrono::seconds(1);
constexpr absl::Duration kMaxLeeway = absl::Seconds(60);
constexpr double kLatestUnixSeconds = 253402300799;  // the end of the year 9999

Status Refuse(const std::string& reason, const std::string& message) {
  return Error(absl::StatusCode::kUnauthenticated, reason, message);
}

Status BadClaims(const std::string& what) { return Refuse("TOKEN_CLAIMS", "The token's " + what + "."); }

// Parses an object without a name twice: readers differ in which of the two they believe.
bool ParseObject(const std::string& json, rapidjson::Document* document) {
  document->Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(json.data(),
                                                                                          json.size());
  if (document->HasParseError() || !document->IsObject()) return false;
  std::set<std::string_view> names;
  for (const auto& member : document->GetObject()) {
    if (!names.emplace(member.name.GetString(), member.name.GetStringLength()).second) return false;
  }
  return true;
}

const rapidjson::Value* Find(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member == object.MemberEnd() ? nullptr : &member->value;
}

std::string TextOf(const rapidjson::Value& value) { return {value.GetString(), value.GetStringLength()}; }

// An optional text of at most `longest` bytes, printable only, because it goes into logs and rows.
bool ReadText(const rapidjson::Value& object, const char* name, std::size_t longest, std::string* out) {
  const rapidjson::Value* value = Find(object, name);
  if (value == nullptr) return true;
  if (!value->IsString() || value->GetStringLength() > longest) return false;
  *out = TextOf(*value);
  for (const char c : *out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
  }
  return true;
}

// An optional NumericDate.
bool ReadTime(const rapidjson::Value& object, const char* name, std::optional<absl::Time>* out) {
  const rapidjson::Value* value = Find(object, name);
  if (value == nullptr) return true;
  if (!value->IsNumber()) return false;
  const double seconds = value->GetDouble();
  if (!(seconds >= 0 && seconds <= kLatestUnixSeconds)) return false;
  *out = absl::UnixEpoch() + absl::Seconds(seconds);
  return true;
}

bool ReadDate(const rapidjson::Value& object, const char* name, std::optional<absl::CivilDay>* out) {
  const rapidjson::Value* value = Find(object, name);
  if (value == nullptr || value->IsNull()) return true;
  if (!value->IsString()) return false;
  *out = ParseDate(TextOf(*value));
  return out->has_value();
}

std::optional<Mandate> ReadMandate(const rapidjson::Value& value) {
  Mandate mandate;
  if (value.IsString()) {
    mandate.municipality_code = TextOf(value);
  } else if (!value.IsObject() || !ReadText(value, "code", kMaxCodeBytes, &mandate.municipality_code) ||
             !ReadDate(value, "from", &mandate.from_date) || !ReadDate(value, "until", &mandate.until_date)) {
    return std::nullopt;
  }
  if (mandate.municipality_code.empty() || mandate.municipality_code.size() > kMaxCodeBytes)
    return std::nullopt;
  return mandate;
}

bool ReadRoles(const rapidjson::Value& object, std::vector<std::string>* out) {
  const rapidjson::Value* list = Find(object, "roles");
  if (list == nullptr) return true;
  if (!list->IsArray()) return false;
  for (const rapidjson::Value& role : list->GetArray()) {
    if (!role.IsString()) return false;
    out->push_back(TextOf(role));
  }
  return true;
}

bool ReadMunicipalities(const rapidjson::Value& object, std::vector<Mandate>* out) {
  const rapidjson::Value* list = Find(object, "municipalities");
  if (list == nullptr) return true;
  if (!list->IsArray()) return false;
  for (const rapidjson::Value& entry : list->GetArray()) {
    std::optional<Mandate> mandate = ReadMandate(entry);
    if (!mandate.has_value()) return false;
    out->push_back(*std::move(mandate));
  }
  return true;
}

bool NamesAudience(const rapidjson::Value& object, const std::string& audience) {
  const rapidjson::Value* value = Find(object, "aud");
  if (value == nullptr) return false;
  if (value->IsString()) return TextOf(*value) == audience;
  if (!value->IsArray()) return false;
  for (const rapidjson::Value& entry : value->GetArray()) {
    if (entry.IsString() && TextOf(entry) == audience) return true;
  }
  return false;
}

StatusOr<std::shared_ptr<const JwtClaims>> ReadClaims(const rapidjson::Value& object, absl::Time expires) {
  auto claims = std::make_shared<JwtClaims>();
  claims->expires = expires;
  if (!ReadText(object, "sub", kMaxSubjectBytes, &claims->subject) || claims->subject.empty()) {
    return BadClaims("`sub` must be a text of 1 to 255 bytes");
  }
  if (!ReadRoles(object, &claims->roles)) return BadClaims("`roles` must be a list of texts");
  if (!ReadMunicipalities(object, &claims->municipalities)) {
    return BadClaims("`municipalities` must be a list of codes or of {code, from, until}");
  }
  if (!ReadText(object, "organisation", kMaxCodeBytes, &claims->organisation)) {
    return BadClaims("`organisation` must be a text");
  }
  if (!ReadText(object, "purpose", kMaxCodeBytes, &claims->purpose))
    return BadClaims("`purpose` must be a text");
  return std::shared_ptr<const JwtClaims>(std::move(claims));
}

// One state of the key set. It has its own cache, so a token checked against a key that is gone since is
// not remembered.
struct KeySet {
  std::map<std::string, VerifyingKey, std::less<>> keys;
  mutable VerifiedCache<JwtClaims> verified{kCacheEntries};
};

// Tells one state of a file from the next.
using Stamp = std::tuple<ino_t, off_t, time_t, long>;

StatusOr<Stamp> StampOf(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    return Error(absl::StatusCode::kNotFound, "JWKS", path + ": cannot be read.");
  }
  return Stamp{info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
}

StatusOr<std::shared_ptr<const KeySet>> ReadKeySet(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error(absl::StatusCode::kNotFound, "JWKS", path + ": cannot be read.");
  std::ostringstream text;
  text << file.rdbuf();
  auto set = std::make_shared<KeySet>();
  ASSIGN_OR_RETURN(set->keys, ParseJwks(text.str()));
  return std::shared_ptr<const KeySet>(std::move(set));
}

}  // namespace

struct JwtVerifier::Impl {
  JwtOptions options;
  Mutex mutex;
  std::shared_ptr<const KeySet> key_set ABSL_GUARDED_BY(mutex);
  Stamp stamp ABSL_GUARDED_BY(mutex);
  Status reload_status ABSL_GUARDED_BY(mutex);
  std::chrono::steady_clock::time_point looked_at ABSL_GUARDED_BY(mutex);

  // The keys as the file has them, or had them when it was last good.
  std::shared_ptr<const KeySet> Current();
  Status Reload() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  [[nodiscard]] Status CheckTimes(const rapidjson::Value& object, absl::Time now, absl::Time* expires) const;
  [[nodiscard]] StatusOr<std::shared_ptr<const JwtClaims>> Check(const KeySet& set, std::string_view token,
                                                                 absl::Time now) const;
};

Status JwtVerifier::Impl::Reload() {
  ASSIGN_OR_RETURN(const Stamp found, StampOf(options.jwks_path));
  if (key_set != nullptr && found == stamp) return absl::OkStatus();
  ASSIGN_OR_RETURN(key_set, ReadKeySet(options.jwks_path));
  stamp = found;
  return absl::OkStatus();
}

std::shared_ptr<const KeySet> JwtVerifier::Impl::Current() {
  const auto now = std::chrono::steady_clock::now();
  const MutexLock lock(mutex);
  if (now - looked_at < kLookInterval) return key_set;
  looked_at = now;
  Status status = Reload();
  if (status != reload_status && !status.ok()) log::Warn("jwks_reload", {{"status", status}});
  reload_status = std::move(status);
  return key_set;
}

Status JwtVerifier::Impl::CheckTimes(const rapidjson::Value& object, absl::Time now,
                                     absl::Time* expires) const {
  std::optional<absl::Time> end, start, issued;
  if (!ReadTime(object, "exp", &end) || !end.has_value()) return BadClaims("`exp` must be a time");
  if (!ReadTime(object, "nbf", &start)) return BadClaims("`nbf` must be a time");
  if (!ReadTime(object, "iat", &issued)) return BadClaims("`iat` must be a time");
  if (now >= *end + options.leeway) return Refuse("TOKEN_EXPIRED", "The token has expired. Log in again.");
  const absl::Time latest = now + options.leeway;
  if ((start.has_value() && *start > latest) || (issued.has_value() && *issued > latest)) {
    return Refuse("TOKEN_NOT_YET_VALID", "The token is not valid yet.");
  }
  *expires = *end;
  return absl::OkStatus();
}

StatusOr<std::shared_ptr<const JwtClaims>> JwtVerifier::Impl::Check(const KeySet& set, std::string_view token,
                                                                    absl::Time now) const {
  const Status malformed = Refuse("TOKEN_MALFORMED", "The token is not a signed JSON Web Token.");
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.size() > kMaxTokenBytes) return malformed;
  const StatusOr<std::string> header_json = crypto::FromBase64Url(token.substr(0, first));
  const StatusOr<std::string> body_json = crypto::FromBase64Url(token.substr(first + 1, second - first - 1));
  const StatusOr<std::string> signature = crypto::FromBase64Url(token.substr(second + 1));
  rapidjson::Document header;
  if (!header_json.ok() || !body_json.ok() || !signature.ok() || !ParseObject(*header_json, &header)) {
    return malformed;
  }
  // An extension that must be understood and is not, makes the token invalid (RFC 7515, 4.1.11).
  if (Find(header, "crit") != nullptr) return malformed;
  std::string kid, algorithm;
  if (!ReadText(header, "kid", kMaxTokenBytes, &kid) || !ReadText(header, "alg", kMaxCodeBytes, &algorithm)) {
    return malformed;
  }
  const auto key = set.keys.find(kid);
  if (key == set.keys.end()) return Refuse("TOKEN_KEY", "The token is signed with an unknown key.");
  if (algorithm != key->second.algorithm) {
    return Refuse("TOKEN_ALGORITHM", "The token's algorithm is not the one of its key.");
  }
  if (!key->second.Verifies(token.substr(0, second), *signature)) {
    return Refuse("TOKEN_SIGNATURE", "The token's signature is wrong.");
  }
  rapidjson::Document body;
  if (!ParseObject(*body_json, &body)) return malformed;
  const rapidjson::Value* issuer = Find(body, "iss");
  if (issuer == nullptr || !issuer->IsString() || TextOf(*issuer) != options.issuer) {
    return Refuse("TOKEN_ISSUER", "The token is of another issuer.");
  }
  if (!NamesAudience(body, options.audience))
    return Refuse("TOKEN_AUDIENCE", "The token is for another audience.");
  absl::Time expires;
  RETURN_IF_ERROR(CheckTimes(body, now, &expires));
  return ReadClaims(body, expires);
}

JwtVerifier::JwtVerifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
JwtVerifier::~JwtVerifier() = default;

StatusOr<std::unique_ptr<JwtVerifier>> JwtVerifier::FromFile(const JwtOptions& options) {
  if (options.issuer.empty() || options.audience.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "JWT_OPTIONS",
                 "An issuer and an audience are required.");
  }
  if (options.leeway < absl::ZeroDuration() || options.leeway > kMaxLeeway) {
    return Error(absl::StatusCode::kInvalidArgument, "JWT_OPTIONS",
                 "The leeway must be from 0 to 60 seconds.");
  }
  auto impl = std::make_unique<Impl>();
  impl->options = options;
  {
    const MutexLock lock(impl->mutex);
    RETURN_IF_ERROR(impl->Reload());
    impl->looked_at = std::chrono::steady_clock::now();
  }
  return std::unique_ptr<JwtVerifier>(new JwtVerifier(std::move(impl)));
}

StatusOr<std::shared_ptr<const JwtClaims>> JwtVerifier::Verify(std::string_view token, absl::Time now) const {
  if (token.empty()) return Refuse("TOKEN_MISSING", "The call carries no token.");
  const std::shared_ptr<const KeySet> set = impl_->Current();
  const std::string key = crypto::Sha256(token);
  if (auto known = set->verified.Find(key, now)) return known;
  ASSIGN_OR_RETURN(std::shared_ptr<const JwtClaims> claims, impl_->Check(*set, token, now));
  set->verified.Put(key, claims, claims->expires + impl_->options.leeway);
  return claims;
}

Status JwtVerifier::reload_status() const {
  const MutexLock lock(impl_->mutex);
  return impl_->reload_status;
}

}  // namespace duaal::auth
