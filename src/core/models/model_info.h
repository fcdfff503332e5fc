// All that the rest of the program knows of a model beforehand: names, settings, capabilities, and
// how to make one. Each model's folder defines one; the registry lists them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/batch_source.h"
#include "core/data/corpus.h"
#include "core/models/learner.h"
#include "core/models/model.h"
#include "core/models/pytorch_part.h"
#include "core/random/generator.h"
#include "core/settings/settings.h"

namespace babble {

struct Capabilities {
  bool trained = true;          ///< learns in steps; false: counted at once, in one step
  bool bigram = false;          ///< looks at one token: the counts of the pairs say all of a text
  bool recurrent = false;       ///< has a hidden state that it carries on
  bool attention = false;       ///< has Model::trace_attention
  bool window = false;          ///< reads block_size tokens: has Model::trace_window
  bool full_batch = false;      ///< batch_size 0 learns from all pairs at once
  bool epochs = false;          ///< mini-batches walk through the text: mean NLL of each epoch
  bool draws_by_race = false;   ///< samples are drawn as Generator::draw_by_race does
  bool recorded_order = false;  ///< can follow a recorded order of mini-batches (batch_order.h)
};

/// The values of a choice setting that a model accepts.
struct Choices {
  std::string_view key;
  std::vector<std::string_view> values;
};

/// The settings that every model trained by gradient descent has, and its own.
std::vector<std::string_view> trained_settings(std::initializer_list<std::string_view> own);

/// For ModelInfo::summary: what is unlike `defaults` in the settings that every trained model has,
/// beside the learning rate: ", adamw, decay 0.1, linear:1000". Empty if nothing is.
std::string training_summary(const Settings& settings, const Settings& defaults);

struct ModelInfo {
  std::string_view id;           ///< in flags, links and checkpoints: "rnn"
  std::string_view title;        ///< in the middle of a sentence: "neural bigram"
  std::string_view label;        ///< at the beginning of one: "Neural bigram"
  std::string_view short_label;  ///< where there is little room: "Neural"
  std::string_view description;  ///< one sentence
  /// Keys of the settings that the model uses beside the data settings.
  std::vector<std::string_view> settings;
  Settings defaults;  ///< the course's values
  /// Choice settings of which the model accepts a part only; the others accept all their values.
  std::vector<Choices> choices = {};
  Capabilities capabilities;
  /// Which parameters have one row a token, and one row a place in the window; −1, or one that its
  /// settings leave out: none.
  int embedding = -1, positions = -1;

  /// What tells runs of this model apart: "H 64, B 32, T 35, rate 1, θ 1".
  std::string (*summary)(const Settings&);
  /// How long the command trains where nobody says it: steps or epochs.
  std::int64_t usual_steps = 0;
  int usual_epochs = 0;

  /// Names and shapes of what a checkpoint holds of a model.
  std::vector<TensorSpec> (*tensors)(int vocabulary_size, const Settings&);
  /// Of the state that is carried between mini-batches, one row a sequence; null: none is. A small
  /// text has fewer sequences.
  std::vector<TensorSpec> (*carried)(const Settings&) = nullptr;
  /// A new model. Draws its parameters from the generator. Throws Error where V is too large.
  std::unique_ptr<Model> (*create)(int vocabulary_size, const Settings&, Generator&);
  /// A saved model. Throws Error where a tensor is missing or does not fit.
  std::unique_ptr<Model> (*load)(int vocabulary_size, const Settings&, std::span<const Tensor>);
  /// What trains a model of this kind, which it owns from now on, with mini-batches of at most this
  /// shape.
  std::unique_ptr<Learner> (*make_learner)(std::unique_ptr<Model>, const Corpus&, const Settings&,
                                           BatchShape);
  /// The model's part of the program in PyTorch that does the same (core/export).
  PytorchPart (*pytorch)(const PytorchFacts&) = nullptr;
  /// The mini-batches of the training part. Throws Error where the settings do not fit the corpus.
  std::unique_ptr<BatchSource> (*make_batches)(const Corpus&, const Settings&,
                                               const BatchOrder* order);
  /// The bytes of the workspace of one mini-batch, about; null: hardly any.
  double (*workspace_bytes)(int vocabulary_size, const Settings&, BatchShape) = nullptr;
  /// Throws Error where settings are invalid for every text; null: none are.
  void (*check)(const Settings&) = nullptr;
  /// Floating-point operations of one trained token; null: unknown.
  double (*operations)(int vocabulary_size, const Settings&) = nullptr;

  /// Whether the setting matters to the model; data settings matter to all.
  bool uses(std::string_view key) const;
  /// Whether the setting matters beside the others: beta1 does not without AdamW.
  bool applies(const SettingRow& row, const Settings& values) const {
    return uses(row.key) && (!row.applies || row.applies(values));
  }
  /// Where its random numbers come from.
  GeneratorKind generator(const Settings& values) const {
    return uses("generator") ? values.generator : GeneratorKind::torch;
  }
  /// The values of a choice setting that the model accepts.
  std::span<const std::string_view> choices_of(const SettingRow& row) const;
  /// Rejects settings that are invalid for every text. Throws Error.
  void check_settings(const Settings& values) const;
  /// Throws Error where training would need more memory than a page can have: the parameters, their
  /// gradient, a packed copy, the optimizer's state and the workspace. Allocates nothing.
  void check_memory(int vocabulary_size, const Settings& values, BatchShape shape) const;
};

}  // namespace babble
