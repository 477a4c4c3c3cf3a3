#include "intake-svc/domain/assessment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace duaal::intake::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 16);

std::vector<std::string> Faults(const Status& status) {
  std::vector<std::string> faults;
  for (const FieldViolation& violation : DetailsOf(status).violations) {
    faults.push_back(violation.field + " " + violation.reason);
  }
  return faults;
}

// A scan with an aspect of each kind; the last two are of a special category.
InstrumentSet MakeSet() {
  Instrument scan{.code = "scan", .version = "2"};
  scan.aspects = {
      {.code = "rung", .kind = AspectKind::kLevel, .values = {"low", "high"}, .required = true},
      {.code = "score", .kind = AspectKind::kNumber, .minimum = 0, .maximum = 100, .decimals = 2},
      {.code = "language", .kind = AspectKind::kCefr},
      {.code = "outcome", .kind = AspectKind::kCode, .values = {"yes-b1", "no-b1"}},
      {.code = "driver", .kind = AspectKind::kYesNo},
      {.code = "story", .kind = AspectKind::kText},
      {.code = "mood", .kind = AspectKind::kLevel, .values = {"low", "high"}, .special = true},
      {.code = "body", .kind = AspectKind::kText, .required = true, .special = true},
  };
  Instrument meter{.code = "meter", .version = "1", .when_relevant = true, .relevance_grounds = {"wish"}};
  meter.aspects = {{.code = "level", .kind = AspectKind::kNumber, .minimum = -2, .maximum = 3}};
  Instrument scouted{.code = "scouted", .version = "1", .taken_by = {"scout"}};
  scouted.settings = {AssessmentSetting::kReceptionCentre};
  Instrument reflection{.code = "reflection", .version = "1", .for_partners = true};
  return {{scan, meter, scouted, reflection}, {"scout", "coach"}};
}

Participant MakePerson() {
  Participant person;
  person.birth_date = PartialDate(absl::CivilDay(1990, 5, 1));
  person.settlement_date = absl::CivilDay(2026, 6, 1);
  return person;
}

Assessment Taken(const std::string& instrument, const std::string& version) {
  Assessment a;
  a.id = Uuid::NewV7();
  a.instrument_code = instrument;
  a.instrument_version = version;
  a.taken_date = kToday;
  a.setting = AssessmentSetting::kMunicipality;
  a.row_version = 1;
  return a;
}

Assessment Scan() {
  Assessment a = Taken("scan", "2");
  a.values = {{"rung", "low"},       {"score", "99.50"}, {"language", "A0"},
              {"outcome", "yes-b1"}, {"driver", "no"},   {"story", "werkte als bakker"}};
  a.special_values = {{"mood", "high"}, {"body", "rugklachten"}};
  return a;
}

std::vector<std::string> FaultsOf(const Assessment& a) {
  return Faults(Check(a, MakeSet(), MakePerson(), kToday, "assessment."));
}

TEST(AssessmentTest, TakesAValueOfEachKind) { EXPECT_THAT(FaultsOf(Scan()), IsEmpty()); }

TEST(AssessmentTest, NamesEveryValueOffItsScale) {
  Assessment a = Scan();
  a.values = {{"rung", "middle"},   {"score", "100.01"}, {"language", "D1"},
              {"outcome", "maybe"}, {"driver", "ja"},    {"story", std::string(9000, 'x')}};
  a.special_values[0].value = "middle";
  EXPECT_THAT(FaultsOf(a),
              ElementsAre("assessment.values[0].value OFF_SCALE", "assessment.values[1].value OFF_SCALE",
                          "assessment.values[2].value OFF_SCALE", "assessment.values[3].value UNKNOWN_VALUE",
                          "assessment.values[4].value NOT_YES_OR_NO", "assessment.values[5].value TOO_LONG",
                          "assessment.special_values[0].value OFF_SCALE"));
}

