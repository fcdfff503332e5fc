// Statistics of language (d2l §8.3): n-grams of order 1 to 3 over characters or words, their
// ranks, Zipf's law, and Laplace smoothing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/data/preprocessing.h"
#include "core/settings/settings.h"

namespace babble {

/// A text as ids of its tokens, numbered in the order of their first appearance.
struct NgramTokens {
  TokenUnit unit = TokenUnit::words;
  std::vector<std::uint32_t> ids;
  std::vector<std::string> names;  ///< by id, UTF-8

  std::int64_t distinct() const { return static_cast<std::int64_t>(names.size()); }
};

/// Preprocesses a text (corpus.h has the rules) and splits it into characters or into words, which
/// are separated by blanks. Characters of lines have a boundary token around each line; words have
/// none. n-grams span line ends. Throws Error as Corpus::from_text.
NgramTokens ngram_tokens(std::string_view bytes, TokenUnit unit, Preprocessing preprocessing);

/// ngram_tokens in slices of a few milliseconds.
class NgramReader {
 public:
  /// The bytes must stay valid until advance() has returned false.
  NgramReader(std::string_view bytes, TokenUnit unit, Preprocessing preprocessing);
  /// Does the next slice of the work. False once all is done.
  bool advance();
  double progress() const;  ///< 0..1
  NgramTokens take() { return std::move(tokens_); }

 private:
  void add(std::string_view token);

  Preprocessor preprocessor_;
  NgramTokens tokens_;
  std::unordered_map<std::string_view, std::uint32_t> ids_;  // keys point into the text
  bool preprocessing_ = true;
  bool has_boundaries_ = false;
  std::vector<std::size_t> ends_;  // of lines in the preprocessed text
  std::size_t line_ = 0, position_ = 0;
};

/// Splits an n-gram that a user has typed into tokens, as ngram_tokens splits a text. Throws Error
/// if it is not valid UTF-8.
std::vector<std::string> gram_tokens(std::string_view text, TokenUnit unit);

/// An n-gram and its count.
struct Ngram {
  std::array<std::uint32_t, 3> ids{};  ///< the first `order` are used
  std::int64_t count = 0;
};

/// A hash table from packed n-grams to their indices in a list. Open addressing: unlike a map it
/// has no nodes to allocate and free.
class NgramIndex {
 public:
  /// The index of a key. A new key gets the index `next`.
  std::uint32_t insert(std::uint64_t key, std::uint32_t next);
  std::optional<std::uint32_t> find(std::uint64_t key) const;
  /// Replaces each index i by indices[i].
  void renumber(std::span<const std::uint32_t> indices);

 private:
  struct Slot {
    std::uint64_t key = empty;
    std::uint32_t index = 0;
  };
  static constexpr std::uint64_t empty = ~std::uint64_t{0};  // keys have 63 bits
  std::size_t slot_of(std::uint64_t key) const;
  void grow();

  std::vector<Slot> slots_;  // a power of two, at most half of them used
  std::size_t used_ = 0;
};

/// All n-grams of one order by falling count, ties in the order of their first appearance.
class NgramTable {
 public:
  NgramTable(const NgramTokens& tokens, int order);  ///< order 1..3
  /// An empty table, to be filled by advance().
  explicit NgramTable(int order);
  /// Counts the next slice of the tokens, which must be the same at each call. False once all is
  /// done.
  bool advance(const NgramTokens& tokens);
  double progress(const NgramTokens& tokens) const;  ///< 0..1

  int order() const { return order_; }
  std::int64_t total() const { return total_; }
  std::span<const Ngram> ngrams() const { return ngrams_; }      ///< index + 1 is the rank
  std::int64_t count(std::span<const std::uint32_t> ids) const;  ///< 0 if absent
  /// Words separated by spaces, or adjacent characters; `visible` shows their blanks as symbols.
  std::string text(const Ngram& ngram, const NgramTokens& tokens, bool visible = false) const;

 private:
  void sort_by_count();

  int order_;
  std::int64_t total_ = 0;
  std::size_t position_ = 0;  // in the tokens
  std::vector<Ngram> ngrams_;
  NgramIndex index_;  // of ngrams_
};

/// Zipf's law n_i ∝ i^-α as a line: ln n = intercept - alpha · ln rank.
struct ZipfFit {
  std::int64_t first_rank = 0, last_rank = 0;
  double alpha = 0, intercept = 0;  ///< NaN for fewer than two ranks
};

/// Least squares over an inclusive range of ranks, limited to those that exist.
ZipfFit fit_zipf(const NgramTable& table, std::int64_t first_rank = 10,
                 std::int64_t last_rank = 1000);

/// The three estimates of d2l §8.3, with n tokens of which m are distinct:
///   P(x)       = (n(x) + ε1/m) / (n + ε1)
///   P(x'|x)    = (n(x,x') + ε2 P(x')) / (n(x) + ε2)
///   P(x''|x,x') = (n(x,x',x'') + ε3 P(x'')) / (n(x,x') + ε3)
class LaplaceEstimates {
 public:
  explicit LaplaceEstimates(const NgramTokens& tokens);
  /// Empty, to be filled by advance().
  LaplaceEstimates();
  /// Counts the next slice of the tokens, which must be the same at each call. False once all is
  /// done.
  bool advance(const NgramTokens& tokens);
  double progress(const NgramTokens& tokens) const;  ///< 0..1

  /// Probability of the last token of the gram (1 to 3 tokens) given those before it. Tokens that
  /// do not occur in the text are allowed. NaN for 0/0.
  double probability(std::span<const std::string> gram, const std::array<double, 3>& epsilon) const;
  std::int64_t count(std::span<const std::string> gram) const;

  const NgramTable& table(int order) const;

 private:
  std::uint32_t id(const std::string& name) const;  ///< the largest integer if it does not occur

  std::vector<std::pair<std::string, std::uint32_t>> by_name_;  ///< sorted
  std::array<NgramTable, 3> tables_;
  std::size_t counted_ = 0;  // number of complete tables
  std::int64_t distinct_ = 0;
};

}  // namespace babble
