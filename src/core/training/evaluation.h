// How good a model is: mean negative log-likelihood and perplexity of a part, and of one word.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/corpus.h"
#include "core/data/counts.h"
#include "core/models/model.h"

namespace babble {

/// NLL in nats per token and perplexity = exp(NLL) of one part of a corpus.
struct Evaluation {
  double nll;  ///< NaN for an empty part, +inf where a pair has probability 0
  double perplexity;
  std::int64_t scored;  ///< pairs that the figures are of
  std::int64_t pairs;   ///< pairs of the part; more than `scored` where max_pairs cut it
};

/// Evaluates models on one corpus. Keeps the pair counts of each part: bigram models then need V²
/// logarithms a call, fast enough to follow a slider.
class Evaluator {
 public:
  explicit Evaluator(std::shared_ptr<const Corpus> corpus);
  /// With `max_pairs`, models that are no bigrams score only the first so many pairs; 0 = all.
  /// Lines are scored whole.
  Evaluation evaluate(const Model& model, Part part, std::int64_t max_pairs = 0);
  /// Pair counts of a part, V×V.
  const CountMatrix& counts(Part part);

 private:
  std::shared_ptr<const Corpus> corpus_;
  std::array<std::optional<CountMatrix>, 4> counts_;
};

/// NLL per token of a stream that is not part of a corpus. With `max_pairs` of its first so many
/// pairs; 0 = all. Lines are scored whole.
Evaluation evaluate_stream(const Model& model, std::span<const TokenId> stream, CorpusKind kind,
                           std::int64_t max_pairs = 0);

/// A part of a text in the ids of another vocabulary, to score a model on a text that it was not
/// trained on. Characters that the vocabulary lacks become its <unk>. Throws Error that names such
/// a character where it has none.
std::vector<TokenId> translate(const Corpus& corpus, Part part, const Vocabulary& to);
/// Whether a model of a corpus of kind `model` scores this text line by line.
CorpusKind scored_as(const Corpus& corpus, CorpusKind model);
/// How many tokens of the whole text the vocabulary lacks.
std::int64_t unknown_tokens(const Corpus& corpus, const Vocabulary& vocabulary);

/// One pair of a word: the probability that its second token follows all that came before.
struct WordRow {
  std::string pair;
  std::optional<std::int64_t> count;  ///< of models that count
  double p;
  double logp;  ///< -inf where p is 0
};

struct WordTable {
  std::string word;
  std::vector<WordRow> rows;
  double log_likelihood;
  double nll;         ///< mean over the rows
  double perplexity;  ///< exp(nll)
};

/// Lines: the word between boundary tokens, ".andrejz."; running text: the word as it is, its first
/// token given. Probabilities are the model's float32 ones, logarithms and sums float64. Throws
/// Error for a character that the vocabulary does not have, and for a word without a pair.
WordTable word_table(const Model& model, const Vocabulary& vocabulary, CorpusKind kind,
                     std::string_view word);

}  // namespace babble
