#include "chassis/rpc/field_rules.h"

#include <string>
#include <vector>

#include "chassis/rpc/formats.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/intake/v1/municipality_service.pb.h"
#include "duaal/intake/v1/participant_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::rpc {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::StatusIs;
using ::testing::UnorderedElementsAre;

constexpr char kId[] = "0192f0c1-7a3b-7c4d-8e5f-001122334455";

template <typename Request>
std::vector<FieldViolation> Faults(Request& request) {
  const FieldRules rules(Request::descriptor());
  const Status status = rules.Apply(request);
  EXPECT_TRUE(status.ok() || absl::IsInvalidArgument(status)) << status;
  return DetailsOf(status).violations;
}

auto Violation(const std::string& field, const std::string& reason) {
  return AllOf(Field("field", &FieldViolation::field, field),
               Field("reason", &FieldViolation::reason, reason),
               Field("description", &FieldViolation::description, Not(IsEmpty())));
}

intake::v1::CreateParticipantRequest GoodCreate() {
  intake::v1::CreateParticipantRequest request;
  request.set_request_id("r-1");
  auto& participant = *request.mutable_participant();
  participant.set_given_name("Amina");
  participant.set_family_name("Haddad");
  participant.set_birth_date("1990-02-28");
  participant.set_municipality_code("GM0164");
  participant.set_target_group(intake::v1::TARGET_GROUP_FAMILY_MIGRANT);
  participant.set_benefit_category(intake::v1::BENEFIT_CATEGORY_BENEFIT);
  participant.set_legal_regime(intake::v1::LEGAL_REGIME_WI2021);
  return request;
}

TEST(FieldRulesTest, AcceptsACompleteRequest) {
  auto request = GoodCreate();
  EXPECT_THAT(Faults(request), IsEmpty());
}

TEST(FieldRulesTest, NamesEveryFaultOfNestedFieldsAtOnce) {
  auto request = GoodCreate();
  auto& participant = *request.mutable_participant();
  request.clear_request_id();
  participant.clear_given_name();
  participant.set_birth_date("1990-02-30");
  participant.set_municipality_code("0164");
  participant.set_bsn("123456789");
  participant.set_target_group(intake::v1::TARGET_GROUP_UNSPECIFIED);
  participant.set_gender(static_cast<intake::v1::Gender>(17));
  participant.set_origin_country("ZZ");
  participant.set_family_name_prefix(std::string(21, 'x'));
  EXPECT_THAT(Faults(request), UnorderedElementsAre(Violation("request_id", "REQUIRED"),
                                                    Violation("participant.given_name", "REQUIRED"),
                                                    Violation("participant.birth_date", "NOT_A_DATE"),
                                                    Violation("participant.municipality_code", "BAD_FORMAT"),
                                                    Violation("participant.bsn", "BSN_ELEVEN_TEST"),
                                                    Violation("participant.target_group", "REQUIRED"),
                                                    Violation("participant.gender", "UNKNOWN_VALUE"),
                                                    Violation("participant.origin_country", "UNKNOWN_VALUE"),
                                                    Violation("participant.family_name_prefix", "TOO_LONG")));
}

TEST(FieldRulesTest, AsksForTheResourceItself) {
  intake::v1::CreateParticipantRequest request;
  EXPECT_THAT(Faults(request),
              ElementsAre(Violation("participant", "REQUIRED"), Violation("request_id", "REQUIRED")));
}

TEST(FieldRulesTest, AsksForAValueUnlessAnotherFieldExcusesIt) {
  auto request = GoodCreate();
  request.mutable_participant()->clear_given_name();
  EXPECT_THAT(Faults(request), ElementsAre(Violation("participant.given_name", "REQUIRED")));
  request.mutable_participant()->set_single_name(true);
  EXPECT_THAT(Faults(request), IsEmpty());
}

