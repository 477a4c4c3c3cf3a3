// A conversation against its guide and the person's life.

#include "intake-svc/domain/conversation.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::intake::domain {
namespace {

using ::testing::ElementsAre;

const absl::CivilDay kToday(2026, 11, 16);
const ConversationGuides kGuides = {{"integral-intake", {"1", {"origin", "needs"}}}};

Participant MakePerson() {
  Participant person;
  person.birth_date = PartialDate(absl::CivilDay(1961, 5, 1));
  return person;
}

Conversation MakeConversation() {
  Conversation conversation;
  conversation.step_code = "integral-intake";
  conversation.guide_version = "1";
  conversation.version = 1;
  conversation.held_date = kToday;
  conversation.content.story = "Ik kom uit een dorp aan zee.";
  return conversation;
}

Employment Job(const std::string& start, const std::string& end = "") {
  Employment job{"timmerman"};
  job.start_date = PartialDate::Parse(start).value_or(PartialDate());
  job.end_date = PartialDate::Parse(end).value_or(PartialDate());
  return job;
}

std::vector<std::string> Reasons(const Conversation& conversation) {
  std::vector<std::string> reasons;
  for (const auto& one : DetailsOf(Check(conversation, kGuides, MakePerson(), kToday)).violations) {
    reasons.push_back(one.field.substr(std::string("conversation.").size()) + " " + one.reason);
  }
  return reasons;
}

TEST(ConversationTest, AGuideIsNoForm) { EXPECT_THAT(Reasons(MakeConversation()), ElementsAre()); }

TEST(ConversationTest, NoWorkIsTooLongAgo) {
  Conversation conversation = MakeConversation();
  conversation.content.employments = {Job("1975-00-00", "1988-06-00"), Job("1988-00-00", "2012-00-00"),
                                      Job("")};
  EXPECT_THAT(Reasons(conversation), ElementsAre());
}

TEST(ConversationTest, ImpossibleDaysAreNamed) {
  Conversation conversation = MakeConversation();
  conversation.held_date = kToday + 1;
  conversation.content.employments = {Job("1950-00-00", "1940-00-00"), Job("2027-00-00")};
  conversation.content.employments.push_back(Job("2001-00-00", "2002-00-00"));
  conversation.content.employments.back().current = true;
  EXPECT_THAT(Reasons(conversation),
              ElementsAre("held_date IN_THE_FUTURE", "content.employments[0].start_date BEFORE_BIRTH",
                          "content.employments[0].end_date BEFORE_BIRTH",
                          "content.employments[0].end_date INTERVAL_REVERSED",
                          "content.employments[1].start_date IN_THE_FUTURE",
                          "content.employments[2].end_date ENDED_AND_CURRENT"));
}

TEST(ConversationTest, QuestionsAreThoseOfTheGuide) {
  Conversation conversation = MakeConversation();
  conversation.content.answers = {{"origin", "x"}, {"origin", "y"}, {"shoe-size", "z"}};
  conversation.guide_version = "2";
  EXPECT_THAT(Reasons(conversation),
              ElementsAre("guide_version GUIDE_VERSION", "content.answers[1].question_code SAME_QUESTION",
                          "content.answers[2].question_code UNKNOWN_QUESTION"));
  conversation.step_code = "kick-off";
  EXPECT_THAT(Reasons(conversation), ElementsAre("step_code NO_GUIDE"));
}

TEST(ConversationTest, SomethingIsSaid) {
  Conversation conversation = MakeConversation();
  conversation.content = {};
  EXPECT_THAT(Reasons(conversation), ElementsAre("content NOTHING_SAID"));
}

TEST(ConversationTest, VersionsComeOneAfterTheOther) {
  EXPECT_TRUE(CheckVersion(1, 0).ok());
  EXPECT_TRUE(CheckVersion(3, 2).ok());
  EXPECT_TRUE(HasReason(CheckVersion(2, 2), "VERSION_MISMATCH"));
  EXPECT_TRUE(HasReason(CheckVersion(4, 2), "VERSION_MISMATCH"));
}

}  // namespace
}  // namespace duaal::intake::domain
