#ifndef TESTS_INTAKE_TWO_TOWNS_FIXTURE_H_
#define TESTS_INTAKE_TWO_TOWNS_FIXTURE_H_

#include <string>

#include "chassis/testing/status_matchers.h"
#include "intake-svc/app/create_participant.h"
#include "tests/intake/use_case_fixture.h"

namespace duaal::intake::app {

inline const absl::CivilDay kToday(2026, 11, 16);
inline const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 16, 9, 0, 0), absl::UTCTimeZone());
inline constexpr char kHengelo[] = "GM0164";
inline constexpr char kEnschede[] = "GM0153";

// Two municipalities, a case manager of each, and one of both.
class TwoTownsTest : public UseCaseTest {
 protected:
  TwoTownsTest() {
    hengelo_.id = "cm-hengelo";
    hengelo_.mandates = {{kHengelo, {}, {}}};
    enschede_.id = "cm-enschede";
    enschede_.mandates = {{kEnschede, {}, {}}};
    both_.id = "cm-both";
    both_.mandates = {{kHengelo, {}, {}}, {kEnschede, {}, {}}};
    EXPECT_OK(db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
      return deps_.reference.PutMunicipalities(
          tx, {{kHengelo, "Hengelo", {}, {}}, {kEnschede, "Enschede", {}, {}}});
    }));
  }

  // Another request of theirs, a second after the one before.
  Caller By(const auth::Principal& principal) {
    const std::string id = std::to_string(++requests_);
    return {principal,
            Soon(),
            kNow + absl::Seconds(requests_),
            kToday,
            {principal.id, "method", id, std::string(32, 'b')}};
  }

  // Somebody who is registered; numbers only where they are given.
  domain::Participant Person(const std::string& municipality_code = kHengelo,
                             const std::string& given_name = "Rima", const std::string& bsn = "",
                             const std::string& v_number = "",
                             absl::CivilDay born = absl::CivilDay(1991, 4, 17)) {
    CreateParticipantCommand command;
    command.participant.given_name = given_name;
    command.participant.family_name = "Darwish";
    command.participant.birth_date = PartialDate(born);
    command.participant.municipality_code = municipality_code;
    command.participant.legal_regime = domain::LegalRegime::kWi2021;
    command.participant.bsn = bsn;
    command.participant.v_number = v_number;
    const auto person = CreateParticipant(deps_, By(both_), command);
    EXPECT_OK(person);
    return *person;
  }

  auth::Principal hengelo_;
  auth::Principal enschede_;
  auth::Principal both_;
  int requests_ = 0;
};

}  // namespace duaal::intake::app

#endif  // TESTS_INTAKE_TWO_TOWNS_FIXTURE_H_
