// How often something is repeated beside training.
#pragma once

#include <chrono>
#include <functional>

namespace babble::app {

using Clock = std::function<double()>;  ///< monotonic, in seconds

/// The usual Clock.
inline double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Leaves at least `interval` seconds, and `pause` times the duration of the last repetition,
/// between two repetitions. With pause = 9, training keeps nine tenths of the time.
class RefreshSchedule {
 public:
  RefreshSchedule(double interval, double pause) : interval_(interval), pause_(pause) {}

  bool due(double now) const { return affordable(now) && now - last_ >= interval_; }
  /// Whether the pause is over, whatever the interval.
  bool affordable(double now) const { return now - last_ >= pause_ * duration_; }
  void done(double begin, double end) {
    last_ = end;
    duration_ = end - begin;
  }

 private:
  double interval_, pause_;
  double last_ = 0, duration_ = 0;  // seconds
};

}  // namespace babble::app
