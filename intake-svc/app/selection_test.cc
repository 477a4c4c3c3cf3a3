// The preview of a selection on a real database: it says what the referral says, and writes nothing.

#include <string>
#include <vector>

#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/programme/v1/programme.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/app/create_participant.h"
#include "intake-svc/app/create_referral.h"
#include "intake-svc/app/preview_selection.h"
#include "intake-svc/app/record_barrier.h"
#include "tests/intake/use_case_fixture.h"

namespace duaal::intake::app {
namespace {

using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 16);
const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 16, 9, 0, 0), absl::UTCTimeZone());

// For residents of Hengelo with a barrier, and at least one woman in the group.
programme::v1::ProgrammeDefinition MakeProgramme() {
  programme::v1::ProgrammeDefinition definition;
  definition.set_code("dordrecht");
  definition.mutable_region()->add_core_municipalities("GM0164");
  auto& barriers = *definition.add_catalogues();
  barriers.set_code("barriers");
  for (const char* kind : {"psychological", "financial"}) barriers.add_entries()->set_code(kind);
  auto& target = *definition.mutable_target_group();
  target.set_barrier_catalogue("barriers");
  target.add_required_barriers("psychological");
  auto& wish = *target.add_composition_rules();
  wish.set_dimension("gender");
  wish.set_value("GENDER_FEMALE");
  wish.set_minimum(1);
  return definition;
}

class SelectionTest : public UseCaseTest {
 protected:
  SelectionTest() {
    staff_.id = "cm-1";
    staff_.mandates = {{"GM0164", {}, {}}, {"GM0153", {}, {}}};
    EXPECT_OK(db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
      RETURN_IF_ERROR(deps_.reference.PutProgramme(tx, "dordrecht", MakeProgramme().SerializeAsString()));
      return deps_.reference.PutMunicipalities(
          tx, {{"GM0164", "Hengelo", {}, {}}, {"GM0153", "Enschede", {}, {}}});
    }));
  }

  Caller Staff() {
    return {staff_,
            Soon(),
            kNow,
            kToday,
            {staff_.id, "method", std::to_string(++requests_), std::string(32, 'b')}};
  }
  domain::Participant Person(const std::string& barrier = "", const std::string& municipality = "GM0164",
                             domain::Gender gender = domain::Gender::kFemale) {
    CreateParticipantCommand command;
    command.participant.given_name = "Rima";
    command.participant.family_name = "Darwish";
    command.participant.birth_date = PartialDate(absl::CivilDay(1991, 4, 17));
    command.participant.municipality_code = municipality;
    command.participant.gender = gender;
    const auto person = CreateParticipant(deps_, Staff(), command);
    EXPECT_OK(person);
    if (barrier.empty()) return *person;
    RecordBarrierCommand record;
    record.barrier.participant_id = person->id;
    record.barrier.programme_code = "dordrecht";
    record.barrier.kind_code = barrier;
    record.barrier.noted_date = kToday;
    EXPECT_OK(RecordBarrier(deps_, Staff(), record));
    return *person;
  }
  Status Refer(const domain::Participant& person) {
    CreateReferralCommand command;
    command.referral.participant_id = person.id;
    command.referral.programme_code = "dordrecht";
    command.referral.channel = domain::InflowChannel::kCaseManager;
    return CreateReferral(deps_, Staff(), command).status();
  }
  Selection Preview(bool reads_barriers = true) {
    const SelectionQuery query{"dordrecht", "", domain::InflowChannel::kUnknown, reads_barriers, Uuid(), 50};
    const auto selection = db_.Read(Soon(), [&](sql::Session& session) {
      return PreviewSelection(deps_, session, {staff_, kToday}, query);
    });
    EXPECT_OK(selection);
    return *selection;
  }
  std::vector<std::string> GroundsOf(const domain::Participant& person, bool reads_barriers = true) {
    std::vector<std::string> reasons = {"not there"};
    for (const SelectionCandidate& one : Preview(reads_barriers).candidates) {
      if (one.person.id != person.id) continue;
      reasons.clear();
      for (const FieldViolation& ground : one.grounds) reasons.push_back(ground.reason);
    }
    return reasons;
  }
  auth::Principal staff_;
  int requests_ = 0;
};

