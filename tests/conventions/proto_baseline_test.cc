#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/conventions/proto_set.h"
#include "tests/conventions/source_tree.h"

// The numbers and names that others rely on. A change of the baseline is a line in a diff that a reviewer
// sees; a number that is gone or means something else breaks whoever stored or sent it.
namespace duaal::conventions {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

std::string BaselinePath() {
  const char* source = std::getenv("DUAAL_SOURCE");
  return std::string(source != nullptr ? source : ".") + "/protos/baseline/field_numbers.txt";
}

std::string TypeOf(const FieldDescriptor& field) {
  std::string type = field.type_name();
  if (field.message_type() != nullptr) type = field.message_type()->full_name();
  if (field.enum_type() != nullptr) type = field.enum_type()->full_name();
  return (field.is_repeated() ? "repeated " : "") + type;
}

std::set<std::string> Contract() {
  std::set<std::string> lines;
  ForEachMessage([&](const Descriptor& message) {
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      lines.insert("field " + message.full_name() + " " + std::to_string(field.number()) + " " +
                   field.name() + " " + TypeOf(field));
    }
  });
  ForEachEnum([&](const EnumDescriptor& type) {
    for (int i = 0; i < type.value_count(); ++i) {
      lines.insert("value " + type.full_name() + " " + std::to_string(type.value(i)->number()) + " " +
                   type.value(i)->name());
    }
  });
  ForEachMethod([&](const MethodDescriptor& method) {
    const HttpRule http = HttpOf(method);
    lines.insert("rpc " + method.full_name() + " (" + (method.client_streaming() ? "stream " : "") +
                 method.input_type()->name() + ") (" + (method.server_streaming() ? "stream " : "") +
                 method.output_type()->name() + ") " + http.verb + " " +
                 (http.verb.empty() ? "-" : http.path));
  });
  return lines;
}

std::set<std::string> Baseline() {
  std::ifstream in(BaselinePath());
  std::set<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] != '#') lines.insert(line);
  }
  return lines;
}

void Write(const std::set<std::string>& lines) {
  std::ofstream out(BaselinePath());
  out << "# Numbers, names and types that others rely on. To change it on purpose:\n"
         "# DUAAL_UPDATE_BASELINE=1 ./dev test conventions\n";
  for (const std::string& line : lines) out << line << "\n";
}

TEST(ProtoBaselineTest, NumbersAndNamesAreThoseOfTheBaseline) {
  const std::set<std::string> now = Contract();
  if (std::getenv("DUAAL_UPDATE_BASELINE") != nullptr) Write(now);
  const std::set<std::string> before = Baseline();
  std::vector<std::string> findings;
  for (const std::string& line : before) {
    if (!now.contains(line)) findings.push_back("gone or changed (breaks callers and stored data): " + line);
  }
  for (const std::string& line : now) {
    if (!before.contains(line)) findings.push_back("new: " + line);
  }
  if (!findings.empty()) {
    findings.emplace_back(
        "when this is meant: DUAAL_UPDATE_BASELINE=1 ./dev test conventions, and commit the file");
  }
  Report(findings);
}

}  // namespace
}  // namespace duaal::conventions
