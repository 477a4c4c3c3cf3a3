#include "chassis/log/redact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "duaal/api/v1/options.pb.h"
#include "duaal/intake/v1/participant_service.pb.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"

namespace duaal::log {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSecretText[] = "SECRETVALUE";
constexpr std::int32_t kSecretNumber = 777111;

bool IsSensitive(const FieldDescriptor& field) {
  return field.options().GetExtension(api::v1::field).sensitivity() != api::v1::SENSITIVITY_UNSPECIFIED;
}

// Sets every field at every depth; those under a sensitive one get the secret marker. Counts the latter.
int Fill(Message* message, bool sensitive, int depth);

void SetScalar(Message* message, const FieldDescriptor& field, bool secret) {
  const auto* r = message->GetReflection();
  const std::string text = secret ? kSecretText : "shown";
  const int number = secret ? kSecretNumber : 5;
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      many ? r->AddString(message, &field, text) : r->SetString(message, &field, text);
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      many ? r->AddInt32(message, &field, number) : r->SetInt32(message, &field, number);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      many ? r->AddInt64(message, &field, number) : r->SetInt64(message, &field, number);
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      many ? r->AddEnumValue(message, &field, secret ? kSecretNumber : 1)
           : r->SetEnumValue(message, &field, secret ? kSecretNumber : 1);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      many ? r->AddBool(message, &field, true) : r->SetBool(message, &field, true);
      break;
    default:
      break;
  }
}

int Fill(Message* message, bool sensitive, int depth) {
  int secrets = 0;
  const auto* type = message->GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor& field = *type->field(i);
    const bool secret = sensitive || IsSensitive(field);
    secrets += secret ? 1 : 0;
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      SetScalar(message, field, secret);
    } else if (depth < 4) {
      const auto* r = message->GetReflection();
      secrets +=
          Fill(field.is_repeated() ? r->AddMessage(message, &field) : r->MutableMessage(message, &field),
               secret, depth + 1);
    }
  }
  return secrets;
}

TEST(RedactTest, NoSensitiveValueOfAnyIntakeMessageAppears) {
  const auto* file = intake::v1::Participant::descriptor()->file();
  int secrets = 0;
  for (int i = 0; i < file->message_type_count(); ++i) {
    const auto* prototype =
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(file->message_type(i));
    const std::unique_ptr<Message> message(prototype->New());
    secrets += Fill(message.get(), false, 0);
    const std::string text = Redact(*message);
    EXPECT_THAT(text, Not(HasSubstr(kSecretText))) << prototype->GetTypeName();
    EXPECT_THAT(text, Not(HasSubstr(std::to_string(kSecretNumber)))) << prototype->GetTypeName();
  }
  EXPECT_GT(secrets, 10) << "the check would prove nothing";
}

TEST(RedactTest, ShowsWhatIsNotSensitive) {
  intake::v1::Participant participant;
  participant.set_id("0192f0c1-7a3b-7c4d-8e5f-001122334455");
  participant.set_bsn("999990019");
  const std::string text = Redact(participant);
  EXPECT_THAT(text, HasSubstr("id: \"0192f0c1-7a3b-7c4d-8e5f-001122334455\""));
  EXPECT_THAT(text, HasSubstr("bsn: [redacted]"));
  EXPECT_THAT(text, Not(HasSubstr("99999")));
}

TEST(RedactTest, TellsOnlyTheTypeOfAPackedMessage) {
  intake::v1::Participant participant;
  participant.set_bsn("999990019");
  google::protobuf::Any any;
  any.PackFrom(participant);
  const std::string text = Redact(any);
  EXPECT_THAT(text, HasSubstr("duaal.intake.v1.Participant"));
  EXPECT_THAT(text, HasSubstr("bytes]"));
  EXPECT_THAT(text, Not(HasSubstr("99999")));
}

TEST(RedactTest, NeverShowsUnknownFields) {
  intake::v1::Participant participant;
  participant.GetReflection()->MutableUnknownFields(&participant)->AddLengthDelimited(9999, "999990019");
  EXPECT_EQ(Redact(participant), "{}");
}

TEST(RedactTest, WorksForTypesReadFromADescriptorSet) {
  google::protobuf::DescriptorPool pool(google::protobuf::DescriptorPool::generated_pool());
  google::protobuf::FileDescriptorProto file;
  file.set_name("test/dynamic.proto");
  file.set_package("test");
  auto* type = file.add_message_type();
  type->set_name("Dynamic");
  for (int i = 1; i <= 2; ++i) {
    auto* field = type->add_field();
    field->set_name(i == 1 ? "open_text" : "hidden_text");
    field->set_number(i);
    field->set_type(google::protobuf::FieldDescriptorProto::TYPE_STRING);
    field->set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
  }
  type->mutable_field(1)
      ->mutable_options()
      ->MutableExtension(api::v1::field)
      ->set_sensitivity(api::v1::SENSITIVITY_SPECIAL);
  const auto* descriptor = pool.BuildFile(file)->message_type(0);
  google::protobuf::DynamicMessageFactory factory;
  const std::unique_ptr<Message> message(factory.GetPrototype(descriptor)->New());
  for (int i = 0; i < 2; ++i) {
    message->GetReflection()->SetString(message.get(), descriptor->field(i),
                                        i == 0 ? "visible" : kSecretText);
  }
  EXPECT_EQ(Redact(*message), "{open_text: \"visible\" hidden_text: [redacted]}");
}

TEST(RedactTest, StaysOnOneLineAndBounded) {
  intake::v1::Participant participant;
  participant.set_id("a\nb");
  EXPECT_THAT(Redact(participant), Not(HasSubstr("\n")));
  participant.set_id(std::string(10'000, 'x'));
  EXPECT_LE(Redact(participant).size(), 4096u + 3u);
}

}  // namespace
}  // namespace duaal::log
