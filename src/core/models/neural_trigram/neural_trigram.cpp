#include "core/models/neural_trigram/neural_trigram.h"

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/models/neural_trigram/neural_trigram_info.h"

namespace babble {
namespace {

constexpr int largest_vocabulary = 256;  // 64 MB for W

struct LastTwo final : ModelState {
  int context = 0;
  void assign(const ModelState& other) override {
    context = static_cast<const LastTwo&>(other).context;
  }
};

}  // namespace

std::vector<TensorSpec> NeuralTrigramParameters::layout(int vocabulary_size) {
  if (vocabulary_size > largest_vocabulary) {
    throw Error("The neural trigram has V³ weights and takes vocabularies of up to " +
                std::to_string(largest_vocabulary) + " tokens; this one has " +
                std::to_string(vocabulary_size) + ".");
  }
  return {{"W", {vocabulary_size * vocabulary_size, vocabulary_size}}};
}

NeuralTrigram::NeuralTrigram(int vocabulary_size, Init init, Generator& generator)
    : weights_(vocabulary_size) {
  const std::span<float> values{weights_.values().data(),
                                static_cast<std::size_t>(weights_.size())};
  if (init == Init::normal) generator.fill_normal(values);
}

const ModelInfo& NeuralTrigram::info() const { return neural_trigram_info(); }

std::unique_ptr<ModelState> NeuralTrigram::initial_state() const {
  return std::make_unique<LastTwo>();
}

void NeuralTrigram::feed(ModelState& state, TokenId token) const {
  int& context = static_cast<LastTwo&>(state).context;
  const int V = vocabulary_size();
  context = context % V * V + token;
}

void NeuralTrigram::next_logits(const ModelState& state, std::span<float> logits) const {
  const auto row = W().row(static_cast<const LastTwo&>(state).context);
  std::copy_n(row.data(), row.size(), logits.begin());
}

double NeuralTrigram::nll(std::span<const TokenId> stream, CorpusKind kind) const {
  return nll(GramCounts(stream, kind, vocabulary_size(), 3));
}

double NeuralTrigram::nll(const GramCounts& trigrams, Parameters* gradient) const {
  if (gradient != nullptr) gradient->values().setZero();
  const double total = static_cast<double>(trigrams.total());
  if (total == 0) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (std::size_t i = 0; i < trigrams.keys().size();) {  // one context after the other
    const std::int64_t context = trigrams.context_of(i);
    const auto row = W().row(static_cast<Eigen::Index>(context));
    const float largest = row.maxCoeff();
    const RowVector exponentials = (row.array() - largest).exp();
    const double partition = exponentials.cast<double>().sum();
    const double log_partition = static_cast<double>(largest) + std::log(partition);
    const std::size_t begin = i;
    double count = 0;
    for (; i < trigrams.keys().size() && trigrams.context_of(i) == context; ++i) {
      const double n = static_cast<double>(trigrams.counts()[i]);
      count += n;
      sum += n * (log_partition - static_cast<double>(row(trigrams.last_of(i))));
    }
    if (gradient == nullptr) continue;
    auto slope = gradient->matrix(0).row(static_cast<Eigen::Index>(context));
    slope = static_cast<float>(count / total / partition) * exponentials;
    for (std::size_t j = begin; j < i; ++j)
      slope(trigrams.last_of(j)) -=
          static_cast<float>(static_cast<double>(trigrams.counts()[j]) / total);
  }
  return sum / total;
}

Loss NeuralTrigramLearner::forward_backward(const Batch&, const Settings& settings) {
  const double nll = model_.nll(counts_, &gradient_);
  if (settings.l2 == 0) return {nll, nll};
  const RowVector& weights = model_.weights().values();
  const double cells = static_cast<double>(weights.size());
  gradient_.values() += static_cast<float>(2 * settings.l2 / cells) * weights;
  return {nll + settings.l2 * static_cast<double>(weights.squaredNorm()) / cells, nll};
}

}  // namespace babble
