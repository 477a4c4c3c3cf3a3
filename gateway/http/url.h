#ifndef GATEWAY_HTTP_URL_H_
#define GATEWAY_HTTP_URL_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The target of a request, taken apart.
namespace duaal::gateway::http {

// Decodes `%41`, and `+` as a space when asked. Nothing for a broken escape, for text that is not
// UTF-8, and for control characters.
[[nodiscard]] std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space = false);

// Encodes everything but letters, digits and `-._~`.
[[nodiscard]] std::string PercentEncode(std::string_view text);

// Whether the bytes are well-formed UTF-8.
[[nodiscard]] bool IsUtf8(std::string_view text);

// Splits `/v1/participants/a%2Fb` into decoded segments. Nothing for a path without a leading slash,
// with an empty segment, or with a broken escape.
[[nodiscard]] std::optional<std::vector<std::string>> SplitPath(std::string_view path);

// Splits a query into decoded keys and values, in order. Nothing for a broken escape.
[[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> SplitQuery(
    std::string_view query);

}  // namespace duaal::gateway::http

#endif  // GATEWAY_HTTP_URL_H_
