#include "intake-svc/storage/languages_text.h"

#include <cstddef>
#include <utility>

namespace duaal::intake::storage {
namespace {

// Takes the text up to `end` off the front of `text`.
std::string_view Take(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return part;
}

}  // namespace

std::string WriteLanguages(const std::vector<domain::SpokenLanguage>& languages) {
  std::string text;
  for (const domain::SpokenLanguage& language : languages) {
    if (!text.empty()) text += '\n';
    text += language.language_code;
    if (language.first_language) text += '*';
    for (const domain::ScriptLiteracy& script : language.scripts) {
      text += ' ' + script.script_code + '=' + std::to_string(static_cast<int>(script.level));
    }
  }
  return text;
}

std::vector<domain::SpokenLanguage> ReadLanguages(std::string_view text) {
  std::vector<domain::SpokenLanguage> languages;
  while (!text.empty()) {
    std::string_view line = Take(text, '\n');
    std::string_view code = Take(line, ' ');
    domain::SpokenLanguage language;
    language.first_language = code.ends_with('*');
    if (language.first_language) code.remove_suffix(1);
    language.language_code = code;
    while (!line.empty()) {
      std::string_view level = Take(line, ' ');
      const std::string script(Take(level, '='));
      if (level.size() != 1 || level[0] < '1' || level[0] > '3') continue;
      language.scripts.push_back({script, static_cast<domain::ScriptLevel>(level[0] - '0')});
    }
    languages.push_back(std::move(language));
  }
  return languages;
}

}  // namespace duaal::intake::storage
