#ifndef CHASSIS_RPC_FORMATS_H_
#define CHASSIS_RPC_FORMATS_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "duaal/api/v1/options.pb.h"

namespace duaal::rpc {

// What is wrong with a value: a reason for programs and a sentence for people that never holds the value.
struct FormatFault {
  const char* reason;
  const char* description;
};

// Checks a value that is not empty; nothing when it has the shape that `format` asks for.
[[nodiscard]] std::optional<FormatFault> CheckFormat(api::v1::Format format, std::string_view value);

// Unicode code points of valid UTF-8.
[[nodiscard]] std::size_t CodePoints(std::string_view text);
[[nodiscard]] bool IsValidUtf8(std::string_view text);

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_FORMATS_H_
