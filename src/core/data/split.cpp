#include "core/data/split.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace babble {

std::string_view part_name(Part part) {
  static constexpr std::array<std::string_view, 4> names{"train", "dev", "test", "all"};
  return names[static_cast<std::size_t>(part)];
}

PartSizes split_sizes(std::int64_t count, const Split& split) {
  // In binary floating point 0.7·10 may be less than 7, hence the 1e-6.
  const auto cut = [&](double fraction) {
    const double end = std::floor(fraction * static_cast<double>(count) + 1e-6);
    return std::clamp(static_cast<std::int64_t>(end), std::min(std::int64_t{1}, count), count);
  };
  const std::int64_t train = split.dev + split.test > 0 ? cut(split.train) : count;
  const std::int64_t dev_end =
      split.test > 0 ? std::max(train, cut(split.train + split.dev)) : count;
  return {train, dev_end - train, count - dev_end};
}

namespace {

constexpr std::size_t piece_lines = std::size_t{1} << 18;

}  // namespace

bool keeps_order(std::uint32_t count, const Split& split) {
  return split.kind == Split::Kind::fractions && split_sizes(count, split).train == count;
}

LineSplit split_lines(std::uint32_t count, const Split& split, std::uint64_t seed) {
  LineSplitter splitter(count, split, seed);
  while (splitter.advance()) {
  }
  return splitter.take();
}

LineSplitter::LineSplitter(std::uint32_t count, const Split& split, std::uint64_t seed)
    : generator_(seed) {
  if (split.kind == Split::Kind::sklearn) {
    seed_ = split.seed;
    test_fraction_ = split.test_fraction;
    permutation_.emplace(seed_, count);
    return;
  }
  result_.sizes = split_sizes(count, split);
  result_.order.resize(count);
  std::iota(result_.order.begin(), result_.order.end(), 0u);
  if (split.kind == Split::Kind::python) python_.emplace(split.seed);
  if (keeps_order(count, split)) done_ = count;
}

/// train_test_split: the first ceil(test_size·n) elements of a permutation are the test part, the
/// others are the training part in the order of the permutation. The same call splits the test part
/// into dev and test.
void LineSplitter::split_as_sklearn() {
  const auto test_size = [](double fraction, std::size_t n) {
    return std::min(n, static_cast<std::size_t>(std::ceil(fraction * static_cast<double>(n))));
  };
  const std::vector<std::uint32_t> order = permutation_->take();
  const std::size_t held_out = test_size(test_fraction_, order.size());
  const auto second = numpy_permutation(seed_, static_cast<std::uint32_t>(held_out));
  const std::size_t test = test_size(0.5, held_out);

  result_.order.reserve(order.size());
  result_.order.assign(order.begin() + static_cast<std::ptrdiff_t>(held_out), order.end());
  for (std::size_t i = test; i < held_out; ++i) result_.order.push_back(order[second[i]]);
  for (std::size_t i = 0; i < test; ++i) result_.order.push_back(order[second[i]]);
  result_.sizes.train = static_cast<std::int64_t>(order.size() - held_out);
  result_.sizes.dev = static_cast<std::int64_t>(held_out - test);
  result_.sizes.test = static_cast<std::int64_t>(test);
}

bool LineSplitter::advance() {
  if (permutation_) {
    if (permutation_->advance()) return true;
    split_as_sklearn();
    permutation_.reset();
    done_ = result_.order.size();
    return false;
  }
  const std::size_t end = std::min(result_.order.size(), done_ + piece_lines);
  if (python_)
    python_->shuffle(result_.order, done_, end);
  else
    generator_.permute(result_.order, done_, end);
  done_ = end;
  return done_ < result_.order.size();
}

double LineSplitter::progress() const {
  if (permutation_) return permutation_->progress();
  return result_.order.empty()
             ? 1
             : static_cast<double>(done_) / static_cast<double>(result_.order.size());
}

}  // namespace babble
