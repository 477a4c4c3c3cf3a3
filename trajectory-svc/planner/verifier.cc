#include "trajectory-svc/planner/verifier.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/verifier_person.h"
#include "trajectory-svc/planner/verifier_tables.h"

namespace duaal::planner {
namespace {

// More than any placement can be worth, and little enough that the sums of one person fit.
constexpr Cost kMostPrice = 1'000'000'000'000;
constexpr std::size_t kBlock = 64;  // people that a thread takes at a time

Status CheckPrices(const Instance& instance, const std::vector<Cost>& prices) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  if (prices.size() != instance.resources.size()) {
    return Error(
        kInvalid, "WRONG_SIZE",
        "Give one price for each of the " + std::to_string(instance.resources.size()) + " resources.");
  }
  for (std::size_t i = 0; i < prices.size(); ++i) {
    const std::string path = "prices[" + std::to_string(i) + "]";
    if (prices[i] < 0) return Error(kInvalid, "NEGATIVE_PRICE", "Give " + path + " a price of 0 or more.");
    if (prices[i] > kMostPrice) {
      return Error(kInvalid, "PRICE_TOO_HIGH",
                   "Give " + path + " a price of at most " + std::to_string(kMostPrice) + ".");
    }
  }
  return absl::OkStatus();
}

// What all seats are worth. Sums that do not fit would prove anything, so they are refused.
StatusOr<Cost> WorthOf(const Instance& instance, const std::vector<Cost>& prices) {
  Cost worth = 0;
  for (std::size_t i = 0; i < prices.size(); ++i) {
    Cost own = 0;
    if (__builtin_mul_overflow(prices[i], static_cast<Cost>(instance.resources[i].seats), &own) ||
        __builtin_add_overflow(worth, own, &worth)) {
      return Error(absl::StatusCode::kInvalidArgument, "PRICE_TOO_HIGH",
                   "Lower the prices: the worth of all seats does not fit.");
    }
  }
  return worth;
}

class Bound {
 public:
  static StatusOr<std::unique_ptr<Bound>> Make(const Instance& instance, const std::vector<Cost>& prices) {
    RETURN_IF_ERROR(CheckPrices(instance, prices));
    ASSIGN_OR_RETURN(const Cost worth, WorthOf(instance, prices));
    return std::unique_ptr<Bound>(new Bound(instance, prices, worth));
  }

  // The sum over people of the cheapest week, less what all seats are worth.
  Cost Prove(int threads) {
    const auto blocks = static_cast<int>((instance_.people.size() + kBlock - 1) / kBlock);
    std::vector<std::thread> others;
    for (int i = 1; i < std::min(threads, blocks); ++i) others.emplace_back([this] { Work(); });
    Work();
    for (std::thread& other : others) other.join();
    return sum_ - worth_;
  }

 private:
  Bound(const Instance& instance, const std::vector<Cost>& prices, Cost worth)
      : instance_(instance),
        tables_(instance),
        prices_(verifier::PriceChoices(tables_, prices)),
        worth_(worth) {}

  void Work() {
    verifier::PersonPricer pricer(tables_, prices_);
    Cost sum = 0;
    for (;;) {
      const std::size_t first = next_.fetch_add(kBlock);
      if (first >= instance_.people.size()) break;
      const std::size_t end = std::min(first + kBlock, instance_.people.size());
      for (std::size_t p = first; p < end; ++p) sum += pricer.CheapestWeek(instance_.people[p]);
    }
    sum_ += sum;
  }

  const Instance& instance_;
  const verifier::Tables tables_;
  const verifier::ChoicePrices prices_;
  const Cost worth_;
  std::atomic<std::size_t> next_{0};
  std::atomic<Cost> sum_{0};
};

StatusOr<Objective> Judge(const Instance& instance, const Plan& plan) {
  RETURN_IF_ERROR(CheckPlan(instance, plan));
  return ObjectiveOf(instance, plan);
}

}  // namespace

StatusOr<Cost> BoundOf(const Instance& instance, const std::vector<Cost>& prices, int threads) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Bound> bound, Bound::Make(instance, prices));
  return bound->Prove(threads);
}

StatusOr<Verdict> Verify(const Instance& instance, const Plan& plan, const Certificate& certificate,
                         int threads) {
  constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;
  if (certificate.instance_id != instance.id) {
    return Error(kFailed, "OTHER_INSTANCE",
                 "The certificate is of another instance; give the one of this instance.");
  }
  // Judging the plan does not share out, nor does what the bound looks up: each takes a thread.
  auto judged = std::async(threads > 1 ? std::launch::async : std::launch::deferred,
                           [&] { return Judge(instance, plan); });
  const auto proof = Bound::Make(instance, certificate.prices);
  ASSIGN_OR_RETURN(const Objective objective, judged.get());
  RETURN_IF_ERROR(proof.status());
  const Cost bound = (*proof)->Prove(threads);
  if (bound < certificate.bound) {
    return Error(kFailed, "BOUND_NOT_PROVEN",
                 "The prices prove " + std::to_string(bound) + ", less than the " +
                     std::to_string(certificate.bound) + " that the certificate claims.");
  }
  return Verdict{bound, objective.total - bound, objective};
}

}  // namespace duaal::planner
