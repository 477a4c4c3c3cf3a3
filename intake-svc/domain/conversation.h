#ifndef INTAKE_SVC_DOMAIN_CONVERSATION_H_
#define INTAKE_SVC_DOMAIN_CONVERSATION_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/civil.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/participant.h"

namespace duaal::intake::domain {

// The answer to a question of the guide.
struct Answer {
  std::string question_code;
  std::string text;
  friend bool operator==(const Answer&, const Answer&) = default;
};

// A job that the person had, however long ago.
struct Employment {
  std::string occupation;
  std::string employer{};
  std::string country{};
  PartialDate start_date{};
  PartialDate end_date{};
  bool current = false;
  friend bool operator==(const Employment&, const Employment&) = default;
};

// A school or training.
struct Education {
  std::string subject;
  std::string country{};
  PartialDate start_date{};
  PartialDate end_date{};
  std::string diploma{};
  bool diploma_valued = false;
  friend bool operator==(const Education&, const Education&) = default;
};

// What was said in a conversation.
struct ConversationContent {
  std::vector<Answer> answers{};
  std::string story{};
  std::vector<Employment> employments{};
  std::vector<Education> educations{};
  std::string network_here{};
  std::string network_abroad{};
  friend bool operator==(const ConversationContent&, const ConversationContent&) = default;
};

// A version of a conversation with one person (G02). Never changed once it is recorded.
struct Conversation {
  Uuid id;
  Uuid participant_id;
  std::string programme_code;
  std::string step_code;
  std::string guide_version;
  int version = 0;
  absl::CivilDay held_date;
  std::vector<std::string> staff_ids;
  ConversationContent content;
  absl::Time create_time;
};

// The guide of a step.
struct ConversationGuide {
  std::string version;
  std::set<std::string> questions;
};

// The guides of a programme by step.
using ConversationGuides = std::map<std::string, ConversationGuide>;

// Holds a conversation against the guide and the person, by field below `conversation.`. A guide is no form:
// no answer is required, and nothing is too long ago.
//
// INVALID_ARGUMENT, every fault: NO_GUIDE, GUIDE_VERSION, UNKNOWN_QUESTION, SAME_QUESTION, NOTHING_SAID,
// IN_THE_FUTURE, BEFORE_BIRTH, INTERVAL_REVERSED, ENDED_AND_CURRENT.
[[nodiscard]] Status Check(const Conversation& conversation, const ConversationGuides& guides,
                           const Participant& person, absl::CivilDay today);

// ABORTED (VERSION_MISMATCH): `version` is not the one after `last` (0: there is none).
[[nodiscard]] Status CheckVersion(int version, int last);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_CONVERSATION_H_