TEST(FieldRulesTest, DescriptionsNeverHoldTheValue) {
  auto request = GoodCreate();
  request.mutable_participant()->set_bsn("123456788");
  request.mutable_participant()->set_birth_date("31-12-1999");
  for (const FieldViolation& violation : Faults(request)) {
    EXPECT_EQ(violation.description.find("123456788"), std::string::npos);
    EXPECT_EQ(violation.description.find("1999"), std::string::npos);
  }
}

TEST(FieldRulesTest, CountsLengthInCharactersNotBytes) {
  auto request = GoodCreate();
  std::string name;
  for (int i = 0; i < 200; ++i) name += "\xD8\xB3";  // an Arabic letter, two bytes
  request.mutable_participant()->set_given_name(name);
  EXPECT_THAT(Faults(request), IsEmpty());
  request.mutable_participant()->set_given_name(name + "x");
  EXPECT_THAT(Faults(request), ElementsAre(Violation("participant.given_name", "TOO_LONG")));
}

TEST(FieldRulesTest, ClearsWhatOnlyTheServiceSets) {
  auto request = GoodCreate();
  request.mutable_participant()->set_id("not even an id");
  request.mutable_participant()->set_etag("\"7\"");
  request.mutable_participant()->mutable_create_time()->set_seconds(1);
  EXPECT_THAT(Faults(request), IsEmpty());
  EXPECT_EQ(request.participant().id(), "");
  EXPECT_EQ(request.participant().etag(), "");
  EXPECT_FALSE(request.participant().has_create_time());
}

TEST(FieldRulesTest, NamesEntriesOfAListByIndex) {
  intake::v1::ImportMunicipalitiesRequest request;
  request.set_request_id("r");
  for (int i = 0; i < 4; ++i) {
    auto& row = *request.add_municipalities();
    row.set_code("GM000" + std::to_string(i));
    row.set_display_name("Place");
  }
  EXPECT_THAT(Faults(request), IsEmpty());
  request.mutable_municipalities(1)->clear_display_name();
  request.mutable_municipalities(3)->set_code("GM1");
  EXPECT_THAT(Faults(request), ElementsAre(Violation("municipalities[1].display_name", "REQUIRED"),
                                           Violation("municipalities[3].code", "BAD_FORMAT")));
}

TEST(FieldRulesTest, RefusesListsThatAreEmptyOrTooLong) {
  intake::v1::ImportMunicipalitiesRequest request;
  request.set_request_id("r");
  EXPECT_THAT(Faults(request), ElementsAre(Violation("municipalities", "REQUIRED")));
  for (int i = 0; i < 1001; ++i) request.add_municipalities();
  EXPECT_THAT(Faults(request), ElementsAre(Violation("municipalities", "TOO_MANY")));
}

TEST(FieldRulesTest, HoldsNumbersWithinTheirBounds) {
  intake::v1::ListMunicipalitiesRequest request;
  request.set_page_size(500);
  EXPECT_THAT(Faults(request), IsEmpty());
  request.set_page_size(501);
  EXPECT_THAT(Faults(request), ElementsAre(Violation("page_size", "OUT_OF_RANGE")));
  request.set_page_size(-1);
  EXPECT_THAT(Faults(request), ElementsAre(Violation("page_size", "OUT_OF_RANGE")));
}

TEST(FieldRulesTest, HoldsAMissingNumberToItsLowerBound) {
  intake::v1::ImportParticipantsRequest request;  // `row` counts from 1
  EXPECT_THAT(Faults(request), Contains(Violation("row", "OUT_OF_RANGE")));
}

intake::v1::UpdateParticipantRequest Change(const std::vector<std::string>& paths) {
  intake::v1::UpdateParticipantRequest request;
  request.set_etag("\"3\"");
  request.set_request_id("r");
  request.mutable_participant()->set_id(kId);
  for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
  return request;
}

