// Passes values from one writer to one reader without locks. Three slots: the writer fills its own
// and swaps it with the middle one; the reader swaps its own with the middle one if that is new.
// Values that the reader did not fetch in time are overwritten.
#pragma once

#include <array>
#include <atomic>
#include <utility>

namespace babble::app {

template <class Value>
class TripleBuffer {
 public:
  /// Writer only.
  void publish(Value value) {
    slots_[back_] = std::move(value);
    const unsigned before = middle_.exchange(back_ | fresh, std::memory_order_acq_rel);
    back_ = before & index;
  }

  /// Reader only: the newest published value.
  const Value& latest() {
    if ((middle_.load(std::memory_order_relaxed) & fresh) != 0) {
      const unsigned before = middle_.exchange(front_, std::memory_order_acq_rel);
      front_ = before & index;
    }
    return slots_[front_];
  }

 private:
  static constexpr unsigned index = 3, fresh = 4;

  std::array<Value, 3> slots_{};
  std::atomic<unsigned> middle_{1};
  unsigned back_ = 0;   // the writer's slot
  unsigned front_ = 2;  // the reader's slot
};

}  // namespace babble::app
