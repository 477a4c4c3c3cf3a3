#ifndef TOOLS_BENCH_PARTICIPANT_CALLS_H_
#define TOOLS_BENCH_PARTICIPANT_CALLS_H_

#include <functional>
#include <memory>
#include <vector>

#include "duaal/intake/v1/participant_service.grpc.pb.h"
#include "tools/bench/closed_loop.h"
#include "tools/bench/people.h"
#include "tools/bench/region.h"

namespace duaal::bench {

// Callers of ParticipantService over gRPC, spread evenly over the channels.
class ParticipantCalls {
 public:
  // `prepare` puts deadline and token on each call.
  ParticipantCalls(const Channels& channels, std::function<void(grpc::ClientContext&)> prepare,
                   std::vector<Person>& people);

  // Each caller reads its people in turn.
  [[nodiscard]] StatusOr<Load> Get(int callers, absl::Duration time);
  // Each caller sets the language level of its people in turn, and keeps their versions.
  [[nodiscard]] StatusOr<Load> Update(int callers, absl::Duration time);
  // One such change, waited for: the `turn`-th person of one of so many callers.
  [[nodiscard]] Status UpdateOne(int caller, int callers, int turn);

 private:
  using Stub = intake::v1::ParticipantService::Stub;
  [[nodiscard]] Stub& StubOf(int caller) { return *stubs_[static_cast<std::size_t>(caller) % stubs_.size()]; }

  std::vector<std::unique_ptr<Stub>> stubs_;
  std::function<void(grpc::ClientContext&)> prepare_;
  std::vector<Person>& people_;
};

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_PARTICIPANT_CALLS_H_
