#include "core/models/neural_trigram/neural_trigram_info.h"

#include "core/base/numbers.h"
#include "core/models/neural_trigram/neural_trigram.h"

namespace babble {
namespace {

std::vector<TensorSpec> tensors(int vocabulary_size, const Settings&) {
  return NeuralTrigram::layout(vocabulary_size);
}

std::unique_ptr<Model> create(int vocabulary_size, const Settings& settings, Generator& generator) {
  return std::make_unique<NeuralTrigram>(vocabulary_size, settings.init, generator);
}

std::unique_ptr<Model> load(int vocabulary_size, const Settings& settings,
                            std::span<const Tensor> saved) {
  const std::vector<TensorSpec> specs = tensors(vocabulary_size, settings);
  find_tensor(saved, specs[0]);  // before memory is asked for
  Parameters weights(specs);
  weights.load(saved);
  return std::make_unique<NeuralTrigram>(std::move(weights));
}

std::unique_ptr<Learner> make_learner(std::unique_ptr<Model> model, const Corpus& corpus,
                                      const Settings&, BatchShape) {
  return std::make_unique<NeuralTrigramLearner>(std::move(static_cast<NeuralTrigram&>(*model)),
                                                corpus);
}

std::string summary(const Settings& settings) {
  return "rate " + real_text(settings.learning_rate) + ", λ " + real_text(settings.l2) +
         training_summary(settings, neural_trigram_info().defaults);
}

// As the neural bigram of makemore part 1. A larger rate overshoots in the frequent contexts.
Settings defaults() {
  Settings settings;
  settings.learning_rate = 50;
  settings.batch_size = 0;
  return settings;
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
      .defaults = defaults(),
      .choices = {{"init", {"normal", "zero"}}},
      .capabilities = {.full_batch = true},
      .summary = summary,
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
