#ifndef TOOLS_BENCH_PEOPLE_H_
#define TOOLS_BENCH_PEOPLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "chassis/sql/database.h"
#include "tools/bench/region.h"

namespace duaal::bench {

// A person of the benchmark and the version last seen. Each is touched by one caller at a time.
struct Person {
  Uuid id;
  std::string id_text;
  std::int64_t row_version = 0;
};

// Makes kMunicipality known to intake-svc, where it is not yet.
[[nodiscard]] Status EnsureMunicipality(const Region& region, const Channels& intake);

// Registers `count` invented people, where they are not there yet, through the import method.
[[nodiscard]] StatusOr<std::vector<Person>> EnsurePeople(const Region& region, int count);

// The people of one caller: every n-th, in turn.
class Turns {
 public:
  Turns(std::vector<Person>& people, int callers)
      : people_(people),
        at_(static_cast<std::size_t>(callers)),
        callers_(static_cast<std::size_t>(callers)) {}
  Person& Next(int caller) {
    std::size_t& at = at_[static_cast<std::size_t>(caller)].value;
    if (at * callers_ + static_cast<std::size_t>(caller) >= people_.size()) at = 0;
    return people_[at++ * callers_ + static_cast<std::size_t>(caller)];
  }

 private:
  struct alignas(64) Place {  // a cache line each
    std::size_t value = 0;
  };
  std::vector<Person>& people_;
  std::vector<Place> at_;
  std::size_t callers_;
};

// The language level that a write sets: another one each time.
[[nodiscard]] inline const char* NewLevel(std::int64_t row_version) {
  return row_version % 2 == 0 ? "A1" : "A2";
}

// --- the same work by hand: what the service's statements are, and nothing around them ---

// Reads one person with the rights of one municipality, and gives its columns.
[[nodiscard]] StatusOr<sql::Row> ReadByHand(sql::Session& session, const Uuid& id);

// Sets the language level in one transaction: the row, locked and checked; the new row; the event; the answer
// to the request id. Gives the columns as they were.
//
// ABORTED: the version is another one.
[[nodiscard]] StatusOr<sql::Row> WriteByHand(sql::Tx& tx, const Uuid& id, std::int64_t row_version,
                                             const std::string& level, const std::string& request_key);

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_PEOPLE_H_
