#include "core/training/evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/models/model_info.h"
#include "core/training/sampler.h"

namespace babble {
namespace {

// So many pairs or a few less: lines are not cut in two. A first line that is longer counts whole.
std::int64_t cut(std::span<const TokenId> stream, CorpusKind kind, std::int64_t pairs) {
  if (kind == CorpusKind::text) return pairs;
  std::int64_t end = pairs;
  while (end > 0 && stream[static_cast<std::size_t>(end)] != 0) --end;
  if (end == 0) {
    for (end = pairs; stream[static_cast<std::size_t>(end)] != 0;) ++end;
  }
  return end;
}

}  // namespace

Evaluator::Evaluator(std::shared_ptr<const Corpus> corpus) : corpus_(std::move(corpus)) {}

const CountMatrix& Evaluator::counts(Part part) {
  auto& counts = counts_[static_cast<std::size_t>(part)];
  if (!counts) counts = corpus_->pair_counts(part);
  return *counts;
}

Evaluation Evaluator::evaluate(const Model& model, Part part, std::int64_t max_pairs) {
  const std::span<const TokenId> stream = corpus_->tokens(part);
  const std::int64_t pairs = std::max<std::int64_t>(0, std::ssize(stream) - 1);
  Evaluation result{std::numeric_limits<double>::quiet_NaN(), 0, pairs, pairs};
  if (pairs > 0) {
    if (model.info().capabilities.bigram) {
      result.nll = model.nll(counts(part));
    } else {
      if (max_pairs > 0 && max_pairs < pairs)
        result.scored = cut(stream, corpus_->kind(), max_pairs);
      result.nll =
          model.nll(stream.first(static_cast<std::size_t>(result.scored) + 1), corpus_->kind());
    }
  }
  result.perplexity = std::exp(result.nll);
  return result;
}

Evaluation evaluate_stream(const Model& model, std::span<const TokenId> stream, CorpusKind kind,
                           std::int64_t max_pairs) {
  const std::int64_t pairs = std::max<std::int64_t>(0, std::ssize(stream) - 1);
  std::int64_t scored = pairs;
  if (max_pairs > 0 && max_pairs < pairs) {
    scored = cut(stream, kind, max_pairs);
    stream = stream.first(static_cast<std::size_t>(scored) + 1);
  }
  const double nll = model.nll(stream, kind);
  return {nll, std::exp(nll), scored, pairs};
}

std::vector<TokenId> translate(const Corpus& corpus, Part part, const Vocabulary& to) {
  const Vocabulary& from = corpus.vocabulary();
  std::vector<TokenId> ids;
  for (int id = 0; id < from.size(); ++id) {
    std::optional<TokenId> found = to.id(from.token(static_cast<TokenId>(id)));
    if (!found && to.has_unknown()) found = TokenId{0};
    if (!found && corpus.token_counts()[static_cast<std::size_t>(id)] > 0)
      throw Error("\"" + corpus.name() + "\" has the character '" +
                  from.display(static_cast<TokenId>(id)) + "', which the model has never seen.");
    ids.push_back(found.value_or(TokenId{0}));
  }
  std::vector<TokenId> stream;
  for (const TokenId id : corpus.tokens(part)) stream.push_back(ids[id]);
  return stream;
}

CorpusKind scored_as(const Corpus& corpus, CorpusKind model) {
  const bool lines = model == CorpusKind::lines && corpus.kind() == CorpusKind::lines;
  return lines ? CorpusKind::lines : CorpusKind::text;
}

std::int64_t unknown_tokens(const Corpus& corpus, const Vocabulary& vocabulary) {
  std::int64_t unknown = 0;
  for (int id = 0; id < corpus.vocabulary().size(); ++id)
    if (!vocabulary.id(corpus.vocabulary().token(static_cast<TokenId>(id))))
      unknown += corpus.token_counts()[static_cast<std::size_t>(id)];
  return unknown;
}

WordTable word_table(const Model& model, const Vocabulary& vocabulary, CorpusKind kind,
                     std::string_view word) {
  std::vector<TokenId> tokens = known_tokens(vocabulary, word);
  if (kind == CorpusKind::lines) {
    if (tokens.empty()) throw Error("There is no word to look up. Type at least one character.");
    if (std::find(tokens.begin(), tokens.end(), TokenId{0}) != tokens.end()) {
      throw Error("A word must not contain the mark '.', which is added before and after it.");
    }
    tokens.insert(tokens.begin(), 0);
    tokens.push_back(0);
  } else if (tokens.size() < 2) {
    throw Error(std::string("The word is too short to look up. Type at least two ") +
                (vocabulary.has_words() ? "words." : "characters."));
  }

  WordTable table{std::string(word), {}, 0, 0, 0};
  std::vector<float> probabilities(static_cast<std::size_t>(vocabulary.size()));
  const std::unique_ptr<ModelState> state = model.initial_state();
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    model.feed(*state, tokens[i]);
    model.next_probabilities(*state, probabilities);
    WordRow row;
    row.pair = vocabulary.decode(std::span(tokens).subspan(i, 2));
    row.count = model.pair_count(tokens[i], tokens[i + 1]);
    row.p = static_cast<double>(probabilities[tokens[i + 1]]);
    row.logp = std::log(row.p);
    table.log_likelihood += row.logp;
    table.rows.push_back(std::move(row));
  }
  table.nll = -table.log_likelihood / static_cast<double>(table.rows.size());
  table.perplexity = std::exp(table.nll);
  return table;
}

}  // namespace babble
