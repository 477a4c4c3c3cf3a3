#include "chassis/text/name.h"

#include <gtest/gtest.h>

namespace duaal::text {
namespace {

std::string Reason(std::string_view text) {
  const auto fault = CheckName(text);
  return fault ? fault->reason : "";
}

TEST(NameTest, TakesNamesOfManyScripts) {
  for (const char* name :
       {"Ng\u1ecdc \u00c1nh", "N\u0323\u0302guye\u0302\u0303n", "\u0645\u064f\u062d\u0645\u0651\u064e\u062f",
        "\u1270\u1235\u134b\u12ed", "\u674e\u5c0f\u9f8d", "\u05de\u05b9\u05e9\u05b6\u05c1\u05d4", "O'Neil",
        "D\u2019Souza", "Jean-Luc", "'t", "van der", "X \u00c6 A-12", "Robert'); DROP TABLE participant;--",
        "\u0915\u094d\u0937\u093f\u0924\u093f\u091c"}) {
    EXPECT_EQ(Reason(name), "") << name;
  }
}

TEST(NameTest, RefusesWhatIsNotSeen) {
  for (const char* name :
       {"Ali\u200f", "\u202eilA", "A\u200bli", "A\ufeffli", "A\u00adli", "A\tli", "A\nli", "\u2066Ali\u2069",
        "A\u034fli", "\u3164", "A\u2060li", "Ali\u2028", "\u2800Ali", "A\u061cli"}) {
    EXPECT_EQ(Reason(name), "INVISIBLE_CHARACTER") << name;
  }
}

TEST(NameTest, AJoinerStandsOnlyWhereItsScriptNeedsIt) {
  EXPECT_EQ(Reason("\u0639\u0644\u06cc\u200c\u0631\u0636\u0627"), "");  // a Persian double name
  EXPECT_EQ(Reason("An\u200cna"), "INVISIBLE_CHARACTER");
  EXPECT_EQ(Reason("\u0639\u0644\u06cc\u200c"), "INVISIBLE_CHARACTER");
  EXPECT_EQ(Reason("\u0639\u200c\u200c\u0644"), "INVISIBLE_CHARACTER");
}

TEST(NameTest, RefusesWhatIsNoName) {
  EXPECT_EQ(Reason("-"), "NO_LETTER");
  EXPECT_EQ(Reason("."), "NO_LETTER");
  EXPECT_EQ(Reason("   "), "NO_LETTER");
  EXPECT_EQ(Reason("\u0301a"), "MARK_WITHOUT_LETTER");
  EXPECT_EQ(Reason("a \u0301b"), "MARK_WITHOUT_LETTER");
  EXPECT_EQ(Reason("Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307algo"), "TOO_MANY_MARKS");
  EXPECT_EQ(Reason("A\uE000li"), "UNKNOWN_CHARACTER");
  EXPECT_EQ(Reason("A\ufffdli"), "UNKNOWN_CHARACTER");
}

TEST(NameTest, KeepsOneFormOfANameWrittenInTwoWays) {
  EXPECT_EQ(NormaliseName("Zoe\u0308"), "Zo\u00eb");
  EXPECT_EQ(NormaliseName("  van\u00a0 der\u3000Berg "), "van der Berg");
  EXPECT_EQ(NormaliseName("D\u2019Souza"), "D\u2019Souza");
  // Marks without a composed letter stay marks.
  EXPECT_EQ(NormaliseName("\u0645\u064f\u062d"), "\u0645\u064f\u062d");
  EXPECT_EQ(NormaliseName("\xff"), "");
}

}  // namespace
}  // namespace duaal::text
