#ifndef TESTS_CONVENTIONS_SOURCE_TREE_H_
#define TESTS_CONVENTIONS_SOURCE_TREE_H_

#include <string>
#include <string_view>
#include <vector>

// The repository's files as the conventions tests see them.
namespace duaal::conventions {

// One text file. `path` is relative to the repository's root, with forward slashes.
struct SourceFile {
  std::string path;
  std::string text;

  [[nodiscard]] bool In(std::string_view folder) const { return path.starts_with(folder); }
  [[nodiscard]] bool Is(std::string_view suffix) const { return path.ends_with(suffix); }
  // C++ of ours.
  [[nodiscard]] bool IsCpp() const { return Is(".cc") || Is(".h"); }
  // A test or what only tests use: `x_test.cc`, `x_fixture.h`, a folder `testing`, all of tests/.
  [[nodiscard]] bool IsTest() const;
  // The lines without their ends.
  [[nodiscard]] std::vector<std::string_view> Lines() const;
};

// All text files of the repository with one of our suffixes, by path; build folders, npm packages and the
// state of regions left out. Reads them once per process.
[[nodiscard]] const std::vector<SourceFile>& Tree();

// `text` with C++ comments blanked, line by line as long as before, so that positions stay right. String
// contents are blanked too unless `keep_strings`.
[[nodiscard]] std::string WithoutComments(std::string_view text, bool keep_strings);

// The line, from 1, on which the byte stands.
[[nodiscard]] int LineOf(std::string_view text, std::size_t position);

// A finding: `path:line: sentence`.
[[nodiscard]] std::string At(const SourceFile& file, int line, const std::string& sentence);

// Fails the running test with one finding per line, when there are any.
void Report(const std::vector<std::string>& findings);

}  // namespace duaal::conventions

#endif  // TESTS_CONVENTIONS_SOURCE_TREE_H_
