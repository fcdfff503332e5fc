// Splits lines or running text into train, dev and test.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/random/numpy_rng.h"
#include "core/random/python_rng.h"
#include "core/random/torch_rng.h"
#include "core/settings/settings.h"

namespace babble {

enum class Part { train, dev, test, all };

std::string_view part_name(Part part);  ///< "train", "dev", "test", "all"

/// The number of lines (or tokens) of each part, in the order in which they are stored.
struct PartSizes {
  std::int64_t train = 0, dev = 0, test = 0;
};

/// Sizes for fractions: the cuts are at floor(train·n) and floor((train + dev)·n), as in makemore:
/// n1 = int(0.8·n), n2 = int(0.9·n). The training part gets at least one line or token.
PartSizes split_sizes(std::int64_t count, const Split& split);

/// A permutation of the lines and its parts: train, then dev, then test.
struct LineSplit {
  std::vector<std::uint32_t> order;  ///< indices of lines
  PartSizes sizes;
};

/// Whether all lines are in the training part; they then keep their order.
bool keeps_order(std::uint32_t count, const Split& split);

/// fractions: TorchRng(seed).permutation, divided by split_sizes; the order of the file if
/// keeps_order(). python: random.seed(split.seed); random.shuffle(lines), divided by split_sizes.
/// sklearn: train_test_split(test_size=test_fraction, random_state); its test part
/// is split in halves with the same random_state into dev and test.
LineSplit split_lines(std::uint32_t count, const Split& split, std::uint64_t seed);

/// split_lines in slices of a few milliseconds, for millions of lines.
class LineSplitter {
 public:
  LineSplitter(std::uint32_t count, const Split& split, std::uint64_t seed);
  /// Does the next slice of the work. False once all is done.
  bool advance();
  double progress() const;  ///< 0..1
  LineSplit take() { return std::move(result_); }

 private:
  void split_as_sklearn();

  LineSplit result_;
  TorchRng generator_;
  std::optional<PythonRng> python_;  // split python
  std::size_t done_ = 0;
  // sklearn
  std::uint32_t seed_ = 0;
  double test_fraction_ = 0;
  std::optional<NumpyPermutation> permutation_;  // empty once it is complete
};

}  // namespace babble
