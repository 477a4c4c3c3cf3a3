#ifndef TOOLS_ISSUER_KEY_H_
#define TOOLS_ISSUER_KEY_H_

#include <string>

#include "chassis/core/status.h"

namespace duaal::issuer {

// Makes a P-256 private key in PEM, readable by its owner only, unless the file is there.
// UNAVAILABLE: the file cannot be written.
[[nodiscard]] Status EnsureKey(const std::string& path);

// Writes a file whole or not at all. UNAVAILABLE: the folder or the disk does not allow it.
[[nodiscard]] Status WriteFile(const std::string& path, const std::string& content, bool secret);

}  // namespace duaal::issuer

#endif  // TOOLS_ISSUER_KEY_H_
