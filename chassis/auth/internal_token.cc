#include "chassis/auth/internal_token.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/time/clock.h"
#include "chassis/auth/openssl.h"
#include "chassis/auth/verified_cache.h"
#include "chassis/core/mutex.h"
#include "chassis/crypto/crypto.h"

namespace duaal::auth {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr char kGateway[] = "gateway";
// Signed in front of the claims, so that no other use of the same key can yield a token.
constexpr char kDomain[] = "duaal internal token 1\n";
constexpr std::size_t kMaxTokenBytes = 64 * 1024;
constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kCacheEntries = 8192;
constexpr absl::Duration kClockSkew = absl::Seconds(30);
constexpr absl::Duration kServiceTokenLifetime = absl::Seconds(60);
constexpr absl::Duration kServiceTokenReserve = absl::Seconds(30);

struct Claims {
  std::string issuer;
  absl::Time issued;
  absl::Time expires;
  Principal principal;
};

// The claims as bytes: numbers as LEB128 (signed ones zigzag first), texts with their length in front,
// lists with their count in front. A fixed order and no optional parts: one meaning, one text.
class Encoder {
 public:
  void Number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_.push_back(static_cast<char>((value & 0x7F) | 0x80));
    out_.push_back(static_cast<char>(value));
  }
  void Signed(std::int64_t value) {
    Number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void Text(std::string_view text) {
    Number(text.size());
    out_ += text;
  }
  void Day(absl::CivilDay day) { Signed(day - absl::CivilDay(1970, 1, 1)); }
  [[nodiscard]] std::string Take() { return std::move(out_); }

 private:
  std::string out_;
};

// Reads the same; after the first fault every value is empty and `ok` is false.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}
  std::uint64_t Number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    ok_ = false;
    rest_ = {};
    return 0;
  }
  std::int64_t Signed() {
    const std::uint64_t value = Number();
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }
  std::string Text() {
    const std::uint64_t size = Number();
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return "";
    }
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }
  // A count of entries that take at least a byte each.
  std::uint64_t Count() {
    const std::uint64_t count = Number();
    if (count > rest_.size()) ok_ = false;
    return ok_ ? count : 0;
  }
  absl::CivilDay Day() { return absl::CivilDay(1970, 1, 1) + Signed(); }
  [[nodiscard]] bool Done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

std::string Encode(const Claims& claims) {
  Encoder out;
  const Principal& principal = claims.principal;
  out.Number(kVersion);
  out.Text(claims.issuer);
  out.Signed(absl::ToUnixMicros(claims.issued));
  out.Signed(absl::ToUnixMicros(claims.expires));
  out.Number(static_cast<std::uint64_t>(principal.kind));
  out.Text(principal.id);
  out.Text(principal.organisation_id);
  out.Text(principal.purpose);
  out.Number(principal.permissions.size());
  for (const std::string& permission : principal.permissions) out.Text(permission);
  out.Number(principal.mandates.size());
  for (const Mandate& mandate : principal.mandates) {
    out.Text(mandate.municipality_code);
    out.Number((mandate.from_date.has_value() ? 1U : 0U) | (mandate.until_date.has_value() ? 2U : 0U));
    if (mandate.from_date.has_value()) out.Day(*mandate.from_date);
    if (mandate.until_date.has_value()) out.Day(*mandate.until_date);
  }
  return out.Take();
}

// Who claims to have signed. All that is read before the signature was checked.
std::string IssuerOf(std::string_view bytes) {
  Decoder in(bytes);
  return in.Number() == kVersion ? in.Text() : "";
}

