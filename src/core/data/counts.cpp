#include "core/data/counts.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "core/base/error.h"
#include "core/base/limits.h"

namespace babble {
namespace {

/// Counts pairs in two tables, one for even and one for odd positions. With a single table, a
/// repeated pair (as "aa" in "aaaa") would wait for its own store.
void count_small(std::span<const TokenId> stream, std::size_t size,
                 std::span<std::int64_t> values) {
  constexpr std::size_t block = std::size_t{1} << 31;  // no 32-bit counter can overflow
  std::vector<std::uint32_t> even(size * size), odd(size * size);
  for (std::size_t begin = 0; begin + 1 < stream.size(); begin += block) {
    const std::size_t end = std::min(stream.size() - 1, begin + block);
    std::size_t i = begin, row = stream[begin] * size;
    for (; i + 1 < end; i += 2) {
      const std::size_t middle = stream[i + 1], next = stream[i + 2];
      ++even[row + middle];
      ++odd[middle * size + next];
      row = next * size;
    }
    if (i < end) ++even[row + stream[i + 1]];
    for (std::size_t k = 0; k < values.size(); ++k) {
      values[k] += std::int64_t{even[k]} + std::int64_t{odd[k]};
      even[k] = odd[k] = 0;
    }
  }
}

}  // namespace

void check_bigram_vocabulary(int size) {
  if (size > limits::max_bigram_vocabulary)
    throw Error("This text has " + std::to_string(size) +
                " different tokens; a table of bigrams is limited to " +
                std::to_string(limits::max_bigram_vocabulary) +
                ". Use a text with fewer different tokens, the preprocessing d2l, or a larger "
                "min_freq.");
}

CountMatrix::CountMatrix(int size) : size_(size) {
  check_bigram_vocabulary(size);
  values_.assign(static_cast<std::size_t>(size) * static_cast<std::size_t>(size), 0);
}

std::vector<std::int64_t> CountMatrix::row_sums() const {
  std::vector<std::int64_t> sums;
  sums.reserve(static_cast<std::size_t>(size_));
  for (int i = 0; i < size_; ++i) {
    const auto values = row(i);
    sums.push_back(std::accumulate(values.begin(), values.end(), std::int64_t{0}));
  }
  return sums;
}

std::int64_t CountMatrix::total() const {
  return std::accumulate(values_.begin(), values_.end(), std::int64_t{0});
}

void add_bigrams(std::span<const TokenId> stream, CountMatrix& counts) {
  const auto size = static_cast<std::size_t>(counts.size());
  if (size <= 256) return count_small(stream, size, counts.values());
  const auto values = counts.values();
  for (std::size_t i = 0; i + 1 < stream.size(); ++i) ++values[stream[i] * size + stream[i + 1]];
}

CountMatrix count_bigrams(std::span<const TokenId> stream, int vocabulary_size) {
  CountMatrix counts(vocabulary_size);
  add_bigrams(stream, counts);
  return counts;
}

}  // namespace babble
