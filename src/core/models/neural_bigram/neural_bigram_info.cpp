#include "core/models/neural_bigram/neural_bigram_info.h"

#include "core/base/numbers.h"
#include "core/models/neural_bigram/neural_bigram.h"
#include "core/models/neural_bigram/neural_bigram_learner.h"

namespace babble {
namespace {

std::vector<TensorSpec> tensors(int vocabulary_size, const Settings& settings) {
  return NeuralBigramParameters::layout(vocabulary_size, settings.bias);
}

std::unique_ptr<Model> create(int vocabulary_size, const Settings& settings, Generator& generator) {
  return std::make_unique<NeuralBigram>(vocabulary_size, settings.init, settings.bias, generator);
}

std::unique_ptr<Model> load(int vocabulary_size, const Settings& settings,
                            std::span<const Tensor> saved) {
  return std::make_unique<NeuralBigram>(
      load_parameters<NeuralBigramParameters>(saved, vocabulary_size, settings.bias));
}

std::unique_ptr<Learner> make_learner(std::unique_ptr<Model> model, const Corpus& corpus,
                                      const Settings&, BatchShape) {
  return std::make_unique<NeuralBigramLearner>(std::move(static_cast<NeuralBigram&>(*model)),
                                               corpus.pair_counts(Part::train));
}

std::string summary(const Settings& settings) {
  return "rate " + real_text(settings.learning_rate) + ", λ " + real_text(settings.l2) +
         (settings.batch_size > 0 ? ", B " + std::to_string(settings.batch_size) : "") +
         training_summary(settings, neural_bigram_info().defaults);
}

// makemore part 1.
Settings defaults() {
  Settings settings;
  settings.learning_rate = 50;
  settings.batch_size = 0;
  return settings;
}

}  // namespace

const ModelInfo& neural_bigram_info() {
  static const ModelInfo info{
      .id = "neural",
      .title = "neural bigram",
      .label = "Neural bigram",
      .short_label = "Neural",
      .description = "One linear layer trained by gradient descent (makemore part 1).",
      .settings = trained_settings({"l2", "bias", "init", "batch_size", "epochs"}),
      .defaults = defaults(),
      .choices = {{"init", {"normal", "xavier", "zero"}}},
      .capabilities = {.bigram = true, .full_batch = true},
      .summary = summary,
      .usual_steps = 200,
      .tensors = tensors,
      .create = create,
      .load = load,
      .make_learner = make_learner,
      .pytorch = neural_bigram_pytorch,
      .make_batches = [](const Corpus& corpus, const Settings& settings, const BatchOrder*) {
        return make_pair_batches(corpus, settings);
      }};
  return info;
}

}  // namespace babble
