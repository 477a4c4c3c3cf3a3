#ifndef CHASSIS_TESTING_STATUS_MATCHERS_H_
#define CHASSIS_TESTING_STATUS_MATCHERS_H_

#include <ostream>
#include <string>
#include <utility>

#include "chassis/core/status.h"
#include "gmock/gmock.h"

// Matchers for Status and StatusOr.
namespace duaal::testing {

namespace internal {

inline const Status& StatusOf(const Status& status) { return status; }
template <typename T>
const Status& StatusOf(const StatusOr<T>& result) {
  return result.status();
}

inline std::string Describe(const Status& status) {
  std::string text = "which is " + std::string(status.ToString());
  const ErrorDetails details = DetailsOf(status);
  if (!details.reason.empty()) text += ", reason " + details.reason;
  for (const FieldViolation& v : details.violations) text += "; " + v.field + " " + v.reason;
  return text;
}

}  // namespace internal

// EXPECT_THAT(result, IsOk());
MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  const Status& status = internal::StatusOf(arg);
  if (!status.ok()) *result_listener << internal::Describe(status);
  return status.ok();
}

// EXPECT_THAT(result, StatusIs(absl::StatusCode::kNotFound));
MATCHER_P(StatusIs, code, std::string(negation ? "is not " : "is ") + absl::StatusCodeToString(code)) {
  const Status& status = internal::StatusOf(arg);
  *result_listener << internal::Describe(status);
  return status.code() == code;
}

// EXPECT_THAT(result, StatusIs(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
MATCHER_P2(StatusIs, code, reason,
           std::string(negation ? "is not " : "is ") + absl::StatusCodeToString(code) + " with reason " +
               reason) {
  const Status& status = internal::StatusOf(arg);
  *result_listener << internal::Describe(status);
  return status.code() == code && DetailsOf(status).reason == reason;
}

// EXPECT_THAT(result, HasReason("ETAG_MISMATCH"));
MATCHER_P(HasReason, reason, std::string(negation ? "has not reason " : "has reason ") + reason) {
  const Status& status = internal::StatusOf(arg);
  *result_listener << internal::Describe(status);
  return !status.ok() && DetailsOf(status).reason == reason;
}

// EXPECT_THAT(result, IsOkAnd(Eq(3)));
MATCHER_P(IsOkAnd, inner, negation ? "is not OK or has another value" : "is OK with the expected value") {
  if (!arg.ok()) {
    *result_listener << internal::Describe(arg.status());
    return false;
  }
  return ::testing::ExplainMatchResult(inner, *arg, result_listener);
}

}  // namespace duaal::testing

#define EXPECT_OK(expression) EXPECT_THAT(expression, ::duaal::testing::IsOk())
#define ASSERT_OK(expression) ASSERT_THAT(expression, ::duaal::testing::IsOk())
// Declares `declaration` with the value, or ends the test.
#define ASSERT_OK_AND_ASSIGN(declaration, expression) \
  ASSERT_OK_AND_ASSIGN_INNER(DUAAL_CONCAT(duaal_test_or_, __LINE__), declaration, expression)
#define ASSERT_OK_AND_ASSIGN_INNER(result, declaration, expression) \
  auto result = (expression);                                       \
  ASSERT_OK(result);                                                \
  declaration = *std::move(result)

#endif  // CHASSIS_TESTING_STATUS_MATCHERS_H_
