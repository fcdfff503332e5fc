// Statistics of language (d2l §8.3): n-grams of order 1 to 3 over characters or words, their
// ranks, Zipf's law, and Laplace smoothing.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/settings.h"

namespace babble {

enum class NgramUnit { characters, words };

/// A text as numbers: ids count the distinct tokens in order of first appearance.
struct NgramTokens {
  NgramUnit unit = NgramUnit::words;
  std::vector<std::uint32_t> ids;
  std::vector<std::string> names;  ///< by id, UTF-8

  std::int64_t distinct() const { return static_cast<std::int64_t>(names.size()); }
};

/// Prepares a text as corpus.h does (d2l: cleaned and lower-cased; raw: as it is; lines: line by
/// line, characters framed by the mark) and takes its characters or its words, which are what
/// stands between blanks. n-grams run over line ends. Throws Error as Corpus does.
NgramTokens ngram_tokens(std::string_view bytes, NgramUnit unit, Prepare prepare);

/// An n-gram that somebody typed, as the tokens it would be in a text: words between blanks, or
/// each character by itself.
std::vector<std::string> gram_tokens(std::string_view text, NgramUnit unit);

/// One n-gram and how often it occurs.
struct Ngram {
  std::array<std::uint32_t, 3> ids{};  ///< `order` of them
  std::int64_t count = 0;
};

/// All n-grams of one order, most frequent first, equals as first seen.
class NgramTable {
 public:
  NgramTable(const NgramTokens& tokens, int order);  ///< order 1..3

  int order() const { return order_; }
  std::int64_t total() const { return total_; }
  std::span<const Ngram> ngrams() const { return ngrams_; }      ///< index + 1 is the rank
  std::int64_t count(std::span<const std::uint32_t> ids) const;  ///< 0 where never seen
  /// Words with a space between them, or characters side by side, blanks made visible if asked.
  std::string text(const Ngram& ngram, const NgramTokens& tokens, bool visible = false) const;

 private:
  int order_;
  std::int64_t total_ = 0;
  std::vector<Ngram> ngrams_;
  std::vector<std::pair<std::uint64_t, std::int64_t>> by_key_;  ///< packed ids, count; sorted
};

/// Zipf's law n_i ∝ i^-α as a line: ln n = intercept - alpha · ln rank.
struct ZipfFit {
  std::int64_t first_rank = 0, last_rank = 0;
  double alpha = 0, intercept = 0;  ///< NaN where there are fewer than two ranks
};

/// Least squares over the ranks given, inclusive, cut to those that exist.
ZipfFit fit_zipf(const NgramTable& table, std::int64_t first_rank = 10,
                 std::int64_t last_rank = 1000);

/// The three estimates of d2l §8.3, with n tokens of which m are distinct:
///   P(x)       = (n(x) + ε1/m) / (n + ε1)
///   P(x'|x)    = (n(x,x') + ε2 P(x')) / (n(x) + ε2)
///   P(x''|x,x') = (n(x,x',x'') + ε3 P(x'')) / (n(x,x') + ε3)
class LaplaceEstimates {
 public:
  explicit LaplaceEstimates(const NgramTokens& tokens);

  /// Probability of the last token of the gram (1 to 3 tokens) given those before it. A token
  /// that does not occur in the text is allowed. NaN for 0/0.
  double probability(std::span<const std::string> gram, const std::array<double, 3>& epsilon) const;
  std::int64_t count(std::span<const std::string> gram) const;

  const NgramTable& table(int order) const;

 private:
  std::uint32_t id(const std::string& name) const;  ///< past the end where it does not occur

  std::vector<std::pair<std::string, std::uint32_t>> by_name_;  ///< sorted
  std::array<NgramTable, 3> tables_;
  std::int64_t distinct_ = 0;
};

}  // namespace babble
