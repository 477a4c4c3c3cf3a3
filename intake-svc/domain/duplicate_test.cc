#include "intake-svc/domain/duplicate.h"

#include <algorithm>
#include <iterator>

#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/domain/merge.h"

namespace duaal::intake::domain {
namespace {

using ::duaal::testing::StatusIs;
using ::testing::Optional;

Likeness Person(std::vector<std::string> words, const char* birth_date, Gender gender = Gender::kUnknown) {
  return {std::move(words), *PartialDate::Parse(birth_date), gender};
}

// Whether the one finds the other by the texts that are stored.
bool Finds(const Likeness& one, const Likeness& other) {
  const auto seek = MatchTextsOf(one).seek;
  const auto store = MatchTextsOf(other).store;
  std::vector<std::string> common;
  std::set_intersection(seek.begin(), seek.end(), store.begin(), store.end(), std::back_inserter(common));
  return !common.empty();
}

TEST(DuplicateTest, WhoeverMayBeOnePersonFindsTheOther) {
  const std::vector<Likeness> people = {Person({"drs", "rm"}, "1991-04-07"),
                                        Person({"drs", "rm"}, "1991-07-04"),
                                        Person({"drs", "hd", "rm"}, "1991-00-00"),
                                        Person({"drs", "rm"}, "1991-01-01"),
                                        Person({"drs", "hd"}, "1991-04-07"),
                                        Person({"drs", "rm"}, "0000-00-00"),
                                        Person({"drs"}, "1991-04-07"),
                                        Person({"hd", "rm"}, "1985-03-02"),
                                        Person({"drs"}, "1991-00-00"),
                                        Person({"drs"}, "0000-00-00")};
  for (const Likeness& one : people) {
    for (const Likeness& other : people) {
      // Names that agree in part are found only with a birth year.
      const bool whole = one.words == other.words ||
                         (one.birth_date.First().year() > 1 && other.birth_date.First().year() > 1);
      if (Compare(one, other) && whole) {
        EXPECT_TRUE(Finds(one, other)) << one.birth_date.ToString() << " " << other.birth_date.ToString();
      }
    }
  }
}

TEST(DuplicateTest, CertaintyFollowsNamesAndBirthDate) {
  const Likeness rima = Person({"drs", "rm"}, "1991-04-07", Gender::kFemale);
  EXPECT_THAT(Compare(rima, rima), Optional(Certainty::kLikely));
  EXPECT_THAT(Compare(rima, Person({"drs", "rm"}, "1991-07-04")), Optional(Certainty::kLikely));
  EXPECT_THAT(Compare(rima, Person({"drs", "hd"}, "1991-04-07")), Optional(Certainty::kPossible));
  EXPECT_THAT(Compare(rima, Person({"drs", "rm"}, "1991-00-00")), Optional(Certainty::kPossible));
  EXPECT_THAT(Compare(rima, Person({"drs", "rm"}, "1991-04-00")), Optional(Certainty::kPossible));
  EXPECT_THAT(Compare(rima, Person({"drs", "rm"}, "1991-01-01")), Optional(Certainty::kPossible));
  EXPECT_THAT(Compare(rima, Person({"drs", "rm"}, "0000-00-00")), Optional(Certainty::kPossible));
  EXPECT_THAT(Compare(rima, Person({"drs", "rm"}, "1991-04-07", Gender::kMale)),
              Optional(Certainty::kPossible));
}

TEST(DuplicateTest, OthersStayOthers) {
  const Likeness rima = Person({"drs", "rm"}, "1991-04-07", Gender::kFemale);
  EXPECT_EQ(Compare(rima, Person({"drs", "rm"}, "1991-04-08")), std::nullopt);
  EXPECT_EQ(Compare(rima, Person({"drs", "rm"}, "1992-00-00")), std::nullopt);
  EXPECT_EQ(Compare(rima, Person({"hd", "smr"}, "1991-04-07")), std::nullopt);
  EXPECT_EQ(Compare(rima, Person({"drs", "hd"}, "1991-00-00")), std::nullopt);
  EXPECT_EQ(Compare(rima, Person({"drs", "hd"}, "1991-04-07", Gender::kMale)), std::nullopt);
  EXPECT_TRUE(MatchTextsOf(Person({}, "1991-04-07")).store.empty());
}

TEST(MergeTest, EveryGroundAgainstAMergeIsNamed) {
  const Status status = CheckMergeable({true, false, true, true, true, {"hengelo", "weert"}});
  ASSERT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition, "NOT_MERGEABLE"));
  std::vector<std::string> reasons;
  for (const FieldViolation& violation : DetailsOf(status).violations) reasons.push_back(violation.reason);
  EXPECT_THAT(reasons, ::testing::ElementsAre("NUMBERS_DISAGREE", "MOVE_TO_COME", "PUT_AWAY", "HOLDS_A_MERGE",
                                              "OPEN_REFERRAL_TWICE", "OPEN_REFERRAL_TWICE"));
  EXPECT_TRUE(CheckMergeable({}).ok());
}

TEST(MergeTest, TheOtherMunicipalityConfirms) {
  RecordMerge merge;
  merge.kept_municipality_code = "GM0164";
  merge.merged_municipality_code = "GM0153";
  merge.requested_by_municipality_code = "GM0164";
  EXPECT_THAT(ConfirmingMunicipalities(merge), ::testing::ElementsAre("GM0153"));
  // The record for which it was asked has moved on.
  merge.kept_municipality_code = "GM0147";
  EXPECT_THAT(ConfirmingMunicipalities(merge), ::testing::ElementsAre("GM0147", "GM0153"));
  merge.kept_municipality_code = merge.merged_municipality_code = "GM0164";
  EXPECT_THAT(ConfirmingMunicipalities(merge), ::testing::ElementsAre("GM0164"));
}

TEST(MergeTest, ARequestIsAnsweredOnceAndAMergeUndoneOnce) {
  RecordMerge request;
  request.row_version = 1;
  const absl::Time now = absl::UnixEpoch();
  const auto merged = Confirm(request, "cm-2", now);
  ASSERT_TRUE(merged.ok());
  EXPECT_TRUE(Stands(*merged));
  EXPECT_EQ(merged->row_version, 2);
  EXPECT_THAT(Decline(*merged, "cm-1", now).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition, "MERGE_ANSWERED"));
  EXPECT_THAT(Undo(request, "cm-1", now).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition, "NOT_MERGED"));
  const auto undone = Undo(*merged, "cm-1", now);
  ASSERT_TRUE(undone.ok());
  EXPECT_FALSE(Stands(*undone));
  EXPECT_THAT(Undo(*undone, "cm-1", now).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition, "NOT_MERGED"));
}

}  // namespace
}  // namespace duaal::intake::domain
