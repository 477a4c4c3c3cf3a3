#include "tools/issuer/key.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>

namespace duaal::issuer {
namespace {

Status CannotWrite(const std::string& path) {
  return Error(absl::StatusCode::kUnavailable, "FILE", path + ": cannot be written.");
}

}  // namespace

Status WriteFile(const std::string& path, const std::string& content, bool secret) {
  const std::string fresh = path + ".new";
  const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, secret ? 0600 : 0644);
  if (file < 0) return CannotWrite(path);
  const bool written = write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  const bool closed = close(file) == 0;
  if (!written || !closed || std::rename(fresh.c_str(), path.c_str()) != 0) return CannotWrite(path);
  return absl::OkStatus();
}

Status EnsureKey(const std::string& path) {
  if (std::filesystem::exists(path)) return absl::OkStatus();
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> pem(BIO_new(BIO_s_mem()), &BIO_free);
  if (key == nullptr || pem == nullptr ||
      PEM_write_bio_PKCS8PrivateKey(pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return Error(absl::StatusCode::kInternal, "KEY", "OpenSSL made no key.");
  }
  char* text = nullptr;
  const long length = BIO_get_mem_data(pem.get(), &text);  // NOLINT(google-runtime-int): OpenSSL's type
  return WriteFile(path, std::string(text, static_cast<std::size_t>(length)), /*secret=*/true);
}

}  // namespace duaal::issuer