TEST(AssessmentTest, ReadsNumbersExactly) {
  const Aspect aspect{.code = "n", .kind = AspectKind::kNumber, .minimum = -2, .maximum = 3, .decimals = 1};
  for (const char* good : {"-2", "-2.0", "0", "3", "3.0", "2.9"}) {
    EXPECT_EQ(CheckValue(aspect, good).reason, "") << good;
  }
  for (const char* bad :
       {"", "-", ".", ".5", "1.", "3.1", "-2.1", "1.25", "1e0", " 1", "0x1", "99999999999999999"}) {
    EXPECT_EQ(CheckValue(aspect, bad).reason, "OFF_SCALE") << bad;
  }
}

TEST(AssessmentTest, NamesAspectsThatAreUnknownDoubleMisplacedOrMissing) {
  Assessment a = Scan();
  a.values = {{"nonsense", "1"}, {"driver", "no"}, {"driver", "yes"}, {"body", "rugklachten"}};
  a.special_values = {{"story", "x"}};
  EXPECT_THAT(FaultsOf(a), ElementsAre("assessment.values[0].aspect_code UNKNOWN_ASPECT",
                                       "assessment.values[2].aspect_code DUPLICATE_ASPECT",
                                       "assessment.values[3].aspect_code SPECIAL_ASPECT",
                                       "assessment.special_values[0].aspect_code NOT_SPECIAL",
                                       "assessment.values ASPECT_MISSING"));
  a.values.clear();
  a.special_values.clear();
  EXPECT_THAT(FaultsOf(a),
              ElementsAre("assessment.values ASPECT_MISSING", "assessment.special_values ASPECT_MISSING"));
}

TEST(AssessmentTest, NamesNoValueInARefusal) {
  Assessment a = Scan();
  a.special_values[0].value = "zwaarmoedig";
  const Status status = Check(a, MakeSet(), MakePerson(), kToday, "");
  for (const FieldViolation& violation : DetailsOf(status).violations) {
    EXPECT_EQ(violation.description.find("zwaarmoedig"), std::string::npos);
  }
}

TEST(AssessmentTest, KnowsInstrumentsInTheirVersions) {
  EXPECT_THAT(FaultsOf(Taken("unheard-of", "1")),
              ElementsAre("assessment.instrument_code UNKNOWN_INSTRUMENT"));
  EXPECT_THAT(FaultsOf(Taken("scan", "1")), ElementsAre("assessment.instrument_version UNKNOWN_VERSION"));
  EXPECT_THAT(FaultsOf(Taken("reflection", "1")),
              ElementsAre("assessment.instrument_code NOT_FOR_PARTICIPANTS"));
}

TEST(AssessmentTest, RefusesImpossibleDays) {
  Assessment a = Scan();
  a.taken_date = kToday + 1;
  EXPECT_THAT(FaultsOf(a), ElementsAre("assessment.taken_date IN_THE_FUTURE"));
  a.taken_date = absl::CivilDay(1990, 4, 30);
  EXPECT_THAT(FaultsOf(a), ElementsAre("assessment.taken_date BEFORE_BIRTH"));
}

TEST(AssessmentTest, WhatIsTakenInAReceptionCentreIsTakenBeforeTheSettlement) {
  Assessment a = Taken("scouted", "1");
  a.setting = AssessmentSetting::kReceptionCentre;
  a.taken_by_role = "scout";
  a.taken_date = absl::CivilDay(2026, 5, 31);
  EXPECT_THAT(FaultsOf(a), IsEmpty());
  a.taken_date = absl::CivilDay(2026, 6, 1);
  EXPECT_THAT(FaultsOf(a), ElementsAre("assessment.taken_date AFTER_SETTLEMENT"));
}