TEST_F(SelectionTest, ItSaysOfEachPersonWhatTheReferralSays) {
  const auto fits = Person("psychological");
  const auto other_barrier = Person("financial");
  const auto elsewhere = Person("", "GM0153");
  EXPECT_THAT(GroundsOf(fits), IsEmpty());
  EXPECT_THAT(GroundsOf(other_barrier), ElementsAre("BARRIER_MISSING"));
  EXPECT_THAT(GroundsOf(elsewhere), ElementsAre("MUNICIPALITY_OUTSIDE_REGION", "BARRIER_MISSING"));
  EXPECT_EQ(Count("referral"), 0);
  for (const auto& person : {other_barrier, elsewhere}) {
    const Status refused = Refer(person);
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, "NOT_ADMITTED"));
    EXPECT_EQ(DetailsOf(refused).violations.size(), GroundsOf(person).size());
  }
  ASSERT_OK(Refer(fits));
  EXPECT_THAT(GroundsOf(fits), ElementsAre("ALREADY_REFERRED"));
}

TEST_F(SelectionTest, WhoMayNotReadBarriersIsToldThatTheyWereLeftOut) {
  const auto person = Person("financial");
  EXPECT_TRUE(Preview(false).barriers_unchecked);
  EXPECT_THAT(GroundsOf(person, false), IsEmpty());
  EXPECT_FALSE(Preview(true).barriers_unchecked);
}

TEST_F(SelectionTest, WhoHelpsTheGroupIsToldUntilTheWishIsMet) {
  const auto woman = Person("psychological");
  const auto man = Person("psychological", "GM0164", domain::Gender::kMale);
  const auto helps = [&](const domain::Participant& person) {
    for (const SelectionCandidate& one : Preview().candidates) {
      if (one.person.id == person.id) return one.helps_composition;
    }
    return std::vector<std::string>{"not there"};
  };
  EXPECT_THAT(helps(woman), ElementsAre("gender"));
  EXPECT_THAT(helps(man), IsEmpty());
  const auto second = Person("psychological");
  ASSERT_OK(Refer(woman));
  EXPECT_THAT(helps(second), IsEmpty());
}

TEST_F(SelectionTest, AnUnknownProgrammeIsNamed) {
  const SelectionQuery query{"nothing", "", domain::InflowChannel::kUnknown, true, Uuid(), 50};
  EXPECT_THAT(db_.Read(Soon(),
                       [&](sql::Session& session) {
                         return PreviewSelection(deps_, session, {staff_, kToday}, query);
                       }),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(SelectionTest, SpecialisationsAreThoseOfTheCallersMunicipalities) {
  EXPECT_OK(db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
    RETURN_IF_ERROR(
        deps_.characteristics.PutSpecialisation(tx, {"arnhem", "work", "cm-1", "GM0164", {"care"}}));
    return deps_.characteristics.PutSpecialisation(tx,
                                                   {"arnhem", "work", "cm-2", "GM0153", {"care", "trade"}});
  }));
  const auto listed = [&](const auth::Principal& who, const std::string& value) {
    std::vector<std::string> staff;
    const auto list = db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.characteristics.ListSpecialisations(session, {who, kToday}, {"arnhem", "work"}, value, 10);
    });
    EXPECT_OK(list);
    for (const auto& one : *list) staff.push_back(one.staff_id);
    return staff;
  };
  auth::Principal hengelo = staff_;
  hengelo.mandates = {{"GM0164", {}, {}}};
  EXPECT_THAT(listed(staff_, ""), ElementsAre("cm-2", "cm-1"));
  EXPECT_THAT(listed(hengelo, ""), ElementsAre("cm-1"));
  EXPECT_THAT(listed(hengelo, "trade"), IsEmpty());
  hengelo.mandates = {{"GM0164", {}, kToday}};
  EXPECT_THAT(listed(hengelo, ""), IsEmpty()) << "a mandate that is over";
}

}  // namespace
}  // namespace duaal::intake::app
