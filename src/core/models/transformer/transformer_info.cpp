#include "core/models/transformer/transformer_info.h"

#include "core/base/error.h"
#include "core/base/numbers.h"
#include "core/models/transformer/transformer.h"
#include "core/models/transformer/transformer_learner.h"

namespace babble {
namespace {

TransformerShape shape_of(int vocabulary_size, const Settings& settings) {
  return {vocabulary_size, settings.time_steps, settings.width,     settings.heads,
          settings.layers, settings.norm,       settings.activation};
}

std::vector<TensorSpec> tensors(int vocabulary_size, const Settings& settings) {
  return TransformerParameters::layout(shape_of(vocabulary_size, settings));
}

std::unique_ptr<Model> create(int vocabulary_size, const Settings& settings, Generator& generator) {
  return std::make_unique<Transformer>(shape_of(vocabulary_size, settings), generator);
}

std::unique_ptr<Model> load(int vocabulary_size, const Settings& settings,
                            std::span<const Tensor> saved) {
  return std::make_unique<Transformer>(
      load_parameters<TransformerParameters>(saved, shape_of(vocabulary_size, settings)));
}

std::unique_ptr<Learner> make_learner(std::unique_ptr<Model> model, const Corpus&, const Settings&,
                                      BatchShape shape) {
  return std::make_unique<TransformerLearner>(std::move(static_cast<Transformer&>(*model)), shape);
}

/// Running text has no lines to draw: there `lines`, the default, means windows in random order.
std::unique_ptr<BatchSource> make_batches(const Corpus& corpus, const Settings& settings,
                                          const BatchOrder*) {
  Settings own = settings;
  if (corpus.kind() == CorpusKind::text && own.batching == Batching::lines)
    own.batching = Batching::random;
  return make_sequence_batches(corpus, own, nullptr);
}

void check(const Settings& settings) {
  if (settings.width % settings.heads != 0) {
    throw Error(setting_label("width") + " must be a multiple of the number of heads: " +
                std::to_string(settings.width) + " numbers cannot be shared equally by " +
                std::to_string(settings.heads) + " heads.");
  }
}

double workspace_bytes(int vocabulary_size, const Settings& settings, BatchShape shape) {
  return TransformerPass::bytes(shape_of(vocabulary_size, settings), shape.batch_size,
                                shape.time_steps, true);
}

std::string summary(const Settings& settings) {
  static const Settings& defaults = transformer_info().defaults;
  return "L " + std::to_string(settings.layers) + ", heads " + std::to_string(settings.heads) +
         ", W " + std::to_string(settings.width) + ", B " + std::to_string(settings.batch_size) +
         ", T " + std::to_string(settings.time_steps) +
         (settings.norm == Norm::rms ? ", RMS norm" : "") +
         (settings.activation == Activation::relu ? ", ReLU" : "") + ", rate " +
         real_text(settings.learning_rate) +
         (settings.max_grad_norm > 0 ? ", θ " + real_text(settings.max_grad_norm) : "") +
         training_summary(settings, defaults);
}

// makemore's transformer.
Settings defaults() {
  Settings settings;
  settings.activation = Activation::gelu;
  settings.time_steps = 16;
  settings.batching = Batching::lines;
  settings.optimizer = OptimizerKind::adamw;
  settings.learning_rate = 5e-4;
  settings.max_grad_norm = 0;
  return settings;
}

/// Forward, backward and weight gradients: the linear layers, and attention to T/2 tokens on
/// average, twice (q·kᵀ and P·v).
double operations(int vocabulary_size, const Settings& settings) {
  const double V = vocabulary_size, W = settings.width, T = settings.time_steps;
  return 6 * W * (settings.layers * (12 * W + T + 1) + V);
}

}  // namespace

const ModelInfo& transformer_info() {
  static const ModelInfo info{
      .id = "transformer",
      .title = "transformer",
      .label = "Transformer",
      .short_label = "Transformer",
      .description = "Blocks of attention and MLP in GPT-2's shape (makemore), or in microgpt's.",
      .settings = trained_settings({"layers", "heads", "width", "norm", "activation", "batch_size",
                                    "time_steps", "batching", "max_grad_norm", "epochs"}),
      .defaults = defaults(),
      .choices = {{"activation", {"gelu", "relu"}}},
      .capabilities = {.attention = true, .draws_by_race = true},
      .embedding = 0,  // wte, in both shapes
      .positions = 1,  // wpe
      .summary = summary,
      .usual_steps = 5000,
      .tensors = tensors,
      .create = create,
      .load = load,
      .make_learner = make_learner,
      .pytorch = transformer_pytorch,
      .make_batches = make_batches,
      .workspace_bytes = workspace_bytes,
      .check = check,
      .operations = operations};
  return info;
}

}  // namespace babble
