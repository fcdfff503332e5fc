// The curves of a training run in bounded memory, however long it runs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace babble {

/// Values 1, 2, 3, … of a run, thinned: when `capacity` points are full, neighbours are merged in
/// pairs and every point from then on stands for twice as many values.
class Series {
 public:
  enum class Merge { mean, maximum };
  explicit Series(Merge merge, std::size_t capacity = 4096);

  void add(double value);
  /// How many values were ever added.
  std::int64_t added() const { return added_; }
  std::size_t size() const { return points_.size(); }
  bool empty() const { return points_.empty(); }
  /// The middle of the (1-based) numbers that point i stands for; i + 1 as long as nothing was
  /// merged.
  double x(std::size_t i) const;
  double y(std::size_t i) const { return points_[i]; }
  /// How many values a complete point stands for.
  std::int64_t stride() const { return stride_; }

  /// JSON, exact; restore() throws Error on anything that save() cannot have written.
  std::string save() const;
  void restore(std::string_view json);

 private:
  Merge merge_;
  std::size_t capacity_;
  std::int64_t stride_ = 1;
  std::int64_t added_ = 0;
  std::vector<double> points_;  // the last one may be incomplete; a mean, or a maximum
};

/// NLL on the same first pairs of the dev part at some steps. When `most` points are full, every
/// second one is dropped.
class DevCurve {
 public:
  static constexpr std::size_t most = 1024;

  /// Steps have to grow: a point at or before the last one is ignored, and so is one that is not
  /// finite.
  void add(std::int64_t step, double nll);
  std::size_t size() const { return points_.size(); }
  std::int64_t step(std::size_t i) const { return points_[i].step; }
  double nll(std::size_t i) const { return points_[i].nll; }
  std::int64_t last_step() const { return points_.empty() ? 0 : points_.back().step; }

  std::int64_t pairs = 0;  ///< that each point is the NLL of; 0: not chosen yet

  /// As for Series.
  std::string save() const;
  void restore(std::string_view json);

 private:
  struct Point {
    std::int64_t step;
    double nll;
  };
  std::vector<Point> points_;
};

class History {
 public:
  /// Loss of every step in nats (with the penalty, if there is one).
  Series loss{Series::Merge::mean};
  /// Norm of the gradient over all parameters, before and after clipping; of merged steps the
  /// largest.
  Series gradient_norm{Series::Merge::maximum};
  Series clipped_norm{Series::Merge::maximum};
  /// Mean NLL of each epoch over its tokens; its exponential is the perplexity d2l reports (RNN).
  Series epoch_nll{Series::Merge::mean};
  std::int64_t clipped_steps = 0;
  /// Empty unless whoever trains evaluates, as the session does; not in files then.
  DevCurve dev_nll;

  std::string save() const;
  void restore(std::string_view json);
};

}  // namespace babble
