#include "core/models/ngram/gram_counts.h"

#include <algorithm>
#include <limits>
#include <string>

#include "core/base/error.h"

namespace babble {
namespace {

constexpr std::int64_t largest_count = std::int64_t{1} << 36;  // far above any corpus
constexpr std::int64_t most_bytes = std::int64_t{512} << 20;

}  // namespace

GramCounts::GramCounts(int vocabulary_size, int order)
    : size_(vocabulary_size), order_(order), ends_(static_cast<std::size_t>(vocabulary_size)) {
  std::int64_t possible = size_;
  for (int i = 1; i < order; ++i) {
    contexts_possible_ = possible;
    if (possible > std::numeric_limits<std::int64_t>::max() / size_) {
      throw Error("There are too many possible n-grams: " + std::to_string(size_) + " to the " +
                  std::to_string(order) + "th. Choose a smaller order.");
    }
    possible *= size_;
  }
}

GramCounts::GramCounts(std::span<const TokenId> stream, CorpusKind kind, int vocabulary_size,
                       int order)
    : GramCounts(vocabulary_size, order) {
  if (stream.size() < 2) return;
  // A key for each pair, then a key and a count for each gram, of which there are no more.
  const auto pairs = static_cast<std::int64_t>(stream.size()) - 1;
  if (24 * pairs > most_bytes) {
    throw Error("Counting the n-grams of " + std::to_string(pairs) + " tokens could take " +
                std::to_string(24 * pairs >> 20) + " MB of memory, and at most " +
                std::to_string(most_bytes >> 20) + " MB are used. Limit the tokens used.");
  }
  std::vector<std::int64_t> all;
  all.reserve(stream.size() - 1);
  std::int64_t context = 0;
  for (std::size_t i = 1; i < stream.size(); ++i) {
    const bool begins = kind == CorpusKind::lines && stream[i - 1] == 0;
    context = begins ? 0 : next(context, stream[i - 1]);
    all.push_back(context * size_ + stream[i]);
  }
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size();) {
    const std::size_t begin = i;
    while (i < all.size() && all[i] == all[begin]) ++i;
    keys_.push_back(all[begin]);
    counts_.push_back(static_cast<std::int64_t>(i - begin));
  }
  summarize();
}

GramCounts::GramCounts(int vocabulary_size, int order, std::span<const std::int64_t> keys,
                       std::span<const std::int64_t> counts)
    : GramCounts(vocabulary_size, order) {
  bool sound = keys.size() == counts.size();
  for (std::size_t i = 0; sound && i < keys.size(); ++i) {
    sound = counts[i] > 0 && counts[i] <= largest_count && keys[i] >= 0 &&
            keys[i] / size_ < contexts_possible_ && (i == 0 || keys[i - 1] < keys[i]);
  }
  if (!sound) throw Error("The saved n-grams are not a list of growing keys and their counts.");
  keys_.assign(keys.begin(), keys.end());
  counts_.assign(counts.begin(), counts.end());
  summarize();
}

void GramCounts::summarize() {
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    ends_[static_cast<std::size_t>(last_of(i))] += counts_[i];
    total_ += counts_[i];
    if (i == 0 || context_of(i) != context_of(i - 1)) ++contexts_;
  }
}

std::pair<std::size_t, std::size_t> GramCounts::grams_of(std::int64_t context) const {
  const auto place = [this](std::int64_t key) {
    return static_cast<std::size_t>(std::lower_bound(keys_.begin(), keys_.end(), key) -
                                    keys_.begin());
  };
  return {place(context * size_), place((context + 1) * size_)};
}

}  // namespace babble
