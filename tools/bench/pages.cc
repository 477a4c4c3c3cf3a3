#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chassis/core/clock.h"
#include "chassis/rpc/status.h"
#include "duaal/intake/v1/participant_service.grpc.pb.h"
#include "tools/bench/benches.h"
#include "tools/bench/closed_loop.h"
#include "tools/bench/people.h"
#include "tools/bench/rounds.h"
#include "tools/bench/service_calls.h"
#include "tools/people/invent.h"

// Pages of people under rights: the first one and one in the middle, with few and with many people; and
// searches by parts of names, by birth dates and by the keyed hash of a number.
namespace duaal::bench {
namespace {

using intake::v1::ListParticipantsRequest;
using intake::v1::ListParticipantsResponse;
using intake::v1::ParticipantService;
using intake::v1::SearchParticipantsRequest;

constexpr int kPageCallers = 8;
constexpr int kFewPeople = 2000;
constexpr int kPageSize = 50;
constexpr int kLargestPage = 200;

// Calls of eight callers at intake-svc, each over one of the channels.
class Reader {
 public:
  static StatusOr<std::unique_ptr<Reader>> Open(const Region& region) {
    ASSIGN_OR_RETURN(const Channels channels, region.Connect(region.Of("intake-svc").listen(), "intake-svc"));
    return std::unique_ptr<Reader>(new Reader(region, channels));
  }

  StatusOr<ListParticipantsResponse> List(int caller, const ListParticipantsRequest& request) {
    return Call(region_, StubOf(caller), &ParticipantService::Stub::ListParticipants, request);
  }
  StatusOr<ListParticipantsResponse> Search(int caller, const SearchParticipantsRequest& request) {
    return Call(region_, StubOf(caller), &ParticipantService::Stub::SearchParticipants, request);
  }

  // The token of the page that begins after about `people` people.
  StatusOr<std::string> TokenAfter(int people) {
    ListParticipantsRequest request;
    request.set_page_size(kLargestPage);
    for (int passed = 0; passed < people; passed += kLargestPage) {
      ASSIGN_OR_RETURN(const ListParticipantsResponse page, List(0, request));
      if (page.next_page_token().empty()) return absl::OutOfRangeError("there are not so many people");
      request.set_page_token(page.next_page_token());
    }
    return request.page_token();
  }

 private:
  Reader(const Region& region, const Channels& channels) : region_(region) {
    for (const auto& channel : channels) stubs_.push_back(ParticipantService::NewStub(channel));
  }
  ParticipantService::Stub& StubOf(int caller) {
    return *stubs_[static_cast<std::size_t>(caller) % stubs_.size()];
  }

