#include "chassis/text/skeleton.h"

#include <unicode/bytestream.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <utility>

namespace duaal::text {
namespace {

constexpr std::size_t kMostWords = 8;

// Before the script is left: the Arabic article is written together with its word, and the letter that ends
// many women's names sounds like none.
constexpr char kRules[] =
    "[^[:L:]] { \\u0627\\u0644 } [:L:][:L:] > ; \\u0629 > ; :: Any-Latin ; :: Latin-ASCII ; :: Lower ;";

// Letters that stand for one sound in different spellings; the longer ones first. What stands for no letter
// is left out: vowels, half-vowels, and the signs of transcription.
struct Sound {
  std::string_view spelling;
  std::string_view letter;
};
constexpr std::array kSounds = {
    Sound{"sch", "s"}, Sound{"tch", "s"}, Sound{"sh", "s"}, Sound{"ch", "s"}, Sound{"kh", "k"},
    Sound{"gh", "g"},  Sound{"dh", "d"},  Sound{"th", "t"}, Sound{"ph", "f"}, Sound{"dj", "g"},
    Sound{"dz", "s"},  Sound{"ts", "s"},  Sound{"ck", "k"}, Sound{"zh", "g"}, Sound{"j", "g"},
    Sound{"q", "k"},   Sound{"c", "k"},   Sound{"x", "ks"}, Sound{"z", "s"},  Sound{"p", "b"},
    Sound{"b", "b"},   Sound{"d", "d"},   Sound{"f", "f"},  Sound{"g", "g"},  Sound{"h", "h"},
    Sound{"k", "k"},   Sound{"l", "l"},   Sound{"m", "m"},  Sound{"n", "n"},  Sound{"r", "r"},
    Sound{"s", "s"},   Sound{"t", "t"},
};

constexpr std::array<std::string_view, 14> kLeftOut = {"al",  "el",  "ul",  "van", "de",  "der", "den",
                                                       "ter", "ten", "von", "ibn", "ben", "bin", "bint"};

// Made once per thread: a transliterator keeps state while it works.
const icu::Transliterator* Latin() {
  thread_local const std::unique_ptr<icu::Transliterator> latin = [] {
    UErrorCode code = U_ZERO_ERROR;
    UParseError where;
    return std::unique_ptr<icu::Transliterator>(icu::Transliterator::createFromRules(
        "duaal", icu::UnicodeString::fromUTF8(kRules), UTRANS_FORWARD, where, code));
  }();
  return latin.get();
}

// Words of Latin small letters, split where anything else stands.
std::vector<std::string> LatinWords(std::string_view name) {
  icu::UnicodeString text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<int>(name.size())));
  // The rule for the article looks at what stands before it.
  text.insert(0, u' ');
  if (Latin() != nullptr) Latin()->transliterate(text);
  std::vector<std::string> words(1);
  for (int i = 0; i < text.length(); ++i) {
    const char16_t c = text[i];
    // Signs of transcription, and letters that ASCII has none for, stand within words.
    const bool silent = c == u'\'' || c == u'`' || (c > 127 && u_isalpha(c) != 0);
    if (c >= u'a' && c <= u'z') {
      words.back() += static_cast<char>(c);
    } else if (!silent && !words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

// `Abdul Rahman`, `Abd al-Rahman` and `Abdelrahman` are one word.
void JoinServants(std::vector<std::string>& words) {
  constexpr std::array<std::string_view, 3> kServants = {"abdul", "abdel", "abdal"};
  for (std::string& word : words) {
    for (const std::string_view servant : kServants) {
      if (word.starts_with(servant)) word.erase(3, servant.size() - 3);
    }
  }
  for (std::size_t i = 0; i + 1 < words.size();) {
    // Arabic writes it without its vowel.
    if (words[i] != "abd" && words[i] != "bd") {
      ++i;
      continue;
    }
    words[i + 1] = words[i] + words[i + 1];
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

std::string Skeleton(std::string_view word) {
  std::string skeleton;
  for (std::size_t at = 0; at < word.size();) {
    const auto sound = std::find_if(kSounds.begin(), kSounds.end(), [&](const Sound& one) {
      return word.substr(at).starts_with(one.spelling);
    });
    if (sound == kSounds.end()) {
      ++at;
      continue;
    }
    // A doubled letter is one sound, and an h at the end none.
    const bool silent = sound->spelling == "h" && at + 1 == word.size();
    if (!silent && !skeleton.ends_with(sound->letter)) skeleton += sound->letter;
    at += sound->spelling.size();
  }
  return skeleton.empty() ? std::string(word) : skeleton;
}

}  // namespace

std::vector<std::string> NameSkeletons(std::string_view name) {
  std::vector<std::string> skeletons;
  std::vector<std::string> words = LatinWords(name);
  std::erase_if(words, [](const std::string& word) {
    return std::find(kLeftOut.begin(), kLeftOut.end(), word) != kLeftOut.end();
  });
  JoinServants(words);
  for (const std::string& word : words) skeletons.push_back(Skeleton(word));
  std::sort(skeletons.begin(), skeletons.end());
  skeletons.erase(std::unique(skeletons.begin(), skeletons.end()), skeletons.end());
  if (skeletons.size() > kMostWords) skeletons.resize(kMostWords);
  return skeletons;
}

}  // namespace duaal::text
