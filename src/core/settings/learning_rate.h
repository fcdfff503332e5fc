// The learning rate as a function of the step number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace babble {

class LearningRate {
 public:
  /// Always `rate`.
  explicit LearningRate(double rate) : rate_(rate) {}
  /// `rate` changed by a schedule, steps counted from 1:
  ///   constant
  ///   step:N:FACTOR    times FACTOR after N steps (makemore part 2: step:100000:0.1)
  ///   linear:N         falls in a straight line: at step s it is rate·(1 − (s − 1)/N), 0 after N
  ///   cosine:N:WARMUP  rises to `rate` over WARMUP steps, then falls along half a cosine to 0 at N
  /// Throws Error that says what is wrong with the text.
  LearningRate(double rate, std::string_view schedule);

  /// The rate of a step, counted from 1.
  double at(std::int64_t step) const;
  /// The schedule in its text form.
  std::string schedule() const;

 private:
  enum class Shape { constant, step, linear, cosine };
  double rate_;
  Shape shape_ = Shape::constant;
  std::int64_t steps_ = 0, warm_up_ = 0;
  double factor_ = 1;
};

}  // namespace babble