TEST(FieldRulesTest, AChangeNeedsOnlyTheFieldsOfItsMask) {
  auto request = Change({"given_name", "language_level"});
  request.mutable_participant()->set_given_name("Amina");
  EXPECT_THAT(Faults(request), IsEmpty());
  EXPECT_EQ(request.participant().id(), kId);
  request.mutable_participant()->clear_given_name();
  EXPECT_THAT(Faults(request), ElementsAre(Violation("participant.given_name", "REQUIRED")));
}

TEST(FieldRulesTest, AChangeMustSayOfWhat) {
  auto request = Change({"language_level"});
  request.mutable_participant()->clear_id();
  EXPECT_THAT(Faults(request), ElementsAre(Violation("participant.id", "REQUIRED")));
  request.mutable_participant()->set_id("X");
  EXPECT_THAT(Faults(request), ElementsAre(Violation("participant.id", "BAD_FORMAT")));
}

TEST(FieldRulesTest, RefusesUnfitMasks) {
  auto request = Change({});
  EXPECT_THAT(Faults(request), ElementsAre(Violation("update_mask", "REQUIRED")));
  request = Change({"language_level", "*", "shoe_size"});
  EXPECT_THAT(Faults(request), ElementsAre(Violation("update_mask.paths[1]", "UNKNOWN_VALUE"),
                                           Violation("update_mask.paths[2]", "UNKNOWN_VALUE")));
}

struct FormatCase {
  api::v1::Format format;
  std::string value;
  std::string reason;  // empty: good
};

TEST(FormatsTest, JudgesEachFormat) {
  const std::vector<FormatCase> cases = {
      {api::v1::FORMAT_UUID, kId, ""},
      {api::v1::FORMAT_UUID, "0192F0C1-7A3B-7C4D-8E5F-001122334455", "BAD_FORMAT"},
      {api::v1::FORMAT_DATE, "2024-02-29", ""},
      {api::v1::FORMAT_DATE, "2023-02-29", "NOT_A_DATE"},
      {api::v1::FORMAT_DATE, "2023-2-9", "BAD_FORMAT"},
      {api::v1::FORMAT_ISO_WEEK, "2026-W53", ""},
      {api::v1::FORMAT_ISO_WEEK, "2025-W53", "NO_SUCH_WEEK"},
      {api::v1::FORMAT_ISO_WEEK, "2025-W00", "NO_SUCH_WEEK"},
      {api::v1::FORMAT_ISO_WEEK, "2025W10", "BAD_FORMAT"},
      {api::v1::FORMAT_TIME, "09:00", ""},
      {api::v1::FORMAT_TIME, "24:00", ""},
      {api::v1::FORMAT_TIME, "24:01", "BAD_FORMAT"},
      {api::v1::FORMAT_TIME, "9:00", "BAD_FORMAT"},
      {api::v1::FORMAT_MUNICIPALITY_CODE, "GM0164", ""},
      {api::v1::FORMAT_MUNICIPALITY_CODE, "gm0164", "BAD_FORMAT"},
      {api::v1::FORMAT_BSN, "111222333", ""},
      {api::v1::FORMAT_BSN, "111222334", "BSN_ELEVEN_TEST"},
      {api::v1::FORMAT_BSN, "000000000", "BSN_ELEVEN_TEST"},
      {api::v1::FORMAT_BSN, "11122233", "BAD_FORMAT"},
      {api::v1::FORMAT_CODE, "werkcentrum-2", ""},
      {api::v1::FORMAT_CODE, "Werkcentrum", "BAD_FORMAT"},
      {api::v1::FORMAT_CODE, "-a", "BAD_FORMAT"},
      {api::v1::FORMAT_COUNTRY, "SY", ""},
      {api::v1::FORMAT_COUNTRY, "XK", ""},
      {api::v1::FORMAT_COUNTRY, "sy", "BAD_FORMAT"},
      {api::v1::FORMAT_COUNTRY, "QQ", "UNKNOWN_VALUE"},
      {api::v1::FORMAT_PARTIAL_DATE, "1990-05-17", ""},
      {api::v1::FORMAT_PARTIAL_DATE, "1990-05-00", ""},
      {api::v1::FORMAT_PARTIAL_DATE, "1990-00-00", ""},
      {api::v1::FORMAT_PARTIAL_DATE, "0000-00-00", ""},
      {api::v1::FORMAT_PARTIAL_DATE, "1990-00-17", "NOT_A_DATE"},
      {api::v1::FORMAT_PARTIAL_DATE, "1990-13-00", "NOT_A_DATE"},
      {api::v1::FORMAT_PARTIAL_DATE, "0000-05-00", "NOT_A_DATE"},
      {api::v1::FORMAT_PARTIAL_DATE, "1990", "BAD_FORMAT"},
      {api::v1::FORMAT_V_NUMBER, "0123456789", ""},
      {api::v1::FORMAT_V_NUMBER, "123456789", "BAD_FORMAT"},
      {api::v1::FORMAT_V_NUMBER, "0000000000", "BAD_FORMAT"},
      {api::v1::FORMAT_PERSON_NAME, "Zo\u00eb", ""},
      {api::v1::FORMAT_PERSON_NAME, "Ali\u200f", "INVISIBLE_CHARACTER"},
      {api::v1::FORMAT_LANGUAGE, "tig", ""},
      {api::v1::FORMAT_LANGUAGE, "AR", "BAD_FORMAT"},
      {api::v1::FORMAT_LANGUAGE, "arab", "BAD_FORMAT"},
      {api::v1::FORMAT_SCRIPT, "Arab", ""},
      {api::v1::FORMAT_SCRIPT, "arab", "BAD_FORMAT"},
      {api::v1::FORMAT_ETAG, "\"3\"", ""},
      {api::v1::FORMAT_ETAG, "3", "BAD_FORMAT"},
      {api::v1::FORMAT_ETAG, "\"\"", "BAD_FORMAT"},
      {api::v1::FORMAT_ETAG, "W/\"3\"", "BAD_FORMAT"},
  };
  for (const FormatCase& c : cases) {
    const auto fault = CheckFormat(c.format, c.value);
    EXPECT_EQ(fault.has_value() ? fault->reason : "", c.reason)
        << api::v1::Format_Name(c.format) << " " << c.value;
  }
}

