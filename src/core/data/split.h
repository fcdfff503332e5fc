// Which lines, or which stretch of a text, are for training, for development and for the test.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/math/numpy_rng.h"
#include "core/math/torch_rng.h"
#include "core/settings/settings.h"

namespace babble {

enum class Part { train, dev, test, all };

std::string_view part_name(Part part);  ///< "train", "dev", "test", "all"

/// How many lines (or tokens) each part gets; they follow one another in this order.
struct PartSizes {
  std::int64_t train = 0, dev = 0, test = 0;
};

/// Sizes for fractions: the cuts are at floor(train·n) and floor((train + dev)·n), as makemore's
/// n1 = int(0.8·n), n2 = int(0.9·n); but training always gets one.
PartSizes split_sizes(std::int64_t count, const Split& split);

/// An order of `count` lines and its division: first the lines for training, then dev, then test.
struct LineSplit {
  std::vector<std::uint32_t> order;  ///< indices of lines
  PartSizes sizes;
};

/// Whether all lines are for training, which then keep their order.
bool keeps_order(std::uint32_t count, const Split& split);

/// fractions: TorchRng(seed).permutation, divided by split_sizes; but where everything is for
/// training the lines keep their order. sklearn: the test part of train_test_split(test_fraction,
/// random_state) is split again in halves with the same random_state into dev and test.
LineSplit split_lines(std::uint32_t count, const Split& split, std::uint64_t seed);

/// The same in pieces, for millions of lines.
class LineSplitter {
 public:
  LineSplitter(std::uint32_t count, const Split& split, std::uint64_t seed);
  /// Works on the next piece. False once all is done.
  bool advance();
  double progress() const;  ///< 0..1
  LineSplit take() { return std::move(result_); }

 private:
  void divide_as_sklearn();

  LineSplit result_;
  TorchRng generator_;
  std::size_t done_ = 0;
  // sklearn
  std::uint32_t seed_ = 0;
  double test_fraction_ = 0;
  std::optional<NumpyPermutation> permutation_;  // until it is complete
};

}  // namespace babble
