#ifndef TESTS_CONVENTIONS_FUNCTION_SCANNER_H_
#define TESTS_CONVENTIONS_FUNCTION_SCANNER_H_

#include <string>
#include <string_view>
#include <vector>

namespace duaal::conventions {

// A function body, from its opening to its closing brace.
struct FunctionBody {
  std::string header;  // what stands before the brace, in one line
  int first_line = 0;
  int line_count = 0;
};

// Finds the bodies of functions at namespace and class level; what a function holds (lambdas, blocks)
// counts as part of it. Counts braces, so code that hides braces in macros may be missed.
[[nodiscard]] std::vector<FunctionBody> FindFunctions(std::string_view cpp);

}  // namespace duaal::conventions

#endif  // TESTS_CONVENTIONS_FUNCTION_SCANNER_H_
