#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/conventions/proto_set.h"
#include "tests/conventions/source_tree.h"

// What makes a proto a contract: rights, addresses, paging, repeatability, privacy.
namespace duaal::conventions {
namespace {

using api::v1::BEHAVIOR_INPUT_ONLY;
using api::v1::BEHAVIOR_OUTPUT_ONLY;
using api::v1::BEHAVIOR_REQUIRED;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

bool IsStream(const MethodDescriptor& method) {
  return method.client_streaming() || method.server_streaming();
}
bool IsInternal(const MethodDescriptor& method) { return AccessOf(method).scope() == api::v1::SCOPE_SERVICE; }
// Reads that are a POST, so that nothing about a person stands in an address.
bool IsSearch(const MethodDescriptor& method) {
  const std::string path = HttpOf(method).path;
  return path.ends_with("/_search") || path.ends_with("/_suggest");
}
bool IsRead(const MethodDescriptor& method) { return HttpOf(method).verb == "GET" || IsSearch(method); }

// A write through the door that the caller may repeat.
bool IsMutation(const MethodDescriptor& method) {
  return !IsStream(method) && !IsInternal(method) && !HttpOf(method).verb.empty() && !IsRead(method);
}

// A write that makes something new needs no etag, even below an existing resource. Recording is such a
// write; an import and a class of enrolments are many of them.
bool MakesSomethingNew(const MethodDescriptor& method) {
  static const std::regex kMaker("^(Create|Record|Batch|Import|Start|Enrol|Submit|Report)[A-Z].*");
  return std::regex_match(method.name(), kMaker);
}

bool IsRequired(const FieldDescriptor* field) {
  return field != nullptr && HasBehavior(*field, BEHAVIOR_REQUIRED);
}

TEST(ProtoConventionsTest, EachMethodSaysWhoMayCall) {
  static const std::regex kPermission("[a-z]+(-[a-z]+)*\\.[a-z]+(-[a-z]+)*");
  std::vector<std::string> findings;
  ForEachMethod([&](const MethodDescriptor& method) {
    if (!method.options().HasExtension(api::v1::access)) {
      findings.push_back(Finding(method, "has no access option"));
      return;
    }
    const api::v1::Access& access = AccessOf(method);
    const bool open = access.scope() == api::v1::SCOPE_PUBLIC || access.scope() == api::v1::SCOPE_SERVICE;
    if (access.scope() == api::v1::SCOPE_UNSPECIFIED) findings.push_back(Finding(method, "has no scope"));
    if (!open && !std::regex_match(access.permission(), kPermission)) {
      findings.push_back(Finding(method, "the permission must look like participants.read"));
    }
    if (open && !access.permission().empty()) {
      findings.push_back(Finding(method, "needs no permission in this scope"));
    }
    if ((access.scope() == api::v1::SCOPE_SERVICE) == access.callers().empty()) {
      findings.push_back(Finding(method, "callers are named for SCOPE_SERVICE, and only there"));
    }
  });
  Report(findings);
}

TEST(ProtoConventionsTest, EachMethodAboutPeopleNamesItsProcessing) {
  const auto subject = [](const FieldDescriptor& field) { return RulesOf(field).log_subject(); };
  std::vector<std::string> findings;
  ForEachMethod([&](const MethodDescriptor& method) {
    const bool people = Holds(*method.input_type(), subject) || Holds(*method.output_type(), subject);
    if (people && !IsInternal(method) && AccessOf(method).processing_activity().empty()) {
      findings.push_back(Finding(method, "handles people's data without a processing_activity"));
    }
  });
  Report(findings);
}

TEST(ProtoConventionsTest, UnaryMethodsHaveAnAddress) {
  static const std::regex kPath("/v1(/(_?[a-z]+(-[a-z]+)*|\\{[a-z_.]+\\}))+");
  std::vector<std::string> findings;
  std::map<std::string, std::string> taken;
  ForEachMethod([&](const MethodDescriptor& method) {
    const HttpRule http = HttpOf(method);
    if (http.verb.empty()) {
      if (!IsStream(method) && !IsInternal(method))
        findings.push_back(Finding(method, "has no google.api.http"));
      return;
    }
    if (IsInternal(method)) findings.push_back(Finding(method, "is internal and must have no address"));
    if (!std::regex_match(http.path, kPath)) {
      findings.push_back(
          Finding(method, "`" + http.path + "`: kebab-case below /v1, no verb, no slash at the end"));
    }
    for (const std::string& variable : http.variables) {
      if (FieldAt(*method.input_type(), variable) == nullptr) {
        findings.push_back(Finding(method, "the request has no field " + variable));
      }
    }
    if (!http.body.empty() && http.body != "*" && FieldAt(*method.input_type(), http.body) == nullptr) {
      findings.push_back(Finding(method, "the request has no field " + http.body));
    }
    const std::string address =
        http.verb + " " + std::regex_replace(http.path, std::regex("\\{[^}]*\\}"), "{}");
    const auto [other, fresh] = taken.emplace(address, method.full_name());
    if (!fresh) findings.push_back(Finding(method, "has the address of " + other->second));
  });
  Report(findings);
}

// A list that its parent bounds may come as a whole, when the answer's comment names the most.
bool IsBounded(const Descriptor& answer) {
  google::protobuf::SourceLocation location;
  static const std::regex kMost("at most [0-9]");
  return answer.GetSourceLocation(&location) && std::regex_search(location.leading_comments, kMost);
}

TEST(ProtoConventionsTest, ListsHavePages) {
  std::vector<std::string> findings;
  ForEachMethod([&](const MethodDescriptor& method) {
    const bool list = method.name().starts_with("List") || method.name().starts_with("Search");
    if (!list || IsStream(method)) return;
    const FieldDescriptor* size = method.input_type()->FindFieldByName("page_size");
    const FieldDescriptor* token = method.input_type()->FindFieldByName("page_token");
    if (size == nullptr && token == nullptr && IsBounded(*method.output_type())) return;
    if (size == nullptr || token == nullptr) {
      findings.push_back(Finding(method, "the request needs page_size and page_token"));
    } else if (!RulesOf(*size).bounded() || RulesOf(*size).maximum() > 500) {
      findings.push_back(Finding(*size, "must be bounded, most 500"));
    }
    if (method.output_type()->FindFieldByName("next_page_token") == nullptr) {
      findings.push_back(Finding(method, "the answer needs next_page_token"));
    }
  });
  Report(findings);
}

TEST(ProtoConventionsTest, WritesCanBeRepeated) {
  std::vector<std::string> findings;
  ForEachMethod([&](const MethodDescriptor& method) {
    if (IsMutation(method) && !IsRequired(method.input_type()->FindFieldByName("request_id"))) {
      findings.push_back(Finding(method, "a write requires request_id"));
    }
    if (IsRead(method) && method.input_type()->FindFieldByName("request_id") != nullptr) {
      findings.push_back(Finding(method, "a read takes no request_id"));
    }
  });
  Report(findings);
}

// A PUT of a catalogue entry by its code makes or replaces it as a whole, so it may do without an etag.
TEST(ProtoConventionsTest, ChangesOfAResourceNameTheStateRead) {
  std::vector<std::string> findings;
  ForEachMethod([&](const MethodDescriptor& method) {
    const HttpRule http = HttpOf(method);
    if (!IsMutation(method) || http.variables.empty() || MakesSomethingNew(method)) return;
    const FieldDescriptor* etag = method.input_type()->FindFieldByName("etag");
    const bool upsert = method.name().starts_with("Put");
    if (!upsert && !IsRequired(etag)) {
      findings.push_back(Finding(method, "a change of an existing resource requires etag"));
    } else if (etag != nullptr && RulesOf(*etag).format() != api::v1::FORMAT_ETAG) {
      findings.push_back(Finding(*etag, "must have FORMAT_ETAG"));
    }
    if (http.verb == "PATCH" && !IsRequired(method.input_type()->FindFieldByName("update_mask"))) {
      findings.push_back(Finding(method, "a PATCH requires update_mask"));
    }
  });
  Report(findings);
}

TEST(ProtoConventionsTest, NothingSensitiveStandsInAnAddress) {
  std::vector<std::string> findings;
  ForEachMethod([&](const MethodDescriptor& method) {
    const HttpRule http = HttpOf(method);
    const auto sensitive = [](const FieldDescriptor& field) {
      return RulesOf(field).sensitivity() != api::v1::SENSITIVITY_UNSPECIFIED;
    };
    if ((http.verb == "GET" || http.verb == "DELETE") && Holds(*method.input_type(), sensitive)) {
      findings.push_back(Finding(method, "a sensitive field would stand in the query; use POST .../_search"));
    }
    for (const std::string& variable : http.variables) {
      const FieldDescriptor* field = FieldAt(*method.input_type(), variable);
      if (field != nullptr && sensitive(*field)) {
        findings.push_back(Finding(method, "the sensitive field " + variable + " stands in the path"));
      }
    }
  });
  Report(findings);
}

TEST(ProtoConventionsTest, BsnIsNeverAnswered) {
  const auto bsn = [](const FieldDescriptor& field) {
    return RulesOf(field).sensitivity() == api::v1::SENSITIVITY_BSN &&
           !HasBehavior(field, BEHAVIOR_INPUT_ONLY);
  };
  std::vector<std::string> findings;
  ForEachMethod([&](const MethodDescriptor& method) {
    if (Holds(*method.output_type(), bsn)) {
      findings.push_back(Finding(method, "answers with a BSN; make the field INPUT_ONLY"));
    }
  });
  Report(findings);
}

TEST(ProtoConventionsTest, EventsCarryIdsAndFactsOnly) {
  std::vector<std::string> findings;
  ForEachMessage([&](const Descriptor& message) {
    if (!message.file()->name().ends_with("_events.proto")) return;
    for (int i = 0; i < message.field_count(); ++i) {
      if (RulesOf(*message.field(i)).sensitivity() != api::v1::SENSITIVITY_UNSPECIFIED) {
        findings.push_back(Finding(*message.field(i), "a sensitive field must not leave in an event"));
      }
    }
  });
  Report(findings);
}

// Partners know a person by a pseudonym: the door can map only what is marked.
TEST(ProtoConventionsTest, ParticipantIdsAreMarked) {
  std::vector<std::string> findings;
  ForEachMethod([&](const MethodDescriptor& method) {
    if (IsInternal(method)) return;
    for (const Descriptor* message : {method.input_type(), method.output_type()}) {
      const bool unmarked = Holds(*message, [](const FieldDescriptor& field) {
        const bool named = field.name() == "participant_id" || field.name() == "participant_ids";
        return named && !RulesOf(field).person_reference();
      });
      if (unmarked) findings.push_back(Finding(*message, "holds a participant_id without person_reference"));
    }
  });
  std::sort(findings.begin(), findings.end());
  findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
  Report(findings);
}

TEST(ProtoConventionsTest, ResourcesHaveAnIdentity) {
  std::vector<std::string> findings;
  ForEachMessage([&](const Descriptor& message) {
    if (!message.options().GetExtension(api::v1::message).resource()) return;
    bool identified = false;
    for (int i = 0; i < message.field_count(); ++i) {
      identified = identified || HasBehavior(*message.field(i), api::v1::BEHAVIOR_IDENTIFIER);
    }
    if (!identified) findings.push_back(Finding(message, "a resource has a field with BEHAVIOR_IDENTIFIER"));
    const FieldDescriptor* etag = message.FindFieldByName("etag");
    if (etag != nullptr && !HasBehavior(*etag, BEHAVIOR_OUTPUT_ONLY)) {
      findings.push_back(Finding(*etag, "is made by the service: BEHAVIOR_OUTPUT_ONLY"));
    }
  });
  Report(findings);
}

// What a caller sends is checked by form before a handler sees it.
TEST(ProtoConventionsTest, IdsAndDatesOfRequestsHaveAForm) {
  std::set<std::string> findings;
  ForEachMethod([&](const MethodDescriptor& method) {
    ForEachInputField(*method.input_type(), [&](const FieldDescriptor& field) {
      if (field.type() != FieldDescriptor::TYPE_STRING) return;
      const api::v1::Field& rules = RulesOf(field);
      const bool formless = rules.format() == api::v1::FORMAT_UNSPECIFIED;
      if (field.name().ends_with("_date") && formless) {
        findings.insert(Finding(field, "a date has FORMAT_DATE"));
      }
      const bool id = field.name() == "id" || field.name().ends_with("_id") || field.name().ends_with("_ids");
      if (id && formless && rules.max_length() == 0) {
        findings.insert(Finding(field, "an id has FORMAT_UUID, or a max_length"));
      }
    });
  });
  Report({findings.begin(), findings.end()});
}

TEST(ProtoConventionsTest, AFieldIsExcusedByOneThatIsThere) {
  std::vector<std::string> findings;
  ForEachMessage([&](const Descriptor& message) {
    for (int i = 0; i < message.field_count(); ++i) {
      const std::string& other = RulesOf(*message.field(i)).required_unless();
      if (other.empty() || message.FindFieldByName(other) != nullptr) continue;
      findings.push_back(Finding(*message.field(i), "required_unless names no field of the message"));
    }
  });
  Report(findings);
}

}  // namespace
}  // namespace duaal::conventions
