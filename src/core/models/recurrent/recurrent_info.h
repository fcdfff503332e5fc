// What the registry knows of each recurrent network alike.
#pragma once

#include <utility>

#include "core/data/line_batches.h"
#include "core/models/model_info.h"
#include "core/models/recurrent/recurrent_learner.h"

namespace babble {

/// {"state": B×H} and, for an LSTM, {"cell": B×H}. Nothing is carried between mini-batches of
/// lines.
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
  info.settings = trained_settings(
      {"hidden_size", "batch_size", "time_steps", "batching", "max_grad_norm", "epochs"});
  info.capabilities = {.recurrent = true, .epochs = true, .recorded_order = true};
  info.summary = recurrent_summary;
  info.usual_epochs = 20;
  info.tensors = [](int V, const Settings& settings) {
    return RecurrentParameters::layout(M::gates, V, settings.hidden_size);
  };
  info.carried = [](const Settings& settings) { return recurrent_carried(settings, M::has_cell); };
  info.create = [](int V, const Settings& settings, Generator& generator) {
    auto model = std::make_unique<M>(V, settings.hidden_size, generator);
    model->set_reads_lines(takes_lines(settings.batching));
    return std::unique_ptr<Model>(std::move(model));
  };
  info.load = [](int V, const Settings& settings, std::span<const Tensor> saved) {
    auto model = std::make_unique<M>(
        load_parameters<RecurrentParameters>(saved, M::gates, V, settings.hidden_size));
    model->set_reads_lines(takes_lines(settings.batching));
    return std::unique_ptr<Model>(std::move(model));
  };
  info.make_learner = make_recurrent_learner;
  info.make_batches = make_sequence_batches;
  info.workspace_bytes = [](int vocabulary_size, const Settings& settings, BatchShape shape) {
    const double row = 1.0 * M::rows_per_token * settings.hidden_size + vocabulary_size;
    return 4 * row * shape.batch_size * shape.time_steps;
  };
  // Forward, backward and weight gradients of W_h and W_hq; X·W_x is a selection of rows.
  info.operations = [](int vocabulary_size, const Settings& settings) {
    const double V = vocabulary_size, H = settings.hidden_size;
    return 6 * H * H * static_cast<double>(M::gates.size()) + 6 * H * V;
  };
  return info;
}

}  // namespace babble
