// main() of tests that link duaal_testing: the connector's driver is made before any thread.

#include "chassis/sql/database.h"
#include "gmock/gmock.h"

int main(int argc, char** argv) {
  duaal::sql::InitDriver();
  ::testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
