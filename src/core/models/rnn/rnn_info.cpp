#include "core/models/rnn/rnn_info.h"

#include "core/base/error.h"
#include "core/base/numbers.h"
#include "core/models/rnn/rnn.h"
#include "core/models/rnn/rnn_learner.h"

namespace babble {
namespace {

std::vector<TensorSpec> tensors(int vocabulary_size, const Settings& settings) {
  return RnnParameters::layout(vocabulary_size, settings.hidden_size);
}

std::vector<TensorSpec> carried(const Settings& settings) {
  return {{"state", {settings.batch_size, settings.hidden_size}}};
}

std::unique_ptr<Model> create(int vocabulary_size, const Settings& settings, TorchRng& generator) {
  return std::make_unique<Rnn>(vocabulary_size, settings.hidden_size, generator);
}

std::unique_ptr<Model> load(int vocabulary_size, const Settings& settings,
                            std::span<const Tensor> saved) {
  // Settings may be made up: the tensors must be there before memory is asked for.
  for (const TensorSpec& spec : tensors(vocabulary_size, settings)) find_tensor(saved, spec);
  RnnParameters weights(vocabulary_size, settings.hidden_size);
  weights.load(saved);
  return std::make_unique<Rnn>(std::move(weights));
}

std::unique_ptr<Learner> make_learner(std::unique_ptr<Model> model, const Corpus&,
                                      const Settings& settings) {
  return std::make_unique<RnnLearner>(std::move(static_cast<Rnn&>(*model)), settings);
}

void check(const Settings& settings) {
  if (settings.batch_size < 1) {
    throw Error(
        setting_label("batch_size") +
        " must be at least 1 for the RNN. Only the neural bigram can use 0, which means all "
        "pairs at once.");
  }
}

std::string summary(const Settings& settings) {
  return "H " + std::to_string(settings.hidden_size) + ", B " +
         std::to_string(settings.batch_size) + ", T " + std::to_string(settings.time_steps) +
         ", rate " + real_text(settings.learning_rate) +
         (settings.max_grad_norm > 0 ? ", θ " + real_text(settings.max_grad_norm)
                                     : ", no clipping");
}

/// Forward, backward and weight gradients of W_hh and W_hq; X·W_xh is a selection of rows.
double operations(int vocabulary_size, const Settings& settings) {
  const double V = vocabulary_size, H = settings.hidden_size;
  return 6 * H * H + 6 * H * V;
}

}  // namespace

const ModelInfo& rnn_info() {
  static const ModelInfo info{
      .id = "rnn",
      .title = "RNN",
      .label = "RNN",
      .short_label = "RNN",
      .description =
          "A recurrent network: a hidden state remembers what was read (d2l §8.4, §8.5).",
      .settings = {"learning_rate", "hidden_size", "batch_size", "time_steps", "batching",
                   "max_grad_norm", "epochs"},
      .defaults = {},
      .capabilities = {.recurrent = true, .epochs = true, .recorded_order = true},
      .summary = summary,
      .usual_epochs = 20,
      .tensors = tensors,
      .carried = carried,
      .create = create,
      .load = load,
      .make_learner = make_learner,
      .make_batches = make_sequence_batches,
      .check = check,
      .operations = operations};
  return info;
}

}  // namespace babble
