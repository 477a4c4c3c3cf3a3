#include "chassis/rpc/status.h"

#include <string>
#include <vector>

#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;
using ::testing::Pair;
using testing::StatusIs;

constexpr char kTrace[] = "4bf92f3577b34da6a3ce929d0e0e4736";

Status ThereAndBack(const Status& status) { return FromGrpc(ToGrpc(status, kTrace)); }

TEST(StatusTest, KeepsCodeTextReasonAndMetadata) {
  const Status back = ThereAndBack(
      Error(absl::StatusCode::kAborted, "ETAG_MISMATCH", "Read it again.", {{"current_etag", "\"4\""}}));
  EXPECT_THAT(back, StatusIs(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_EQ(back.message(), "Read it again.");
  EXPECT_THAT(DetailsOf(back).metadata, ElementsAre(Pair("current_etag", "\"4\"")));
}

TEST(StatusTest, KeepsEveryViolationWithItsReason) {
  Violations violations;
  violations.Add("participant.bsn", "BSN_ELEVEN_TEST", "Check the number.");
  violations.Add("request_id", "REQUIRED", "Give a value.");
  const Status back = ThereAndBack(violations.ToStatus());
  EXPECT_THAT(back, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(DetailsOf(back).violations, violations.list());
  EXPECT_EQ(DetailsOf(back).reason, DetailsOf(violations.ToStatus()).reason);
  EXPECT_TRUE(DetailsOf(back).metadata.empty());
}

TEST(StatusTest, SaysHowManyViolationsItLeavesOut) {
  Violations violations;
  for (int i = 0; i < kMaxViolations + 5; ++i)
    violations.Add("rows[" + std::to_string(i) + "]", "REQUIRED", "Give it.");
  const ErrorDetails back = DetailsOf(ThereAndBack(violations.ToStatus()));
  EXPECT_EQ(back.violations.size(), static_cast<std::size_t>(kMaxViolations));
  EXPECT_THAT(back.metadata, ElementsAre(Pair("violations_omitted", "5")));
}

TEST(StatusTest, TellsNothingOfTheInside) {
  for (const auto code : {absl::StatusCode::kInternal, absl::StatusCode::kUnknown}) {
    const grpc::Status wire =
        ToGrpc(Error(code, "SQL", "Table duaal_intake.person is broken", {{"table", "person"}}), kTrace);
    EXPECT_THAT(wire.error_message(), Not(HasSubstr("person")));
    EXPECT_THAT(wire.error_message(), HasSubstr(kTrace));
    EXPECT_THAT(wire.error_details(), Not(HasSubstr("person")));
    EXPECT_EQ(static_cast<int>(wire.error_code()), static_cast<int>(code));
  }
}

TEST(StatusTest, UnderstandsStatusesOfGrpcItself) {
  const Status status = FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "failed to connect"));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, ""));
  EXPECT_THAT(FromGrpc(grpc::Status::OK), IsOk());
  EXPECT_TRUE(ToGrpc(absl::OkStatus(), kTrace).ok());
}

}  // namespace
}  // namespace duaal::rpc
