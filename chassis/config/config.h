#ifndef CHASSIS_CONFIG_CONFIG_H_
#define CHASSIS_CONFIG_CONFIG_H_

#include <string>

#include "chassis/core/status.h"
#include "duaal/config/v1/config.pb.h"

// The settings of a process: read once, checked whole, complete afterwards. A wrong setting ends the
// start with a sentence that names the key, and the line where it stands.
namespace duaal::config {

// Reads and checks a text-format ProcessConfig; zero values that mean a default are filled in.
//
// NOT_FOUND: no such file. INVALID_ARGUMENT (CONFIG): an unknown key, a value of another type or out of
// range, or a required key that is missing; one line per fault, as `FILE:LINE: KEY: what is wrong`.
[[nodiscard]] StatusOr<config::v1::ProcessConfig> Load(const std::string& path);

// Reads the path from `--config FILE` or `--config=FILE`.
//
// INVALID_ARGUMENT (USAGE): no such flag, given twice, or anything else on the command line.
[[nodiscard]] StatusOr<std::string> PathFromFlags(int argc, const char* const* argv);

// Reads a file that holds one secret, without the white space around it.
//
// NOT_FOUND: no such file. INVALID_ARGUMENT (SECRET_FILE): empty, or more than one line.
[[nodiscard]] StatusOr<std::string> ReadSecret(const std::string& path);

}  // namespace duaal::config

#endif  // CHASSIS_CONFIG_CONFIG_H_
