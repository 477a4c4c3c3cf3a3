#include "tests/conventions/function_scanner.h"

#include <cstddef>
#include <regex>

#include "tests/conventions/source_tree.h"

namespace duaal::conventions {
namespace {

// Directives may hold unbalanced braces; they and their continuation lines say nothing about functions.
void BlankDirectives(std::string& text) {
  bool directive = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::size_t first = text.find_first_not_of(" \t", at);
    directive = directive || (first < end && text[first] == '#');
    if (directive) {
      directive = end > at && text[end - 1] == '\\';
      for (std::size_t i = at; i < end; ++i) text[i] = ' ';
    }
    at = end + 1;
  }
}

std::string OneLine(std::string_view text) {
  static const std::regex kSpace("\\s+");
  std::string line = std::regex_replace(std::string(text), kSpace, " ");
  line.erase(0, line.find_first_not_of(' '));
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

bool IsFunctionHeader(const std::string& header) {
  static const std::regex kType(
      "^(template ?<.*> ?)?(inline )?(namespace|class|struct|union|enum|extern)\\b.*");
  static const std::regex kCall("\\)( ?(const|noexcept|override|final|mutable|&|&&|->.*|:.*|requires.*))*$");
  if (std::regex_match(header, kType) && header.find(") ") == std::string::npos) return false;
  return std::regex_search(header, kCall);
}

}  // namespace

std::vector<FunctionBody> FindFunctions(std::string_view cpp) {
  std::string text = WithoutComments(cpp, false);
  BlankDirectives(text);
  std::vector<FunctionBody> functions;
  int depth = 0;           // of braces
  int function_depth = 0;  // depth inside the open function, 0 outside
  std::size_t header_start = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '{') {
      ++depth;
      const std::string header =
          function_depth == 0 ? OneLine(text.substr(header_start, at - header_start)) : "";
      if (function_depth == 0 && IsFunctionHeader(header)) {
        function_depth = depth;
        functions.push_back({header, LineOf(text, at), 0});
      }
    } else if (c == '}') {
      if (depth == function_depth && function_depth != 0) {
        FunctionBody& body = functions.back();
        body.line_count = LineOf(text, at) - body.first_line + 1;
        function_depth = 0;
      }
      --depth;
    }
    if (c == '{' || c == '}' || c == ';') header_start = at + 1;
  }
  return functions;
}

}  // namespace duaal::conventions
