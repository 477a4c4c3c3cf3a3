#include "trajectory-svc/planner/parallel.h"

namespace duaal::planner {
namespace {

constexpr int kLooks = 200;  // each lets others on

// Waits until `value` is no longer `known`.
template <typename Value>
void AwaitOther(const std::atomic<Value>& value, Value known) {
  for (int look = 0; look < kLooks; ++look) {
    if (value.load() != known) return;
    std::this_thread::yield();
  }
  value.wait(known);
}

}  // namespace

Crew::Crew(int threads) {
  for (int worker = 1; worker < threads; ++worker) helpers_.emplace_back([this, worker] { Help(worker); });
}

Crew::~Crew() {
  ended_ = true;
  ++piece_;
  piece_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void Crew::Share() {
  next_ = 0;
  busy_ = static_cast<int>(helpers_.size());
  ++piece_;
  piece_.notify_all();
  Loop(0);
  for (int busy = busy_; busy != 0; busy = busy_) AwaitOther(busy_, busy);
}

void Crew::Help(int worker) {
  for (std::uint32_t known = 0;; ++known) {
    AwaitOther(piece_, known);
    if (ended_) return;
    Loop(worker);
    if (--busy_ == 0) busy_.notify_one();
  }
}

void Crew::Loop(int worker) {
  for (int block = next_++; block < blocks_; block = next_++) call_(work_, worker, block);
}

}  // namespace duaal::planner
