// The sections of a program in PyTorch that are the same for every model.
#pragma once

#include "core/models/model_info.h"
#include "core/training/trainer.h"

namespace babble {

/// Whether the text has more than a training part.
bool has_held_out(const Corpus& corpus);
PythonSection text_section(const Corpus& corpus, const Settings& settings);
PythonSection split_section(const Corpus& corpus, const Settings& settings);
/// The generator of initial weights and mini-batches; `used`: the code that calls its functions.
PythonSection generator_section(const Corpus& corpus, const ModelInfo& info,
                                const Settings& settings, const std::string& used);
PythonSection model_section(const ModelInfo& info, const Settings& settings);
/// Reads the checkpoint that a trained model goes on from.
PythonSection reading_section(const ModelInfo& info, const Settings& settings, bool has_place,
                              const PytorchPart& part, bool state);
PythonSection training_section(const ModelInfo& info, const Settings& settings,
                               const PytorchPart& part);
PythonSection sampling_section(const Corpus& corpus, const ModelInfo& info,
                               const Settings& settings, const PytorchPart& part);
/// What checkpoints say of every run like this.
std::string checkpoint_facts(const Corpus& corpus, const ModelInfo& info, const Settings& settings,
                             bool recorded);
PythonSection saving_section(const ModelInfo& info, const Settings& settings,
                             const PytorchPart& part, bool has_place, int states, bool recorded);

}  // namespace babble
