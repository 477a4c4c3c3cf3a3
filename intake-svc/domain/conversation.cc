#include "intake-svc/domain/conversation.h"

#include <cstddef>

namespace duaal::intake::domain {
namespace {

bool Known(const PartialDate& date) { return date.known() != PartialDate::Known::kNothing; }

void CheckGuide(const Conversation& conversation, const ConversationGuides& guides, Violations& violations) {
  const auto guide = guides.find(conversation.step_code);
  if (guide == guides.end()) {
    violations.Add("conversation.step_code", "NO_GUIDE",
                   "The programme has no step of this code with a guide; read its definition.");
    return;
  }
  if (guide->second.version != conversation.guide_version) {
    violations.Add("conversation.guide_version", "GUIDE_VERSION",
                   "The programme has another version of this guide; read its definition.");
  }
  std::set<std::string> answered;
  const std::vector<Answer>& answers = conversation.content.answers;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::string at = "conversation.content.answers[" + std::to_string(i) + "].question_code";
    if (!guide->second.questions.contains(answers[i].question_code)) {
      violations.Add(at, "UNKNOWN_QUESTION",
                     "The guide has no such question; what it does not ask belongs in the story.");
    }
    if (!answered.insert(answers[i].question_code).second) {
      violations.Add(at, "SAME_QUESTION", "A question has one answer; join the two.");
    }
  }
}

// A stretch of somebody's life, as far as it is known.
struct Stretch {
  std::string at;
  PartialDate start;
  PartialDate end;
};

void CheckStretch(const Stretch& stretch, const Participant& person, absl::CivilDay today,
                  Violations& violations) {
  const auto check = [&](const PartialDate& date, const char* field) {
    if (!Known(date)) return;
    if (date.First() > today) {
      violations.Add(stretch.at + field, "IN_THE_FUTURE", "It has happened; take today or earlier.");
    }
    if (date.Last() < person.birth_date.First()) {
      violations.Add(stretch.at + field, "BEFORE_BIRTH",
                     "The day lies before the person's birth; one of the two is wrong.");
    }
  };
  check(stretch.start, ".start_date");
  check(stretch.end, ".end_date");
  if (Known(stretch.start) && Known(stretch.end) && stretch.end.Last() < stretch.start.First()) {
    violations.Add(stretch.at + ".end_date", "INTERVAL_REVERSED",
                   "It ended before it began; correct one of the dates.");
  }
}

void CheckLife(const ConversationContent& content, const Participant& person, absl::CivilDay today,
               Violations& violations) {
  for (std::size_t i = 0; i < content.employments.size(); ++i) {
    const Employment& one = content.employments[i];
    const std::string at = "conversation.content.employments[" + std::to_string(i) + "]";
    CheckStretch({at, one.start_date, one.end_date}, person, today, violations);
    if (one.current && Known(one.end_date)) {
      violations.Add(at + ".end_date", "ENDED_AND_CURRENT",
                     "Work that goes on has no last day; drop one of the two.");
    }
  }
  for (std::size_t i = 0; i < content.educations.size(); ++i) {
    const Education& one = content.educations[i];
    CheckStretch({"conversation.content.educations[" + std::to_string(i) + "]", one.start_date, one.end_date},
                 person, today, violations);
  }
}

}  // namespace

Status Check(const Conversation& conversation, const ConversationGuides& guides, const Participant& person,
             absl::CivilDay today) {
  Violations violations;
  CheckGuide(conversation, guides, violations);
  if (conversation.held_date > today) {
    violations.Add("conversation.held_date", "IN_THE_FUTURE",
                   "A conversation is recorded once it is held; take today or earlier.");
  }
  if (conversation.held_date < person.birth_date.First()) {
    violations.Add("conversation.held_date", "BEFORE_BIRTH",
                   "The day lies before the person's birth; one of the two is wrong.");
  }
  if (conversation.content == ConversationContent{}) {
    violations.Add("conversation.content", "NOTHING_SAID",
                   "Record at least one answer, the story, work, education or network.");
  }
  CheckLife(conversation.content, person, today, violations);
  return violations.ToStatus();
}

Status CheckVersion(int version, int last) {
  if (version == last + 1) return absl::OkStatus();
  return Error(
      absl::StatusCode::kAborted, "VERSION_MISMATCH",
      "The last version is " + std::to_string(last) + "; read it and record yours as the one after it.",
      {{"last_version", std::to_string(last)}});
}

}  // namespace duaal::intake::domain
