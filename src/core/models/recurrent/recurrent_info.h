// What the registry knows of each recurrent network alike.
#pragma once

#include <utility>

#include "core/data/line_batches.h"
#include "core/models/model_info.h"
#include "core/models/recurrent/recurrent_learner.h"

namespace babble {

/// Mini-batches that back-propagation goes through in one step.
constexpr int batches_of_a_pass(const Settings& settings) {
  return !settings.detach && settings.batching == Batching::sequential ? 2 : 1;
}
/// {"state": B×H}, for an LSTM {"cell": B×H}, and if the state is not detached {"previous": B×T},
/// the tokens of the mini-batch that begins with that state. Nothing is carried between
/// mini-batches of lines.
std::vector<TensorSpec> recurrent_carried(const Settings& settings, bool cell);
std::unique_ptr<Learner> make_recurrent_learner(std::unique_ptr<Model> model, const Corpus&,
                                                const Settings&, BatchShape shape);
std::string recurrent_summary(const Settings& settings);

/// The description of the model M, which has `gates`, `title` and `has_cell`: all but id,
/// description and defaults.
template <class M>
ModelInfo recurrent_info() {
  ModelInfo info;
  info.title = info.label = info.short_label = M::title;
  info.settings = trained_settings({"embedding", "hidden_size", "batch_size", "time_steps",
                                    "batching", "detach", "max_grad_norm", "epochs"});
  info.capabilities = {.recurrent = true, .epochs = true, .recorded_order = true};
  info.embedding = 3 * static_cast<int>(M::gates.size()) + 2;  // C, where there is one
  info.summary = recurrent_summary;
  info.usual_epochs = 20;
  info.tensors = [](int V, const Settings& settings) {
    return RecurrentParameters::layout(M::gates, V, settings.hidden_size, settings.embedding);
  };
  info.carried = [](const Settings& settings) { return recurrent_carried(settings, M::has_cell); };
  info.create = [](int V, const Settings& settings, Generator& generator) {
    auto model = std::make_unique<M>(V, settings.hidden_size, generator, settings.embedding);
    model->configure(settings);
    return std::unique_ptr<Model>(std::move(model));
  };
  info.load = [](int V, const Settings& settings, std::span<const Tensor> saved) {
    auto model = std::make_unique<M>(load_parameters<RecurrentParameters>(
        saved, M::gates, V, settings.hidden_size, settings.embedding));
    model->configure(settings);
    return std::unique_ptr<Model>(std::move(model));
  };
  info.make_learner = make_recurrent_learner;
  info.make_batches = make_sequence_batches;
  info.workspace_bytes = [](int vocabulary_size, const Settings& settings, BatchShape shape) {
    const double row = 1.0 * M::rows_per_token * settings.hidden_size + vocabulary_size;
    const double steps = 1.0 * shape.time_steps * batches_of_a_pass(settings);
    return 4 * row * shape.batch_size * steps;
  };
  // Forward, backward and weight gradients of W_h and W_hq; X·W_x is a selection of rows.
  info.operations = [](int vocabulary_size, const Settings& settings) {
    const double V = vocabulary_size, H = settings.hidden_size;
    return batches_of_a_pass(settings) *
           (6 * H * H * static_cast<double>(M::gates.size()) + 6 * H * V);
  };
  return info;
}

}  // namespace babble