std::optional<Claims> Decode(std::string_view bytes) {
  Decoder in(bytes);
  Claims claims;
  Principal& principal = claims.principal;
  if (in.Number() != kVersion) return std::nullopt;
  claims.issuer = in.Text();
  claims.issued = absl::FromUnixMicros(in.Signed());
  claims.expires = absl::FromUnixMicros(in.Signed());
  const std::uint64_t kind = in.Number();
  if (kind > static_cast<std::uint64_t>(PrincipalKind::kService)) return std::nullopt;
  principal.kind = static_cast<PrincipalKind>(kind);
  principal.id = in.Text();
  principal.organisation_id = in.Text();
  principal.purpose = in.Text();
  for (std::uint64_t left = in.Count(); left > 0; --left) principal.permissions.insert(in.Text());
  for (std::uint64_t left = in.Count(); left > 0; --left) {
    Mandate mandate;
    mandate.municipality_code = in.Text();
    const std::uint64_t dates = in.Number();
    if (dates > 3) return std::nullopt;
    if ((dates & 1) != 0) mandate.from_date = in.Day();
    if ((dates & 2) != 0) mandate.until_date = in.Day();
    principal.mandates.push_back(std::move(mandate));
  }
  if (!in.Done()) return std::nullopt;
  return claims;
}

Status Refuse(const std::string& reason, const std::string& message) {
  return Error(absl::StatusCode::kUnauthenticated, reason, message);
}

// Opens a PEM file and reads a key of type Ed25519 by `read`.
template <typename Read>
StatusOr<KeyPtr> ReadKey(const std::string& path, Read read) {
  const std::unique_ptr<FILE, Freer<std::fclose>> file(std::fopen(path.c_str(), "r"));
  if (file == nullptr) return Error(absl::StatusCode::kNotFound, "TOKEN_KEY", path + ": cannot be read.");
  KeyPtr key(read(file.get()));
  ERR_clear_error();  // a failed read leaves its reason in the thread's queue, for others to trip over
  if (key == nullptr || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) {
    return Error(absl::StatusCode::kInvalidArgument, "TOKEN_KEY", path + ": is not an Ed25519 key in PEM.");
  }
  return key;
}

std::string SignBytes(EVP_PKEY* key, std::string_view payload) {
  const std::string text = std::string(kDomain).append(payload);
  std::string signature(kSignatureBytes, '\0');
  std::size_t length = signature.size();
  const DigestContext ctx(EVP_MD_CTX_new());
  if (ctx == nullptr || EVP_DigestSignInit(ctx.get(), nullptr, nullptr, nullptr, key) != 1 ||
      EVP_DigestSign(ctx.get(), Bytes(signature), &length, Bytes(text), text.size()) != 1 ||
      length != kSignatureBytes) {
    std::abort();  // a valid private key always signs; only lack of memory ends here
  }
  return signature;
}

bool VerifyBytes(EVP_PKEY* key, std::string_view payload, std::string_view signature) {
  const std::string text = std::string(kDomain).append(payload);
  const DigestContext ctx(EVP_MD_CTX_new());
  const bool good =
      ctx != nullptr && EVP_DigestVerifyInit(ctx.get(), nullptr, nullptr, nullptr, key) == 1 &&
      EVP_DigestVerify(ctx.get(), Bytes(signature), signature.size(), Bytes(text), text.size()) == 1;
  if (!good) ERR_clear_error();
  return good;
}

bool MayName(const std::string& issuer, const Principal& principal) {
  if (issuer == kGateway) return true;
  return principal.kind == PrincipalKind::kService && principal.id == issuer;
}

}  // namespace

struct TokenSigner::Impl {
  std::string issuer;
  KeyPtr key;
  Mutex mutex;
  std::string service_token ABSL_GUARDED_BY(mutex);
  absl::Time service_token_expires ABSL_GUARDED_BY(mutex);
};