TEST(AssessmentTest, TheProgrammeSaysWhoTakesAnInstrumentAndWhere) {
  Assessment a = Taken("scouted", "1");
  EXPECT_THAT(FaultsOf(a),
              ElementsAre("assessment.taken_by_role ROLE_MAY_NOT_TAKE", "assessment.setting NOT_TAKEN_HERE"));
  a.taken_by_role = "baker";
  a.setting = AssessmentSetting::kReceptionCentre;
  a.taken_date = absl::CivilDay(2026, 1, 1);
  EXPECT_THAT(FaultsOf(a), ElementsAre("assessment.taken_by_role UNKNOWN_ROLE"));
}

TEST(AssessmentTest, AnInstrumentForRelevantCasesAsksForItsGround) {
  Assessment a = Taken("meter", "1");
  EXPECT_THAT(FaultsOf(a), ElementsAre("assessment.relevance_ground RELEVANCE_REQUIRED"));
  a.relevance_ground = "boredom";
  EXPECT_THAT(FaultsOf(a), ElementsAre("assessment.relevance_ground UNKNOWN_GROUND"));
  a.relevance_ground = "wish";
  EXPECT_THAT(FaultsOf(a), IsEmpty());
}

TEST(AssessmentTest, AReferenceNamesItsSource) {
  Assessment a = Scan();
  a.source_reference = "7";
  EXPECT_THAT(FaultsOf(a), ElementsAre("assessment.source SOURCE_REQUIRED"));
}

TEST(CorrectTest, MakesANewObservationAndKeepsWhatItDoesNotName) {
  const Assessment before = Scan();
  const auto after = Correct(before, {{"body", "rugklachten"}},
                             {.reason = CorrectionReason::kWrongValue, .values = {{"rung", "high"}}});
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->supersedes_id, before.id);
  EXPECT_EQ(after->correction_reason, CorrectionReason::kWrongValue);
  EXPECT_EQ(after->taken_date, before.taken_date);
  EXPECT_THAT(after->values, ElementsAre(AspectValue{"rung", "high"}));
  EXPECT_THAT(after->special_values, ElementsAre(AspectValue{"body", "rugklachten"}));
}

TEST(CorrectTest, TakesNewSpecialValuesInPlaceOfTheOld) {
  const auto after = Correct(Scan(), {{"body", "old"}}, {.special_values = {{"body", "new"}}});
  ASSERT_TRUE(after.ok());
  EXPECT_THAT(after->special_values, ElementsAre(AspectValue{"body", "new"}));
}

TEST(CorrectTest, AnObservationIsCorrectedOnce) {
  Assessment before = Scan();
  before.superseded_by_id = Uuid::NewV7();
  EXPECT_TRUE(HasReason(Correct(before, {}, {}).status(), "ASSESSMENT_SUPERSEDED"));
}

TEST(InstrumentSetTest, CountsOnlyWhatHasFewValuesAndIsNotSpecial) {
  EXPECT_THAT(MakeSet().CountableAspects("scan"), ElementsAre("driver", "language", "outcome", "rung"));
  // An aspect that is special in one version is counted in none.
  InstrumentSet set = MakeSet();
  set.instruments.push_back({.code = "scan", .version = "3", .aspects = {{.code = "rung", .special = true}}});
  EXPECT_THAT(set.CountableAspects("scan"), ElementsAre("driver", "language", "outcome"));
}

TEST(InstrumentSetTest, AVersionForEveryoneIsTakenFromEveryone) {
  InstrumentSet set;
  set.instruments = {{.code = "a", .version = "1", .target_groups = {TargetGroup::kAsylumStatusHolder}},
                     {.code = "a", .version = "2", .target_groups = {TargetGroup::kFamilyMigrant}},
                     {.code = "b", .version = "1", .target_groups = {TargetGroup::kFamilyMigrant}},
                     {.code = "b", .version = "2"}};
  EXPECT_THAT(set.TakenFrom("a"), ElementsAre(TargetGroup::kAsylumStatusHolder, TargetGroup::kFamilyMigrant));
  EXPECT_THAT(set.TakenFrom("b"), IsEmpty());
}

}  // namespace
}  // namespace duaal::intake::domain