  const Region& region_;
  std::vector<std::unique_ptr<ParticipantService::Stub>> stubs_;
};

// The latencies of one kind of call, over all rounds.
struct Latencies {
  std::string name;
  std::function<Status(int caller)> call;
  std::vector<double> millis;
  std::vector<double> medians;  // by round
};

// All kinds in turns, after one warm-up that does not count.
Status Measure(std::vector<Latencies>& kinds, absl::Duration time) {
  for (int round = -1; round < kRounds; ++round) {
    for (Latencies& kind : kinds) {
      ASSIGN_OR_RETURN(const Load load, RunThreads(kPageCallers, round < 0 ? time / 2 : time, kind.call));
      if (round < 0) continue;
      kind.millis.insert(kind.millis.end(), load.millis.begin(), load.millis.end());
      kind.medians.push_back(Median(load.millis));
      std::printf("  round %d  %-16s %8.0f/s  p50 %6.2f ms  p99 %6.2f ms\n", round + 1, kind.name.c_str(),
                  load.per_second, Median(load.millis), Quantile(load.millis, 0.99));
      std::fflush(stdout);
    }
  }
  return absl::OkStatus();
}

// The first and a middle page among the people who are there.
StatusOr<std::vector<Latencies>> MeasurePages(Reader& reader, int people, absl::Duration time) {
  ASSIGN_OR_RETURN(const std::string middle, reader.TokenAfter(people / 2));
  const auto page = [&reader](const std::string& token) {
    return [&reader, token](int caller) -> Status {
      ListParticipantsRequest request;
      request.set_page_size(kPageSize);
      request.set_page_token(token);
      ASSIGN_OR_RETURN(const ListParticipantsResponse response, reader.List(caller, request));
      return response.participants_size() == kPageSize ? absl::OkStatus()
                                                       : absl::InternalError("a page is not full");
    };
  };
  std::printf("  %d people\n", people);
  std::vector<Latencies> kinds{{"first", page(""), {}, {}}, {"deep", page(middle), {}, {}}};
  RETURN_IF_ERROR(Measure(kinds, time));
  return kinds;
}

// So many people, with all that follows from their registration done.
Status Settle(const Region& region, int people) {
  RETURN_IF_ERROR(EnsurePeople(region, people).status());
  RETURN_IF_ERROR(AwaitApplied(region, "intake-svc"));
  return AwaitMatched(region);
}

// The slowest of the kinds decides.
double WorstP99(const std::vector<Latencies>& kinds) {
  double worst = 0;
  for (const Latencies& kind : kinds) worst = std::max(worst, Quantile(kind.millis, 0.99));
  return worst;
}

enum class By { kName, kBirthDate, kBsn };

// Searches that callers make: of every n-th person, so that no two callers ask the same.
SearchParticipantsRequest SearchOf(int number, By by) {
  static const absl::CivilDay today = SystemClock().Today();
  const auto person = people::InventParticipant(1, static_cast<std::uint32_t>(number), kMunicipality, today);
  SearchParticipantsRequest request;
  request.set_page_size(kPageSize);
  if (by == By::kName) request.set_family_name(person.family_name().substr(0, 3));
  if (by == By::kBirthDate) request.set_birth_date(person.birth_date());
  if (by == By::kBsn) request.set_bsn(person.bsn());
  return request;
}

}  // namespace

Status BenchList(const Region& region, const Wish& wish, Report& report) {
  const int few = std::min(kFewPeople, wish.people);
  RETURN_IF_ERROR(Settle(region, few));
  ASSIGN_OR_RETURN(const auto reader, Reader::Open(region));
  ASSIGN_OR_RETURN(const auto before, MeasurePages(*reader, few, wish.time));
  RETURN_IF_ERROR(Settle(region, wish.people));
  ASSIGN_OR_RETURN(const auto after, MeasurePages(*reader, wish.people, wish.time));
  double growth = 0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    report.Add("p50_ms_" + after[i].name, Median(after[i].millis));
    report.Add("p99_ms_" + after[i].name, Quantile(after[i].millis, 0.99));
    growth = std::max(growth, Median(after[i].medians) / Median(before[i].medians));
  }
  report.Add("p99_ms", WorstP99(after), AtMost(20));
  report.Add("growth", growth, AtMost(1.3));
  return absl::OkStatus();
}

Status BenchSearch(const Region& region, const Wish& wish, Report& report) {
  RETURN_IF_ERROR(Settle(region, wish.people));
  ASSIGN_OR_RETURN(const auto reader, Reader::Open(region));
  std::vector<int> next(kPageCallers);
  const auto search = [&](By by) {
    return [&, by](int caller) -> Status {
      int& turn = next[static_cast<std::size_t>(caller)];
      const int number = (turn++ * kPageCallers + caller) % wish.people;
      ASSIGN_OR_RETURN(const auto response, reader->Search(caller, SearchOf(number, by)));
      return response.participants().empty() ? absl::InternalError("a person is not found")
                                             : absl::OkStatus();
    };
  };
  std::vector<Latencies> kinds{{"name", search(By::kName), {}, {}},
                               {"birth", search(By::kBirthDate), {}, {}},
                               {"bsn", search(By::kBsn), {}, {}}};
  RETURN_IF_ERROR(Measure(kinds, wish.time));
  for (const Latencies& kind : kinds) {
    report.Add("p50_ms_" + kind.name, Median(kind.millis));
    report.Add("p99_ms_" + kind.name, Quantile(kind.millis, 0.99));
  }
  report.Add("p99_ms", WorstP99(kinds), AtMost(30));
  return absl::OkStatus();
}

}  // namespace duaal::bench