TokenSigner::TokenSigner(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TokenSigner::~TokenSigner() = default;

StatusOr<std::unique_ptr<TokenSigner>> TokenSigner::FromFile(const std::string& issuer,
                                                             const std::string& key_path) {
  auto impl = std::make_unique<Impl>();
  impl->issuer = issuer;
  ASSIGN_OR_RETURN(impl->key, ReadKey(key_path, [](FILE* file) {
                     return PEM_read_PrivateKey(file, nullptr, nullptr, nullptr);
                   }));
  return std::unique_ptr<TokenSigner>(new TokenSigner(std::move(impl)));
}

std::string TokenSigner::Sign(const Principal& principal, absl::Time now, absl::Duration lifetime) const {
  const std::string payload = Encode({impl_->issuer, now, now + lifetime, principal});
  return crypto::Base64Url(payload) + "." + crypto::Base64Url(SignBytes(impl_->key.get(), payload));
}

std::string TokenSigner::ServiceToken() {
  const absl::Time now = absl::Now();
  const MutexLock lock(impl_->mutex);
  if (impl_->service_token.empty() || now + kServiceTokenReserve >= impl_->service_token_expires) {
    Principal principal;
    principal.kind = PrincipalKind::kService;
    principal.id = impl_->issuer;
    impl_->service_token = Sign(principal, now, kServiceTokenLifetime);
    impl_->service_token_expires = now + kServiceTokenLifetime;
  }
  return impl_->service_token;
}

struct TokenVerifier::Impl {
  std::map<std::string, KeyPtr> keys;  // by issuer
  VerifiedCache<Principal> cache{kCacheEntries};

  [[nodiscard]] StatusOr<Claims> Check(std::string_view token, absl::Time now) const;
};

StatusOr<Claims> TokenVerifier::Impl::Check(std::string_view token, absl::Time now) const {
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos || token.size() > kMaxTokenBytes) {
    return Refuse("TOKEN_MALFORMED", "The internal token is malformed.");
  }
  const StatusOr<std::string> payload = crypto::FromBase64Url(token.substr(0, dot));
  const StatusOr<std::string> signature = crypto::FromBase64Url(token.substr(dot + 1));
  if (!payload.ok() || !signature.ok()) return Refuse("TOKEN_MALFORMED", "The internal token is malformed.");
  const auto key = keys.find(IssuerOf(*payload));
  if (key == keys.end()) return Refuse("TOKEN_ISSUER", "The internal token has an unknown issuer.");
  if (!VerifyBytes(key->second.get(), *payload, *signature)) {
    return Refuse("TOKEN_SIGNATURE", "The signature of the internal token is wrong.");
  }
  std::optional<Claims> claims = Decode(*payload);
  if (!claims.has_value()) return Refuse("TOKEN_MALFORMED", "The internal token is malformed.");
  if (now >= claims->expires) return Refuse("TOKEN_EXPIRED", "The internal token has expired.");
  if (claims->issued > now + kClockSkew) {
    return Refuse("TOKEN_NOT_YET_VALID", "The internal token was issued in the future; check the clocks.");
  }
  if (!MayName(claims->issuer, claims->principal)) {
    return Refuse("TOKEN_PRINCIPAL", "The issuer of the internal token may name only itself.");
  }
  return *std::move(claims);
}

TokenVerifier::TokenVerifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TokenVerifier::~TokenVerifier() = default;

StatusOr<std::unique_ptr<TokenVerifier>> TokenVerifier::FromDirectory(const std::string& directory) {
  auto impl = std::make_unique<Impl>();
  std::error_code error;
  std::filesystem::directory_iterator entries(directory, error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    const std::filesystem::path& path = entries->path();
    if (path.extension() != ".pem") continue;
    ASSIGN_OR_RETURN(KeyPtr key, ReadKey(path.string(), [](FILE* file) {
                       return PEM_read_PUBKEY(file, nullptr, nullptr, nullptr);
                     }));
    impl->keys.emplace(path.stem().string(), std::move(key));
  }
  if (error) return Error(absl::StatusCode::kNotFound, "TOKEN_ISSUERS", directory + ": cannot be read.");
  if (impl->keys.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "TOKEN_ISSUERS", directory + ": holds no <issuer>.pem.");
  }
  return std::unique_ptr<TokenVerifier>(new TokenVerifier(std::move(impl)));
}

StatusOr<std::shared_ptr<const Principal>> TokenVerifier::Verify(std::string_view token,
                                                                 absl::Time now) const {
  if (token.empty()) return Refuse("TOKEN_MISSING", "The call carries no internal token.");
  const std::string key = crypto::Sha256(token);
  if (auto known = impl_->cache.Find(key, now)) return known;
  ASSIGN_OR_RETURN(Claims claims, impl_->Check(token, now));
  auto principal = std::make_shared<const Principal>(std::move(claims.principal));
  impl_->cache.Put(key, principal, claims.expires);
  return principal;
}

}  // namespace duaal::auth