TEST(ParseFailureTest, NamesEachTextThatIsNotUtf8) {
  intake::v1::CreateParticipantRequest request = GoodCreate();
  std::string bytes;
  request.mutable_participant()->set_given_name("Ami#a");
  request.mutable_participant()->set_family_name("Ha##ad");
  ASSERT_TRUE(request.SerializeToString(&bytes));
  for (char& c : bytes) {
    if (c == '#') c = '\xFF';
  }
  const Status status = DescribeParseFailure(request.GetDescriptor(), bytes);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(DetailsOf(status).violations, ElementsAre(Violation("participant.given_name", "BROKEN_UTF8"),
                                                        Violation("participant.family_name", "BROKEN_UTF8")));
}

TEST(ParseFailureTest, TellsGarbageApart) {
  EXPECT_THAT(DescribeParseFailure(intake::v1::CreateParticipantRequest::descriptor(), "\x0A\x7F"),
              StatusIs(absl::StatusCode::kInvalidArgument, "MALFORMED_REQUEST"));
}

TEST(Utf8Test, RefusesOverlongFormsAndSurrogates) {
  EXPECT_TRUE(IsValidUtf8("Zo\xC3\xAB \xF0\x9F\x98\x80"));
  EXPECT_FALSE(IsValidUtf8("\xC0\xAF"));
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80"));
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80"));
  EXPECT_FALSE(IsValidUtf8("\xE2\x82"));
  EXPECT_EQ(CodePoints("Zo\xC3\xAB"), 3U);
}

}  // namespace
}  // namespace duaal::rpc
