#include "core/models/neural_bigram/neural_bigram.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "core/math/softmax.h"
#include "core/models/neural_bigram/neural_bigram_info.h"

namespace babble {
std::vector<TensorSpec> NeuralBigramParameters::layout(int V, bool with_bias) {
  check_bigram_vocabulary(V);
  std::vector<TensorSpec> specs{{"W", {V, V}}};
  if (with_bias) specs.push_back({"b", {V}});
  return specs;
}

NeuralBigram::NeuralBigram(int vocabulary_size, Init init, bool with_bias, Generator& generator)
    : weights_(vocabulary_size, with_bias) {
  MatrixMap W = weights_.W();
  const std::span<float> values{W.data(), static_cast<std::size_t>(W.size())};
  switch (init) {
    case Init::normal:  // makemore: torch.randn((27, 27), generator=g)
      generator.fill_normal(values);
      break;
    case Init::xavier:
      generator.fill_xavier_uniform(values, vocabulary_size, vocabulary_size);
      break;
    case Init::zero:
    case Init::scaled:  // of other models; ModelInfo::choices refuses it
      break;
  }
}

const ModelInfo& NeuralBigram::info() const { return neural_bigram_info(); }

void NeuralBigram::logits(TokenId current, std::span<float> out) const {
  RowVectorMap row(out.data(), static_cast<Eigen::Index>(out.size()));
  row = weights_.W().row(current);
  if (has_bias()) row += weights_.b();
}

double NeuralBigram::nll(const CountMatrix& pairs) const {
  const int size = vocabulary_size();
  assert(pairs.size() == size);
  std::vector<float> row(static_cast<std::size_t>(size));
  double sum = 0;
  std::int64_t total = 0;
  for (int i = 0; i < size; ++i) {
    const std::span<const std::int64_t> counts = pairs.row(i);
    if (std::all_of(counts.begin(), counts.end(), [](std::int64_t n) { return n == 0; })) continue;
    logits(static_cast<TokenId>(i), row);
    // In double: this is the figure that is compared and printed, not the one that is trained on.
    const double largest = static_cast<double>(*std::max_element(row.begin(), row.end()));
    double exponentials = 0;
    for (const float logit : row) exponentials += std::exp(static_cast<double>(logit) - largest);
    const double log_sum = largest + std::log(exponentials);
    for (std::size_t j = 0; j < row.size(); ++j) {
      total += counts[j];
      sum += static_cast<double>(counts[j]) * (log_sum - static_cast<double>(row[j]));
    }
  }
  if (total == 0) return std::numeric_limits<double>::quiet_NaN();
  return sum / static_cast<double>(total);
}

std::unique_ptr<Model> NeuralBigram::clone() const { return std::make_unique<NeuralBigram>(*this); }

void NeuralBigram::next_logits(const ModelState& state, std::span<float> out) const {
  logits(last_token(state), out);
}

NeuralExample trace_example(const NeuralBigram& model, TokenId current, TokenId next, double rate) {
  const Eigen::Index size = model.vocabulary_size();
  NeuralExample example;
  example.current = current;
  example.next = next;
  example.one_hot = RowVector::Zero(size);
  example.one_hot(current) = 1;
  example.logits = example.one_hot * model.weight();
  if (model.has_bias()) example.logits += model.weights().b();
  example.counts = example.logits.array().exp();
  example.probabilities = example.counts / example.counts.sum();
  example.loss = -std::log(static_cast<double>(example.probabilities(next)));
  example.dlogits = example.probabilities;
  example.dlogits(next) -= 1;
  example.update = -static_cast<float>(rate) * example.dlogits;
  return example;
}

}  // namespace babble
