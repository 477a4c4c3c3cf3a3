#ifndef GATEWAY_TESTING_DEMO_CATALOGUE_H_
#define GATEWAY_TESTING_DEMO_CATALOGUE_H_

#include <memory>
#include <string>

#include "gateway/descriptors/catalogue.h"

// A contract made for tests, so that a test sees every kind of field and of address, and does not change
// when the services do.
namespace duaal::gateway::testing {

// A service `duaal.demo.v1.ThingService` with a resource `Thing` that has a field of every kind.
[[nodiscard]] std::string DemoProto();

// Compiles a proto file of the package duaal.demo.v1 and loads it. A fault of the text ends the test
// process.
[[nodiscard]] StatusOr<std::unique_ptr<Catalogue>> LoadProto(const std::string& text);

// The catalogue of `DemoProto`.
[[nodiscard]] std::unique_ptr<Catalogue> Demo();

}  // namespace duaal::gateway::testing

#endif  // GATEWAY_TESTING_DEMO_CATALOGUE_H_
