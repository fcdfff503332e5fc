// N[i][j]: how often token j follows token i.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/data/vocabulary.h"

namespace babble {

/// Throws Error if V is above limits::max_bigram_vocabulary. Call it before allocating a V×V table.
void check_bigram_vocabulary(int size);

/// V×V counts, row-major.
class CountMatrix {
 public:
  CountMatrix() = default;
  explicit CountMatrix(int size);  ///< zeros; throws as check_bigram_vocabulary

  int size() const { return size_; }  ///< V
  std::int64_t at(int row, int column) const { return values_[index(row, column)]; }
  std::int64_t& at(int row, int column) { return values_[index(row, column)]; }
  std::span<const std::int64_t> row(int row) const {
    return std::span(values_).subspan(index(row, 0), static_cast<std::size_t>(size_));
  }
  std::span<const std::int64_t> values() const { return values_; }  ///< V·V
  std::span<std::int64_t> values() { return values_; }

  std::vector<std::int64_t> row_sums() const;  ///< V
  std::int64_t total() const;

  bool operator==(const CountMatrix&) const = default;

 private:
  std::size_t index(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(size_) +
           static_cast<std::size_t>(column);
  }

  int size_ = 0;
  std::vector<std::int64_t> values_;
};

/// Adds the adjacent pairs of a stream to the counts.
void add_bigrams(std::span<const TokenId> stream, CountMatrix& counts);

/// Counts the adjacent pairs of a stream. Throws Error if V is too large for a table.
CountMatrix count_bigrams(std::span<const TokenId> stream, int vocabulary_size);

}  // namespace babble
