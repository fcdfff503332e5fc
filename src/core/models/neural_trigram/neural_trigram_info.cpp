#include "core/models/neural_trigram/neural_trigram_info.h"

#include "core/models/neural_bigram/neural_bigram_info.h"
#include "core/models/neural_trigram/neural_trigram.h"

namespace babble {
namespace {

std::vector<TensorSpec> tensors(int vocabulary_size, const Settings&) {
  return NeuralTrigramParameters::layout(vocabulary_size);
}

std::unique_ptr<Model> create(int vocabulary_size, const Settings& settings, Generator& generator) {
  return std::make_unique<NeuralTrigram>(vocabulary_size, settings.init, generator);
}

std::unique_ptr<Model> load(int vocabulary_size, const Settings&, std::span<const Tensor> saved) {
  return std::make_unique<NeuralTrigram>(
      load_parameters<NeuralTrigramParameters>(saved, vocabulary_size));
}

std::unique_ptr<Learner> make_learner(std::unique_ptr<Model> model, const Corpus& corpus,
                                      const Settings&, BatchShape) {
  return std::make_unique<NeuralTrigramLearner>(std::move(static_cast<NeuralTrigram&>(*model)),
                                                corpus);
}

}  // namespace

const ModelInfo& neural_trigram_info() {
  static const ModelInfo info{
      .id = "trigram",
      .title = "neural trigram",
      .label = "Neural trigram",
      .short_label = "Trigram",
      .description = "One linear layer that reads the last two tokens (makemore's E01).",
      .settings = trained_settings({"l2", "init", "epochs"}),
      // As the neural bigram; a larger rate overshoots in the frequent contexts.
      .defaults = neural_bigram_info().defaults,
      .choices = {{"init", {"normal", "zero"}}},
      .capabilities = {.full_batch = true},
      .summary = neural_bigram_info().summary,
      .usual_steps = 1000,
      .tensors = tensors,
      .create = create,
      .load = load,
      .make_learner = make_learner,
      .pytorch = neural_trigram_pytorch,
      .make_batches = [](const Corpus& corpus, const Settings&, const BatchOrder*) {
        return make_full_batch(corpus);
      }};
  return info;
}

}  // namespace babble
