#include <algorithm>
#include <array>
#include <cctype>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/conventions/proto_set.h"
#include "tests/conventions/source_tree.h"

// How the protos are named and documented.
namespace duaal::conventions {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::SourceLocation;

std::string UpperSnake(const std::string& camel) {
  std::string out;
  for (std::size_t i = 0; i < camel.size(); ++i) {
    const bool upper = std::isupper(static_cast<unsigned char>(camel[i])) != 0;
    const bool after_lower = i > 0 && std::isupper(static_cast<unsigned char>(camel[i - 1])) == 0;
    const bool before_lower =
        i > 0 && i + 1 < camel.size() && std::islower(static_cast<unsigned char>(camel[i + 1]));
    if (upper && i > 0 && (after_lower || before_lower)) out += '_';
    out += static_cast<char>(std::toupper(static_cast<unsigned char>(camel[i])));
  }
  return out;
}

template <typename DescriptorType>
bool HasComment(const DescriptorType& thing) {
  SourceLocation location;
  return thing.GetSourceLocation(&location) && !location.leading_comments.empty();
}

// Two bounds that stand together may share the comment of the first.
bool SharesComment(const FieldDescriptor& field) {
  static const std::array<std::pair<std::string, std::string>, 4> kPairs = {
      {{"min", "max"}, {"from_", "until_"}, {"minimum", "maximum"}, {"start_", "end_"}}};
  if (field.index() == 0) return false;
  const FieldDescriptor& before = *field.containing_type()->field(field.index() - 1);
  SourceLocation here;
  SourceLocation there;
  if (!field.GetSourceLocation(&here) || !before.GetSourceLocation(&there)) return false;
  return here.start_line == there.end_line + 1 && HasComment(before) &&
         std::any_of(kPairs.begin(), kPairs.end(), [&](const auto& pair) {
           return before.name().starts_with(pair.first) && field.name().starts_with(pair.second);
         });
}

TEST(ProtoShapeTest, PackageIsTheDirectory) {
  std::vector<std::string> findings;
  for (const FileDescriptor* file : ProtoFiles()) {
    std::string package = file->name().substr(0, file->name().rfind('/'));
    std::replace(package.begin(), package.end(), '/', '.');
    if (file->package() != package) {
      findings.push_back("protos/" + file->name() + ": package must be " + package);
    }
    if (!std::regex_match(package, std::regex("duaal\\.[a-z]+\\.v[0-9]+"))) {
      findings.push_back("protos/" + file->name() + ": the folder must look like duaal/intake/v1");
    }
  }
  Report(findings);
}

TEST(ProtoShapeTest, NamesServicesAndRequests) {
  std::vector<std::string> findings;
  ForEachMethod([&](const MethodDescriptor& method) {
    if (!method.service()->name().ends_with("Service")) {
      findings.push_back(Finding(*method.service(), "the name must end in Service"));
    }
    if (method.input_type()->name() != method.name() + "Request") {
      findings.push_back(Finding(method, "the request must be called " + method.name() + "Request"));
    }
    const bool resource = !method.output_type()->name().ends_with("Response");
    const bool emptied = method.output_type()->full_name().starts_with("google.protobuf.");
    if (resource && (emptied || method.output_type()->file() != method.file())) {
      findings.push_back(Finding(method, "answers with a resource of its own file or a message of its own"));
    }
  });
  Report(findings);
}

TEST(ProtoShapeTest, EnumsBeginUnspecified) {
  std::vector<std::string> findings;
  ForEachEnum([&](const EnumDescriptor& type) {
    const std::string prefix = UpperSnake(type.name()) + "_";
    const auto* zero = type.FindValueByNumber(0);
    if (zero == nullptr || zero->name() != prefix + "UNSPECIFIED") {
      findings.push_back(Finding(type, "value 0 must be " + prefix + "UNSPECIFIED"));
    }
    // The names of nested values live in their message; those of a package would clash without prefix.
    for (int i = 0; type.containing_type() == nullptr && i < type.value_count(); ++i) {
      if (!type.value(i)->name().starts_with(prefix)) {
        findings.push_back(Finding(*type.value(i), "must begin with " + prefix));
      }
    }
  });
  Report(findings);
}

TEST(ProtoShapeTest, CommentsEverything) {
  std::vector<std::string> findings;
  const std::string none = "has no comment";
  for (const FileDescriptor* file : ProtoFiles()) {
    for (int i = 0; i < file->service_count(); ++i) {
      if (!HasComment(*file->service(i))) findings.push_back(Finding(*file->service(i), none));
    }
  }
  ForEachMethod([&](const MethodDescriptor& method) {
    if (!HasComment(method)) findings.push_back(Finding(method, none));
  });
  ForEachMessage([&](const Descriptor& message) {
    if (!HasComment(message)) findings.push_back(Finding(message, none));
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      if (!HasComment(field) && !SharesComment(field)) findings.push_back(Finding(field, none));
    }
  });
  ForEachEnum([&](const EnumDescriptor& type) {
    if (!HasComment(type)) findings.push_back(Finding(type, none));
    for (int i = 0; i < type.value_count(); ++i) {
      if (!HasComment(*type.value(i))) findings.push_back(Finding(*type.value(i), none));
    }
  });
  Report(findings);
}

// A name tells what a field holds, so that a reader and the checks agree on it.
TEST(ProtoShapeTest, NamesTellTimes) {
  std::vector<std::string> findings;
  ForEachMessage([&](const Descriptor& message) {
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      const bool timestamp =
          field.message_type() != nullptr && field.message_type()->full_name() == "google.protobuf.Timestamp";
      if (timestamp && !field.name().ends_with("_time")) {
        findings.push_back(Finding(field, "an instant's name ends in _time"));
      }
      const bool amount =
          field.type() == FieldDescriptor::TYPE_DOUBLE || field.type() == FieldDescriptor::TYPE_FLOAT;
      if (amount) findings.push_back(Finding(field, "whole numbers only: cents, minutes, per mille"));
    }
  });
  Report(findings);
}

}  // namespace
}  // namespace duaal::conventions
