#include "chassis/text/fold.h"

#include <utf8proc.h>

#include <cstdlib>

namespace duaal::text {

namespace {

// The beginning of `text` that has at most `most` code points.
void Cut(std::string& text, std::size_t most) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins && ++characters > most) return text.resize(i);
  }
}

}  // namespace

std::string FoldForSearch(std::string_view text, std::size_t most_characters) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                      UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK |
                                                      UTF8PROC_IGNORE | UTF8PROC_STRIPNA);
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
  if (size < 0) return {};
  std::string folded;
  bool gap = false;
  for (utf8proc_ssize_t i = 0; i < size; ++i) {
    const char c = static_cast<char>(mapped[i]);
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space && gap && !folded.empty()) folded += ' ';
    if (!space) folded += c;
    gap = space;
  }
  std::free(mapped);
  Cut(folded, most_characters);
  return folded;
}

}  // namespace duaal::text
