#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "partner-svc/domain/offering.h"
#include "partner-svc/domain/organisation.h"

namespace duaal::partner::domain {
namespace {

std::vector<std::string> Faults(const Status& status) {
  std::vector<std::string> faults;
  for (const FieldViolation& violation : DetailsOf(status).violations) {
    faults.push_back(violation.field + " " + violation.reason);
  }
  return faults;
}

Slot MakeSlot(int weekday, const char* start, const char* end) {
  return {weekday, {*TimeOfDay::Parse(start), *TimeOfDay::Parse(end)}, "ROC"};
}

Offering MakeOffering() {
  Offering offering;
  offering.period = {absl::CivilDay(2026, 8, 31), absl::CivilDay(2027, 7, 17)};
  offering.timetable = {MakeSlot(1, "09:00", "12:00"), MakeSlot(3, "09:00", "12:00")};
  offering.row_version = 1;
  return offering;
}

TEST(OfferingTest, SlotsThatTouchAreFine) {
  Offering offering = MakeOffering();
  offering.timetable.push_back(MakeSlot(1, "12:00", "13:00"));
  EXPECT_TRUE(Check(offering).ok());
}

TEST(OfferingTest, EveryFaultIsNamed) {
  Offering offering = MakeOffering();
  std::swap(offering.period.start, offering.period.end);
  offering.timetable.push_back(MakeSlot(1, "11:59", "13:00"));
  offering.timetable.push_back(MakeSlot(2, "13:00", "13:00"));
  EXPECT_THAT(
      Faults(Check(offering)),
      ::testing::ElementsAre("offering.end_date INTERVAL_REVERSED", "offering.timetable[2] SLOTS_OVERLAP",
                             "offering.timetable[3].end_time INTERVAL_REVERSED"));
}

TEST(OfferingTest, IsCancelledOnceAndWithACause) {
  const auto cancelled = Cancel(MakeOffering(), CancelCause::kLockdown, absl::CivilDay(2026, 11, 1));
  ASSERT_TRUE(cancelled.ok());
  EXPECT_EQ(cancelled->cancel_cause, CancelCause::kLockdown);
  EXPECT_EQ(cancelled->row_version, 2);
  EXPECT_TRUE(HasReason(Cancel(*cancelled, CancelCause::kOther, absl::CivilDay(2026, 11, 1)).status(),
                        "OFFERING_CANCELLED"));
  EXPECT_FALSE(Cancel(MakeOffering(), CancelCause::kOther, absl::CivilDay(2027, 7, 17)).ok());
}

TEST(ContractTest, EveryFaultIsNamed) {
  Contract contract;
  contract.start_date = absl::CivilDay(2026, 9, 1);
  contract.end_date = absl::CivilDay(2026, 9, 1);
  contract.components = {"module", "trade", "module"};
  EXPECT_THAT(Faults(Check(contract)), ::testing::ElementsAre("contract.end_date INTERVAL_REVERSED",
                                                              "contract.components[2] DUPLICATE"));
}

}  // namespace
}  // namespace duaal::partner::domain
