// How often each n-gram occurs: only those that do, in the order of their keys.
// V vocabulary size, n order: the number of tokens of a gram, n - 1 of them its context.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/base/token_id.h"
#include "core/data/corpus.h"

namespace babble {

/// A gram's key is its tokens as the digits of a number of base V: context · V + last token. So the
/// grams of one context are neighbours, and a gram takes 16 bytes.
class GramCounts {
 public:
  /// No grams. Throws Error where V^n is beyond 63 bits.
  GramCounts(int vocabulary_size, int order);
  /// Counts the grams that end in the second token of each adjacent pair of the stream. A context
  /// is filled with id 0 before the stream and, on lines, before the boundary token of its line.
  /// Throws Error where V^n is beyond 63 bits or the work would take more than 512 MB.
  GramCounts(std::span<const TokenId> stream, CorpusKind kind, int vocabulary_size, int order);
  /// Of a checkpoint. Throws Error unless the keys grow, lie below V^n, and have counts above 0.
  GramCounts(int vocabulary_size, int order, std::span<const std::int64_t> keys,
             std::span<const std::int64_t> counts);

  int vocabulary_size() const { return size_; }
  int order() const { return order_; }
  const std::vector<std::int64_t>& keys() const { return keys_; }      ///< ascending
  const std::vector<std::int64_t>& counts() const { return counts_; }  ///< of the keys
  std::int64_t contexts() const { return contexts_; }                  ///< number of different ones
  std::int64_t total() const { return total_; }                        ///< of all counts
  std::int64_t bytes() const { return 16 * std::ssize(keys_); }
  /// V: how often each token ends a gram.
  const std::vector<std::int64_t>& ends() const { return ends_; }

  /// The context that follows when `token` is read after `context`.
  std::int64_t next(std::int64_t context, TokenId token) const {
    return (context * size_ + token) % contexts_possible_;
  }
  /// The grams of a context, from the first index to before the second.
  std::pair<std::size_t, std::size_t> grams_of(std::int64_t context) const;
  std::int64_t context_of(std::size_t i) const { return keys_[i] / size_; }
  int last_of(std::size_t i) const { return static_cast<int>(keys_[i] % size_); }

 private:
  void summarize();

  int size_, order_;
  std::int64_t contexts_possible_ = 1;  // V^(n - 1)
  std::vector<std::int64_t> keys_, counts_, ends_;
  std::int64_t contexts_ = 0, total_ = 0;
};

}  // namespace babble
