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
NgramTokens ngram_tokens(std::string_view bytes, NgramUnit unit, Preprocessing prepare);

/// The same a piece at a time.
class NgramReader {
 public:
  /// The bytes have to stay where they are until the tokens are there.
  NgramReader(std::string_view bytes, NgramUnit unit, Preprocessing prepare);
  /// Works on the next piece. False once all is done.
  bool advance();
  double progress() const;  ///< 0..1
  NgramTokens take() { return std::move(tokens_); }

 private:
  void number(std::string_view token);

  TextPreparer prepared_;
  NgramTokens tokens_;
  std::unordered_map<std::string_view, std::uint32_t> ids_;  // of tokens in the prepared text
  bool preparing_ = true;
  bool framed_ = false;            // by marks
  std::vector<std::size_t> ends_;  // of lines in the prepared text
  std::size_t line_ = 0, position_ = 0;
};

/// An n-gram that somebody typed, as the tokens it would be in a text: words between blanks, or
/// each character by itself.
std::vector<std::string> gram_tokens(std::string_view text, NgramUnit unit);

/// One n-gram and how often it occurs.
struct Ngram {
  std::array<std::uint32_t, 3> ids{};  ///< `order` of them
  std::int64_t count = 0;
};

/// Where in a list the n-gram with certain ids stands: hashing with open addressing, which is made
/// and thrown away without touching a million nodes.
class NgramPlaces {
 public:
  /// The place of a key; `next` where it is new.
  std::uint32_t insert(std::uint64_t key, std::uint32_t next);
  std::optional<std::uint32_t> find(std::uint64_t key) const;
  /// Every place p becomes places[p].
  void renumber(std::span<const std::uint32_t> places);

 private:
  struct Slot {
    std::uint64_t key = empty;
    std::uint32_t place = 0;
  };
  static constexpr std::uint64_t empty = ~std::uint64_t{0};  // no key: those have 63 bits
  std::size_t slot_of(std::uint64_t key) const;
  void grow();

  std::vector<Slot> slots_;  // a power of two, at most half of them taken
  std::size_t taken_ = 0;
};

/// All n-grams of one order, most frequent first, equals as first seen.
class NgramTable {
 public:
  NgramTable(const NgramTokens& tokens, int order);  ///< order 1..3
  /// Counts nothing yet: advance() does.
  explicit NgramTable(int order);
  /// Counts the next piece of the tokens, which have to be the same each time. False once all is
  /// done.
  bool advance(const NgramTokens& tokens);
  double progress(const NgramTokens& tokens) const;  ///< 0..1

  int order() const { return order_; }
  std::int64_t total() const { return total_; }
  std::span<const Ngram> ngrams() const { return ngrams_; }      ///< index + 1 is the rank
  std::int64_t count(std::span<const std::uint32_t> ids) const;  ///< 0 where never seen
  /// Words with a space between them, or characters side by side, blanks made visible if asked.
  std::string text(const Ngram& ngram, const NgramTokens& tokens, bool visible = false) const;

 private:
  void rank();

  int order_;
  std::int64_t total_ = 0;
  std::size_t position_ = 0;  // in the tokens
  std::vector<Ngram> ngrams_;
  NgramPlaces places_;  // in ngrams_
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
  /// Knows nothing yet: advance() counts the next piece of the tokens, which have to be the same
  /// each time; false once all is done.
  LaplaceEstimates();
  bool advance(const NgramTokens& tokens);
  double progress(const NgramTokens& tokens) const;  ///< 0..1

  /// Probability of the last token of the gram (1 to 3 tokens) given those before it. A token
  /// that does not occur in the text is allowed. NaN for 0/0.
  double probability(std::span<const std::string> gram, const std::array<double, 3>& epsilon) const;
  std::int64_t count(std::span<const std::string> gram) const;

  const NgramTable& table(int order) const;

 private:
  std::uint32_t id(const std::string& name) const;  ///< past the end where it does not occur

  std::vector<std::pair<std::string, std::uint32_t>> by_name_;  ///< sorted
  std::array<NgramTable, 3> tables_;
  std::size_t counted_ = 0;  // tables that are complete
  std::int64_t distinct_ = 0;
};

}  // namespace babble
