#include "core/models/mlp/mlp_info.h"

#include "core/base/error.h"
#include "core/base/numbers.h"
#include "core/data/window_batches.h"
#include "core/models/mlp/mlp.h"
#include "core/models/mlp/mlp_learner.h"

namespace babble {
namespace {

MlpShape shape_of(int vocabulary_size, const Settings& settings) {
  return {vocabulary_size, settings.block_size, settings.embedding, settings.hidden_size};
}

std::vector<TensorSpec> tensors(int vocabulary_size, const Settings& settings) {
  return MlpParameters::layout(shape_of(vocabulary_size, settings));
}

std::unique_ptr<Model> create(int vocabulary_size, const Settings& settings, Generator& generator) {
  return std::make_unique<Mlp>(shape_of(vocabulary_size, settings), settings.init, generator);
}

std::unique_ptr<Model> load(int vocabulary_size, const Settings& settings,
                            std::span<const Tensor> saved) {
  return std::make_unique<Mlp>(
      load_parameters<MlpParameters>(saved, shape_of(vocabulary_size, settings)));
}

std::unique_ptr<Learner> make_learner(std::unique_ptr<Model> model, const Corpus&, const Settings&,
                                      BatchShape shape) {
  return std::make_unique<MlpLearner>(std::move(static_cast<Mlp&>(*model)), shape.batch_size);
}

double workspace_bytes(int vocabulary_size, const Settings& settings, BatchShape shape) {
  return MlpPass::bytes(shape_of(vocabulary_size, settings), shape.batch_size);
}

/// Forward, backward and the gradients of the weights; C is a selection of
/// rows.
double operations(int vocabulary_size, const Settings& settings) {
  const MlpShape shape = shape_of(vocabulary_size, settings);
  return 6.0 * shape.hidden_size * (shape.inputs() + vocabulary_size);
}

std::unique_ptr<BatchSource> make_batches(const Corpus& corpus, const Settings& settings,
                                          const BatchOrder*) {
  return make_window_batches(corpus, settings);
}

void check(const Settings& settings) {
  if (settings.embedding < 1) {
    throw Error(setting_label("embedding") +
                " must be at least 1 for the MLP. Only recurrent networks can use 0, which means "
                "one-hot vectors.");
  }
}

std::string summary(const Settings& settings) {
  return "T " + std::to_string(settings.block_size) + ", E " + std::to_string(settings.embedding) +
         ", H " + std::to_string(settings.hidden_size) + ", " +
         std::string(setting_text(settings, "init")) + ", B " +
         std::to_string(settings.batch_size) + ", rate " + real_text(settings.learning_rate) +
         (settings.max_grad_norm > 0 ? ", θ " + real_text(settings.max_grad_norm) : "") +
         training_summary(settings, mlp_info().defaults);
}

// makemore part 2.
Settings defaults() {
  Settings settings;
  settings.embedding = 10;
  settings.hidden_size = 200;
  settings.learning_rate = 0.1;
  settings.learning_rate_schedule = "step:100000:0.1";
  settings.max_grad_norm = 0;
  return settings;
}

}  // namespace

const ModelInfo& mlp_info() {
  static const ModelInfo info{
      .id = "mlp",
      .title = "MLP",
      .label = "MLP",
      .short_label = "MLP",
      .description =
          "Embeddings of a few characters, a hidden layer, an output layer (Bengio et al. 2003; "
          "makemore parts 2 and 3).",
      .settings = trained_settings({"block_size", "embedding", "hidden_size", "init", "batch_size",
                                    "max_grad_norm", "epochs"}),
      .defaults = defaults(),
      .choices = {{"init", {"normal", "scaled"}}},
      .capabilities = {.window = true, .draws_by_race = true},
      .embedding = 0,  // C
      .summary = summary,
      .usual_steps = 200'000,
      .tensors = tensors,
      .create = create,
      .load = load,
      .make_learner = make_learner,
      .pytorch = mlp_pytorch,
      .make_batches = make_batches,
      .workspace_bytes = workspace_bytes,
      .check = check,
      .operations = operations};
  return info;
}

}  // namespace babble
